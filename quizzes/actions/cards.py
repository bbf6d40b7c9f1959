"""Reviewing cards: a rating and its taking back, and what a learner does with one card.

new ──▶ learning ──▶ review ──again──▶ relearning ──▶ review      (``scheduling`` decides)
          undo: back by exactly one review, any number of times within the study day

The answer of a question card is graded, so it counts for the mastery of its facts (``Recall``) as
an answer in a quiz does. A rating does not: nobody but the learner has seen what it rates.

A review and an undo lock the learner's plan: an undo takes back the learner's last review, so
all of them have to stand in one row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import BigIntegerField, DateField, F, IntegerField, UUIDField

from quizzes.actions import resting
from quizzes.errors import CardStale, ClockBackwards, NothingToUndo, ResponseInvalid
from quizzes.grading import Response, Result, grade, response_to_json
from quizzes.items import AnyItem
from quizzes.kinds import Kind, Phase, Rating
from quizzes.models import (
    Card,
    Fact,
    QuestionVersion,
    Recall,
    ReviewLog,
    StudyDay,
    StudyPlan,
    User,
)
from quizzes.models.cards import STATE_COLUMNS, LogKind, Suspension
from quizzes.models.prepared import (
    PreparedInsert,
    PreparedQuery,
    PreparedUpdate,
    Slot,
    column_slots,
)
from quizzes.scheduling import reviewing
from quizzes.scheduling.days import study_day
from quizzes.scheduling.memory import became_leech, state_from_json, state_to_json
from quizzes.scheduling.queue import STEP_AHEAD
from quizzes.scheduling.retention import is_recollection
from quizzes.scheduling.reviewing import Outcome, Situation


@dataclass(frozen=True, kw_only=True)
class Promised:
    """What the buttons of a page showed: ``given`` holds days and minutes by rating."""

    situation: Situation
    given: Mapping[Rating, tuple[int, int | None]]


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """The row that stands for this token, and the card as it is now."""

    log: ReviewLog
    card: Card


def review(
    *,
    card_id: int,
    learner: User,
    token: UUID,
    version: int,
    now: datetime,
    rating: Rating | None = None,
    response: Response | None = None,
    promised: Promised | None = None,
    at: datetime | None = None,
    seconds: int = 0,
) -> Reviewed:
    """Rate a card, once; a question card is rated by grading its ``response``.

    ``at`` is the moment of an answer that arrives late. The same ``token`` again gives the first
    result again. Raises ``Card.DoesNotExist`` (also for what is not the learner's), ``CardStale``
    where the page shows another state of the card or promised other intervals,
    ``ClockBackwards`` and ``ResponseInvalid``. At most ten queries, three more for an answer, and
    those of ``resting.look`` where it is to be found out anew.
    """
    moment = min(at or now, now)
    with transaction.atomic():
        plan = lock_plan(learner)
        card = card_of(learner, card_id)
        if card.version != version:
            # Perhaps it was this very submit that moved the card on.
            for standing in _of_token.rows(token=token, card=card.pk):
                return Reviewed(log=standing, card=card)
            raise CardStale(card=card.pk)
        day = card.day_at(moment)
        if response is not None and resting.is_stale(plan, now=now):
            resting.look(plan, now=now)
        if not _may_rate(card, plan, day, moment):
            raise CardStale(card=card.pk)
        if card.last_at is not None and moment < card.last_at:
            raise ClockBackwards(at=moment, last_at=card.last_at)
        given, told, result = _rating(card, rating, response)
        outcome = _outcome(card, plan, given, promised, day=day, moment=moment)
        log = _logged(card, plan, given, outcome, at=moment, day=day, token=token, seconds=seconds)
        log.version = told
        if response is not None and told is not None and result is not None:
            log.response = response_to_json(response)
            recalls = _remember(card, told.item, result, at=moment)
            log.state_before = {**(log.state_before or {}), "recalls": recalls}
        _move(card, outcome, log, at=moment)
        _insert(log)
        _roll_up(log, add=1)
    return Reviewed(log=log, card=card)


def undo(*, learner: User, token: UUID, now: datetime) -> Reviewed:
    """Take back the learner's last review of this study day, with all that followed from it.

    The same ``token`` takes back one review only. Raises ``NothingToUndo``. The row that comes back
    is the void one.
    """
    with transaction.atomic():
        lock_plan(learner)
        done = ReviewLog.objects.filter(token=token, learner=learner, kind=LogKind.VOID).first()
        if done is not None and done.card_id is not None:
            return Reviewed(log=done, card=card_of(learner, done.card_id))
        day = study_day(now, learner.zone)
        last = last_review(learner, day)
        if last is None or last.card_id is None:
            raise NothingToUndo()
        card = card_of(learner, last.card_id)
        void = ReviewLog(
            learner=learner,
            card=card,
            kind=LogKind.VOID,
            token=token,
            at=now,
            study_day=day,
            voids=last,
            parameters_version=last.parameters_version,
        )
        void.save(force_insert=True)
        _restore(card, last)
        _roll_up(last, add=-1)
    return Reviewed(log=void, card=card)


def last_review(learner: User, day: date) -> ReviewLog | None:
    """What an undo would take back. One query."""
    return next(iter(_last_reviews.rows(learner=learner.pk, day=day)), None)


def suspend(*, card_id: int, learner: User) -> None:
    """Set a card aside until it is taken up again. Raises ``Card.DoesNotExist``."""
    _change(card_id, learner, suspended=Suspension.LEARNER)


def take_up(*, card_id: int, learner: User) -> None:
    _change(card_id, learner, suspended="", buried_until=None)


def bury(*, card_id: int, learner: User, now: datetime) -> None:
    """Leave a card for the next study day. Raises ``Card.DoesNotExist``."""
    tomorrow = study_day(now, learner.zone) + timedelta(days=1)
    _change(card_id, learner, buried_until=tomorrow)


def flag(*, card_id: int, learner: User, on: bool) -> None:
    _change(card_id, learner, flagged=on)


def lock_plan(learner: User) -> StudyPlan:
    """The learner's plan, locked until the transaction ends (on SQLite the transaction is
    immediate, which locks everything)."""
    plans = _locked_plans.rows(learner=learner.pk)
    if not plans:
        StudyPlan.objects.bulk_create([StudyPlan(learner=learner)], ignore_conflicts=True)
        plans = _locked_plans.rows(learner=learner.pk)
    [plan] = plans
    # The zone is the learner's, and the learner is at hand.
    plan.learner = learner
    return plan


def card_of(learner: User, card_id: int) -> Card:
    """With its question. Raises ``Card.DoesNotExist``, also for what is not the learner's and for
    what is never rated. One query."""
    for card in _cards.rows(learner=learner.pk, card=card_id):
        card.learner = learner
        return card
    raise Card.DoesNotExist


def _change(card_id: int, learner: User, **columns: Any) -> None:
    """Columns that no review writes, so that nothing has to wait."""
    if not Card.objects.visible_to(learner).filter(pk=card_id).update(**columns):
        raise Card.DoesNotExist


def _may_rate(card: Card, plan: StudyPlan, day: date, moment: datetime) -> bool:
    if card.question_id in plan.resting:
        return False
    if card.is_due(day, until=moment + STEP_AHEAD):
        return True
    # Learned ahead: asked for, though not due yet.
    return plan.queue_day == day and card.is_active(day) and card.pk in plan.queue


def _rating(
    card: Card, rating: Rating | None, response: Response | None
) -> tuple[Rating, QuestionVersion | None, Result | None]:
    version = card.question.current if card.question else None
    if response is None:
        if version is not None and version.item.kind != Kind.FLASHCARD:
            raise ResponseInvalid("answer-missing")
        return rating or Rating.AGAIN, version, None
    if version is None:
        raise CardStale(card=card.pk)
    result = grade(version.item, response)
    return rating_of(result), version, result


def rating_of(result: Result) -> Rating:
    """An answer in part is not yet known."""
    return Rating.GOOD if result.right else Rating.AGAIN


def _outcome(
    card: Card,
    plan: StudyPlan,
    rating: Rating,
    promised: Promised | None,
    *,
    day: date,
    moment: datetime,
) -> Outcome:
    """What the button showed, or nothing. Where the day turned or the parameters changed since, the
    same interval may come out again; another is not given behind the learner's back."""
    if promised is not None and promised.situation.day == day:
        situation = replace(promised.situation, now=moment)
    else:
        situation = plan.situation(card, now=moment, day=day)
    outcome = reviewing.review(card.state, rating, plan.parameters, situation)
    if promised is not None and promised.given.get(rating) != (outcome.interval, outcome.minutes):
        raise CardStale(card=card.pk)
    return outcome


