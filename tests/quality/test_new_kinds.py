"""Each rule that speaks of multiple choices, statements, typed answers and orders by hand: an item
that breaks it, and one nearly like it that doesn't."""

from typing import Any

import pytest

from quizzes.items import (
    Accepted,
    AcceptedNumber,
    AnyItem,
    DateAnswer,
    Multiple,
    Numerical,
    Option,
    ShortAnswer,
    TrueFalse,
)
from quizzes.quality import check, check_set
from tests.quality.items import card, choice, event, ordering

SHARED: dict[str, Any] = {
    "identity": "made-up:typed:mill",
    "topic": "mills",
    "language": "en",
    "facts": ("mill",),
    "sensitivity": 0,
    "difficulty": 0.4,
    "explanation": "",
    "citations": (),
}


def multiple(*texts: str, right: int = 2, cost: float = -0.5, **fields: Any) -> Multiple:
    """The first ``right`` of the texts share what can be earned."""
    texts = texts or ("The Petrenkos", "The Ivanenkos", "The Bondarenkos", "The Kovalenkos")
    options = tuple(
        Option(id=str(i), text=text, share=1 / right if i < right else cost)
        for i, text in enumerate(texts)
    )
    given = {"stem": "Which families owned the old mill?", "options": options}
    return Multiple(**(SHARED | given | fields))


def statement(stem: str) -> TrueFalse:
    return TrueFalse(**SHARED, stem=stem, answer=True)


def short(*texts: str, stem: str = "Which family owned the old mill?", exact: bool = False):
    accepted = tuple(Accepted(text=text) for text in texts)
    return ShortAnswer(**SHARED, stem=stem, accepted=accepted, exact=exact)


def numerical(*accepted: tuple[str, str], stem: str = "How many wheels has the old mill?"):
    numbers = tuple(AcceptedNumber(value=value, tolerance=beside) for value, beside in accepted)
    return Numerical(**SHARED, stem=stem, accepted=numbers)


def dated(edtf: str, *, stem: str = "When was the old mill built?", tolerance: int = 0):
    return DateAnswer(**SHARED, stem=stem, edtf=edtf, tolerance=tolerance)


def rules(item: AnyItem) -> set[str]:
    return {flag.rule for flag in check(item, generated=False)}


PLAIN = [
    multiple(),
    statement("The old mill stood by the weir."),
    short("Petrenko", "the Petrenkos"),
    numerical(("4", "0")),
    dated("1681"),
    ordering(event("a", None, None), event("b", None, None), event("c", None, None)),
]


@pytest.mark.parametrize("item", PLAIN, ids=lambda item: str(item.kind))
def test_plain_item_of_each_kind_has_no_flag(item):
    assert check(item, generated=False) == ()


LONG = "The old and very rich Petrenko family"
FLAGGED_AND_CLEAN = [
    ("S4", multiple("March 2022", "6 March 2022", "May 2021"), multiple("1681", "1682", "1683")),
    (
        "C1",
        multiple(LONG, "The old and very rich Ivanenko family", "Bondarenkos", "Kovalenkos"),
        multiple(LONG, "Ivanenkos", "Bondarenkos", "Kovalenkos"),
    ),
    (
        "C3",
        multiple("The mill owners", "The monks", "The guards", "The priests"),
        multiple("The mill owners", "The monks", "The mill guards", "The priests"),
    ),
    ("C6", multiple("One.", "Two", "Three"), multiple("One", "Two", "Three")),
    ("C7", multiple("All monks", "The guards", "Smiths"), multiple("Monks", "Guards", "Smiths")),
    (
        "F1",
        multiple("Monks", "Guards", "All of the above"),
        multiple("Monks", "Guards", "Smiths"),
    ),
    ("F2", multiple(stem="Which families did not own it?"), multiple()),
    ("F6", multiple("Monks", "Guards", "the monks"), multiple("Monks", "Guards", "Smiths")),
    ("M1", multiple(right=1), multiple(right=3)),
    ("M1", multiple(right=4), multiple(right=3)),
    ("M2", multiple(cost=0), multiple(cost=-0.5)),
    (
        "C7",
        statement("The old mill was always by the weir."),
        statement("The old mill stood by the weir."),
    ),
    (
        "F2",
        statement("The old mill was not by the weir."),
        statement("It had at least two wheels."),
    ),
    (
        "T1",
        statement("The mill was old, and it stood by the weir."),
        statement("The mill was old and grey."),
    ),
    ("T1", statement("Млин спалили, бо він був старий."), statement("Млин був старий і сірий.")),
    ("T2", statement("Did it stand by the weir?"), statement("It stood by the weir.")),
    ("A1", short("Fire", stem="Why did the old mill close?"), short("Petrenko")),
    ("A1", short("the old Petrenko family of Izium millers"), short("the Petrenko family")),
    ("A2", short("Petrenko", "petrenko"), short("Petrenko", "the Petrenkos")),
    ("C10", short("Petrenko", stem="Which Petrenko family owned it?"), short("Petrenko")),
    ("A2", numerical(("40", "5"), ("42", "0")), numerical(("40", "1"), ("42", "0"))),
    (
        "N1",
        numerical(("40", "0"), stem="About how many wheels had the mill?"),
        numerical(("40", "5"), stem="About how many wheels had the mill?"),
    ),
    (
        "N1",
        dated("1681", stem="About when was the old mill built?"),
        dated("1681~", stem="About when was the old mill built?"),
    ),
    ("C10", dated("1681", stem="When in 1681 did it open?"), dated("1681-05-01")),
    (
        "O1",
        ordering(event("a", 1, 2), event("b", 4, 5)),
        ordering(event("a", 1, 2), event("b", 4, 5), event("c", 7, 8)),
    ),
    (
        "S1",
        ordering(event("a", 1, 9), event("b", 9, 12), event("c", 14, 15)),
        ordering(event("a", None, None), event("b", None, None), event("c", None, None)),
    ),
]


@pytest.mark.parametrize(("rule", "flagged", "clean"), FLAGGED_AND_CLEAN)
def test_rule_flags_one_item_and_not_the_other(rule, flagged, clean):
    assert rule in rules(flagged)
    assert rule not in rules(clean)


@pytest.mark.parametrize(
    "item", [multiple(right=0), short(), numerical()], ids=lambda item: str(item.kind)
)
def test_item_without_a_key_has_that_flag_alone(item):
    assert rules(item) == {"S1"}


def test_set_tells_the_key_of_a_short_answer():
    teller = choice(stem="Which mill did the Petrenko family own?", identity="teller")
    found = check_set([teller, short("Petrenko family")])
    assert set(found) == {"made-up:typed:mill"}


def test_set_is_read_whatever_its_kinds():
    items = [*PLAIN, choice(fact="other"), card("What did the river flood?", "A meadow")]
    assert check_set(items) == {}
