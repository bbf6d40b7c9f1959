"""A made-up teacher, a class and its history, to try the app with."""

import random
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from quizzes.actions import attempts
from quizzes.actions.accounts import passphrase
from quizzes.actions.drawing import QuizOptions
from quizzes.grading import Chosen, Ordered, Response
from quizzes.items import AnyItem, Choice, Ordering
from quizzes.models import Attempt, Classroom, Membership, User
from quizzes.models.classes import CODE_ALPHABET, CODE_LENGTH, MemberRole
from quizzes.models.people import Role

PASSWORD_WORDS = 3


@dataclass(frozen=True, kw_only=True)
class DemoPupil:
    """``knows``: the share of answers given right, 0 to 1. ``quizzes``: days ago of each."""

    username: str
    display_name: str
    knows: float
    quizzes: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class DemoClass:
    teacher_username: str
    teacher_name: str
    classroom: str
    pupils: Sequence[DemoPupil]


@transaction.atomic
def load(demo: DemoClass, *, now: datetime, seed: int) -> Mapping[str, str]:
    """Create the accounts and their history. Returns the passwords by username: they are kept only
    as hashes. The history is the same for the same ``seed``, bank and ``now``."""
    passwords = {}
    teacher, passwords[demo.teacher_username] = _person(
        demo.teacher_username, demo.teacher_name, Role.TEACHER
    )
    classroom = Classroom.objects.create(name=demo.classroom, code=class_code(), created_at=now)
    _join(classroom, teacher, MemberRole.TEACHER, now=now)
    for pupil in demo.pupils:
        learner, passwords[pupil.username] = _person(
            pupil.username, pupil.display_name, Role.LEARNER
        )
        _join(classroom, learner, MemberRole.PUPIL, now=now)
        for days_ago in pupil.quizzes:
            _take_quiz(
                learner,
                knows=pupil.knows,
                rng=random.Random(f"{seed} {pupil.username} {days_ago}"),
                now=now - timedelta(days=days_ago),
            )
    return passwords


def class_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def _person(username: str, display_name: str, role: Role) -> tuple[User, str]:
    password = passphrase(PASSWORD_WORDS)
    user = User.objects.create_user(username, password, display_name=display_name, role=role)
    return user, password


def _join(classroom: Classroom, user: User, role: MemberRole, *, now: datetime) -> None:
    Membership.objects.create(classroom=classroom, user=user, role=role, joined_at=now)


def _take_quiz(learner: User, *, knows: float, rng: random.Random, now: datetime) -> Attempt:
    seed = rng.getrandbits(32)
    attempt = attempts.start(learner=learner, options=QuizOptions(), seed=seed, now=now)
    for shown in attempt.items.select_related("version"):
        seconds = rng.randint(8, 45)
        now += timedelta(seconds=seconds)
        attempts.answer(
            attempt_id=attempt.pk,
            learner=learner,
            position=shown.position,
            response=_response(shown.version.item, right=rng.random() < knows, rng=rng),
            token=uuid.UUID(int=rng.getrandbits(128)),
            seconds=seconds,
            now=now,
        )
    return attempt


def _response(item: AnyItem, *, right: bool, rng: random.Random) -> Response:
    match item:
        case Choice():
            wrong = [option.id for option in item.options if option.id != item.key]
            return Chosen(option=item.key if right else rng.choice(wrong))
        case Ordering():
            order = [event.id for event in item.events]
            if not right:
                place = rng.randrange(len(order) - 1)
                order[place], order[place + 1] = order[place + 1], order[place]
            return Ordered(events=tuple(order))
    raise TypeError(f"a quiz shows no {item.kind}")
