"""Choosing sets of events so that a new event changes none that was chosen before.

Each event has a residue, drawn from its hash. A set is taken where its residues add up to 0 modulo
2**bits. Three members then determine the residue of the fourth, so that two sets of four share at
most two events unless residues coincide; and whether a set is taken depends on its own members
alone. How many sets that gives grows with the fourth power of the number of events, so ``bits``
grow with it in steps: when a step is crossed, some sets are given up, and none is replaced, for
2**bits divides 2**(bits + 2).

Where sets of several sizes, or coinciding residues, still share three events, the one that ranks
first by its hash stays.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations
from typing import TypeVar

_Member = TypeVar("_Member", bound=Hashable)

SHARED = 2


def zero_sums(residues: Sequence[int], size: int, bits: int) -> Iterator[tuple[int, ...]]:
    """Ascending index tuples of ``size`` whose residues add up to 0 modulo 2**bits. Fours are
    joined from pairs, in about n² steps; other sizes are for few members only."""
    mask = (1 << bits) - 1
    if size == 4:
        yield from _fours(residues, mask)
        return
    for indexes in combinations(range(len(residues)), size):
        if sum(residues[i] for i in indexes) & mask == 0:
            yield indexes


def _fours(residues: Sequence[int], mask: int) -> Iterator[tuple[int, ...]]:
    pairs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for i, j in combinations(range(len(residues)), 2):
        pairs[(residues[i] + residues[j]) & mask].append((i, j))
    for total in sorted(pairs):
        for i, j in pairs[total]:
            # Of the three ways to split a four into pairs, the one that separates the first two
            # from the last two stands for all.
            for k, m in pairs.get(-total & mask, ()):
                if j < k:
                    yield (i, j, k, m)


def bits_for(count: int, *, spare: int) -> int:
    """How many bits keep the number of fours between about 2**(spare - 5) and 2**(spare - 2):
    a step of two bits wherever ``count`` grows by the root of two."""
    if count < 2:
        return 0
    return max(0, 2 * math.ceil(2 * math.log2(count)) - spare)


def apart(sets: Sequence[tuple[_Member, ...]]) -> list[tuple[_Member, ...]]:
    """The sets that share at most two members with any set kept before them. ``sets`` stand in the
    order of their rank."""
    kept: list[tuple[_Member, ...]] = []
    threes: set[frozenset[_Member]] = set()
    for members in sets:
        own = {frozenset(three) for three in combinations(members, SHARED + 1)}
        if own & threes:
            continue
        threes |= own
        kept.append(members)
    return kept
