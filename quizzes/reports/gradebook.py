"""A class × its work: the grade of each pupil in each set that was assigned.

========== =========================================================================
cell       means
========== =========================================================================
handed-in  at least one attempt is finished: there is a grade
at-work    the first attempt is open
not-begun  nothing yet, and it can be begun
missed     nothing, and the pupil's time is over
not-open   nothing, and it opens later
========== =========================================================================

Never a ranking: pupils stand in alphabetical order.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Exists, F, OuterRef, Q

from quizzes.analysis import (
    Band,
    Ease,
    Grade,
    Scale,
    bands_from_json,
    counting,
    ease,
    grade_of,
    overall,
)
from quizzes.errors import BandsInvalid
from quizzes.models import (
    Accommodation,
    Answer,
    Assignment,
    Attempt,
    Classroom,
    Membership,
    User,
)
from quizzes.models.assignments import AssignmentKind, GradeOf
from quizzes.models.attempts import AttemptState
from quizzes.models.classes import MemberRole
from quizzes.models.sets import Release
from quizzes.reports.attempts import released
from quizzes.reports.classes import alphabetical

HANDED_IN = "handed-in"
AT_WORK = "at-work"
NOT_BEGUN = "not-begun"
MISSED = "missed"
NOT_OPEN = "not-open"


@dataclass(frozen=True, kw_only=True)
class Grading:
    """How a class is told its shares."""

    scale: Scale
    bands: tuple[Band, ...] = ()

    def grade(self, share: float | None, *, pass_mark: float | None = None) -> Grade | None:
        return _graded(share, self.scale, pass_mark, self.bands)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """``state`` as in the table above. ``share`` (0 to 1) is the one that counts, ``attempts`` how
    many were handed in; ``at_work`` says that one more is open, ``late`` that the first was handed
    in after the pupil's time."""

    state: str
    share: float | None = None
    grade: Grade | None = None
    attempts: int = 0
    at_work: bool = False
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Pupil:
    """``id`` is that of the user."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """One assignment over the class: ``share`` is the mean of what counts over the ``handed_in`` of
    the ``of`` pupils, ``passed`` how many of them passed where there is a pass mark."""

    assignment: Assignment
    share: float | None
    grade: Grade | None
    ease: Ease | None
    handed_in: int
    of: int
    passed: int | None


@dataclass(frozen=True, kw_only=True)
class PupilRow:
    """``cells`` stand in the order of the columns."""

    pupil: Pupil
    cells: tuple[Cell, ...]

    def count(self, *states: str) -> int:
        return sum(cell.state in states for cell in self.cells)

    @property
    def handed_in(self) -> int:
        return self.count(HANDED_IN)

    @property
    def missed(self) -> int:
        return self.count(MISSED)

    @property
    def to_do(self) -> int:
        return self.count(NOT_BEGUN, AT_WORK)


@dataclass(frozen=True, kw_only=True)
class Gradebook:
    """``columns`` have the latest work first; ``archived`` counts those that are left out."""

    classroom: Classroom
    grading: Grading
    columns: tuple[Column, ...]
    rows: tuple[PupilRow, ...]
    archived: int = 0


@dataclass(frozen=True, kw_only=True)
class Taken:
    """An attempt that was handed in, as a list of them tells it; ``counts`` where its share is the
    grade."""

    attempt: Attempt
    grade: Grade | None
    late: bool
    counts: bool


@dataclass(frozen=True, kw_only=True)
class PupilWork:
    """What a pupil made of one assignment. ``running`` is the attempt being worked on."""

    assignment: Assignment
    cell: Cell
    taken: tuple[Taken, ...]
    running: Attempt | None


@dataclass(frozen=True, kw_only=True)
class OwnAttempt:
    """What a pupil is told of an own attempt; ``grade`` is None until it may be told. ``commented``
    says that a teacher wrote or did something in it."""

    attempt: Attempt
    grade: Grade | None
    counts: bool
    commented: bool


@dataclass(frozen=True, kw_only=True)
class OwnGrade:
    """A pupil's own result at one assignment, the latest attempt first. ``grade`` is None while it
    ``waits`` for the time of everybody to be over; ``which`` says what counts of several."""

    attempts: tuple[OwnAttempt, ...]
    grade: Grade | None
    which: str
    waits: bool


# Thousands of cells hold few different shares.
@lru_cache(maxsize=4096)
def _graded(
    share: float | None, scale: Scale, pass_mark: float | None, bands: tuple[Band, ...]
) -> Grade | None:
    return grade_of(share, scale, pass_mark=pass_mark, bands=bands)


# (assignment, learner) → shares in the order the attempts were begun in, and whether one is open.
_Shares = dict[tuple[int, int], list[float]]


def grading_of(classroom: Classroom) -> Grading:
    """In percent where the class's own bands cannot be read."""
    scale = Scale(classroom.grade_scale)
    if scale is not Scale.BANDS:
        return Grading(scale=scale)
    try:
        return Grading(scale=scale, bands=bands_from_json(classroom.bands))
    except BandsInvalid:
        return Grading(scale=Scale.PERCENT)


