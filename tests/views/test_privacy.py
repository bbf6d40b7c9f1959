import io
import zipfile

import pytest
from django.urls import reverse

from quizzes.actions import accounts, classes, joining
from quizzes.models import LogEntry, User
from quizzes.models.people import Role
from tests.classes import pupil_of, room_of, teacher
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db

BACKEND = "quizzes.backends.PasswordBackend"
PASSWORD = "correct horse battery"


@pytest.fixture
def learner(client) -> User:
    person: User = UserFactory.create(username="olena")
    client.force_login(person, backend=BACKEND)
    return person


def test_privacy_is_linked_from_every_footer_and_names_the_figures(client, settings):
    settings.KEEP_LOG_DAYS = 300
    assert reverse("privacy") in client.get(reverse("home")).content.decode()
    assert "10 months" in client.get(reverse("privacy")).content.decode()


def test_account_tells_username_and_classes(client, learner):
    room = room_of(teacher(), "Гурток")
    joining.join_as(classroom=room, user=learner, nickname="Оля", now=NOON)
    page = client.get(reverse("account")).content.decode()
    assert "olena" in page
    assert f'href="{reverse("assignments", args=[room.pk])}"' in page
    assert "Гурток" in page
    assert f"as Оля, code {room.code[:4]}-{room.code[4:]}" in page


def test_account_tells_what_a_teacher_did(client):
    chief = teacher(display_name="Пані Марта")
    pupil = pupil_of(room_of(chief))
    classes.issue(members=[pupil], teacher=chief, now=NOON)
    client.force_login(User.objects.get(pk=pupil.user.pk), backend=BACKEND)
    page = client.get(reverse("account")).content.decode()
    assert "Пані Марта</span></b> issued a new passphrase" in page


def test_export_is_an_archive_without_a_name_in_its_own(client, learner):
    response = client.post(reverse("account_export"))
    assert zipfile.ZipFile(io.BytesIO(response.content)).testzip() is None
    assert "olena" not in response.headers["Content-Disposition"]
    assert LogEntry.objects.get().deed == "data-exported"


def test_deleting_asks_for_the_password(client, learner):
    response = client.post(reverse("account_delete"), {"password": "wrong"})
    assert response.status_code == 422
    assert "Nothing was deleted" in response.content.decode()
    assert User.objects.filter(pk=learner.pk).exists()


def test_deleting_logs_out_and_leaves_nothing(client, learner):
    response = client.post(reverse("account_delete"), {"password": PASSWORD})
    assert response.url == reverse("home")
    assert not User.objects.filter(pk=learner.pk).exists()
    assert client.get(reverse("account")).url.startswith(reverse("login"))


def test_pupil_deletes_with_the_three_words_in_any_form(client):
    room = room_of(teacher())
    pupil, words = joining.join(classroom=room, nickname="Олена", guest=None, now=NOON)
    client.force_login(pupil, backend=BACKEND)
    client.post(reverse("account_delete"), {"password": words.upper().replace("-", " ")})
    assert not User.objects.filter(pk=pupil.pk).exists()


def test_somebody_elses_password_deletes_nothing(client, learner):
    UserFactory(username="taras").set_password("another one entirely")
    response = client.post(reverse("account_delete"), {"password": "another one entirely"})
    assert response.status_code == 422


def test_guest_deletes_with_one_click(client):
    guest = accounts.create_guest(now=NOON)
    client.force_login(guest, backend=BACKEND)
    client.post(reverse("account_delete"), {"sure": "yes"})
    assert not User.objects.filter(pk=guest.pk).exists()


def test_last_administrator_stays(client):
    chief = UserFactory(role=Role.ADMINISTRATOR)
    client.force_login(chief, backend=BACKEND)
    response = client.post(reverse("account_delete"), {"password": PASSWORD}, follow=True)
    assert "last administrator" in response.content.decode()
    assert User.objects.filter(pk=chief.pk).exists()


def test_wrong_passwords_lock_as_at_the_log_in(client, learner):
    for _ in range(5):
        response = client.post(reverse("account_delete"), {"password": "wrong"})
    assert response.status_code == 429
