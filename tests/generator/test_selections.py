"""Sets whose members decide for themselves whether they are taken."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.generator import draw
from quizzes.generator.selections import apart, bits_for, zero_sums

RESIDUES = [draw.number("test", i) for i in range(24)]


@pytest.mark.parametrize("size", [4, 5, 6])
def test_zero_sums_finds_what_trying_all_would(size: int) -> None:
    tried = {
        chosen
        for chosen in combinations(range(16), size)
        if sum(RESIDUES[i] for i in chosen) % 2**6 == 0
    }
    found = list(zero_sums(RESIDUES[:16], size, 6))
    assert sorted(found) == sorted(tried)


def test_zero_sums_of_more_bits_are_some_of_those_of_fewer() -> None:
    assert set(zero_sums(RESIDUES, 4, 8)) < set(zero_sums(RESIDUES, 4, 6))


def test_zero_sums_with_one_more_member_keep_all_others() -> None:
    assert set(zero_sums(RESIDUES[:-1], 4, 6)) < set(zero_sums(RESIDUES, 4, 6))


@given(st.lists(st.sets(st.integers(0, 12), min_size=4, max_size=6), max_size=30))
def test_apart_keeps_only_sets_that_share_two_at_most(sets: list[set[int]]) -> None:
    kept = apart([tuple(sorted(members)) for members in sets])
    assert all(len(set(a) & set(b)) <= 2 for a, b in combinations(kept, 2))
    assert kept[:1] == [tuple(sorted(members)) for members in sets[:1]]


def test_bits_for_grow_with_the_number_of_events() -> None:
    bits = [bits_for(count, 4, spare=10, steps=2) for count in (8, 24, 48, 96, 192, 384)]
    assert bits == sorted(bits)
    assert bits[-1] - bits[-2] == 4
