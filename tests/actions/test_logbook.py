from datetime import timedelta

import pytest

from quizzes.actions import logbook
from quizzes.models import Deed, LogEntry
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db


def test_note_keeps_who_did_what_to_whom():
    teacher, pupil = UserFactory(role="teacher"), UserFactory()
    logbook.note(
        actor=teacher, deed=Deed.PASSPHRASE_RESET, at=NOON, subject=pupil, reason="lost the card"
    )
    (entry,) = LogEntry.objects.all()
    assert (entry.actor, entry.subject, entry.deed) == (teacher, pupil, Deed.PASSPHRASE_RESET)
    assert entry.detail == {"reason": "lost the card"}


def test_prune_keeps_what_is_young_enough():
    for age in (1, 2, 3):
        logbook.note(actor=None, deed=Deed.REGRADED, at=NOON - timedelta(days=age), count=age)
    assert logbook.prune(before=NOON - timedelta(days=2)) == 1
    assert [entry.detail["count"] for entry in LogEntry.objects.all()] == [1, 2]
