from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.actions import cards, plans
from quizzes.actions.cards import Promised
from quizzes.errors import CardStale, ClockBackwards, NothingToUndo, ResponseInvalid
from quizzes.grading import Chosen, Ordered
from quizzes.items import MemoryState
from quizzes.kinds import Phase, Rating
from quizzes.models import Card, Question, Recall, ReviewLog, StudyDay, User
from quizzes.models.cards import STATE_COLUMNS, LogKind, Suspension
from quizzes.scheduling.days import study_day
from quizzes.scheduling.memory import LEECH_LAPSES, NEW
from quizzes.scheduling.reviewing import preview
from tests.cards import (
    DAY,
    MINUTE,
    card_of,
    choice_card,
    deck,
    ordering_card,
    plan_of,
    rate,
    replayed,
    settled,
    undo,
)
from tests.factories import NOON, UserFactory
from tests.views.quiz import queries, statements

pytestmark = pytest.mark.django_db

COUNTERS = ("reviewed", "introduced", "tested", "passed", "seconds")


def stored(card: Card) -> MemoryState:
    return Card.objects.get(pk=card.pk).state


def counted(learner: User) -> list[tuple[int, ...]]:
    return list(StudyDay.objects.filter(learner=learner).values_list(*COUNTERS))


# --- Reviewing


def test_review_saves_the_card_and_its_log_together():
    card = card_of()
    token = uuid4()
    reviewed = rate(card, Rating.GOOD, token=token, seconds=7)
    row = ReviewLog.objects.get()
    assert (row.card_id, row.token, row.rating, row.seconds) == (card.pk, token, Rating.GOOD, 7)
    assert (row.kind, row.study_day) == (LogKind.REVIEW, NOON.date())
    assert row.version == card.question.current
    assert reviewed.card.version == 1
    assert stored(card).phase == Phase.LEARNING


def test_again_of_a_token_gives_the_first_result():
    card = card_of()
    token = uuid4()
    first = rate(card, Rating.GOOD, token=token)
    again = rate(card, Rating.AGAIN, token=token, version=0)
    assert again.log == first.log
    assert ReviewLog.objects.count() == 1
    assert counted(card.learner) == [(1, 1, 0, 0, 0)]


def test_stale_page_is_refused():
    card = card_of()
    rate(card)
    with pytest.raises(CardStale):
        rate(card, version=0, now=NOON + 10 * MINUTE)
    assert ReviewLog.objects.count() == 1


def test_token_of_another_card_is_refused():
    learner = UserFactory()
    one, other = deck(learner, 2)
    token = uuid4()
    rate(one, token=token)
    with pytest.raises(CardStale):
        rate(other, token=token)
    other.refresh_from_db()
    assert (other.reps, other.version, ReviewLog.objects.count()) == (0, 0, 1)


def test_card_of_another_learner_does_not_exist():
    card = card_of()
    with pytest.raises(Card.DoesNotExist):
        cards.review(
            card_id=card.pk,
            learner=UserFactory(),
            token=uuid4(),
            version=0,
            now=NOON,
            rating=Rating.GOOD,
        )


@pytest.mark.parametrize(
    "columns",
    [{"suspended": Suspension.LEARNER}, {"left_at": NOON}, {"buried_until": NOON.date() + DAY}],
)
def test_card_that_waits_is_not_rated(columns):
    with pytest.raises(CardStale):
        rate(card_of(**columns))


def test_card_is_not_rated_before_it_is_due():
    card = settled(card_of())
    with pytest.raises(CardStale):
        rate(card, now=NOON + 20 * MINUTE)


def test_late_answer_counts_at_its_own_time():
    card = card_of()
    at = NOON - timedelta(hours=20)
    reviewed = rate(card, at=at)
    assert (reviewed.log.at, reviewed.log.study_day) == (at, at.date())
    assert reviewed.card.last_day == at.date()


def test_answer_from_the_future_counts_now():
    assert rate(card_of(), at=NOON + DAY).log.at == NOON


def test_answer_dated_before_the_last_is_refused():
    card = card_of()
    rate(card, Rating.AGAIN)
    with pytest.raises(ClockBackwards):
        rate(card, at=NOON - MINUTE, now=NOON + MINUTE)


