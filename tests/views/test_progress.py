import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Attempt, Recall, StudyDay
from quizzes.scheduling.days import study_day
from tests.factories import NOON, FactFactory, PackFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    learner = UserFactory()
    client.force_login(learner, backend="quizzes.backends.PasswordBackend")
    return learner


def studied(learner, *, ago: int = 0, answered: int = 4, score: float = 3):
    today = study_day(timezone.now(), learner.zone)
    day = today - dt.timedelta(days=ago)
    StudyDay.objects.create(learner=learner, day=day, answered=answered, score=score)


def test_progress_of_nobody_says_how_to_begin(client):
    page = client.get(reverse("progress")).content.decode()
    assert reverse("quiz_start") in page


def test_progress_without_answers_says_how_to_begin(client, learner):
    PackFactory()
    page = client.get(reverse("progress")).content.decode()
    assert "Nothing answered yet" in page


def test_progress_tells_each_picture_in_words(client, learner):
    topic = TopicFactory(title="Фортеця")
    Recall.objects.create(
        learner=learner, fact=FactFactory(topic=topic), right=True, answered_at=NOON
    )
    studied(learner)
    page = client.get(reverse("progress")).content.decode()
    assert "75 %" in page
    assert "1 of 1 known" in page
    assert "You studied on 1 day" in page
    assert "Фортеця" in page


def test_progress_of_cards_alone_shows_the_study_days(client, learner):
    today = study_day(timezone.now(), learner.zone)
    StudyDay.objects.create(learner=learner, day=today, reviewed=7)
    page = client.get(reverse("progress")).content.decode()
    assert "Nothing answered yet" not in page
    assert "7 answers to cards so far, on 1 day" in page
    assert "You studied on 1 day" in page
    assert "Accuracy over time" not in page


def test_progress_tells_the_calendar_as_a_table(client, learner):
    studied(learner, answered=4)
    studied(learner, ago=1, answered=9)
    page = client.get(reverse("progress")).content.decode()
    table = page.split('aria-label="Study days"')[1].split("</table>")[0]
    assert re.findall(r'class="num">(\d+)', table) == ["4", "0", "9", "0"]


def test_progress_fragment_is_the_partial_alone(client, learner):
    studied(learner)
    page = client.get(reverse("progress"), headers={"HX-Request": "true"}).content.decode()
    assert page.lstrip().startswith('<div id="progress"')
    assert "<html" not in page


def test_progress_leads_to_open_and_finished_quizzes(client, learner):
    studied(learner)
    is_open = Attempt.objects.create(
        learner=learner, seed=1, length=10, out_of=10, answered=4, started_at=NOON
    )
    done = Attempt.objects.create(
        learner=learner,
        seed=1,
        length=10,
        out_of=10,
        answered=10,
        score=7.5,
        state="finished",
        started_at=NOON,
        finished_at=NOON,
    )
    page = client.get(reverse("progress")).content.decode()
    assert f'href="{reverse("attempt", args=[is_open.pk])}"' in page
    assert f'href="{reverse("attempt_result", args=[done.pk])}"' in page
    assert "7.5 of 10 points" in page


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_progress_takes_constant_queries(client, learner, rows, django_assert_num_queries):
    pack = PackFactory()
    for ago, topic in enumerate(TopicFactory.create_batch(rows, pack=pack)):
        fact = FactFactory(topic=topic)
        Recall.objects.create(learner=learner, fact=fact, right=True, answered_at=NOON)
        studied(learner, ago=ago)
        Attempt.objects.create(learner=learner, seed=1, length=10, out_of=10, started_at=NOON)
    # Session, user, pack, mastery (2), attempts, days, totals.
    with django_assert_num_queries(9):
        client.get(reverse("progress"))


def test_today_counts_this_study_day_alone(client, learner):
    studied(learner, ago=1, answered=9)
    studied(learner, ago=0, answered=2)
    day = client.get(reverse("today")).context["so_far"]
    assert day.answered == 2


def test_today_tells_of_cards_too(client, learner):
    studied(learner, ago=0, answered=0)
    assert "nothing answered yet" in client.get(reverse("today")).content.decode()
    StudyDay.objects.filter(learner=learner).update(reviewed=12)
    page = client.get(reverse("today")).content.decode()
    assert "12 cards" in page
    assert "of the points" not in page


@pytest.mark.parametrize(("answered", "told"), [(4, False), (5, True)])
def test_today_tells_no_share_of_the_first_few(client, learner, answered, told):
    studied(learner, ago=0, answered=answered)
    page = client.get(reverse("today")).content.decode()
    assert f"{answered} answers" in page
    assert ("of the points" in page) == told


def test_today_takes_three_queries(client, learner, django_assert_num_queries):
    with django_assert_num_queries(3):  # session, user, day
        client.get(reverse("today"))


def test_today_needs_a_login(client):
    assert client.get(reverse("today")).status_code == 302


@pytest.mark.parametrize("name", ["progress", "today"])
def test_progress_is_only_read(client, learner, name):
    assert client.post(reverse(name)).status_code == 405
