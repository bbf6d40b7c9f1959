"""Today's page, the card, and what is done with it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.kinds import Phase, Rating
from quizzes.models import (
    Card,
    Classroom,
    Fact,
    ItemReport,
    Membership,
    ReviewLog,
    SetEntry,
    StudyPlan,
)
from quizzes.models.cards import Suspension
from quizzes.scheduling.days import study_day
from tests.assigned import HOUR, assigned, classroom, join, question_set
from tests.cards import card_of, choice_card, deck, ordering_card, own_card, plan_of, settled
from tests.factories import NOON, FactFactory, TopicFactory, UserFactory, flashcard, question
from tests.views.quiz import HTMX, queries, statements

pytestmark = pytest.mark.django_db

SWAP_LIMIT = 8 * 1024  # bytes, before compression


@pytest.fixture
def learner(client):
    user = UserFactory()
    client.force_login(user)
    return user


def player(client, *, htmx=False, **query):
    headers = HTMX if htmx else {}
    return client.get(reverse("review_card"), query, headers=headers)


def fields(html: str) -> dict[str, str]:
    """The hidden fields of the form that rates."""
    form = re.search(r"<form[^>]* data-(?:rate|question).*?</form>", html, re.S)
    assert form is not None
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.group()))


def rate(client, card, *, htmx=True, page=None, **given):
    page = page or player(client, card=card.pk).content.decode()
    return client.post(
        reverse("rate_card", args=[card.pk]),
        fields(page) | given,
        headers=HTMX if htmx else {},
    )


def post(client, name, card, *, htmx=True, **given):
    return client.post(reverse(name, args=[card.pk]), given, headers=HTMX if htmx else {})


# --- Today


def test_counting_stops_where_a_number_says_no_more_than_many(client, learner, monkeypatch):
    monkeypatch.setattr("quizzes.reports.cards.MOST_COUNTED", 2)
    plan_of(learner, budget=1, new_a_day=0)
    deck(learner, 3)
    long_ago = NOON.date() - timedelta(days=30)
    Card.objects.bulk_create(
        Card(
            learner=learner,
            own_front=front,
            own_back="A",
            phase=Phase.REVIEW,
            due_day=long_ago,
            last_day=long_ago,
            created_at=NOON,
        )
        for front in "abcd"
    )
    html = client.get(reverse("review")).content.decode()
    assert "2+" in html
    assert "At least 2 more cards are due." in html


def test_today_begins_with_where_cards_come_from(client):
    html = client.get(reverse("review")).content.decode()
    assert "You keep no cards yet" in html
    assert f'href="{reverse("decks")}"' in html


def figures(html):
    """To repeat, new, answered today."""
    return [int(n) for n in re.findall(r'<dd class="figure-big">(\d+)<', html)]


def test_today_tells_what_is_due_and_what_is_new(client, learner):
    plan_of(learner, budget=4, new_a_day=3)
    due(deck(learner, 5)[0])
    html = client.get(reverse("review")).content.decode()
    assert figures(html) == [1, 3, 0]
    assert "Not seen yet: 4." in html
    assert "Start the review" in html


def test_today_speaks_of_no_more_new_cards_than_cards(client, learner):
    plan_of(learner, budget=15, new_a_day=20)
    deck(learner, 1)
    html = client.get(reverse("review")).content.decode()
    assert "At most 15 cards a day, 15 of them new." in html


def test_today_says_that_an_exam_lets_all_new_cards_come(client, learner):
    exam_day = timezone.now().date() + timedelta(days=30)
    plan_of(learner, new_a_day=2, exam_day=exam_day)
    deck(learner, 4)
    html = client.get(reverse("review")).content.decode()
    assert figures(html) == [0, 4, 0]
    assert "new ones first, because of the exam." in html


@pytest.mark.parametrize(("days", "words"), [(0, True), (-1, False)])
def test_today_wishes_luck_on_the_day_alone(client, learner, days, words):
    today = study_day(timezone.now(), learner.zone)
    plan_of(learner, exam_day=today + timedelta(days=days))
    deck(learner, 1)
    html = client.get(reverse("review")).content.decode()
    assert ("The day has come. Good luck." in html) is words
    assert ("Towards the exam" in html) is words


def test_today_never_shows_the_pile(client, learner):
    plan_of(learner, budget=2)
    for card in deck(learner, 6):
        due(card)
    html = client.get(reverse("review")).content.decode()
    assert figures(html) == [2, 0, 0]
    assert "4 more cards are due. They wait until other days" in html


def test_today_forecasts_the_day_of_an_exam(client, learner):
    plan_of(learner, exam_day=timezone.now().date() + timedelta(days=30))
    deck(learner, 4)
    html = client.get(reverse("review")).content.decode()
    assert re.search(r"you will know about \d+ % of your cards on that day", html)
    assert "Without any more study it would be 0 %" in html


def test_today_offers_more_when_all_is_done(client, learner):
    card = due(card_of(learner=learner), days=-4)
    assert "Ten more cards" in client.get(reverse("review")).content.decode()
    page = client.post(reverse("learn_more"), {"cards": "10"}, follow=True).content.decode()
    assert card.question.current.item.front in page
    assert rate(client, card, page=page, rating=3).status_code == 204


def test_today_offers_no_more_where_every_card_was_answered(client, learner):
    card = card_of(learner=learner)
    rate(client, card, rating=3)
    later = timezone.now() + timedelta(hours=1)
    Card.objects.update(phase=Phase.REVIEW, due_at=None, due_day=later.date() + timedelta(days=3))
    html = client.get(reverse("review")).content.decode()
    assert "Done for today." in html
    assert "Ten more cards" not in html


@pytest.mark.parametrize("count", [1, 3, 30])
def test_today_costs_as_many_queries_with_many_cards(client, learner, count):
    plan_of(learner)
    deck(learner, count)
    client.get(reverse("review"))
    with queries() as captured:
        client.get(reverse("review"))
    # session, user, plan; kept, steps and queue, due, steps due, new, day, to read, leeches, exams
    assert len(statements(captured)) == 12


def due(card, *, days=1):
    """In review, and due for ``days`` (or in some days, where negative)."""
    today = timezone.now().date()
    Card.objects.filter(pk=card.pk).update(
        phase=Phase.REVIEW,
        stability=5,
        difficulty=5,
        reps=3,
        last_day=today - timedelta(days=9 + days),
        due_day=today - timedelta(days=days),
    )
    card.refresh_from_db()
    return card


def withheld(learner, card):
    """Class work that asks the card's question, told once it is handed in."""
    room = classroom()
    join(room, learner)
    made = question_set(questions=0)
    SetEntry.objects.create(question_set=made, position=1, question=card.question)
    now = timezone.now()
    window = {"opens_at": now - HOUR, "closes_at": now + HOUR}
    return assigned(room, question_set=made, release="at-end", **window)


