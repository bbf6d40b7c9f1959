"""Rules on whole banks: even places of keys, and a guesser who finds planted cues."""

import random

import pytest

from quizzes.items import Choice
from quizzes.quality.bank import chi_square_tail, evenness, guesser
from tests.quality.items import choice


@pytest.mark.parametrize(
    ("statistic", "degrees", "p"),
    [(3.841, 1, 0.05), (5.991, 2, 0.05), (7.815, 3, 0.05), (9.488, 4, 0.05), (15.086, 5, 0.01)],
)
def test_chi_square_tail_gives_the_tables_values(statistic: float, degrees: int, p: float) -> None:
    assert chi_square_tail(statistic, degrees) == pytest.approx(p, abs=1e-4)


def keyed_at(positions: list[int], *, ordered: bool = False) -> list[Choice]:
    return [
        choice(key=position, ordered=ordered, identity=f"i{n}", fact=f"f{n}")
        for n, position in enumerate(positions)
    ]


def test_evenness_of_even_keys_is_even() -> None:
    (result,) = evenness(keyed_at([0, 1, 2, 3] * 10))
    assert (result.counts, result.even) == ((10, 10, 10, 10), True)


def test_evenness_of_keys_in_one_place_is_not() -> None:
    (result,) = evenness(keyed_at([0] * 20 + [1, 2, 3] * 5))
    assert not result.even


def test_evenness_counts_ranks_apart_from_positions() -> None:
    results = evenness([*keyed_at([0] * 8), *keyed_at([3] * 8, ordered=True)])
    assert [(r.ordered, r.counts) for r in results] == [
        (False, (8, 0, 0, 0)),
        (True, (0, 0, 0, 8)),
    ]


def planted(draw: random.Random, *, long_key: bool) -> list[Choice]:
    """Sixty items of made-up names, the key marked by its length or by nothing."""
    items = []
    for n in range(60):
        names = ["".join(draw.choices("abcdefgh", k=8)).capitalize() for _ in range(4)]
        position = draw.randrange(4)
        if long_key:
            names[position] += "enkovych"
        items.append(choice(*names, key=position, identity=f"i{n}", fact=f"f{n}"))
    return items


def test_guesser_finds_a_planted_cue() -> None:
    found = guesser(planted(random.Random(7), long_key=True))
    assert found is not None
    assert found.score > 0.9
    assert not found.fair


def test_guesser_has_no_edge_without_cues() -> None:
    found = guesser(planted(random.Random(7), long_key=False))
    assert found is not None
    assert found.fair


def test_guesser_needs_as_many_items_as_folds() -> None:
    assert guesser(keyed_at([0, 1])) is None
