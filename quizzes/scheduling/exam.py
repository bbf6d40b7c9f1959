"""What to do today so that as much as possible is known on the day of an exam."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from heapq import heapify, heappop, heappush
from math import floor

from quizzes.items import MemoryState
from quizzes.kinds import Phase, Rating
from quizzes.scheduling.memory import Parameters, rate, recall_after, retrievability

# The share of first answers that are wrong, as the simulated class of the benchmark has it.
FIRST_FAILS = 0.25
# A card that is not due yet is planned only where an answer is worth this much on the day.
WORTH_A_LOOK = 0.02
SAMPLE = 300


@dataclass(frozen=True, kw_only=True)
class ExamCard:
    """``state`` as it stands; the order in which unseen cards are given is the order to learn."""

    id: int
    state: MemoryState


@dataclass(frozen=True, kw_only=True)
class KnownShare:
    """The mean probability of recall over all cards, unseen ones counted as 0; 0 to 1.

    ``lo`` to ``hi`` is the range between a weak and a strong memory (``_RANGE``): four in five
    pupils of the simulated class end inside it.
    """

    share: float
    lo: float
    hi: float


@dataclass(frozen=True, kw_only=True)
class ExamPlan:
    """``today``: ids, first one first. ``known`` on the exam day if every day goes by the plan,
    ``untouched`` if nothing more is done."""

    today: tuple[int, ...]
    days_left: int
    known: KnownShare
    untouched: KnownShare


@dataclass(frozen=True, kw_only=True)
class _Memory:
    """How a memory may differ from the parameters: factors of stability and of decay."""

    stability: float
    decay: float


_RANGE = (_Memory(stability=0.4, decay=1.8), _Memory(stability=2.0, decay=0.7))


def plan(
    cards: Sequence[ExamCard],
    *,
    exam_day: date,
    today: date,
    answers_a_day: int,
    parameters: Parameters,
    attendance: float = 1.0,
    new_limit: int | None = None,
) -> ExamPlan:
    """The plan from ``today`` to ``exam_day``, the exam being taken before that day's study.

    ``attendance`` is the share of days on which the learner studies, for the forecast. On and after
    the exam day there is nothing left to plan.
    """
    days_left = max((exam_day - today).days, 0)
    known, untouched = forecast(
        [card.state for card in cards],
        exam_day=exam_day,
        today=today,
        answers_a_day=answers_a_day,
        parameters=parameters,
        attendance=attendance,
        new_limit=new_limit,
    )
    chosen = choose(
        cards,
        exam_day=exam_day,
        today=today,
        answers=answers_a_day,
        parameters=parameters,
        new_limit=new_limit,
    )
    return ExamPlan(today=chosen, days_left=days_left, known=known, untouched=untouched)


def choose(
    cards: Sequence[ExamCard],
    *,
    exam_day: date,
    today: date,
    answers: int,
    parameters: Parameters,
    new_limit: int | None = None,
) -> tuple[int, ...]:
    """The ids of what to answer today, first one first, at most ``answers``.

    First unseen cards (at most ``new_limit``): any first answer adds more than any repeat. Then
    what is due, by what an answer adds to the recall on the exam day; then, if there is room, what
    is not due but still worth a look. Cards answered today are left alone.
    """
    if exam_day <= today or answers <= 0:
        return ()
    by_days = _whole_days(parameters)
    unseen = [card for card in cards if card.state.phase is Phase.NEW]
    chosen = [card.id for card in unseen[:new_limit]][:answers]
    seen = [c for c in cards if c.state.last_day is not None and c.state.last_day < today]
    for is_due, least in ((True, -1.0), (False, WORTH_A_LOOK)):
        if len(chosen) == answers:  # a gain takes time to reckon
            break
        some = [card for card in seen if _is_due(card.state, today) == is_due]
        gains = {card.id: gain(card.state, today, exam_day, by_days) for card in some}
        best = sorted((-value, id) for id, value in gains.items() if value >= least)
        chosen += [id for _value, id in best[: answers - len(chosen)]]
    return tuple(chosen)


def forecast(
    states: Sequence[MemoryState],
    *,
    exam_day: date,
    today: date,
    answers_a_day: float,
    parameters: Parameters,
    attendance: float = 1.0,
    new_limit: int | None = None,
    standing_for: float = 1.0,
) -> tuple[KnownShare, KnownShare]:
    """What is known on the exam day if every day goes by the plan, and if nothing more is done.

    Each state stands for as many cards as ``standing_for`` says. At most ``SAMPLE`` states, evenly
    taken from the weakest to the firmest, are followed for all.
    """
    by_stability = sorted(states, key=lambda state: state.stability)
    taken = by_stability[:: max(-(-len(states) // SAMPLE), 1)]
    each = standing_for * len(states) / len(taken) if taken else 1.0
    final = _follow(
        taken,
        today,
        max((exam_day - today).days, 0),
        answers_a_day / each,
        _whole_days(parameters),
        attendance,
        None if new_limit is None else new_limit / each,
    )
    return known_share(final, parameters, exam_day), known_share(states, parameters, exam_day)


def gain(state: MemoryState, today: date, exam_day: date, parameters: Parameters) -> float:
    """What one answer today adds to the probability of recall on the exam day, on average over
    passing (Good) and failing."""
    wait = max((exam_day - today).days, 1)
    recall = retrievability(state, parameters, today)
    passes = 1 - FIRST_FAILS if recall is None else recall
    good, again = (
        recall_after(
            wait, rate(state, rating, parameters, today).state.stability, parameters.weights
        )
        for rating in (Rating.GOOD, Rating.AGAIN)
    )
    return passes * good + (1 - passes) * again - (_recall(state, parameters, exam_day) or 0.0)


def known_share(states: Sequence[MemoryState], parameters: Parameters, day: date) -> KnownShare:
    """The share known on ``day``. A card reviewed on that very day counts with its recall of the
    next one, for within the day the model has nothing to say. 0 without cards."""
    weak, strong = (_other(parameters, memory) for memory in _RANGE)
    return KnownShare(
        share=_mean(states, parameters, day, 1.0),
        lo=_mean(states, weak, day, _RANGE[0].stability),
        hi=_mean(states, strong, day, _RANGE[1].stability),
    )


def _follow(
    states: Sequence[MemoryState],
    today: date,
    days: int,
    answers_a_day: float,
    parameters: Parameters,
    attendance: float,
    new_limit: float | None,
) -> list[MemoryState]:
    """The states after ``days`` by the plan, in a simpler order (due by due day), which is nearly
    as good and much cheaper to follow.

    Nothing is drawn: failures are spread evenly, each answer adding its probability to a debt that
    is paid by an Again when it reaches one. So are parts of an answer a day.
    """
    after = list(states)
    unseen = [i for i, state in enumerate(after) if state.phase is Phase.NEW][::-1]
    waiting = [(_next_day(s), i) for i, s in enumerate(after) if s.last_day is not None]
    heapify(waiting)
    debt = 0.5
    room = room_for_new = 0.0
    for offset in range(days):
        if floor((offset + 1) * attendance) == floor(offset * attendance):
            continue
        day = today + timedelta(days=offset)
        room = room % 1 + max(answers_a_day, 0)
        room_for_new = room_for_new % 1 + (room if new_limit is None else new_limit)
        new = min(len(unseen), floor(room), floor(room_for_new))
        answered = [unseen.pop() for _ in range(new)]
        while len(answered) < floor(room) and waiting and waiting[0][0] <= day:
            answered.append(heappop(waiting)[1])
        for i in answered:
            recall = retrievability(after[i], parameters, day)
            debt += FIRST_FAILS if recall is None else 1 - recall
            failed = debt >= 1
            debt -= failed
            step = rate(after[i], Rating.AGAIN if failed else Rating.GOOD, parameters, day)
            due_day = day + timedelta(days=1 if failed else step.days or 1)
            after[i] = replace(step.state, due_day=due_day)
            heappush(waiting, (due_day, i))
    return after


def _next_day(state: MemoryState) -> date:
    """The first day on which a card that was seen may come up; within one day none comes twice."""
    tomorrow = (state.last_day or date.min) + timedelta(days=1)
    return max(state.due_day or date.min, tomorrow)


def _is_due(state: MemoryState, day: date) -> bool:
    if state.last_day is None or state.last_day >= day:
        return False
    return state.due_day is None or state.due_day <= day


def _recall(
    state: MemoryState, parameters: Parameters, day: date, stability: float = 1.0
) -> float | None:
    if state.last_day is None:
        return None
    elapsed = max((day - state.last_day).days, 1)
    return recall_after(elapsed, state.stability * stability, parameters.weights)


def _mean(
    states: Sequence[MemoryState], parameters: Parameters, day: date, stability: float
) -> float:
    if not states:
        return 0.0
    return sum(_recall(state, parameters, day, stability) or 0.0 for state in states) / len(states)


def _other(parameters: Parameters, memory: _Memory) -> Parameters:
    decay = min(max(parameters.weights[20] * memory.decay, 0.1), 0.8)
    return replace(parameters, weights=(*parameters.weights[:20], decay))


def _whole_days(parameters: Parameters) -> Parameters:
    """Without steps: a plan counts one answer a card and day."""
    return replace(parameters, learning_steps=(), relearning_steps=())
