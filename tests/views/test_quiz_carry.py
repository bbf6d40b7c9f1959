"""An expired session in the middle of a quiz, without JavaScript."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Answer
from quizzes.views.carry import SALT, take_answer
from tests.factories import UserFactory
from tests.views.quiz import choice_attempt, item_url, ordering_attempt, place_of, send

pytestmark = pytest.mark.django_db


def carried_from(response):
    return parse_qs(urlsplit(response["Location"]).query)["carried"][0]


def send_as_nobody(client, attempt, **fields):
    client.logout()
    return send(client, attempt, htmx=False, **fields)


def test_answer_of_nobody_goes_to_the_login_signed(client):
    attempt = choice_attempt()
    response = send_as_nobody(client, attempt, place=2)
    assert response["Location"].startswith(f"{reverse('login')}?next=")
    attempt_id, position, fields = signing.loads(carried_from(response), salt=SALT)
    assert (attempt_id, position, fields["place"]) == (str(attempt.pk), 1, ["2"])


def test_carried_answer_is_saved_under_its_own_token(client):
    attempt = choice_attempt()
    token = uuid4()
    place = place_of(attempt, 0)
    carried = carried_from(send_as_nobody(client, attempt, place=place, token=str(token)))
    back = take_answer(carried, user=attempt.learner, now=timezone.now())
    assert back == item_url(attempt)
    answer = Answer.objects.get()
    assert (answer.response, answer.token) == ({"chosen": "a"}, token)


def test_carried_order_is_saved(client):
    attempt = ordering_attempt()
    order = [place_of(attempt, event) for event in range(4)]
    carried = carried_from(send_as_nobody(client, attempt, order=order))
    take_answer(carried, user=attempt.learner, now=timezone.now())
    assert Answer.objects.get().score == 1


def test_carried_answer_taken_twice_is_one(client):
    attempt = choice_attempt()
    carried = carried_from(send_as_nobody(client, attempt, place=1))
    for _ in range(2):
        assert take_answer(carried, user=attempt.learner, now=timezone.now()) == item_url(attempt)
    assert Answer.objects.count() == 1


def test_carried_answer_leaves_a_standing_one_alone(client):
    attempt = choice_attempt()
    carried = carried_from(send_as_nobody(client, attempt, place=place_of(attempt, 1)))
    client.force_login(attempt.learner)
    send(client, attempt, place=place_of(attempt, 0))
    assert take_answer(carried, user=attempt.learner, now=timezone.now()) == item_url(attempt)
    assert Answer.objects.get().response == {"chosen": "a"}


def test_carried_answer_of_another_person_is_dropped(client):
    carried = carried_from(send_as_nobody(client, choice_attempt(), place=1))
    assert take_answer(carried, user=UserFactory(), now=timezone.now()) is None
    assert not Answer.objects.exists()


@pytest.mark.parametrize("change", [lambda text: text + "x", lambda _text: "", lambda _text: "a:b"])
def test_carried_text_that_was_changed_is_dropped(client, change):
    attempt = choice_attempt()
    carried = change(carried_from(send_as_nobody(client, attempt, place=1)))
    assert take_answer(carried, user=attempt.learner, now=timezone.now()) is None
    assert not Answer.objects.exists()


def test_carried_text_that_is_too_old_is_dropped(client, monkeypatch):
    attempt = choice_attempt()
    carried = carried_from(send_as_nobody(client, attempt, place=1))
    monkeypatch.setattr("quizzes.views.carry.KEPT", timedelta(seconds=-1))
    assert take_answer(carried, user=attempt.learner, now=timezone.now()) is None


def test_carried_nonsense_of_nobody_tells_nothing_of_the_attempt(client):
    absent = UUID("00000000-0000-4000-8000-000000000000")
    response = client.post(reverse("answer", args=[absent, 1]), {"place": "1"})
    assert response.status_code == 302
    assert take_answer(carried_from(response), user=UserFactory(), now=timezone.now()) is None
