"""What is told of a set before it is taken, and what may not be told because class work asks it.

Class work that tells its answers later *withholds* its questions from a pupil: while the pupil is
at work; before that, while the pupil may begin; told after the due date, until the time of
everybody is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, When

from quizzes.kinds import Kind
from quizzes.models import (
    Accommodation,
    Assignment,
    Attempt,
    AttemptItem,
    Question,
    QuestionSet,
    SetEntry,
    User,
)
from quizzes.models.assignments import AssignmentKind
from quizzes.models.questions import QuestionStatus
from quizzes.models.sets import Release
from quizzes.reports.assignments import PupilTerms, terms_for
from quizzes.reports.attempts import end_for_all


@dataclass(frozen=True, kw_only=True)
class WithheldQuestions:
    """Ids of questions; ``until`` is when the next work opens that may withhold others, None where
    none is known."""

    questions: frozenset[int] = frozenset()
    until: datetime | None = None


def questions_in(question_set: QuestionSet) -> int:
    """How many questions an attempt has at most. One query."""
    live = question_set.entries.exclude(question__status=QuestionStatus.RETIRED)
    live = live.exclude(question__kind=Kind.FLASHCARD)
    counted = live.aggregate(n=Sum(Case(When(question=None, then=F("count")), default=1)))
    return counted["n"] or 0


def can_be_asked(question_set: QuestionSet) -> bool:
    return questions_in(question_set) > 0


def attempts_at(question_set: QuestionSet, learner: User) -> list[Attempt]:
    """One's own without a class, the latest first; repeats of what was missed do not count."""
    mine = Attempt.objects.filter(learner=learner, question_set=question_set)
    return list(mine.filter(assignment=None, retry_of=None).order_by("-started_at"))


def withheld_by(question_set: QuestionSet, learner: User, *, now: datetime) -> Assignment | None:
    """Class work that asks a question of this set too, and whose answers this pupil may not be told
    yet: elsewhere one must not learn them either. One query where there is none, up to five more
    for each that is still going on."""
    asked = question_set.entries.exclude(question=None).values("question")
    told_later = _going_on(learner, now=now).exclude(release=Release.AT_ONCE)
    found = told_later.filter(question_set__entries__question__in=asked).distinct()
    terms = (terms_for(given, learner, now=now) for given in found)
    return next((one.assignment for one in terms if _withholds(one, now=now)), None)


def withheld_questions(learner: User, *, now: datetime) -> WithheldQuestions:
    """What all class work withholds from this pupil; what it draws anew for each attempt, too, once
    it was drawn. Where a running attempt closes the reading pages, flashcards on its facts tell no
    more than they do, and are withheld likewise. One query where no work tells its answers later
    or closes reading, up to five more and three for each that does."""
    secret = ~Q(release=Release.AT_ONCE) | Q(closes_reading=True)
    given = _going_on(learner, now=now).filter(secret)
    found = [terms_for(one, learner, now=now) for one in given]
    if not found:
        return WithheldQuestions()
    opening = [
        moment
        for terms in found
        for moment in (terms.assignment.opens_at, terms.allowance.opens_at)
        if moment > now
    ]
    return WithheldQuestions(
        questions=_asked_in([terms for terms in found if _withholds(terms, now=now)]),
        until=min(opening, default=None),
    )


def _going_on(learner: User, *, now: datetime) -> QuerySet[Assignment]:
    """Sets to take that this pupil was given, and that are not over for everybody."""
    later = Accommodation.objects.filter(assignment=OuterRef("pk"), closes_at__gt=now)
    running = Attempt.objects.open().filter(assignment=OuterRef("pk"), learner=learner)
    goes_on = Q(closes_at=None) | Q(closes_at__gt=now) | Exists(later) | Exists(running)
    given = Assignment.objects.attended_by(learner).filter(goes_on, kind=AssignmentKind.QUIZ)
    return given.select_related("classroom")


def _withholds(terms: PupilTerms, *, now: datetime) -> bool:
    given = terms.assignment
    if terms.open_attempt is not None:
        return True
    if given.release == Release.AT_ONCE:
        return False
    if given.release == Release.AFTER_DUE and given.closes_at is not None:
        opens_at = min(given.opens_at, terms.allowance.opens_at)
        return opens_at <= now < end_for_all(given, given.closes_at)
    return not terms.attempts and terms.allowance.is_open(now=now)


def _asked_in(withholding: Sequence[PupilTerms]) -> frozenset[int]:
    sets = [terms.assignment.question_set_id for terms in withholding]
    entries = SetEntry.objects.filter(question_set__in=sets).exclude(question=None)
    asked = set(entries.values_list("question", flat=True))
    # Handed in and not told yet, too.
    taken = [attempt for terms in withholding for attempt in terms.attempts]
    shown = AttemptItem.objects.filter(attempt__in=taken)
    asked.update(shown.values_list("version__question", flat=True) if taken else ())
    running = [terms.open_attempt for terms in withholding if terms.closes_reading]
    closing = [attempt.pk for attempt in running if attempt is not None]
    return frozenset(asked | _cards_on_facts_of(closing))


def _cards_on_facts_of(attempts: Sequence[UUID]) -> set[int]:
    if not attempts:
        return set()
    asked = AttemptItem.objects.filter(attempt__in=attempts).values("version__question")
    facts = Question.facts.through.objects.filter(question__in=asked).values("fact")
    cards = Question.objects.filter(kind=Kind.FLASHCARD, facts__in=facts)
    return set(cards.values_list("pk", flat=True))
