"""What the bounds of two dates decide, and nothing beyond that."""

from quizzes.dates.date import Date


def certainly_before(a: Date, b: Date) -> bool:
    """Whether every day that ``a`` may mean lies before every day that ``b`` may mean. False where
    the bounds leave it open."""
    return a.hi is not None and b.lo is not None and a.hi < b.lo


def disjoint(a: Date, b: Date) -> bool:
    """Whether no day can be meant by both."""
    return certainly_before(a, b) or certainly_before(b, a)
