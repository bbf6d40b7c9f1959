"""Two reviews at once. Each test lets both see the same state, as far as the lock allows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connections

from quizzes.actions import cards
from quizzes.errors import CardStale
from quizzes.kinds import Rating
from quizzes.models import Card, ReviewLog, StudyDay
from tests.actions.test_attempts_race import kinds, shared_database, take_the_lock_away
from tests.cards import card_of, plan_of, rate, undo
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["shared_database"]


@pytest.fixture
def card(shared_database: None) -> Card:
    made = card_of()
    plan_of(made.learner)
    return made


@pytest.fixture
def both_have_read(monkeypatch: pytest.MonkeyPatch) -> Barrier:
    """Scheduling comes after reading and before writing: there each waits for the other. Where the
    lock lets one in at a time, nobody comes, and the barrier breaks."""
    barrier = Barrier(2)
    schedule = cards.reviewing.review

    def waiting(*args: Any) -> Any:
        with suppress(BrokenBarrierError):
            barrier.wait(timeout=1.5)
        return schedule(*args)

    monkeypatch.setattr(cards.reviewing, "review", waiting)
    return barrier


def race(card: Card, tokens: tuple[UUID, ...], workers: int = 2) -> list[object]:
    """What each thread got: a ``Reviewed``, or the error."""

    def one(token: UUID) -> object:
        try:
            return cards.review(
                card_id=card.pk,
                learner=card.learner,
                token=token,
                version=0,
                now=NOON,
                rating=Rating.GOOD,
            )
        except (CardStale, DatabaseError) as error:
            return error
        finally:
            connections["default"].close()

    return together(one, tokens, workers)


def together(one: Callable[[UUID], object], tokens: tuple[UUID, ...], workers: int) -> list[object]:
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(one, tokens))


def test_without_the_lock_the_race_is_there(
    card: Card, both_have_read: Barrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_the_lock_away(monkeypatch)
    results = race(card, (uuid4(), uuid4()))
    assert not both_have_read.broken
    refused = sum(isinstance(result, DatabaseError) for result in results)
    # SQLite notices that what was read is old; PostgreSQL writes both.
    assert refused == 1 or ReviewLog.objects.count() == 2


def test_two_tabs_at_once_leave_one_review_and_one_explanation(
    card: Card, both_have_read: Barrier
) -> None:
    results = race(card, (uuid4(), uuid4()))
    assert both_have_read.broken
    assert kinds(results) == ["CardStale", "Reviewed"]
    assert ReviewLog.objects.count() == 1
    assert StudyDay.objects.get().reviewed == 1


def test_double_click_leaves_one_review_told_twice(card: Card, both_have_read: Barrier) -> None:
    token = uuid4()
    assert kinds(race(card, (token, token))) == ["Reviewed", "Reviewed"]
    assert ReviewLog.objects.count() == 1


def test_two_undos_at_once_take_back_two_reviews_and_no_more(card: Card) -> None:
    for _ in range(3):
        rate(card, Rating.AGAIN)

    def one(token: UUID) -> object:
        try:
            return cards.undo(learner=card.learner, token=token, now=NOON)
        finally:
            connections["default"].close()

    again = uuid4()
    together(one, (uuid4(), again, again), 3)
    assert ReviewLog.objects.standing().count() == 1
    undo(card.learner)
    card.refresh_from_db()
    assert (card.reps, card.version) == (0, 6)
