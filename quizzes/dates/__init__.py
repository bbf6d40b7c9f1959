"""Dates as historians write them: an EDTF subset with certain bounds."""

from dataclasses import dataclass
from enum import StrEnum


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
