from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from quizzes.actions import accounts
from quizzes.models import User

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
