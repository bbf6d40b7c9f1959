"""The memory model, FSRS-6, counted in study days. The one module that imports ``fsrs``.

``fsrs`` counts days as 24 hours elapsed and keeps clock times. Here it is only ever shown noon of a
study day, in ``datetime.UTC`` itself (an equal zone of zoneinfo is refused), so that its
days are ours; and it is always given a card id, for without one it waits a millisecond. Its own
fuzz stays off.

Formulas: https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import fsrs
from fsrs.scheduler import DEFAULT_PARAMETERS as DEFAULT_WEIGHTS

from quizzes.errors import ClockBackwards, ParametersInvalid
from quizzes.items import MemoryState
from quizzes.kinds import Phase, Rating

NEW = MemoryState(
    stability=0.0,
    difficulty=0.0,
    last_day=None,
    long_term_day=None,
    due_day=None,
    due_at=None,
    step=None,
    phase=Phase.NEW,
    reps=0,
    lapses=0,
)

LEECH_LAPSES = 8
LEECH_AGAIN = 4


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """What decides the intervals of one learner.

    ``weights`` are the 21 of FSRS-6; ``retention`` is the share that shall be known when a review
    falls due, between 0 and 1; ``maximum_interval`` counts days; steps are minutes. Raises
    ``ParametersInvalid``.
    """

    version: int
    weights: tuple[float, ...]
    retention: float = 0.9
    maximum_interval: int = 36500
    learning_steps: tuple[int, ...] = (1, 10)
    relearning_steps: tuple[int, ...] = (10,)

    def __post_init__(self) -> None:
        if not 0 < self.retention < 1:
            raise ParametersInvalid(retention=self.retention)
        if self.maximum_interval < 1:
            raise ParametersInvalid(maximum_interval=self.maximum_interval)
        if not all(step > 0 for step in self.learning_steps + self.relearning_steps):
            raise ParametersInvalid(steps=self.learning_steps + self.relearning_steps)
        if not all(math.isfinite(weight) for weight in self.weights):
            raise ParametersInvalid(weights=self.weights)
        try:
            _model(self)
        except ValueError as error:
            raise ParametersInvalid(detail=str(error)) from error


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a rating does to a memory before a day is chosen: ``state`` has no due day or time yet.

    ``days`` is the raw interval where the card goes to review, ``minutes`` where a step follows;
    the other one is None.
    """

    state: MemoryState
    days: int | None
    minutes: int | None


def rate(state: MemoryState, rating: Rating, parameters: Parameters, day: date) -> Step:
    """The memory after ``rating`` on the study day ``day``.

    Elapsed time is the difference of study days. The first rating of a day moves stability by the
    long-term formula, ratings of the steps that follow by the same-day one, until the card is
    settled in review; from then on nothing moves it that day. Raises ``ClockBackwards`` where the
    card was already reviewed on a later day.
    """
    if state.last_day is not None and day < state.last_day:
        raise ClockBackwards(day=day, last_day=state.last_day)
    noon = _noon(day)
    card, _ = _model(parameters).review_card(_card(state), fsrs.Rating(rating), noon)
    settled = state.long_term_day == day
    stability = state.stability if settled else float(card.stability or 0)
    difficulty = state.difficulty if settled else float(card.difficulty or 0)
    in_review = card.state is fsrs.State.Review
    wait = card.due - noon
    lapsed = rating is Rating.AGAIN and state.phase is Phase.REVIEW and not settled
    return Step(
        state=MemoryState(
            stability=stability,
            difficulty=difficulty,
            last_day=day,
            long_term_day=day if in_review else state.long_term_day,
            due_day=None,
            due_at=None,
            step=card.step,
            phase=_PHASES[card.state],
            reps=state.reps + 1,
            lapses=state.lapses + lapsed,
        ),
        days=interval_for(stability, parameters) if in_review else None,
        minutes=None if in_review else math.ceil(wait / timedelta(minutes=1)),
    )


def interval_for(stability: float, parameters: Parameters) -> int:
    """The raw interval in whole days, at least 1: how long until recall falls to the desired
    retention."""
    wait = days_until(parameters.retention, stability, parameters.weights)
    return min(max(round(wait), 1), parameters.maximum_interval)


