"""What is told of a set before it is taken."""

from django.db.models import Case, F, Sum, When

from quizzes.kinds import Kind
from quizzes.models import Attempt, QuestionSet, User
from quizzes.models.questions import QuestionStatus


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
