"""One breach each in the made-up pack: the code, and the line of the thing at fault."""

from dataclasses import replace

import pytest

from quizzes.factbase.problems import Problem
from quizzes.factbase.rules import check
from quizzes.factbase.wording import sentence
from tests.factbase.packs import changed, codes, files, line_of, pack, problems

RIVER, STRIKE, TRADE = "facts/river.yaml", "facts/strike.yaml", "facts/trade.yaml"
OTHERS, PLACES = "entities/others.yaml", "entities/places.yaml"
MILL_A = "  - {id: a, agent: encyclopaedia, stance: asserts, value: guild"

BREACHES = [
    # References
    (
        RIVER,
        "topic: river\n  statement: The Orrin",
        "topic: rivers\n  statement: The Orrin",
        "missing-reference",
        "topic: river",
    ),
    (RIVER, "subject: mill\n", "subject: mil\n", "missing-reference", "subject: mill\n"),
    (RIVER, "predicate: settled", "predicate: setled", "missing-reference", "predicate: settled"),
    (RIVER, "asserts, value: guild", "asserts, value: gild", "missing-reference", MILL_A),
    (
        RIVER,
        "agent: halm, stance: reports",
        "agent: hulm, stance: reports",
        "missing-reference",
        "{id: b, agent: halm",
    ),
    (RIVER, "{source: mills-of-vellin", "{source: mills", "missing-reference", "{source: mills"),
    (RIVER, "[parish, brede-guild]", "[parrish]", "missing-reference", "among: [parish"),
    (STRIKE, "slot: agent, of: u", "slot: agent, of: x", "missing-reference", "of: u, stem"),
    (STRIKE, "of: o, verb: stated", "of: x, verb: stated", "missing-reference", "of: o, verb"),
    (STRIKE, "campaign: strike", "campaign: strik", "missing-reference", "campaign: strike"),
    (TRADE, "given: tiles", "given: tar", "missing-reference", "given: tiles"),
    (PLACES, "[district], uk", "[distric], uk", "missing-reference", "almersted:"),
    ("pack.yaml", "event: mill,", "event: mil,", "missing-reference", "event: mill,"),
    ("sources.yaml", "excerpt_of: almersted", "excerpt_of: x", "missing-reference", "excerpt_of"),
    (
        "left_out.yaml",
        "{source: almersted, start: 83",
        "{source: x, start: 83",
        "missing-reference",
        "{source: almersted, start: 83",
    ),
    # Types
    (RIVER, "subject: flood", "subject: orrin", "domain-mismatch", "subject: flood"),
    (RIVER, "asserts, value: guild", "asserts, value: orrin", "range-mismatch", MILL_A),
    (RIVER, "[parish, brede-guild]", "[orrin]", "range-mismatch", "among: [parish"),
    # Sources
    ("sources.yaml", "kind: book", "kind: tome", "not-one-of", "kind: book"),
    ("sources.yaml", "sha256: b4445c", "sha256: B4445c", "sha256-malformed", "sha256: b4445c"),
    (
        "sources.yaml",
        "licence: CC0-1.0\n  url: https://vellin.example/Almersted\n  language: en\n  sha256: b4",
        "licence: CC0-1.0\n  url: javascript:alert(1)\n  language: en\n  sha256: b4",
        "url-not-web",
        "url: https://vellin.example/Almersted\n  language: en\n  sha256: b4",
    ),
    (
        OTHERS,
        "https://vellin.example/Guilds",
        "data:text/html,Guilds",
        "url-not-web",
        "  cite: {title: Guilds",
    ),
    ("sources.yaml", "start: 212, end: 658", "start: 213, end: 658", "section-gap", "id: history"),
    (
        "sources.yaml",
        "start: 212, end: 658",
        "start: 211, end: 658",
        "section-overlap",
        "id: history",
    ),
    (
        "sources.yaml",
        "start: 1011, end: 1100",
        "start: 1011, end: 1099",
        "sections-end",
        "  - {id: lead, title: Introduction, start: 0, end: 212}",
    ),
    ("sources.yaml", "start: 212, end: 658", "start: 212, end: 212", "range-empty", "id: history"),
    ("sources.yaml", "id: history", "id: lead", "id-twice", "id: history"),
    ("left_out.yaml", "end: 114", "end: 1140", "range-outside", "start: 83"),
    ("left_out.yaml", "94f16d221ec503b1", "94F16D221EC503B1", "hash-malformed", "start: 83"),
    # Predicates
    ("predicates.yaml", "range: [good]", "range: [good, text]", "range-mixed", "range: [good]"),
    (
        "predicates.yaml",
        "qualifiers: [destination]",
        "qualifiers: [destination, when]",
        "qualifier-taken",
        "qualifiers:",
    ),
    (
        "predicates.yaml",
        "slot: value, given: [subject], because: a town",
        "slot: valu, given: [subject], because: a town",
        "slot-unknown",
        "because: a town",
    ),
    (
        "predicates.yaml",
        "slot: value, given: [subject], because: a town",
        "slot: value, given: [value], because: a town",
        "functional-given-itself",
        "because: a town",
    ),
    # Entities
    (OTHERS, "  why: another guild of that time\n", "", "foil-unattested", "  label: the Brede"),
    (OTHERS, "label: tar", "label: Wool", "label-twice", "wool:"),
    (PLACES, "type: region", "type: region, part_of: [almersted]", "part-of-itself", "almersted:"),
    (
        PLACES,
        "the mill at Almersted, type: structure",
        "the mill, type: structur",
        "type-unused",
        "mill:",
    ),
    (RIVER, "asserts, value: guild", "asserts, value: brede-guild", "foil-used", MILL_A),
    # Statements and events
    (
        RIVER,
        "statement: The first",
        "statement: It and the first",
        "statement-pronoun",
        "statement: The first",
    ),
    (
        RIVER,
        "from 1703 to 1706.",
        "from 1703 to 1706",
        "statement-unfinished",
        "statement: The first",
    ),
    (
        RIVER,
        "from 1703 to 1706.",
        "in 1703. Later it fell.",
        "statement-sentences",
        "statement: The first",
    ),
    (
        RIVER,
        "title: The first stone bridge",
        "title: In 1706 the first stone bridge",
        "event-title-dated",
        "id: bridge, title",
    ),
    (
        STRIKE,
        "title: The weavers",
        "title: On a day of March the weavers",
        "event-title-dated",
        "title: The weavers",
    ),
    (
        RIVER,
        "The mill at Almersted built, edge: happened",
        "The mill built, of: b",
        "event-without-date",
        "event: {id: mill",
    ),
    (RIVER, "{id: bridge, title", "{id: mill, title", "id-twice", "event: {id: mill"),
    # Assertions
    (RIVER, "id: b, agent: halm", "id: a, agent: halm", "id-twice", "id: b, agent: halm"),
    (STRIKE, "of: o, verb: stated", "verb: stated", "of-missing", "of: o, verb: stated"),
    (STRIKE, "of: o, verb: stated", "of: u, verb: stated", "of-circle", "of: o, verb: stated"),
    (
        STRIKE,
        "stance: asserts, verb: announced",
        "stance: asserts, of: u, verb: announced",
        "of-without-cause",
        "verb: announced",
    ),
    (STRIKE, "verb: announced", "verb: claimed", "verb-casts-doubt", "verb: announced"),
    (
        STRIKE,
        "asserts, gloss: two people died in a fire",
        "asserts",
        "assertion-says-nothing",
        "gloss: two people",
    ),
    (
        STRIKE,
        "asserts, gloss: two people died",
        "asserts, complete: all of it, gloss: two",
        "complete-without-values",
        "gloss: two people",
    ),
    (
        RIVER,
        "asserts, value: guild",
        "asserts, values: [guild, parish]",
        "functional-many-values",
        MILL_A,
    ),
    (RIVER, "asserts, value: guild", "asserts, values: [guild, guild]", "value-twice", MILL_A),
    (
        TRADE,
        "with: {destination: [brede]}",
        "with: {destinaton: [brede]}",
        "qualifier-unknown",
        "value: tiles",
    ),
    (
        TRADE,
        "with: {destination: [brede]}",
        "with: {destination: [stone-bridg]}",
        "perhaps-entity",
        "value: tiles",
    ),
    # Anchors
    (RIVER, "226, 278", "278, 226", "range-outside", "[almersted, 226"),
    (RIVER, "226, 278", "226, 1278", "range-outside", "[almersted, 226"),
    (RIVER, "226, 278", "1000, 1020", "anchor-in-not-text", "[almersted, 226"),
    (RIVER, "920ad6f1846e72b1", "920ad6", "hash-malformed", "[almersted, 226"),
    (
        RIVER,
        '"In 1684, the Orrin Guild built"',
        '"In 1684, the Orrin Guild built the"',
        "phrase-too-long",
        "[almersted, 226",
    ),
    (RIVER, '"In 1684, the Orrin Guild built"', '""', "phrase-missing", "[almersted, 226"),
    (RIVER, "{source: mills-of-vellin", "{source: almersted", "locator-in-text", "{source: mills"),
    (RIVER, "[almersted, 226", "[mills-of-vellin, 226", "offsets-without-text", "[almersted, 226"),
    # Asks
    (STRIKE, "sensitivity: 1", "sensitivity: 2", "ask-too-sensitive", "  - {slot: agent, of: o"),
    (
        RIVER,
        "  sensitivity: 1\n  suspect",
        "  sensitivity: 1\n  ask: [{slot: when, stem: When?}]\n  suspect",
        "ask-of-suspect",
        "  suspect:",
    ),
    (RIVER, "Almersted in 1684?", "Almersted in 1684", "stem-no-question", "stem: Who built"),
    (RIVER, "slot: when, stem", "slot: whem, stem", "slot-unknown", "slot: when, stem"),
    (
        RIVER,
        "fixes: [subject, when]",
        "fixes: [subject, then]",
        "slot-unknown",
        "fixes: [subject, w",
    ),
    (
        RIVER,
        "fixes: [subject, when]",
        "fixes: [subject, value]",
        "ask-fixes-itself",
        "fixes: [subject, when]",
    ),
    (
        RIVER,
        "fixes: [subject, when]",
        "fixes: [subject, gloss]",
        "ask-fixes-nothing",
        "fixes: [subject, when]",
    ),
    (RIVER, "slot: when, stem", "slot: when, of: b, stem", "ask-unanswerable", "slot: when, stem"),
    (TRADE, "given: tiles, stem", "stem", "ask-given-missing", "given: tiles, stem"),
    (
        TRADE,
        "slot: destination, given: tiles",
        "slot: when, given: tiles",
        "ask-given-idle",
        "given: tiles",
    ),
    (RIVER, "[parish, brede-guild]", "[guild]", "among-holds-key", "among: [parish"),
    (
        RIVER,
        "built?, fixes: [subject]",
        "built?, fixes: [subject], among: [parish]",
        "among-no-entities",
        "built?, fixes: [subject]",
    ),
    (
        STRIKE,
        "{slot: agent, of: o, stem: Who",
        "{slot: gloss, of: o, stem: What",
        "ask-contested",
        "fixes: [gloss, said_on]",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "code", "at"), BREACHES)
