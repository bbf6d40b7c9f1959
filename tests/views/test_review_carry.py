"""An expired session in the middle of a review, without JavaScript."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from quizzes.kinds import Rating
from quizzes.models import Card, ReviewLog
from quizzes.views.carry_review import take_review
from tests.cards import choice_card, deck, ordering_card
from tests.factories import UserFactory
from tests.views.test_review import fields, player

pytestmark = pytest.mark.django_db
PASSWORD = "three quiet herons"


@pytest.fixture
def learner(client):
    learner = UserFactory()
    learner.set_password(PASSWORD)
    learner.save()
    client.force_login(learner)
    return learner


def sent_as_nobody(client, card, **given):
    """From a page that was opened while the session lasted."""
    page = player(client, card=card.pk).content.decode()
    client.logout()
    return client.post(reverse("rate_card", args=[card.pk]), fields(page) | given)


def carried_from(response):
    return parse_qs(urlsplit(response["Location"]).query)["carried"][0]


def take(carried, learner, **later):
    return take_review(carried, user=learner, now=timezone.now() + timedelta(**later))


def test_review_of_nobody_is_there_after_the_login(client, learner):
    [card] = deck(learner, 1)
    response = sent_as_nobody(client, card, rating="3")
    page = client.get(response["Location"]).content.decode()
    assert "the answer you just gave is still there" in page
    carried = carried_from(response)
    response = client.post(
        reverse("login"),
        {"username": learner.username, "password": PASSWORD, "carried": carried},
    )
    assert response["Location"] == reverse("review_card")
    assert ReviewLog.objects.get().rating == Rating.GOOD


def test_carried_review_gives_what_its_button_promised_at_its_moment(client, learner):
    [card] = deck(learner, 1)
    before = timezone.now().replace(microsecond=0)
    carried = carried_from(sent_as_nobody(client, card, rating="3"))
    take(carried, learner, minutes=4)
    row = ReviewLog.objects.get()
    assert before <= row.at <= timezone.now()
    assert row.minutes == 10


def test_carried_review_taken_twice_is_one(client, learner):
    [card] = deck(learner, 1)
    carried = carried_from(sent_as_nobody(client, card, rating="3"))
    for _ in range(2):
        assert take(carried, learner) == reverse("review_card")
    assert ReviewLog.objects.count() == 1


def test_carried_answer_of_a_question_card_is_told(client, learner):
    card = choice_card(learner)
    carried = carried_from(sent_as_nobody(client, card, place="1"))
    back = take(carried, learner)
    assert back == f"{reverse('review_card')}?answered={ReviewLog.objects.get().token}"


def test_step_of_an_ordering_is_not_carried(client, learner):
    card = ordering_card(learner)
    response = sent_as_nobody(client, card, move="1-down")
    assert "carried" not in response["Location"]


def test_carried_review_of_another_person_is_dropped(client, learner):
    [card] = deck(learner, 1)
    carried = carried_from(sent_as_nobody(client, card, rating="3"))
    assert take(carried, UserFactory()) is None
    assert not ReviewLog.objects.exists()


def test_carried_review_of_a_card_that_moved_on_is_dropped(client, learner):
    [card] = deck(learner, 1)
    carried = carried_from(sent_as_nobody(client, card, rating="3"))
    Card.objects.update(version=9)
    assert take(carried, learner) == reverse("review_card")
    assert not ReviewLog.objects.exists()


def test_carried_review_without_a_rating_is_dropped(client, learner):
    [card] = deck(learner, 1)
    carried = carried_from(sent_as_nobody(client, card))
    assert take(carried, learner) == reverse("review_card")
    assert not ReviewLog.objects.exists()


@pytest.mark.parametrize("change", [lambda text: text + "x", lambda _text: "", lambda _text: "a:b"])
def test_carried_text_that_was_changed_is_dropped(client, learner, change):
    [card] = deck(learner, 1)
    carried = carried_from(sent_as_nobody(client, card, rating="3"))
    assert take(change(carried), learner) is None


def test_carried_text_is_no_answer_of_a_quiz(client, learner):
    [card] = deck(learner, 1)
    text = signing.dumps([card.pk, 1, {}], salt="carried-answer")
    assert take(text, learner) is None


def test_values_that_no_page_sends_are_not_carried(client, learner):
    [card] = deck(learner, 1)
    response = sent_as_nobody(client, card, rating="3", promise="x" * 3000)
    assert "carried" not in response["Location"]