def test_today_says_why_cards_rest(client, learner):
    withheld(learner, choice_card(learner))
    html = client.get(reverse("review")).content.decode()
    assert "1 of your cards rests: class work asks the same question" in html
    assert figures(html) == [0, 0, 0]
    assert "1 of your cards rests" in player(client).content.decode()


def test_answered_card_is_told_no_more_once_class_work_asks_it(client, learner):
    card = choice_card(learner)
    rate(client, card, place="1", htmx=False)
    told = {"answered": str(ReviewLog.objects.get().token)}
    assert "feedback" in player(client, **told).content.decode()
    withheld(learner, card)
    html = player(client, **told).content.decode()
    assert "feedback" not in html
    assert card.question.current.item.options[0].text not in html


def counts(html):
    """New ones and those due; those that come once more, and whether they are told."""
    left = re.search(r"data-cards-left>(\d+)<", html)[1]
    hidden, again = re.search(r'nowrap"( hidden)?> · .*data-cards-again>(\d+)<', html).groups()
    return int(left), int(again), not hidden


def test_card_that_comes_once_more_today_is_counted_apart(client, learner):
    first, second = deck(learner, 2)
    html = player(client).content.decode()
    assert counts(html) == (2, 0, False)
    assert "data-once-more" not in html
    rate(client, first, page=html, rating=1)
    assert counts(player(client).content.decode()) == (1, 1, True)
    rate(client, second, rating=1)
    html = player(client).content.decode()
    assert counts(html) == (0, 2, True)
    assert "data-once-more" in html


def test_button_says_whether_the_card_comes_again_today(client, learner):
    card_of(learner=learner)
    plan_of(learner, four_buttons=True)
    html = player(client).content.decode()
    values = [
        re.search(r'value="(\d)"', tag)[1]
        for tag in re.findall(r"<button[^>]*>", html)
        if "data-comes-again" in tag
    ]
    assert values == ["1", "2", "3"]


# --- The card