def gradebook(
    classroom: Classroom,
    *,
    now: datetime,
    with_archived: bool = False,
    pupil_id: int | None = None,
) -> Gradebook:
    """Of the whole class or of one pupil. Five queries, however many pupils, assignments and
    attempts."""
    pupils = _pupils(classroom, pupil_id)
    sets = Assignment.objects.filter(classroom=classroom, kind=AssignmentKind.QUIZ)
    all_work = list(sets.order_by("-opens_at", "-pk"))
    work = [one for one in all_work if with_archived or one.archived_at is None]
    shares, at_work = _attempts(classroom, pupil_id)
    accommodations = {
        (given.assignment_id, given.pupil_id): given
        for given in Accommodation.objects.filter(assignment__classroom=classroom)
    }
    late = _late(classroom, accommodations)
    grading = grading_of(classroom)
    cells = {
        (one.pk, pupil.id): _cell(
            one,
            shares=shares.get((one.pk, pupil.id), ()),
            grading=grading,
            at_work=(one.pk, pupil.id) in at_work,
            late=(one.pk, pupil.id) in late,
            given=accommodations.get((one.pk, pupil.id)),
            now=now,
        )
        for one in work
        for pupil in pupils
    }
    return Gradebook(
        classroom=classroom,
        grading=grading,
        columns=tuple(
            _column(one, [cells[one.pk, pupil.id] for pupil in pupils], grading) for one in work
        ),
        rows=tuple(
            PupilRow(pupil=pupil, cells=tuple(cells[one.pk, pupil.id] for one in work))
            for pupil in pupils
        ),
        archived=len(all_work) - len(work),
    )


def work_of(assignment: Assignment, learner_id: int, *, now: datetime) -> PupilWork:
    """Two queries; one more where the class of the assignment is not loaded."""
    given = Accommodation.objects.filter(assignment=assignment, pupil=learner_id).first()
    found = Attempt.objects.filter(assignment=assignment, learner=learner_id)
    attempts = list(found.order_by("number"))
    finished = [attempt for attempt in attempts if not attempt.is_open]
    running = next((attempt for attempt in attempts if attempt.is_open), None)
    grading = grading_of(assignment.classroom)
    shares = [attempt.share for attempt in finished]
    counted = counting(shares, assignment.grade_of)
    taken = tuple(
        Taken(
            attempt=attempt,
            grade=grading.grade(attempt.share, pass_mark=assignment.pass_mark),
            late=_is_late(attempt.finished_at, _closes_at(assignment, given)),
            counts=place == counted and len(finished) > 1,
        )
        for place, attempt in enumerate(finished)
    )
    return PupilWork(
        assignment=assignment,
        cell=_cell(
            assignment,
            shares=shares,
            grading=grading,
            at_work=running is not None,
            late=bool(taken) and taken[0].late,
            given=given,
            now=now,
        ),
        taken=taken,
        running=running,
    )


def own_grade(assignment: Assignment, pupil: User, *, now: datetime) -> OwnGrade:
    """What was handed in, as far as its pupil may be told. Two queries, two more where the time of
    everybody is asked for, and one where the class is not loaded."""
    word = Answer.objects.filter(attempt=OuterRef("pk")).exclude(comment="", override_reason="")
    # What ran out of time is handed in, though nobody has closed it yet.
    ended = Q(state=AttemptState.FINISHED) | Q(deadline__lte=now)
    found = Attempt.objects.filter(ended, assignment=assignment, learner=pupil)
    attempts = list(found.annotate(commented=Exists(word)).order_by("number"))
    told_by_terms: dict[str, bool] = {}
    told = []
    for attempt in attempts:
        attempt.assignment = assignment
        if attempt.counted_at is not None:
            told.append(True)
            continue
        if attempt.release not in told_by_terms:  # the same for all of one assignment
            told_by_terms[attempt.release] = released(attempt, now=now)
        told.append(told_by_terms[attempt.release])
    grading, shares = grading_of(assignment.classroom), [attempt.share for attempt in attempts]
    counted = counting(shares, assignment.grade_of)
    is_told = bool(attempts) and all(told)
    share = overall(shares, assignment.grade_of) if is_told else None
    own = [
        OwnAttempt(
            attempt=attempt,
            grade=grading.grade(attempt.share if may else None, pass_mark=assignment.pass_mark),
            counts=is_told and place == counted and len(attempts) > 1,
            commented=may and attempt.commented,
        )
        for place, (attempt, may) in enumerate(zip(attempts, told, strict=True))
    ]
    return OwnGrade(
        attempts=tuple(reversed(own)),
        grade=grading.grade(share, pass_mark=assignment.pass_mark),
        which=str(GradeOf(assignment.grade_of).label),
        waits=any(
            attempt.release == Release.AFTER_DUE and not may
            for attempt, may in zip(attempts, told, strict=True)
        ),
    )


