"""Reading pages closed to a pupil in the middle of class work that closes them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Assignment, Attempt, Membership, User
from quizzes.views.closed_reading import CLOSED
from tests.assigned import assigned, begin, classroom, join
from tests.factories import NOON, TopicFactory, UserFactory
from tests.views.quiz import queries, statements
from tests.views.reading import cited_fact

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupil(client: Client) -> User:
    made: User = UserFactory.create()
    client.force_login(made)
    return made


def at_work(client: Client, pupil: User, *, closes_reading: bool = True) -> Attempt:
    now = timezone.now()
    given = assigned(
        classroom(),
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=1),
        closes_reading=closes_reading,
    )
    return begin(given, join(given.classroom, pupil), now=now)


@pytest.mark.parametrize("name", sorted(CLOSED))
def test_reading_is_closed_with_a_way_back(client, pupil, name):
    cited_fact(TopicFactory(slug="river"), slug="flood")
    attempt = at_work(client, pupil)
    slugs = {"topic": ["river"], "fact": ["flood"], "source": ["chronicle"]}
    args = slugs.get(name, ["chronicle", 1, 2] if name == "passage" else [])
    args = [1] if name == "practice" else args
    response = client.get(reverse(name, args=args))
    page = response.content.decode()
    assert response.status_code == 403
    assert "Closed while you work" in page
    assert reverse("attempt", args=[attempt.pk]) in page


@pytest.mark.parametrize("name", ["home", "progress", "review", "about"])
def test_other_pages_stay_open(client, pupil, name):
    at_work(client, pupil)
    assert client.get(reverse(name)).status_code == 200


def test_reading_opens_again_when_it_is_handed_in(client, pupil):
    attempt = at_work(client, pupil)
    client.post(reverse("attempt_finish", args=[attempt.pk]))
    assert client.get(reverse("topics")).status_code == 200


def test_reading_is_closed_on_another_device_too(client, pupil):
    at_work(client, pupil)
    other = Client()
    other.force_login(pupil)
    assert other.get(reverse("topics")).status_code == 403


def test_reading_opens_again_when_the_pupil_left_the_class(client, pupil):
    at_work(client, pupil)
    Membership.objects.filter(user=pupil).delete()
    assert client.get(reverse("topics")).status_code == 200


def test_reading_opens_again_when_the_time_is_up(client, pupil):
    attempt = at_work(client, pupil)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=NOON)
    assert client.get(reverse("topics")).status_code == 200


def test_reading_opens_again_when_the_teacher_opens_it(client, pupil):
    at_work(client, pupil)
    Assignment.objects.update(closes_reading=False)
    assert client.get(reverse("topics")).status_code == 200


def test_who_began_before_the_teacher_closed_it_reads_on(client, pupil):
    at_work(client, pupil, closes_reading=False)
    Assignment.objects.update(closes_reading=True)
    assert client.get(reverse("topics")).status_code == 200


def test_class_work_that_closes_nothing_leaves_reading_open(client, pupil):
    at_work(client, pupil, closes_reading=False)
    assert client.get(reverse("topics")).status_code == 200


def test_another_who_logs_in_at_the_same_browser_reads(client, pupil):
    at_work(client, pupil)
    client.force_login(UserFactory.create())
    assert client.get(reverse("topics")).status_code == 200


def test_who_is_not_logged_in_pays_no_query(client, pupil):
    at_work(client, pupil)
    client.logout()
    with queries() as captured:
        assert client.get(reverse("topics")).status_code == 200
    assert not [query for query in statements(captured) if "quizzes_attempt" in query]
