import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes.kinds import Phase, Rating
from quizzes.models import Classroom, Membership, Question, StudyDay, StudyPlan
from quizzes.models.cards import Suspension
from quizzes.reports import memory as report
from quizzes.reports.shown import key_of
from quizzes.scheduling.retention import wilson
from tests.cards import DAY, card_of, deck, own_card, rate, settled
from tests.factories import NOON, TopicFactory, UserFactory, flashcard_question
from tests.grading.items import one_of_each
from tests.kinds import set_of

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 22)  # the Sunday of NOON
MONDAY = dt.date(2026, 11, 16)


def seen(card, *, stability: float, ago: int = 1, due_in: int = 1, **columns):
    """As if reviewed ``ago`` days ago, due in so many."""
    values = {
        "phase": Phase.REVIEW,
        "stability": stability,
        "difficulty": 5,
        "last_day": TODAY - dt.timedelta(days=ago),
        "due_day": TODAY + dt.timedelta(days=due_in),
        "reps": 2,
    }
    type(card).objects.filter(pk=card.pk).update(**values | columns)
    return card


def memory_of(learner):
    return report.memory(learner, StudyPlan(learner=learner), today=TODAY)


def studied(learner, day: dt.date, **counts):
    return StudyDay.objects.create(learner=learner, day=day, **counts)


def test_forecast_counts_each_day_and_what_is_overdue():
    learner = UserFactory()
    for card, due_in in zip(deck(learner, 4), (-3, 0, 0, 5), strict=True):
        seen(card, stability=5, due_in=due_in)
    due = memory_of(learner).due
    assert len(due) == report.FORECAST_DAYS
    assert (due[0].reviews, due[0].overdue, due[5].reviews) == (3, 1, 1)


def test_forecast_leaves_out_what_is_set_aside_or_left():
    learner = UserFactory()
    aside, left, _new = deck(learner, 3)
    seen(aside, stability=5, suspended=Suspension.LEARNER)
    seen(left, stability=5, left_at=NOON)
    assert memory_of(learner).coming == 0


def test_share_known_counts_unseen_cards_as_not_known():
    learner = UserFactory()
    card, _unseen = deck(learner, 2)
    seen(card, stability=10, ago=10)  # where recall has fallen to .9
    assert memory_of(learner).known == pytest.approx(0.45)


def test_topics_tell_how_long_their_memories_hold():
    learner = UserFactory()
    cards = deck(learner, 6)
    for card, stability in zip(cards, (6.9, 7, 20, 21, 90), strict=False):
        seen(card, stability=stability)
    (topic,) = memory_of(learner).topics
    assert (topic.bands, topic.unseen, topic.firm) == ((1, 2, 1, 1), 1, 2)


def test_own_cards_stand_last_without_a_topic():
    learner = UserFactory()
    own_card(learner)
    deck(learner, 1)
    assert [row.topic is None for row in memory_of(learner).topics] == [False, True]


def test_memory_is_ones_own():
    deck(UserFactory(), 2)
    assert memory_of(UserFactory()).kept == 0


def test_many_cards_are_reckoned_from_a_sample(monkeypatch):
    monkeypatch.setattr(report, "MOST_STATES", 40)
    learner, topic = UserFactory(), TopicFactory()
    question = flashcard_question(topic)
    cards = [own_card(learner) for _ in range(200)]
    for card in cards:
        seen(card, stability=10, ago=10)
    card_of(question, learner)
    found = memory_of(learner)
    assert found.is_sample
    assert 20 <= len(found.states) <= 60
    assert found.kept == pytest.approx(201, rel=0.5)
    assert found.coming == pytest.approx(found.kept, rel=0.1)


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_memory_takes_four_queries(rows, django_assert_num_queries):
    learner = UserFactory()
    for _ in range(rows):
        card_of(learner=learner)
    with django_assert_num_queries(4):
        assert memory_of(learner).kept == rows


def test_weeks_add_up_their_days_from_the_first_one_studied_in():
    learner = UserFactory()
    studied(learner, MONDAY - 14 * DAY, reviewed=3, tested=2, passed=1, seconds=60)
    studied(learner, MONDAY, reviewed=4, tested=4, passed=3, seconds=100)
    studied(learner, MONDAY + DAY, answered=5, score=4, seconds=140)
    first, empty, last = report.weeks(learner, today=TODAY)
    assert first.retention == wilson(1, 2)
    assert (empty.days, empty.retention) == (0, None)
    assert (last.days, last.reviewed, last.seconds, last.minutes) == (2, 4, 240, 4)


