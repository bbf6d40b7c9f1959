"""A class while it works: where each pupil is, and which question troubles many.

By name, never by score. Whether an answer was right is told of it only where the pupil was told
too, or has handed in: what may still be changed is no result.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple
from uuid import UUID

from quizzes.models import Answer, Assignment, Attempt, AttemptItem, Membership, Question, SetEntry
from quizzes.reports.assignments import is_running, name_of, pupils_of
from quizzes.reports.attempts import CURRENT, OPEN, stem_of

TROUBLE_FROM = 3  # answers, from which on a share says anything
TROUBLE_BELOW = 0.5  # of them right
TROUBLE_TOLD = 3  # questions at once


@dataclass(frozen=True, kw_only=True)
class PupilAtWork:
    """``state`` as in ``reports.assignments``; ``at`` is the position the pupil has come to;
    ``minutes`` what is left, None without a deadline."""

    pupil: int
    name: str
    state: str
    number: int = 0
    stones: tuple[str, ...] = ()
    answered: int = 0
    at: int | None = None
    minutes: int | None = None
    handed_in_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class QuestionAtWork:
    """``number`` is its place in the set, None where it was drawn for some. Of ``asked`` pupils who
    have it ``answered`` did; of ``told`` of these it is known whether they were right."""

    number: int | None
    stem: str
    asked: int
    answered: int
    told: int
    right: int

    @property
    def troubles(self) -> bool:
        return self.told >= TROUBLE_FROM and self.right < TROUBLE_BELOW * self.told


@dataclass(frozen=True, kw_only=True)
class Live:
    """``over`` says that nothing will change any more: the window is closed, nobody is at work."""

    pupils: tuple[PupilAtWork, ...]
    questions: tuple[QuestionAtWork, ...]
    over: bool

    def count(self, state: str) -> int:
        return sum(pupil.state == state for pupil in self.pupils)

    @property
    def not_begun(self) -> int:
        return self.count("not-begun")

    @property
    def at_work(self) -> int:
        return self.count("at-work")

    @property
    def handed_in(self) -> int:
        return self.count("handed-in")

    @property
    def all_in(self) -> bool:
        return bool(self.pupils) and self.handed_in == len(self.pupils)

    @property
    def answered(self) -> int:
        return sum(pupil.answered for pupil in self.pupils)

    @property
    def to_answer(self) -> int:
        return sum(len(pupil.stones) for pupil in self.pupils)

    @property
    def troubling(self) -> list[QuestionAtWork]:
        """The worst few, the worst first; the table tells of all."""
        trouble = [question for question in self.questions if question.troubles]
        return sorted(trouble, key=lambda q: (q.right / q.told, -q.told))[:TROUBLE_TOLD]

    @property
    def digest(self) -> str:
        """The same for two looks between which nothing has changed that is shown."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


class _Given(NamedTuple):
    score: float
    skipped: bool
    at: datetime


def live(assignment: Assignment, *, now: datetime) -> Live:
    """Six queries, however many pupils, questions and answers."""
    shown = _shown_attempts(assignment, now=now)
    answers: dict[tuple[UUID, int], _Given] = {
        (attempt, position): _Given(score, bool(response.get("skipped")), at)
        for attempt, position, score, response, at in Answer.objects.filter(
            attempt__in=[attempt.pk for attempt in shown.values()]
        ).values_list("attempt", "position", "score", "response", "answered_at")
    }
    members = pupils_of(assignment)
    pupils = tuple(
        _pupil(member, shown.get(member.user_id), answers, now=now) for member in members
    )
    running = any(pupil.state == "at-work" for pupil in pupils)
    closed = assignment.closes_at is not None and assignment.closes_at <= now
    there = {member.user_id for member in members}
    return Live(
        pupils=pupils,
        questions=_questions(
            assignment, [a for a in shown.values() if a.learner_id in there], answers, now=now
        ),
        over=not running and (closed or assignment.archived_at is not None),
    )


def _shown_attempts(assignment: Assignment, *, now: datetime) -> dict[int, Attempt]:
    """By learner: the one that runs, else the latest."""
    shown: dict[int, Attempt] = {}
    for attempt in Attempt.objects.filter(assignment=assignment).order_by("number"):
        before = shown.get(attempt.learner_id)
        if before is None or not is_running(before, now=now):
            shown[attempt.learner_id] = attempt
    return shown


