import random
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.dates import parse
from quizzes.errors import PackError
from quizzes.factbase.model import Anchor, Quantity
from quizzes.factbase.problems import problems_of
from quizzes.factbase.reading import examine, examine_files, parse_pack, read_pack
from quizzes.kinds import Edge, Extent, Op, Party, Stance, Status
from tests.factbase.packs import PACK, changed, codes, files, line_of, pack, problems, with_file


def test_read_pack_and_parse_pack_agree() -> None:
    assert read_pack(PACK) == parse_pack(files())


def test_the_made_up_pack_has_no_problem_and_no_warning() -> None:
    assert examine(PACK).problems == ()


def test_pack_holds_the_head() -> None:
    head = pack()

    assert (head.id, head.seed, head.as_of) == ("almersted", 7, parse("2026-01-01"))
    assert list(head.eras) == ["before-the-mill", "mill-town", "strike-years"]
    assert head.campaigns == {"strike": "The strike"}
    assert [m.event for m in head.milestones] == ["mill", "strike-begins"]


def test_mappings_stand_in_the_order_of_ids_and_topics_in_the_authors() -> None:
    read = pack()

    for mapping in (read.facts, read.entities, read.agents, read.predicates, read.sources):
        assert list(mapping) == sorted(mapping)
    assert [(t.id, t.position) for t in read.topics.values()] == [
        ("river", 1),
        ("strike", 2),
        ("trade", 3),
    ]


def test_the_order_of_files_and_entries_plays_no_part() -> None:
    content = files()
    both = content["entities/others.yaml"].splitlines(keepends=True)
    content["entities/others.yaml"] = "".join(both[7:] + both[:7])
    names = list(content)
    random.Random(1).shuffle(names)

    assert parse_pack({name: content[name] for name in names}) == pack()


def test_a_fact_is_read_with_all_its_parts() -> None:
    fact = pack().facts["mill-built"]

    assert fact.status is Status.PLAIN
    assert (fact.file, fact.line) == ("facts/river.yaml", 1)
    assert fact.event is not None
    assert (fact.event.id, fact.event.edge, fact.event.of) == ("mill", Edge.HAPPENED, "a")
    assertion = fact.assertion("a")
    assert assertion.stance is Stance.ASSERTS
    assert assertion.when is not None
    assert (assertion.when.date, assertion.when.extent) == (parse("1684"), Extent.POINT)
    assert assertion.anchors == (
        Anchor(
            source="almersted",
            start=226,
            end=278,
            sha256="920ad6f1846e72b1",
            phrase="In 1684, the Orrin Guild built",
        ),
    )
    assert fact.assertion("b").anchors == (Anchor(source="mills-of-vellin", locator="p. 12"),)
    assert fact.asks[0].of == "a"
    assert fact.asks[0].fixes == frozenset({"subject", "when"})
    assert fact.asks[0].among == ("parish", "brede-guild")


def test_values_take_the_type_of_the_predicates_range() -> None:
    facts = pack().facts

    assert facts["settled-when"].assertion("a").values[0].value == parse("1501/1533")
    assert facts["inhabitants"].assertion("a").values[0].value == Quantity(
        op=Op.EQUAL, n=Decimal(4210), unit="people"
    )
    assert facts["mill-built"].assertion("a").values[0].value == "guild"


def test_qualifiers_belong_to_their_value() -> None:
    wool, tiles = pack().facts["exports"].assertion("a").values

    assert wool.qualifiers == {"destination": ("orrin",)}
    assert tiles.qualifiers == {"destination": ("brede",)}


def test_entities_and_agents_are_read() -> None:
    read = pack()

    foil = read.entities["brede-guild"]
    assert (foil.foil, foil.cite_title, foil.role) == (True, "Guilds of Vellin", "guild")
    assert read.entities["tiles"].plural
    assert read.entities["mill"].lived == parse("1684/..")
    assert read.agents["halm"].party is Party.SCHOLAR


