import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes.actions import accounts, attempts, decks, plans
from quizzes.actions.drawing import QuizOptions
from quizzes.grading import Chosen
from quizzes.kinds import Kind, Rating
from quizzes.models import Attempt, Card, ReviewLog, StudyPlan
from quizzes.models.questions import QuestionStatus
from tests.cards import DAY, card_of, deck, own_card, plan_of, rate, settled
from tests.factories import (
    NOON,
    FactFactory,
    PackFactory,
    TopicFactory,
    UserFactory,
    choice_question,
    flashcard,
    flashcard_question,
    question,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner():
    return UserFactory()


@pytest.fixture
def topic():
    return TopicFactory()


def test_topic_brings_its_flashcards_and_nothing_else(learner, topic):
    wanted = {flashcard_question(topic).pk for _ in range(2)}
    choice_question(topic)
    flashcard_question(topic, sensitivity=2)
    flashcard_question(TopicFactory())
    retired = flashcard_question(topic)
    type(retired).objects.filter(pk=retired.pk).update(status=QuestionStatus.RETIRED)
    added = decks.add_topic(learner=learner, topic=topic, now=NOON)
    assert (added.new, added.back, added.there) == (2, 0, 0)
    assert set(Card.objects.values_list("question", flat=True)) == wanted


@pytest.mark.parametrize("act", ["leave_topic", "add_topic", "leave_card"])
def test_plan_is_locked_before_a_card_as_a_review_does(learner, topic, act):
    card = card_of(flashcard_question(topic), learner, left_at=NOON if act == "add_topic" else None)
    plan_of(learner)
    given = {"card_id": card.pk} if act == "leave_card" else {"topic": topic}
    with CaptureQueriesContext(connection) as captured:
        getattr(decks, act)(learner=learner, now=NOON, **given)
    changed = [q["sql"] for q in captured if q["sql"].startswith("UPDATE")]
    assert ["studyplan" in sql for sql in changed] == [True, False]


def test_topic_of_a_pack_that_is_not_shown_brings_nothing(learner):
    topic = TopicFactory(pack=PackFactory(visibility="private"))
    flashcard_question(topic)
    assert decks.add_topic(learner=learner, topic=topic, now=NOON).total == 0


def test_adding_again_changes_nothing(learner, topic):
    flashcard_question(topic)
    decks.add_topic(learner=learner, topic=topic, now=NOON)
    added = decks.add_topic(learner=learner, topic=topic, now=NOON)
    assert (added.new, added.back, added.there) == (0, 0, 1)


def test_leaving_keeps_the_memory_for_a_return(learner, topic):
    card = settled(card_of(flashcard_question(topic), learner))
    assert decks.leave_topic(learner=learner, topic=topic, now=NOON) == 1
    assert not Card.objects.due(NOON.date() + 900 * DAY).exists()
    added = decks.add_topic(learner=learner, topic=topic, now=NOON)
    assert (added.new, added.back) == (0, 1)
    assert Card.objects.get().state == card.state
    assert ReviewLog.objects.count() == 2


def test_missed_questions_of_a_quiz_become_cards(learner, topic):
    for _ in range(3):
        choice_question(topic)
    attempt = attempts.start(
        learner=learner, options=QuizOptions(length=3, kinds=(Kind.CHOICE,)), seed=1, now=NOON
    )
    for position, option in ((1, "a"), (2, "b")):  # right, wrong, not answered
        attempts.answer(
            attempt_id=attempt.pk,
            learner=learner,
            position=position,
            response=Chosen(option=option),
            token=attempt.pk,
            now=NOON,
        )
    assert decks.add_missed(learner=learner, attempt_id=attempt.pk, now=NOON).new == 1
    missed = attempt.items.get(position=2).version.question
    assert Card.objects.get().question == missed


def test_missed_questions_of_another_learner_are_not_found(learner, topic):
    choice_question(topic)
    attempt = attempts.start(learner=UserFactory(), options=QuizOptions(length=1), seed=1, now=NOON)
    with pytest.raises(Attempt.DoesNotExist):
        decks.add_missed(learner=learner, attempt_id=attempt.pk, now=NOON)


def test_fact_brings_its_flashcard(learner, topic):
    fact = FactFactory(topic=topic)
    wanted = question(flashcard(fact), topic=topic, facts=[fact])
    flashcard_question(topic)
    decks.add_fact(learner=learner, fact=fact, now=NOON)
    assert Card.objects.get().question == wanted


def test_fact_on_harm_is_kept_to_be_read_and_never_scheduled(learner):
    fact = FactFactory(sensitivity=2)
    assert decks.add_fact(learner=learner, fact=fact, now=NOON).new == 1
    assert decks.add_fact(learner=learner, fact=fact, now=NOON).there == 1
    assert Card.objects.to_read().get().fact == fact
    assert not Card.objects.fresh(NOON.date()).exists()


def test_of_an_atrocity_no_card_is_made(learner):
    fact = FactFactory(sensitivity=3)
    question(flashcard(fact, sensitivity=0), topic=fact.topic, facts=[fact])
    assert decks.add_fact(learner=learner, fact=fact, now=NOON).total == 0
    assert not Card.objects.exists()


def test_own_card_is_written_edited_and_deleted(learner):
    card = decks.write_card(learner=learner, front="A", back="B", source="C", now=NOON)
    rate(card)
    decks.edit_card(learner=learner, card_id=card.pk, front="D", back="E", source="")
    edited = Card.objects.get()
    assert (edited.own_front, edited.own_back, edited.reps) == ("D", "E", 1)
    decks.delete_card(learner=learner, card_id=card.pk)
    assert not Card.objects.exists()
    assert ReviewLog.objects.get().card is None


@pytest.mark.parametrize("other", ["another's", "a question's"])
def test_only_ones_own_cards_are_edited_and_deleted(learner, other):
    card = own_card(UserFactory()) if other == "another's" else card_of(learner=learner)
    with pytest.raises(Card.DoesNotExist):
        decks.edit_card(learner=learner, card_id=card.pk, front="x", back="y", source="")
    with pytest.raises(Card.DoesNotExist):
        decks.delete_card(learner=learner, card_id=card.pk)


def test_cards_of_a_guest_go_to_the_account(learner):
    guest = UserFactory(role="guest")
    mine = deck(guest, 2)
    own_card(guest)
    both = card_of(mine[0].question, learner)
    rate(mine[0])
    plan_of(guest, budget=7)
    accounts.keep_guest_work(guest=guest, account=learner)
    assert Card.objects.filter(learner=learner).count() == 3
    assert Card.objects.get(question=mine[0].question).reps == 1
    assert not Card.objects.filter(pk=both.pk).exists()
    assert StudyPlan.objects.get(learner=learner).budget == 7
    assert ReviewLog.objects.get().learner == learner


# --- The plan of a day


def today(learner, now=NOON):
    return plans.today(learner=learner, now=now).queue


def test_day_holds_the_budget_and_the_new_limit(learner):
    plan_of(learner, budget=3, new_a_day=2)
    cards = deck(learner, 5)
    assert today(learner) == [card.pk for card in cards[:2]]


def test_siblings_are_not_planned_for_one_day(learner, topic):
    fact = FactFactory(topic=topic)
    pair = [
        card_of(question(flashcard(fact), topic=topic, facts=[fact]), learner) for _ in range(2)
    ]
    assert today(learner) == [pair[0].pk]
    rate(pair[0], now=NOON)
    plans.choose(learner=learner, now=NOON, budget=30)
    assert today(learner) == []


def test_what_is_added_in_the_middle_of_a_day_is_planned_too(learner, topic):
    assert today(learner) == []
    flashcard_question(topic)
    decks.add_topic(learner=learner, topic=topic, now=NOON)
    assert len(today(learner)) == 1


def test_what_was_answered_counts_against_the_budget_of_a_new_plan(learner):
    plan_of(learner, budget=3, new_a_day=3)
    cards = deck(learner, 5)
    rate(cards[0])
    plans.choose(learner=learner, now=NOON, typed=True)
    assert today(learner) == [card.pk for card in cards[1:3]]


def test_backlog_begins_with_what_is_most_stable(learner):
    plan_of(learner, budget=2)
    cards = deck(learner, 3)
    for card, stability in zip(cards, (3, 9, 6), strict=True):
        Card.objects.filter(pk=card.pk).update(
            phase="review", due_day=NOON.date() - 4 * DAY, stability=stability
        )
    assert today(learner) == [cards[1].pk, cards[2].pk]


@pytest.mark.parametrize(("due", "catching_up"), [(2, False), (3, True)])
def test_who_has_more_due_than_a_day_takes_is_catching_up(learner, due, catching_up):
    plan_of(learner, budget=2)
    for card in deck(learner, due):
        Card.objects.filter(pk=card.pk).update(phase="review", due_day=NOON.date(), stability=5)
    plan = plans.today(learner=learner, now=NOON)
    situation = plan.situation(card_of(learner=learner), now=NOON, day=NOON.date())
    assert (plan.catching_up, situation.catching_up) == (catching_up, catching_up)


def test_who_is_catching_up_is_so_until_the_end_of_the_day(learner):
    plan_of(learner, budget=1)
    cards = deck(learner, 3)
    for card in cards:
        Card.objects.filter(pk=card.pk).update(
            phase="review",
            due_day=NOON.date(),
            last_day=NOON.date() - 5 * DAY,
            stability=5,
            difficulty=5,
        )
    plans.today(learner=learner, now=NOON)
    rate(cards[0])
    plans.choose(learner=learner, now=NOON, typed=True)
    assert plans.today(learner=learner, now=NOON).catching_up


def test_next_day_is_planned_anew(learner):
    plan_of(learner, budget=1)
    first, second = deck(learner, 2)
    assert today(learner) == [first.pk]
    settled(first)
    assert today(learner, NOON + DAY) == [second.pk]


@pytest.mark.parametrize("limits", [{"budget": 3}, {"new_a_day": 3}])
def test_day_planned_anew_counts_what_was_answered(learner, limits):
    plan_of(learner, **{"budget": 20, "new_a_day": 20} | limits)
    cards = deck(learner, 6)
    assert today(learner) == [card.pk for card in cards[:3]]
    for card in cards[:2]:
        rate(card)
    plans.choose(learner=learner, now=NOON, typed=True)
    assert today(learner) == [cards[2].pk]


@pytest.mark.parametrize("choices", [{}, {"exam_day": NOON.date() + 20 * DAY}])
def test_sibling_of_what_was_answered_waits_when_the_day_is_planned_anew(learner, choices):
    fact = FactFactory.create()
    first, _sibling = [
        card_of(
            question(
                flashcard(fact, front=front, identity=f"izium:flashcard:{front}"),
                topic=fact.topic,
                facts=[fact],
            ),
            learner,
        )
        for front in "ab"
    ]
    [other] = deck(learner, 1)
    plan_of(learner, **choices)
    assert today(learner) == [first.pk, other.pk]
    rate(first, Rating.EASY)  # through its steps at once
    plans.choose(learner=learner, now=NOON, typed=True)
    assert today(learner) == [other.pk]


def test_exam_ahead_is_planned_with_a_forecast(learner):
    plan_of(learner, budget=2, new_a_day=0, exam_day=NOON.date() + 20 * DAY)
    cards = deck(learner, 3)
    plan = plans.today(learner=learner, now=NOON)
    assert plan.queue == [card.pk for card in cards[:2]]
    assert plan.forecast["lo"] <= plan.forecast["known"] <= plan.forecast["hi"]


def test_exam_plan_fills_the_places_that_siblings_leave(learner):
    fact = FactFactory.create()
    for front in "abcde":
        sibling = question(
            flashcard(fact, front=front, identity=f"izium:flashcard:{front}"),
            topic=fact.topic,
            facts=[fact],
        )
        card_of(sibling, learner)
    apart = deck(learner, 3)
    plan_of(learner, budget=4, exam_day=NOON.date() + 20 * DAY)
    assert today(learner)[1:] == [card.pk for card in apart]


def test_exam_forecast_is_of_whole_days_however_much_of_this_one_is_done(learner):
    plan_of(learner, budget=4, exam_day=NOON.date() + 20 * DAY)
    cards = deck(learner, 40)
    before = plans.today(learner=learner, now=NOON).forecast
    for card in cards[:4]:
        rate(card)
    plans.choose(learner=learner, now=NOON, typed=True)
    after = plans.today(learner=learner, now=NOON).forecast
    assert after["known"] == pytest.approx(before["known"], abs=0.1)


def test_learning_ahead_once_more_gives_as_many_again(learner):
    plan_of(learner, budget=1, new_a_day=0)
    for card in deck(learner, 6):
        settled(card, now=NOON - 3 * DAY)
    Card.objects.update(due_day=NOON.date() + 9 * DAY)
    first = plans.learn_ahead(learner=learner, cards=2, now=NOON).queue
    assert plans.learn_ahead(learner=learner, cards=2, now=NOON).queue == first
    for pk in first:
        rate(Card.objects.get(pk=pk))
    second = plans.learn_ahead(learner=learner, cards=2, now=NOON).queue
    assert len(second) == 2
    assert not set(first) & set(second)


def test_what_was_asked_for_ahead_is_kept_when_the_day_is_planned_anew(learner):
    plan_of(learner, budget=1, new_a_day=0)
    for card in deck(learner, 6):
        settled(card, now=NOON - 3 * DAY)
    Card.objects.update(due_day=NOON.date() + 9 * DAY)
    first, second = plans.learn_ahead(learner=learner, cards=2, now=NOON).queue
    rate(Card.objects.get(pk=first))
    plans.choose(learner=learner, now=NOON, typed=True)
    assert today(learner) == [second]


def test_new_share_to_remember_is_a_row_of_the_log(learner):
    plans.choose(learner=learner, now=NOON, retention=0.8)
    plans.choose(learner=learner, now=NOON, budget=5)
    row = ReviewLog.objects.get()
    assert (row.kind, row.parameters["retention"], row.parameters_version) == ("parameters", 0.8, 2)


def test_plan_of_very_many_cards_takes_an_even_sample(learner, monkeypatch):
    monkeypatch.setattr(plans, "MOST_EXAM_CARDS", 20)
    cards = deck(learner, 60)
    day = NOON.date()
    Card.objects.filter(learner=learner).update(
        phase="review", stability=5, difficulty=5, last_day=day - 9 * DAY, due_day=day
    )
    plan_of(learner, exam_day=day + 9 * DAY, budget=50)
    plan = plans.today(learner=learner, now=NOON)
    assert 5 <= len(plan.queue) <= 40
    assert set(plan.queue) < {card.pk for card in cards}
    assert 0 < plan.forecast["untouched"] < plan.forecast["known"] < 1
    other = plans.today(learner=learner, now=NOON + DAY)
    assert set(other.queue) != set(plan.queue)


def test_plan_towards_an_exam_leaves_out_what_was_withdrawn(learner):
    kept, gone = deck(learner, 2)
    for card in (kept, gone):
        settled(card)
    type(gone.question).objects.filter(pk=gone.question_id).update(status=QuestionStatus.RETIRED)
    plan_of(learner, exam_day=NOON.date() + 40 * DAY)
    assert plans.today(learner=learner, now=NOON + 20 * DAY).queue == [kept.pk]


def test_plan_of_very_many_cards_takes_new_ones_in_their_order(learner, monkeypatch):
    monkeypatch.setattr(plans, "MOST_EXAM_CARDS", 5)
    cards = deck(learner, 30)
    plan_of(learner, exam_day=NOON.date() + 9 * DAY, budget=4)
    assert plans.today(learner=learner, now=NOON).queue == [card.pk for card in cards[:4]]
