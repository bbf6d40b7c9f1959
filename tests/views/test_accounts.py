import datetime as dt
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.actions import accounts
from quizzes.models import Attempt, Card, User
from quizzes.models.people import Role
from tests.cards import own_card

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 9, 1, 9, tzinfo=dt.UTC)
GOOD = {"username": "olena", "display_name": "Олена", "password": "sun over the river"}


def guest_at_work(client: Client, answered: int = 3) -> User:
    guest = accounts.create_guest(now=NOW)
    Attempt.objects.create(
        learner=guest, seed=1, length=10, out_of=10, answered=answered, started_at=NOW
    )
    client.force_login(guest, backend="quizzes.backends.PasswordBackend")
    return guest


@pytest.fixture
def learner() -> User:
    return User.objects.create_user("olena", "sun over the river", display_name="Олена")


def log_in(client: Client, password: str = "sun over the river", **extra: str):
    return client.post(reverse("login"), {"username": "Olena", "password": password, **extra})


def test_signup_page_asks_for_no_email(client):
    page = client.get(reverse("signup")).content.decode()
    assert 'name="username"' in page
    assert "email" not in page


def test_signup_logs_in_and_shows_the_recovery_words(client):
    response = client.post(reverse("signup"), GOOD)
    assert response.url == reverse("passphrase")
    words = client.get(response.url).context["passphrase"]
    assert User.objects.get().username == "olena"
    assert words.count("-") == 3


def test_recovery_words_are_gone_once_acknowledged(client):
    client.post(reverse("signup"), GOOD)
    assert client.post(reverse("passphrase")).url == reverse("home")
    assert client.get(reverse("passphrase")).url == reverse("preferences")


