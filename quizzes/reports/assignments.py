"""What a class was given, told to one pupil or to its teachers.

A pupil's own terms are those of the assignment, with what an ``Accommodation`` changes; the time
limit is multiplied by the larger of the accommodation's and the membership's percentage.

=============  ==========================================================
refusal        why a pupil cannot begin
=============  ==========================================================
archived       the class or its work was put away
not-in-class   the pupil left the class, or was removed
deck           these are cards, there is nothing to take
not-open-yet   the window has not begun
closed         the window is over
used-up        as many attempts as allowed were made
=============  ==========================================================
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from quizzes.kinds import Kind, Sensitivity
from quizzes.models import (
    Accommodation,
    Answer,
    Assignment,
    Attempt,
    Card,
    Classroom,
    Membership,
    Question,
    StudyPlan,
    User,
)
from quizzes.models.assignments import AssignmentKind
from quizzes.models.attempts import AttemptState
from quizzes.models.classes import MemberRole
from quizzes.models.questions import QuestionQuerySet
from quizzes.models.sets import Release
from quizzes.reports.classes import Known, alphabetical
from quizzes.scheduling.days import study_day
from quizzes.scheduling.memory import DEFAULT_PARAMETERS, recall_after

ARCHIVED = "archived"
NOT_IN_CLASS = "not-in-class"
DECK = "deck"
NOT_YET = "not-open-yet"
CLOSED = "closed"
USED_UP = "used-up"

NEW_FOR = timedelta(days=2)  # how long something given is told as new
TOLD_FOR = timedelta(days=7)  # how long what was marked stays on the pupil's home


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What holds for one pupil. ``attempts`` 0 means as many as one likes; ``closes_at`` None that
    it stays open; ``limit`` None that there is no time limit."""

    opens_at: datetime
    closes_at: datetime | None
    attempts: int
    limit: timedelta | None

    def is_open(self, *, now: datetime) -> bool:
        return self.opens_at <= now and (self.closes_at is None or now < self.closes_at)

    def deadline(self, started_at: datetime) -> datetime | None:
        """The end of an attempt begun then: its limit, or the end of the window if that is
        sooner."""
        ends = [self.closes_at] if self.closes_at else []
        if self.limit is not None:
            ends.append(started_at + self.limit)
        return min(ends, default=None)

    @property
    def minutes(self) -> int | None:
        return None if self.limit is None else ceil(self.limit / timedelta(minutes=1))


@dataclass(frozen=True, kw_only=True)
class PupilTerms:
    """What a page tells a pupil. ``attempts`` are the pupil's own, the latest first; ``refusal`` is
    empty where one may begin or go on."""

    assignment: Assignment
    allowance: Allowance
    attempts: tuple[Attempt, ...]
    refusal: str
    now: datetime

    @property
    def open_attempt(self) -> Attempt | None:
        return next((a for a in self.attempts if is_running(a, now=self.now)), None)

    @property
    def closes_reading(self) -> bool:
        """Whether reading pages are closed to the pupil now: the work closes them, and did when the
        attempt began. The twin for one who asks for such a page is ``views.closed_reading``."""
        attempt = self.open_attempt
        closed = attempt is not None and bool(attempt.options.get("closes_reading"))
        return closed and self.assignment.closes_reading

    @property
    def used(self) -> int:
        return len(self.attempts)

    @property
    def left(self) -> int | None:
        """How many may still be begun; None for as many as one likes."""
        if not self.allowance.attempts:
            return None
        return max(self.allowance.attempts - self.used, 0)

    @property
    def number(self) -> int:
        """Of the next attempt. Counted from the highest: one that was deleted leaves a gap."""
        return max((attempt.number for attempt in self.attempts), default=0) + 1

    @property
    def cut_short(self) -> bool:
        """Whether the window ends before the time limit of an attempt begun now would."""
        limit, closes_at = self.allowance.limit, self.allowance.closes_at
        return limit is not None and closes_at is not None and self.now + limit > closes_at


