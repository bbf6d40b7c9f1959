import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.dates import Date, Precision, certainly_before, disjoint, parse


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("2022-03-06", "2022-03-07"),
        ("2022-02", "2022-03-06"),
        ("-1299/-1200", "-0599/-0500"),
        ("../1681", "1800"),
        ("1681", "1990/.."),
        ("1707-10-07", "1708-22"),
    ],
)
def test_certainly_before_where_no_day_is_shared(a: str, b: str) -> None:
    assert certainly_before(parse(a), parse(b))
    assert not certainly_before(parse(b), parse(a))
    assert disjoint(parse(a), parse(b))
    assert disjoint(parse(b), parse(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("2022-03", "2022-03-06"),
        ("16XX", "1681"),
        ("1681", "1681"),
        ("../1884", "1700"),
        ("1700", "1600/.."),
        ("1680~", "1690"),
        # The one may be Julian, the other Gregorian.
        ("1707-10-07", "1707-10-17"),
        ("1681", "1682"),
        ("../1800", "../1700"),
    ],
)
def test_nothing_is_certain_where_a_day_may_be_shared(a: str, b: str) -> None:
    assert not certainly_before(parse(a), parse(b))
    assert not certainly_before(parse(b), parse(a))
    assert not disjoint(parse(a), parse(b))


def test_julian_widening_ends_within_two_weeks() -> None:
    assert certainly_before(parse("1707-10-07"), parse("1707-10-19"))


bounds = st.none() | st.integers(-1000, 1000)


def dated(lo: int | None, hi: int | None) -> Date:
    if lo is not None and hi is not None:
        lo, hi = min(lo, hi), max(lo, hi)
    return Date(edtf="", lo=lo, hi=hi, precision=Precision.INTERVAL)


dates = st.builds(dated, bounds, bounds)


@given(dates, dates, dates)
def test_certainly_before_is_a_strict_order(a: Date, b: Date, c: Date) -> None:
    assert not certainly_before(a, a)
    if certainly_before(a, b):
        assert not certainly_before(b, a)
        if certainly_before(b, c):
            assert certainly_before(a, c)


@given(dates, dates)
def test_disjoint_is_symmetric_and_follows_the_order(a: Date, b: Date) -> None:
    assert disjoint(a, b) == disjoint(b, a)
    assert disjoint(a, b) == (certainly_before(a, b) or certainly_before(b, a))
