"""Reading a strict EDTF subset into certain bounds. What is outside is refused, never guessed.

    Written          Read as                                          Bounds
    1707-10-07       a day (of the Gregorian calendar, see *Julian*)  that day
    1707-10          a month                                          first to last day
    1708-21          spring: by months or by the sun, whichever       1 March to 21 June
    1708-22          summer                          reaches further  1 June to 23 September
    1708-23          autumn                                           1 September to 22 December
    1708-24          winter: that in which the year begins or that    1 December 1707
                     in which it ends; sources mean either              to 20 March 1709
    1681             a year                                           1 January to 31 December
    124X             a decade                                         1240 to 1249
    17XX             a hundred years alike in their first digits      1700 to 1799
    1601/1700        an interval; this one is the 17th century        start of the first side
                                                                        to end of the second
    ../1884          open start: at some time, 1884 at the latest     None to end of 1884
    1990/..          open end                                         start of 1990 to None
    0000, -0499      1 BC, 500 BC (astronomical years)                as above
    …~               about: widened on both sides by 5 % of the age, at least by its own unit
    …?               uncertain: widened in the same way
    …%               both: widened twice as much

``~ ? %`` stand at the end of a whole date or of one side of an interval; there they move the
outer bound of that side alone.

The *age* of a bound is its distance from 1 January 2026, fixed here, so that a date means the same
in every pack and year. The *unit* is a day, month, season, year, decade or century, at its longest.

*Parts of a century* are thirds of 33, 33 and 34 years: early 1601/1633, mid 1634/1666, late
1667/1700.

*Julian.* These lands kept the Julian calendar until 16 February 1918, which became 1 March (in
Soviet Russia 1 February became the 14th). A source that names no calendar may mean either from
15 October 1582 on, when there were two. A Julian date lies 10 to 13 days *later* than the same
figures in the Gregorian calendar, so ``hi`` alone moves: it is the last day under a Julian reading,
and ``lo`` the first under a Gregorian one. Dates that end before 15 October 1582 are left alone:
all of them are Julian, shifted alike, and their order is untouched; so are those that end after the
Julian calendar did.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from quizzes.dates.date import Date, Precision, day_number, days_in_month, julian_day_number
from quizzes.errors import DateError

REFERENCE = day_number(2026, 1, 1)
WIDENING_PERCENT = 5
GREGORIAN_BEGINS = day_number(1582, 10, 15)
JULIAN_ENDS = day_number(1918, 2, 16)

OPEN = ".."
UNIT_DAYS = {
    Precision.DAY: 1,
    Precision.MONTH: 31,
    Precision.SEASON: 92,
    Precision.YEAR: 366,
    Precision.DECADE: 3_653,
    Precision.CENTURY: 36_525,
}
_SIDE = re.compile(
    r"(?P<year>-?[0-9]{4}|-?[0-9]{3}X|-?[0-9]{2}XX)"
    r"(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?"
    r"(?P<qualifier>[?~%]?)",
    re.ASCII,
)
# First month and day, then last month and day; the winter is the reader's (see the table).
_SEASONS = {21: (3, 1, 6, 21), 22: (6, 1, 9, 23), 23: (9, 1, 12, 22)}
_WINTER = 24
_PARTS = {"": (1, 100), "early": (1, 33), "mid": (34, 66), "late": (67, 100)}


@dataclass(frozen=True, slots=True)
class Side:
    """One date without its bounds: what was written. ``month`` holds a season's number, too;
    ``first`` and ``last`` are the years it covers."""

    precision: Precision
    first: int
    last: int
    month: int = 0
    day: int = 0
    approximate: bool = False
    uncertain: bool = False


def parse(text: str) -> Date:
    """Read one date. Raises ``DateError``; its code is one of

    date-outside-subset (not written in a way the table lists), date-impossible (no such month or
    day), date-year-minus-zero (``-0000``; 1 BC is ``0000``), date-interval-backwards,
    date-interval-unbounded (``../..``); ``text`` is always among its params.
    """
    if not isinstance(text, str):
        raise DateError("date-outside-subset", text=repr(text))
    return _parse(text)


@lru_cache(maxsize=8192)
def _parse(text: str) -> Date:
    start, end = sides(text)
    lo = _first_day(start) if start else None
    hi = _last_day(end, julian=False) if end else None
    if lo is not None and hi is not None and hi < lo:
        raise DateError("date-interval-backwards", text=text)
    if start and lo is not None:
        lo -= _widening(start, lo)
    if end and hi is not None:
        if GREGORIAN_BEGINS <= hi < JULIAN_ENDS:
            hi = _last_day(end, julian=True)
        hi += _widening(end, hi)
    known = [side for side in (start, end) if side]
    return Date(
        edtf=text,
        lo=lo,
        hi=hi,
        precision=start.precision if start and start is end else Precision.INTERVAL,
        approximate=any(side.approximate for side in known),
        uncertain=any(side.uncertain for side in known),
    )


def sides(text: str) -> tuple[Side | None, Side | None]:
    """What was written, as (start, end) of an interval, None for an open side. A date that is no
    interval comes as the same object twice. Raises as ``parse`` does."""
    start_text, slash, end_text = text.partition("/")
    if not slash:
        whole = _side(text, text)
        return whole, whole
    start = None if start_text == OPEN else _side(start_text, text)
    end = None if end_text == OPEN else _side(end_text, text)
    if start is None and end is None:
        raise DateError("date-interval-unbounded", text=text)
    return start, end


def span(text: str) -> tuple[int | None, int | None]:
    """First and last day of what was written, with the widening of ``~ ? %`` but without that for
    the Julian calendar: for comparing two dates that are written in one calendar, whichever it is.
    Raises as ``parse`` does."""
    parse(text)
    start, end = sides(text)
    lo = _first_day(start) if start else None
    hi = _last_day(end, julian=False) if end else None
    if start and lo is not None:
        lo -= _widening(start, lo)
    if end and hi is not None:
        hi += _widening(end, hi)
    return lo, hi


def century(number: int, part: str = "") -> str:
    """The EDTF of a century (17 is the 17th, -6 the 6th BC) or of its ``early``, ``mid`` or
    ``late`` third. Raises ``DateError`` for century 0 and unknown parts."""
    if number == 0 or part not in _PARTS:
        raise DateError("date-outside-subset", text=f"century {number} {part}".strip())
    before = (number - 1) * 100 if number > 0 else number * 100
    first, last = _PARTS[part]
    return f"{_year_text(before + first)}/{_year_text(before + last)}"


def _year_text(year: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04d}"


def _side(written: str, text: str) -> Side:
    match = _SIDE.fullmatch(written)
    if match is None:
        raise DateError("date-outside-subset", text=text)
    year, month, day, qualifier = match.groups()
    if year == "-0000":
        raise DateError("date-year-minus-zero", text=text)
    approximate, uncertain = qualifier in ("~", "%"), qualifier in ("?", "%")
    unknown = year.count("X")
    if unknown and month:
        raise DateError("date-outside-subset", text=text)
    if unknown:
        edges = (int(year.replace("X", "0")), int(year.replace("X", "9")))
        if year.startswith("-") and max(edges) == 0:
            # ``-000X`` would hold year -0, which does not exist.
            raise DateError("date-year-minus-zero", text=text)
        precision = Precision.DECADE if unknown == 1 else Precision.CENTURY
        return Side(precision, min(edges), max(edges), 0, 0, approximate, uncertain)
    number = int(year)
    if not month:
        return Side(Precision.YEAR, number, number, 0, 0, approximate, uncertain)
    return _within_year(number, int(month), day, text, approximate, uncertain)


def _within_year(
    year: int, month: int, day: str | None, text: str, approximate: bool, uncertain: bool
) -> Side:
    if month in _SEASONS or month == _WINTER:
        if day:
            raise DateError("date-outside-subset", text=text)
        return Side(Precision.SEASON, year, year, month, 0, approximate, uncertain)
    if not 1 <= month <= 12:
        raise DateError("date-impossible", text=text)
    if not day:
        return Side(Precision.MONTH, year, year, month, 0, approximate, uncertain)
    if not 1 <= int(day) <= days_in_month(year, month):
        raise DateError("date-impossible", text=text)
    return Side(Precision.DAY, year, year, month, int(day), approximate, uncertain)


def _first_day(side: Side) -> int:
    if side.precision is Precision.SEASON:
        if side.month == _WINTER:
            return day_number(side.first - 1, 12, 1)
        month, day = _SEASONS[side.month][:2]
        return day_number(side.first, month, day)
    return day_number(side.first, side.month or 1, side.day or 1)


def _last_day(side: Side, *, julian: bool) -> int:
    number = julian_day_number if julian else day_number
    if side.precision is Precision.DAY:
        return number(side.last, side.month, side.day)
    if side.precision is Precision.SEASON:
        if side.month == _WINTER:
            return number(side.last + 1, 3, 20)
        month, day = _SEASONS[side.month][2:]
        return number(side.last, month, day)
    # The day before the next period begins: so a Julian 29 February is counted.
    if side.precision is Precision.MONTH and side.month < 12:
        return number(side.last, side.month + 1, 1) - 1
    return number(side.last + 1, 1, 1) - 1


def _widening(side: Side, bound: int) -> int:
    """Days by which ``~``, ``?`` and ``%`` move a bound outwards."""
    times = side.approximate + side.uncertain
    if not times:
        return 0
    share = -(-abs(REFERENCE - bound) * WIDENING_PERCENT // 100)
    return times * max(share, UNIT_DAYS[side.precision])
