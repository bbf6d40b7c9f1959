import pytest
from django.urls import reverse

from quizzes.models import Attempt, Recall
from tests.factories import NOON, FactFactory, PackFactory, TopicFactory, UserFactory, bank
from tests.views.reading import event

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    learner = UserFactory(display_name="Оксана")
    client.force_login(learner, backend="quizzes.backends.PasswordBackend")
    return learner


def home(client, **headers):
    return client.get(reverse("home"), headers=headers)


def test_home_offers_a_quiz_in_one_click(client):
    bank(topics=1, choices=1, orderings=0)
    page = home(client).content.decode()
    assert f'<form method="post" action="{reverse("quiz_start")}">' in page
    assert "Start with ten questions" in page


def test_home_without_questions_offers_no_quiz(client):
    TopicFactory()
    assert "Start with ten questions" not in home(client).content.decode()


def test_home_without_a_pack_says_what_to_do(client):
    page = home(client)
    assert page.status_code == 200
    assert "load_pack" in page.content.decode()


def test_home_hides_a_private_pack(client):
    PackFactory(home_title="A secret town", visibility="private")
    assert "A secret town" not in home(client).content.decode()


def test_home_leads_back_to_an_open_quiz(client, learner):
    bank(topics=1, choices=1, orderings=0)
    attempt = Attempt.objects.create(
        learner=learner, seed=1, length=10, out_of=10, answered=3, started_at=NOON
    )
    page = home(client).content.decode()
    assert reverse("attempt", args=[attempt.pk]) in page
    assert "Question 4 of 10 is waiting" in page


def test_home_does_not_show_the_quiz_of_another(client, learner):
    bank(topics=1, choices=1, orderings=0)
    Attempt.objects.create(learner=UserFactory(), seed=1, length=10, out_of=10, started_at=NOON)
    assert "is waiting" not in home(client).content.decode()


def test_home_shows_mastery_by_topic(client, learner):
    fact = FactFactory(topic=TopicFactory(title="Довга назва теми"))
    Recall.objects.create(learner=learner, fact=fact, right=True, answered_at=NOON)
    page = home(client).content.decode()
    assert '<span lang="uk">Довга назва теми</span>' in page
    assert "1 of 1 known" in page


def test_home_draws_the_milestones_and_one_as_the_fact_of_the_day(client):
    topic = TopicFactory()
    fact = event(topic, event_slug="opening")
    topic.pack.milestones = [
        {"event": "opening", "label": "The opening", "year": "1700"},
        {"event": "unknown", "label": "Without a fact", "year": "1800"},
    ]
    topic.pack.save()
    page = home(client).content.decode()
    assert f'<a href="{reverse("fact", args=[fact.slug])}">The opening</a>' in page
    assert "<span>Without a fact</span>" in page
    assert "A fact, and where it stands" in page


def test_home_never_greets_with_harm(client):
    topic = TopicFactory()
    fact = event(topic, event_slug="disaster")
    fact.sensitivity = 2
    fact.save()
    topic.pack.milestones = [{"event": "disaster", "label": "1700", "year": "1700"}]
    topic.pack.save()
    assert "A fact, and where it stands" not in home(client).content.decode()


def test_home_says_who_is_at_work(client, learner):
    PackFactory()
    page = home(client).content.decode()
    assert "<b>Оксана</b>" in page
    assert reverse("start_afresh") in page


def test_home_takes_no_post(client):
    assert client.post(reverse("home")).status_code == 405


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_home_costs_the_same_for_any_number_of_topics(
    client, learner, django_assert_num_queries, rows
):
    bank(topics=rows, choices=1, orderings=0)
    home(client)
    with django_assert_num_queries(9):
        home(client)
