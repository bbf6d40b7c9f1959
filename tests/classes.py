"""Classes for tests: made through actions, as people make them."""

from itertools import count

from quizzes.actions import classes, joining
from quizzes.models import Classroom, Membership, User
from quizzes.models.classes import MemberRole
from tests.factories import NOON, UserFactory

_numbers = count(1)


def teacher(**fields: object) -> User:
    made: User = UserFactory.create(role="teacher", **fields)
    return made


def room_of(person: User, name: str = "8-Б", **fields: object) -> Classroom:
    room = classes.create(
        teacher=person, now=NOON, fields={"name": name, "time_zone": "Europe/Kyiv"}
    )
    if fields:
        Classroom.objects.filter(pk=room.pk).update(**fields)
        room.refresh_from_db()
    return room


def pupil_of(room: Classroom, nickname: str = "") -> Membership:
    """Somebody who joined by the code."""
    user, _words = joining.join(
        classroom=room, nickname=nickname or f"Pupil {next(_numbers)}", guest=None, now=NOON
    )
    return member(room, user)


def member(room: Classroom, user: User) -> Membership:
    return Membership.objects.select_related("user", "classroom").get(classroom=room, user=user)


def teach_too(room: Classroom, person: User) -> Membership:
    return Membership.objects.create(
        classroom=room, user=person, role=MemberRole.TEACHER, joined_at=NOON
    )
