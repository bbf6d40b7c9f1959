"""What each button does: the memory afterwards and the day or time on which the card returns.

What a button shows is what it does: ``review`` takes its outcome from ``preview``, and chance is
seeded by the card and its repetition.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from quizzes.items import MemoryState
from quizzes.kinds import Rating
from quizzes.scheduling.memory import Parameters, Step, rate
from quizzes.scheduling.placement import Calendar, place


@dataclass(frozen=True, kw_only=True)
class Situation:
    """When and amid what a card is rated.

    ``now`` is aware, ``day`` the learner's study day at that moment. ``seed`` comes from the card
    and its repetition (``seed_of``). ``load`` counts what already falls due on the days ahead, and
    what new cards a calendar is known to bring there; it may leave this card itself out or in.
    ``catching_up`` says that more waits than the learner answers in a day.
    ``school_weekdays`` (0 = Monday) are preferred, where there are any. No review is put after
    ``last_day_allowed``, the day of an exam, as long as that lies ahead.
    """

    now: datetime
    day: date
    seed: int
    load: Mapping[date, int] = field(default_factory=dict)
    school_weekdays: frozenset[int] = frozenset()
    catching_up: bool = False
    last_day_allowed: date | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """``interval`` is given in whole days, 0 for a step of ``minutes``; ``raw_interval`` is what
    the memory model asked for, before buttons were spaced and a day was chosen."""

    state: MemoryState
    interval: int
    raw_interval: int
    minutes: int | None


def seed_of(card: int, reps: int) -> int:
    """The same for one repetition of one card, wherever and however often it is computed."""
    return card * 1_000_003 + reps


def preview(
    state: MemoryState, parameters: Parameters, situation: Situation
) -> Mapping[Rating, Outcome]:
    """What each of the four ratings would do now. Whole days grow from Hard over Good to Easy
    unless a longest interval leaves no room. Raises ``ClockBackwards``."""
    steps = {rating: rate(state, rating, parameters, situation.day) for rating in Rating}
    days = place(
        {rating: step.days for rating, step in steps.items() if step.days is not None},
        Calendar(
            today=situation.day,
            seed=situation.seed,
            load=situation.load,
            school_weekdays=situation.school_weekdays,
            longest=_longest(parameters, situation),
            catching_up=situation.catching_up,
        ),
    )
    return {rating: _outcome(step, days.get(rating), situation) for rating, step in steps.items()}


def review(
    state: MemoryState, rating: Rating, parameters: Parameters, situation: Situation
) -> Outcome:
    """What ``preview`` says of this rating. Raises ``ClockBackwards``."""
    return preview(state, parameters, situation)[rating]


def due(step: Step, *, day: date, now: datetime, interval: int) -> MemoryState:
    """The state with the day or time on which the card returns."""
    if step.minutes is None:
        return replace(step.state, due_day=day + timedelta(days=interval))
    return replace(step.state, due_at=now + timedelta(minutes=step.minutes))


def _longest(parameters: Parameters, situation: Situation) -> int:
    last = situation.last_day_allowed
    if last is None or last <= situation.day:
        return parameters.maximum_interval
    return min(parameters.maximum_interval, (last - situation.day).days)


def _outcome(step: Step, interval: int | None, situation: Situation) -> Outcome:
    given = interval or 0
    return Outcome(
        state=due(step, day=situation.day, now=situation.now, interval=given),
        interval=given,
        raw_interval=step.days or 0,
        minutes=step.minutes,
    )
