import sqlite3
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from quizzes.actions import attempts
from quizzes.models import Answer
from tests.assigned import assigned, begin, join, teacher_of
from tests.factories import NOON, UserFactory
from tests.views.quiz import (
    HTMX,
    answer_url,
    choice_attempt,
    item_url,
    long_attempt,
    ordering_attempt,
    place_of,
    queries,
    send,
    statements,
)

pytestmark = pytest.mark.django_db

SWAP_LIMIT = 8 * 1024  # bytes, before compression


@pytest.fixture
def learner(client):
    user = UserFactory()
    client.force_login(user)
    return user


# --- Feedback


def test_right_answer_is_told_with_its_reason_and_its_source(client, learner):
    attempt = choice_attempt(learner)
    html = send(client, attempt, place=place_of(attempt, 0)).content.decode()
    assert "Your answer, right" in html
    assert "A made-up chronicle" in html
    assert "Who says so: the chronicler" in html
    assert 'href="https://example.org/chronicle#:~:text=made-up"' in html


def test_wrong_answer_is_told_with_the_right_one_and_why(client, learner):
    attempt = choice_attempt(learner)
    html = send(client, attempt, place=place_of(attempt, 1)).content.decode()
    assert "Not right" in html
    assert html.count("Right answer") == 1
    assert "the source has the builder a, and a fort has one builder" in html


def test_answer_moves_the_focus_and_is_announced(client, learner):
    attempt = choice_attempt(learner)
    html = send(client, attempt, place=place_of(attempt, 0)).content.decode()
    assert html.count("data-focus") == 1
    assert 'data-announce="Right"' in html


def test_answer_tells_other_panels_that_something_changed(client, learner):
    response = send(client, choice_attempt(learner), skip="1")
    assert "answered" in response["HX-Trigger-After-Settle"]


def test_ordering_is_told_in_pairs_with_dates_and_places(client, learner):
    attempt = ordering_attempt(learner)
    b, a, c, d = (place_of(attempt, event) for event in (1, 0, 2, 3))
    html = send(client, attempt, order=[b, a, c, d]).content.decode()
    assert "5 of 6 pairs in the right order." in html
    assert "Partly right" in html
    assert html.count("In its place") == 2
    assert "Belongs at 1" in html
    assert "Belongs at 2" in html
    assert "1730" in html


def test_not_knowing_is_answered_without_blame(client, learner):
    html = send(client, choice_attempt(learner), skip="1").content.decode()
    assert "Here is the answer" in html
    assert "Not right" not in html
    assert "feedback-skipped" in html


def test_answer_leads_on_to_the_next_item_and_at_last_to_the_result(client, learner):
    attempt = choice_attempt(learner, of=2)
    first = send(client, attempt, 1, skip="1").content.decode()
    assert f'href="{item_url(attempt, 2)}"' in first
    last = send(client, attempt, 2, skip="1").content.decode()
    assert f'href="{reverse("attempt_result", args=[attempt.pk])}"' in last


def test_answer_without_javascript_is_redirected_to_its_feedback(client, learner):
    attempt = choice_attempt(learner)
    response = send(client, attempt, htmx=False, place=1)
    assert (response.status_code, response["Location"]) == (302, item_url(attempt))


# --- Twice, late, wrong


def test_same_token_again_tells_the_same_result(client, learner):
    attempt = choice_attempt(learner)
    token = str(uuid4())
    pages = [
        send(client, attempt, token=token, place=place_of(attempt, 1)).content for _ in range(2)
    ]
    assert Answer.objects.count() == 1
    assert [b"Not right" in page for page in pages] == [True, True]
    assert b"already answered" not in pages[1]


@pytest.mark.parametrize("htmx", [True, False])
def test_stale_tab_is_told_that_the_first_answer_counts(client, learner, htmx):
    attempt = choice_attempt(learner)
    send(client, attempt, place=place_of(attempt, 0))
    response = send(client, attempt, htmx=htmx, place=place_of(attempt, 1))
    html = response.content.decode()
    assert response.status_code == 409
    assert "You had already answered this one" in html
    assert "Your answer, right" in html


