"""On which day a review falls: the buttons apart, the load even, school days first."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from quizzes.kinds import Rating

# (from, to, share): an interval may move by a day and the shares of its parts in each range, as in
# Anki and ``fsrs``; those under 2.5 days stay where they are.
_FUZZ = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, math.inf, 0.05))
_FIXED_BELOW = 2.5


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The days ahead, as far as placing asks. ``longest`` is the longest interval allowed;
    ``catching_up`` says that more waits than the learner answers in a day."""

    today: date
    seed: int
    load: Mapping[date, int]
    school_weekdays: frozenset[int]
    longest: int
    catching_up: bool = False

    def loads(self, interval: int) -> int:
        return self.load.get(self.today + timedelta(days=interval), 0)

    def at_school(self, interval: int) -> bool:
        return (self.today.weekday() + interval) % 7 in self.school_weekdays


def place(raw: Mapping[Rating, int], calendar: Calendar) -> Mapping[Rating, int]:
    """Intervals in days for those ratings that lead to a whole-day interval.

    Good is placed first, inside its own window, so that it is not dragged along by buttons that
    many learners never see; Hard then keeps below it and Easy above. Only where ``longest`` leaves
    no three days do they share one.
    """
    placed: dict[Rating, int] = {}
    below = 1 if Rating.HARD in raw else 0
    above = 1 if Rating.EASY in raw else 0
    if Rating.GOOD in raw:
        lowest = min(1 + below, calendar.longest)
        highest = max(calendar.longest - above, lowest)
        placed[Rating.GOOD] = _choose(raw[Rating.GOOD], lowest, highest, calendar)
    if Rating.HARD in raw:
        highest = max(placed.get(Rating.GOOD, calendar.longest + 1) - 1, 1)
        placed[Rating.HARD] = _choose(raw[Rating.HARD], 1, highest, calendar)
    if Rating.EASY in raw:
        lowest = min(placed.get(Rating.GOOD, 0) + 1, calendar.longest)
        placed[Rating.EASY] = _choose(raw[Rating.EASY], lowest, calendar.longest, calendar)
    if Rating.AGAIN in raw:
        highest = min(placed.get(Rating.HARD, calendar.longest), calendar.longest)
        placed[Rating.AGAIN] = _choose(raw[Rating.AGAIN], 1, highest, calendar)
    return placed


def window(interval: int) -> tuple[int, int]:
    """The first and the last interval, in days, that may stand for ``interval``."""
    if interval < _FIXED_BELOW:
        return interval, interval
    reach = 1.0 + sum(
        share * max(min(float(interval), end) - start, 0.0) for start, end, share in _FUZZ
    )
    return max(2, round(interval - reach)), round(interval + reach)


def _choose(interval: int, lowest: int, highest: int, calendar: Calendar) -> int:
    """The least loaded day of the window inside the bounds, school days before others; among
    equals the seed decides. Who is catching up gets the last of these days: what was answered does
    not come back before what still waits.

    Two days, the commonest first interval, have no window of their own. Where there are school days
    to meet, they may become one or three: else all that a class learns on Monday returns on
    Wednesday. Not for the load alone: the third day is nearly always the emptiest, and who learns
    every day would forget more and answer more.
    """
    interval = min(max(interval, lowest), highest)  # so that a bound has a window, too, and no pile
    edges = (1, 3) if interval == 2 and calendar.school_weekdays else window(interval)
    first, last = (min(max(edge, lowest), highest) for edge in edges)
    if first == last:
        return first
    days: Sequence[int] = range(first, last + 1)
    days = [day for day in days if calendar.at_school(day)] or days
    if calendar.catching_up:
        return days[-1]
    if calendar.load:
        loads = [calendar.loads(day) for day in days]
        least = min(loads)
        days = [day for day, load in zip(days, loads, strict=True) if load == least]
    return Random(calendar.seed).choice(days)
