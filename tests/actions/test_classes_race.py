"""Two at once: teachers who leave, pupils who take the same nickname."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import DatabaseError, connections

from quizzes.actions import classes, joining
from quizzes.models import Classroom, Membership, User
from quizzes.models.classes import MemberRole
from tests.actions.test_attempts_race import kinds, shared_database, take_the_lock_away
from tests.classes import room_of, teach_too, teacher
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["shared_database"]


@pytest.fixture
def room(shared_database: None) -> Classroom:
    made = room_of(teacher())
    teach_too(made, teacher())
    return made


@pytest.fixture
def both_have_looked(monkeypatch: pytest.MonkeyPatch) -> Barrier:
    """Noting comes after looking who else is there and before leaving: there each waits for the
    other. Where the lock lets one in at a time, nobody comes, and the barrier breaks."""
    barrier = Barrier(2)
    note = classes.logbook.note

    def waiting(**noted: Any) -> None:
        with suppress(BrokenBarrierError):
            barrier.wait(timeout=1.5)
        note(**noted)

    monkeypatch.setattr(classes.logbook, "note", waiting)
    return barrier


def together(one: Callable[[Any], object], people: list[Any]) -> list[object]:
    def guarded(person: Any) -> object:
        try:
            return one(person)
        except (classes.LastTeacher, joining.NicknameTaken, DatabaseError) as error:
            return error
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(max_workers=len(people)) as pool:
        return list(pool.map(guarded, people))


def leave(member: Membership) -> None:
    classes.remove_teacher(member=member, teacher=member.user, now=NOON)


def teachers(room: Classroom) -> list[Membership]:
    found = Membership.objects.filter(classroom=room, role=MemberRole.TEACHER)
    return list(found.select_related("user", "classroom"))


def test_without_the_lock_the_race_is_there(
    room: Classroom, both_have_looked: Barrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_the_lock_away(monkeypatch)
    results = together(leave, teachers(room))
    assert not both_have_looked.broken
    refused = sum(isinstance(result, DatabaseError) for result in results)
    # SQLite notices that what was read is old; PostgreSQL lets both go.
    assert refused == 1 or not teachers(room)


def test_two_teachers_who_leave_at_once_leave_one(
    room: Classroom, both_have_looked: Barrier
) -> None:
    results = together(leave, teachers(room))
    assert both_have_looked.broken
    assert kinds(results) == ["LastTeacher", "NoneType"]
    assert len(teachers(room)) == 1


def test_two_pupils_with_one_nickname_at_once_are_one_pupil(room: Classroom) -> None:
    people = User.objects.count()

    def one(nickname: str) -> object:
        return joining.join(classroom=room, nickname=nickname, guest=None, now=NOON)

    results = together(one, ["Олена", "ОЛЕНА"])
    assert kinds(results) == ["NicknameTaken", "tuple"]
    assert User.objects.count() == people + 1
