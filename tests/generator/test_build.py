"""What holds for a whole bank."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from quizzes import quality
from quizzes.dates import parse
from quizzes.factbase.model import Era
from quizzes.generator import Bank, build
from quizzes.generator.record import Record
from quizzes.items import AnyItem, Choice, Flashcard, Ordering, from_json, to_json
from quizzes.kinds import Extent, Party, Rule, Stance, Status
from tests.generator.made_up import (
    EVENTS,
    FACTS,
    SEED,
    ask,
    event_fact,
    fact,
    pack,
    quantity,
    says,
)

ROOT = Path(__file__).parents[2]
PRINT_BANK = (
    "import json\n"
    "from quizzes.generator import build\n"
    "from quizzes.items import to_json\n"
    "from tests.generator.made_up import SEED, pack\n"
    "bank = build(pack(), seed=SEED)\n"
    "print([json.dumps(to_json(item)) for item in bank.items], bank.rejections)\n"
)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return build(pack(), seed=SEED)


def by_identity(bank: Bank) -> dict[str, AnyItem]:
    return {item.identity: item for item in bank.items}


def choice_of(bank: Bank, name: str) -> Choice:
    item = by_identity(bank)[f"wend:choice:{name}"]
    assert isinstance(item, Choice)
    return item


def codes(bank: Bank, name: str) -> list[str]:
    return [r.code for r in bank.rejections if r.identity == f"wend:choice:{name}"]


def printed(hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PRINT_BANK]
    result = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return result.stdout


def test_build_is_the_same_under_any_hash_seed() -> None:
    assert printed("1") == printed("2")


def test_build_ignores_the_order_of_mappings(bank: Bank) -> None:
    made = pack()
    turned = replace(
        made,
        facts=dict(reversed(made.facts.items())),
        entities=dict(reversed(made.entities.items())),
        agents=dict(reversed(made.agents.items())),
        predicates=dict(reversed(made.predicates.items())),
    )
    assert build(turned, seed=SEED) == bank


def test_build_depends_on_the_seed(bank: Bank) -> None:
    assert build(pack(), seed=SEED + 1).items != bank.items


def test_build_sorts_by_identity(bank: Bank) -> None:
    identities = [item.identity for item in bank.items]
    assert identities == sorted(set(identities))


def test_build_items_survive_json(bank: Bank) -> None:
    for item in bank.items:
        assert from_json(json.loads(json.dumps(to_json(item)))) == item


def test_build_with_one_more_fact_keeps_the_other_items(bank: Bank) -> None:
    built = says("guild", when="1750")
    stem = "In which year was the barn built?"
    new = fact("barn-built", "barn", "built_by", built, asks=(ask("when", stem, "subject"),))
    after = build(pack(*FACTS, *EVENTS, new), seed=SEED)
    before = by_identity(bank)
    assert {i: item for i, item in by_identity(after).items() if i in before} == before
    assert "wend:choice:barn-built:when" in by_identity(after)


@pytest.mark.parametrize("year", ["1575", "1650", "1717", "1842", "1999"])
def test_build_with_one_more_event_keeps_nearly_all_orderings(bank: Bank, year: str) -> None:
    after = by_identity(build(pack(*FACTS, *EVENTS, event_fact("zoo", year, "late")), seed=SEED))
    orderings = [item for item in bank.items if isinstance(item, Ordering)]
    kept = sum(after.get(item.identity) == item for item in orderings)
    assert kept >= len(orderings) * 0.9


def test_build_leaves_no_error_flag(bank: Bank) -> None:
    for item in bank.items:
        errors = [f for f in quality.check(item, generated=True) if f.severity == "E"]
        assert errors == [], item.identity


def test_build_orders_only_what_the_dates_decide(bank: Bank) -> None:
    for item in bank.items:
        if isinstance(item, Ordering):
            for a, b in pairwise(item.events):
                assert a.hi is not None
                assert b.lo is not None
                assert a.hi < b.lo


def test_build_orderings_share_at_most_two_events(bank: Bank) -> None:
    sets = [{e.id for e in item.events} for item in bank.items if isinstance(item, Ordering)]
    assert len(sets) > 10
    assert max(len(a & b) for a, b in combinations(sets, 2)) <= 2


def test_build_orderings_hold_four_events_or_are_hard(bank: Bank) -> None:
    sizes = {(len(i.events), str(i.level)) for i in bank.items if isinstance(i, Ordering)}
    assert {size for size, level in sizes if level != "hard"} == {4}
    assert {size for size, level in sizes if level == "hard"} <= {5, 6}


def test_build_across_topics_takes_at_most_two_events_of_one(bank: Bank) -> None:
    topics = {event.id: event.topic for event in EVENTS}
    for item in bank.items:
        if isinstance(item, Ordering):
            found = [topics[event.id] for event in item.events]
            assert len(set(found)) == 1 or max(map(found.count, found)) <= 2


def test_build_orders_no_contested_suspect_harmful_or_retracted_event() -> None:
    unsound = (
        event_fact("contested", "1610", "early", status=Status.CONTESTED),
        event_fact("suspect", "1611", "early", suspect="a slip"),
        event_fact("harmful", "1612", "early", sensitivity=2),
        event_fact("retracted", "1613", "early", status=Status.RETRACTED),
    )
    bank = build(pack(*EVENTS, *unsound), seed=SEED)
    used = {fact for item in bank.items for fact in item.facts}
    assert used & {fact.id for fact in unsound} == set()


def test_build_rejects_a_title_that_tells_its_date() -> None:
    telling = event_fact("barn", "1610", "early")
    assert telling.event is not None
    telling = replace(telling, event=replace(telling.event, title="The barn of 1610 opens"))
    bank = build(pack(telling), seed=SEED)
    assert [r.code for r in bank.rejections if r.slot == "event"] == ["title-leaks-date"]


def test_build_proves_every_distractor_and_no_key(bank: Bank) -> None:
    choices = [item for item in bank.items if isinstance(item, Choice)]
    assert choices
    for item in choices:
        for option in item.options:
            assert (option.proof is None) == (option.id == item.key)


def test_build_asks_a_contested_value_only_with_its_claimant(bank: Bank) -> None:
    assert codes(bank, "held-1700:value") == ["contested-without-claimant"]
    named = [i for i in by_identity(bank) if i.startswith("wend:choice:held-1700:value:")]
    assert [choice_of(bank, i.removeprefix("wend:choice:")).stem for i in named] == [
        "Which state held the town in 1700, according to the Wend council?"
    ]


def test_build_never_uses_a_denied_or_rival_value_as_distractor(bank: Bank) -> None:
    held = next(
        item
        for item in bank.items
        if isinstance(item, Choice) and item.facts[0] == "held-1700" and item.slot == "value"
    )
    assert {option.id for option in held.options} == {"wendland", "fenland", "heathland"}
    told = [o.text for o in choice_of(bank, "population-1800:value").options]
    assert "4,520 people" in told
    assert "5,200 people" not in told


def test_build_proves_who_did_not_say_so_by_the_denial_or_the_document(bank: Bank) -> None:
    item = choice_of(bank, "held-1700:agent")
    rules = {o.id: o.proof and o.proof.rule for o in item.options}
    assert rules.pop("wend") is None
    assert rules["moor"] is Rule.DENIED
    assert {rules[name] for name in rules if name != "moor"} == {Rule.DOCUMENT}


def test_build_asks_nobody_of_a_document_that_is_not_accounted_for() -> None:
    bank = build(pack(), seed=SEED, accounted=())
    assert codes(bank, "held-1700:agent") == ["document-not-accounted-for"]


def test_build_lists_prove_what_is_not_on_them(bank: Bank) -> None:
    item = choice_of(bank, "sold-1750:value")
    assert item.key in {"wool", "salt"}
    assert {o.id for o in item.options if o.id != item.key} <= {"coal", "hemp", "glass"}
    proofs = [o.proof for o in item.options if o.proof]
    assert {p.rule for p in proofs} == {Rule.COMPLETE}
    assert {p.params["listed"] for p in proofs} == {"wool and salt"}


def test_build_offers_no_part_of_the_key_and_nobody_harmed(bank: Bank) -> None:
    fort = choice_of(bank, "fort-built:value")
    assert {o.id for o in fort.options} & {"red-wing", "guild"} == set()
    poet = choice_of(bank, "poet:value")
    assert "victim" not in {o.id for o in poet.options}


def test_build_takes_the_authors_candidates_and_no_others() -> None:
    among = ("grey", "blue", "guild")
    stem = "Which company built the fort?"
    one = fact(
        "fort-built", "fort", "built_by", says("red"),
        asks=(ask("value", stem, "subject", among=among),),
    )  # fmt: skip
    bank = build(pack(one, *FACTS[1:]), seed=SEED)
    item = choice_of(bank, "fort-built:value")
    assert {o.id for o in item.options} == {"red", *among}


def test_build_years_are_parallel_ascending_and_not_to_come(bank: Bank) -> None:
    item = choice_of(bank, "fort-built:when")
    years = [int(o.text) for o in item.options]
    assert item.ordered
    assert years == sorted(years)
    assert len(years) == 4
    assert max(years) < 2026
    assert 1681 in years


@pytest.mark.parametrize(("when", "extent"), [("1884", Extent.STATE), ("../1884", Extent.POINT)])
def test_build_asks_no_date_that_others_might_answer(when: str, extent: Extent) -> None:
    question = ask("when", "In which year was the fort built?", "subject")
    one = fact("built", "fort", "built_by", says("red", when=when, extent=extent), asks=(question,))
    assert codes(build(pack(one), seed=SEED), "built:when") == ["vague-date"]


def test_build_tells_harm_and_doubt_on_reading_pages_only(bank: Bank) -> None:
    untold = {"flood", "doubtful", "victim-died"}
    assert untold & {fact for item in bank.items for fact in item.facts} == set()
    assert codes(bank, "flood:when") == ["sensitive"]
    assert codes(bank, "doubtful:value") == ["suspect"]


def test_build_makes_a_flashcard_of_each_ask_or_of_the_written_card(bank: Bank) -> None:
    cards = {i: item for i, item in by_identity(bank).items() if isinstance(item, Flashcard)}
    assert cards["wend:flashcard:fort-built:value"].back == "The Red Company"
    assert cards["wend:flashcard:sold-1750:value"].back == "Wool and salt"
    assert cards["wend:flashcard:wing:card"].front == "Which wing was it?"


def test_build_names_facts_without_a_question(bank: Bank) -> None:
    assert "mill-built" in {r.fact for r in bank.rejections if r.code == "no-ask"}


def test_build_cites_all_sides_of_a_contested_fact(bank: Bank) -> None:
    item = choice_of(bank, "held-1700:agent")
    assert [(c.agent, c.party, c.stance) for c in item.citations] == [
        ("wend", Party.UKRAINE, Stance.ASSERTS),
        ("moor", Party.RUSSIA, Stance.ASSERTS),
        ("moor", Party.RUSSIA, Stance.DENIES),
    ]
    assert item.explanation == "A statement on held-1700. The two disagree."


def test_build_first_items_rest_on_the_dates(bank: Bank) -> None:
    firsts = [i for i in bank.items if isinstance(i, Choice) and i.slot == "first"]
    choices = [i for i in bank.items if isinstance(i, Choice)]
    assert firsts
    assert len(firsts) * 4 <= len(choices)
    years = {event.id: int(year) for event, year in zip(EVENTS, _years(), strict=True)}
    for item in firsts:
        assert item.key == min((o.id for o in item.options), key=lambda name: years[name])
        assert {o.proof.rule for o in item.options if o.proof} == {Rule.ORDER}


def _years() -> list[str]:
    return [f.assertions[0].when.date.edtf for f in EVENTS if f.assertions[0].when]


ERAS = {
    name: Era(id=name, title=name, date=parse(date))
    for name, date in (("peace", "../2022-02-23"), ("war", "2022-02-24/2022-09-11"))
}


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("2022-03-06", "2022-02-24", "2022-09-11"),
        # What opens its era has none before it, and what closes it may be followed by later days.
        ("2022-02-24", "2022-02-24", "2022-09-11"),
        ("2022-09-11", "2022-02-24", "2023-12-31"),
    ],
)
def test_build_offers_no_day_before_the_era_of_the_right_one(
    when: str, first: str, last: str
) -> None:
    question = ask("when", "When was the fort built?", "subject")
    built = fact("built", "fort", "built_by", says("red", when=when), asks=(question,))
    for seed in range(10):
        bank = build(replace(pack(built), eras=ERAS), seed=seed)
        days = [option.id for option in choice_of(bank, "built:when").options]
        assert first <= min(days) <= max(days) <= last


def test_build_asks_who_said_so_among_those_who_speak_of_the_era() -> None:
    long_ago = fact("old", "town", "population", says(quantity(90), when="1700", agent="herald"))
    eras = {"old": Era(id="old", title="", date=parse("../1799")),
            "new": Era(id="new", title="", date=parse("1800/.."))}  # fmt: skip
    record = Record(replace(pack(*FACTS, long_ago), eras=eras))
    assert "herald" in record.speakers("annals", "old")
    assert "herald" not in record.speakers("annals", "new")
