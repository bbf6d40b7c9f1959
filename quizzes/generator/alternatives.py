"""Dates and quantities beside a given one: made up for one item from its own hash.

Nothing of the pack goes in, so that a new fact can't change them. Each alternative is written in
the grammar of the key (a third of a century beside a third of a century, a day beside a day), so
that options are parallel; the steps fit its age.
"""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeVar

from quizzes import dates
from quizzes.dates import Date, Precision
from quizzes.dates.parse import Side, sides
from quizzes.errors import DateError
from quizzes.factbase.model import Quantity
from quizzes.generator import draw
from quizzes.kinds import Op

DISTRACTORS = 3
# Steps between options, as shares of the age; days and months of the last decades follow the same
# rule: 1 % of four years are two weeks.
STEP_SHARE = {
    Precision.DAY: (0.002, 0.01),
    Precision.MONTH: (0.003, 0.015),
    Precision.SEASON: (0.008, 0.03),
    Precision.YEAR: (0.012, 0.05),
    Precision.DECADE: (0.02, 0.05),
    Precision.CENTURY: (0.0, 0.0),
}
UNIT_DAYS = {
    Precision.DAY: 1.0,
    Precision.MONTH: 30.44,
    Precision.SEASON: 365.25,
    Precision.YEAR: 365.25,
    Precision.DECADE: 3652.5,
    Precision.CENTURY: 36525.0,
}
_CENTURY = 100
_MOST_STEPS = 24
_HALVINGS = 8
# Parts of a century, as (first, last) years within it.
_PARTS = (((0, 32), (33, 65), (66, 99)), ((0, 49), (50, 99)))
_ORDINAL = re.compile(r"\b(\d{1,2})(st|nd|rd|th)\b")
_YEAR = re.compile(r"\b\d{3,4}\b")

Window = tuple[int | None, int | None]
Ladder = tuple[Precision, Callable[[int], str]]
_Value = TypeVar("_Value")


def beside(
    key: Date,
    *,
    as_of: Date,
    window: Window,
    wrong: Callable[[Date], bool],
    salt: Sequence[object],
    count: int = DISTRACTORS,
) -> list[Date]:
    """Up to ``count`` dates of the key's own shape that are certainly wrong, apart from each other
    and not beyond ``as_of``, ascending. ``window`` holds the first and last day number that the
    stem leaves possible. How many stand before the key is drawn from ``salt``. Empty where the
    key's shape has no neighbours (open ends, mixed precision)."""
    ladder = _ladder(key)
    if ladder is None or key.lo is None or as_of.lo is None:
        return []
    unit, shifted = ladder
    age = max(1, as_of.lo - key.lo) / UNIT_DAYS[unit]
    low, high = STEP_SHARE[unit]
    base = age * (low + (high - low) * draw.share(*salt, "step"))
    rank = draw.number(*salt, "rank") % (count + 1)

    def allowed(date: Date) -> bool:
        if date.lo is None or date.hi is None or date.hi >= (as_of.lo or 0):
            return False
        first, last = window
        if (first is not None and date.lo < first) or (last is not None and date.lo > last):
            return False
        return wrong(date)

    best: tuple[int, list[Date], list[Date]] = (0, [], [])
    for _ in range(_HALVINGS):
        before = _walk(key, -1, count, base, shifted, allowed, salt)
        after = _walk(key, +1, count, base, shifted, allowed, salt)
        reached = min(len(before), rank) + min(len(after), count - rank)
        if reached > best[0] or not best[0]:
            best = (reached, before, after)
        if reached == count or base < 1:
            break
        base /= 2
    _, before, after = best
    return _around(before, after, rank, count)


def _around(
    before: Sequence[_Value], after: Sequence[_Value], rank: int, count: int
) -> list[_Value]:
    """``rank`` neighbours before and the rest after; where one side is short the other helps."""
    low = min(len(before), max(rank, count - len(after)))
    high = min(len(after), count - low)
    return [*reversed(before[:low]), *after[:high]]


