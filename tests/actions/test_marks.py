from datetime import timedelta
from uuid import uuid4

import pytest

from quizzes.actions import attempts, marks
from quizzes.errors import MarkError
from quizzes.grading import Chosen
from quizzes.models import Answer, Attempt, Deed, LogEntry, StudyDay
from tests.assigned import begin, classroom, join, teacher_of
from tests.factories import NOON
from tests.graded import answer_at, question_at, rekeyed, taken, work

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def room():
    return classroom()


@pytest.fixture
def teacher(room):
    return teacher_of(room)


def overridden(attempt, teacher, *, share=0.5, position=1) -> Attempt:
    marks.override(
        attempt_id=attempt.pk,
        position=position,
        share=share,
        reason="Half of it was right.",
        by=teacher,
        now=LATER,
    )
    attempt.refresh_from_db()
    return attempt


def test_override_counts_with_the_weight_of_the_question(room, teacher):
    attempt = taken(work(room, of=2, weights=[3, 1]), given="ba")
    assert (attempt.score, attempt.out_of) == (1, 4)
    assert overridden(attempt, teacher).score == 2.5


def test_override_says_why_and_who(room, teacher):
    answer = answer_at(overridden(taken(work(room), given="b"), teacher))
    assert (answer.override_reason, answer.overridden_by) == ("Half of it was right.", teacher)


def test_override_is_noted_with_what_it_changed(room, teacher):
    attempt = overridden(taken(work(room), given="b"), teacher)
    entry = LogEntry.objects.get(deed=Deed.GRADE_OVERRIDDEN)
    assert (entry.actor, entry.subject, entry.classroom) == (teacher, attempt.learner, room)
    assert entry.detail["attempt"] == str(attempt.pk)
    assert (entry.detail["before"], entry.detail["after"]) == (0, 0.5)


def test_override_moves_the_study_day_that_counted_the_answer(room, teacher):
    attempt = taken(work(room), given="ab")
    before = StudyDay.objects.get(learner=attempt.learner).score
    overridden(attempt, teacher, position=2)
    assert StudyDay.objects.get(learner=attempt.learner).score == before + 0.5


def test_override_leaves_a_day_alone_that_has_not_counted_the_answer(room, teacher):
    attempt = taken(work(room, release="after-due"), given="b")
    overridden(attempt, teacher)
    assert StudyDay.objects.get(learner=attempt.learner).score == 0


@pytest.mark.parametrize("given", ["", "b"])
def test_override_needs_a_question_that_counts(room, teacher, given):
    attempt = taken(work(room, weights=(0, 1, 1)), given=given)
    with pytest.raises(MarkError, match="no-weight"):
        overridden(attempt, teacher)
    assert attempt.answers.count() == len(given)


def test_what_was_left_unanswered_can_be_marked_and_unmarked(room, teacher):
    attempt = overridden(taken(work(room), given="a"), teacher, position=2)
    attempt.refresh_from_db()
    answer = answer_at(attempt, 2)
    assert (attempt.score, attempt.answered, answer.score) == (1.5, 2, 0.5)
    assert (answer.response, answer.overridden_by) == ({"skipped": True}, teacher)
    day = StudyDay.objects.get(learner=attempt.learner)
    assert (day.answered, day.score) == (2, 1.5)
    marks.withdraw_override(attempt_id=attempt.pk, position=2, by=teacher, now=LATER)
    attempt.refresh_from_db()
    assert (attempt.score, answer_at(attempt, 2).score) == (1, 0)


def test_withdrawing_where_nothing_was_answered_is_refused(room, teacher):
    attempt = taken(work(room), given="")
    with pytest.raises(MarkError, match="no-answer"):
        marks.withdraw_override(attempt_id=attempt.pk, position=1, by=teacher, now=LATER)


def test_override_waits_until_it_is_handed_in(room, teacher):
    attempt = taken(work(room), given="b", handed_in=False)
    with pytest.raises(MarkError, match="not-finished"):
        overridden(attempt, teacher)


def test_withdrawing_gives_back_what_the_key_gave(room, teacher):
    attempt = overridden(taken(work(room), given="aab"), teacher)
    marks.withdraw_override(attempt_id=attempt.pk, position=1, by=teacher, now=LATER)
    attempt.refresh_from_db()
    answer = answer_at(attempt)
    assert (attempt.score, answer.score) == (2, 1)
    assert (answer.override_reason, answer.overridden_by) == ("", None)


def test_withdrawing_goes_by_the_key_that_graded_it_last(room, teacher):
    given = work(room)
    attempt = overridden(taken(given, given="bbb"), teacher)
    version = rekeyed(question_at(given), "b", author=teacher)
    Answer.objects.filter(attempt=attempt, position=1).update(marked_with=version)
    marks.withdraw_override(attempt_id=attempt.pk, position=1, by=teacher, now=LATER)
    assert answer_at(attempt).score == 1


