"""Nine ways to grade an ordering, with Moodle's names and definitions (qtype_ordering).

Events are named by their right position 1..n; a response p lists those names in the learner's
order. Every method takes p, a permutation of 1..n with n ≥ 2, and returns a share from 0 to 1.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

from quizzes.grading.result import Words
from quizzes.items import Event

Positions = Sequence[int]


class Method(StrEnum):
    ALL_OR_NOTHING = "all-or-nothing"
    ABSOLUTE_POSITION = "absolute-position"
    RELATIVE_TO_CORRECT = "relative-to-correct"
    RELATIVE_NEXT_EXCLUDE_LAST = "relative-next-exclude-last"
    RELATIVE_NEXT_INCLUDE_LAST = "relative-next-include-last"
    RELATIVE_ONE_PREVIOUS_AND_NEXT = "relative-one-previous-and-next"
    RELATIVE_ALL_PREVIOUS_AND_NEXT = "relative-all-previous-and-next"
    LONGEST_ORDERED_SUBSET = "longest-ordered-subset"
    LONGEST_CONTIGUOUS_SUBSET = "longest-contiguous-subset"


DEFAULT_METHOD = Method.RELATIVE_ALL_PREVIOUS_AND_NEXT


def score(p: Positions, method: Method = DEFAULT_METHOD) -> float:
    return _METHODS[method](p)


def words(p: Positions, method: Method = DEFAULT_METHOD) -> Words:
    """The same grade in whole numbers that a person can check by counting."""
    n = len(p)
    match method:
        case Method.ALL_OR_NOTHING | Method.ABSOLUTE_POSITION:
            return Words(code="places", params={"right": in_place(p), "of": n})
        case Method.RELATIVE_TO_CORRECT:
            return Words(code="steps", params={"away": steps_away(p), "of": n * (n - 1)})
        case Method.RELATIVE_NEXT_EXCLUDE_LAST:
            return Words(code="neighbours", params={"right": followed(p), "of": n - 1})
        case Method.RELATIVE_NEXT_INCLUDE_LAST:
            return Words(code="neighbours", params={"right": followed(p) + _ends(p), "of": n})
        case Method.RELATIVE_ONE_PREVIOUS_AND_NEXT:
            right = 2 * followed(p) + _starts(p) + _ends(p)
            return Words(code="neighbours", params={"right": right, "of": 2 * n})
        case Method.RELATIVE_ALL_PREVIOUS_AND_NEXT:
            return Words(code="pairs", params={"right": ordered_pairs(p), "of": pairs(n)})
        case Method.LONGEST_ORDERED_SUBSET:
            return Words(code="run", params={"right": longest_ordered(p), "of": n})
        case Method.LONGEST_CONTIGUOUS_SUBSET:
            return Words(code="run", params={"right": longest_contiguous(p), "of": n})


def in_place(p: Positions) -> int:
    return sum(name == place for place, name in enumerate(p, start=1))


def steps_away(p: Positions) -> int:
    return sum(abs(place - name) for place, name in enumerate(p, start=1))


def followed(p: Positions) -> int:
    """Adjacent pairs in which the right one follows."""
    return sum(b == a + 1 for a, b in pairwise(p))


def pairs(n: int) -> int:
    return n * (n - 1) // 2


def ordered_pairs(p: Positions) -> int:
    return sum(a < b for i, a in enumerate(p) for b in p[i + 1 :])


def longest_ordered(p: Positions) -> int:
    """Length of the longest increasing subsequence (patience sorting)."""
    tails: list[int] = []
    for name in p:
        place = bisect_left(tails, name)
        tails[place : place + 1] = [name]
    return len(tails)


def longest_contiguous(p: Positions) -> int:
    """Longest run v, v+1, … that appears left to right, gaps allowed: 1 4 2 3 has 1 2 3."""
    best = 0
    length: dict[int, int] = {}
    for name in p:
        length[name] = length.get(name - 1, 0) + 1
        best = max(best, length[name])
    return best


def allowed_orders(events: Sequence[Event]) -> Iterator[tuple[int, ...]]:
    """Every order of the events' indices that their dates allow, the author's own first.

    Two dated events are free towards each other unless one is certainly before the other
    (a.hi < b.lo); where one of them has no date at all, the author's order stands. The number of
    orders is factorial in events that overlap; generated items have exactly one.
    """
    before = [
        {i for i in range(j) if not _interchangeable(events[i], events[j])}
        for j in range(len(events))
    ]
    yield from _extensions((), before)


def is_allowed(order: Sequence[int], events: Sequence[Event]) -> bool:
    return not any(
        a > b and not _interchangeable(events[b], events[a])
        for i, a in enumerate(order)
        for b in order[i + 1 :]
    )


def _extensions(placed: tuple[int, ...], before: Sequence[set[int]]) -> Iterator[tuple[int, ...]]:
    if len(placed) == len(before):
        yield placed
        return
    for index, earlier in enumerate(before):
        if index not in placed and earlier <= set(placed):
            yield from _extensions((*placed, index), before)


def _interchangeable(a: Event, b: Event) -> bool:
    return _dated(a) and _dated(b) and not _certainly_before(a, b) and not _certainly_before(b, a)


def _dated(event: Event) -> bool:
    return bool(event.edtf) or event.lo is not None or event.hi is not None


def _certainly_before(a: Event, b: Event) -> bool:
    return a.hi is not None and b.lo is not None and a.hi < b.lo


def _starts(p: Positions) -> bool:
    return p[0] == 1


def _ends(p: Positions) -> bool:
    return p[-1] == len(p)


def _at_least_two(length: int) -> int:
    """One card is always in order with itself: that earns nothing."""
    return 0 if length == 1 else length


_METHODS: dict[Method, Callable[[Positions], float]] = {
    Method.ALL_OR_NOTHING: lambda p: float(in_place(p) == len(p)),
    Method.ABSOLUTE_POSITION: lambda p: in_place(p) / len(p),
    Method.RELATIVE_TO_CORRECT: lambda p: max(0, 1 - steps_away(p) / (len(p) * (len(p) - 1))),
    Method.RELATIVE_NEXT_EXCLUDE_LAST: lambda p: followed(p) / (len(p) - 1),
    Method.RELATIVE_NEXT_INCLUDE_LAST: lambda p: (followed(p) + _ends(p)) / len(p),
    Method.RELATIVE_ONE_PREVIOUS_AND_NEXT: lambda p: (
        (2 * followed(p) + _starts(p) + _ends(p)) / (2 * len(p))
    ),
    Method.RELATIVE_ALL_PREVIOUS_AND_NEXT: lambda p: ordered_pairs(p) / pairs(len(p)),
    Method.LONGEST_ORDERED_SUBSET: lambda p: _at_least_two(longest_ordered(p)) / len(p),
    Method.LONGEST_CONTIGUOUS_SUBSET: lambda p: _at_least_two(longest_contiguous(p)) / len(p),
}