@dataclass(frozen=True, kw_only=True)
class PupilStanding:
    """How far a pupil is. ``state`` is not-begun, at-work or handed-in; ``extra`` tells that the
    pupil has other terms than the rest."""

    membership: Membership
    name: str
    state: str
    attempts: int
    begun_at: datetime | None
    handed_in_at: datetime | None
    accommodation: Accommodation | None

    @property
    def extra(self) -> bool:
        return self.accommodation is not None or self.membership.time_percent > 100


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A class at its work, in alphabetical order."""

    pupils: Sequence[PupilStanding]

    def in_state(self, state: str) -> list[PupilStanding]:
        return [pupil for pupil in self.pupils if pupil.state == state]

    @property
    def not_begun(self) -> list[PupilStanding]:
        return self.in_state("not-begun")

    @property
    def at_work(self) -> list[PupilStanding]:
        return self.in_state("at-work")

    @property
    def handed_in(self) -> list[PupilStanding]:
        return self.in_state("handed-in")

    @property
    def all_in(self) -> bool:
        return bool(self.pupils) and len(self.handed_in) == len(self.pupils)


@dataclass(frozen=True, kw_only=True)
class DeckStanding:
    """Of a deck's ``cards`` a learner keeps some; ``known`` is None while none is kept."""

    cards: int
    known: Known | None

    @property
    def kept(self) -> int:
        return self.known.kept if self.known else 0

    @property
    def begun(self) -> int:
        return self.known.seen if self.known else 0

    @property
    def missing(self) -> int:
        return max(self.cards - self.kept, 0)


@dataclass(frozen=True, kw_only=True)
class PupilDeck:
    name: str
    deck: DeckStanding


@dataclass(frozen=True, kw_only=True)
class ClassWork:
    """One thing a class was given. ``state`` is soon, open, closed or archived; ``handed_in`` of
    the ``pupils`` did so at least once, ``at_work`` are in the middle of it; of decks nothing is
    counted."""

    assignment: Assignment
    state: str
    handed_in: int = 0
    at_work: int = 0
    pupils: int = 0


@dataclass(frozen=True, kw_only=True)
class OwnWork:
    """The same for one pupil; ``state`` is soon, open or closed, ``attempts`` the pupil's own."""

    assignment: Assignment
    state: str
    opens_at: datetime
    closes_at: datetime | None
    attempts: int
    at_work: bool


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """A line of the pupil's home. ``state`` is open, at-work, soon, deck or told: the latter is
    work whose feedback came out, or that a teacher wrote about."""

    assignment: Assignment
    state: str
    due: datetime | None
    is_new: bool = False
    left: int | None = None
    attempt: Attempt | None = None
    commented: bool = False


@dataclass(frozen=True, kw_only=True)
class Reminders:
    to_do: tuple[Reminder, ...] = ()
    soon: tuple[Reminder, ...] = ()
    told: tuple[Reminder, ...] = ()
    classrooms: tuple[Classroom, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.classrooms)


def allowance_of(
    assignment: Assignment, *, accommodation: Accommodation | None, time_percent: int = 100
) -> Allowance:
    """No query. ``time_percent`` is the membership's."""
    given = accommodation or Accommodation()
    percent = max(time_percent, given.time_percent or 100)
    limit = None
    if assignment.time_limit is not None:
        limit = timedelta(minutes=assignment.time_limit) * percent / 100
    attempts = given.attempts_allowed
    return Allowance(
        opens_at=given.opens_at or assignment.opens_at,
        closes_at=given.closes_at or assignment.closes_at,
        attempts=assignment.attempts_allowed if attempts is None else attempts,
        limit=limit,
    )


def terms_for(assignment: Assignment, pupil: User, *, now: datetime) -> PupilTerms:
    """Three queries, one more where the class is not loaded."""
    membership = Membership.objects.filter(
        classroom=assignment.classroom_id, user=pupil, role=MemberRole.PUPIL
    ).first()
    accommodation = Accommodation.objects.filter(assignment=assignment, pupil=pupil).first()
    attempts = tuple(
        Attempt.objects.filter(assignment=assignment, learner=pupil).order_by("-number")
    )
    allowance = allowance_of(
        assignment,
        accommodation=accommodation,
        time_percent=membership.time_percent if membership else 100,
    )
    return PupilTerms(
        assignment=assignment,
        allowance=allowance,
        attempts=attempts,
        refusal=_refusal(assignment, membership, allowance, attempts, now=now),
        now=now,
    )


def standing(assignment: Assignment, *, now: datetime) -> Standing:
    """Three queries, however many pupils and attempts."""
    accommodations = {
        given.pupil_id: given for given in Accommodation.objects.filter(assignment=assignment)
    }
    attempts: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in Attempt.objects.filter(assignment=assignment).order_by("number"):
        attempts[attempt.learner_id].append(attempt)
    return Standing(
        pupils=[
            _standing(
                membership,
                attempts.get(membership.user_id, []),
                accommodations.get(membership.user_id),
                now=now,
            )
            for membership in pupils_of(assignment)
        ]
    )


