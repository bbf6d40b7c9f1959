import re
from dataclasses import replace

import pytest
from django.urls import reverse

from quizzes.items import to_json
from quizzes.models import Attempt, Question, QuestionVersion
from tests.factories import UserFactory
from tests.views.quiz import (
    HTMX,
    answer_url,
    choice_attempt,
    item_url,
    long_attempt,
    ordering_attempt,
    queries,
    send,
    statements,
    without_tokens,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    user = UserFactory()
    client.force_login(user)
    return user


def rewrite(attempt, item, shuffle):
    """Put another item under the attempt, as if it had always been so."""
    shown = attempt.items.get(position=1)
    QuestionVersion.objects.filter(pk=shown.version_id).update(content=to_json(item))
    attempt.items.filter(position=1).update(shuffle=shuffle)


# --- Secrecy of the key


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_page_of_a_choice_is_the_same_whichever_option_is_the_key(client, learner, headers):
    attempt = choice_attempt(learner)
    shown = attempt.items.get()
    item, proof = shown.version.item, next(o.proof for o in shown.version.item.options if o.proof)
    pages = set()
    for key in "abcd":
        options = tuple(replace(o, proof=None if o.id == key else proof) for o in item.options)
        swapped = replace(
            item, key=key, options=options, explanation=f"It was {key}.", citations=()
        )
        rewrite(attempt, swapped, shown.shuffle)
        pages.add(without_tokens(client.get(item_url(attempt), headers=headers).content.decode()))
    assert len(pages) == 1


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_page_of_an_ordering_is_the_same_whichever_order_is_right(client, learner, headers):
    attempt = ordering_attempt(learner)
    shown = attempt.items.get()
    item = shown.version.item
    on_screen = [item.events[i] for i in shown.shuffle]
    pages = set()
    for right in ([0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]):
        events = tuple(replace(item.events[i], date=str(year)) for year, i in enumerate(right))
        names = [event.id for event in events]
        shuffle = [names.index(event.id) for event in on_screen]
        rewrite(attempt, replace(item, events=events), shuffle)
        pages.add(without_tokens(client.get(item_url(attempt), headers=headers).content.decode()))
    assert len(pages) == 1


def test_the_sign_of_secrecy_would_show_a_leak(client, learner):
    """The comparison above is no empty one: another text on an option does change the page."""
    attempt = choice_attempt(learner)
    shown = attempt.items.get()
    item = shown.version.item
    before = without_tokens(client.get(item_url(attempt)).content.decode())
    options = (replace(item.options[0], text="the builder e"), *item.options[1:])
    rewrite(attempt, replace(item, options=options), shown.shuffle)
    assert without_tokens(client.get(item_url(attempt)).content.decode()) != before


def test_page_before_the_answer_names_places_alone(client, learner):
    html = client.get(item_url(choice_attempt(learner))).content.decode()
    assert re.findall(r'name="place" value="(\d)"', html) == ["1", "2", "3", "4"]
    assert "chronicle" not in html
    assert "It was as" not in html


# --- Showing


@pytest.mark.parametrize("level", ["easy", "medium", "hard"])
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_item_and_its_feedback_tell_the_level_as_it_is_known_now(client, learner, level, headers):
    attempt = choice_attempt(learner)
    Question.objects.update(level=level)
    told = f"</span>{level} · 1 of 1"
    assert told in client.get(item_url(attempt), headers=headers).content.decode()
    send(client, attempt, skip="1")
    assert told in client.get(item_url(attempt), headers=headers).content.decode()


def test_item_of_an_open_quiz_shows_the_options_in_their_shuffled_order(client, learner):
    attempt = choice_attempt(learner)
    shown = attempt.items.get()
    html = client.get(item_url(attempt)).content.decode()
    texts = re.findall(r'class="option-text">([^<]+)<', html)
    assert texts == [shown.version.item.options[i].text for i in shown.shuffle]


def test_item_preselects_nothing(client, learner):
    assert " checked" not in client.get(item_url(choice_attempt(learner))).content.decode()


def test_item_once_answered_shows_its_feedback(client, learner):
    attempt = choice_attempt(learner, of=2)
    send(client, attempt, skip="1")
    html = client.get(item_url(attempt)).content.decode()
    assert 'id="verdict"' in html
    assert 'name="place"' not in html
    assert item_url(attempt, 2) in html


def test_fragment_is_the_player_alone(client, learner):
    attempt = choice_attempt(learner)
    response = client.get(item_url(attempt), headers=HTMX)
    assert re.match(r"\s*<title>[^<]+</title>\s*<div id=\"player\"", response.content.decode())
    assert "HX-Request" in response["Vary"]


def test_step_back_in_the_history_gets_the_whole_page(client, learner):
    headers = {**HTMX, "HX-History-Restore-Request": "true"}
    html = client.get(item_url(choice_attempt(learner)), headers=headers).content.decode()
    assert "<!doctype html>" in html


def test_item_is_never_stored_by_a_cache(client, learner):
    response = client.get(item_url(choice_attempt(learner)))
    assert "no-store" in response["Cache-Control"]


def test_item_says_where_single_keys_are_off(client):
    learner = UserFactory(single_keys=False)
    client.force_login(learner)
    assert "data-no-single-keys" in client.get(item_url(choice_attempt(learner))).content.decode()


def test_attempt_leads_to_the_first_item_without_an_answer(client, learner):
    attempt = choice_attempt(learner, of=3)
    send(client, attempt, 1, skip="1")
    response = client.get(reverse("attempt", args=[attempt.pk]))
    assert response["Location"] == item_url(attempt, 2)


def test_attempt_that_is_finished_leads_to_its_result(client, learner):
    attempt = choice_attempt(learner)
    send(client, attempt, skip="1")
    response = client.get(reverse("attempt", args=[attempt.pk]))
    assert response["Location"] == reverse("attempt_result", args=[attempt.pk])


def test_item_without_an_answer_in_a_finished_quiz_leads_to_the_result(client, learner):
    attempt = choice_attempt(learner, of=2)
    client.post(reverse("attempt_finish", args=[attempt.pk]))
    assert client.get(item_url(attempt))["Location"] == reverse("attempt_result", args=[attempt.pk])


def test_item_whose_time_is_up_closes_the_quiz(client, learner):
    attempt = choice_attempt(learner, of=2)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=attempt.started_at)
    client.get(item_url(attempt))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.finished_at) == ("finished", attempt.deadline)


