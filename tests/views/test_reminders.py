import re

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.actions import accounts
from quizzes.models.people import Role
from tests.assigned import DAY, HOUR, assigned, begin, classroom, hand_in, join
from tests.factories import NOON, PackFactory, UserFactory
from tests.views.quiz import queries

pytestmark = pytest.mark.django_db

BACKEND = "quizzes.backends.PasswordBackend"


@pytest.fixture
def room():
    PackFactory()
    return classroom(name="8-Б")


@pytest.fixture
def pupil(client, room):
    pupil = join(room)
    client.force_login(pupil, backend=BACKEND)
    return pupil


def work(room, **columns):
    now = timezone.now()
    return assigned(
        room, **({"opens_at": now - HOUR, "closes_at": now + DAY, "now": now - HOUR} | columns)
    )


def box(client, name="home") -> str:
    """What the box says, without its tags; empty where there is none."""
    html = client.get(reverse(name)).content.decode()
    found = re.search(r'<section class="reminders.*?</section>', html, re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])) if found else ""


@pytest.mark.parametrize("name", ["home", "progress"])
def test_pupil_is_told_what_is_open_and_until_when(client, pupil, room, name):
    given = work(room, title="The river")
    told = box(client, name)
    until = timezone.localtime(given.closes_at, pupil.zone)
    assert "new The river open until" in told
    assert f"{until:%H:%M}" in told


def test_box_leads_to_the_work_and_to_its_result(client, pupil, room):
    given = work(room)
    done = work(room, title="Done", release="after-due")
    attempt = hand_in(begin(done, pupil, now=timezone.now()), now=timezone.now())
    done.closes_at = timezone.now()
    done.save()
    page = client.get(reverse("home")).content.decode()
    assert f'href="{reverse("assignment", args=[given.pk])}"' in page
    assert f'href="{reverse("attempt_result", args=[attempt.pk])}"' in page
    assert "The results are out." in page


def test_pupil_elsewhere_is_told_both_clocks(client, pupil, room):
    pupil.time_zone = "Europe/London"
    pupil.save()
    work(room)
    assert "in Europe/Kyiv)" in box(client)


def test_deck_is_told_with_its_day(client, pupil, room):
    day = (timezone.now() + 9 * DAY).date()
    work(room, exam_day=day, closes_at=None)
    assert f"Review: The fortress to be known by {day:%A} {day.day} {day:%B}" in box(client)


def test_who_has_done_it_all_finds_it_again(client, pupil, room):
    hand_in(begin(work(room), pupil, now=timezone.now()), now=timezone.now())
    assert "Nothing is waiting for you." in box(client)
    page = client.get(reverse("home")).content.decode()
    assert f'href="{reverse("assignments", args=[room.pk])}"' in page


def test_nothing_given_nothing_told(client, pupil):
    assert box(client) == ""


def test_guests_and_teachers_are_not_asked(client, room):
    guest = accounts.create_guest(now=NOON)
    for person in (guest, UserFactory(role=Role.TEACHER)):
        client.force_login(person, backend=BACKEND)
        with queries() as captured:
            client.get(reverse("home"))
        assert not any("quizzes_assignment" in query["sql"] for query in captured)


@pytest.mark.parametrize("name", ["home", "progress"])
def test_box_costs_two_queries_whatever_is_given(client, pupil, room, name):
    client.get(reverse(name))
    counts = []
    for given in (0, 1, 2, 27):
        for _ in range(given):
            work(room, title=f"{given}")
        with queries() as captured:
            client.get(reverse(name))
        counts.append(len(captured))
    assert counts[1:] == [counts[0] + 1] * 3
