"""What grading old answers with another key would change, before anything is changed.

A regrade asks for one question, the version whose key shall hold, and whose answers: those of one
assignment, or of all work of the classes that a teacher teaches. What was shown stays what was
shown; only the marks follow the other key.

=============  ==========================================================================
left alone     why an answer keeps its mark
=============  ==========================================================================
in-work        the attempt is not handed in yet
overridden     a teacher set the mark by hand
option-gone    what was chosen is no option of the other version
key-not-shown  the right option of the other version was not there to choose
cards-differ   the other version orders other cards
kind-changed   the other version asks for another kind of answer
=============  ==========================================================================
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from quizzes.analysis import Grade
from quizzes.errors import ResponseInvalid
from quizzes.grading import grade, response_from_json
from quizzes.grading.key import Key, asks_for_what_was_shown, key_of
from quizzes.items import AnyItem
from quizzes.models import (
    Answer,
    Assignment,
    AttemptItem,
    Classroom,
    Membership,
    Question,
    QuestionVersion,
    User,
)
from quizzes.models.attempts import AttemptState
from quizzes.reports.gradebook import grading_of

_WHY = {"option-unknown": "option-gone", "cards-differ": "cards-differ"}


@dataclass(frozen=True, kw_only=True)
class AnswerChange:
    """``before`` and ``after`` are shares from 0 to 1."""

    answer: int
    attempt: str
    position: int
    before: float
    after: float


@dataclass(frozen=True, kw_only=True)
class LeftAnswer:
    """``why`` is a code of the table above."""

    answer: int
    attempt: str
    position: int
    why: str


@dataclass(frozen=True, kw_only=True)
class AttemptChange:
    """The whole attempt: ``before`` and ``after`` are shares from 0 to 1, ``score`` the points that
    it comes to."""

    attempt: str
    learner: int
    assignment: int
    before: float
    after: float
    score: float


@dataclass(frozen=True, kw_only=True)
class RegradePlan:
    """What a regrade would do. ``unaffected`` are answers that the other key grades the same,
    ``rekeyed`` how many of them another key graded so far. ``attempts`` are those with a change, in
    a fixed order, as everything here."""

    question: int
    version: int
    assignment: int | None
    changes: tuple[AnswerChange, ...]
    unaffected: tuple[int, ...]
    rekeyed: int
    left: tuple[LeftAnswer, ...]
    attempts: tuple[AttemptChange, ...]

    @property
    def graded(self) -> int:
        return len(self.changes) + len(self.unaffected)

    @property
    def does_something(self) -> bool:
        return bool(self.changes or self.rekeyed)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of all of it: what was confirmed is what is done, or nothing is."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    @property
    def gaining(self) -> int:
        """How many pupils come out higher, over all their attempts."""
        return sum(by > 0 for by in self._moved().values())

    @property
    def losing(self) -> int:
        return sum(by < 0 for by in self._moved().values())

    def _moved(self) -> Mapping[int, float]:
        moved: dict[int, float] = defaultdict(float)
        for change in self.attempts:
            moved[change.learner] += change.after - change.before
        return moved


@dataclass(frozen=True, kw_only=True)
class Outdated:
    """``answers`` of finished attempts that were graded by a key other than that of ``version``,
    the question's present one."""

    question: Question
    version: QuestionVersion
    answers: int


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """One answer of a plan, for people. ``name`` is empty for who left the class. ``change`` and
    the grades of the whole attempt, ``before`` and ``after``, are None where nothing moves; ``why``
    is set where the answer is left alone."""

    name: str
    assignment: Assignment
    number: int
    attempt: UUID
    item: AnyItem
    response: Mapping[str, Any]
    change: AnswerChange | None
    before: Grade | None
    after: Grade | None
    why: str = ""

    @property
    def gains(self) -> bool:
        return self.change is not None and self.change.after > self.change.before