def _walk(
    key: Date,
    direction: int,
    count: int,
    base: float,
    shifted: Callable[[int], str],
    allowed: Callable[[Date], bool],
    salt: Sequence[object],
) -> list[Date]:
    """Up to ``count`` neighbours on one side, nearest first."""
    found: list[Date] = []
    position = 0
    for step in range(_MOST_STEPS):
        stride = base * (0.6 + 0.8 * draw.share(*salt, direction, step))
        # A rung that does not do is passed over in small steps: the next one may.
        position += direction * max(1, round(stride))
        try:
            date = dates.parse(shifted(position))
        except DateError:
            return found
        if not allowed(date) or (found and not dates.disjoint(found[-1], date)):
            continue
        found.append(date)
        if len(found) == count:
            break
    return found


def _ladder(key: Date) -> Ladder | None:
    """The unit of a date's neighbours, and the EDTF of the one that is k units away."""
    start, end = sides(key.edtf)
    if start is None or end is None or start.precision is not end.precision:
        return None
    if start is end:
        return start.precision, lambda k: _moved(start, k)
    if start.precision is Precision.YEAR:
        return _years(start, end)
    return start.precision, lambda k: f"{_moved(start, k)}/{_moved(end, k)}"


def _years(start: Side, end: Side) -> Ladder:
    first, last = start.first, end.first
    within = ((first - 1) % _CENTURY, (last - 1) % _CENTURY)
    one_century = last - first < _CENTURY - 1
    parts = next((parts for parts in _PARTS if within in parts), None)
    if one_century and parts is not None:
        return Precision.CENTURY, lambda k: _part_of_century(start, end, parts, k)
    step = 1
    unit = Precision.YEAR
    if last - first >= _CENTURY // 2 - 1:
        step, unit = _CENTURY, Precision.CENTURY

    def shifted(k: int) -> str:
        return f"{_year(first + step * k, start)}/{_year(last + step * k, end)}"

    return unit, shifted


def _part_of_century(start: Side, end: Side, parts: tuple[tuple[int, int], ...], k: int) -> str:
    century = (start.first - 1) // _CENTURY
    within = ((start.first - 1) % _CENTURY, (end.first - 1) % _CENTURY)
    carried, part = divmod(parts.index(within) + k, len(parts))
    first, last = parts[part]
    zero = (century + carried) * _CENTURY + 1
    return f"{_year(zero + first, start)}/{_year(zero + last, end)}"


def _moved(side: Side, k: int) -> str:
    match side.precision:
        case Precision.DAY:
            number = dates.day_number(side.first, side.month, side.day) + k
            year, month, day = dates.calendar_date(number)
            return f"{_digits(year)}-{month:02d}-{day:02d}{_mark(side)}"
        case Precision.MONTH:
            year, month = divmod(side.first * 12 + side.month - 1 + k, 12)
            return f"{_digits(year)}-{month + 1:02d}{_mark(side)}"
        case Precision.SEASON:
            return f"{_digits(side.first + k)}-{side.month}{_mark(side)}"
        case Precision.DECADE:
            return f"{_digits(side.first + 10 * k)[:-1]}X{_mark(side)}"
        case Precision.CENTURY:
            return f"{_digits(side.first + _CENTURY * k)[:-2]}XX{_mark(side)}"
    return _year(side.first + k, side)


def _year(year: int, side: Side) -> str:
    return _digits(year) + _mark(side)


def _digits(year: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04d}"


def _mark(side: Side) -> str:
    if side.approximate and side.uncertain:
        return "%"
    return "~" if side.approximate else "?" if side.uncertain else ""


