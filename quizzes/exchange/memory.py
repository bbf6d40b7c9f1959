"""The memory of one card in columns of Anki and as a ``MemoryState``.

=========== ==== ===== ======================================= =================
phase       type queue due                                     data
=========== ==== ===== ======================================= =================
new         0    0     position among new cards                empty
learning    1    1     seconds since 1970 (queue 3: day)       s, d, lrt …
review      2    2     day                                     s, d, lrt …
relearning  3    1     seconds since 1970 (queue 3: day)       s, d, lrt …
=========== ==== ===== ======================================= =================

Days count from the collection's first, whose 04:00 is ``col.crt``. Queues below 0 are cards set
aside: -1 suspended, -2 and -3 buried. ``data`` is JSON: ``s`` stability in days, ``d`` difficulty,
``dr`` desired retention, ``decay``, ``lrt`` the last review in seconds since 1970.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from quizzes.exchange.deck import ROLLOVER, DeckNote, DeckReview, Timing
from quizzes.items import MemoryState
from quizzes.kinds import Phase, Rating

_TYPES = {Phase.NEW: 0, Phase.LEARNING: 1, Phase.REVIEW: 2, Phase.RELEARNING: 3}
_PHASES = {number: phase for phase, number in _TYPES.items()}
_LOG_TYPES = {Phase.NEW: 0, Phase.LEARNING: 0, Phase.REVIEW: 1, Phase.RELEARNING: 2}
_LOG_PHASES = {0: Phase.LEARNING, 1: Phase.REVIEW, 2: Phase.RELEARNING}
# Anki's own steps and ours: 1 and 10 minutes at first, 10 minutes after a lapse.
_STEPS = {Phase.LEARNING: 2, Phase.RELEARNING: 1}
_SUSPENDED = -1
# A number beyond any day: what is due then is a time.
_TIMES_FROM = 1_000_000_000
_EASE = 2500
_MOST_DAYS = 36_500 * 2
_MOST_COUNT = 1_000_000
_MOST_WAIT = 365 * 86_400
_DAY_MS = 86_400_000
_YEARS = range(2000, 2200)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class CardRow:
    """Columns of ``cards`` that hold a memory. ``due`` is the one in the home deck."""

    type: int = 0
    queue: int = 0
    due: int = 0
    ivl: int = 0
    factor: int = 0
    reps: int = 0
    lapses: int = 0
    left: int = 0
    data: str = ""


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """``first`` is the collection's day 0; ``zone`` tells on which study day a moment lies."""

    first: date
    zone: tzinfo

    def day_of(self, moment: datetime) -> date:
        local = moment.astimezone(self.zone)
        return local.date() - timedelta(days=local.time() < ROLLOVER)

    def beginning(self, day: date) -> datetime:
        return datetime.combine(day, ROLLOVER, tzinfo=self.zone).astimezone(UTC)


class ScheduleUnreadable(ValueError):
    """Columns that contradict each other."""


class NoMemory(ValueError):
    """A card that was reviewed without FSRS."""


def card_row(note: DeckNote, position: int, calendar: Calendar, timing: Timing) -> CardRow:
    """The columns of a card; ``position`` orders new ones."""
    state = note.schedule
    if state is None or state.phase is Phase.NEW or state.last_day is None:
        return CardRow(due=position, queue=_SUSPENDED if note.suspended else 0)
    in_review = state.phase is Phase.REVIEW
    due_day = state.due_day or state.last_day + timedelta(days=1)
    due_at = state.due_at or calendar.beginning(due_day)
    interval = max((due_day - state.last_day).days, 1)
    steps = _STEPS.get(state.phase, 0)
    return CardRow(
        type=_TYPES[state.phase],
        queue=_SUSPENDED if note.suspended else 2 if in_review else 1,
        due=(due_day - calendar.first).days if in_review else int(due_at.timestamp()),
        ivl=0 if state.phase is Phase.LEARNING else interval,
        factor=0 if state.phase is Phase.LEARNING else _EASE,
        reps=state.reps,
        lapses=state.lapses,
        left=max(steps - (state.step or 0), 1) if steps else 0,
        data=json.dumps(
            {
                "s": state.stability,
                "d": state.difficulty,
                "dr": timing.retention,
                "decay": timing.decay,
                "lrt": int(_last_review(note, state.last_day, calendar).timestamp()),
            },
            separators=(",", ":"),
        ),
    )