def regradable(teacher: User) -> QuerySet[Question]:
    """Questions that were asked in the classes one teaches, whoever wrote them."""
    taught = Assignment.objects.editable_by(teacher)
    asked = AttemptItem.objects.filter(attempt__assignment__in=taught)
    return Question.objects.filter(pk__in=asked.values("version__question"))


def answers_in_reach(
    question: Question, teacher: User, assignment: Assignment | None = None
) -> QuerySet[Answer]:
    """Those of pupils who left the class are among them: their grade was wrong, too."""
    taught = Assignment.objects.editable_by(teacher)
    if assignment is not None:
        taught = taught.filter(pk=assignment.pk)
    return Answer.objects.filter(version__question=question, attempt__assignment__in=taught)


def dry_run(
    *,
    question: Question,
    version: QuestionVersion,
    by: User,
    assignment: Assignment | None = None,
) -> RegradePlan:
    """What ``actions.regrades.regrade`` would do at this moment. Four queries, however many
    answers. Raises ``ValueError`` for a version of another question."""
    if version.question_id != question.pk:
        raise ValueError("a question is graded with a key of its own")
    found = answers_in_reach(question, by, assignment).order_by("attempt", "position")
    answers = list(found.select_related("attempt"))
    shown = QuestionVersion.objects.in_bulk(
        {answer.version_id for answer in answers} | {_graded_by(answer) for answer in answers}
    )
    keys = {pk: key_of(one.item) for pk, one in shown.items()}
    key = key_of(version.item)
    changes, unaffected, left, rekeyed = [], [], [], 0
    for answer in answers:
        pk, attempt, position = answer.pk, str(answer.attempt_id), answer.position
        judged = _judged(answer, shown[answer.version_id].item, version.item)
        if isinstance(judged, str):
            left.append(LeftAnswer(answer=pk, attempt=attempt, position=position, why=judged))
        elif judged == answer.score:
            unaffected.append(pk)
            rekeyed += keys[_graded_by(answer)] != key
        else:
            changes.append(
                AnswerChange(
                    answer=pk,
                    attempt=attempt,
                    position=position,
                    before=answer.score,
                    after=judged,
                )
            )
    return RegradePlan(
        question=question.pk,
        version=version.pk,
        assignment=assignment.pk if assignment else None,
        changes=tuple(changes),
        unaffected=tuple(unaffected),
        rekeyed=rekeyed,
        left=tuple(left),
        attempts=_attempt_changes(answers, changes),
    )


def outdated(question: Question, teacher: User) -> Outdated | None:
    """Whether a regrade is worth a look. Two queries, or one where nothing was answered."""
    version = question.current
    if version is None:
        return None
    answers = answers_in_reach(question, teacher).filter(
        attempt__state=AttemptState.FINISHED, override_reason=""
    )
    counted = answers.order_by().values_list("version", "marked_with").annotate(n=Count("pk"))
    by_key: dict[int, int] = defaultdict(int)
    for shown, marked_with, count in counted:
        by_key[marked_with or shown] += count
    keys = keys_of({*by_key, version.pk}) if by_key else {}
    stale = sum(n for pk, n in by_key.items() if keys[pk] != keys[version.pk])
    return Outdated(question=question, version=version, answers=stale) if stale else None


def keys_of(versions: Iterable[int]) -> dict[int, Key]:
    """By version. One query."""
    found = QuestionVersion.objects.in_bulk(set(versions))
    return {pk: key_of(version.item) for pk, version in found.items()}


