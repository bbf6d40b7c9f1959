"""What is coming: reviews by day, the share known, and what another desired retention would do."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from quizzes.items import MemoryState
from quizzes.kinds import Rating
from quizzes.scheduling.exam import KnownShare, known_share
from quizzes.scheduling.memory import Parameters, interval_for, rate, recall_after

__all__ = ["DueOn", "KnownShare", "WhatIf", "due_by_day", "known_share", "what_if"]

SAMPLE = 150


@dataclass(frozen=True, kw_only=True)
class DueOn:
    """``overdue`` of the ``reviews`` were due before; only today has any."""

    day: date
    reviews: int
    overdue: int = 0


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """What a desired retention would bring: answers a day on average, and the share known in the
    end, 0 to 1."""

    retention: float
    answers_a_day: float
    known: float


def due_by_day(states: Iterable[MemoryState], today: date, days: int = 30) -> list[DueOn]:
    """What is scheduled for ``today`` and the days after it, ``days`` in all. Steps count for
    today; what today's reviews will bring in turn is not yet known and not counted."""
    counts: Counter[date] = Counter()
    overdue = 0
    for state in states:
        if state.due_at is None and state.due_day is None:
            continue
        due_day = state.due_day or today
        overdue += due_day < today
        counts[max(due_day, today)] += 1
    ahead = (today + timedelta(days=offset) for offset in range(days))
    return [
        DueOn(day=day, reviews=counts[day], overdue=overdue if day == today else 0) for day in ahead
    ]


def what_if(
    states: Sequence[MemoryState],
    parameters: Parameters,
    *,
    today: date,
    retentions: Sequence[float] = (0.8, 0.85, 0.9, 0.95),
    days: int = 120,
) -> list[WhatIf]:
    """What each desired retention would ask for and bring over the coming ``days``, each card
    being reviewed when it falls due.

    Only cards seen before take part in the work; unseen ones count as not known. At most
    ``SAMPLE`` cards, evenly taken from the weakest to the firmest, stand for all.
    """
    seen = [state for state in states if state.last_day is not None]
    seen.sort(key=lambda state: state.stability)
    taken = seen[:: max(-(-len(seen) // SAMPLE), 1)]
    return [
        _what_if(
            taken,
            replace(parameters, retention=retention, learning_steps=(), relearning_steps=()),
            today,
            days,
            scale=len(seen) / len(taken) if taken else 0.0,
            of=len(states),
        )
        for retention in retentions
    ]


def _what_if(
    taken: Sequence[MemoryState],
    parameters: Parameters,
    today: date,
    days: int,
    *,
    scale: float,
    of: int,
) -> WhatIf:
    """As in an exam plan nothing is drawn: failures are spread evenly over the answers."""
    end = today + timedelta(days=days)
    debt, answers, known = 0.5, 0, 0.0
    for state in taken:
        while True:
            last = state.last_day or today
            day = max(last + timedelta(days=interval_for(state.stability, parameters)), today)
            if day >= end:
                break
            recall = recall_after(max((day - last).days, 1), state.stability, parameters.weights)
            debt += 1 - recall
            failed = debt >= 1
            debt -= failed
            answers += 1
            rating = Rating.AGAIN if failed else Rating.GOOD
            state = rate(state, rating, parameters, day).state
        known += recall_after(max((end - last).days, 1), state.stability, parameters.weights)
    return WhatIf(
        retention=parameters.retention,
        answers_a_day=answers * scale / days if days else 0.0,
        known=known * scale / of if of else 0.0,
    )
