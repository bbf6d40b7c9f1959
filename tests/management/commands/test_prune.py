from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from quizzes.actions import accounts, logbook
from quizzes.models import Classroom, Deed, LogEntry, User
from tests.classes import pupil_of, room_of, teacher

pytestmark = pytest.mark.django_db


def test_guests_of_long_ago_go(capsys):
    now = timezone.now()
    accounts.create_guest(now=now - timedelta(days=91))
    fresh = accounts.create_guest(now=now - timedelta(days=89))
    call_command("prune")
    assert list(User.objects.all()) == [fresh]
    assert capsys.readouterr().out == "Guests removed, with their answers: 1\n"


def test_dead_sessions_go_too():
    dead, alive = (timezone.now() + timedelta(days=days) for days in (-1, 1))
    for key, expires in (("dead", dead), ("alive", alive)):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    call_command("prune")
    assert [session.session_key for session in Session.objects.all()] == ["alive"]


def test_today_is_never_pruned():
    with pytest.raises(CommandError, match="1 or more"):
        call_command("prune", days=0)


def test_old_log_entries_go(settings, capsys):
    settings.KEEP_LOG_DAYS = 30
    now = timezone.now()
    for days in (29, 31):
        logbook.note(actor=None, deed=Deed.REGRADED, at=now - timedelta(days=days), count=days)
    call_command("prune")
    assert [entry.detail["count"] for entry in LogEntry.objects.all()] == [29]
    assert "Entries of the log removed: 1" in capsys.readouterr().out


def test_classes_archived_long_ago_go_and_their_pupils_stay(settings, capsys):
    settings.KEEP_CLASSES_DAYS = 30
    now = timezone.now()
    old, young, running = (room_of(teacher()) for _ in range(3))
    pupil = pupil_of(old).user
    for room, days in ((old, 31), (young, 29)):
        Classroom.objects.filter(pk=room.pk).update(archived_at=now - timedelta(days=days))
    call_command("prune")
    assert set(Classroom.objects.all()) == {young, running}
    assert User.objects.filter(pk=pupil.pk).exists()
    assert "Archived classes removed, with their assignments: 1" in capsys.readouterr().out