def test_withdrawing_what_was_not_set_by_hand_is_refused(room, teacher):
    attempt = taken(work(room), given="a")
    with pytest.raises(MarkError, match="no-override"):
        marks.withdraw_override(attempt_id=attempt.pk, position=1, by=teacher, now=LATER)


@pytest.mark.parametrize("given", ["", "b"])
def test_comment_stands_with_the_answer_and_changes_no_mark(room, teacher, given):
    attempt = commented(taken(work(room), given=given), teacher)
    answer = answer_at(attempt)
    assert (answer.comment, answer.score) == ("Look at the map again.", 0)


def test_empty_comment_leaves_what_was_not_answered_as_it_is(room, teacher):
    attempt = taken(work(room), given="")
    with pytest.raises(MarkError, match="no-answer"):
        marks.comment(attempt_id=attempt.pk, position=1, text="", by=teacher, now=LATER)
    assert not attempt.answers.exists()


def test_comment_is_noted_in_the_log_of_the_class_without_its_words(room, teacher):
    attempt = taken(work(room), given="b")
    for _again in range(2):
        commented(attempt, teacher)
    entry = LogEntry.objects.get(deed=Deed.COMMENTED)
    assert (entry.actor, entry.subject, entry.classroom) == (teacher, attempt.learner, room)
    assert entry.detail["position"] == 1
    assert "map" not in str(entry.detail)


def commented(attempt, teacher) -> Attempt:
    text = "Look at the map again."
    marks.comment(attempt_id=attempt.pk, position=1, text=text, by=teacher, now=LATER)
    return attempt


def test_reading_is_noted_once_an_hour(room, teacher):
    attempt = taken(work(room))
    for minutes in (0, 30, 90):
        now = LATER + timedelta(minutes=minutes)
        marks.note_reading(attempt=attempt, by=teacher, now=now)
    assert LogEntry.objects.filter(deed=Deed.ATTEMPT_READ, subject=attempt.learner).count() == 2


def reopened(attempt, teacher) -> Attempt:
    until = LATER + timedelta(days=1)
    return marks.reopen(attempt_id=attempt.pk, until=until, by=teacher, now=LATER)


def test_reopened_attempt_can_be_gone_on_with_until_then(room, teacher):
    given = work(room)
    attempt = taken(given, given="a")
    again = reopened(attempt, teacher)
    assert begin(given, attempt.learner, now=LATER) == attempt
    assert (again.is_open, again.deadline) == (True, LATER + timedelta(days=1))
    assert LogEntry.objects.get(deed=Deed.ATTEMPT_REOPENED).subject == attempt.learner


def test_reopened_attempt_is_counted_again_when_it_is_handed_in_again(room, teacher):
    attempt = taken(work(room), given="bba")
    reopened(attempt, teacher)
    day = StudyDay.objects.get(learner=attempt.learner)
    assert (day.answered, day.score) == (0, 0)
    change(attempt, "a")
    attempts.finish(attempt_id=attempt.pk, learner=attempt.learner, now=LATER)
    day.refresh_from_db()
    assert (day.answered, day.score) == (3, 2)


def test_an_answer_changed_after_reopening_is_no_longer_marked_by_hand(room, teacher):
    attempt = overridden(taken(work(room), given="bbb"), teacher, share=0.25)
    reopened(attempt, teacher)
    change(attempt, "a")
    answer = answer_at(attempt)
    assert (answer.score, answer.override_reason, answer.overridden_by) == (1, "", None)


def change(attempt: Attempt, letter: str) -> None:
    attempts.answer(
        attempt_id=attempt.pk,
        learner=attempt.learner,
        position=1,
        response=Chosen(option=letter),
        token=uuid4(),
        now=LATER,
        sequence=2,
    )


def test_reopening_what_was_told_and_answered_is_refused(room, teacher):
    attempt = taken(work(room, release="at-once"), given="abc")
    with pytest.raises(MarkError, match="nothing-left"):
        reopened(attempt, teacher)


def test_reopening_beside_an_attempt_at_work_is_refused(room, teacher):
    given, pupil = work(room), join(room)
    attempt = taken(given, pupil, "a")
    taken(given, pupil, "", now=LATER, handed_in=False)
    with pytest.raises(MarkError, match="another-open"):
        reopened(attempt, teacher)


def test_deleting_takes_the_answers_and_notes_it(room, teacher):
    attempt = taken(work(room), given="abc")
    marks.delete(attempt_id=attempt.pk, by=teacher, now=LATER)
    assert not Answer.objects.filter(attempt=attempt.pk).exists()
    entry = LogEntry.objects.get(deed=Deed.ATTEMPT_DELETED)
    assert (entry.subject, entry.detail["number"]) == (attempt.learner, 1)


def test_the_attempt_after_a_deleted_one_can_be_begun(room, teacher):
    given, pupil = work(room), join(room)
    first, second = taken(given, pupil), taken(given, pupil, now=LATER)
    marks.delete(attempt_id=first.pk, by=teacher, now=LATER)
    assert taken(given, pupil, now=LATER + timedelta(hours=1)).number == second.number + 1
