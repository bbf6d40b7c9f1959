"""From shares to grades: which of several attempts counts, and how a share is told in a class.

A share is what was earned over what could be earned, from 0 to 1. It is judged as the fraction it
stands for, so that ten tenths added up as floats pass a mark of 100 %.

Points of twelve are the nearest twelfth, halves upward, and never below 1:

========  ====  ====  ====  ====  ====  ====  ====  ====  ====  ====  ====  ====
points       1     2     3     4     5     6     7     8     9    10    11    12
from %       0  12.5  20.8  29.2  37.5  45.8  54.2  62.5  70.8  79.2  87.5  95.8
share        0  3/24  5/24  7/24  9/24 11/24 13/24 15/24 17/24 19/24 21/24 23/24
========  ====  ====  ====  ====  ====  ====  ====  ====  ====  ====  ====  ====
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor

from quizzes.analysis.exact import exact
from quizzes.errors import BandsInvalid

POINTS = 12
PASS_MARK = 50  # where an assignment states none
MOST_BANDS = 20
LONGEST_LABEL = 40


class Scale(StrEnum):
    PERCENT = "percent"
    TWELVE = "twelve"
    PASS = "pass"
    BANDS = "bands"


class Counts(StrEnum):
    """Which of several attempts counts."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"
    AVERAGE = "average"


@dataclass(frozen=True, kw_only=True)
class Band:
    """All shares from ``lowest`` (percent, 0 to 100) up to the next higher band."""

    lowest: float
    label: str


@dataclass(frozen=True, kw_only=True)
class Grade:
    """A share on a scale. ``points`` (1 to 12) and ``label`` are set on the scales they belong to;
    ``passed`` also elsewhere, where a pass mark is stated. ``percent`` is rounded, but never up to
    a limit that the share falls short of."""

    scale: Scale
    percent: int
    points: int | None = None
    passed: bool | None = None
    label: str = ""

    @property
    def value(self) -> int | bool | str:
        """What stands in a cell; True and False on the scale of passing."""
        match self.scale:
            case Scale.TWELVE if self.points is not None:
                return self.points
            case Scale.PASS if self.passed is not None:
                return self.passed
            case Scale.BANDS if self.label:
                return self.label
            case _:
                return self.percent


def overall(shares: Sequence[float], counts: str) -> float | None:
    """The share that counts over attempts, which stand in the order they were begun in; None
    without any. ``counts`` is one of ``Counts``; raises ``ValueError`` otherwise."""
    if Counts(counts) is Counts.AVERAGE:
        total = sum((exact(share) for share in shares), Fraction())
        return float(total / len(shares)) if shares else None
    place = counting(shares, counts)
    return None if place is None else shares[place]


def counting(shares: Sequence[float], counts: str) -> int | None:
    """The place of the attempt that counts, from 0: of equally good ones the earliest. None where
    there is no attempt, and where the average counts."""
    if not shares:
        return None
    match Counts(counts):
        case Counts.BEST:
            return max(range(len(shares)), key=lambda place: exact(shares[place]))
        case Counts.LAST:
            return len(shares) - 1
        case Counts.FIRST:
            return 0
        case Counts.AVERAGE:
            return None


def grade_of(
    share: float | None,
    scale: str,
    *,
    pass_mark: float | None = None,
    bands: Sequence[Band] = (),
) -> Grade | None:
    """None where there is nothing to grade. ``scale`` is one of ``Scale`` (``ValueError``
    otherwise), ``pass_mark`` is in percent; on the scale of passing it is 50 unless stated."""
    if share is None:
        return None
    scale = Scale(scale)
    if scale is Scale.PASS and pass_mark is None:
        pass_mark = PASS_MARK
    limits = [] if pass_mark is None else [pass_mark]
    if scale is Scale.BANDS:
        limits += [band.lowest for band in bands]
    return Grade(
        scale=scale,
        percent=percent(share, limits),
        points=twelve(share) if scale is Scale.TWELVE else None,
        passed=None if pass_mark is None else _reaches(share, pass_mark),
        label=band_of(share, bands) if scale is Scale.BANDS else "",
    )


def percent(share: float, limits: Sequence[float] = ()) -> int:
    """Whole percent, halves upward; but 100 is all of it, and no limit (in percent) that the share
    falls short of is reached by rounding: 59.6 of 60 is told as 59."""
    rounded = floor(100 * exact(share) + Fraction(1, 2))
    missed = (limit for limit in (100, *limits) if not _reaches(share, limit))
    return rounded - 1 if any(limit <= rounded for limit in missed) else rounded


def twelve(share: float) -> int:
    """Points of the Ukrainian school scale, 1 to 12; the table stands above."""
    return max(1, min(POINTS, floor(POINTS * exact(share) + Fraction(1, 2))))


def band_of(share: float, bands: Sequence[Band]) -> str:
    """The label of the highest band that the share reaches; empty below the lowest."""
    reached = [band for band in bands if _reaches(share, band.lowest)]
    return max(reached, key=lambda band: band.lowest).label if reached else ""


def bands_from_json(data: object) -> tuple[Band, ...]:
    """Bands from [{"from": percent, "label": text}, …], highest first.

    Raises ``BandsInvalid``, with the ``place`` (from 1) where one band is at fault:
    bands-missing (none, or no list), bands-many (over 20), band-form, band-range (not 0 to 100),
    band-label (empty or over 40 characters), bands-order (not below the one before),
    bands-floor (the lowest has to begin at 0, so that every share has a label).
    """
    if not isinstance(data, list) or not data:
        raise BandsInvalid("bands-missing")
    if len(data) > MOST_BANDS:
        raise BandsInvalid("bands-many", most=MOST_BANDS)
    bands = tuple(_band(entry, place) for place, entry in enumerate(data, start=1))
    for place in range(1, len(bands)):
        if bands[place].lowest >= bands[place - 1].lowest:
            raise BandsInvalid("bands-order", place=place + 1)
    if bands[-1].lowest > 0:
        raise BandsInvalid("bands-floor", place=len(bands))
    return bands


def bands_to_json(bands: Sequence[Band]) -> list[dict[str, float | str]]:
    return [{"from": band.lowest, "label": band.label} for band in bands]


def _band(entry: object, place: int) -> Band:
    match entry:
        case Mapping() if set(entry) == {"from", "label"}:
            lowest, label = entry["from"], entry["label"]
        case _:
            raise BandsInvalid("band-form", place=place)
    if isinstance(lowest, bool) or not isinstance(lowest, int | float):
        raise BandsInvalid("band-form", place=place)
    if not 0 <= lowest <= 100:
        raise BandsInvalid("band-range", place=place)
    if not isinstance(label, str) or not 0 < len(label.strip()) <= LONGEST_LABEL:
        raise BandsInvalid("band-label", place=place, most=LONGEST_LABEL)
    return Band(lowest=lowest, label=label.strip())


def _reaches(share: float, limit: float) -> bool:
    return 100 * exact(share) >= exact(limit)
