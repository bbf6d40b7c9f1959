"""Which class work keeps its questions from being told elsewhere."""

from datetime import timedelta

import pytest

from quizzes.actions import sets
from quizzes.models import Accommodation, Assignment, QuestionSet, User
from quizzes.reports.taking import withheld_by
from tests.assigned import DAY, HOUR, assigned, begin, classroom, hand_in, join, question_set
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared() -> QuestionSet:
    return question_set(visibility="public")


@pytest.fixture
def room():
    return classroom()


@pytest.fixture
def pupil(room) -> User:
    return join(room)


def given(room, shared, **columns) -> Assignment:
    return assigned(room, question_set=shared, **({"release": "at-end"} | columns))


def test_work_that_may_be_begun_withholds_its_set(room, shared, pupil):
    work = given(room, shared)
    assert withheld_by(shared, pupil, now=NOON) == work


def test_work_withholds_another_set_with_the_same_questions(room, shared, pupil):
    copied = sets.copy(question_set=shared, owner=UserFactory.create(), title="Copy", now=NOON)
    work = given(room, copied)
    assert withheld_by(shared, pupil, now=NOON) == work
    assert withheld_by(question_set(), pupil, now=NOON) is None


def test_work_that_tells_at_once_withholds_nothing(room, shared, pupil):
    given(room, shared, release="at-once")
    assert withheld_by(shared, pupil, now=NOON) is None


def test_work_of_another_class_withholds_nothing(room, shared, pupil):
    given(classroom(), shared)
    assert withheld_by(shared, pupil, now=NOON) is None


@pytest.mark.parametrize("opens", [NOON + HOUR, NOON - 2 * DAY])
def test_work_that_cannot_be_begun_withholds_nothing(room, shared, pupil, opens):
    given(room, shared, opens_at=opens, closes_at=opens + DAY)
    assert withheld_by(shared, pupil, now=NOON) is None


def test_work_withholds_while_one_is_at_it_though_another_attempt_was_told(room, shared, pupil):
    work = given(room, shared)
    hand_in(begin(work, pupil))
    assert withheld_by(shared, pupil, now=NOON) is None
    begin(work, pupil)
    assert withheld_by(shared, pupil, now=NOON) == work


def test_work_told_after_the_due_date_withholds_until_the_time_of_everybody_is_over(
    room, shared, pupil
):
    work = given(room, shared, release="after-due", closes_at=NOON + HOUR)
    hand_in(begin(work, pupil))
    Accommodation.objects.create(
        assignment=work, pupil=join(room), closes_at=NOON + 3 * HOUR, attempts_allowed=1
    )
    assert withheld_by(shared, pupil, now=NOON + 2 * HOUR) == work
    assert withheld_by(shared, pupil, now=NOON + 3 * HOUR + timedelta(minutes=1)) is None


def test_work_without_an_end_is_told_once_handed_in(room, shared, pupil):
    work = given(room, shared, release="after-due", closes_at=None)
    assert withheld_by(shared, pupil, now=NOON) == work
    hand_in(begin(work, pupil))
    assert withheld_by(shared, pupil, now=NOON) is None


@pytest.mark.parametrize("works", [1, 3, 30])
def test_work_that_is_over_costs_no_query_of_its_own(
    room, shared, pupil, works, django_assert_num_queries
):
    for _number in range(works):
        given(room, shared, opens_at=NOON - 2 * DAY, closes_at=NOON - DAY)
    with django_assert_num_queries(1):
        withheld_by(shared, pupil, now=NOON)
