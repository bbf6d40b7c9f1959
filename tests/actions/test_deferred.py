"""Answers told later: changed until they are handed in, counted when they are told."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from quizzes.actions import attempts, taking
from quizzes.errors import AnswerStale, AttemptClosed, NothingToAsk
from quizzes.grading import Chosen, Picked
from quizzes.models import Accommodation, Answer, Attempt, Recall, StudyDay
from quizzes.reports.attempts import released, told_from
from tests.assigned import assigned, begin, classroom, join
from tests.factories import NOON, UserFactory
from tests.grading.items import choice, multiple
from tests.kinds import at_kind, right_response, set_of

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.fixture
def learner():
    return UserFactory.create()


@pytest.fixture
def attempt(learner):
    """Two questions: a choice whose key is b, and one with several right options."""
    made = set_of(choice(key="b"), multiple(), release="at-end", shuffle_questions=False)
    return taking.begin(learner=learner, question_set=made, terms=made, seed=1, now=NOON)


def give(attempt, position, response, *, sequence=1, token=None, now=NOON, seconds=0):
    return attempts.answer(
        attempt_id=attempt.pk,
        learner=attempt.learner,
        position=position,
        response=response,
        token=token or uuid4(),
        now=now,
        seconds=seconds,
        sequence=sequence,
    )


def finish(attempt, now=NOON):
    return attempts.finish(attempt_id=attempt.pk, learner=attempt.learner, now=now)


# --- Changing


def test_the_highest_number_stands(attempt):
    give(attempt, 1, Chosen(option="a"), seconds=5)
    give(attempt, 1, Chosen(option="b"), sequence=2, seconds=7)
    answer = Answer.objects.get()
    assert (answer.response, answer.score, answer.sequence) == ({"chosen": "b"}, 1, 2)
    assert answer.seconds == 12


@pytest.mark.parametrize("sequence", [1, 2])
def test_a_page_made_before_the_answer_that_stands_is_refused(attempt, sequence):
    give(attempt, 1, Chosen(option="a"))
    give(attempt, 1, Chosen(option="b"), sequence=2)
    with pytest.raises(AnswerStale):
        give(attempt, 1, Chosen(option="c"), sequence=sequence)
    assert Answer.objects.get().response == {"chosen": "b"}


def test_the_same_sent_again_changes_nothing(attempt):
    token = uuid4()
    give(attempt, 1, Chosen(option="a"), token=token, seconds=5)
    again = give(attempt, 1, Chosen(option="a"), token=token, seconds=5)
    assert again.answer.sequence == 1
    assert Answer.objects.get().seconds == 5


def test_another_answer_under_the_same_token_needs_its_own_number(attempt):
    token = uuid4()
    give(attempt, 1, Chosen(option="a"), token=token)
    with pytest.raises(AnswerStale):
        give(attempt, 1, Chosen(option="b"), token=token)
    give(attempt, 1, Chosen(option="b"), token=token, sequence=2)
    assert Answer.objects.get().response == {"chosen": "b"}


def test_the_last_answer_hands_nothing_in(attempt):
    give(attempt, 1, Chosen(option="b"))
    give(attempt, 2, Picked(options=("a", "b")))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.answered, attempt.score) == ("open", 2, 2)


def test_a_changed_answer_moves_the_score_and_not_the_count(attempt):
    give(attempt, 1, Chosen(option="b"))
    give(attempt, 1, Chosen(option="a"), sequence=2)
    attempt.refresh_from_db()
    assert (attempt.answered, attempt.score) == (1, 0)


def test_nothing_is_changed_after_it_is_handed_in(attempt):
    give(attempt, 1, Chosen(option="a"))
    finish(attempt)
    with pytest.raises(AttemptClosed):
        give(attempt, 1, Chosen(option="b"), sequence=2)
    with pytest.raises(AttemptClosed):
        give(attempt, 2, Picked(options=("a",)))
    assert Answer.objects.get().response == {"chosen": "a"}


def test_weights_count_in_the_score(learner):
    made = set_of(choice(key="b"), multiple(), release="at-end", shuffle_questions=False)
    made.entries.filter(position=2).update(weight=3)
    attempt = taking.begin(learner=learner, question_set=made, terms=made, seed=1, now=NOON)
    give(attempt, 1, Chosen(option="b"))
    give(attempt, 2, Picked(options=("a",)))
    attempt.refresh_from_db()
    assert (attempt.score, attempt.out_of, attempt.share) == (2.5, 4, 0.625)


def test_every_kind_is_graded_and_kept(learner):
    made = set_of(release="at-end")
    attempt = taking.begin(learner=learner, question_set=made, terms=made, seed=1, now=NOON)
    for shown in attempt.items.select_related("version"):
        give(attempt, shown.position, right_response(shown.version.item))
    attempt.refresh_from_db()
    assert (attempt.answered, attempt.score) == (7, 7)


# --- Counting


def test_nothing_tells_of_the_answers_before_they_are_handed_in(attempt):
    give(attempt, 1, Chosen(option="b"), seconds=9)
    give(attempt, 2, Picked(options=("c",)))
    assert not Recall.objects.exists()
    day = StudyDay.objects.get()
    assert (day.answered, day.score, day.seconds) == (0, 0, 9)


def test_handing_in_counts_once(attempt):
    give(attempt, 1, Chosen(option="b"), now=NOON)
    give(attempt, 2, Picked(options=("a",)), now=NOON + SECOND)
    finish(attempt, NOON + 2 * SECOND)
    finish(attempt, NOON + 3 * SECOND)
    day = StudyDay.objects.get()
    assert (day.answered, day.score) == (2, 1.5)
    told = {recall.fact.slug: (recall.right, recall.answered_at) for recall in Recall.objects.all()}
    assert told == {"fort-1": (True, NOON), "fort-2": (False, NOON + SECOND)}


def test_a_fact_answered_elsewhere_meanwhile_stays_as_it_was_answered_last(attempt):
    give(attempt, 1, Chosen(option="a"))
    fact = at_kind(attempt, "choice").version.question.facts.get()
    Recall.objects.create(learner=attempt.learner, fact=fact, right=True, answered_at=NOON + SECOND)
    finish(attempt, NOON + 2 * SECOND)
    assert Recall.objects.get(fact=fact).right


def test_time_that_runs_out_counts_what_was_saved(attempt):
    deadline = NOON + timedelta(minutes=5)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=deadline)
    give(attempt, 1, Chosen(option="b"))
    assert attempts.close_overdue(now=deadline) == 1
    attempt.refresh_from_db()
    assert (attempt.state, attempt.finished_at) == ("finished", deadline)
    assert StudyDay.objects.get().score == 1


def test_handing_in_within_the_grace_ends_with_the_time_told(attempt):
    deadline = NOON + timedelta(minutes=5)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=deadline)
    assert finish(attempt, deadline + SECOND).finished_at == deadline


# --- Told after the time of everybody


@pytest.fixture
def room():
    return classroom()


def due_attempt(room, **terms):
    pupil = join(room)
    made = set_of(choice(key="b"), multiple(), shuffle_questions=False)
    given = assigned(
        room, question_set=made, release="after-due", **({"closes_at": NOON + DAY} | terms)
    )
    attempt = begin(given, pupil)
    give(attempt, 1, Chosen(option="a"))
    return attempt


def test_nothing_is_counted_before_the_time_of_everybody_is_over(room):
    attempt = due_attempt(room)
    finish(attempt)
    assert attempts.count_released(now=NOON + DAY - SECOND) == 0
    assert not Recall.objects.exists()
    assert attempts.count_released(now=NOON + DAY) == 1
    assert attempts.count_released(now=NOON + DAY) == 0
    assert (StudyDay.objects.get().answered, Recall.objects.get().right) == (1, False)


def test_released_agrees_with_what_is_counted(room):
    attempt = due_attempt(room)
    finish(attempt)
    late = join(room)
    Accommodation.objects.create(
        assignment=attempt.assignment, pupil=late, closes_at=NOON + 2 * DAY
    )
    for hours in range(0, 72, 6):
        now = NOON + timedelta(hours=hours)
        attempt = Attempt.objects.get(pk=attempt.pk)
        counted = Attempt.objects.to_be_counted(now=now).exists()
        assert released(attempt, now=now) is counted is (hours >= 48)


def test_told_from_is_the_latest_end_that_anybody_was_given(room):
    attempt = due_attempt(room)
    assert told_from(attempt) == NOON + DAY
    Accommodation.objects.create(
        assignment=attempt.assignment, pupil=join(room), closes_at=NOON + 2 * DAY
    )
    assert told_from(attempt) == NOON + 2 * DAY
    attempt.assignment.closes_at = None
    assert told_from(attempt) is None


def test_without_an_end_it_is_told_when_handed_in(room):
    attempt = due_attempt(room, closes_at=None)
    assert not released(attempt, now=NOON)
    done = finish(attempt)
    assert released(done, now=NOON)
    assert done.counted_at == NOON


def test_at_once_tells_while_it_is_open(learner):
    made = set_of()
    attempt = taking.begin(learner=learner, question_set=made, terms=made, seed=1, now=NOON)
    assert released(attempt, now=NOON)


# --- What was missed


def test_retry_waits_until_it_may_be_told(room):
    attempt = due_attempt(room)
    finish(attempt)
    retry = {"attempt_id": attempt.pk, "learner": attempt.learner, "seed": 1}
    with pytest.raises(NothingToAsk) as refused:
        attempts.retry(**retry, now=NOON)
    assert refused.value.code == "not-released"
    again = attempts.retry(**retry, now=NOON + DAY)
    assert (again.release, again.length, again.options) == ("at-once", 2, {})


def test_retry_is_refused_where_the_class_work_does_not_give_it(room):
    attempt = due_attempt(room, retry_missed=False)
    finish(attempt)
    with pytest.raises(NothingToAsk) as refused:
        attempts.retry(attempt_id=attempt.pk, learner=attempt.learner, seed=1, now=NOON + DAY)
    assert refused.value.code == "not-given"


def test_a_token_of_another_learner_is_no_token_here(attempt):
    token = UUID(int=9)
    give(attempt, 1, Chosen(option="a"), token=token)
    other = taking.begin(
        learner=UserFactory.create(),
        question_set=attempt.question_set,
        terms=attempt.question_set,
        seed=1,
        now=NOON,
    )
    assert give(other, 1, Chosen(option="b"), token=token).answer.score == 1