def test_who_travels_west_goes_on_with_the_card():
    card = card_of(learner=UserFactory(time_zone="Pacific/Auckland"))
    rate(card)
    card.learner.time_zone = "Pacific/Honolulu"
    card.learner.save()
    later = rate(Card.objects.get(pk=card.pk), now=NOON + MINUTE)
    assert later.log.study_day == later.card.last_day


def test_choice_is_rated_by_its_answer():
    learner = UserFactory()
    right = rate(choice_card(learner), None, response=Chosen(option="a"))
    wrong = rate(choice_card(learner), None, response=Chosen(option="b"))
    assert (right.log.rating, wrong.log.rating) == (Rating.GOOD, Rating.AGAIN)
    assert right.log.response == {"chosen": "a"}


def test_ordering_in_part_is_not_known_yet():
    card = ordering_card()
    ids = [event.id for event in card.question.current.item.events]
    reviewed = rate(card, None, response=Ordered(events=(ids[1], ids[0], *ids[2:])))
    assert reviewed.log.rating == Rating.AGAIN


def test_review_costs_as_many_queries_with_many_cards_as_with_one():
    card = settled(card_of())
    deck(card.learner, 30)
    with queries() as captured:
        rate(card, now=NOON + 3 * DAY)
    # of the test: card and learner; plan, card, load, card, log; a day's first: it thrice
    assert len(statements(captured)) == 10
    other = Card.objects.filter(learner=card.learner, phase=Phase.NEW)[0]
    with queries() as captured:
        rate(other, now=NOON + 3 * DAY + MINUTE)
    # of the test: card; plan, card, load, card, log, day
    assert len(statements(captured)) == 7


# --- What a button shows is what it does


@pytest.mark.parametrize("rating", list(Rating))
def test_review_gives_what_was_promised_whatever_fell_due_since(rating):
    card = settled(card_of())
    now = NOON + 30 * DAY
    plan = plan_of(card.learner, four_buttons=True)
    situation = plan.situation(card, now=now, day=now.date())
    shown = preview(card.state, plan.parameters, situation)
    crowd(card, days=[now.date() + n * DAY for n in range(1, 60)])
    promised = promise(situation, shown)
    reviewed = rate(card, rating, now=now + 5 * MINUTE, promised=promised)
    assert reviewed.log.interval == shown[rating].interval
    assert reviewed.log.minutes == shown[rating].minutes
    assert reviewed.card.due_day == shown[rating].state.due_day


def test_promise_of_other_parameters_is_not_broken_in_silence():
    card = settled(card_of())
    now = NOON + 30 * DAY
    plan = plan_of(card.learner)
    situation = plan.situation(card, now=now, day=now.date())
    promised = promise(situation, preview(card.state, plan.parameters, situation))
    plans.choose(learner=card.learner, now=now, retention=0.75)
    with pytest.raises(CardStale):
        rate(card, now=now, promised=promised)


def test_page_of_yesterday_is_answered_on_the_study_day_of_its_answer():
    card = settled(card_of())
    now = NOON + 30 * DAY
    plan = plan_of(card.learner)
    situation = plan.situation(card, now=now, day=now.date())
    promised = promise(situation, preview(card.state, plan.parameters, situation))
    reviewed = rate(card, Rating.AGAIN, now=now + DAY, promised=promised)
    today = (now + DAY).date()
    assert (reviewed.log.study_day, reviewed.card.last_day) == (today, today)
    assert reviewed.log.minutes == promised.given[Rating.AGAIN][1]


def promise(situation, shown):
    given = {rating: (outcome.interval, outcome.minutes) for rating, outcome in shown.items()}
    return Promised(situation=situation, given=given)


def crowd(card, days):
    for other, day in zip(deck(card.learner, len(days)), days, strict=True):
        Card.objects.filter(pk=other.pk).update(phase=Phase.REVIEW, due_day=day, stability=5)


def test_review_goes_where_the_load_is_least():
    card = settled(card_of())
    now = NOON + 30 * DAY
    plan = plan_of(card.learner)
    alone = plan.situation(card, now=now, day=now.date())
    usual = preview(card.state, plan.parameters, alone)[Rating.GOOD].state.due_day
    crowd(card, days=[usual])
    assert rate(card, now=now).card.due_day != usual


# --- Undo


