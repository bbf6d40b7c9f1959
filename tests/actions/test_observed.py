import datetime as dt
import random
import uuid

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes.actions import bank, drawing
from quizzes.kinds import Level
from quizzes.models import Answer, Attempt, AttemptItem, Question, User
from quizzes.models.people import Role
from tests.factories import NOON, TopicFactory, UserFactory, choice_question

pytestmark = pytest.mark.django_db

LATER = NOON + dt.timedelta(days=1)


def answered(question, learner, score, *, at=NOON, response=None):
    attempt = Attempt.objects.create(learner=learner, seed=1, length=1, out_of=1, started_at=at)
    AttemptItem.objects.create(attempt=attempt, position=1, version=question.current)
    return Answer.objects.create(
        attempt=attempt,
        position=1,
        version=question.current,
        response=response or {"chosen": "a"},
        score=score,
        token=uuid.uuid4(),
        answered_at=at,
    )


def answered_by(question, *, right, wrong):
    for learner in UserFactory.create_batch(right):
        answered(question, learner, 1)
    for learner in UserFactory.create_batch(wrong):
        answered(question, learner, 0)


@pytest.fixture
def question():
    return choice_question(TopicFactory(), difficulty=0.5)


@pytest.mark.parametrize(
    ("right", "wrong", "level"),
    [(27, 3, Level.EASY), (15, 15, Level.MEDIUM), (6, 24, Level.HARD)],
)
def test_enough_first_answers_set_facility_and_level(question, right, wrong, level):
    answered_by(question, right=right, wrong=wrong)
    bank.observe(now=LATER)
    question.refresh_from_db()
    assert question.facility == pytest.approx(right / 30)
    assert question.level == level


def test_fewer_learners_leave_the_estimate(question):
    answered_by(question, right=29, wrong=0)
    assert bank.observe(now=LATER) == bank.Observed(observed=0, changed=0)
    question.refresh_from_db()
    assert (question.facility, question.level) == (None, Level.MEDIUM)


def test_only_the_first_answer_of_a_learner_counts(question):
    answered_by(question, right=0, wrong=30)
    for learner in {answer.attempt.learner for answer in Answer.objects.all()}:
        answered(question, learner, 1, at=NOON + dt.timedelta(hours=1))
    bank.observe(now=LATER)
    question.refresh_from_db()
    assert question.facility == 0


def test_a_skipped_question_is_not_answered(question):
    answered_by(question, right=29, wrong=0)
    answered(question, UserFactory(), 0, response={"skipped": True})
    assert bank.observe(now=LATER).observed == 0


def test_answers_to_come_are_not_counted(question):
    answered_by(question, right=30, wrong=0)
    assert bank.observe(now=NOON - dt.timedelta(seconds=1)).observed == 0


def test_facility_outlives_the_answers_it_came_from(question):
    answered_by(question, right=30, wrong=0)
    bank.observe(now=LATER)
    Attempt.objects.all().delete()
    bank.observe(now=LATER)
    question.refresh_from_db()
    assert (question.facility, question.level) == (1, Level.EASY)


def test_a_level_chosen_by_an_author_stays_until_it_is_observed(question):
    Question.objects.update(level=Level.HARD)
    bank.observe(now=LATER)
    question.refresh_from_db()
    assert question.level == Level.HARD


def test_each_question_gets_its_own_facility(question):
    other = choice_question(question.topic, difficulty=0.5)
    choice_question(question.topic, difficulty=0.5)
    answered_by(other, right=30, wrong=0)
    answered_by(question, right=0, wrong=30)
    assert bank.observe(now=LATER) == bank.Observed(observed=2, changed=2)
    assert list(Question.objects.order_by("pk").values_list("facility", flat=True)) == [0, 1, None]


def test_a_quiz_of_hard_questions_draws_by_what_was_observed(question):
    answered_by(question, right=0, wrong=30)
    bank.observe(now=LATER)
    asked = drawing.QuizOptions(pack=question.pack.slug, length=1, levels=(Level.HARD,))
    drawn = drawing.draw(learner=UserFactory(), options=asked, rng=random.Random(1))
    assert [candidate.question for candidate in drawn] == [question.pk]


def test_observing_reads_answers_once_whatever_their_number(question):
    answered_by(question, right=30, wrong=0)
    bank.observe(now=LATER)
    answered_by(question, right=30, wrong=0)
    with CaptureQueriesContext(connection) as queries:
        bank.observe(now=LATER)
    assert len(queries) == 2


def test_the_nightly_command_observes_before_it_forgets_guests(question, capsys):
    answered_by(question, right=30, wrong=0)
    long_ago = NOON - dt.timedelta(days=3650)
    Answer.objects.update(answered_at=long_ago)
    User.objects.update(role=Role.GUEST, last_seen=long_ago)
    call_command("nightly")
    assert not User.objects.exists()
    question.refresh_from_db()
    assert question.facility == 1
    assert "Questions of another level, by their answers: 1\n" in capsys.readouterr().out
