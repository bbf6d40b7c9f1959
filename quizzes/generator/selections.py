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
    """Ascending index tuples of ``size`` whose residues add up to 0 modulo 2**bits. They are joined
    from two halves, the first ones all before the second, in about n**(size / 2) steps."""
    mask = (1 << bits) - 1
    indexes = range(len(residues))
    seconds: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for half in combinations(indexes, size // 2):
        seconds[sum(residues[i] for i in half) & mask].append(half)
    for half in combinations(indexes, size - size // 2):
        wanted = -sum(residues[i] for i in half) & mask
        for other in seconds.get(wanted, ()):
            if half[-1] < other[0]:
                yield half + other


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
