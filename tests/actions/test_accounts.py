import datetime as dt

import pytest

from quizzes.actions import accounts
from quizzes.backends import RecoveryBackend
from quizzes.models import Attempt, StudyDay, User
from quizzes.models.people import Role

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 9, 1, 9, tzinfo=dt.UTC)


def sign_up(guest=None, username="olena", password="сонце над річкою"):
    return accounts.sign_up(
        guest=guest, username=username, display_name="Олена", password=password, now=NOW
    )


def attempt_of(learner, answered=3):
    return Attempt.objects.create(
        learner=learner, seed=1, length=10, out_of=10, answered=answered, started_at=NOW
    )


def test_guest_has_no_usable_password():
    assert not accounts.create_guest(now=NOW).has_usable_password()


def test_sign_up_keeps_the_row_of_the_guest_and_so_its_work():
    guest = accounts.create_guest(now=NOW)
    attempt = attempt_of(guest)
    user, _told = sign_up(guest)
    attempt.refresh_from_db()
    assert (attempt.learner, user.pk, user.role) == (user, guest.pk, Role.LEARNER)


def test_sign_up_does_not_take_over_an_account():
    teacher = User.objects.create_user("teacher", "lampe und buch", role=Role.TEACHER)
    user, _told = sign_up(teacher)
    assert user.pk != teacher.pk


def test_username_is_one_in_any_case_and_script():
    sign_up(username="ОЛЕНА")
    with pytest.raises(accounts.UsernameTaken):
        sign_up(username="олена")


def test_recovery_words_prove_who_one_is_however_they_are_typed():
    user, told = sign_up()
    typed = accounts.normal_passphrase(f"  {told.upper().replace('-', ' ')} ")
    assert RecoveryBackend().authenticate(None, username="olena", passphrase=typed) == user


def test_recovery_words_are_refused_to_others():
    sign_up()
    assert RecoveryBackend().authenticate(None, username="olena", passphrase="a-b-c-d") is None
    assert RecoveryBackend().authenticate(None, username="nobody", passphrase="a-b-c-d") is None


def test_account_without_recovery_words_cannot_be_recovered():
    User.objects.create_user("teacher", "lampe und buch")
    assert RecoveryBackend().authenticate(None, username="teacher", passphrase="") is None


def test_recovery_words_are_used_up_by_a_reset():
    user, told = sign_up()
    new = accounts.reset_password(user=user, password="a new password")
    refused = RecoveryBackend().authenticate(None, username="olena", passphrase=told)
    assert (refused, user.check_password("a new password"), new == told) == (None, True, False)


def test_kept_guest_work_moves_and_the_guest_is_gone():
    account, _told = sign_up()
    guest = accounts.create_guest(now=NOW)
    attempt_of(guest)
    assert accounts.keep_guest_work(guest=guest, account=account) == 1
    assert Attempt.objects.get().learner == account
    assert not User.objects.guests().exists()


def test_kept_study_days_are_added_up():
    account, _told = sign_up()
    guest = accounts.create_guest(now=NOW)
    day, other = dt.date(2026, 9, 1), dt.date(2026, 9, 2)
    StudyDay.objects.create(learner=account, day=day, answered=3, score=2, seconds=60)
    StudyDay.objects.create(learner=guest, day=day, answered=4, score=1.5, seconds=30)
    StudyDay.objects.create(learner=guest, day=other, answered=1, score=1, seconds=5)
    accounts.keep_guest_work(guest=guest, account=account)
    rows = StudyDay.objects.filter(learner=account).values_list("answered", "score", "seconds")
    assert list(rows.order_by("day")) == [(7, 3.5, 90), (1, 1.0, 5)]


def test_only_a_guest_is_merged():
    account, _told = sign_up()
    other, _told = sign_up(username="taras")
    assert accounts.keep_guest_work(guest=other, account=account) == 0
    assert User.objects.filter(pk=other.pk).exists()


def test_pruning_takes_stale_guests_alone():
    accounts.create_guest(now=NOW)
    fresh = accounts.create_guest(now=NOW + dt.timedelta(days=30))
    learner, _told = sign_up()
    assert accounts.prune_guests(before=NOW + dt.timedelta(days=1)) == 1
    assert set(User.objects.all()) == {fresh, learner}


def test_pruning_spares_a_guest_who_came_back():
    guest = accounts.create_guest(now=NOW)
    day = (NOW + dt.timedelta(days=60)).date()
    StudyDay.objects.create(learner=guest, day=day, answered=1, score=1, seconds=5)
    assert accounts.prune_guests(before=NOW + dt.timedelta(days=30)) == 0
