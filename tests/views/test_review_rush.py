"""Clicks that repeat each other and tabs that disagree, all at once and through the pages."""

import pytest

from tests.actions.test_attempts_race import shared_database
from tests.rush import rush

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["shared_database"]


def test_every_card_is_counted_once_and_undone(shared_database: None) -> None:
    found = rush(submits=40, workers=4)
    assert found.right, found