def test_a_breach_is_told_at_its_line(file: str, old: str, new: str, code: str, at: str) -> None:
    found = [p for p in problems(changed(file, old, new)) if p.code == code]

    assert (file, line_of(file, at)) in {(p.file, p.line) for p in found}


def test_every_breach_is_told_in_a_sentence_with_its_particulars() -> None:
    for file, old, new, *_ in BREACHES:
        for problem in problems(changed(file, old, new)):
            assert not sentence(problem).startswith(problem.code)


def test_eras_stand_in_the_order_of_time() -> None:
    content = changed("pack.yaml", "date: 1684/1921", "date: 1930/1940")

    assert codes(content) == ["eras-not-ascending"]


def test_a_pack_without_facts_is_warned_about_only() -> None:
    content = {name: text for name, text in files().items() if not name.startswith("facts/")}
    content["pack.yaml"] = content["pack.yaml"].partition("milestones:")[0]

    assert [(p.code, p.warning) for p in problems(content)] == [("no-facts", True)]


def test_atrocities_have_no_card() -> None:
    content = changed(
        "facts/strike.yaml", "sensitivity: 2", "sensitivity: 3\n  card: {front: f, back: b}"
    )

    assert codes(content) == ["card-too-sensitive"]


def test_a_stem_has_thirty_words_at_most() -> None:
    long = "Who " + "really " * 29 + "built it?"

    assert "stem-too-long" in codes(changed("facts/river.yaml", "Who built the mill at", long[:-1]))