def test_undo_takes_back_one_review_and_appends_a_row():
    card = card_of()
    rate(card, seconds=9)
    undone = undo(card.learner)
    assert stored(card) == NEW
    assert undone.card.last_at is None
    assert [row.kind for row in ReviewLog.objects.order_by("pk")] == [
        LogKind.REVIEW,
        LogKind.VOID,
    ]
    assert counted(card.learner) == [(0, 0, 0, 0, 0)]


def test_undo_goes_back_any_number_of_times_over_all_cards():
    learner = UserFactory()
    one, other = deck(learner, 2)
    rate(one)
    rate(other)
    rate(one, now=NOON + 10 * MINUTE)
    later = NOON + 15 * MINUTE
    assert [undo(learner, now=later).card.pk for _ in range(3)] == [one.pk, other.pk, one.pk]
    with pytest.raises(NothingToUndo):
        undo(learner, now=later)
    assert [stored(one), stored(other)] == [NEW, NEW]


def test_undo_sent_twice_takes_back_one():
    card = card_of()
    rate(card)
    rate(card, now=NOON + MINUTE)
    token = uuid4()
    for _ in range(2):
        cards.undo(learner=card.learner, token=token, now=NOON + 2 * MINUTE)
    assert ReviewLog.objects.standing().count() == 1


def test_undo_ends_with_the_study_day():
    card = card_of()
    rate(card)
    with pytest.raises(NothingToUndo):
        undo(card.learner, now=NOON + DAY)


def test_undo_frees_a_leech_that_the_review_made():
    card = card_of()
    grown = settled(card)
    Card.objects.filter(pk=card.pk).update(lapses=LEECH_LAPSES - 1)
    now = NOON + 30 * DAY
    assert rate(grown, Rating.AGAIN, now=now).card.suspended == Suspension.LEECH
    assert undo(card.learner, now=now).card.suspended == ""
    assert Card.objects.get(pk=card.pk).lapses == LEECH_LAPSES - 1


def test_undo_leaves_what_the_learner_set_aside_since():
    card = card_of()
    rate(card)
    cards.suspend(card_id=card.pk, learner=card.learner)
    assert undo(card.learner).card.suspended == Suspension.LEARNER


def test_page_made_between_a_review_and_its_undo_is_stale():
    card = card_of()
    rate(card)
    card.refresh_from_db()
    shown = card.version
    undo(card.learner)
    with pytest.raises(CardStale):
        rate(card, version=shown)


def test_undone_review_promises_the_same_again():
    card = settled(card_of())
    now = NOON + 9 * DAY
    first = rate(card, now=now).log.interval
    undo(card.learner, now=now)
    assert rate(card, now=now).log.interval == first


