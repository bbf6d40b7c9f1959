"""The results of a class at the end of a year: its gradebook, its export and an analysis."""

from __future__ import annotations

import uuid
from datetime import timedelta
from random import Random

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from quizzes.models import (
    Answer,
    Assignment,
    Attempt,
    AttemptItem,
    Classroom,
    Membership,
    Question,
    QuestionSet,
    User,
)
from quizzes.models.classes import MemberRole
from tests.bench.bank import tell
from tests.factories import TopicFactory, UserFactory, choice_question

PUPILS = 40
ASSIGNMENTS = 60
ATTEMPTS = 3
QUESTIONS = 20

PAGES = {
    "the gradebook, 40 × 60": "/classes/{room}/results/",
    "the results of one pupil": "/classes/{room}/results/{pupil}/",
    "the analysis of 20 questions": "/assignments/{assignment}/results/",
    "the same of all attempts": "/assignments/{assignment}/results/?attempts=all",
}


def measure() -> int:
    teacher, room, assignment, pupil = fill()
    client = Client(headers={"host": "localhost"})
    client.force_login(teacher)
    names = {"room": room.pk, "assignment": assignment.pk, "pupil": pupil.pk}
    return sum(tell(name, client, address.format(**names)) for name, address in PAGES.items())


@transaction.atomic
def fill() -> tuple[User, Classroom, Assignment, User]:
    """One assignment has its answers; of the others the attempts alone are looked at."""
    luck = Random(11)
    teacher = UserFactory.create(role="teacher")
    now = timezone.now()
    room = Classroom.objects.create(
        name="8-Б", code="BENCH222", created_at=now, grade_scale="twelve"
    )
    Membership.objects.create(classroom=room, user=teacher, role=MemberRole.TEACHER, joined_at=now)
    pupils = [UserFactory.build(username=f"bench-pupil-{n}", password="!") for n in range(PUPILS)]
    User.objects.bulk_create(pupils)
    Membership.objects.bulk_create(
        Membership(classroom=room, user=pupil, joined_at=now, nickname=f"Учень {n}")
        for n, pupil in enumerate(pupils)
    )
    kept = QuestionSet.objects.create(owner=teacher, title="Bench", created_at=now, changed_at=now)
    topic = TopicFactory.create()
    questions = [choice_question(topic) for _ in range(QUESTIONS)]
    given = Assignment.objects.bulk_create(
        Assignment(
            classroom=room,
            question_set=kept,
            title=f"Робота {n}",
            opens_at=now - timedelta(days=n + 2),
            closes_at=now - timedelta(days=n + 1),
            created_at=now,
        )
        for n in range(ASSIGNMENTS)
    )
    attempts = Attempt.objects.bulk_create(
        (
            Attempt(
                learner=pupil,
                assignment=one,
                number=number,
                seed=1,
                length=QUESTIONS,
                answered=QUESTIONS,
                out_of=QUESTIONS,
                score=luck.randint(0, 4 * QUESTIONS) / 4,
                state="finished",
                started_at=one.opens_at + timedelta(hours=number),
                finished_at=one.opens_at + timedelta(hours=number + 1),
            )
            for one in given
            for pupil in pupils
            for number in range(1, ATTEMPTS + 1)
        ),
        batch_size=1000,
    )
    answered = [attempt for attempt in attempts if attempt.assignment_id == given[0].pk]
    _answer(answered, questions, luck)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return teacher, room, given[0], pupils[0]


def _answer(attempts: list[Attempt], questions: list[Question], luck: Random) -> None:
    places = [
        (attempt, place, question.current)
        for attempt in attempts
        for place, question in enumerate(questions, start=1)
    ]
    AttemptItem.objects.bulk_create(
        AttemptItem(attempt=attempt, position=place, version=version, shuffle=[0, 1, 2, 3])
        for attempt, place, version in places
    )
    chosen = [luck.choice("aaabcd") for _ in places]
    Answer.objects.bulk_create(
        Answer(
            attempt=attempt,
            position=place,
            version=version,
            response={"chosen": letter},
            score=float(letter == "a"),
            token=uuid.uuid4(),
            seconds=luck.randint(5, 90),
            answered_at=attempt.finished_at,
        )
        for (attempt, place, version), letter in zip(places, chosen, strict=True)
    )
