from collections.abc import Sequence

import pytest

from quizzes.audit.bank import unguessable
from quizzes.audit.guessing import guess, places, without_each
from quizzes.items import Choice, Option

WORDS = ("elm", "oak", "ash", "yew", "fir", "bay", "fig", "box", "may", "sal")


def choice(number: int, texts: Sequence[str], key: int, *, ordered: bool = False) -> Choice:
    return Choice(
        identity=f"made-up:choice:{number}:value",
        topic="trees",
        language="en",
        facts=(f"fact-{number}",),
        sensitivity=0,
        difficulty=0.5,
        explanation="",
        citations=(),
        stem="Which tree stands there?",
        slot="value",
        options=tuple(Option(id=str(i), text=text) for i, text in enumerate(texts)),
        key=str(key),
        ordered=ordered,
    )


def fair_bank() -> list[Choice]:
    """Each option once in the bank, alike in all cues; keys at each place in turn."""
    return [
        choice(n, [f"{WORDS[n % 10]}{chr(97 + n // 10)}{chr(97 + i)}" for i in range(3)], n % 3)
        for n in range(90)
    ]


def test_even_bank_passes() -> None:
    bank = fair_bank()

    assert [place.counts for place in places(bank)] == [(30, 30, 30)]
    assert list(unguessable(bank, places(bank), guess(bank))) == []


def test_keys_at_one_place_are_told() -> None:
    bank = [choice(n, ("elm", "oak", "ash"), 0 if n % 2 else 2) for n in range(60)]

    assert [found.code for found in unguessable(bank, places(bank), None)] == ["B1"]


def test_ranks_are_counted_apart_from_positions() -> None:
    bank = [choice(n, ("1", "2", "3"), n % 3, ordered=n % 2 == 0) for n in range(12)]

    assert [(place.ordered, place.counts) for place in places(bank)] == [
        (False, (2, 2, 2)),
        (True, (2, 2, 2)),
    ]


def test_chi_square_matches_its_table() -> None:
    # The upper 5 % point of two degrees of freedom is 5.991.
    bank = [choice(n, ("elm", "oak", "ash"), key) for n, key in enumerate((0,) * 8 + (1, 2, 2, 1))]

    assert places(bank)[0].p == pytest.approx(0.0498, abs=0.0001)


@pytest.mark.parametrize("mark", ["by the river ", "7", "X"], ids=["length", "digits", "capitals"])
def test_cue_that_gives_keys_away_is_told(mark: str) -> None:
    bank = []
    for n, fair in enumerate(fair_bank()):
        texts = [option.text for option in fair.options]
        texts[n % 3] = f"{mark}{texts[n % 3]}"
        bank.append(choice(n, texts, n % 3))

    found = list(unguessable(bank, places(bank), guess(bank)))

    assert [f.code for f in found] == ["B2"]


def test_option_that_is_often_the_key_is_told_as_such() -> None:
    bank = []
    for n in range(90):
        texts = [f"{chr(97 + n // 26)}{chr(97 + n % 26)}{end}" for end in "xyz"]
        texts[n % 3] = ("elm", "oak")[n % 2]
        bank.append(choice(n, texts, n % 3))

    scores = without_each(bank)

    assert min(scores, key=lambda group: scores[group]) == "often"


def test_bank_of_one_fact_is_not_guessed_at() -> None:
    assert guess([choice(1, ("elm", "oak", "ash"), 0)]) is None
