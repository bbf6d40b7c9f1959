"""The statistics once more: slowly, as sums over deviations, read off their definitions.

It shares no line with ``quizzes.analysis``: a table is a list of dicts of fractions, deviations are
taken from means where the room multiplies out, ranks are counted person by person.
"""

from fractions import Fraction
from math import sqrt
from statistics import fmean


def avg(values):
    values = list(values)
    return sum(values, Fraction(0)) / len(values)


def cov(xs, ys):
    if len(xs) < 2:
        return None
    x0, y0 = avg(xs), avg(ys)
    total = Fraction(0)
    for x, y in zip(xs, ys, strict=True):
        total += (x - x0) * (y - y0)
    return total / (len(xs) - 1)


def var(xs):
    return cov(xs, xs)


class Slow:
    """``rows`` are dicts {place of the question: mark}, of those asked in that attempt alone."""

    def __init__(self, maxima, rows):
        self.maxima = maxima
        self.rows = [row for row in rows if row]

    def total(self, row):
        return sum(row.values(), Fraction(0))

    def of(self, row):
        return sum((self.maxima[place] for place in row), Fraction(0))

    def column(self, place):
        """Marks, rests and totals of those who were asked."""
        asked = [row for row in self.rows if place in row]
        m = [row[place] for row in asked]
        t = [self.total(row) for row in asked]
        return m, [total - mark for total, mark in zip(t, m, strict=True)], t

    def facility(self, place):
        m, _, _ = self.column(place)
        return float(avg(m) / self.maxima[place]) if m else None

    def sd(self, place):
        v = var(self.column(place)[0])
        return None if v is None else sqrt(v)

    def discrimination_index(self, place):
        m, rest, _ = self.column(place)
        if len(m) < 2 or var(m) == 0 or var(rest) == 0:
            return None
        return 100 * float(cov(m, rest)) / (sqrt(var(m)) * sqrt(var(rest)))

    def discriminative_efficiency(self, place):
        m, rest, _ = self.column(place)
        if len(m) < 2 or cov(sorted(m), sorted(rest)) == 0:
            return None
        return 100 * float(cov(m, rest)) / float(cov(sorted(m), sorted(rest)))

    def effective_weight(self, place):
        roots = {}
        for other in range(len(self.maxima)):
            m, _, t = self.column(other)
            if len(m) >= 2 and cov(m, t) >= 0:
                roots[other] = sqrt(cov(m, t))
        if place not in roots or sum(roots.values()) == 0:
            return None
        return 100 * roots[place] / sum(roots.values())

    def rest_share(self, row, place):
        of = self.of(row) - self.maxima[place]
        return (self.total(row) - row[place]) / of if of else None

    def thirds(self, place):
        """Numbers of the rows that are strong, and that are weak: fewer than a third of the others
        are better, fewer than a third are worse. Nobody may be both."""
        share = {
            number: self.rest_share(row, place)
            for number, row in enumerate(self.rows)
            if place in row
        }
        size = len(share) // 3
        if size == 0 or None in share.values():
            return None
        strong = {a for a in share if len([b for b in share if share[b] > share[a]]) < size}
        weak = {a for a in share if len([b for b in share if share[b] < share[a]]) < size}
        return None if strong & weak else (strong, weak)

    # the whole

    def totals(self):
        return [self.total(row) for row in self.rows]

    def m(self, k):
        t = self.totals()
        return avg([(x - avg(t)) ** k for x in t])

    def k2(self):
        s = len(self.rows)
        return None if s < 2 else Fraction(s, s - 1) * self.m(2)

    def k3(self):
        s = len(self.rows)
        return None if s < 3 else Fraction(s * s, (s - 1) * (s - 2)) * self.m(3)

    def k4(self):
        s = len(self.rows)
        if s < 4:
            return None
        inner = (s + 1) * self.m(4) - 3 * (s - 1) * self.m(2) * self.m(2)
        return Fraction(s * s, (s - 1) * (s - 2) * (s - 3)) * inner

    def skewness(self):
        return (
            float(self.k3()) / float(self.k2()) ** 1.5 if len(self.rows) > 2 and self.k2() else None
        )

    def kurtosis(self):
        return (
            float(self.k4()) / float(self.k2()) ** 2 if len(self.rows) > 3 and self.k2() else None
        )

    def internal_consistency(self):
        p = len(self.maxima)
        if p < 2 or not self.k2() or any(len(row) < p for row in self.rows):
            return None
        spread = sum(var(self.column(place)[0]) for place in range(p))
        return float(100 * Fraction(p, p - 1) * (1 - spread / self.k2()))

    def error_ratio(self):
        cic = self.internal_consistency()
        return None if cic is None else 100 * sqrt(max(0, 1 - cic / 100))

    def standard_error(self):
        ratio = self.error_ratio()
        return None if ratio is None else ratio * sqrt(self.k2()) / 100

    def shares(self):
        return [self.total(row) / self.of(row) for row in self.rows]

    def mean_share(self):
        return fmean(self.shares()) if self.rows else None

    def bars(self):
        """How many shares lie in each tenth: found by looking at each bar, all for the last."""
        return [
            len([s for s in self.shares() if low <= 10 * s and (10 * s < low + 1 or low == 9)])
            for low in range(10)
        ]