def _pupil(
    member: Membership,
    attempt: Attempt | None,
    answers: Mapping[tuple[UUID, int], _Given],
    *,
    now: datetime,
) -> PupilAtWork:
    pupil, name = member.user_id, name_of(member)
    if attempt is None:
        return PupilAtWork(pupil=pupil, name=name, state="not-begun")
    given = {
        position: answer
        for position in range(1, attempt.length + 1)
        if (answer := answers.get((attempt.pk, position)))
    }
    running = is_running(attempt, now=now)
    at = _place(attempt, given) if running else None
    tells = _tells(attempt, now=now)
    left = attempt.deadline - now if running and attempt.deadline else None
    return PupilAtWork(
        pupil=pupil,
        name=name,
        state="at-work" if running else "handed-in",
        number=attempt.number,
        stones=tuple(
            _stone(given.get(position), tells=tells, current=position == at)
            for position in range(1, attempt.length + 1)
        ),
        answered=len(given),
        at=at,
        minutes=None if left is None else max(ceil(left / timedelta(minutes=1)), 0),
        handed_in_at=None if running else attempt.finished_at or attempt.deadline,
    )


def _place(attempt: Attempt, given: Mapping[int, _Given]) -> int:
    """The first unanswered position after the latest answer, then from the beginning. Where all is
    answered and nothing handed in, the last."""
    latest = max(given, key=lambda position: given[position].at, default=0)
    missing = [p for p in range(1, attempt.length + 1) if p not in given]
    after = [p for p in missing if p > latest]
    return next(iter(after or missing), attempt.length)


def _tells(attempt: Attempt, *, now: datetime) -> bool:
    return attempt.tells_at_once or not is_running(attempt, now=now)


def _stone(given: _Given | None, *, tells: bool, current: bool) -> str:
    if given is None:
        return CURRENT if current else OPEN
    if given.skipped:
        return "skipped"
    if not tells:
        return "answered"
    if given.score == 1:
        return "right"
    return "partial" if given.score > 0 else "wrong"


def _questions(
    assignment: Assignment,
    attempts: Sequence[Attempt],
    answers: Mapping[tuple[UUID, int], _Given],
    *,
    now: datetime,
) -> tuple[QuestionAtWork, ...]:
    """In the order of the set, then those that were drawn."""
    telling = {attempt.pk: _tells(attempt, now=now) for attempt in attempts}
    places: dict[int, list[tuple[UUID, int]]] = defaultdict(list)
    items = AttemptItem.objects.filter(attempt__in=telling).order_by()
    for attempt, position, question in items.values_list(
        "attempt", "position", "version__question"
    ):
        places[question].append((attempt, position))
    numbers = _numbers(assignment)
    questions = Question.objects.select_related("current").in_bulk(list(places))
    told = [
        _question(numbers.get(pk), question, places[pk], answers, telling)
        for pk, question in sorted(questions.items())
    ]
    return tuple(sorted(told, key=lambda q: (q.number is None, q.number or 0, q.stem)))


def _numbers(assignment: Assignment) -> dict[int, int]:
    """Question → its place in the set, as far as it is fixed: places are counted through the
    entries, of which a draw takes as many as it gives."""
    numbers, place = {}, 1
    entries = SetEntry.objects.filter(question_set=assignment.question_set_id).order_by(
        "position", "pk"
    )
    for question, count in entries.values_list("question", "count"):
        if question is not None:
            numbers[question] = place
        place += count
    return numbers


def _question(
    number: int | None,
    question: Question,
    places: Iterable[tuple[UUID, int]],
    answers: Mapping[tuple[UUID, int], _Given],
    telling: Mapping[UUID, bool],
) -> QuestionAtWork:
    places = list(places)
    given = [(place[0], answer) for place in places if (answer := answers.get(place))]
    told = [answer for attempt, answer in given if telling[attempt]]
    return QuestionAtWork(
        number=number,
        stem=stem_of(question.current.item) if question.current else "",
        asked=len(places),
        answered=len(given),
        told=len(told),
        right=sum(answer.score == 1 for answer in told),
    )
