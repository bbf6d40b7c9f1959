"""What is kept, and how it comes there and leaves; how to study."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Card, ReviewLog, StudyDay, StudyPlan, User
from quizzes.models.cards import Suspension
from tests.assigned import HOUR, assigned, classroom, join, question_set
from tests.cards import DAY, card_of, deck, own_card, plan_of
from tests.factories import (
    NOON,
    FactFactory,
    PackFactory,
    TopicFactory,
    UserFactory,
    choice_question,
    flashcard,
    question,
)
from tests.factories import flashcard_question as asked
from tests.views.quiz import choice_attempt, queries, send, statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    user = UserFactory()
    client.force_login(user)
    return user


def add(client, **what):
    return client.post(reverse("add_cards"), what, follow=True)


def own(client, **sides):
    return client.post(reverse("own_card_new"), {"own_front": "A", "own_back": "B"} | sides)


# --- Adding


def test_guest_adds_a_topic_in_one_click(client):
    topic = TopicFactory()
    asked(topic)
    html = add(client, topic=topic.pk).content.decode()
    assert "1 card is among yours now." in html
    assert Card.objects.get().learner.is_guest


def test_adding_leads_back_to_where_one_was(client, learner):
    topic = TopicFactory()
    asked(topic)
    response = client.post(reverse("add_cards"), {"topic": topic.pk, "next": reverse("decks")})
    assert response["Location"] == reverse("decks")


def test_adding_leads_to_no_other_host(client, learner):
    topic = TopicFactory()
    where = {"topic": topic.pk, "next": "https://elsewhere.example/"}
    assert client.post(reverse("add_cards"), where)["Location"] == reverse("review")


def test_missed_questions_are_added_from_the_result(client, learner):
    attempt = choice_attempt(learner)
    send(client, attempt, skip="1")
    result = client.get(reverse("attempt_result", args=[attempt.pk])).content.decode()
    assert "Add the missed to my cards" in result
    add(client, attempt=str(attempt.pk))
    assert Card.objects.get().question == attempt.items.get().version.question


def test_missed_questions_of_another_are_not_found(client, learner):
    assert add(client, attempt=str(choice_attempt().pk)).status_code == 404


def test_fact_is_added_from_its_page(client, learner):
    fact = FactFactory()
    question(flashcard(fact), topic=fact.topic, facts=[fact])
    address = reverse("fact", args=[fact.slug])
    assert "Add to my cards" in client.get(address).content.decode()
    html = add(client, fact=fact.pk, next=address).content.decode()
    assert "Among your cards." in html
    assert "Add to my cards" not in html


def test_fact_of_the_pack_on_the_page_is_added_where_another_has_its_id(client, learner):
    first = FactFactory(slug="flood")
    pack = PackFactory(owner=UserFactory(), visibility="public")
    other = FactFactory(pack=pack, topic=TopicFactory(pack=pack), slug=first.slug)
    for fact in (first, other):
        question(flashcard(fact), topic=fact.topic, facts=[fact])
    address = f"{reverse('fact', args=['flood'])}?pack={pack.slug}"
    html = client.get(address).content.decode()
    [pk] = re.findall(r'name="fact" value="(\d+)"', html)
    assert f'name="next" value="{address}"' in html
    add(client, fact=pk)
    assert Card.objects.get().topic == other.topic


def test_fact_on_harm_is_kept_to_read_again(client):
    learner = UserFactory(sensitive="read")
    client.force_login(learner)
    fact = FactFactory(sensitivity=2)
    address = reverse("fact", args=[fact.slug])
    assert "Keep it to read again" in client.get(address).content.decode()
    assert (
        "You keep this to read again." in add(client, fact=fact.pk, next=address).content.decode()
    )


def test_fact_without_a_flashcard_offers_none(client, learner):
    html = client.get(reverse("fact", args=[FactFactory().slug])).content.decode()
    assert "Add to my cards" not in html


@pytest.mark.parametrize(
    "what", [{}, {"topic": "1", "fact": "2"}, {"attempt": "x"}, {"topic": "a"}]
)
def test_adding_needs_one_thing_said(client, what):
    assert client.post(reverse("add_cards"), what).status_code == 400


@pytest.mark.parametrize("what", [{"topic": "999999"}, {"fact": "999999"}])
def test_adding_what_is_not_there_is_not_found(client, what):
    TopicFactory()
    assert client.post(reverse("add_cards"), what).status_code == 404
    assert not User.objects.exists()


# --- Decks


def test_decks_tell_what_is_offered_and_what_is_kept(client, learner):
    card = card_of(learner=learner)
    asked(card.topic)
    html = client.get(reverse("decks")).content.decode()
    assert "0 seen, 0 of them firm for three weeks" in html
    assert "Add the rest" in html


def test_leaving_a_topic_keeps_its_history(client, learner):
    card = card_of(learner=learner)
    client.post(reverse("leave_deck"), {"topic": card.topic.pk})
    assert not Card.objects.kept().exists()
    assert Card.objects.filter(pk=card.pk).exists()


def test_leaving_a_topic_leaves_its_namesake_of_another_pack(client, learner):
    first = card_of(learner=learner)
    topic = TopicFactory(slug=first.topic.slug, pack=PackFactory())
    second = card_of(asked(topic), learner)
    client.post(reverse("leave_deck"), {"topic": topic.pk})
    assert list(Card.objects.kept()) == [first]
    assert second.question.current.item.front not in practised(client, first.topic, seed=1)


def test_topics_of_another_pack_are_told_and_left_like_all(client, learner):
    """Given by a class, or kept in another language."""
    TopicFactory()
    topic = TopicFactory(title="Mills", pack=PackFactory(title="Our own", visibility="private"))
    card_of(asked(topic), learner)
    html = client.get(reverse("decks")).content.decode()
    assert "Mills" in html
    assert "Our own" in html
    assert f'href="{reverse("topic", args=[topic.slug])}"' not in html
    assert f'name="topic" value="{topic.pk}"' in html
    assert "Add the rest" not in html


def test_question_cards_do_not_pass_for_the_flashcards_of_their_topic(client, learner):
    topic = TopicFactory()
    asked(topic)
    card_of(choice_question(topic), learner)
    html = client.get(reverse("decks")).content.decode()
    assert "Add the rest" in html
    assert reverse("practice", args=[topic.pk]) not in html


def test_decks_lead_on_to_the_review_once_something_is_kept(client, learner):
    way = f'<a class="button grow" href="{reverse("review")}">'
    assert way not in client.get(reverse("decks")).content.decode()
    own_card(learner)
    assert way in client.get(reverse("decks")).content.decode()


def test_language_of_the_cards_is_chosen_where_they_are_taken(client):
    topic = TopicFactory()
    asked(topic)
    asked(TopicFactory(pack=PackFactory(language="uk", translation_of=topic.pack)))
    assert "Українською" in client.get(reverse("decks")).content.decode()


def test_leaving_a_card_of_another_is_not_found(client, learner):
    assert client.post(reverse("leave_deck"), {"card": card_of().pk}).status_code == 404


def test_leeches_are_shown_and_taken_up_again(client, learner):
    card = card_of(learner=learner, suspended=Suspension.LEECH, lapses=8)
    assert "Forgotten eight times" in client.get(reverse("decks")).content.decode()
    address = reverse("change_card", args=[card.pk])
    response = client.post(address, {"change": "take-up", "next": "decks"})
    assert response["Location"] == reverse("decks")
    assert Card.objects.get().suspended == ""


def test_fact_behind_a_card_set_aside_is_not_told_while_class_work_asks_it(client, learner):
    now = timezone.now()
    held = question_set(questions=1)
    asked_in_class = held.entries.get().question
    card_of(asked_in_class, learner, suspended=Suspension.LEARNER)
    link = reverse("fact", args=[asked_in_class.current.item.facts[0]])
    assert link in client.get(reverse("decks")).content.decode()
    room = classroom()
    join(room, learner)
    given = {"question_set": held, "release": "at-end"}
    assigned(room, opens_at=now - HOUR, closes_at=now + HOUR, **given)
    html = client.get(reverse("decks")).content.decode()
    assert "Set aside" in html
    assert link not in html


@pytest.mark.parametrize("count", [1, 3, 30])
def test_decks_cost_as_many_queries_with_many_cards(client, learner, count):
    for card in deck(learner, count):
        Card.objects.filter(pk=card.pk).update(flagged=True)
        own_card(learner)
    with queries() as captured:
        client.get(reverse("decks"))
    # session, user, packs, offered, kept, flashcards among them, topics, own, their count, aside,
    # what class work withholds of it
    assert len(statements(captured)) == 11


# --- Own cards


def test_own_card_is_written(client):
    response = own(client, own_source="Grandmother")
    assert response["Location"] == reverse("decks")
    card = Card.objects.get()
    assert (card.own_front, card.own_back, card.own_source) == ("A", "B", "Grandmother")


def test_own_cards_are_reached_to_the_last(client, learner, monkeypatch):
    monkeypatch.setattr("quizzes.views.decks.OWN_SHOWN", 2)
    for number in range(5):
        own_card(learner, front=f"Front {number}")
    address = reverse("decks")
    seen = []
    for number in (1, 2, 3):
        html = client.get(address, {"own": number}).content.decode()
        seen += re.findall(r"Front (\d)", html)
        assert (f"?own={number + 1}#own" in html) is (number < 3)
    assert seen == ["4", "3", "2", "1", "0"]
    part = client.get(address, {"own": 2}, headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<section class="stack" id="own"')


def test_another_card_can_follow(client, learner):
    assert own(client, another="1")["Location"] == reverse("own_card_new")


@pytest.mark.parametrize("sides", [{"own_front": " "}, {"own_back": ""}, {"own_back": "x" * 1001}])
def test_own_card_needs_both_sides(client, learner, sides):
    response = own(client, **sides)
    assert response.status_code == 422
    assert "<title>Error: " in response.content.decode()
    assert not Card.objects.exists()


def test_own_card_is_shown_as_text_and_not_as_markup(client, learner):
    own(client, own_front="<script>go()</script>")
    html = client.get(reverse("review_card")).content.decode()
    assert "&lt;script&gt;go()" in html
    assert "<script>go()" not in html


def test_own_card_is_edited(client, learner):
    card = own_card(learner)
    address = reverse("own_card", args=[card.pk])
    assert card.own_front in client.get(address).content.decode()
    client.post(address, {"own_front": "New", "own_back": "Newer", "learner": 1, "reps": 9})
    card.refresh_from_db()
    assert (card.own_front, card.reps, card.learner) == ("New", 0, learner)


def test_own_card_edited_in_the_midst_of_reviewing_leads_back_to_it(client, learner):
    card = own_card(learner)
    html = client.get(reverse("review_card")).content.decode()
    address = re.search(r'href="([^"]+)" data-edit', html)[1].replace("&amp;", "&")
    form = client.get(address).content.decode()
    back = re.search(r'name="next" value="([^"]+)"', form)[1]
    given = {"own_front": "New", "own_back": "Newer", "next": back}
    response = client.post(reverse("own_card", args=[card.pk]), given, follow=True)
    assert response.redirect_chain[0][0].startswith(reverse("review_card"))
    assert response.context["card"] == card


def test_own_card_leads_to_no_other_host(client, learner):
    given = {"own_front": "New", "own_back": "Newer", "next": "https://elsewhere.example/"}
    response = client.post(reverse("own_card", args=[own_card(learner).pk]), given)
    assert response.headers["Location"] == reverse("decks")


@pytest.mark.parametrize("name", ["own_card", "own_card_delete"])
def test_card_of_another_is_not_found(client, learner, name):
    card = own_card(UserFactory())
    given = {"own_front": "New", "own_back": "Newer"}
    assert client.post(reverse(name, args=[card.pk]), given).status_code == 404
    assert Card.objects.get().own_front == card.own_front


def test_card_of_a_question_is_not_edited(client, learner):
    card = card_of(learner=learner)
    assert client.get(reverse("own_card", args=[card.pk])).status_code == 404


def test_own_card_is_deleted(client, learner):
    client.post(reverse("own_card_delete", args=[own_card(learner).pk]))
    assert not Card.objects.exists()


# --- How to study


CHOICES = {"budget": "25", "new_a_day": "5", "retention": "85"}


def test_preferences_are_kept_and_today_is_planned_anew(client, learner):
    plan_of(learner, queue_day=NOON.date())
    wanted = CHOICES | {"school_weekdays": ["0", "2"], "exam_day": "2027-05-12", "typed": "on"}
    response = client.post(reverse("review_preferences"), wanted)
    assert response["Location"] == reverse("review")
    plan = StudyPlan.objects.get()
    assert (plan.budget, plan.new_a_day, plan.retention) == (25, 5, 0.85)
    assert (plan.school_weekdays, plan.typed, plan.four_buttons) == ([0, 2], True, False)
    assert str(plan.exam_day) == "2027-05-12"
    assert plan.queue_day is None


@pytest.mark.parametrize(
    "wrong",
    [{"budget": "0"}, {"retention": "99"}, {"retention": "x"}, {"exam_day": "soon"}],
)
def test_preferences_that_cannot_be_are_refused(client, learner, wrong):
    response = client.post(reverse("review_preferences"), CHOICES | wrong)
    assert response.status_code == 422
    assert "This needs another look" in response.content.decode()


def test_exam_that_is_over_is_asked_for_no_more(client, learner):
    plan_of(learner, exam_day=NOON.date() - 9 * DAY)
    html = client.get(reverse("review_preferences")).content.decode()
    assert not re.search(r'name="exam_day"[^>]* value=', html)
    over = client.post(reverse("review_preferences"), CHOICES | {"exam_day": "2020-05-12"})
    assert "This day is over." in over.content.decode()
    client.post(reverse("review_preferences"), CHOICES | {"exam_day": ""})
    assert StudyPlan.objects.get().exam_day is None


def test_preferences_show_what_holds(client, learner):
    plan_of(learner, retention=0.85)
    html = client.get(reverse("review_preferences")).content.decode()
    assert 'name="retention" value="85"' in html


# --- Practice


def practised(client, topic, **where):
    return client.get(reverse("practice", args=[topic.pk]), where).content.decode()


def test_practice_goes_through_every_card_of_a_topic_once(client, learner):
    cards = deck(learner, 3)
    fronts = {card.question.current.item.front for card in cards}
    pages = [practised(client, cards[0].topic, seed=7, place=place) for place in range(3)]
    assert {front for front in fronts for page in pages if front in page} == fronts
    assert all(sum(front in page for front in fronts) == 1 for page in pages)
    assert "That was the last card" in practised(client, cards[0].topic, seed=7, place=3)


def test_back_is_there_only_when_it_is_asked_for(client, learner):
    card = card_of(learner=learner)
    back = f'id="back-text" lang="en">{card.question.current.item.back}<'
    assert back not in practised(client, card.topic, seed=7)
    assert back in practised(client, card.topic, seed=7, shown="1")


def test_practice_moves_no_schedule(client, learner):
    card = card_of(learner=learner)
    before = Card.objects.values().get()
    for where in ({}, {"seed": 7, "shown": "1"}, {"seed": 7, "place": 1}):
        practised(client, card.topic, **where)
    assert Card.objects.values().get() == before
    assert not ReviewLog.objects.exists()
    assert not StudyDay.objects.exists()


def test_practice_begins_afresh_where_its_place_is_nonsense(client, learner):
    card = card_of(learner=learner)
    assert card.question.current.item.front in practised(client, card.topic, place="-4", seed="x")


def test_practice_of_own_cards_goes_through_them(client, learner):
    own_card(learner, front="Own front", back="Own back")
    own_card(UserFactory(), front="Of another")
    html = client.get(reverse("practice_own"), {"seed": 7, "shown": "1"}).content.decode()
    assert 'id="back-text">Own back<' in html
    assert "1 of 1" in html
    assert reverse("practice_own") in client.get(reverse("decks")).content.decode()
    assert not ReviewLog.objects.exists()


def test_practice_swaps_its_round_alone_and_places_the_focus(client, learner):
    card = card_of(learner=learner)
    address = reverse("practice", args=[card.topic.pk])
    html = client.get(address, {"seed": 7}, headers={"HX-Request": "true"}).content.decode()
    assert html.startswith('<div id="round"')
    assert "data-focus" in html
    assert "autofocus" not in html


def test_practice_says_in_which_language_a_card_is(client, learner):
    topic = TopicFactory()
    fact = FactFactory(topic=topic, pack=topic.pack)
    item = flashcard(fact, language="uk", front="Скільки 12?", back="12 млинів")
    card = card_of(question(item, topic=topic, facts=[fact]), learner)
    html = practised(client, card.topic, seed=7, shown="1")
    assert '<h1 class="question" id="stem" lang="uk">' in html
    assert '<h2 class="card-answer" id="back-text" lang="uk">' in html


def test_cards_kept_offer_to_be_practised(client, learner):
    card = card_of(learner=learner)
    html = client.get(reverse("decks")).content.decode()
    assert reverse("practice", args=[card.topic.pk]) in html
