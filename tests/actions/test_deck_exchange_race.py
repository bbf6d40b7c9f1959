"""A deck taken over twice at once: both see the same cards, as far as the lock allows."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import DatabaseError, connections

from quizzes.actions import deck_exchange as exchange
from quizzes.exchange.deck import Deck, DeckNote, Imported
from quizzes.models import Card, PendingImport
from tests.actions.test_attempts_race import shared_database, take_the_lock_away
from tests.cards import plan_of
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["shared_database"]


@pytest.fixture
def pending(shared_database: None) -> PendingImport:
    owner = UserFactory()
    plan_of(owner)
    notes = tuple(DeckNote(guid=f"g{n}", front=f"Front {n}", back="Back") for n in range(3))
    imported = Imported(decks=(Deck(name="Deck", notes=notes),))
    return exchange.keep(owner=owner, name="deck", imported=imported, now=NOON)


@pytest.fixture
def both_have_read(monkeypatch: pytest.MonkeyPatch) -> Barrier:
    """Comparing comes after reading and before writing: there each waits for the other."""
    barrier = Barrier(2)
    compare = exchange._fates

    def waiting(*args: Any) -> Any:
        with suppress(BrokenBarrierError):
            barrier.wait(timeout=1.5)
        return compare(*args)

    monkeypatch.setattr(exchange, "_fates", waiting)
    return barrier


def race(pending: PendingImport) -> list[object]:
    """What each thread got: a ``PendingImport``, or the error."""

    def one(_thread: int) -> object:
        try:
            return exchange.take_over(owner=pending.owner, pending_id=pending.pk, now=NOON)
        except DatabaseError as error:
            return error
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(one, range(2)))


def test_without_the_lock_the_race_is_there(
    pending: PendingImport, both_have_read: Barrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_the_lock_away(monkeypatch)
    results = race(pending)
    assert not both_have_read.broken
    assert sum(isinstance(result, DatabaseError) for result in results) == 1


def test_word_given_twice_at_once_adds_once(
    pending: PendingImport, both_have_read: Barrier
) -> None:
    results = race(pending)
    assert both_have_read.broken
    assert [result.added for result in results if isinstance(result, PendingImport)] == [3, 3]
    assert Card.objects.count() == 3