def days_until(recall: float, stability: float, weights: tuple[float, ...]) -> float:
    """Days until the probability of recall has fallen to ``recall``; inverse to
    ``recall_after``."""
    decay, factor = _curve(weights)
    return float(stability / factor * (recall ** (1 / decay) - 1))


def recall_after(days: int, stability: float, weights: tuple[float, ...]) -> float:
    """The probability of recall that many days after the last review."""
    decay, factor = _curve(weights)
    return float((1 + factor * days / stability) ** decay)


def retrievability(state: MemoryState, parameters: Parameters, day: date) -> float | None:
    """The probability of recall on ``day``. None for a new card, and within the study day of the
    last review, where the model has nothing to say."""
    if state.last_day is None or day <= state.last_day:
        return None
    return recall_after((day - state.last_day).days, state.stability, parameters.weights)


def became_leech(before: MemoryState, after: MemoryState) -> bool:
    """Whether this review's lapse makes the card a leech: the eighth one does, and, where the
    learner went on, every fourth from there."""
    if after.lapses <= before.lapses or after.lapses < LEECH_LAPSES:
        return False
    return (after.lapses - LEECH_LAPSES) % LEECH_AGAIN == 0


def state_to_json(state: MemoryState) -> dict[str, Any]:
    """A dict of JSON types only, inverse to ``state_from_json``."""
    return {
        "stability": state.stability,
        "difficulty": state.difficulty,
        "last_day": state.last_day and state.last_day.isoformat(),
        "long_term_day": state.long_term_day and state.long_term_day.isoformat(),
        "due_day": state.due_day and state.due_day.isoformat(),
        "due_at": state.due_at and state.due_at.isoformat(),
        "step": state.step,
        "phase": str(state.phase),
        "reps": state.reps,
        "lapses": state.lapses,
    }


def state_from_json(data: Mapping[str, Any]) -> MemoryState:
    """Rebuild a state from ``state_to_json``. Raises ``KeyError`` or ``ValueError`` for anything
    else."""
    days = {
        name: date.fromisoformat(data[name]) if data[name] else None
        for name in ("last_day", "long_term_day", "due_day")
    }
    return MemoryState(
        stability=float(data["stability"]),
        difficulty=float(data["difficulty"]),
        due_at=datetime.fromisoformat(data["due_at"]) if data["due_at"] else None,
        step=data["step"],
        phase=Phase(data["phase"]),
        reps=data["reps"],
        lapses=data["lapses"],
        **days,
    )


_PHASES = {
    fsrs.State.Learning: Phase.LEARNING,
    fsrs.State.Review: Phase.REVIEW,
    fsrs.State.Relearning: Phase.RELEARNING,
}
_STATES = {phase: state for state, phase in _PHASES.items()} | {Phase.NEW: fsrs.State.Learning}


@lru_cache(maxsize=256)
def _model(parameters: Parameters) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        parameters=parameters.weights,
        desired_retention=parameters.retention,
        learning_steps=_minutes(parameters.learning_steps),
        relearning_steps=_minutes(parameters.relearning_steps),
        maximum_interval=parameters.maximum_interval,
        enable_fuzzing=False,
    )


@lru_cache(maxsize=256)
def _curve(weights: tuple[float, ...]) -> tuple[float, float]:
    """Decay and factor of the forgetting curve, which is scaled so that recall is .9 after as many
    days as the stability counts."""
    decay = -weights[20]
    return decay, 0.9 ** (1 / decay) - 1


def _card(state: MemoryState) -> fsrs.Card:
    new = state.phase is Phase.NEW
    last = None if state.last_day is None else _noon(state.last_day)
    return fsrs.Card(
        card_id=0,
        state=_STATES[state.phase],
        step=0 if new else state.step,
        stability=None if new else state.stability,
        difficulty=None if new else state.difficulty,
        due=last or _noon(date.min),
        last_review=last,
    )


def _minutes(steps: Iterable[int]) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=step) for step in steps)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


DEFAULT_PARAMETERS = Parameters(version=1, weights=tuple(DEFAULT_WEIGHTS))
