"""What a browser keeps of the review for a time without a connection."""

import re

import pytest
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.session import SessionStorage
from django.urls import reverse

from tests.cards import deck
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    user = UserFactory()
    client.force_login(user)
    return user


# --- The worker


def test_worker_is_a_script_that_is_asked_for_anew_each_time(client):
    response = client.get(reverse("review_worker"))
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"


def test_worker_reaches_no_further_than_the_review(client):
    """Its address bounds it, unless a header widens that."""
    response = client.get(reverse("review_worker"))
    assert reverse("review_worker").rpartition("/")[0] + "/" == reverse("review")
    assert "Service-Worker-Allowed" not in response.headers


def test_worker_is_the_same_for_everybody(client, learner):
    mine = client.get(reverse("review_worker"))
    client.logout()
    assert client.get(reverse("review_worker")).content == mine.content
    assert not mine.cookies


@pytest.mark.parametrize("name", ["review_worker", "review_ahead", "review_offline"])
def test_request_in_the_background_ends_no_session_that_began_meanwhile(client, name):
    client.cookies[settings.SESSION_COOKIE_NAME] = "of-a-session-that-is-gone"
    assert settings.SESSION_COOKIE_NAME not in client.get(reverse(name)).cookies


# --- The page


def test_page_has_no_card_and_says_whose_it_is(client, learner):
    deck(learner, 3)
    html = client.get(reverse("review_offline")).content.decode()
    assert "data-review" not in html
    assert re.findall(r'data-learner="(\d+)"', html) == [str(learner.pk)] * 3
    assert " data-copy " in html


def test_page_tells_how_long_its_cards_are_good(client, learner):
    html = client.get(reverse("review_offline")).content.decode()
    [lasts] = re.findall(r'data-lasts="(\d+)"', html)
    assert 0 < int(lasts) <= 25 * 3600


def test_page_costs_as_little_with_many_cards(client, learner, django_assert_num_queries):
    deck(learner, 30)
    client.get(reverse("review_offline"))
    with django_assert_num_queries(3):  # session, learner, plan
        client.get(reverse("review_offline"))


def test_page_takes_no_message_away(client, learner):
    """Nobody is looking at it when it is fetched."""
    session = client.session
    session[SessionStorage.session_key] = f'[["__json_message",0,{constants.INFO},"Told once"]]'
    session.save()
    assert "Told once" not in client.get(reverse("review_offline")).content.decode()
    assert "Told once" in client.get(reverse("review")).content.decode()


# --- The cards


def test_cards_ahead_say_whose_they_are(client, learner):
    deck(learner, 3)
    html = client.get(reverse("review_ahead")).content.decode()
    assert re.findall(r'id="player"[^>]* data-learner="(\d+)"', html) == [str(learner.pk)] * 3
