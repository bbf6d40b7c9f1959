"""Question cards of every kind: reviewed as themselves, graded by the answer."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.kinds import Rating
from quizzes.models import Card, Question, ReviewLog, User
from quizzes.reports import cards as report
from tests.cards import card_of
from tests.factories import UserFactory
from tests.grading.items import one_of_each
from tests.kinds import TYPED, set_of

pytestmark = pytest.mark.django_db

ITEMS = [pytest.param(item, id=str(item.kind)) for item in one_of_each()]


@pytest.fixture
def learner() -> User:
    made: User = UserFactory.create()
    return made


@pytest.fixture
def at_work(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


def card_on(item, learner: User) -> Card:
    set_of(item)
    return card_of(Question.objects.get(), learner)


def answer(client: Client, card: Card, **fields):
    data = {"token": str(uuid4()), "version": card.version, "reps": card.reps, **fields}
    return client.post(reverse("rate_card", args=[card.pk]), data)


def fields_of(item, card: Card) -> dict:
    """The right answer, in the order in which the card is shown."""
    shuffle = report.shuffle(card, card.reps)
    match str(item.kind):
        case "choice":
            return {"place": shuffle.index([o.id for o in item.options].index(item.key)) + 1}
        case "true-false":
            return {"place": 1}
        case "multiple":
            keys = [i for i, option in enumerate(item.options) if option.id in item.keys]
            return {"place": [shuffle.index(i) + 1 for i in keys]}
        case "ordering":
            return {"order": [shuffle.index(i) + 1 for i in range(len(item.events))]}
        case kind:
            return {"typed": TYPED[kind]}


@pytest.mark.parametrize("item", ITEMS)
def test_a_right_answer_is_good_and_told(item, at_work, learner):
    card = card_on(item, learner)
    page = at_work.get(reverse("review_card")).content.decode()
    assert item.stem in page
    response = answer(at_work, card, **fields_of(item, card))
    told = at_work.get(response.headers["Location"]).content.decode()
    assert ReviewLog.objects.get().rating == Rating.GOOD
    assert "Your answer, right" in told or "In its place" in told


@pytest.mark.parametrize("item", ITEMS)
def test_not_knowing_is_again_and_shows_the_key(item, at_work, learner):
    card = card_on(item, learner)
    response = answer(at_work, card, skip=1)
    told = at_work.get(response.headers["Location"]).content.decode()
    assert ReviewLog.objects.get().rating == Rating.AGAIN
    assert "Right answer" in told or "Event a" in told


def test_a_rating_is_no_answer(at_work, learner):
    card = card_on(one_of_each()[0], learner)
    response = answer(at_work, card, rating=3)
    assert response.status_code == 422
    assert "Choose an answer" in response.content.decode()
    assert not ReviewLog.objects.exists()


def test_a_part_is_not_yet_known(at_work, learner):
    item = one_of_each()[1]
    card = card_on(item, learner)
    places = fields_of(item, card)["place"]
    answer(at_work, card, place=places[0])
    assert ReviewLog.objects.get().rating == Rating.AGAIN


def test_what_cannot_be_read_is_not_counted_and_stays_in_the_field(at_work, learner):
    card = card_on(one_of_each()[6], learner)
    response = answer(at_work, card, typed="long ago")
    page = response.content.decode()
    assert response.status_code == 422
    assert "This could not be read." in page
    assert 'value="long ago"' in page
    assert not ReviewLog.objects.exists()
