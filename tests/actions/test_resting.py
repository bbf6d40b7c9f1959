"""Cards that rest while class work asks their questions and tells its answers later."""

from datetime import timedelta
from uuid import uuid4

import pytest

from quizzes.actions import assignments, attempts, cards, deck_exchange, decks, plans
from quizzes.actions.drawing import QuizOptions
from quizzes.errors import CardStale, NothingToAsk
from quizzes.grading import Chosen
from quizzes.models import Assignment, Card, QuestionSet, SetEntry, StudyPlan, User
from quizzes.models.cards import Suspension
from quizzes.reports import cards as report
from quizzes.reports import memory
from tests.assigned import (
    DAY,
    HOUR,
    assigned,
    begin,
    classroom,
    hand_in,
    join,
    question_set,
    teacher_of,
)
from tests.cards import card_of, plan_of
from tests.factories import NOON, choice_question, flashcard_question

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def room():
    return classroom()


@pytest.fixture
def pupil(room) -> User:
    return join(room)


@pytest.fixture
def asked() -> QuestionSet:
    return question_set(questions=1, visibility="public")


@pytest.fixture
def card(asked, pupil) -> Card:
    return card_of(asked.entries.get().question, pupil)


def queue(pupil: User, *, now=NOON) -> list[int]:
    return plans.today(learner=pupil, now=now).queue


def given(room, asked, **columns) -> Assignment:
    return assigned(room, question_set=asked, **({"release": "at-end"} | columns))


def choose(card: Card, *, now=NOON):
    return cards.review(
        card_id=card.pk,
        learner=card.learner,
        token=uuid4(),
        version=card.version,
        response=Chosen(option="a"),
        now=now,
    )


def test_card_rests_while_class_work_may_be_begun(room, pupil, asked, card):
    other = card_of(learner=pupil)
    assert queue(pupil) == [card.pk, other.pk]
    given(room, asked)
    plan = plans.today(learner=pupil, now=NOON)
    today = report.today(plan, now=NOON)
    assert plan.queue == [other.pk]
    assert (today.left, today.fresh, today.resting) == (1, 1, 1)
    assert report.card_to_show(plan, card.pk, now=NOON) is None


def test_step_of_a_resting_card_does_not_come(room, pupil, asked, card):
    choose(card)
    given(room, asked)
    plan = plans.today(learner=pupil, now=NOON + 10 * MINUTE)
    assert report.upcoming(plan, now=NOON + 10 * MINUTE, limit=1).cards == ()


def test_answer_to_a_resting_card_is_refused_and_tells_nothing(room, pupil, asked, card):
    queue(pupil)
    given(room, asked)
    with pytest.raises(CardStale):
        choose(card)


def test_answer_to_another_card_finds_out_and_the_day_is_planned_anew(room, pupil, asked, card):
    other = card_of(choice_question(card.topic), pupil)
    assert queue(pupil) == [card.pk, other.pk]
    given(room, asked)
    choose(other)
    assert queue(pupil) == []


def test_card_rests_from_the_moment_the_work_opens(room, pupil, asked, card):
    given(room, asked, opens_at=NOON + 2 * MINUTE, closes_at=NOON + HOUR)
    assert queue(pupil) == [card.pk]
    assert queue(pupil, now=NOON + 2 * MINUTE) == []
    with pytest.raises(CardStale):
        choose(card, now=NOON + 3 * MINUTE)


def test_card_comes_back_when_the_work_was_handed_in(room, pupil, asked, card):
    attempt = begin(given(room, asked), pupil)
    assert queue(pupil, now=NOON + HOUR) == []
    hand_in(attempt, now=NOON + HOUR)
    assert queue(pupil, now=NOON + HOUR + 5 * MINUTE) == [card.pk]


def test_card_comes_back_at_once_where_the_missed_items_are_kept(room, pupil, asked, card):
    attempt = begin(given(room, asked), pupil)
    assert queue(pupil) == []
    hand_in(attempt)
    decks.add_missed(learner=pupil, attempt_id=attempt.pk, now=NOON)
    assert queue(pupil) == [card.pk]


def test_card_rests_until_work_told_after_its_end_is_over(room, pupil, asked, card):
    given(room, asked, release="after-due", closes_at=NOON + HOUR)
    assert queue(pupil, now=NOON + HOUR - MINUTE) == []
    assert queue(pupil, now=NOON + HOUR + 4 * MINUTE) == [card.pk]


