"""What is told of a set before it is taken."""

from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, Q, Sum, When

from quizzes.kinds import Kind
from quizzes.models import Accommodation, Assignment, Attempt, QuestionSet, User
from quizzes.models.assignments import AssignmentKind
from quizzes.models.questions import QuestionStatus
from quizzes.models.sets import Release
from quizzes.reports.assignments import terms_for
from quizzes.reports.attempts import end_for_all


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
    given = Assignment.objects.attended_by(learner).filter(
        kind=AssignmentKind.QUIZ, question_set__entries__question__in=asked
    )
    later = Accommodation.objects.filter(assignment=OuterRef("pk"), closes_at__gt=now)
    running = Attempt.objects.open().filter(assignment=OuterRef("pk"), learner=learner)
    goes_on = Q(closes_at=None) | Q(closes_at__gt=now) | Exists(later) | Exists(running)
    told_later = given.exclude(release=Release.AT_ONCE).filter(goes_on)
    found = told_later.select_related("classroom").distinct()
    return next((one for one in found if _withholds(one, learner, now=now)), None)


def _withholds(given: Assignment, pupil: User, *, now: datetime) -> bool:
    """While the pupil is at work; before that, while the pupil may begin; told after the due date,
    until the time of everybody is over."""
    terms = terms_for(given, pupil, now=now)
    if terms.open_attempt is not None:
        return True
    if given.release == Release.AFTER_DUE and given.closes_at is not None:
        return given.opens_at <= now < end_for_all(given, given.closes_at)
    return not terms.attempts and terms.allowance.is_open(now=now)
