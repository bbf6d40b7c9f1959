"""What the tests of results share: class work that was taken and handed in, through the actions.

Questions are those of ``tests.factories``: options a to d, of which a is the key. What a pupil
gives is written as a letter a question: ``"ab- "`` is a, b, skipped, left unanswered.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from quizzes.actions import attempts, writing
from quizzes.grading import Chosen, Response, Skipped
from quizzes.items import Choice
from quizzes.models import (
    Answer,
    Assignment,
    Attempt,
    Classroom,
    Question,
    QuestionSet,
    QuestionVersion,
    SetEntry,
    User,
)
from quizzes.models.questions import Origin
from tests.assigned import assigned, begin, classroom, join, teacher_of
from tests.factories import NOON, TopicFactory, choice_question

BACKEND = "quizzes.backends.PasswordBackend"


def written(owner: User, *, of: int = 1, key: str = "a") -> list[Question]:
    """Questions that ``owner`` may change."""
    topic = TopicFactory.create()
    made = [choice_question(topic, key=key) for _ in range(of)]
    Question.objects.filter(pk__in=[one.pk for one in made]).update(
        owner=owner, origin=Origin.WRITTEN
    )
    return list(Question.objects.filter(pk__in=[one.pk for one in made]).order_by("pk"))


def work(
    room: Classroom | None = None, *, of: int = 3, weights: Sequence[float] = (), **columns: object
) -> Assignment:
    """A set of ``of`` questions of the teacher's own, given to the class, in order as it stands."""
    room = room or classroom()
    teacher = teacher_of(room)
    kept = QuestionSet.objects.create(
        owner=teacher, title="Rivers", created_at=NOON, changed_at=NOON
    )
    for position, question in enumerate(written(teacher, of=of), start=1):
        weight = weights[position - 1] if weights else 1
        SetEntry.objects.create(
            question_set=kept, position=position, question=question, weight=weight
        )
    given = {"shuffle_questions": False, "release": "at-end", "title": "Rivers"} | columns
    return assigned(room, question_set=kept, **given)


def taken(
    assignment: Assignment,
    pupil: User | None = None,
    given: str = "",
    *,
    now: datetime = NOON,
    handed_in: bool = True,
    seconds: int = 20,
) -> Attempt:
    """``pupil`` is a new one of the class, unless said."""
    pupil = pupil or join(assignment.classroom)
    attempt = begin(assignment, pupil, now=now)
    for position, letter in enumerate(given, start=1):
        if letter != " ":
            attempts.answer(
                attempt_id=attempt.pk,
                learner=pupil,
                position=position,
                response=response_of(letter),
                token=uuid4(),
                now=now,
                seconds=seconds,
            )
    if handed_in:
        attempts.finish(attempt_id=attempt.pk, learner=pupil, now=now + timedelta(minutes=1))
    attempt.refresh_from_db()
    return attempt


def response_of(letter: str) -> Response:
    return Skipped() if letter == "-" else Chosen(option=letter)


def question_at(assignment: Assignment, position: int = 1) -> Question:
    entry = SetEntry.objects.select_related("question__current", "question__topic__pack").get(
        question_set=assignment.question_set_id, position=position
    )
    if entry.question is None:
        raise ValueError("an entry of these tests is a question")
    return entry.question


def rekeyed(question: Question, key: str, *, author: User, now: datetime = NOON) -> QuestionVersion:
    """The same question with another option as its key."""
    question = Question.objects.select_related("current", "topic__pack").get(pk=question.pk)
    item = question.current.item
    if not isinstance(item, Choice):
        raise TypeError(item)
    return writing.revise(
        question=question,
        item=replace(item, key=key),
        topic=question.topic,
        author=author,
        now=now,
    )


def answer_at(attempt: Attempt, position: int = 1) -> Answer:
    return Answer.objects.get(attempt=attempt, position=position)