def _logged(
    card: Card,
    plan: StudyPlan,
    rating: Rating,
    outcome: Outcome,
    *,
    at: datetime,
    day: date,
    token: UUID,
    seconds: int,
) -> ReviewLog:
    before = card.state
    return ReviewLog(
        learner=card.learner,
        card=card,
        kind=LogKind.REVIEW,
        token=token,
        at=at,
        study_day=day,
        rating=rating,
        seconds=seconds,
        state_before={
            **state_to_json(before),
            "last_at": card.last_at and card.last_at.isoformat(),
        },
        interval=outcome.interval,
        minutes=outcome.minutes,
        lapsed_out=became_leech(before, outcome.state),
        parameters_version=plan.parameters_version,
    )


def _move(card: Card, outcome: Outcome, log: ReviewLog, *, at: datetime) -> None:
    card.state = outcome.state
    card.last_at = at
    card.version += 1
    _keep(card)
    if log.lapsed_out:
        card.suspended = Suspension.LEECH
        card.save(update_fields=["suspended"])


def _keep(card: Card) -> None:
    _kept.run(card=card.pk, **{name: getattr(card, name) for name in _STATE})


def _insert(log: ReviewLog) -> None:
    """Raises ``CardStale`` where another review has this token."""
    key = _inserted.run(**{name: getattr(log, name) for name in _LOG})
    if key is None:
        raise CardStale(card=log.card_id)
    log.pk = key
    log._state.adding = False