def _pupils(classroom: Classroom, pupil_id: int | None) -> list[Pupil]:
    members = Membership.objects.filter(classroom=classroom, role=MemberRole.PUPIL)
    if pupil_id is not None:
        members = members.filter(user=pupil_id)
    pupils = [
        Pupil(id=member.user_id, name=member.called) for member in members.select_related("user")
    ]
    return sorted(pupils, key=lambda pupil: (alphabetical(pupil.name), pupil.id))


def _attempts(
    classroom: Classroom, pupil_id: int | None
) -> tuple[_Shares, frozenset[tuple[int, int]]]:
    """Plain columns: a class makes thousands of attempts in a year."""
    attempts = Attempt.objects.filter(assignment__classroom=classroom)
    if pupil_id is not None:
        attempts = attempts.filter(learner=pupil_id)
    columns = attempts.order_by("number").values_list(
        "assignment_id", "learner_id", "state", "score", "out_of"
    )
    shares: _Shares = defaultdict(list)
    at_work = set()
    for assignment, learner, state, score, out_of in columns:
        if state == AttemptState.OPEN:
            at_work.add((assignment, learner))
        else:
            shares[assignment, learner].append(score / out_of if out_of else 0)
    return shares, frozenset(at_work)


def _late(
    classroom: Classroom, accommodations: Mapping[tuple[int, int], Accommodation]
) -> frozenset[tuple[int, int]]:
    """Whose first attempt was handed in after the pupil's own time."""
    after = Attempt.objects.finished().filter(
        assignment__classroom=classroom, number=1, finished_at__gt=F("assignment__closes_at")
    )
    found = after.values_list("assignment_id", "learner_id", "finished_at")
    late = set()
    for assignment, learner, finished_at in found:
        given = accommodations.get((assignment, learner))
        if given is None or not given.closes_at or _is_late(finished_at, given.closes_at):
            late.add((assignment, learner))
    return frozenset(late)


def _cell(
    assignment: Assignment,
    *,
    shares: Sequence[float],
    grading: Grading,
    at_work: bool,
    late: bool,
    given: Accommodation | None,
    now: datetime,
) -> Cell:
    if shares:
        share = overall(shares, assignment.grade_of)
        return Cell(
            state=HANDED_IN,
            share=share,
            grade=grading.grade(share, pass_mark=assignment.pass_mark),
            attempts=len(shares),
            at_work=at_work,
            late=late,
        )
    if at_work:
        return Cell(state=AT_WORK, at_work=True)
    closes_at = _closes_at(assignment, given)
    if now < _opens_at(assignment, given):
        return Cell(state=NOT_OPEN)
    return Cell(state=MISSED if closes_at and closes_at <= now else NOT_BEGUN)


def _opens_at(assignment: Assignment, given: Accommodation | None) -> datetime:
    return assignment.opens_at if given is None or given.opens_at is None else given.opens_at


def _closes_at(assignment: Assignment, given: Accommodation | None) -> datetime | None:
    return (given and given.closes_at) or assignment.closes_at


def _is_late(finished_at: datetime | None, closes_at: datetime | None) -> bool:
    return finished_at is not None and closes_at is not None and finished_at > closes_at


def _column(assignment: Assignment, cells: Iterable[Cell], grading: Grading) -> Column:
    among = list(cells)
    shares = [cell.share for cell in among if cell.share is not None]
    share = sum(shares) / len(shares) if shares else None
    passed = [cell.grade.passed for cell in among if cell.grade is not None]
    return Column(
        assignment=assignment,
        share=share,
        grade=grading.grade(share, pass_mark=assignment.pass_mark),
        ease=ease(share),
        handed_in=len(shares),
        of=len(among),
        passed=None if None in passed or not passed else sum(map(bool, passed)),
    )
