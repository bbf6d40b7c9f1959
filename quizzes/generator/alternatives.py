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
    Precision.SEASON: (0.0, 0.0),
    Precision.YEAR: (0.012, 0.035),
    Precision.DECADE: (0.01, 0.025),
    Precision.CENTURY: (0.0, 0.0),
}
# However long ago: who is asked for a day or a month knows the year, or should not be told apart
# from those who know it by an absurd one.
MOST_UNITS = {Precision.DAY: 45.0, Precision.MONTH: 1.2}
# A day beside the next one would ask for the calendar, not for the event.
FEWEST_UNITS = {Precision.DAY: 2}
UNIT_DAYS = {
    Precision.DAY: 1.0,
    Precision.MONTH: 30.44,
    Precision.SEASON: 91.31,
    Precision.YEAR: 365.25,
    Precision.DECADE: 3652.5,
    Precision.CENTURY: 36525.0,
}
_CENTURY = 100
_SPRING = 21  # EDTF: 21 to 24 are spring, summer, autumn and winter
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
    base = min(base, MOST_UNITS.get(unit, base))
    least = FEWEST_UNITS.get(unit, 1)
    rank = draw.number(*salt, "rank") % (count + 1)

    def allowed(date: Date) -> bool:
        if date.lo is None or date.hi is None or date.hi >= (as_of.lo or 0):
            return False
        if unit is Precision.DECADE and _opens_century(date) != _opens_century(key):
            # "1200 to 1209" beside "the 1210s".
            return False
        first, last = window
        if (first is not None and date.lo < first) or (last is not None and date.lo > last):
            return False
        return wrong(date)

    best: tuple[tuple[int, int], list[Date], list[Date]] = ((0, 0), [], [])
    for _ in range(_HALVINGS):
        before = _walk(key, -1, count, base, least, shifted, allowed, salt)
        after = _walk(key, +1, count, base, least, shifted, allowed, salt)
        reached = min(len(before), rank) + min(len(after), count - rank)
        # Where one side is closed, smaller steps may still find enough on the other.
        fitness = (reached, min(count, len(before) + len(after)))
        if fitness > best[0]:
            best = (fitness, before, after)
        if reached == count or base < least:
            break
        base /= 2
    _, before, after = best
    return _around(before, after, rank, count)


def _opens_century(decade: Date) -> bool:
    return decade.edtf.lstrip("-")[2] == "0"


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
    least: int,
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
        position += direction * max(least, round(stride))
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
            year, season = divmod(side.first * 4 + side.month - _SPRING + k, 4)
            return f"{_digits(year)}-{_SPRING + season}{_mark(side)}"
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

RATIO = (1.12, 1.35)
# Further apart than this, one option would stand out from the others.
WIDEST_RATIO = Decimal("2.2")
_FEW = Decimal(8)
_TWO, _FIVE = 2, 5
# The nearest number that looks as round as the key and takes its plural is at most so far.
_NUDGES = (0, 1, -1, 2, -2, 3, -3, 4, -4)


def around(
    key: Quantity,
    *,
    wrong: Callable[[Quantity], bool],
    salt: Sequence[object],
    language: str = "en",
    count: int = DISTRACTORS,
) -> list[Quantity]:
    """Up to ``count`` quantities of the key's form and rounding that are certainly wrong, as
    multiples of it, ascending. Per cents stay below 100; with a unit, each takes the form of the
    word that the key takes in ``language``."""
    low, high = RATIO
    ratio = low + (high - low) * draw.share(*salt, "ratio")
    rank = draw.number(*salt, "rank") % (count + 1)

    def allowed(quantity: Quantity) -> bool:
        return (not key.unit or _agrees(key, quantity, language)) and wrong(quantity)

    before = _multiples(key, 1 / ratio, count, allowed, salt)
    after = _multiples(key, ratio, count, allowed, salt)
    return _around(before, after, rank, count)


def _multiples(
    key: Quantity,
    ratio: float,
    count: int,
    allowed: Callable[[Quantity], bool],
    salt: Sequence[object],
) -> list[Quantity]:
    found: list[Quantity] = []
    factor = 1.0
    limit = Decimal(100) if "cent" in key.unit or "%" in key.unit else None
    last = key.n
    for step in range(_MOST_STEPS):
        factor *= ratio ** (0.7 + 0.6 * draw.share(*salt, "factor", ratio > 1, step))
        candidate = _beside(key, factor, last, allowed)
        if candidate is None:
            continue
        n, to = candidate.n, candidate.to
        if limit is not None and max(n, to or n) >= limit:
            break
        small = min(n, last)
        if max(n, last) > max(_FEW, small * WIDEST_RATIO, small + 2 * _place(key.n)):
            break
        if found and not _apart(found[-1], candidate):
            continue
        found.append(candidate)
        last = n
        if len(found) == count:
            break
    return found


def _beside(
    key: Quantity, factor: float, last: Decimal, allowed: Callable[[Quantity], bool]
) -> Quantity | None:
    """The quantity nearest to that multiple of the key, further from it than ``last``, that looks
    as precise: beside 14,761, no 18,300."""
    place, stride = _place(key.n), _stride(key.n)
    for nudge in _NUDGES:
        n = _scaled(key.n, factor) + nudge * stride
        if n <= 0 or (n >= last if factor < 1 else n <= last) or _place(n) > place:
            continue
        to = None if key.to is None else _scaled(key.to, factor)
        if to is not None and to <= n:
            continue
        candidate = Quantity(op=key.op, n=n, to=to, unit=key.unit)
        if allowed(candidate):
            return candidate
    return None


def _agrees(key: Quantity, other: Quantity, language: str) -> bool:
    """Whether the unit's word stands rightly after both numbers, as they are told last."""
    return _form(key.to or key.n, language) == _form(other.to or other.n, language)


def _form(n: Decimal, language: str) -> str:
    """Which form of a word follows a number (Unicode CLDR, plural rules)."""
    if n != n.to_integral_value():
        return "other"
    if language != "uk":
        return "one" if n == 1 else "many"
    ten, hundred = n % 10, n % 100
    if ten == 1 and hundred != 11:
        return "one"
    return "few" if 2 <= ten <= 4 and not 12 <= hundred <= 14 else "many"


def _scaled(n: Decimal, factor: float) -> Decimal:
    """Scaled, and rounded as the key is rounded."""
    stride = _stride(n)
    steps = (n * (Decimal(str(factor)) - 1) / stride).to_integral_value()
    scaled = n + steps * stride
    return scaled if stride < 1 else scaled.quantize(Decimal(1))


def _place(n: Decimal) -> Decimal:
    """The place of the last digit that is not 0: 1000 of 12000, 0.01 of 74.22."""
    exponent = n.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _stride(n: Decimal) -> Decimal:
    """What numbers of the same look lie apart: 1000 for 12000, and 10 for 75, so that beside it
    stand 65 and 85 and no number less round."""
    digits = n.normalize().as_tuple().digits
    return _place(n) * (10 if len(digits) == _TWO and digits[-1] == _FIVE else 1)


def _apart(one: Quantity, other: Quantity) -> bool:
    if one.op is not Op.RANGE:
        return one.n != other.n
    low, high = sorted((one, other), key=lambda quantity: quantity.n)
    return (low.to or low.n) < high.n