@pytest.mark.parametrize(
    ("written", "quantity"),
    [
        ("440", Quantity(op=Op.EQUAL, n=Decimal(440))),
        ("74.22", Quantity(op=Op.EQUAL, n=Decimal("74.22"))),
        ("{op: '>', n: 440}", Quantity(op=Op.MORE, n=Decimal(440))),
        ("{op: ≥, n: 4, unit: t}", Quantity(op=Op.AT_LEAST, n=Decimal(4), unit="t")),
        ("{op: '~', n: 50}", Quantity(op=Op.ABOUT, n=Decimal(50))),
        ("{op: range, n: 30, to: 35}", Quantity(op=Op.RANGE, n=Decimal(30), to=Decimal(35))),
    ],
)
def test_quantities_are_read(written: str, quantity: Quantity) -> None:
    content = changed("facts/trade.yaml", "{n: 4210, unit: people}", written)

    value = parse_pack(content).facts["inhabitants"].assertion("a").values[0].value

    assert value == quantity


def test_pack_error_carries_every_problem_in_the_order_of_files_and_lines() -> None:
    content = files()
    content["facts/river.yaml"] = content["facts/river.yaml"].replace("1684}", "168}", 1)
    content["facts/trade.yaml"] = content["facts/trade.yaml"].replace("topic: trade", "topic: x")
    content["agents.yaml"] = content["agents.yaml"].replace("party: scholar", "party: scolar")

    with pytest.raises(PackError) as caught:
        parse_pack(content)

    assert [(p.file, p.line, p.code) for p in problems_of(caught.value)] == [
        ("agents.yaml", line_of("agents.yaml", "halm:"), "not-one-of"),
        ("facts/river.yaml", line_of("facts/river.yaml", "edtf: 1684"), "date-outside-subset"),
        ("facts/trade.yaml", 2, "missing-reference"),
        (
            "facts/trade.yaml",
            line_of("facts/trade.yaml", "- id: inhabitants") + 1,
            "missing-reference",
        ),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "line_text"),
    [
        ("pack.yaml", "seed: 7", "seed: x", "not-a-whole-number", "seed: 7"),
        ("pack.yaml", "seed: 7", "sed: 7", "field-unknown", "seed: 7"),
        ("pack.yaml", "title: Almersted\n", "title:\n", "field-empty", "title:"),
        ("pack.yaml", "as_of: 2026-01-01", "as_of: 2026-13", "date-impossible", "as_of"),
        ("pack.yaml", "{strike: The strike}", "[strike]", "wrong-shape", "campaigns"),
        ("topics.yaml", "id: trade", "id: Trade", "id-malformed", "id: trade"),
        ("topics.yaml", "id: trade", "id: river", "id-twice", "id: trade"),
        ("sources.yaml", "length: 1100", "length: 1_100", "not-a-whole-number", "length: 1100"),
        ("agents.yaml", "{name: J. K. Halm, party: scholar}", "Halm", "wrong-shape", "halm"),
        ("entities/others.yaml", "number: plural", "number: many", "not-one-of", "tiles"),
        ("entities/others.yaml", "foil: true", "foil: yes", "not-true-or-false", "foil"),
        ("facts/trade.yaml", "n: 4210", "n: 4,210", "field-unknown", "n: 4210"),
        ("facts/trade.yaml", "n: 4210", "n: lots", "not-a-number", "n: 4210"),
        ("facts/trade.yaml", "n: 4210", "op: range, n: 4210", "range-needs-both-ends", "n: 4210"),
        ("facts/trade.yaml", "n: 4210", "n: 4, to: 5", "range-needs-both-ends", "n: 4210"),
        ("facts/trade.yaml", "n: 4210", "op: '=>', n: 4", "not-one-of", "n: 4210"),
        ("facts/trade.yaml", "edtf: 1921", "edtf: c. 1921", "date-outside-subset", "edtf: 1921"),
        (
            "facts/strike.yaml",
            "sensitivity: 2",
            "sensitivity: 4",
            "sensitivity-out-of-range",
            "sensitivity: 2",
        ),
        ("facts/strike.yaml", "stance: denies", "stance: refutes", "not-one-of", "stance: denies"),
        (
            "facts/strike.yaml",
            ', "Two people died in the fire"',
            "",
            "anchor-malformed",
            "[almersted, 958",
        ),
        ("facts/strike.yaml", "958, 1008", "x, 1008", "anchor-malformed", "[almersted, 958"),
        (
            "facts/strike.yaml",
            "    anchors:",
            "    anchor: [a]\n    anchors:",
            "anchor-and-anchors",
            "    - [almersted, 679",
        ),
        (
            "facts/river.yaml",
            "value: guild, when",
            "value: guild, values: [guild], when",
            "value-and-values",
            "value: guild, when",
        ),
    ],
)
def test_a_fault_of_form_is_told_at_its_line(
    file: str, old: str, new: str, code: str, line_text: str
) -> None:
    found = problems(changed(file, old, new))

    places = {(p.file, p.line) for p in found if p.code == code}
    shift = 1 if code == "anchor-and-anchors" else 0
    assert places == {(file, line_of(file, line_text) + shift)}