def pupils_of(assignment: Assignment) -> list[Membership]:
    """Of the class, each with its user, in alphabetical order. One query."""
    members = Membership.objects.filter(
        classroom=assignment.classroom_id, role=MemberRole.PUPIL
    ).select_related("user")
    return sorted(members, key=lambda member: (alphabetical(name_of(member)), member.pk))


def name_of(membership: Membership) -> str:
    """How a pupil is called in this class."""
    return membership.nickname or str(membership.user)


def deck_questions(assignment: Assignment) -> QuestionQuerySet:
    """What becomes cards: a topic's flashcards, or the questions of a set; live ones that cards
    are made of."""
    questions: QuestionQuerySet = Question.objects.live().filter(
        current__isnull=False, sensitivity__lte=Sensitivity.MILITARY
    )
    if assignment.topic_id is not None:
        return questions.filter(topic=assignment.topic_id, kind=Kind.FLASHCARD)
    return questions.filter(setentry__question_set=assignment.question_set_id)


def deck_of(assignment: Assignment, learner: User, *, now: datetime) -> DeckStanding:
    """Three queries."""
    return _decks(assignment, [learner], now=now)[learner.pk]


def deck_readiness(assignment: Assignment, *, now: datetime) -> list[PupilDeck]:
    """In alphabetical order. Four queries, however many pupils and cards."""
    members = pupils_of(assignment)
    decks = _decks(assignment, [member.user for member in members], now=now)
    return [PupilDeck(name=name_of(member), deck=decks[member.user_id]) for member in members]


def reminders(pupil: User, *, now: datetime) -> Reminders:
    """What the pupil's home tells; two queries, one where nothing is given."""
    given = list(_given(pupil, now=now))
    if not given:
        return Reminders()
    tries: dict[int | None, list[Attempt]] = defaultdict(list)
    commented = Answer.objects.filter(attempt=OuterRef("pk")).exclude(
        comment="", override_reason=""
    )
    attempts = Attempt.objects.filter(learner=pupil, assignment__in=given)
    for attempt in attempts.annotate(commented=Exists(commented)).order_by("-number"):
        tries[attempt.assignment_id].append(attempt)
    told = [_reminder(one, tries[one.pk], pupil, now=now) for one in given]
    lines = sorted((line for line in told if line), key=_by_urgency)
    return Reminders(
        to_do=tuple(line for line in lines if line.state in {"open", "at-work", "deck"}),
        soon=tuple(line for line in lines if line.state == "soon"),
        told=tuple(line for line in lines if line.state == "told"),
        classrooms=tuple({one.classroom_id: one.classroom for one in given}.values()),
    )


def work_of(classroom: Classroom, *, now: datetime) -> list[ClassWork]:
    """All that a class was given, the latest first. Three queries, however much it is."""
    given = Assignment.objects.filter(classroom=classroom).select_related("classroom")
    pupils = Membership.objects.filter(classroom=classroom, role=MemberRole.PUPIL)
    there = set(pupils.values_list("user", flat=True))
    done: dict[int | None, set[int]] = defaultdict(set)
    working: dict[int | None, set[int]] = defaultdict(set)
    attempts = Attempt.objects.filter(assignment__classroom=classroom)
    # Thousands at the end of a year: no objects are made of them.
    rows = attempts.values_list("assignment", "learner", "state", "deadline").order_by()
    for one_id, learner, state, deadline in rows:
        if learner in there:
            at_work = state == AttemptState.OPEN and (deadline is None or now < deadline)
            (working if at_work else done)[one_id].add(learner)
    return [
        ClassWork(
            assignment=one,
            state="archived" if one.archived_at else _state(one.opens_at, _end(one), now=now),
            handed_in=len(done[one.pk]),
            at_work=len(working[one.pk]),
            pupils=len(there),
        )
        for one in given
    ]


