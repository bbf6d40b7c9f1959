"""Dates in words for people, no more precise than the date is.

An interval of years that covers centuries or their parts exactly is told as those: ``1601/1700`` is
the 17th century, ``1467/1500`` the late 15th. ``17XX`` and ``170X`` are told as their years, for
"the 1700s" might mean either. A date that means something else by the same years carries its own
words.
"""

from functools import lru_cache

from quizzes.dates.date import Date, Precision
from quizzes.dates.languages import LANGUAGES, Forms, Language
from quizzes.dates.parse import Side, sides
from quizzes.kinds import Extent

# (first, last) year within a century, 1 to 100.
_WITHIN = {
    (1, 100): "",
    (1, 33): "early",
    (34, 66): "mid",
    (67, 100): "late",
    (1, 50): "first half",
    (51, 100): "second half",
}
_FROM = {1: "", 34: "mid", 67: "late"}
_TO = {100: "", 33: "early", 66: "mid"}


def words(date: Date, language: str = "en") -> str:
    """The date standing alone: "7 October 1707", "the late 15th century", "by 1884". ``language``
    is a tag like "en" or "uk-UA"; unknown ones are told in English."""
    return _forms(date.edtf, _tag(language), None).alone


def with_preposition(date: Date, language: str = "en", extent: Extent | None = None) -> str:
    """The date as part of a sentence: "on 7 October 1707", "in the 1240s", "from 1635 to 1658".
    ``extent`` says how an interval is meant: one moment inside it (``POINT``) is "between 1635 and
    1658", a whole stretch with an open start (``SPAN``) "until 1884"."""
    tag = _tag(language)
    forms = _forms(date.edtf, tag, extent)
    return LANGUAGES[tag].within(forms) if extent is Extent.POINT else forms.at


def _tag(language: str) -> str:
    tag = language.partition("-")[0]
    return tag if tag in LANGUAGES else "en"


@lru_cache(maxsize=8192)
def _forms(edtf: str, tag: str, extent: Extent | None) -> Forms:
    language = LANGUAGES[tag]
    start, end = sides(edtf)
    if start is None and end is not None:
        told = _qualified(end, language)
        return language.until(told) if extent is Extent.SPAN else language.by(told)
    if end is None and start is not None:
        told = _qualified(start, language)
        return language.not_before(told) if extent is Extent.POINT else language.since(told)
    if start is None or end is None:
        raise ValueError(edtf)  # ``sides`` refuses two open ends
    if start is end:
        return _qualified(start, language)
    return _interval(start, end, language)


def _qualified(side: Side, language: Language) -> Forms:
    forms = _side(side, language)
    if side.approximate:
        forms = language.about(forms)
    return language.perhaps(forms) if side.uncertain else forms


def _side(side: Side, language: Language) -> Forms:
    match side.precision:
        case Precision.DAY:
            return language.day(side.first, side.month, side.day)
        case Precision.MONTH:
            return language.month(side.first, side.month)
        case Precision.SEASON:
            return language.season(side.first, side.month)
        case Precision.YEAR:
            return language.year(side.first)
        case Precision.DECADE if side.first > 0 and side.first % 100:
            return language.decade(side.first)
    return language.years(side.first, side.last)


def _interval(start: Side, end: Side, language: Language) -> Forms:
    """Two sides, without repeating the year, month or era that they share."""
    qualified = start.approximate or start.uncertain or end.approximate or end.uncertain
    if not qualified and start.precision is end.precision:
        precision, same_year = start.precision, start.first == end.first
        if precision is Precision.YEAR:
            return _centuries(start.first, end.last, language) or language.years(
                start.first, end.last
            )
        if precision is Precision.DAY and same_year and start.month == end.month:
            return language.days_of_month(start.first, start.month, start.day, end.day)
        if precision is Precision.DAY and same_year:
            return language.days_of_year(
                start.first, (start.month, start.day), (end.month, end.day)
            )
        if precision is Precision.MONTH and same_year:
            return language.months_of_year(start.first, start.month, end.month)
    return language.stretch(_qualified(start, language), _qualified(end, language))


def _centuries(first: int, last: int, language: Language) -> Forms | None:
    """The years as centuries or their parts, if they are exactly that."""
    from_century, from_year = _century_of(first)
    to_century, to_year = _century_of(last)
    if from_century == to_century:
        part = _WITHIN.get((from_year, to_year))
        return None if part is None else language.century(from_century, part)
    if from_year not in _FROM or to_year not in _TO:
        return None
    return language.centuries((from_century, _FROM[from_year]), (to_century, _TO[to_year]))


def _century_of(year: int) -> tuple[int, int]:
    """(century, year within it from 1 to 100), counted in the direction of time."""
    if year > 0:
        century = (year - 1) // 100 + 1
        return century, year - (century - 1) * 100
    century = -(-year // 100 + 1)
    return century, year - century * 100
