"""Answers that may be changed, two at once; and an answer beside the hand that hands in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import DatabaseError, connections

from quizzes.actions import attempts, taking
from quizzes.errors import AnswerStale, AttemptClosed
from quizzes.grading import Typed
from quizzes.models import Answer, Attempt, Recall, StudyDay
from tests.actions.test_attempts_race import (
    both_have_read,
    shared_database,
    take_the_lock_away,
)
from tests.factories import NOON, UserFactory
from tests.grading.items import short
from tests.kinds import set_of

__all__ = ["both_have_read", "shared_database"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def attempt(shared_database: None) -> Attempt:
    made = set_of(short("Donets"), release="at-end")
    learner = UserFactory.create()
    begun = taking.begin(learner=learner, question_set=made, terms=made, seed=1, now=NOON)
    give(begun, "first", sequence=1)
    return begun


def give(attempt: Attempt, text: str, *, sequence: int) -> object:
    return attempts.answer(
        attempt_id=attempt.pk,
        learner=attempt.learner,
        position=1,
        response=Typed(text=text),
        token=uuid4(),
        sequence=sequence,
        now=NOON,
    )


def race(*steps: Callable[[], object]) -> list[str]:
    """What each thread got, by the name of its type, in the order of ``steps``."""

    def one(step: Callable[[], object]) -> object:
        try:
            return step()
        except (AnswerStale, AttemptClosed, DatabaseError) as error:
            return error
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        return [type(result).__name__ for result in pool.map(one, steps)]


def test_without_the_lock_both_change_and_a_page_too_old_wins_unnoticed(
    attempt: Attempt,
    both_have_read: Barrier,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take_the_lock_away(monkeypatch)
    results = race(lambda: give(attempt, "a", sequence=2), lambda: give(attempt, "b", sequence=2))
    assert not both_have_read.broken
    assert "AnswerStale" not in results


def test_two_tabs_that_change_at_once_leave_one_answer_and_one_explanation(
    attempt: Attempt,
    both_have_read: Barrier,
) -> None:
    results = race(lambda: give(attempt, "a", sequence=2), lambda: give(attempt, "b", sequence=2))
    assert both_have_read.broken
    assert sorted(results) == ["AnswerStale", "Answered"]
    assert Answer.objects.get().sequence == 2


def test_of_two_changes_the_later_stands_whichever_comes_first(
    attempt: Attempt,
    both_have_read: Barrier,
) -> None:
    race(lambda: give(attempt, "older", sequence=2), lambda: give(attempt, "newer", sequence=3))
    answer = Answer.objects.get()
    assert (answer.response, answer.sequence) == ({"typed": "newer"}, 3)


def test_an_answer_beside_the_hand_in_is_counted_or_refused(
    attempt: Attempt,
    both_have_read: Barrier,
) -> None:
    def finish() -> Attempt:
        return attempts.finish(attempt_id=attempt.pk, learner=attempt.learner, now=NOON)

    result, _finished = race(lambda: give(attempt, "Donets", sequence=2), finish)
    attempt.refresh_from_db()
    is_in = result == "Answered"
    assert is_in or result == "AttemptClosed"
    assert (attempt.state, attempt.score) == ("finished", float(is_in))
    assert StudyDay.objects.get().score == float(is_in)
    assert Recall.objects.get().right is is_in


def test_two_hands_that_hand_in_count_once(attempt: Attempt) -> None:
    def finish() -> Attempt:
        return attempts.finish(attempt_id=attempt.pk, learner=attempt.learner, now=NOON)

    assert race(finish, finish) == ["Attempt", "Attempt"]
    assert StudyDay.objects.get().answered == 1
