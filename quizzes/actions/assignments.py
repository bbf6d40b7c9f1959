"""Class work: giving it, changing it, ending it, and a pupil's beginning it.

An attempt keeps what it began with: its deadline, its feedback and its questions stand in the
attempt. Changing an assignment is for those who begin after; only *ending* it, and time given to
one pupil, reach into attempts that are running.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from quizzes.actions import attempts, decks, logbook, plans, resting, taking
from quizzes.actions.decks import Added
from quizzes.errors import AssignmentRefused
from quizzes.models import (
    Accommodation,
    Assignment,
    Attempt,
    Classroom,
    Deed,
    Membership,
    QuestionSet,
    Topic,
    User,
)
from quizzes.models.assignments import AssignmentKind
from quizzes.models.attempts import AttemptQuerySet
from quizzes.models.classes import MemberRole
from quizzes.reports import assignments as report

# Two clicks on one button are one assignment.
DOUBLE_CLICK = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Order:
    """One class and its window, in UTC."""

    classroom: Classroom
    opens_at: datetime
    closes_at: datetime | None


@transaction.atomic
def assign(
    *,
    teacher: User,
    orders: Sequence[Order],
    title: str,
    now: datetime,
    question_set: QuestionSet | None = None,
    topic: Topic | None = None,
    exam_day: date | None = None,
    **terms: Any,
) -> list[Assignment]:
    """Give a set to take, or with an ``exam_day`` its cards (or those of a ``topic``) to know by
    then. ``terms`` are columns of ``Assignment``; what is left out is as in the set.

    The same again within half a minute gives the assignment that is there.
    """
    kind = AssignmentKind.QUIZ if exam_day is None else AssignmentKind.DECK
    # Locked, so that the second click waits and finds the first one's work.
    list(Classroom.objects.filter(pk__in=[o.classroom.pk for o in orders]).select_for_update())
    given = []
    resting.look_again_in([order.classroom for order in orders])
    for order in orders:
        same = Assignment.objects.filter(
            classroom=order.classroom,
            kind=kind,
            question_set=question_set,
            topic=topic,
            title=title,
            created_by=teacher,
            created_at__gt=now - DOUBLE_CLICK,
            archived_at=None,
        ).first()
        given.append(
            same
            or Assignment.objects.create(
                classroom=order.classroom,
                kind=kind,
                question_set=question_set,
                topic=topic,
                title=title,
                exam_day=exam_day,
                opens_at=order.opens_at,
                closes_at=order.closes_at,
                created_by=teacher,
                created_at=now,
                **terms_of(question_set) | terms,
            )
        )
    return given


TERMS = (
    "release",
    "shuffle_questions",
    "shuffle_options",
    "attempts_allowed",
    "time_limit",
    "pass_mark",
    "retry_missed",
)


def terms_of(question_set: QuestionSet | None) -> dict[str, Any]:
    """What an assignment copies from its set."""
    return {name: getattr(question_set, name) for name in TERMS} if question_set else {}


def change(*, assignment: Assignment, **columns: Any) -> None:
    """For those who begin after it."""
    Assignment.objects.filter(pk=assignment.pk).update(**columns)
    resting.look_again_in([assignment.classroom_id])


@transaction.atomic
def end(*, assignment: Assignment, now: datetime) -> int:
    """End it for all but those who were given later dates of their own. The time of attempts that
    run is up; returns how many those were. An answer under way may still come in, as it may when a
    time limit ends."""
    open_still = Assignment.objects.filter(pk=assignment.pk, opens_at__lt=now)
    open_still.filter(Q(closes_at=None) | Q(closes_at__gt=now)).update(closes_at=now)
    later = Accommodation.objects.filter(assignment=assignment, closes_at__gt=now)
    running = _running(assignment).exclude(learner__in=later.values("pupil"))
    return running.filter(Q(deadline=None) | Q(deadline__gt=now)).update(deadline=now)


def settle(*, assignment: Assignment, now: datetime) -> int:
    """Hand in what ran out of time, for those who look at it. Returns how many that were."""
    return attempts.close_overdue(now=now - attempts.GRACE, among=_running(assignment))


@transaction.atomic
def open_again(*, assignment: Assignment, closes_at: datetime | None, now: datetime) -> None:
    """What was handed in stays handed in; pupils with attempts left may begin another."""
    this = Assignment.objects.filter(pk=assignment.pk)
    if not this.filter(opens_at__gt=now).update(opens_at=now, closes_at=closes_at):
        this.update(closes_at=closes_at)
    resting.look_again_in([assignment.classroom_id])


def archive(*, assignment: Assignment, now: datetime) -> None:
    """Pupils see it no more. What was taken stays with them and in the results."""
    Assignment.objects.filter(pk=assignment.pk, archived_at=None).update(archived_at=now)


def restore(*, assignment: Assignment) -> None:
    Assignment.objects.filter(pk=assignment.pk).update(archived_at=None)
    resting.look_again_in([assignment.classroom_id])


@transaction.atomic
def accommodate(
    *,
    assignment: Assignment,
    pupil: User,
    teacher: User,
    now: datetime,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    attempts_allowed: int | None = None,
    time_percent: int | None = None,
) -> None:
    """Give one pupil other terms, or with nothing given those of the rest again. More time reaches
    an attempt that is running; less never does. Raises ``Membership.DoesNotExist``."""
    membership = Membership.objects.select_for_update().get(
        classroom=assignment.classroom_id, user=pupil, role=MemberRole.PUPIL
    )
    given = {
        "opens_at": opens_at,
        "closes_at": closes_at,
        "attempts_allowed": attempts_allowed,
        "time_percent": time_percent,
    }
    accommodation = None
    if any(value is not None for value in given.values()):
        accommodation, _new = Accommodation.objects.update_or_create(
            assignment=assignment, pupil=pupil, defaults=given
        )
    else:
        Accommodation.objects.filter(assignment=assignment, pupil=pupil).delete()
    allowance = report.allowance_of(
        assignment, accommodation=accommodation, time_percent=membership.time_percent
    )
    _lengthen(_running(assignment).filter(learner=pupil), allowance, now=now)
    resting.look_again(pupil)
    logbook.note(
        actor=teacher,
        deed=Deed.ACCOMMODATED,
        at=now,
        classroom=assignment.classroom,
        subject=pupil,
        assignment=assignment.pk,
        **{name: _plain(value) for name, value in given.items() if value is not None},
    )


@transaction.atomic
def begin(*, assignment: Assignment, pupil: User, seed: int, now: datetime) -> Attempt:
    """Go on with the open attempt, or begin the next one. Two starts at once give one attempt.

    Raises ``AssignmentRefused`` (codes in ``reports.assignments``) and ``NothingToAsk``.
    """
    _lock(assignment, pupil)
    attempts.close_overdue(now=now, among=_running(assignment).filter(learner=pupil))
    terms = report.terms_for(assignment, pupil, now=now)
    if terms.refusal:
        raise AssignmentRefused(terms.refusal, assignment=assignment.pk)
    if terms.open_attempt is not None:
        return terms.open_attempt
    if assignment.question_set is None:
        raise AssignmentRefused(report.DECK, assignment=assignment.pk)
    attempt = taking.begin(
        learner=pupil,
        question_set=assignment.question_set,
        terms=assignment,
        seed=seed,
        now=now,
        assignment=assignment,
        number=terms.number,
        deadline=terms.allowance.deadline(now),
    )
    resting.look_again(pupil)
    return attempt


def take_cards(*, assignment: Assignment, pupil: User, plan_for_it: bool, now: datetime) -> Added:
    """The cards of a deck; with ``plan_for_it`` the pupil's days are planned towards its day.

    Raises ``AssignmentRefused`` for what is no deck, is archived, or before it opens.
    """
    terms = report.terms_for(assignment, pupil, now=now)
    if assignment.kind != AssignmentKind.DECK:
        raise AssignmentRefused("no-deck", assignment=assignment.pk)
    if terms.refusal != report.DECK:
        raise AssignmentRefused(terms.refusal, assignment=assignment.pk)
    if now < terms.allowance.opens_at:
        raise AssignmentRefused(report.NOT_YET, assignment=assignment.pk)
    if assignment.question_set is not None:
        added = decks.add_set(learner=pupil, question_set=assignment.question_set, now=now)
    else:
        questions = report.deck_questions(assignment)
        added = decks.add_given(learner=pupil, questions=questions, now=now)
    if plan_for_it:
        plans.choose(learner=pupil, now=now, exam_day=assignment.exam_day)
    return added


def _running(assignment: Assignment) -> AttemptQuerySet:
    running: AttemptQuerySet = Attempt.objects.open().filter(assignment=assignment)
    return running


def _lock(assignment: Assignment, pupil: User) -> None:
    """A pupil's own row in the class, so that pupils who begin together do not wait for each
    other. Who is no member has none, and is refused after."""
    mine = Membership.objects.filter(classroom=assignment.classroom_id, user=pupil)
    list(mine.select_for_update())


def _lengthen(running: AttemptQuerySet, allowance: report.Allowance, *, now: datetime) -> None:
    for attempt in running.filter(deadline__gt=now):
        deadline = allowance.deadline(attempt.started_at)
        if deadline is None or attempt.deadline is None or deadline > attempt.deadline:
            Attempt.objects.filter(pk=attempt.pk).update(deadline=deadline)


def _plain(value: datetime | int) -> str | int:
    return value.isoformat() if isinstance(value, datetime) else value
