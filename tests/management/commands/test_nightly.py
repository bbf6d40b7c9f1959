from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from quizzes.actions import accounts
from quizzes.models import Attempt, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def overdue(learner, now):
    return Attempt.objects.create(
        learner=learner,
        seed=1,
        length=3,
        out_of=3,
        started_at=now - timedelta(hours=2),
        deadline=now - timedelta(hours=1),
    )


def test_attempts_out_of_time_are_closed_at_their_deadline(capsys):
    late = overdue(UserFactory(), timezone.now())
    running = Attempt.objects.create(
        learner=late.learner, seed=1, length=3, out_of=3, started_at=timezone.now()
    )
    call_command("nightly")
    late.refresh_from_db()
    running.refresh_from_db()
    assert (late.is_open, late.finished_at, running.is_open) == (False, late.deadline, True)
    assert capsys.readouterr().out == "Attempts closed, their time being up: 1\n"


def test_guests_of_long_ago_and_dead_sessions_go(capsys):
    now = timezone.now()
    accounts.create_guest(now=now - timedelta(days=91))
    fresh = accounts.create_guest(now=now - timedelta(days=89))
    Session.objects.create(session_key="dead", session_data="", expire_date=now - timedelta(1))
    call_command("nightly")
    assert list(User.objects.all()) == [fresh]
    assert not Session.objects.exists()
    assert capsys.readouterr().out == "Guests removed, with their answers: 1\n"


def test_days_may_be_fewer_and_never_none():
    fresh = accounts.create_guest(now=timezone.now() - timedelta(days=20))
    call_command("nightly", days=30)
    assert User.objects.filter(pk=fresh.pk).exists()
    call_command("nightly", days=10)
    assert not User.objects.exists()
    with pytest.raises(CommandError, match="1 or more"):
        call_command("nightly", days=0)


def test_nothing_to_do_says_nothing(capsys):
    call_command("nightly")
    assert capsys.readouterr().out == ""
