"""Each rule of the linter: an item that breaks it, and one nearly like it that doesn't."""

from dataclasses import replace

import pytest

from quizzes.items import AnyItem
from quizzes.kinds import Party, Stance
from quizzes.quality import Severity, check, check_set, leaks_date
from tests.quality.items import card, choice, citation, event, ordering

RUSSIAN = citation(name="the Russian military", party=Party.RUSSIA, verb="announced")
UKRAINIAN = citation(name="Ukraine", party=Party.UKRAINE, stance=Stance.DENIES)
MARKIN = citation(name="the historian V. V. Markin", party=Party.SCHOLAR)


def rules(item: AnyItem, *, generated: bool = True) -> set[str]:
    return {flag.rule for flag in check(item, generated=generated)}


def test_check_plain_choice_has_no_flag() -> None:
    assert check(choice(), generated=True) == ()


FLAGGED_AND_CLEAN = [
    ("S1", choice(proven=False), choice()),
    (
        "S1",
        ordering(event("a", 1, 9), event("b", 9, 20)),
        ordering(event("a", 1, 9), event("b", 10, 20)),
    ),
    ("S1", ordering(event("a", 1, None), event("b", 9, 20)), ordering(event("a", 1, 2))),
    (
        "S3",
        choice(stem="Was Izium under full control on 24 March 2022?", citations=(RUSSIAN,)),
        choice(
            stem="What did the Russian military announce on 24 March 2022?", citations=(RUSSIAN,)
        ),
    ),
    (
        "S3",
        choice(stem="Which Russian regiment held the mill?", citations=(citation(), UKRAINIAN)),
        choice(
            stem="Which regiment held the mill, according to Ukraine?",
            citations=(citation(), UKRAINIAN),
        ),
    ),
    (
        "S3",
        card("What is the origin of the name?", "A raisin", MARKIN),
        card("What is the name's origin, according to the historian V. V. Markin?", "A", MARKIN),
    ),
    (
        "S4",
        choice("Sloboda Ukraine", "Sloboda Ukraine Governorate", "Azov Governorate"),
        choice("Kiev Governorate", "Sloboda Ukraine Governorate", "Azov Governorate"),
    ),
    ("S4", choice("10 to 20 mills", "15 mills", "30 mills"), choice("10 to 14", "15", "30")),
    (
        "S4",
        choice("March 2022", "6 March 2022", "7 April 2022"),
        choice("May 2022", "March 2022", "June 2022"),
    ),
    (
        "S5",
        choice("It was rebuilt", "It was not rebuilt", proven=False),
        choice("It was rebuilt", "It was pulled down", proven=False),
    ),
    (
        "C1",
        choice("The old and very rich Petrenko family", "Ivanenkos", "Bondarenkos", "Kovalenkos"),
        choice("The Petrenko family of millers", "The Ivanenko family of Izium", "Bondarenkos"),
    ),
    (
        "C2",
        choice("The Petrenko family", "Kovals", "The Bondarenko family"),
        choice("The Petrenkos", "The Kovals", "The Bondarenkos"),
    ),
    (
        "C3",
        choice(
            "The Weir company", "The Mill company", "The Town company", stem="Whose weir is it?"
        ),
        choice("The Weir company", "The Weir house", "The Town company", stem="Whose weir is it?"),
    ),
    (
        "C4",
        choice("Red stone mill", "Red wooden house", "Grey stone weir"),
        choice("Red stone mill", "Red stone house", "Grey wooden weir"),
    ),
    (
        "C5",
        choice("Oven", "Mill", "Barn", stem="Was the building an?"),
        choice("Oven", "Attic", "Inn", stem="Was the building an?"),
    ),
    ("C6", choice("Oak wood.", "Pine wood", "Elm wood"), choice("Oak wood", "Pine wood", "Elm")),
    ("C6", choice("oak wood", "Pine wood", "Elm wood"), choice("oak wood", "pine wood", "elm")),
    ("C6", choice("1681", "The fortress", "The mill"), choice("1681", "1684", "1700")),
    (
        "C7",
        choice("Only the miller", "The smith", "The baker"),
        choice("The All-Union bank", "The smith", "The baker"),
    ),
    (
        "C8",
        choice("Several millers", "Two smiths", "Three bakers"),
        choice("Four millers", "Two smiths", "Three bakers"),
    ),
    (
        "C9",
        choice("The 9th Brigade", "The Kraken", "The Azov"),
        choice("The 9th Brigade", "The 5th Army", "The Azov", "The Kraken"),
    ),
    (
        "C9",
        choice("The 9th Brigade", "The 5th Army", "The 7th Army", "The Kraken"),
        choice("The 9th Brigade", "The 5th Army", "The 7th Army", "The 8th Army"),
    ),
    (
        "C10",
        choice(stem="Did the Petrenkos or a neighbour own the mill?"),
        choice("The mill", "The weir", "The barn", stem="Was it the mill, the weir or the barn?"),
    ),
    (
        "C10",
        ordering(event("a", 1, 2, "Izium in 1765"), event("b", 3, 4)),
        ordering(event("a", 1, 2, "The 90th Battalion arrives"), event("b", 3, 4)),
    ),
    ("C10", card("What is the Donets river?", "The Donets"), card("Which river is it?", "Donets")),
    (
        "F7",
        card("Which prince led the East Slavs?", "Monomakh and Sviatopolk"),
        card("Which two princes led the East Slavs?", "Monomakh and Sviatopolk"),
    ),
    (
        "F7",
        card("From which place did they come?", "The bridge, the beach and the mill"),
        card("What did the mills make?", "Flour, wax and butter"),
    ),
    (
        "F8",
        ordering(event("a", 1, 2, "Izium has a garrison"), event("b", 3, 4)),
        ordering(event("a", 1, 2, "Izium is said to have got a garrison"), event("b", 3, 4)),
    ),
    (
        "F8",
        choice("Izium is under siege", "The mill opens", "The barn burns", slot="first"),
        choice("Izium is taken", "The mill opens", "The barn burns", slot="first"),
    ),
    ("F1", choice("Wool", "Bricks", "All of the above"), choice("Wool", "Bricks", "Glass")),
    ("F1", choice("Wool", "Bricks", "Both A and B"), choice("Wool", "Bricks", "Coal and salt")),
    (
        "F1",
        choice(stem="The mill was owned by ___ at that time?"),
        choice(stem="Who owned the mill at that time?"),
    ),
    (
        "F2",
        choice(stem="Which family did not own the mill?"),
        choice(stem="Which family owned at least two mills?"),
    ),
    ("F3", choice(stem="The mill was owned by"), choice(stem="Who owned the mill?")),
    (
        "F3",
        choice(stem="Which of these statements is true?"),
        choice(stem="Which of these events came first?"),
    ),
    ("F3", card("Which of these was sold?", "Wool"), card("What was sold?", "Wool")),
    ("F3", choice(stem="Who " + "really " * 30 + "owned it?"), choice(stem="Who owned the mill?")),
    ("F4", choice("1681", "1700", "1690"), choice("1681", "1690", "1700")),
    (
        "F4",
        choice("9 March 2022", "28 February 2022", "12 March 2022"),
        choice("28 February 2022", "9 March 2022", "12 March 2022"),
    ),
    (
        "F4",
        choice("The late 15th century", "The early 15th century", "The mid 16th century"),
        choice("The early 15th century", "The late 15th century", "The mid 16th century"),
    ),
    ("F6", choice("Wool", "Bricks"), choice("Wool", "Bricks", "Glass")),
    ("F6", choice("The mill", "A mill", "A weir"), choice("The mill", "The barn", "A weir")),
    (
        "P1",
        choice("Kharkiv Regiment", "Old brown house", "Izium Regiment"),
        choice("Kharkiv Regiment", "Okhtyrka Regiment", "Izium Regiment"),
    ),
]


