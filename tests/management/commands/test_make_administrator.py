import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from quizzes.models import User
from quizzes.models.people import Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def log_in(client, username: str, password: str) -> int:
    data = {"username": username, "password": password}
    return int(client.post(reverse("login"), data).status_code)


def test_new_administrator_logs_in_with_what_was_printed(client, capsys):
    call_command("make_administrator", "Chief")
    words = capsys.readouterr().out.rpartition(": ")[2].strip()
    assert log_in(client, "chief", words) == 302
    assert User.objects.get().role == Role.ADMINISTRATOR


def test_who_is_there_is_promoted_and_keeps_the_password(client, capsys):
    UserFactory(username="olena")
    call_command("make_administrator", "olena")
    assert "shown this once" not in capsys.readouterr().out
    assert log_in(client, "olena", "correct horse battery") == 302
    assert User.objects.get().is_staff


@pytest.mark.parametrize("name", ["", "two words", "guest-1", "x" * 31])
def test_odd_usernames_are_refused(name):
    with pytest.raises(CommandError):
        call_command("make_administrator", name)
    assert not User.objects.exists()