def test_answer_to_a_finished_quiz_is_told_so(client, learner):
    attempt = choice_attempt(learner, of=2)
    attempts.finish(attempt_id=attempt.pk, learner=learner, now=NOON)
    response = send(client, attempt, place=1)
    assert response.status_code == 409
    assert "This answer was not counted" in response.content.decode()


def test_answer_without_a_choice_comes_back_with_an_error(client, learner):
    attempt = choice_attempt(learner)
    response = send(client, attempt, htmx=False)
    html = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: Question 1 of 1" in html
    assert '<a href="#place-1">Your answer: choose an answer, or press “I don’t know”.</a>' in html
    assert not Answer.objects.exists()


@pytest.mark.parametrize("place", ["0", "5", "x", "-1"])
def test_answer_of_no_place_is_an_error(client, learner, place):
    assert send(client, choice_attempt(learner), place=place).status_code == 422


@pytest.mark.parametrize("order", [[], ["1", "2", "3"], ["1", "1", "2", "3"], ["a", "b", "c", "d"]])
def test_answer_with_cards_missing_is_an_error(client, learner, order):
    assert send(client, ordering_attempt(learner), order=order).status_code == 422


def test_answer_with_cards_missing_keeps_the_cards_in_order(client, learner):
    html = send(client, ordering_attempt(learner), order=["4"]).content.decode()
    assert "came in incomplete" in html
    assert 'name="order" value="4"' in html


@pytest.mark.parametrize("token", ["", "x"])
def test_answer_without_a_token_is_an_error(client, learner, token):
    response = send(client, choice_attempt(learner), token=token, place=1)
    assert response.status_code == 422
    assert "Answer again" in response.content.decode()


def test_failed_save_is_no_success(client, learner, monkeypatch):
    def locked(**_kwargs):
        cause = sqlite3.OperationalError("database is locked")
        cause.sqlite_errorcode = 5
        raise OperationalError("database is locked") from cause

    monkeypatch.setattr(attempts, "answer_read", locked)
    attempt = choice_attempt(learner)
    assert send(client, attempt, place=1).status_code == 503
    assert not Answer.objects.exists()


# --- Cost


@pytest.mark.parametrize("length", [5, 50])
def test_answer_costs_ten_queries_and_eight_kilobytes(client, learner, length):
    attempt = long_attempt(learner, length=length)
    for position in range(1, 5):
        send(client, attempt, position, skip="1")
    with queries() as captured:
        response = send(client, attempt, 5, skip="1")
    # session, user, item, answers, answer, attempt, facts, recall, day, texts
    assert len(statements(captured)) == 10
    assert len(response.content) < SWAP_LIMIT


# --- Who may


def test_teacher_may_look_at_the_result_but_not_answer(client, learner):
    work = assigned()
    attempt = begin(work, join(work.classroom))
    client.force_login(teacher_of(work.classroom))
    assert client.get(reverse("attempt_result", args=[attempt.pk])).status_code == 200
    assert client.get(item_url(attempt)).status_code == 404
    assert send(client, attempt, place=1).status_code == 404
    assert client.post(reverse("attempt_finish", args=[attempt.pk])).status_code == 404
    assert client.post(reverse("attempt_retry", args=[attempt.pk])).status_code == 404


def test_answer_by_get_is_refused(client, learner):
    assert client.get(answer_url(choice_attempt(learner))).status_code == 405


def test_answer_needs_the_token_against_forgery(learner):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    attempt = choice_attempt(learner)
    assert send(strict, attempt, skip="1").status_code == 403


def test_nobody_answering_with_htmx_is_led_to_login_and_back_to_the_item(client):
    attempt = choice_attempt()
    response = client.post(answer_url(attempt), {"token": "x", "place": "1"}, headers=HTMX)
    assert response["HX-Redirect"] == (
        f"{reverse('login')}?next={item_url(attempt).replace('/', '%2F')}"
    )