def test_card_says_in_which_language_it_is(client, learner):
    topic = TopicFactory()
    fact = FactFactory(topic=topic, pack=topic.pack)
    item = flashcard(fact, language="uk", front="Скільки 12?", back="12 млинів")
    card = card_of(question(item, topic=topic, facts=[fact]), learner)
    html = player(client, card=card.pk, shown=1).content.decode()
    assert re.search(r'id="stem"[^>]* lang="uk"', html)
    assert re.search(r'id="back-text"[^>]* lang="uk"', html)
    own = own_card(learner)
    assert not re.search(r'id="stem"[^>]* lang=', player(client, card=own.pk).content.decode())


def test_card_that_comes_back_by_an_undo_says_so(client, learner):
    card = card_of(learner=learner)
    words = "> Taken back. Here is the card again.</p>"
    assert words not in player(client, card=card.pk).content.decode()
    assert words in player(client, card=card.pk, undone=1).content.decode()


def test_card_hides_its_back_until_it_is_asked_for(client, learner):
    card = card_of(learner=learner)
    front = player(client).content.decode()
    assert card.question.current.item.front in front
    assert re.search(r'id="back"[^>]* hidden>', front)
    assert re.search(r"<form[^>]* data-rate hidden>", front)
    back = player(client, card=card.pk, shown=1).content.decode()
    assert not re.search(r'id="back"[^>]* hidden>', back)
    assert not re.search(r"<form[^>]* data-rate hidden>", back)
    assert re.search(r"<form[^>]* data-reveal hidden>", back)


def test_back_tells_where_it_stands_and_who_says_so(client, learner):
    card_of(learner=learner)
    html = player(client).content.decode()
    assert "A made-up chronicle" in html
    assert "Who says so: the chronicler" in html


def test_fragment_is_the_player_alone_and_takes_the_focus(client, learner):
    card_of(learner=learner)
    html = player(client, htmx=True).content.decode().strip()
    assert html.startswith('<div id="player"')
    assert html.count(" data-focus") == 1
    assert "HX-Request" in player(client)["Vary"]


@pytest.mark.parametrize(("four", "names"), [(False, ["1", "3"]), (True, ["1", "2", "3", "4"])])
def test_card_has_as_many_buttons_as_the_learner_wants(client, learner, four, names):
    plan_of(learner, four_buttons=four)
    card_of(learner=learner)
    html = player(client).content.decode()
    assert re.findall(r'name="rating" value="(\d)"', html) == names


def test_button_gives_what_it_showed_though_others_fell_on_that_day(client, learner):
    card = due(card_of(learner=learner))
    page = player(client).content.decode()
    shown = int(re.search(r'value="3".*?in (\d+) days', page, re.S).group(1))
    for other in deck(learner, 30):
        day = timezone.now().date() + timedelta(days=shown)
        Card.objects.filter(pk=other.pk).update(phase=Phase.REVIEW, due_day=day, stability=5)
    assert rate(client, card, page=page, rating=3).status_code == 204
    assert ReviewLog.objects.get().interval == shown


def test_rating_with_javascript_answers_with_nothing_to_swap(client, learner):
    card = card_of(learner=learner)
    response = rate(client, card, rating=3, seconds=4)
    assert (response.status_code, response.content) == (204, b"")
    row = ReviewLog.objects.get()
    assert (row.rating, row.seconds) == (Rating.GOOD, 4)


def test_rating_without_javascript_leads_to_the_next_card(client, learner):
    first, second = deck(learner, 2)
    response = rate(client, first, htmx=False, rating=3)
    assert (response.status_code, response["Location"]) == (302, reverse("review_card"))
    assert second.question.current.item.front in player(client).content.decode()


def test_answer_kept_without_a_connection_counts_at_its_own_time(client, learner):
    card = card_of(learner=learner)
    rate(client, card, rating=3, ago=3 * 24 * 3600)
    ago = timezone.now() - ReviewLog.objects.get().at
    assert timedelta(days=3) <= ago < timedelta(days=3, minutes=1)


def test_answer_kept_for_weeks_is_refused(client, learner):
    card = card_of(learner=learner)
    assert rate(client, card, rating=3, ago=15 * 24 * 3600).status_code == 422
    assert not ReviewLog.objects.exists()


def test_same_token_again_is_the_same_review(client, learner):
    card = card_of(learner=learner)
    page = player(client).content.decode()
    answers = [rate(client, card, page=page, rating=3).status_code for _ in range(2)]
    assert answers == [204, 204]
    assert ReviewLog.objects.count() == 1