def rows_of(plan: RegradePlan) -> tuple[list[PlanRow], list[PlanRow]]:
    """What changes and what is left alone, by name. Four queries, however many rows."""
    changed = {change.answer: change for change in plan.changes}
    left = {answer.answer: answer.why for answer in plan.left}
    whole = {change.attempt: change for change in plan.attempts}
    found = Answer.objects.filter(pk__in=[*changed, *left]).select_related(
        "attempt__assignment__classroom", "version"
    )
    # All in reach belong to class work; the type does not know.
    answers = [(answer, answer.attempt.assignment) for answer in found if answer.attempt.assignment]
    names = names_in({assignment.classroom for _answer, assignment in answers})
    gradings = {a.classroom_id: grading_of(a.classroom) for _answer, a in answers}
    rows = []
    for answer, assignment in answers:
        moved = whole.get(str(answer.attempt_id)) if answer.pk in changed else None
        grading, pass_mark = gradings[assignment.classroom_id], assignment.pass_mark
        rows.append(
            PlanRow(
                name=names.get((assignment.classroom_id, answer.attempt.learner_id), ""),
                assignment=assignment,
                number=answer.attempt.number,
                attempt=answer.attempt_id,
                item=answer.version.item,
                response=answer.response,
                change=changed.get(answer.pk),
                before=grading.grade(moved.before if moved else None, pass_mark=pass_mark),
                after=grading.grade(moved.after if moved else None, pass_mark=pass_mark),
                why=left.get(answer.pk, ""),
            )
        )
    rows.sort(key=lambda row: (not row.name, row.name.casefold(), row.assignment.pk, row.number))
    return [row for row in rows if row.change], [row for row in rows if row.why]


def scores_of(
    attempts: Iterable[UUID], instead: Mapping[tuple[UUID, int], float] | None = None
) -> dict[UUID, float]:
    """Σ weight × share of each attempt, in the order of its questions; ``instead`` has shares by
    attempt and position that take the place of those kept. Two queries."""
    among, other = list(attempts), instead or {}
    items = AttemptItem.objects.filter(attempt__in=among)
    weights = {
        (attempt, position): weight
        for attempt, position, weight in items.values_list("attempt", "position", "weight")
    }
    answers = Answer.objects.filter(attempt__in=among).order_by("attempt", "position")
    scores: dict[UUID, float] = dict.fromkeys(among, 0.0)
    for attempt, position, share in answers.values_list("attempt", "position", "score"):
        at = (attempt, position)
        scores[attempt] += weights[at] * other.get(at, share)
    return scores


def names_in(classrooms: Iterable[Classroom]) -> dict[tuple[int, int], str]:
    """How pupils are called, by class and pupil. One query."""
    members = Membership.objects.filter(classroom__in=list(classrooms)).select_related("user")
    return {(member.classroom_id, member.user_id): member.called for member in members}


def _graded_by(answer: Answer) -> int:
    return answer.marked_with_id or answer.version_id


def _judged(answer: Answer, shown: AnyItem, key: AnyItem) -> float | str:
    """The share that ``key`` gives, or why it gives none."""
    if answer.attempt.is_open:
        return "in-work"
    if answer.is_overridden:
        return "overridden"
    if shown.kind != key.kind:
        return "kind-changed"
    try:
        result = grade(key, response_from_json(answer.response))
    except ResponseInvalid as error:
        return _WHY.get(error.code, "kind-changed")
    return result.score if asks_for_what_was_shown(shown, key) else "key-not-shown"


def _attempt_changes(
    answers: Sequence[Answer], changes: Sequence[AnswerChange]
) -> tuple[AttemptChange, ...]:
    attempts = {str(answer.attempt_id): answer.attempt for answer in answers}
    touched = [attempts[pk] for pk in dict.fromkeys(change.attempt for change in changes)]
    scores = scores_of(
        [attempt.pk for attempt in touched],
        instead={(UUID(change.attempt), change.position): change.after for change in changes},
    )
    return tuple(
        AttemptChange(
            attempt=str(attempt.pk),
            learner=attempt.learner_id,
            assignment=attempt.assignment_id or 0,
            before=attempt.share,
            after=scores[attempt.pk] / attempt.out_of if attempt.out_of else 0,
            score=scores[attempt.pk],
        )
        for attempt in touched
    )