def test_card_rests_where_a_pupil_may_begin_before_the_others(room, pupil, asked, card):
    opens_at = NOON + DAY
    work = given(room, asked, release="after-due", opens_at=opens_at, closes_at=opens_at + HOUR)
    assert queue(pupil) == [card.pk]
    teacher = teacher_of(room)
    assignments.accommodate(
        assignment=work, pupil=pupil, teacher=teacher, opens_at=NOON - HOUR, now=NOON
    )
    assert queue(pupil) == []


def test_questions_drawn_for_an_attempt_rest_until_they_are_told(room, pupil):
    question = choice_question(card_of(learner=pupil).topic)
    drawn_from: QuestionSet = QuestionSet.objects.create(
        owner=question_set().owner, title="Drawn", created_at=NOON, changed_at=NOON
    )
    SetEntry.objects.create(
        question_set=drawn_from, position=1, topic=question.topic, count=1, kinds=["choice"]
    )
    kept = card_of(question, pupil)
    work = given(room, drawn_from, release="after-due", closes_at=NOON + HOUR)
    assert kept.pk in queue(pupil)
    attempt = begin(work, pupil)
    assert kept.pk not in queue(pupil)
    hand_in(attempt)
    assert kept.pk not in queue(pupil, now=NOON + 10 * MINUTE)
    assert kept.pk in queue(pupil, now=NOON + HOUR + 4 * MINUTE)


def test_work_that_tells_at_once_lets_cards_come(room, pupil, asked, card):
    begin(given(room, asked, release="at-once"), pupil)
    assert queue(pupil) == [card.pk]


def test_cards_on_the_facts_rest_while_the_work_closes_the_reading_pages(room, pupil, asked):
    question = asked.entries.get().question
    flashcard = flashcard_question(question.topic)
    flashcard.facts.set(question.facts.all())
    kept = card_of(flashcard, pupil)
    work = given(room, asked, release="at-once", closes_reading=True)
    assert queue(pupil) == [kept.pk]
    begin(work, pupil)
    assert queue(pupil) == []
    assignments.change(assignment=work, closes_reading=False)
    assert queue(pupil) == [kept.pk]


def test_resting_card_is_not_planned_towards_an_exam(room, pupil, asked, card):
    plan_of(pupil, exam_day=NOON.date() + 30 * DAY)
    given(room, asked)
    assert queue(pupil) == []


def test_work_given_to_a_class_is_looked_at_by_its_pupils_alone(room, pupil, asked):
    stranger = join(classroom())
    for learner in (pupil, stranger):
        queue(learner)
    given(room, asked)
    kept = StudyPlan.objects.values_list("learner", "resting_until")
    assert dict(kept) == {pupil.pk: None, stranger.pk: NOON + 5 * MINUTE}


def test_todays_plan_costs_one_query_with_and_without_resting_cards(
    room, pupil, asked, card, django_assert_num_queries
):
    for _again in range(2):
        queue(pupil)
        with django_assert_num_queries(1):
            queue(pupil)
        given(room, asked)


def test_assignment_that_is_taken_up_or_opened_again_rests_its_cards(room, pupil, asked, card):
    work = given(room, asked)
    assignments.archive(assignment=work, now=NOON)
    assert queue(pupil) == [card.pk]
    assignments.restore(assignment=work)
    assert queue(pupil) == []
    assignments.end(assignment=work, now=NOON)
    assert queue(pupil, now=NOON + 5 * MINUTE) == [card.pk]
    assignments.open_again(assignment=work, closes_at=None, now=NOON + 5 * MINUTE)
    assert queue(pupil, now=NOON + 5 * MINUTE) == []


def test_resting_card_does_not_leave_for_another_program(room, pupil, asked, card):
    given(room, asked)
    assert list(deck_exchange.exportable(pupil, now=NOON)) == []
    assert list(deck_exchange.exportable(pupil, now=NOON + 2 * DAY)) == [card]


def test_resting_card_is_not_told_among_those_that_will_not_stick(room, pupil, asked, card):
    Card.objects.update(suspended=Suspension.LEECH)
    given(room, asked)
    assert memory.leeches(pupil, now=NOON) == []
    assert [one.card for one in memory.leeches(pupil, now=NOON + 2 * DAY)] == [card]


def test_practice_does_not_ask_what_class_work_tells_later(room, pupil, asked):
    given(room, asked)
    topics = (asked.entries.get().question.topic.slug,)
    with pytest.raises(NothingToAsk) as refused:
        attempts.start(learner=pupil, options=QuizOptions(topics=topics), seed=1, now=NOON)
    assert refused.value.params["loosen"] == []
    later = attempts.start(learner=pupil, options=QuizOptions(), seed=1, now=NOON + 2 * DAY)
    assert later.items.get().version == asked.entries.get().question.current