@pytest.mark.parametrize("htmx", [True, False])
def test_stale_tab_is_told_and_gets_the_card_as_it_is(client, learner, htmx):
    card = card_of(learner=learner)
    stale = player(client).content.decode()
    rate(client, card, rating=1)
    response = rate(client, card, page=stale, rating=3, token=str(uuid4()), htmx=htmx)
    html = response.content.decode()
    assert response.status_code == 409
    assert "This card had changed since the page was made" in html
    assert 'name="version" value="1"' in html
    assert ReviewLog.objects.count() == 1


@pytest.mark.parametrize("given", [{"rating": "5"}, {"rating": ""}, {"token": "x", "rating": "3"}])
def test_incomplete_rating_is_refused(client, learner, given):
    card = card_of(learner=learner)
    assert rate(client, card, **given).status_code == 422
    assert not ReviewLog.objects.exists()


def test_buttons_give_what_they_showed_to_who_has_caught_up_meanwhile(client, learner):
    plan_of(learner, budget=1)
    card, _other = due(card_of(learner=learner)), due(card_of(learner=learner))
    page = player(client, card=card.pk).content.decode()
    StudyPlan.objects.update(catching_up=False)
    rate(client, card, page=page, rating=3)
    card.refresh_from_db()
    (shown,) = re.findall(r">Good<.*?in (\d+) days", page, re.S)
    assert (card.due_day - card.last_day).days == int(shown)


def test_forged_promise_is_none(client, learner):
    card = due(card_of(learner=learner))
    assert rate(client, card, rating=3, promise="x:y:z").status_code == 204


def test_card_without_single_keys_says_so(client):
    learner = UserFactory(single_keys=False)
    client.force_login(learner)
    card_of(learner=learner)
    assert "data-no-single-keys" in player(client).content.decode()


def test_nothing_left_says_what_was_done(client, learner):
    plan_of(learner, budget=1)
    card, _other = deck(learner, 2)
    now = timezone.now() - timedelta(hours=1)
    settled(card, now=now)
    html = player(client).content.decode()
    assert "Done for today" in html
    assert "2 answers today." in html


# --- Typing


def test_typed_answer_is_compared_before_it_is_rated(client, learner):
    plan_of(learner, typed=True)
    card = card_of(learner=learner)
    assert 'name="typed"' in player(client).content.decode()
    html = player(client, card=card.pk, shown=1, typed="of nothing").content.decode()
    assert "Your answer differs" in html
    assert re.search(r'class="button" name="rating" value="1"', html)
    right = player(client, card=card.pk, shown=1, typed=card.question.current.item.back)
    assert "Your answer will do" in right.content.decode()
    assert re.search(r'class="button" name="rating" value="3"', right.content.decode())


# --- Question cards


def test_choice_is_reviewed_as_itself_and_graded_by_its_answer(client, learner):
    card = choice_card(learner)
    page = player(client).content.decode()
    assert "the builder a" in page
    assert "name=rating" not in page
    right = re.search(r'value="(\d)" id="place[^>]*>.*?the builder a', page, re.S)
    place = re.findall(r'value="(\d)" id="place-\d"[^<]*<[^<]*<[^<]*<[^>]*>the builder a', page)
    assert right is not None
    html = rate(client, card, page=page, place=place[0]).content.decode()
    assert "Your answer, right" in html
    assert 'data-announce="Right"' in html
    assert html.count(" data-focus") == 1
    assert ReviewLog.objects.get().rating == Rating.GOOD


def test_question_without_javascript_is_redirected_to_its_feedback(client, learner):
    card = choice_card(learner)
    response = rate(client, card, htmx=False, skip="1")
    assert "Here is the answer" in client.get(response["Location"]).content.decode()
    assert ReviewLog.objects.get().rating == Rating.AGAIN


def test_question_tells_nothing_of_its_key_before_the_answer(client, learner):
    card = choice_card(learner)
    html = player(client).content.decode()
    item = card.question.current.item
    assert item.explanation not in html
    assert "because" not in html


def test_question_without_an_answer_is_asked_again(client, learner):
    card = choice_card(learner)
    response = rate(client, card)
    assert response.status_code == 422
    assert "Choose an answer" in response.content.decode()


