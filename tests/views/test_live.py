import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.models.people import Role
from tests.assigned import HOUR, assigned, begin, classroom, hand_in, join, respond
from tests.factories import UserFactory
from tests.views.quiz import HTMX

pytestmark = pytest.mark.django_db

BACKEND = "quizzes.backends.PasswordBackend"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def teacher(client):
    teacher = UserFactory(role=Role.TEACHER)
    client.force_login(teacher, backend=BACKEND)
    return teacher


@pytest.fixture
def room(teacher):
    return classroom(teacher)


@pytest.fixture
def given(room, now):
    return assigned(room, opens_at=now - HOUR, closes_at=now + HOUR, now=now - HOUR, questions=3)


def look(client, given, *, htmx=False, **query):
    address = reverse("assignment_live", args=[given.pk])
    return client.get(address, query, headers=HTMX if htmx else {})


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def seen_in(response) -> str:
    return re.search(r"seen=(\w+)", response.content.decode())[1]


def test_live_tells_who_is_where_and_which_question_troubles(client, room, given, now):
    for name in ("Ганна", "Яків", "Юрій"):
        attempt = begin(given, join(room, nickname=name), now=now)
        for shown in attempt.items.select_related("version"):
            first = shown.version.question_id == given.question_set.entries.first().question_id
            if first:
                respond(attempt, shown.position, right=False, now=now)
    page = text_of(look(client, given))
    assert "Question 1 troubles many: 0 of 3 right." in page
    assert page.index("Ганна") < page.index("Юрій") < page.index("Яків")


def test_when_everybody_has_handed_in_the_results_are_next(client, room, given, now):
    attempt = begin(given, join(room), now=now)
    results = reverse("assignment_results", args=[given.pk])
    assert results not in look(client, given).content.decode()
    hand_in(attempt, now=now)
    page = look(client, given)
    assert "Everybody has handed in." in text_of(page)
    assert results in page.content.decode()


def test_page_and_fragment_hold_the_same_region(client, given):
    page, fragment = look(client, given), look(client, given, htmx=True)
    assert '<div id="watch"' in page.content.decode()
    assert fragment.content.decode().strip().startswith('<div id="watch"')
    assert "HX-Request" in fragment.headers["Vary"]


def test_nothing_new_is_answered_with_nothing(client, room, given, now):
    attempt = begin(given, join(room), now=now)
    seen = seen_in(look(client, given))
    again = look(client, given, htmx=True, seen=seen)
    assert (again.status_code, again.content) == (204, b"")
    respond(attempt, 1, now=now)
    assert look(client, given, htmx=True, seen=seen).status_code == 200


def test_whole_page_is_given_whatever_was_seen(client, given):
    seen = seen_in(look(client, given))
    assert look(client, given, seen=seen).status_code == 200


def test_projector_names_nobody(client, room, given, now):
    pupil = join(room, UserFactory(display_name="Прізвище"), nickname="Ганна")
    attempt = begin(given, pupil, now=now)
    respond(attempt, 1, now=now)
    hand_in(begin(given, join(room, nickname="Яків"), now=now), now=now)
    for htmx in (False, True):
        response = look(client, given, htmx=htmx, view="projector")
        page = response.content.decode()
        for hidden in ("Ганна", "Яків", "Прізвище", attempt.items.first().version.item.stem):
            assert hidden not in page
        assert "1 of 6 answers are given." in text_of(response)
        assert '<div id="board"' in page


def test_looking_stops_when_all_is_over(client, given, now):
    assert "every 4s" in look(client, given).content.decode()
    given.closes_at = now
    given.save()
    page = look(client, given).content.decode()
    assert "every 4s" not in page
    assert "It is over" in page


def test_without_javascript_a_link_looks_again(client, given):
    page = look(client, given).content.decode()
    assert f'<a href="{reverse("assignment_live", args=[given.pk])}">Look again</a>' in page


def test_live_of_an_empty_class_says_what_to_do(client, room, given):
    assert room.code in text_of(look(client, given))


def test_deck_has_nothing_to_watch(client, room, now):
    deck = assigned(room, exam_day=(now + 9 * HOUR * 24).date(), closes_at=None)
    assert look(client, deck).status_code == 404


def test_pupils_do_not_watch_each_other(room, given):
    browser = Client()
    browser.force_login(join(room), backend=BACKEND)
    assert look(browser, given).status_code == 404


@pytest.mark.parametrize("pupils", [1, 3, 30])
def test_live_takes_constant_queries(client, room, given, now, pupils, django_assert_num_queries):
    for _ in range(pupils):
        respond(begin(given, join(room), now=now), 1, now=now)
    with django_assert_num_queries(9):
        look(client, given, htmx=True)


def test_button_that_ends_it_is_calm_once_everybody_handed_in(client, room, given, now):
    first, second = (begin(given, join(room, nickname=name), now=now) for name in ("A", "B"))
    hand_in(first, now=now)
    assert "all-in" not in look(client, given).content.decode()
    hand_in(second, now=now)
    html = look(client, given).content.decode()
    assert 'class="stack-l all-in"' in html
    assert html.index("all-in") < html.index("button-danger")
