"""The nine grades of an ordering once more: slowly, exactly, each read off its definition.

It shares no line with ``quizzes.grading.ordering``: sets of pairs and a search over all
subsequences where the room counts, fractions where it divides.
"""

from fractions import Fraction
from itertools import combinations

from quizzes.grading import Method


def grades(p):
    n = len(p)
    place = {name: p.index(name) + 1 for name in p}
    names = range(1, n + 1)
    in_place = {name for name in names if place[name] == name}
    away = sum(max(place[name], name) - min(place[name], name) for name in names)
    adjacent = {(p[i], p[i + 1]) for i in range(n - 1)}
    right_neighbours = {(name, name + 1) for name in range(1, n)}
    met = len(adjacent & right_neighbours)
    last = int(place[n] == n)
    right_pairs = {(a, b) for a, b in combinations(names, 2) if place[a] < place[b]}
    ordered = longest_increasing(p)
    contiguous = longest_consecutive(place, n)
    return {
        Method.ALL_OR_NOTHING: Fraction(int(in_place == set(names))),
        Method.ABSOLUTE_POSITION: Fraction(len(in_place), n),
        Method.RELATIVE_TO_CORRECT: max(Fraction(0), 1 - Fraction(away, n * (n - 1))),
        Method.RELATIVE_NEXT_EXCLUDE_LAST: Fraction(met, n - 1),
        Method.RELATIVE_NEXT_INCLUDE_LAST: Fraction(met + last, n),
        Method.RELATIVE_ONE_PREVIOUS_AND_NEXT: Fraction(neighbours_of_each(p), 2 * n),
        Method.RELATIVE_ALL_PREVIOUS_AND_NEXT: Fraction(
            len(right_pairs), len(list(combinations(names, 2)))
        ),
        Method.LONGEST_ORDERED_SUBSET: Fraction(ordered if ordered > 1 else 0, n),
        Method.LONGEST_CONTIGUOUS_SUBSET: Fraction(contiguous if contiguous > 1 else 0, n),
    }


def neighbours_of_each(p):
    """Seen from each card: is the right one before it, is the right one after it? The ends count as
    neighbours 0 and n + 1, which makes 2J + f + l in all."""
    framed = [0, *p, len(p) + 1]
    return sum(
        (framed[i - 1] == framed[i] - 1) + (framed[i + 1] == framed[i] + 1)
        for i in range(1, len(p) + 1)
    )


def longest_increasing(p):
    """Over all subsequences, the longest first."""
    for length in range(len(p), 0, -1):
        for chosen in combinations(p, length):
            if list(chosen) == sorted(chosen):
                return length
    return 0


def longest_consecutive(place, n):
    """Over all runs v, v + 1, …, w: those whose places rise."""
    runs = [range(v, w + 1) for v in range(1, n + 1) for w in range(v, n + 1)]
    rising = [run for run in runs if [place[x] for x in run] == sorted(place[x] for x in run)]
    return max(len(run) for run in rising)