def test_ordering_moves_without_javascript(client, learner):
    card = ordering_card(learner)
    page = player(client).content.decode()
    order = re.findall(r'name="order" value="(\d)"', page)
    move = f"{order[0]}-down"
    response = rate(client, card, page=page, htmx=False, order=order, move=move)
    after = re.findall(
        r'name="order" value="(\d)"', client.get(response["Location"]).content.decode()
    )
    assert after == [order[1], order[0], *order[2:]]


# --- Undo


@pytest.mark.parametrize("htmx", [True, False])
def test_undo_brings_the_card_back(client, learner, htmx):
    first, _second = deck(learner, 2)
    rate(client, first, rating=3)
    response = client.post(
        reverse("undo_review"), {"token": str(uuid4())}, headers=HTMX if htmx else {}, follow=True
    )
    html = response.content.decode()
    assert first.question.current.item.front in html
    assert "Taken back. Here is the card again." in html
    assert Card.objects.get(pk=first.pk).reps == 0


def test_undo_of_nothing_is_told(client, learner):
    card_of(learner=learner)
    address, token = reverse("undo_review"), {"token": str(uuid4())}
    assert client.post(address, token, headers=HTMX).status_code == 409
    page = client.post(address, token, follow=True).content.decode()
    assert "There is nothing to undo today." in page


# --- What else is done with a card


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        ("suspend", {"suspended": Suspension.LEARNER}),
        ("flag", {"flagged": True}),
    ],
)
def test_card_is_changed(client, learner, change, columns):
    card = card_of(learner=learner)
    post(client, "change_card", card, change=change)
    assert Card.objects.filter(pk=card.pk, **columns).exists()


def test_buried_card_is_not_shown_today(client, learner):
    card, other = deck(learner, 2)
    assert post(client, "change_card", card, change="bury").status_code == 204
    html = player(client).content.decode()
    assert other.question.current.item.front in html


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("suspend", "Set aside. You find it among your cards."),
        ("bury", "Put off until tomorrow."),
    ],
)
def test_card_put_away_without_javascript_is_taken_up_again(client, learner, change, words):
    card, _other = deck(learner, 2)
    response = post(client, "change_card", card, htmx=False, change=change)
    html = client.get(response["Location"]).content.decode()
    [told] = re.findall(r'<form id="away"[^>]* action="([^"]*)".*?<p>(.*?)</p>', html, re.S)
    assert told == (reverse("change_card", args=[card.pk]), words)
    assert card.question.current.item.front not in html
    response = client.post(told[0], {"change": "take-up"})
    html = client.get(response["Location"]).content.decode()
    assert card.question.current.item.front in html
    assert not re.findall(r'<form id="away"[^>]* action=', html)


def test_card_put_away_is_told_to_nobody_else(client, learner):
    deck(learner, 1)
    theirs = card_of(suspended=Suspension.LEARNER)
    html = player(client, away=theirs.pk).content.decode()
    assert not re.findall(r'<form id="away"[^>]* action=', html)


def test_flag_keeps_the_focus_and_is_announced(client, learner):
    html = post(client, "change_card", card_of(learner=learner), change="flag").content.decode()
    assert 'aria-pressed="true" data-focus data-announce="Flagged."' in html


def test_note_reaches_the_authors(client, learner):
    card = card_of(learner=learner)
    response = post(client, "note_card", card, text="The year is another.")
    assert "Thank you" in response.content.decode()
    assert ItemReport.objects.get().version == card.question.current


def test_empty_note_comes_back(client, learner):
    response = post(client, "note_card", card_of(learner=learner), text=" ")
    assert response.status_code == 422
    assert not ItemReport.objects.exists()


def test_own_card_has_no_authors_to_write_to(client, learner):
    assert post(client, "note_card", own_card(learner), text="x").status_code == 404


# --- Ahead


def test_ahead_holds_the_next_twenty_cards_without_the_present_one(client, learner):
    plan_of(learner, budget=60, new_a_day=60)
    cards = deck(learner, 25)
    html = client.get(reverse("review_ahead"), {"after": cards[0].pk}).content.decode()
    ids = [int(pk) for pk in re.findall(r'<template data-card="(\d+)"', html)]
    assert ids == [card.pk for card in cards[1:21]]


@pytest.mark.parametrize("count", [1, 3, 20])
def test_ahead_costs_as_many_queries_with_many_cards(client, learner, count):
    plan_of(learner, budget=60, new_a_day=60)
    for card in deck(learner, count):
        due(card)
    client.get(reverse("review_ahead"))
    with queries() as captured:
        client.get(reverse("review_ahead"))
    # session, user, plan, steps and queue, cards, load, documents of the citations
    assert len(statements(captured)) == 7


