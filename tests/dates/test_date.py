import datetime

from hypothesis import given
from hypothesis import strategies as st

from quizzes.dates.date import calendar_date, day_number, days_in_month, julian_day_number


@given(st.dates())
def test_day_number_is_the_ordinal_of_the_standard_library(date: datetime.date) -> None:
    assert day_number(date.year, date.month, date.day) == date.toordinal()


@given(st.integers(-5_000_000, 5_000_000))
def test_calendar_date_is_the_inverse_of_day_number(number: int) -> None:
    assert day_number(*calendar_date(number)) == number


@given(st.integers(-9999, 9998))
def test_years_follow_each_other_without_a_gap_also_before_christ(year: int) -> None:
    assert day_number(year, 12, 31) + 1 == day_number(year + 1, 1, 1)


def test_day_number_before_christ() -> None:
    # The last day of 1 BC (year 0, a leap year) comes before 0001-01-01.
    assert day_number(0, 12, 31) == 0
    assert day_number(0, 1, 1) == -365
    assert days_in_month(0, 2) == 29


def test_julian_day_number_meets_the_gregorian_reform() -> None:
    assert julian_day_number(1582, 10, 5) == day_number(1582, 10, 15)


def test_julian_day_number_lies_thirteen_days_later_in_1918() -> None:
    assert julian_day_number(1918, 2, 1) == day_number(1918, 2, 14)


def test_julian_day_number_knows_its_own_leap_days() -> None:
    assert julian_day_number(1700, 3, 1) - julian_day_number(1700, 2, 28) == 2
