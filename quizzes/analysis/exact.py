"""Sums without rounding.

A variance of nothing has to be nothing: three thirds and a whole, compared as floats, would differ
by a hair, and every figure that divides by their variance would be noise. So marks are read as the
fractions they were meant to be and counted in a common unit, as whole numbers.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm

FINEST = 10_000


@lru_cache(maxsize=4096)
def exact(number: float) -> Fraction:
    """The fraction that a mark stands for, its denominator at most 10,000: 0.33333 is a third."""
    return Fraction(number).limit_denominator(FINEST)


def unit_of(numbers: Sequence[Fraction]) -> int:
    """How many units make a whole, so that each number is a whole number of them."""
    return lcm(*{number.denominator for number in numbers})


def mean(xs: Sequence[int]) -> Fraction | None:
    return Fraction(sum(xs), len(xs)) if xs else None


def covariance(xs: Sequence[int], ys: Sequence[int]) -> Fraction | None:
    """Of a sample: the sum of products of deviations over n − 1. None below two values."""
    n = len(xs)
    if n < 2:
        return None
    products = sum(x * y for x, y in zip(xs, ys, strict=True))
    return Fraction(n * products - sum(xs) * sum(ys), n * (n - 1))


def variance(xs: Sequence[int]) -> Fraction | None:
    return covariance(xs, xs)


def central_moment(xs: Sequence[int], k: int) -> Fraction:
    """Σ(x − mean)ᵏ / n, of at least one value."""
    n, total = len(xs), sum(xs)
    return Fraction(sum((n * x - total) ** k for x in xs), n ** (k + 1))