def memory_of(row: CardRow, log: Sequence[DeckReview], calendar: Calendar) -> MemoryState | None:
    """The memory behind the columns, None for a new card. Raises ``ScheduleUnreadable``, and
    ``NoMemory`` where the card was reviewed, but nothing is told in terms of FSRS."""
    phase = _PHASES.get(row.type)
    if phase is None:
        raise ScheduleUnreadable(row.type)
    if phase is Phase.NEW:
        return None
    data = _data(row.data)
    if "s" not in data and "d" not in data:
        raise NoMemory
    stability, difficulty = _number(data.get("s")), _number(data.get("d"))
    if not (0 < stability <= _MOST_DAYS and 1 <= difficulty <= 10):
        raise ScheduleUnreadable(stability, difficulty)
    if not (0 <= row.reps <= _MOST_COUNT and 0 <= row.lapses <= row.reps):
        raise ScheduleUnreadable(row.reps, row.lapses)
    in_review = phase is Phase.REVIEW
    try:
        due_day, due_at = _due(row, calendar)
        if due_day is not None and not in_review:
            due_at = calendar.beginning(due_day)
        last_day = _last_day(data, log, calendar, due_day and due_day - timedelta(days=row.ivl))
    except (OverflowError, ValueError, OSError) as error:
        raise ScheduleUnreadable(row.due) from error
    if in_review and (due_day is None or due_day < last_day):
        raise ScheduleUnreadable(due_day, last_day)
    if any(day and day.year not in _YEARS for day in (last_day, due_day, due_at)):
        raise ScheduleUnreadable(due_day, last_day)
    return MemoryState(
        stability=stability,
        difficulty=difficulty,
        last_day=last_day,
        long_term_day=last_day if in_review else None,
        due_day=due_day if in_review else None,
        due_at=due_at,
        step=None if in_review else max(_STEPS[phase] - max(row.left % 1000, 1), 0),
        phase=phase,
        reps=row.reps,
        lapses=row.lapses,
    )


def log_rows(log: Sequence[DeckReview]) -> list[tuple[int, int, int, int, int, int]]:
    """id (milliseconds since 1970), ease, ivl, lastIvl, time, type: those of ``revlog``."""
    rows = []
    before = 0
    for review in sorted(log, key=lambda review: review.at):
        given = review.wait.days or -max(int(review.wait.total_seconds()), 1)
        rows.append(
            (
                round(review.at.timestamp() * 1000),
                int(review.rating),
                given,
                before,
                round(review.seconds * 1000),
                _LOG_TYPES[review.phase],
            )
        )
        before = given
    return rows


def review_of(id_: int, ease: int, ivl: int, time: int, type_: int) -> DeckReview:
    """A row of ``revlog``. Raises ``ValueError`` where no review can be meant: an impossible time
    or rating, a practice outside the schedule (type 3), a due date that was changed (from 4)."""
    if type_ not in _LOG_PHASES or not 0 <= time <= _DAY_MS or abs(ivl) > _MOST_WAIT:
        raise ValueError(type_, time, ivl)
    try:
        at = _EPOCH + timedelta(milliseconds=id_)
    except OverflowError as error:
        raise ValueError(id_) from error
    if at.year not in _YEARS:
        raise ValueError(id_)
    return DeckReview(
        at=at,
        rating=Rating(ease),
        phase=_LOG_PHASES[type_],
        wait=timedelta(days=ivl) if ivl > 0 else timedelta(seconds=-ivl),
        seconds=time / 1000,
    )


def as_begun(log: Sequence[DeckReview]) -> tuple[DeckReview, ...]:
    """In order of time; the first was that of a new card, which Anki does not tell apart."""
    ordered = sorted(log, key=lambda review: review.at)
    if ordered and ordered[0].phase is Phase.LEARNING:
        ordered[0] = replace(ordered[0], phase=Phase.NEW)
    return tuple(ordered)


def _last_review(note: DeckNote, last_day: date, calendar: Calendar) -> datetime:
    if note.log:
        last = max(review.at for review in note.log)
        if calendar.day_of(last) == last_day:
            return last
    return calendar.beginning(last_day) + timedelta(hours=8)


def _due(row: CardRow, calendar: Calendar) -> tuple[date | None, datetime | None]:
    if row.due >= _TIMES_FROM:
        return None, datetime.fromtimestamp(row.due, UTC)
    return calendar.first + timedelta(days=row.due), None


def _last_day(
    data: dict[str, object], log: Sequence[DeckReview], calendar: Calendar, implied: date | None
) -> date:
    last = data.get("lrt")
    if isinstance(last, int) and last > 0:
        return calendar.day_of(datetime.fromtimestamp(last, UTC))
    if log:
        return calendar.day_of(log[-1].at)
    if implied is None:
        raise ValueError("lrt")
    return implied


def _data(text: str) -> dict[str, object]:
    try:
        data = json.loads(text or "{}")
    except (ValueError, RecursionError) as error:
        raise ScheduleUnreadable(text) from error
    if not isinstance(data, dict):
        raise ScheduleUnreadable(text)
    return data


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ScheduleUnreadable(value)
    try:
        number = float(value)
    except OverflowError as error:
        raise ScheduleUnreadable from error
    if not math.isfinite(number):
        raise ScheduleUnreadable(value)
    return number
