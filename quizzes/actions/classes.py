"""What a teacher changes about a class."""

from datetime import date, datetime

from django.utils.translation import gettext

from quizzes.actions import questions
from quizzes.models import Classroom, ItemReport, Question, User


def set_exam_day(*, classroom: Classroom, exam_day: date | None) -> None:
    """Pupils see it beside their own plan; none of their plans is changed."""
    Classroom.objects.filter(pk=classroom.pk).update(exam_day=exam_day)


def ask_to_mend(*, question: Question, teacher: User, text: str, now: datetime) -> ItemReport:
    """Tell the authors of a question that a class keeps forgetting it. Raises ``TooManyReports``,
    and ``ValueError`` for a question without a version."""
    if question.current is None:
        raise ValueError("a question in use has a version")
    return questions.report(
        version=question.current,
        reporter=teacher,
        text=text or gettext("A class keeps forgetting this card."),
        now=now,
    )