# A fact, whether its latest answer was right, and when that was; None for both where none was.
_Recalled = tuple[int, bool | None, str | None]


def _remember(card: Card, item: AnyItem, result: Result, *, at: datetime) -> list[_Recalled]:
    """An answer that was graded is the learner's latest on its facts, here as in a quiz; how well
    one says oneself that one knew is not. Returns what was known of each fact before."""
    facts = [
        (pk, slug) for pk, slug in _facts.rows(question=card.question_id) if slug in item.facts
    ]
    known = Recall.objects.filter(learner=card.learner, fact__in=[pk for pk, _slug in facts])
    held = {recall.fact_id: recall for recall in known}
    before: list[_Recalled] = []
    after: list[Recall] = []
    for pk, slug in facts:
        old = held.get(pk)
        if old is not None and old.answered_at > at:
            continue  # this one arrived late
        was = (old.right, old.answered_at.isoformat()) if old else (None, None)
        before.append((pk, *was))
        right = slug not in result.missed
        after.append(Recall(learner=card.learner, fact_id=pk, right=right, answered_at=at))
    Recall.objects.bulk_create(
        after,
        update_conflicts=True,
        unique_fields=["learner", "fact"],
        update_fields=["right", "answered_at"],
    )
    return before


def _forget(log: ReviewLog, before: Iterable[_Recalled]) -> None:
    """What was known of the facts before the answer of ``log``, unless a later one stands."""
    for fact, right, answered_at in before:
        mine = Recall.objects.filter(learner=log.learner_id, fact=fact, answered_at=log.at)
        if answered_at is None:
            mine.delete()
        else:
            mine.update(right=right, answered_at=datetime.fromisoformat(answered_at))


def _restore(card: Card, log: ReviewLog) -> None:
    before = log.state_before or {}
    _forget(log, before.get("recalls", ()))
    card.state = state_from_json(before)
    card.last_at = datetime.fromisoformat(before["last_at"]) if before["last_at"] else None
    card.version += 1
    _keep(card)
    if log.lapsed_out and card.suspended == Suspension.LEECH:
        card.suspended = ""
        card.save(update_fields=["suspended"])


def _roll_up(log: ReviewLog, *, add: int) -> None:
    """Count a review into its study day, or (``add`` -1) out of it."""
    before = state_from_json(log.state_before or {})
    tested = is_recollection(before, log.study_day)
    passed = tested and log.rating != Rating.AGAIN
    added = {
        "reviewed": add,
        "introduced": add * (before.phase is Phase.NEW),
        "tested": add * tested,
        "passed": add * passed,
        "seconds": add * log.seconds,
    }
    day = {"learner": log.learner_id, "day": log.study_day}
    if not _counted.run(**day, **added):
        StudyDay.objects.bulk_create(
            [StudyDay(learner_id=log.learner_id, day=log.study_day)], ignore_conflicts=True
        )
        _counted.run(**day, **added)


# --- The statements behind every review. Each is written once.

_learner, _day = Slot("learner", BigIntegerField()), Slot("day", DateField())
_locked_plans = PreparedQuery(
    lambda: StudyPlan.objects.filter(learner=_learner).select_for_update()
)
_cards = PreparedQuery(
    lambda: (
        Card.objects.filter(learner=_learner, pk=Slot("card", BigIntegerField()))
        .scheduled()
        .select_related("question__current")
    )
)
_of_token = PreparedQuery(
    lambda: ReviewLog.objects.filter(
        token=Slot("token", UUIDField()), card=Slot("card", BigIntegerField())
    )
)
_STATE = column_slots(Card, *STATE_COLUMNS, "last_at", "version")
_kept = PreparedUpdate(lambda: Card.objects.filter(pk=Slot("card", BigIntegerField())), **_STATE)
_LOG = column_slots(ReviewLog)
_inserted = PreparedInsert(lambda: [ReviewLog(**_LOG)], ignore=True)
_facts = PreparedQuery(
    lambda: (
        Fact.objects.filter(question=Slot("question", BigIntegerField()))
        .order_by("pk")
        .values_list("pk", "slug")
    )
)
_last_reviews = PreparedQuery(
    lambda: (
        ReviewLog.objects.standing()
        .filter(learner=_learner, study_day=_day)
        .exclude(card=None)
        .order_by("-pk")[:1]
    )
)
_counted = PreparedUpdate(
    lambda: StudyDay.objects.filter(learner=_learner, day=_day),
    **{
        name: F(name) + Slot(name, IntegerField())
        for name in ("reviewed", "introduced", "tested", "passed", "seconds")
    },
)
