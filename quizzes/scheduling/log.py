"""The review log is the truth; a card's state is a cache of it.

LogEntry
├── Reviewed            a rating, and the interval that was given
├── Voided              takes one review back, as if it had never been
├── Brought             the memory with which the card came from another program
└── ParametersAdopted   from here on other parameters hold; no state moves by itself
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from quizzes.errors import ClockBackwards
from quizzes.items import MemoryState
from quizzes.kinds import Rating
from quizzes.scheduling.memory import NEW, Parameters, rate
from quizzes.scheduling.reviewing import due


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """``interval`` is what was given, in days (0 = a step): the load of that day, which chose it,
    is not kept. ``key`` is unique in its log."""

    key: int
    at: datetime
    day: date
    rating: Rating
    interval: int


@dataclass(frozen=True, kw_only=True)
class Voided:
    key: int


@dataclass(frozen=True, kw_only=True)
class ParametersAdopted:
    parameters: Parameters


@dataclass(frozen=True, kw_only=True)
class Brought:
    state: MemoryState


LogEntry = Reviewed | Voided | Brought | ParametersAdopted


def replay(
    log: Sequence[LogEntry], parameters: Parameters, start: MemoryState = NEW
) -> MemoryState:
    """The state of one card after its log, oldest entry first.

    ``parameters`` hold until the first that were adopted. ``start`` is the state before all of it.
    Raises ``ClockBackwards`` where the moments of the reviews that stand run backwards.
    """
    voided = {entry.key for entry in log if isinstance(entry, Voided)}
    state, before = start, None
    for entry in log:
        match entry:
            case ParametersAdopted():
                parameters = entry.parameters
            case Brought():
                state = entry.state
            case Reviewed() if entry.key not in voided:
                if before is not None and entry.at < before:
                    raise ClockBackwards(at=entry.at, last_at=before)
                step = rate(state, entry.rating, parameters, entry.day)
                state = due(step, day=entry.day, now=entry.at, interval=entry.interval)
                before = entry.at
    return state