@pytest.mark.parametrize(
    "title",
    [
        "March on the Lune",
        "The 90th Battalion withdraws",
        "May the mill stand, say the weavers",
        "Road E40 opened",
        "The third bridge built",
    ],
)
def test_titles_without_a_date_pass(title: str) -> None:
    content = changed("facts/river.yaml", "The mill at Almersted built", f"'{title}'")

    assert codes(content) == []


@pytest.mark.parametrize(
    "title",
    [
        "The mill of 1684",
        "The 1680s mill",
        "A mill of the 17th century",
        "March 1922 strike",
        "The strike of 6 March",
        "The summer strike",
        "Страйк 6 березня",
    ],
)
def test_titles_with_a_date_are_told(title: str) -> None:
    content = changed("facts/river.yaml", "The mill at Almersted built", f"'{title}'")

    assert codes(content) == ["event-title-dated"]


def test_a_fact_with_a_fault_of_form_leaves_no_trail_of_missing_references() -> None:
    content = changed("facts/river.yaml", "edtf: 1684", "edtf: 168")

    assert codes(content) == ["date-outside-subset"]


def test_a_pack_from_elsewhere_is_held_to_the_same_rules() -> None:
    sound = pack()
    fact = replace(sound.facts["mill-built"], topic="rivers")

    found = check(replace(sound, facts={**sound.facts, fact.id: fact}))

    assert found == [
        Problem(
            file="facts/river.yaml",
            line=1,
            code="missing-reference",
            params={"what": "topic", "id": "rivers", "suggestion": "river"},
        )
    ]
