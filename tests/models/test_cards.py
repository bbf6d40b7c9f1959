"""The vocabulary of cards: what a sample is."""

import pytest
from django.db import connection

from quizzes.models import Card
from tests.cards import own_card
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner():
    learner = UserFactory()
    Card.objects.bulk_create(
        Card(learner=learner, own_front="Front", own_back="Back", created_at=NOON)
        for _ in range(400)
    )
    return learner


def drawn(learner, share, turn=0):
    cards = Card.objects.filter(learner=learner).evenly(share, turn=turn)
    return set(cards.values_list("pk", flat=True))


@pytest.mark.parametrize("turn", [0, 1, 739_942, 739_943])
def test_sample_has_about_its_share(learner, turn):
    assert len(drawn(learner, 0.1, turn)) == pytest.approx(40, abs=4)


def test_sample_of_all_is_all(learner):
    assert len(drawn(learner, 1.0)) == 400


def test_samples_of_some_days_reach_every_card(learner):
    seen = set().union(*(drawn(learner, 0.2, 739_942 + day) for day in range(20)))
    assert len(seen) == 400


def test_sample_is_the_same_each_time(learner):
    assert drawn(learner, 0.1, 5) == drawn(learner, 0.1, 5) != drawn(learner, 0.1, 6)


@pytest.mark.sqlite  # with so few rows PostgreSQL rightly reads them all
def test_sample_is_found_by_its_index(learner):
    own_card(UserFactory())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    plan = Card.objects.filter(learner=learner).evenly(0.001, turn=3).explain()
    assert "card_sample" in plan