@pytest.mark.parametrize("count", [1, 3, 30])
def test_rating_and_the_next_card_cost_the_same_with_many_cards(client, learner, count):
    plan_of(learner, budget=60)
    cards = [due(card) for card in deck(learner, count)]
    page = player(client, card=cards[0].pk).content.decode()
    with queries() as captured:
        rate(client, cards[0], page=page, rating=3)
    # session, user; plan, card, card, log; the first of a day: it thrice
    assert len(statements(captured)) == 9
    response = player(client, htmx=True)
    assert len(response.content) < SWAP_LIMIT


# --- Who may


@pytest.mark.parametrize("name", ["rate_card", "change_card", "note_card"])
def test_card_of_another_is_not_found(client, learner, name):
    card = card_of()
    assert post(client, name, card, change="flag", rating=3).status_code == 404
    assert client.post(reverse(name, args=[10**6])).status_code == 404
    assert not ReviewLog.objects.exists()


def test_card_of_another_is_not_shown(client, learner):
    mine, theirs = card_of(learner=learner), card_of()
    html = player(client, card=theirs.pk, shown=1).content.decode()
    assert theirs.question.current.item.front not in html
    assert mine.question.current.item.front in html


@pytest.mark.parametrize("name", ["rate_card", "change_card", "note_card"])
def test_posting_by_get_is_refused(client, learner, name):
    assert client.get(reverse(name, args=[1])).status_code == 405


def test_rating_needs_the_token_against_forgery(learner):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    card = card_of(learner=learner)
    assert strict.post(reverse("rate_card", args=[card.pk])).status_code == 403


def test_nobody_is_led_to_where_reviewing_begins(client):
    assert player(client)["Location"] == reverse("review")
    assert client.get(reverse("review_ahead")).status_code == 204


def test_session_that_ran_out_is_told_to_the_script(client):
    response = client.post(reverse("rate_card", args=[1]), {"rating": "3"}, headers=HTMX)
    assert response["HX-Redirect"].startswith(reverse("login"))


# --- To read again


def test_fact_on_harm_is_read_and_never_asked(client):
    learner = UserFactory(sensitive="read")
    client.force_login(learner)
    fact: Fact = FactFactory(sensitivity=2)
    Card.objects.create(learner=learner, fact=fact, topic=fact.topic, created_at=NOON)
    assert fact.statement in client.get(reverse("read_again")).content.decode()
    assert "You keep no cards yet" in player(client).content.decode()


def test_fact_on_harm_is_held_back_until_the_reader_chose(client, learner):
    fact: Fact = FactFactory(sensitivity=2)
    Card.objects.create(learner=learner, fact=fact, topic=fact.topic, created_at=NOON)
    html = client.get(reverse("read_again")).content.decode()
    assert fact.statement not in html
    assert "Harm to people and homes" in html


def class_with_exam(learner, day, **columns):
    room = Classroom.objects.create(
        name="8-Б", code="ABCDEFGH", created_at=NOON, exam_day=day, **columns
    )
    Membership.objects.create(classroom=room, user=learner, role="pupil", joined_at=NOON)
    return room


def test_exam_of_ones_class_is_planned_towards_with_one_button(client, learner):
    deck(learner)
    exam = study_day(timezone.now(), learner.zone) + timedelta(days=9)
    room = class_with_exam(learner, exam)
    assert "8-Б has an exam on" in client.get(reverse("review")).content.decode()
    page = client.post(reverse("plan_exam"), {"classroom": room.pk}, follow=True).content.decode()
    assert StudyPlan.objects.get(learner=learner).exam_day == exam
    assert "8-Б has an exam on" not in page
    assert "Towards the exam" in page


def test_exam_of_a_class_that_one_is_not_in_is_not_found(client, learner):
    room = class_with_exam(UserFactory(), timezone.now().date() + timedelta(days=9))
    assert client.post(reverse("plan_exam"), {"classroom": room.pk}).status_code == 404
    assert client.post(reverse("plan_exam"), {"classroom": room.pk + 1}).status_code == 404


def test_exam_that_is_over_is_not_found(client, learner):
    room = class_with_exam(learner, study_day(timezone.now(), learner.zone))
    assert client.post(reverse("plan_exam"), {"classroom": room.pk}).status_code == 404