def own_work(classroom: Classroom, pupil: User, *, now: datetime) -> list[OwnWork]:
    """What a pupil of the class was given, the latest first. Four queries."""
    member = Membership.objects.get(classroom=classroom, user=pupil)
    accommodations = {
        own.assignment_id: own
        for own in Accommodation.objects.filter(assignment__classroom=classroom, pupil=pupil)
    }
    attempts: dict[int | None, list[Attempt]] = defaultdict(list)
    for attempt in Attempt.objects.filter(assignment__classroom=classroom, learner=pupil):
        attempts[attempt.assignment_id].append(attempt)
    work = []
    for one in Assignment.objects.filter(classroom=classroom, archived_at=None).select_related(
        "classroom"
    ):
        own = accommodations.get(one.pk)
        allowance = allowance_of(one, accommodation=own, time_percent=member.time_percent)
        is_deck = one.kind == AssignmentKind.DECK
        closes_at = _end(one) if is_deck else allowance.closes_at
        work.append(
            OwnWork(
                assignment=one,
                state=_state(allowance.opens_at, closes_at, now=now),
                opens_at=allowance.opens_at,
                closes_at=closes_at,
                attempts=len(attempts[one.pk]),
                at_work=any(is_running(attempt, now=now) for attempt in attempts[one.pk]),
            )
        )
    return work


def zone_of(assignment: Assignment) -> ZoneInfo:
    return ZoneInfo(assignment.classroom.time_zone)


def _refusal(
    assignment: Assignment,
    membership: Membership | None,
    allowance: Allowance,
    attempts: Sequence[Attempt],
    *,
    now: datetime,
) -> str:
    if assignment.archived_at or assignment.classroom.archived_at:
        return ARCHIVED
    if membership is None:
        return NOT_IN_CLASS
    if assignment.kind == AssignmentKind.DECK:
        return DECK
    if any(is_running(attempt, now=now) for attempt in attempts):
        return ""
    if now < allowance.opens_at:
        return NOT_YET
    if not allowance.is_open(now=now):
        return CLOSED
    if allowance.attempts and len(attempts) >= allowance.attempts:
        return USED_UP
    return ""


def _end(assignment: Assignment) -> datetime | None:
    """Of a deck the beginning of its day, by the clock of the class."""
    if assignment.kind == AssignmentKind.DECK and assignment.exam_day:
        return datetime.combine(assignment.exam_day, time(), tzinfo=zone_of(assignment))
    return assignment.closes_at


def _state(opens_at: datetime, closes_at: datetime | None, *, now: datetime) -> str:
    if now < opens_at:
        return "soon"
    return "open" if closes_at is None or now < closes_at else "closed"


def is_running(attempt: Attempt, *, now: datetime) -> bool:
    """Open, and its time is not up: one that is overdue is closed at first sight."""
    return attempt.is_open and (attempt.deadline is None or now < attempt.deadline)


def _standing(
    membership: Membership,
    attempts: Sequence[Attempt],
    accommodation: Accommodation | None,
    *,
    now: datetime,
) -> PupilStanding:
    state = "not-begun"
    if attempts:
        at_work = any(is_running(attempt, now=now) for attempt in attempts)
        state = "at-work" if at_work else "handed-in"
    handed_in = [a.finished_at or a.deadline for a in attempts if not is_running(a, now=now)]
    return PupilStanding(
        membership=membership,
        name=name_of(membership),
        state=state,
        attempts=len(attempts),
        begun_at=attempts[0].started_at if attempts else None,
        handed_in_at=max((at for at in handed_in if at), default=None),
        accommodation=accommodation,
    )


def _decks(
    assignment: Assignment, learners: Sequence[User], *, now: datetime
) -> dict[int, DeckStanding]:
    """By learner. Three queries."""
    questions = set(deck_questions(assignment).values_list("pk", flat=True))
    plans = StudyPlan.objects.filter(learner__in=learners)
    weights = {plan.learner_id: plan.parameters.weights for plan in plans}
    todays = {learner.pk: study_day(now, learner.zone) for learner in learners}
    cards = Card.objects.kept().filter(learner__in=learners, question__in=questions)
    rows = cards.values_list("learner", "stability", "last_day")
    recalls: dict[int, list[tuple[float, float] | None]] = defaultdict(list)
    for learner, stability, last_day in rows:
        known = None
        if last_day is not None:
            own = weights.get(learner, DEFAULT_PARAMETERS.weights)
            known = _recalls(stability, last_day, todays[learner], assignment.exam_day, own)
        recalls[learner].append(known)
    return {
        learner.pk: DeckStanding(cards=len(questions), known=_known(recalls[learner.pk]))
        for learner in learners
    }


