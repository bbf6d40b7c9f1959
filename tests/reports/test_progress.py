import datetime as dt

import pytest

from quizzes.models import Recall, StudyDay
from quizzes.reports import progress
from tests.factories import NOON, FactFactory, PackFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 22)


def remember(learner, fact, *, right):
    Recall.objects.create(learner=learner, fact=fact, right=right, answered_at=NOON)


def test_mastery_tells_right_wrong_and_unseen_apart():
    topic, learner = TopicFactory(), UserFactory()
    known, missed, _unseen = FactFactory.create_batch(3, topic=topic)
    remember(learner, known, right=True)
    remember(learner, missed, right=False)
    (row,) = progress.mastery(topic.pack, learner.pk)
    assert (row.askable, row.right, row.wrong, row.unseen, row.percent) == (3, 1, 1, 1, 33)


def test_mastery_counts_only_facts_that_can_be_asked():
    topic, learner = TopicFactory(), UserFactory()
    retired = FactFactory(topic=topic, askable=False)
    remember(learner, retired, right=True)
    (row,) = progress.mastery(topic.pack, learner.pk)
    assert (row.askable, row.right, row.percent) == (0, 0, 0)


def test_mastery_is_ones_own():
    topic = TopicFactory()
    fact = FactFactory(topic=topic)
    remember(UserFactory(), fact, right=True)
    (row,) = progress.mastery(topic.pack, UserFactory().pk)
    assert row.right == 0


def test_mastery_without_a_learner_is_all_unseen():
    fact = FactFactory()
    (row,) = progress.mastery(fact.pack, None)
    assert (row.unseen, row.share) == (1, 0)


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_mastery_takes_two_queries(rows, django_assert_num_queries):
    pack, learner = PackFactory(), UserFactory()
    for topic in TopicFactory.create_batch(rows, pack=pack):
        remember(learner, FactFactory(topic=topic), right=True)
    with django_assert_num_queries(2):
        assert len(progress.mastery(pack, learner.pk)) == rows


def test_days_are_the_last_weeks_from_a_monday():
    learner = UserFactory()
    first = progress.first_day(TODAY)
    for day in (first - dt.timedelta(days=1), first, TODAY):
        StudyDay.objects.create(learner=learner, day=day, answered=4, score=3)
    assert first.weekday() == 0
    days = progress.days(learner, today=TODAY)
    assert [(d.day, d.answered, d.percent) for d in days] == [(first, 4, 75), (TODAY, 4, 75)]


def test_totals_weigh_every_answer_alike():
    learner = UserFactory()
    StudyDay.objects.create(learner=learner, day=TODAY, answered=1, score=1)
    StudyDay.objects.create(learner=learner, day=dt.date(2020, 1, 1), answered=3, score=1)
    told = progress.totals(learner)
    assert (told.answered, told.days, told.share) == (4, 2, 0.5)


def test_totals_count_a_day_of_cards_alone():
    learner = UserFactory()
    StudyDay.objects.create(learner=learner, day=TODAY, reviewed=7)
    told = progress.totals(learner)
    assert (told.answered, told.reviewed, told.days, told.share) == (0, 7, 1, None)


def test_totals_of_nobody():
    told = progress.totals(UserFactory())
    assert (told.answered, told.days, told.share) == (0, 0, None)
