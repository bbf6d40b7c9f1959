"""What the tests of class work share: a class, its teacher and pupils, a set, and its giving."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from quizzes.actions import assignments
from quizzes.models import (
    Answer,
    Assignment,
    Attempt,
    Classroom,
    Membership,
    QuestionSet,
    SetEntry,
    User,
)
from quizzes.models.classes import MemberRole
from quizzes.models.people import Role
from tests.factories import NOON, TopicFactory, UserFactory, choice_question, flashcard_question

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
_codes = count(1)


def classroom(teacher: User | None = None, **columns: Any) -> Classroom:
    given = {"name": "8-Б", "code": f"ROOM{next(_codes):04}", "created_at": NOON}
    room: Classroom = Classroom.objects.create(**(given | columns))
    join(room, teacher or UserFactory.create(role=Role.TEACHER), MemberRole.TEACHER)
    return room


def join(
    room: Classroom,
    person: User | None = None,
    role: MemberRole = MemberRole.PUPIL,
    **columns: Any,
) -> User:
    person = person or UserFactory.create()
    Membership.objects.create(classroom=room, user=person, role=role, joined_at=NOON, **columns)
    return person


def teacher_of(room: Classroom) -> User:
    found: User = User.objects.get(membership__classroom=room, membership__role=MemberRole.TEACHER)
    return found


def question_set(
    owner: User | None = None, *, questions: int = 2, cards: bool = False, **columns: Any
) -> QuestionSet:
    """Of choices, each on a fact of its own; with ``cards`` of flashcards."""
    given = {"title": "The fortress", "created_at": NOON, "changed_at": NOON}
    made: QuestionSet = QuestionSet.objects.create(
        owner=owner or UserFactory.create(role=Role.TEACHER), **(given | columns)
    )
    topic = TopicFactory.create()
    write = flashcard_question if cards else choice_question
    for position in range(1, questions + 1):
        SetEntry.objects.create(question_set=made, position=position, question=write(topic))
    return made


def assigned(
    room: Classroom | None = None,
    *,
    opens_at: datetime = NOON - HOUR,
    closes_at: datetime | None = NOON + DAY,
    questions: int = 2,
    **columns: Any,
) -> Assignment:
    room = room or classroom()
    teacher = teacher_of(room)
    order = assignments.Order(classroom=room, opens_at=opens_at, closes_at=closes_at)
    given = {"title": "The fortress", "now": NOON - HOUR} | columns
    if "question_set" not in given and "topic" not in given:
        cards = "exam_day" in given
        given["question_set"] = question_set(teacher, questions=questions, cards=cards)
    return assignments.assign(teacher=teacher, orders=[order], **given)[0]


def begin(assignment: Assignment, pupil: User, *, now: datetime = NOON) -> Attempt:
    fresh = Assignment.objects.select_related("classroom").get(pk=assignment.pk)
    return assignments.begin(assignment=fresh, pupil=pupil, seed=1, now=now)


def respond(
    attempt: Attempt, position: int, *, right: bool = True, now: datetime = NOON, **columns: Any
) -> Answer:
    """Written as it stands, with the counters of the attempt."""
    shown = attempt.items.get(position=position)
    answer: Answer = Answer.objects.create(
        attempt=attempt,
        position=position,
        version=shown.version,
        response={"chosen": "a" if right else "b"},
        score=float(right),
        token=uuid4(),
        answered_at=now,
        **columns,
    )
    attempt.answered += 1
    attempt.score += float(right)
    attempt.save(update_fields=["answered", "score"])
    return answer


def hand_in(attempt: Attempt, *, now: datetime = NOON) -> Attempt:
    attempt.state, attempt.finished_at = "finished", now
    attempt.save(update_fields=["state", "finished_at"])
    return attempt