def _recalls(
    stability: float,
    last_day: date,
    today: date,
    exam_day: date | None,
    weights: tuple[float, ...],
) -> tuple[float, float]:
    """The chance of recall today, and on the exam day if that is still to come."""
    later = max(today, exam_day or today)
    return (
        recall_after(max((today - last_day).days, 1), stability, weights),
        recall_after(max((later - last_day).days, 1), stability, weights),
    )


def _known(recalls: Sequence[tuple[float, float] | None]) -> Known | None:
    if not recalls:
        return None
    seen = [recall for recall in recalls if recall is not None]
    return Known(
        kept=len(recalls),
        seen=len(seen),
        today=sum(today for today, _later in seen) / len(recalls),
        exam=sum(later for _today, later in seen) / len(recalls),
    )


def _given(pupil: User, *, now: datetime) -> QuerySet[Assignment]:
    """What is open, opens, or closed not long ago. Each with ``time_percent`` of the membership,
    with what this pupil is given beyond the others (``own_…``), and with ``others_close``, the
    latest date that anybody was given."""
    latest = (
        Accommodation.objects.filter(assignment=OuterRef("pk"), closes_at__isnull=False)
        .order_by("-closes_at")
        .values("closes_at")[:1]
    )
    recent = now - TOLD_FOR
    is_near = Q(closes_at=None) | Q(closes_at__gt=recent) | Q(others_close__gt=recent)
    return (
        Assignment.objects.attended_by(pupil)
        .annotate(
            own=FilteredRelation("accommodation", condition=Q(accommodation__pupil=pupil)),
            own_opens_at=F("own__opens_at"),
            own_closes_at=F("own__closes_at"),
            own_attempts=F("own__attempts_allowed"),
            own_percent=F("own__time_percent"),
            time_percent=F("classroom__membership__time_percent"),
            others_close=Subquery(latest),
        )
        .filter(
            Q(kind=AssignmentKind.QUIZ) & is_near
            | Q(kind=AssignmentKind.DECK, exam_day__gte=study_day(now, pupil.zone))
        )
        .select_related("classroom")
    )


def _reminder(one: Any, attempts: Sequence[Any], pupil: User, *, now: datetime) -> Reminder | None:
    """``one`` carries what ``_given`` annotates, an attempt whether it was ``commented``."""
    own = Accommodation(
        opens_at=one.own_opens_at,
        closes_at=one.own_closes_at,
        attempts_allowed=one.own_attempts,
        time_percent=one.own_percent,
    )
    allowance = allowance_of(one, accommodation=own, time_percent=one.time_percent)
    is_new = not attempts and allowance.opens_at > now - NEW_FOR
    if now < allowance.opens_at:
        return Reminder(assignment=one, state="soon", due=allowance.opens_at)
    if one.kind == AssignmentKind.DECK:
        return Reminder(assignment=one, state="deck", due=None, is_new=is_new)
    running = next((a for a in attempts if is_running(a, now=now)), None)
    if running:
        return Reminder(assignment=one, state="at-work", due=running.deadline, attempt=running)
    left = max(allowance.attempts - len(attempts), 0) if allowance.attempts else None
    # Who has handed in once is not reminded of attempts that are left: they are no duty.
    if not attempts and allowance.is_open(now=now):
        return Reminder(
            assignment=one, state="open", due=allowance.closes_at, is_new=is_new, left=left
        )
    return _told(one, attempts, now=now)


def _told(one: Any, attempts: Sequence[Any], *, now: datetime) -> Reminder | None:
    """What came out since: results that waited for the end, or a teacher's word."""
    ends = [end for end in (one.closes_at, one.others_close) if end]
    for attempt in attempts:
        handed_in = attempt.finished_at or attempt.deadline
        came_out = handed_in
        if attempt.release == Release.AFTER_DUE:
            if one.closes_at is None or max(ends) > now:
                continue
            came_out = max([*ends, handed_in])
        elif not attempt.commented:
            continue
        # When a word was written is not kept: it is told for a while after the work.
        since = handed_in + TOLD_FOR if attempt.commented else came_out
        if max(since, came_out) > now - TOLD_FOR:
            return Reminder(
                assignment=one,
                state="told",
                due=None,
                attempt=attempt,
                commented=attempt.commented,
            )
    return None


def _by_urgency(line: Reminder) -> tuple[bool, float, int]:
    """What ends first stands first; what never ends stands last."""
    due = _end(line.assignment) if line.state == "deck" else line.due
    return (due is None, due.timestamp() if due else 0, line.assignment.pk)
