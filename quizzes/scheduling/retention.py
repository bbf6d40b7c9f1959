"""How much of what fell due was in fact recalled, week by week."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from quizzes.items import MemoryState
from quizzes.kinds import Phase

Z95 = 1.959964


@dataclass(frozen=True, kw_only=True)
class Recalled:
    """One review that tested the memory (``is_recollection``) and whether it was passed."""

    day: date
    passed: bool


@dataclass(frozen=True, kw_only=True)
class Share:
    """``passed`` of ``total``, with the 95 % Wilson interval ``lo`` to ``hi``, all from 0 to 1."""

    passed: int
    total: int
    share: float
    lo: float
    hi: float

    @property
    def is_rough(self) -> bool:
        """Whether too few were tested to tell it within ten points."""
        return self.hi - self.lo > 0.1


@dataclass(frozen=True, kw_only=True)
class Week:
    """A week by its Monday; ``retention`` is None where nothing was tested."""

    monday: date
    retention: Share | None


def is_recollection(before: MemoryState, day: date) -> bool:
    """Whether a review of this state on this study day tells of retention: a settled card, on a
    later day than its last review."""
    return before.phase is Phase.REVIEW and before.last_day is not None and before.last_day < day


def true_retention(entries: Iterable[Recalled]) -> list[Week]:
    """Every week from the first entry's to the last one's, empty ones among them."""
    counts: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for entry in entries:
        count = counts[entry.day - timedelta(days=entry.day.weekday())]
        count[0] += entry.passed
        count[1] += 1
    if not counts:
        return []
    weeks = (max(counts) - min(counts)).days // 7 + 1
    mondays = [min(counts) + timedelta(weeks=week) for week in range(weeks)]
    return [
        Week(monday=monday, retention=wilson(*counts[monday]) if monday in counts else None)
        for monday in mondays
    ]


def wilson(passed: int, total: int) -> Share:
    """The share with its 95 % interval by Wilson (1927), which keeps inside 0 and 1 also for few
    and for extreme counts. Raises ``ValueError`` for a total of 0."""
    if total < 1 or not 0 <= passed <= total:
        raise ValueError(f"{passed} of {total}")
    share = passed / total
    stretch = 1 + Z95**2 / total
    centre = (share + Z95**2 / (2 * total)) / stretch
    reach = Z95 / stretch * sqrt(share * (1 - share) / total + Z95**2 / (4 * total**2))
    return Share(
        passed=passed,
        total=total,
        share=share,
        lo=max(centre - reach, 0.0),
        hi=min(centre + reach, 1.0),
    )