def test_an_unknown_field_is_refused_with_what_was_probably_meant() -> None:
    (problem,) = problems(changed("facts/river.yaml", "suspect:", "suspekt:"))

    assert problem.code == "field-unknown"
    assert problem.params["suggestion"] == "suspect"


def test_a_missing_field_is_told_at_its_table() -> None:
    (problem,) = problems(
        changed(
            "facts/trade.yaml", "  subject: almersted\n  predicate: number", "  predicate: number"
        )
    )

    assert (problem.code, problem.params["field"]) == ("field-missing", "subject")
    assert problem.line == line_of("facts/trade.yaml", "- id: inhabitants")


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("extra.yaml", "file-unknown"),
        ("facts/more.yml", "file-unknown"),
        ("facts/deeper/more.yaml", "file-unknown"),
    ],
)
def test_files_that_belong_to_no_pack_are_told(file: str, code: str) -> None:
    assert codes(with_file(file, "a: b")) == [code]


def test_a_missing_file_is_told_once() -> None:
    content = files()
    del content["topics.yaml"]

    assert codes(content).count("file-missing") == 1


def test_left_out_may_be_missing_and_files_may_be_empty() -> None:
    content = files()
    del content["left_out.yaml"]
    content["facts/later.yaml"] = "# to come\n"

    assert codes(content) == []


def test_an_unreadable_file_is_one_problem_with_its_line() -> None:
    found = problems(with_file("facts/new.yaml", "- id: x\n  topic: [river\n  y: 1\n"))

    assert [(p.code, p.file) for p in found] == [("yaml-unreadable", "facts/new.yaml")]
    assert found[0].line > 1


def test_ids_are_unique_across_files() -> None:
    entity = problems(with_file("entities/zz.yaml", "mill: {label: another, type: structure}"))
    fact = problems(with_file("facts/zz.yaml", files()["facts/trade.yaml"]))

    assert [(p.code, p.file, p.params["id"]) for p in entity] == [
        ("id-twice", "entities/zz.yaml", "mill")
    ]
    assert [(p.code, p.params["id"]) for p in fact] == [
        ("id-twice", "exports"),
        ("id-twice", "inhabitants"),
    ]


def test_a_folder_that_is_none_is_a_problem() -> None:
    with pytest.raises(PackError) as caught:
        read_pack(PACK / "nowhere")

    assert [p.code for p in problems_of(caught.value)] == ["folder-missing"]


@given(st.data())
def test_a_pack_cut_off_anywhere_is_a_problem_and_never_a_traceback(data: st.DataObject) -> None:
    content = files()
    file = data.draw(st.sampled_from(sorted(content)))
    cut = data.draw(st.integers(0, len(content[file])))
    content[file] = content[file][:cut]

    examination = examine_files(content)

    assert (examination.pack is None) == bool(examination.faults)


def test_four_hundred_facts_are_read_within_a_second() -> None:
    content = files()
    trade = content["facts/trade.yaml"]
    for number in range(200):
        content[f"facts/many-{number}.yaml"] = trade.replace("- id: ", f"- id: n{number}-")
    started = time.process_time()

    read = parse_pack(content)

    assert len(read.facts) > 400
    assert time.process_time() - started < 1