STEPS = st.lists(
    st.tuples(
        st.sampled_from([*Rating, "undo", "retention"]),
        st.integers(min_value=0, max_value=60 * 24 * 40),
    ),
    max_size=14,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_log_replays_to_the_stored_state_and_undo_is_the_inverse_of_review(steps):
    card = card_of(learner=UserFactory())
    now, history = NOON, []
    for step, wait in steps:
        now += wait * MINUTE
        card.refresh_from_db()
        day = study_day(now, card.learner.zone)
        if step == "undo":
            before = [past for past in history if past[0] == day]
            if before:
                undo(card.learner, now=now)
                assert (stored(card), counted_on(card, day)) == history.pop()[1:]
        elif step == "retention":
            share = 0.8 if plan_of(card.learner).retention != 0.8 else 0.92
            plans.choose(learner=card.learner, now=now, retention=share)
        elif card.is_due(day, until=now):
            history.append((day, card.state, counted_on(card, day)))
            rate(card, step, now=now, seconds=3)
        assert replayed(card) == stored(card)


def counted_on(card, day):
    days = StudyDay.objects.filter(learner=card.learner, day=day)
    return days.values_list(*COUNTERS).first() or (0, 0, 0, 0, 0)


def test_day_counts_what_was_new_what_was_tested_and_what_was_passed():
    learner = UserFactory()
    one, other = (settled(card) for card in deck(learner, 2))
    assert counted(learner) == [(4, 2, 0, 0, 0)]
    later = NOON + 30 * DAY
    rate(one, Rating.GOOD, now=later)
    rate(other, Rating.AGAIN, now=later)
    rate(other, Rating.GOOD, now=later + 10 * MINUTE)
    assert counted(learner)[1] == (3, 0, 2, 1, 0)


# --- One card


def test_card_can_be_set_aside_and_taken_up_again():
    card = card_of()
    cards.suspend(card_id=card.pk, learner=card.learner)
    assert not Card.objects.active(NOON.date()).exists()
    cards.take_up(card_id=card.pk, learner=card.learner)
    assert Card.objects.active(NOON.date()).get() == card


def test_buried_card_comes_back_on_the_next_study_day():
    card = card_of()
    cards.bury(card_id=card.pk, learner=card.learner, now=NOON)
    assert not Card.objects.active(NOON.date()).exists()
    assert Card.objects.active(NOON.date() + DAY).get() == card


@pytest.mark.parametrize("change", [cards.suspend, cards.take_up])
def test_card_of_another_learner_is_not_changed(change):
    with pytest.raises(Card.DoesNotExist):
        change(card_id=card_of().pk, learner=UserFactory())


def test_state_columns_are_those_of_the_memory():
    assert set(STATE_COLUMNS) == set(MemoryState.__dataclass_fields__)


def test_what_stands_is_told_without_joining_the_whole_log():
    """SQLite makes an index of a log of a million rows for such a join, at every card."""
    assert "JOIN" not in str(ReviewLog.objects.standing().query)


def test_withdrawn_questions_do_not_crowd_out_what_is_due(monkeypatch):
    monkeypatch.setattr(plans, "_spare", lambda places: 1)
    learner = UserFactory()
    day = NOON.date()
    for stability in (90, 5):
        kept = card_of(
            learner=learner,
            phase=Phase.REVIEW,
            stability=stability,
            difficulty=5,
            last_day=day - DAY,
            due_day=day,
        )
        if stability == 90:
            Question.objects.filter(pk=kept.question_id).update(status="retired")
    assert plans.today(learner=learner, now=NOON).queue == [kept.pk]


# --- Mastery


def recalled(card, response, *, now=NOON, **arguments):
    rate(card, None, response=response, now=now, **arguments)
    return list(Recall.objects.filter(learner=card.learner).values_list("right", "answered_at"))


def wrong_of(card):
    key = card.question.current.item.key
    return Chosen(option=next(o.id for o in card.question.current.item.options if o.id != key))


def right_of(card):
    return Chosen(option=card.question.current.item.key)


def test_answer_of_a_question_card_is_the_latest_on_its_fact():
    card = choice_card()
    assert recalled(card, wrong_of(card)) == [(False, NOON)]
    later = NOON + 10 * MINUTE
    assert recalled(card, right_of(card), now=later) == [(True, later)]


def test_question_card_is_not_rated_by_oneself():
    card = choice_card()
    with pytest.raises(ResponseInvalid):
        rate(card, Rating.EASY)


def test_rating_of_oneself_tells_nothing_of_mastery():
    rate(card_of(), Rating.GOOD)
    assert not Recall.objects.exists()


def test_undo_gives_back_what_was_known_of_the_fact():
    card = choice_card()
    recalled(card, wrong_of(card))
    recalled(card, right_of(card), now=NOON + 10 * MINUTE)
    undo(card.learner, now=NOON + 11 * MINUTE)
    assert list(Recall.objects.values_list("right", "answered_at")) == [(False, NOON)]
    undo(card.learner, now=NOON + 12 * MINUTE)
    assert not Recall.objects.exists()


def test_undo_leaves_a_later_answer_of_a_quiz_alone():
    card = choice_card()
    recalled(card, wrong_of(card))
    later = NOON + 5 * MINUTE
    Recall.objects.update(right=True, answered_at=later)
    undo(card.learner, now=NOON + 6 * MINUTE)
    assert list(Recall.objects.values_list("right", "answered_at")) == [(True, later)]


def test_answer_that_arrives_late_does_not_undo_a_later_one():
    card = choice_card()
    fact = card.question.facts.get()
    later = NOON + 5 * MINUTE
    Recall.objects.create(learner=card.learner, fact=fact, right=True, answered_at=later)
    assert recalled(card, wrong_of(card), now=NOON + 9 * MINUTE, at=NOON) == [(True, later)]
