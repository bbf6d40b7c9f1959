"""Sets of plain choices, for the tests of those who put them together."""

from typing import Any

from quizzes.actions import sets
from quizzes.models import Question, QuestionSet, Topic, User
from tests.factories import NOON, TopicFactory, UserFactory, choice_question


def teacher(**fields: Any) -> User:
    made: User = UserFactory.create(role="teacher", **fields)
    return made


def choices(count: int, *, topic: Topic | None = None) -> list[Question]:
    """Generated choices on one topic, each on a fact of its own."""
    topic = topic or TopicFactory.create()
    return [choice_question(topic) for _ in range(count)]


def filled(owner: User, *, count: int = 3, title: str = "Rivers", **columns: Any) -> QuestionSet:
    """A set of ``count`` choices."""
    made = sets.create(owner=owner, title=title, questions=choices(count), now=NOON)
    if columns:
        QuestionSet.objects.filter(pk=made.pk).update(**columns)
        made.refresh_from_db()
    return made


def entries_of(question_set: QuestionSet) -> list[int]:
    """Ids in their order."""
    return list(question_set.entries.order_by("position").values_list("pk", flat=True))


def questions_of(question_set: QuestionSet) -> list[int | None]:
    return list(question_set.entries.order_by("position").values_list("question_id", flat=True))
