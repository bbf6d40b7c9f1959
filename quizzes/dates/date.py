"""The value that stands for a date, and the day numbers it is bounded by.

Day numbers are proleptic Gregorian ordinals: 1 is 0001-01-01 as in ``datetime.date.toordinal``,
0 is the last day of 1 BC, and there is no lower end. Years are astronomical: year 0 is 1 BC, year
-499 is 500 BC.
"""

from dataclasses import dataclass
from enum import StrEnum

_DAYS_BEFORE_MONTH = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DAYS_IN_MONTH = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY = 2


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    INTERVAL = "interval"


@dataclass(frozen=True, kw_only=True)
class Date:
    """``lo`` and ``hi`` are inclusive day numbers (proleptic Gregorian ordinals, 1 = 0001-01-01,
    BC below), None where the date is open. They already include ``~``, ``?`` and Julian widening.
    """

    edtf: str
    lo: int | None
    hi: int | None
    precision: Precision
    approximate: bool = False
    uncertain: bool = False


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    return _DAYS_IN_MONTH[month] + (month == _FEBRUARY and is_leap(year))


def day_number(year: int, month: int, day: int) -> int:
    """The day number of a Gregorian date; any year, also before Christ."""
    past = year - 1
    return (
        365 * past
        + past // 4
        - past // 100
        + past // 400
        + _DAYS_BEFORE_MONTH[month]
        + (month > _FEBRUARY and is_leap(year))
        + day
    )


def julian_day_number(year: int, month: int, day: int) -> int:
    """The same day number for a date of the Julian calendar, where each fourth year is a leap
    year. 1582-10-05 there is 1582-10-15 in the Gregorian calendar."""
    past = year - 1
    return (
        365 * past
        + past // 4
        + _DAYS_BEFORE_MONTH[month]
        + (month > _FEBRUARY and year % 4 == 0)
        + day
        - 2
    )


def calendar_date(number: int) -> tuple[int, int, int]:
    """The inverse of ``day_number``: (year, month, day)."""
    rest = number - 1
    cycles, rest = divmod(rest, 146_097)
    centuries = min(rest // 36_524, 3)
    rest -= centuries * 36_524
    fours, rest = divmod(rest, 1_461)
    years = min(rest // 365, 3)
    rest -= years * 365
    year = cycles * 400 + centuries * 100 + fours * 4 + years + 1
    month = 1
    while rest >= days_in_month(year, month):
        rest -= days_in_month(year, month)
        month += 1
    return year, month, rest + 1
