import pytest
from django.urls import reverse

from quizzes.models import Attempt, ItemReport, Question
from quizzes.models.packs import Visibility
from tests.factories import UserFactory
from tests.views.quiz import (
    HTMX,
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


@pytest.fixture
def learner(client):
    user = UserFactory()
    client.force_login(user)
    return user


def result(client, attempt):
    return client.get(reverse("attempt_result", args=[attempt.pk]))


def finish(client, attempt):
    return client.post(reverse("attempt_finish", args=[attempt.pk]))


# --- Result


def test_result_of_an_open_quiz_leads_back_into_it(client, learner):
    attempt = choice_attempt(learner, of=2)
    assert result(client, attempt)["Location"] == reverse("attempt", args=[attempt.pk])


def test_result_tells_the_score_and_what_to_read_again(client, learner):
    attempt = choice_attempt(learner, of=2)
    send(client, attempt, 1, place=place_of(attempt, 0, 1))
    send(client, attempt, 2, place=place_of(attempt, 1, 2))
    html = result(client, attempt).content.decode()
    missed = Question.objects.get(versions=attempt.items.get(position=2).version).facts.get()
    known = Question.objects.get(versions=attempt.items.get(position=1).version).facts.get()
    assert "<h1>1 of 2 right</h1>" in html
    assert missed.statement in html
    assert known.statement not in html
    assert reverse("attempt_retry", args=[attempt.pk]) in html


def test_result_leads_to_no_topic_of_a_pack_that_is_not_public(client, learner):
    attempt = choice_attempt(learner, of=2)
    send(client, attempt, 1, place=place_of(attempt, 0, 1))
    send(client, attempt, 2, place=place_of(attempt, 1, 2))
    topic = Question.objects.get(versions=attempt.items.get(position=2).version).topic
    assert reverse("topic", args=[topic.slug]) in result(client, attempt).content.decode()
    topic.pack.visibility = Visibility.PRIVATE
    topic.pack.save()
    html = result(client, attempt).content.decode()
    assert topic.title in html
    assert reverse("topic", args=[topic.slug]) not in html
    assert 'href="/facts/' not in html


def test_result_of_a_flawless_quiz_offers_a_new_one_alone(client, learner):
    attempt = choice_attempt(learner)
    send(client, attempt, place=place_of(attempt, 0))
    html = result(client, attempt).content.decode()
    assert "<h1>All 1 right</h1>" in html
    assert "nothing to repeat" in html
    assert reverse("attempt_retry", args=[attempt.pk]) not in html


def test_result_of_a_quiz_without_an_answer_tells_no_key(client, learner):
    attempt = choice_attempt(learner, of=2)
    finish(client, attempt)
    html = result(client, attempt).content.decode()
    assert "<h1>Nothing was answered</h1>" in html
    assert "It was as" not in html
    assert "Right answer" not in html


def test_result_counts_a_share_of_an_ordering(client, learner):
    attempt = ordering_attempt(learner)
    order = [place_of(attempt, event) for event in (1, 0, 2, 3)]
    send(client, attempt, order=order)
    assert "0.8 of 1 points" in result(client, attempt).content.decode()


@pytest.mark.parametrize("length", [5, 50])
def test_result_costs_the_same_queries_whatever_the_length(client, learner, length):
    attempt = long_attempt(learner, length=length)
    send(client, attempt, 1, skip="1")
    finish(client, attempt)
    with queries() as captured:
        result(client, attempt)
    assert len(statements(captured)) == 7  # session, user, attempt, answers, items, facts, texts


def test_result_of_a_stranger_is_404(client, learner):
    attempt = choice_attempt()
    assert result(client, attempt).status_code == 404


# --- Handing in, repeating


def test_finish_leads_to_the_result(client, learner):
    attempt = choice_attempt(learner, of=2)
    assert finish(client, attempt)["Location"] == reverse("attempt_result", args=[attempt.pk])
    attempt.refresh_from_db()
    assert attempt.state == "finished"


def test_retry_leads_to_the_first_missed_item(client, learner):
    attempt = choice_attempt(learner, of=2)
    send(client, attempt, 1, place=place_of(attempt, 0))
    send(client, attempt, 2, skip="1")
    response = client.post(reverse("attempt_retry", args=[attempt.pk]))
    again = Attempt.objects.get(retry_of=attempt)
    assert (again.length, response["Location"]) == (1, item_url(again))


def test_retry_of_a_flawless_quiz_says_so(client, learner):
    attempt = choice_attempt(learner)
    send(client, attempt, place=place_of(attempt, 0))
    response = client.post(reverse("attempt_retry", args=[attempt.pk]), follow=True)
    assert "nothing left to repeat" in response.content.decode()


@pytest.mark.parametrize("name", ["attempt_finish", "attempt_retry"])
def test_state_changes_by_post_alone_and_by_the_owner_alone(client, learner, name):
    stranger = choice_attempt()
    url = reverse(name, args=[stranger.pk])
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 404
    client.logout()
    assert client.post(url)["Location"].startswith(reverse("login"))


# --- Reports


def report(client, attempt, text, **headers):
    url = reverse("item_report", args=[attempt.pk, 1])
    return client.post(url, {"text": text}, headers=headers)


def test_report_is_kept_with_the_version_and_thanked(client, learner):
    attempt = choice_attempt(learner)
    html = report(client, attempt, "The year is wrong.", **HTMX).content.decode()
    kept = ItemReport.objects.get()
    assert "Thank you" in html
    assert (kept.text, kept.reporter, kept.version) == (
        "The year is wrong.",
        learner,
        attempt.items.get().version,
    )


def test_report_without_javascript_comes_back_to_the_item(client, learner):
    attempt = choice_attempt(learner)
    send(client, attempt, skip="1")
    response = report(client, attempt, "The year is wrong.")
    assert response["Location"] == item_url(attempt)
    assert "Thank you" in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001], ids=["empty", "blank", "long"])
def test_report_of_no_fit_length_is_refused(client, learner, text):
    response = report(client, choice_attempt(learner), text, **HTMX)
    assert response.status_code == 422
    assert not ItemReport.objects.exists()


def test_report_twice_is_one(client, learner):
    attempt = choice_attempt(learner)
    for _ in range(2):
        report(client, attempt, "The year is wrong.", **HTMX)
    assert ItemReport.objects.count() == 1


def test_report_number_twenty_one_of_a_day_is_refused(client, learner):
    attempt = choice_attempt(learner)
    answers = [report(client, attempt, f"Number {n}.", **HTMX) for n in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [422]
    assert "enough reports for today" in answers[-1].content.decode()


def test_report_on_a_strangers_item_is_404(client, learner):
    assert report(client, choice_attempt(), "x").status_code == 404