def test_weeks_come_from_what_reviews_count():
    learner = UserFactory()
    card = settled(card_of(learner=learner), now=NOON - 7 * DAY)
    rate(card, Rating.AGAIN, now=NOON)
    weeks = report.weeks(learner, today=TODAY)
    assert [week.retention for week in weeks] == [None, wilson(0, 1)]


def test_weeks_of_who_never_studied_are_none():
    assert report.weeks(UserFactory(), today=TODAY) == []


def test_weeks_are_eighteen_at_most():
    learner = UserFactory()
    for weeks_ago in (0, 17, 18):
        studied(learner, MONDAY - 7 * weeks_ago * DAY, reviewed=1)
    assert len(report.weeks(learner, today=TODAY)) == report.WEEKS


def test_retention_is_over_all_weeks():
    learner = UserFactory()
    studied(learner, MONDAY - 7 * DAY, reviewed=10, tested=10, passed=10)
    studied(learner, MONDAY, reviewed=10, tested=10, passed=5)
    assert report.retention(report.weeks(learner, today=TODAY)) == wilson(15, 20)


def test_retention_without_tests_is_unknown():
    assert report.retention([]) is None


def test_leeches_carry_both_sides_and_the_fact():
    learner = UserFactory()
    few, many, _sound = deck(learner, 3)
    seen(few, stability=1, lapses=8, suspended=Suspension.LEECH)
    seen(many, stability=1, lapses=12, suspended=Suspension.LEECH)
    first, second = report.leeches(learner, now=NOON)
    assert (first.card.pk, second.card.pk) == (many.pk, few.pk)
    item = many.question.current.item
    assert (first.front, first.shown.key, first.fact) == (item.front, key_of(item), item.facts[0])


@pytest.mark.parametrize("item", one_of_each(), ids=lambda item: str(item.kind))
def test_leech_of_every_kind_carries_its_key(item):
    set_of(item)
    learner = UserFactory()
    card = card_of(Question.objects.get(), learner)
    seen(card, stability=1, lapses=8, suspended=Suspension.LEECH)
    (leech,) = report.leeches(learner, now=NOON)
    assert leech.front == item.stem
    assert leech.shown.key == key_of(card.question.current.item)


def test_leech_of_ones_own_has_no_fact():
    learner = UserFactory()
    seen(own_card(learner), stability=1, suspended=Suspension.LEECH)
    (leech,) = report.leeches(learner, now=NOON)
    assert (leech.front, leech.shown, leech.fact) == ("A made-up front", None, "")


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_leeches_take_constant_queries(rows, django_assert_num_queries):
    learner = UserFactory()
    for card in deck(learner, rows):
        seen(card, stability=1, suspended=Suspension.LEECH)
    with django_assert_num_queries(2):  # with class work that withholds
        assert len(report.leeches(learner, now=NOON)) == rows


def test_higher_aim_means_more_work_and_more_known():
    learner = UserFactory()
    for card in deck(learner, 5):
        seen(card, stability=10)
    plan = StudyPlan(learner=learner)
    low, high = report.what_would_be(memory_of(learner), plan, wanted=(0.8, 0.95), today=TODAY)
    assert low.answers_a_day < high.answers_a_day
    assert low.known < high.known


def test_what_if_of_a_sample_is_told_for_all_cards(monkeypatch):
    learner = UserFactory()
    for _ in range(60):
        seen(own_card(learner), stability=10)
    plan, aims = StudyPlan(learner=learner), (0.9,)
    (whole,) = report.what_would_be(memory_of(learner), plan, wanted=aims, today=TODAY)
    monkeypatch.setattr(report, "MOST_STATES", 30)
    sample = memory_of(learner)
    (part,) = report.what_would_be(sample, plan, wanted=aims, today=TODAY)
    assert part.answers_a_day == pytest.approx(whole.answers_a_day * sample.kept / 60, rel=0.2)


def test_exams_are_those_ahead_of_classes_one_attends():
    learner = UserFactory()
    for name, in_days, archived in (("a", 5, None), ("b", 0, None), ("c", 3, None), ("d", 4, NOON)):
        room = Classroom.objects.create(
            name=name,
            code=name * 8,
            created_at=NOON,
            exam_day=TODAY + dt.timedelta(days=in_days),
            archived_at=archived,
        )
        Membership.objects.create(classroom=room, user=learner, role="pupil", joined_at=NOON)
    assert [room.name for room in report.coming_exams(learner, today=TODAY)] == ["c", "a"]


def test_nothing_is_read_from_the_log():
    learner = UserFactory()
    settled(card_of(learner=learner), now=NOON - DAY)
    with CaptureQueriesContext(connection) as queries:
        memory_of(learner)
        report.weeks(learner, today=TODAY)
        report.leeches(learner, now=NOON)
    assert not [q["sql"] for q in queries if "reviewlog" in q["sql"]]