@pytest.mark.parametrize("length", [5, 50])
def test_item_costs_four_queries(client, learner, length):
    attempt = long_attempt(learner, length=length)
    with queries() as captured:
        client.get(item_url(attempt))
    assert len(statements(captured)) == 4  # session, user, item, answers


# --- The plain form of an ordering


def order_on(html):
    return re.findall(r'name="order" value="(\d)"', html)


def test_move_without_javascript_leads_to_the_new_order(client, learner):
    attempt = ordering_attempt(learner)
    response = send(client, attempt, htmx=False, order=["1", "2", "3", "4"], move="3-up")
    assert response.status_code == 302
    html = client.get(response["Location"]).content.decode()
    assert order_on(html) == ["1", "3", "2", "4"]
    assert re.search(r'value="3-up"[^>]* autofocus', html)


@pytest.mark.parametrize("query", ["order=1&order=1", "order=x", "order=1&order=2&order=3", ""])
def test_order_that_is_none_is_the_first_order(client, learner, query):
    html = client.get(f"{item_url(ordering_attempt(learner))}?{query}").content.decode()
    assert order_on(html) == ["1", "2", "3", "4"]


def test_move_is_no_answer(client, learner):
    attempt = ordering_attempt(learner)
    send(client, attempt, htmx=False, order=["1", "2", "3", "4"], move="1-down")
    assert attempt.answers.count() == 0


# --- Who may


def test_stranger_and_absent_get_the_same_404(client, learner):
    strangers = choice_attempt()
    absent = Attempt(pk="00000000-0000-4000-8000-000000000000")
    for url in (item_url, answer_url):
        method = client.get if url is item_url else client.post
        pages = [method(url(attempt), {"token": "x"}) for attempt in (strangers, absent)]
        assert [page.status_code for page in pages] == [404, 404]
        first, second = (
            without_tokens(page.content.decode()).replace(str(attempt.pk), "")
            for page, attempt in zip(pages, (strangers, absent), strict=True)
        )
        assert first == second


def test_absent_position_is_404(client, learner):
    assert client.get(item_url(choice_attempt(learner), 2)).status_code == 404


def test_nobody_is_led_to_the_login_and_back(client):
    url = item_url(choice_attempt())
    assert client.get(url)["Location"] == f"{reverse('login')}?next={url.replace('/', '%2F')}"


def test_nobody_with_htmx_is_led_out_of_the_fragment(client):
    response = client.get(item_url(choice_attempt()), headers=HTMX)
    assert response["HX-Redirect"].startswith(reverse("login"))
