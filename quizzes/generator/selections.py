"""Choosing sets of events so that a new event changes none that was chosen before.

Each event has a residue, drawn from its hash. A set is taken where its residues add up to 0 modulo
2**bits. Three members then determine the residue of the fourth, so that two sets of four share at
most two events unless residues coincide; and whether a set is taken depends on its own members
alone. How many sets that gives grows with the fourth power of the number of events, so ``bits``
grow with it in steps: when a step is crossed, some sets are given up, and none is replaced, for
the lower power of two divides the higher one.

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
# Steps stand at 1.5 times a power of two (and between them), not where round packs end.
_FIRST_STEP = 1.5


def zero_sums(residues: Sequence[int], size: int, bits: int) -> Iterator[tuple[int, ...]]:
    """Ascending index tuples of ``size`` whose residues add up to 0 modulo 2**bits. They are joined
    from two halves, the first ones all before the second, in about n**(size / 2) steps."""
    mask = (1 << bits) - 1
    seconds: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    # Summing the residues' own combinations, beside those of their indexes, is the inner loop.
    for total, half in _summed(residues, size // 2):
        seconds[total & mask].append(half)
    for total, half in _summed(residues, size - size // 2):
        for other in seconds.get(-total & mask, ()):
            if half[-1] < other[0]:
                yield half + other


def _summed(residues: Sequence[int], size: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    return zip(
        map(sum, combinations(residues, size)),
        combinations(range(len(residues)), size),
        strict=True,
    )


def bits_for(count: int, size: int, *, spare: int, steps: int) -> int:
    """How many bits keep the number of sets within bounds as ``count`` grows: it grows with the
    power of ``size``, and so ``size`` bits are added wherever ``count`` doubles, in ``steps``
    steps. Few steps leave sets alone for longer; many keep their number more even. ``spare`` bits
    fewer give 2**spare times as many sets."""
    if count < size:
        return 0
    octaves = math.log2(count / _FIRST_STEP)
    # With fewer bits than these the residues of many pairs of events would coincide.
    fewest = 2 * math.ceil(octaves)
    return max(fewest, size * math.ceil(steps * octaves) // steps - spare)


def cells_for(count: int, most: int) -> int:
    """Into how many cells, a power of two, ``count`` members go so that each holds ``most`` at the
    most on average: work then grows with the pack, and not with a power of it."""
    cells = 1
    while count / cells > most:
        cells *= 2
    return cells


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