def reworded(words: str, key: Date, other: Date, language: str) -> str | None:
    """An author's wording of ``key``, told of ``other``: the date within it put for the other
    ("on the evening of 12 March 2022"), or its years or its century moved. None where the wording
    holds none of these, or more than moved."""
    plain = dates.words(key, language)
    if plain in words:
        return words.replace(plain, dates.words(other, language))
    (start, end), (other_start, other_end) = sides(key.edtf), sides(other.edtf)
    if start is None or end is None or other_start is None or other_end is None:
        return None
    moved = {str(start.first): str(other_start.first), str(end.last): str(other_end.last)}
    if start.precision in (Precision.YEAR, Precision.DECADE):
        found = _YEAR.findall(words)
        if found and all(year in moved for year in found):
            return _YEAR.sub(lambda match: moved[match[0]], words)
    century, there = (start.first - 1) // _CENTURY + 1, (other_start.first - 1) // _CENTURY + 1
    ordinals = _ORDINAL.findall(words)
    same_part = (start.first - there * _CENTURY) % _CENTURY == (
        other_start.first - there * _CENTURY
    ) % _CENTURY
    if century > 0 and there > 0 and same_part and [int(n) for n, _ in ordinals] == [century]:
        return _ORDINAL.sub(ordinal(there), words)
    return None


def ordinal(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    teen = 10 < number % 100 < 14
    return f"{number}{'th' if teen else endings.get(number % 10, 'th')}"


# Quantities

RATIO = (1.12, 1.45)
# Further apart than this, one option would stand out from the others.
WIDEST_RATIO = Decimal("2.2")
_FEW = Decimal(8)


def around(
    key: Quantity,
    *,
    wrong: Callable[[Quantity], bool],
    salt: Sequence[object],
    count: int = DISTRACTORS,
) -> list[Quantity]:
    """Up to ``count`` quantities of the key's form and rounding that are certainly wrong, as
    multiples of it, ascending. Per cents stay below 100."""
    low, high = RATIO
    ratio = low + (high - low) * draw.share(*salt, "ratio")
    rank = draw.number(*salt, "rank") % (count + 1)
    before = _multiples(key, 1 / ratio, count, wrong, salt)
    after = _multiples(key, ratio, count, wrong, salt)
    return _around(before, after, rank, count)


def _multiples(
    key: Quantity,
    ratio: float,
    count: int,
    wrong: Callable[[Quantity], bool],
    salt: Sequence[object],
) -> list[Quantity]:
    found: list[Quantity] = []
    factor = 1.0
    limit = Decimal(100) if "cent" in key.unit or "%" in key.unit else None
    last = key.n
    for step in range(_MOST_STEPS):
        factor *= ratio ** (0.7 + 0.6 * draw.share(*salt, "factor", ratio > 1, step))
        n = _scaled(key.n, factor)
        to = None if key.to is None else _scaled(key.to, factor)
        if n == last or n <= 0 or (limit is not None and max(n, to or n) >= limit):
            continue
        if n == 1 and key.unit:
            # "1 councils": a unit is written as the key needs it.
            continue
        small = min(n, last)
        if max(n, last) > max(_FEW, small * WIDEST_RATIO, small + 2 * _place(key.n)):
            break
        candidate = Quantity(op=key.op, n=n, to=to, unit=key.unit)
        if not wrong(candidate) or (found and not _apart(found[-1], candidate)):
            continue
        found.append(candidate)
        last = n
        if len(found) == count:
            break
    return found


def _scaled(n: Decimal, factor: float) -> Decimal:
    """Scaled, and rounded to the place that the key is rounded to."""
    place = _place(n)
    scaled = (n * Decimal(str(factor)) / place).to_integral_value() * place
    return scaled if place < 1 else scaled.quantize(Decimal(1))


def _place(n: Decimal) -> Decimal:
    """The place of the last digit that is not 0: 1000 of 12000, 0.01 of 74.22."""
    exponent = n.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _apart(one: Quantity, other: Quantity) -> bool:
    if one.op is not Op.RANGE:
        return one.n != other.n
    low, high = sorted((one, other), key=lambda quantity: quantity.n)
    return (low.to or low.n) < high.n
