"""Two requests at once. Each test lets both see "no answer yet", as far as the lock allows."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections
from django.db.models import QuerySet

from quizzes.actions import attempts, cards
from quizzes.actions.drawing import QuizOptions
from quizzes.errors import AlreadyAnswered
from quizzes.grading import Chosen
from quizzes.models import Answer, Attempt, StudyDay
from tests.factories import NOON, TopicFactory, UserFactory, choice_question

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shared_database(db: None, tmp_path: Path) -> Iterator[None]:
    """A database that threads can share. Tests on SQLite run in memory, where nothing waits for a
    lock: there, a file stands in."""
    if connection.vendor != "sqlite":
        yield
        return
    settings = connections.settings["default"]
    in_memory, name = connection.connection, settings["NAME"]
    file = tmp_path / "race.sqlite3"
    with closing(sqlite3.connect(file)) as copy:
        in_memory.backup(copy)
    connection.connection, settings["NAME"] = None, str(file)
    try:
        yield
    finally:
        connection.close()
        connection.connection, settings["NAME"] = in_memory, name


@pytest.fixture
def attempt(shared_database: None) -> Attempt:
    choice_question(TopicFactory())
    learner = UserFactory()
    return attempts.start(learner=learner, options=QuizOptions(length=1), seed=1, now=NOON)


@pytest.fixture
def both_have_read(monkeypatch: pytest.MonkeyPatch) -> Barrier:
    """Grading comes after reading and before writing: there each waits for the other. Where the
    lock lets one in at a time, nobody comes, and the barrier breaks."""
    barrier = Barrier(2)
    grade = attempts.grade

    def waiting(*args: Any) -> Any:
        with suppress(BrokenBarrierError):
            barrier.wait(timeout=1.5)
        return grade(*args)

    monkeypatch.setattr(attempts, "grade", waiting)
    return barrier


def race(attempt: Attempt, tokens: tuple[UUID, UUID]) -> list[object]:
    """What each of two threads got: an ``Answered``, or the error."""

    def one(token: UUID) -> object:
        try:
            return attempts.answer(
                attempt_id=attempt.pk,
                learner=attempt.learner,
                position=1,
                response=Chosen(option="a"),
                token=token,
                now=NOON,
            )
        except (AlreadyAnswered, DatabaseError) as error:
            return error
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(one, tokens))


def kinds(results: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_without_the_lock_both_write_and_the_constraint_keeps_one_row(
    attempt: Attempt, both_have_read: Barrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_the_lock_away(monkeypatch)
    results = race(attempt, (uuid4(), uuid4()))
    assert not both_have_read.broken
    assert sum(isinstance(result, DatabaseError) for result in results) == 1
    assert Answer.objects.count() == 1


def test_two_tabs_at_once_leave_one_answer_and_one_explanation(
    attempt: Attempt, both_have_read: Barrier
) -> None:
    results = race(attempt, (uuid4(), uuid4()))
    assert both_have_read.broken
    assert kinds(results) == ["AlreadyAnswered", "Answered"]
    assert Answer.objects.count() == 1
    assert StudyDay.objects.get().answered == 1


def test_double_click_leaves_one_answer_told_twice(
    attempt: Attempt, both_have_read: Barrier
) -> None:
    token = uuid4()
    results = race(attempt, (token, token))
    assert kinds(results) == ["Answered", "Answered"]
    assert Answer.objects.count() == 1
    assert StudyDay.objects.get().answered == 1


def take_the_lock_away(monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked: Callable[..., Any] = lambda self, **_kwargs: self  # noqa: E731
    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
    for prepared in (attempts._locked, cards._locked_plans):
        monkeypatch.setattr(prepared, "kept", {})  # the SQL that was written with the lock
    if connection.vendor == "sqlite":
        options = connections.settings["default"]["OPTIONS"]
        monkeypatch.setitem(options, "transaction_mode", "DEFERRED")
