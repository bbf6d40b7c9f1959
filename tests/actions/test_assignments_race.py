"""Two starts at once. Each test lets both see "no attempt yet", as far as the lock allows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections
from django.db.models import QuerySet

from quizzes.actions import assignments, attempts, taking
from quizzes.models import Assignment, Attempt, User
from tests.actions.test_attempts_race import shared_database  # noqa: F401
from tests.assigned import assigned, classroom, join
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)

Given = tuple[Assignment, User]


@pytest.fixture
def given(shared_database: None) -> Given:  # noqa: F811
    room = classroom()
    return assigned(room), join(room)


@pytest.fixture
def both_have_read(monkeypatch: pytest.MonkeyPatch) -> Barrier:
    """Drawing comes after reading and before writing: there each waits for the other. Where the
    lock lets one in at a time, nobody comes, and the barrier breaks."""
    barrier = Barrier(2)
    real = taking.begin

    def waiting(**arguments: Any) -> Any:
        with suppress(BrokenBarrierError):
            barrier.wait(timeout=1.5)
        return real(**arguments)

    monkeypatch.setattr(taking, "begin", waiting)
    return barrier


def race(given: Given, *, starts: int = 2) -> list[object]:
    """What each thread got: an attempt, or the error."""
    assignment, pupil = given

    def one(seed: int) -> object:
        try:
            fresh = Assignment.objects.select_related("classroom").get(pk=assignment.pk)
            return assignments.begin(assignment=fresh, pupil=pupil, seed=seed, now=NOON)
        except DatabaseError as error:
            return error
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(max_workers=starts) as pool:
        return list(pool.map(one, range(starts)))


def test_without_the_lock_both_begin_and_the_constraint_keeps_one(
    given: Given, both_have_read: Barrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocked: Callable[..., Any] = lambda self, **_kwargs: self  # noqa: E731
    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
    if connection.vendor == "sqlite":
        options = connections.settings["default"]["OPTIONS"]
        monkeypatch.setitem(options, "transaction_mode", "DEFERRED")
        # On SQLite any writing locks everything: without it nothing is left that does.
        monkeypatch.setattr(attempts, "close_overdue", lambda **_arguments: 0)
    results = race(given)
    assert not both_have_read.broken
    assert sum(isinstance(result, DatabaseError) for result in results) == 1
    assert Attempt.objects.count() == 1


def test_two_starts_at_once_give_one_open_attempt(given: Given, both_have_read: Barrier) -> None:
    first, second = race(given)
    assert both_have_read.broken
    assert first == second == Attempt.objects.get()


def test_ten_starts_at_once_give_one_open_attempt(given: Given) -> None:
    assert set(race(given, starts=10)) == {Attempt.objects.get()}