def test_signup_as_guest_keeps_the_answers(client):
    guest = guest_at_work(client)
    client.post(reverse("signup"), GOOD)
    assert Attempt.objects.get().learner_id == guest.pk
    assert User.objects.get().role == Role.LEARNER


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "two words"),
        ("username", "guest-1"),
        ("username", "x" * 31),
        ("password", "short"),
        ("password", "password"),
    ],
)
def test_signup_says_what_is_wrong(client, field, value):
    response = client.post(reverse("signup"), {**GOOD, field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "error-summary" in response.content.decode()


def test_signup_with_a_taken_name(client, learner):
    response = client.post(reverse("signup"), {**GOOD, "username": "OLENA"})
    assert "username" in response.context["form"].errors


def test_signup_binds_only_its_fields(client):
    client.post(reverse("signup"), {**GOOD, "role": "teacher", "is_staff": "1"})
    user = User.objects.get()
    assert (user.role, user.is_staff) == (Role.LEARNER, False)


def test_signup_of_a_learner_leads_to_progress(client, learner):
    client.force_login(learner, backend="quizzes.backends.PasswordBackend")
    assert client.get(reverse("signup")).url == reverse("progress")


def test_login_on_the_way_to_a_quiz_says_why(client):
    there = reverse("attempt_item", args=[UUID(int=1), 1])
    page = client.get(reverse("login"), {"next": there}).content.decode()
    assert "goes on for the one who began it" in page
    assert "goes on for" not in client.get(reverse("login")).content.decode()


def test_login_goes_where_one_wanted_to(client, learner):
    assert log_in(client, next="/timeline/").url == "/timeline/"


@pytest.mark.parametrize("there", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_login_never_leads_to_another_host(client, learner, there):
    assert log_in(client, next=there).url == reverse("home")


def test_login_with_a_wrong_password(client, learner):
    response = log_in(client, password="rain over the river")
    assert response.status_code == 422
    assert "do not go together" in response.content.decode()


def test_fifth_failure_locks_the_account_for_this_address(client, learner):
    for _ in range(4):
        log_in(client, password="wrong wrong")
    assert log_in(client, password="wrong wrong").status_code == 429
    assert log_in(client).status_code == 429


def test_lock_out_leaves_other_pupils_of_the_same_address_alone(client, learner):
    User.objects.create_user("taras", "moon over the river")
    for _ in range(5):
        log_in(client, password="wrong wrong")
    other = {"username": "taras", "password": "moon over the river"}
    assert client.post(reverse("login"), other).status_code == 302


def test_failed_recovery_counts_for_the_lock_out(client, learner):
    data = {"username": "olena", "passphrase": "a b c d", "password": "moon over the hill"}
    for _ in range(4):
        assert client.post(reverse("recover"), data).status_code == 422
    assert client.post(reverse("recover"), data).status_code == 429


def test_recovery_sets_the_password_and_gives_new_words(client):
    _user, told = accounts.sign_up(guest=None, now=NOW, **GOOD)
    data = {"username": "olena", "passphrase": told, "password": "moon over the hill"}
    assert client.post(reverse("recover"), data).url == reverse("passphrase")
    assert User.objects.get().check_password("moon over the hill")


def test_login_as_guest_asks_once_whether_to_keep_the_answers(client, learner):
    guest_at_work(client)
    assert log_in(client).url == reverse("keep_answers")
    assert client.post(reverse("keep_answers"), {"keep": "yes"}).url == reverse("home")
    assert Attempt.objects.get().learner == learner
    assert client.get(reverse("keep_answers")).url == reverse("home")


def test_recovery_as_guest_asks_too_once_the_words_are_written_down(client):
    user, words = accounts.sign_up(guest=None, **GOOD, now=NOW)
    guest_at_work(client)
    typed = {"username": "olena", "passphrase": words, "password": "rain over the river"}
    client.post(reverse("recover"), typed)
    assert client.post(reverse("passphrase")).url == reverse("keep_answers")
    client.post(reverse("keep_answers"), {"keep": "yes"})
    assert Attempt.objects.get().learner_id == user.pk


def test_answers_left_behind_stay_with_the_guest(client, learner):
    guest = guest_at_work(client)
    log_in(client)
    client.post(reverse("keep_answers"), {"keep": "no"})
    assert Attempt.objects.get().learner == guest


def test_guest_who_only_took_cards_is_asked_too(client, learner):
    guest = guest_at_work(client, answered=0)
    own_card(guest)
    assert log_in(client).url == reverse("keep_answers")
    assert "1 card was added here" in client.get(reverse("keep_answers")).content.decode()
    client.post(reverse("keep_answers"), {"keep": "yes"})
    assert Card.objects.get().learner == learner


def test_cards_of_a_guest_are_not_lost_without_a_word(client):
    own_card(guest_at_work(client, answered=0))
    assert "The 1 card you have added" in client.get(reverse("signup")).content.decode()
    assert "keeps 1 card here" in client.post(reverse("start_afresh")).content.decode()
    assert Card.objects.exists()


def test_guest_without_answers_is_not_asked(client, learner):
    guest_at_work(client, answered=0)
    assert log_in(client).url == reverse("home")


def test_nobody_takes_answers_of_a_guest_they_were_not(client, learner):
    guest = guest_at_work(Client())
    client.force_login(learner, backend="quizzes.backends.PasswordBackend")
    client.post(reverse("keep_answers"), {"keep": "yes", "guest": guest.pk})
    assert Attempt.objects.get().learner == guest


def test_start_afresh_asks_once_more_where_answers_would_be_lost(client):
    guest_at_work(client)
    assert "3 answers" in client.post(reverse("start_afresh")).content.decode()
    assert "_auth_user_id" in client.session
    client.post(reverse("start_afresh"), {"sure": "yes"})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["logout", "start_afresh", "new_passphrase"])
def test_state_changes_by_post_alone(client, learner, name):
    client.force_login(learner, backend="quizzes.backends.PasswordBackend")
    assert client.get(reverse(name)).status_code == 405


def test_preferences_are_saved_and_bound_by_name(client, learner):
    client.force_login(learner, backend="quizzes.backends.PasswordBackend")
    client.post(
        reverse("preferences"),
        {
            "display_name": "Оля",
            "time_zone": "Europe/Warsaw",
            "theme": "dark",
            "language": "",
            "sensitive": "leave-out",
            "role": "administrator",
        },
    )
    learner.refresh_from_db()
    assert (learner.display_name, learner.theme, learner.single_keys) == ("Оля", "dark", False)
    assert (learner.sensitive, learner.role) == ("leave-out", Role.LEARNER)


def test_preferences_refuse_an_unknown_time_zone(client, learner):
    client.force_login(learner, backend="quizzes.backends.PasswordBackend")
    response = client.post(reverse("preferences"), {"time_zone": "Mars/Olympus"})
    assert "time_zone" in response.context["form"].errors


def test_preferences_need_a_login(client):
    assert client.get(reverse("preferences")).url.startswith(reverse("login"))


@pytest.mark.parametrize("name", ["signup", "login", "recover"])
def test_username_is_measured_in_its_one_form(client, name):
    """ "ﷺ" is one character as typed, and eighteen as compared and kept."""
    typed = {"username": "ﷺ" * 30, "password": "three quiet herons", "passphrase": "a b c d"}
    response = client.post(reverse(name), typed)
    assert response.status_code == 422
    assert "username" in response.context["form"].errors