@pytest.mark.parametrize(("rule", "flagged", "clean"), FLAGGED_AND_CLEAN)
def test_check_tells_flagged_from_clean(rule: str, flagged: AnyItem, clean: AnyItem) -> None:
    assert rule in rules(flagged)
    assert rule not in rules(clean)


def test_check_written_choice_needs_no_proof_and_no_third_option() -> None:
    assert rules(choice("Wool", "Bricks", proven=False), generated=False) == set()


def test_check_unknown_key_is_an_error() -> None:
    assert "S1" in rules(replace(choice(), key="nobody"))


def test_check_asking_who_said_so_needs_no_claimant() -> None:
    item = choice(stem="Who announced that the mill was taken?", slot="agent", citations=(RUSSIAN,))
    assert "S3" not in rules(item)


def test_check_warnings_are_no_errors() -> None:
    flags = check(choice("The Petrenko family", "Kovals", "The Bondarenko family"), generated=True)
    assert [(flag.rule, flag.severity) for flag in flags] == [("C2", Severity.WARNING)]


@pytest.mark.parametrize(
    ("rule", "stem", "texts"),
    [
        (
            "C3",
            "Хто володів млином біля греблі?",
            ("Гребля Петренка", "Дім Коваля", "Двір Бондаря"),
        ),
        ("C7", "Хто володів млином?", ("Лише Петренко", "Один Коваль", "Старий Бондар")),
        ("F2", "Хто не володів млином?", ("Петренко", "Коваленко", "Бондаренко")),
        ("F4", "Коли це було?", ("6 березня 2022", "28 лютого 2022", "1 квітня 2022")),
    ],
)
def test_check_speaks_ukrainian(rule: str, stem: str, texts: tuple[str, ...]) -> None:
    assert rule in rules(choice(*texts, stem=stem))


def test_check_set_finds_a_stem_that_tells_another_key() -> None:
    asks_who = choice("The Petrenkos", "The Kovals", "The Bondars", identity="who")
    tells_who = choice(
        "1700", "1710", "1720", stem="When did the Petrenkos buy the mill?", identity="when"
    )
    found = check_set([asks_who, tells_who])
    assert {
        identity: [flag.params["told_by"] for flag in flags] for identity, flags in found.items()
    } == {"who": ["when"]}


def test_check_set_leaves_a_common_word_of_another_matter_in_peace() -> None:
    asks_river = choice("The Donets", "The Oskil", "The Psel", stem="Which river runs by the mill?")
    other = choice(
        "Bricks", "Wool", "Glass",
        stem="What did boats on the Donets carry to Taganrog?", identity="other", fact="boats",
    )  # fmt: skip
    assert check_set([asks_river, other]) == {}


@pytest.mark.parametrize(
    ("title", "leaks"),
    [
        ("Izium receives city status", False),
        ("The 81st Brigade arrives", False),
        ("March on Izium", False),
        ("Izium in 1765", True),
        ("A 17th-century fortress", True),
        ("The retreat of 6 March", True),
        ("The reform of July", True),
    ],
)
def test_leaks_date(title: str, leaks: bool) -> None:
    assert leaks_date(title) is leaks
