import pytest
from django.urls import reverse

from quizzes.actions import classes, logbook
from quizzes.models import Deed, User
from quizzes.models.people import Role
from quizzes.reports import logbook as report
from tests.classes import pupil_of, room_of, teacher
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db

BACKEND = "quizzes.backends.PasswordBackend"


@pytest.fixture
def chief(client) -> User:
    person = teacher(display_name="Пані Марта")
    client.force_login(person, backend=BACKEND)
    return person


def page(client, room) -> str:
    return client.get(reverse("classroom_log", args=[room.pk])).content.decode()


def test_log_tells_deeds_in_words_by_what_the_class_calls_people(client, chief):
    room = room_of(chief)
    pupil = pupil_of(room, "Олена")
    classes.issue(members=[pupil], teacher=chief, now=NOON)
    told = page(client, room)
    assert "joined the class." in told
    assert "Пані Марта</span></b> issued a new passphrase" in told
    assert ">Олена</span>" in told


def test_log_of_a_new_class_says_that_nothing_happened(client, chief):
    assert "Nothing yet." in page(client, room_of(chief))


def test_log_names_nobody_who_is_gone(client, chief):
    room = room_of(chief)
    other = teacher(display_name="Колишня")
    logbook.note(actor=other, deed=Deed.REGRADED, at=NOON, classroom=room, count=3)
    other.delete()
    told = page(client, room)
    assert "Somebody whose account is gone" in told
    assert "Колишня" not in told


def test_log_of_one_class_tells_nothing_of_another(client, chief):
    elsewhere = room_of(teacher())
    pupil_of(elsewhere, "Чужий")
    assert "Чужий" not in page(client, room_of(chief))


def test_long_log_has_pages(client, chief):
    room = room_of(chief)
    for _ in range(report.SHOWN + 1):
        logbook.note(actor=chief, deed=Deed.REGRADED, at=NOON, classroom=room)
    first = page(client, room)
    assert "?page=2" in first
    address = reverse("classroom_log", args=[room.pk])
    second = client.get(address, {"page": "2"}).content.decode()
    assert second.count("log-entry") == 1


def test_administrators_read_all_of_it(client):
    room = room_of(teacher(), "Гурток")
    pupil_of(room, "Олена")
    client.force_login(UserFactory(role=Role.ADMINISTRATOR), backend=BACKEND)
    told = client.get(reverse("people_log")).content.decode()
    assert "Олена" in told
    assert "Гурток" in told


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_log_takes_constant_queries(client, chief, rows, django_assert_num_queries):
    room = room_of(chief)
    for _ in range(rows):
        pupil_of(room)
    # Session, user, class, entries, nicknames.
    with django_assert_num_queries(5):
        client.get(reverse("classroom_log", args=[room.pk]))
