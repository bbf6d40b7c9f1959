from datetime import timedelta

import pytest
from django.db import transaction

from quizzes.actions import demo
from quizzes.actions.demo import DemoClass, DemoPupil
from quizzes.models import (
    Assignment,
    Attempt,
    Card,
    Classroom,
    Membership,
    QuestionSet,
    ReviewLog,
    StudyDay,
    User,
)
from quizzes.models.cards import Suspension
from tests.actions.test_demo_class import PLAN, bank
from tests.cards import replayed
from tests.factories import (
    NOON,
    TopicFactory,
    choice_question,
    flashcard_question,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> User:
    """One pupil who kept four cards for three weeks."""
    topic = TopicFactory(slug="river")
    choice_question(topic)
    for _ in range(4):
        flashcard_question(topic)
    pupil = DemoPupil(
        username="owl",
        display_name="Owl",
        knows=0.9,
        quizzes=[3],
        cards=["river"],
        reviews=[*range(1, 20, 2)],
    )
    plan = DemoClass(
        teacher_username="teacher",
        teacher_name="Teacher",
        classroom="8-Б",
        exam_in_days=20,
        pupils=[pupil],
    )
    demo.load(plan, now=NOON, seed=1)
    owl: User = User.objects.get(username="owl")
    return owl


def test_cards_have_a_history_that_replays_to_what_they_are(loaded):
    cards = list(Card.objects.filter(learner=loaded))
    assert len(cards) == 4
    for card in cards:
        card.learner = loaded
        assert card.reps > 0
        state = replayed(card)
        assert (state.phase, state.lapses, state.due_day) == (card.phase, card.lapses, card.due_day)


def test_study_days_are_those_asked_for(loaded):
    days = StudyDay.objects.filter(learner=loaded, reviewed__gt=0).values_list("day", flat=True)
    asked = {NOON.date() - timedelta(days=ago) for ago in range(1, 20, 2)}
    assert set(days) <= asked
    assert min(days) == min(asked)


def test_one_card_will_not_stick(loaded):
    (leech,) = Card.objects.filter(learner=loaded, suspended=Suspension.LEECH)
    assert leech.lapses == 8


def test_no_review_is_dated_in_the_future(loaded):
    assert not ReviewLog.objects.filter(at__gt=NOON).exists()


def test_exam_of_the_class_lies_ahead(loaded):
    assert Classroom.objects.get().exam_day == NOON.date() + timedelta(days=20)


def test_the_same_seed_gives_the_same_history():
    bank()
    histories = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            demo.load(PLAN, now=NOON, seed=seed)
            taken = Attempt.objects.exclude(assignment=None).order_by("started_at", "learner")
            columns = ("learner__username", "started_at", "score", "answered")
            histories.append(list(taken.values_list(*columns)))
            transaction.set_rollback(True)
    assert histories[0] == histories[1] != histories[2]


def test_a_pack_without_these_topics_loads_all_the_same():
    choice_question(TopicFactory(slug="another"))
    demo.load(PLAN, now=NOON, seed=1)
    assert (Assignment.objects.count(), QuestionSet.objects.count()) == (0, 0)
    assert Membership.objects.count() == 13
