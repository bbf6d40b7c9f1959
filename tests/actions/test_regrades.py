from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from quizzes.actions import marks, writing
from quizzes.actions.regrades import dry_run, regrade
from quizzes.errors import RegradeStale
from quizzes.items import Option, TrueFalse
from quizzes.models import Answer, Attempt, Deed, LogEntry, Membership, Regrade, StudyDay
from quizzes.reports.regrades import outdated, regradable, rows_of
from tests.assigned import classroom, teacher_of
from tests.factories import NOON, UserFactory
from tests.graded import answer_at, question_at, rekeyed, taken, work
from tests.views.quiz import queries, statements

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def room():
    return classroom()


@pytest.fixture
def teacher(room):
    return teacher_of(room)


def plan_of(given, version, teacher, **scope):
    return dry_run(question=version.question, version=version, by=teacher, **scope)


def regraded(plan, version, teacher, **scope) -> Regrade:
    return regrade(
        question=version.question,
        version=version,
        by=teacher,
        reason="The key was wrong.",
        digest=plan.digest,
        now=LATER,
        **scope,
    )


def test_dry_run_tells_who_moves_from_what_to_what(room, teacher):
    given = work(room, of=2)
    right, wrong = taken(given, given="ba"), taken(given, given="aa")
    plan = plan_of(given, rekeyed(question_at(given), "b", author=teacher), teacher)
    moves = {(UUID(c.attempt), c.before, c.after) for c in plan.changes}
    assert moves == {(right.pk, 0, 1), (wrong.pk, 1, 0)}
    wholes = {(UUID(c.attempt), c.before, c.after) for c in plan.attempts}
    assert wholes == {(right.pk, 0.5, 1), (wrong.pk, 1, 0.5)}
    assert (plan.gaining, plan.losing) == (1, 1)


def test_dry_run_changes_nothing(room, teacher):
    given = work(room)
    attempt = taken(given, given="b")
    plan_of(given, rekeyed(question_at(given), "b", author=teacher), teacher)
    attempt.refresh_from_db()
    assert (attempt.score, answer_at(attempt).marked_with) == (0, None)


def test_regrade_does_what_the_dry_run_told(room, teacher):
    given = work(room, of=2, weights=[3, 1])
    attempts = [taken(given, given=answers) for answers in ("ba", "aa", "c-", "-b")]
    version = rekeyed(question_at(given), "b", author=teacher)
    plan = plan_of(given, version, teacher)
    done = regraded(plan, version, teacher)
    told = {UUID(c.attempt): c.score for c in plan.attempts}
    for attempt in attempts:
        before = attempt.score
        attempt.refresh_from_db()
        assert attempt.score == told.get(attempt.pk, before)
    assert (done.graded, len(done.changes)) == (4, 2)
    assert [attempt.score for attempt in attempts] == [4, 1, 0, 0]


def test_regrade_keeps_what_was_shown_beside_what_graded_it(room, teacher):
    given = work(room)
    attempt = taken(given, given="b")
    shown = answer_at(attempt).version
    version = rekeyed(question_at(given), "b", author=teacher)
    regraded(plan_of(given, version, teacher), version, teacher)
    answer = answer_at(attempt)
    assert (answer.version, answer.marked_with) == (shown, version)


def test_regrade_back_to_the_version_that_was_shown_leaves_no_trace_in_the_answer(room, teacher):
    given = work(room)
    attempt = taken(given, given="b")
    shown = answer_at(attempt).version
    version = rekeyed(question_at(given), "b", author=teacher)
    regraded(plan_of(given, version, teacher), version, teacher)
    regraded(plan_of(given, shown, teacher), shown, teacher)
    answer = answer_at(attempt)
    assert (answer.score, answer.marked_with) == (0, None)


def test_regrade_is_refused_where_the_world_has_changed(room, teacher):
    given = work(room)
    attempt = taken(given, given="b")
    version = rekeyed(question_at(given), "b", author=teacher)
    plan = plan_of(given, version, teacher)
    taken(given, given="b")
    with pytest.raises(RegradeStale):
        regraded(plan, version, teacher)
    attempt.refresh_from_db()
    assert (attempt.score, Regrade.objects.count()) == (0, 0)


def test_a_mark_set_by_hand_is_left_alone(room, teacher):
    given = work(room)
    attempt = taken(given, given="b")
    marks.override(
        attempt_id=attempt.pk, position=1, share=0.25, reason="Nearly.", by=teacher, now=LATER
    )
    version = rekeyed(question_at(given), "b", author=teacher)
    plan = plan_of(given, version, teacher)
    assert [left.why for left in plan.left] == ["overridden"]
    regraded(plan, version, teacher)
    assert answer_at(attempt).score == 0.25


def test_an_attempt_at_work_is_left_alone(room, teacher):
    given = work(room)
    taken(given, given="b", handed_in=False)
    plan = plan_of(given, rekeyed(question_at(given), "b", author=teacher), teacher)
    assert [left.why for left in plan.left] == ["in-work"]
    assert plan.graded == 0


def revised(question, teacher, change):
    item = change(question.current.item)
    return writing.revise(
        question=question, item=item, topic=question.topic, author=teacher, now=LATER
    )


def without_b(item):
    return replace(item, options=tuple(o for o in item.options if o.id != "b"))


def with_new_key(item):
    return replace(item, options=(*item.options, Option(id="e", text="e")), key="e")


def as_truth(item):
    common = ("identity", "topic", "language", "facts", "sensitivity", "difficulty", "explanation")
    kept = {name: getattr(item, name) for name in common}
    return TrueFalse(**kept, citations=item.citations, stem=item.stem, answer=True)


@pytest.mark.parametrize(
    ("change", "why"),
    [(without_b, "option-gone"), (with_new_key, "key-not-shown"), (as_truth, "kind-changed")],
)
def test_what_the_other_key_cannot_measure_is_left_alone(room, teacher, change, why):
    given = work(room)
    taken(given, given="b")
    plan = plan_of(given, revised(question_at(given), teacher, change), teacher)
    assert [left.why for left in plan.left] == [why]
    assert plan.changes == ()


def test_one_assignment_may_be_regraded_alone(room, teacher):
    given = work(room)
    other = work(room)
    version = rekeyed(question_at(given), "b", author=teacher)
    other.question_set.entries.filter(position=1).update(question=version.question)
    first, second = taken(given, given="b"), taken(other, given="a")
    Answer.objects.filter(attempt=first).update(version=version.question.versions.first(), score=0)
    plan = plan_of(given, version, teacher, assignment=given)
    assert {UUID(c.attempt) for c in plan.changes} == {first.pk}
    assert plan.assignment == given.pk
    assert second.pk not in {UUID(c.attempt) for c in plan.attempts}


def test_classes_of_others_are_out_of_reach(room, teacher):
    given = work(room)
    taken(given, given="b")
    stranger = UserFactory.create(role="teacher")
    version = rekeyed(question_at(given), "b", author=teacher)
    plan = plan_of(given, version, stranger)
    assert (plan.graded, plan.left) == (0, ())
    assert not regradable(stranger).exists()
    assert list(regradable(teacher).filter(pk=version.question_id)) == [version.question]


def test_who_left_the_class_is_regraded_without_a_name(room, teacher):
    given = work(room)
    attempt = taken(given, given="b")
    Membership.objects.filter(user=attempt.learner).delete()
    version = rekeyed(question_at(given), "b", author=teacher)
    plan = plan_of(given, version, teacher)
    changed, _left = rows_of(plan)
    assert [row.name for row in changed] == [""]
    regraded(plan, version, teacher)
    attempt.refresh_from_db()
    assert attempt.score == 1


def test_regrade_is_noted_in_each_class(teacher, room):
    other = classroom(teacher, name="9-А")
    given, also = work(room), work(other)
    version = rekeyed(question_at(given), "b", author=teacher)
    also.question_set.entries.filter(position=1).update(question=version.question)
    old = version.question.versions.first()
    for one in (taken(given, given="b"), taken(also, given="b")):
        Answer.objects.filter(attempt=one, position=1).update(version=old, score=0)
    regraded(plan_of(given, version, teacher), version, teacher)
    entries = LogEntry.objects.filter(deed=Deed.REGRADED)
    assert {(entry.classroom, entry.detail["count"]) for entry in entries} == {
        (room, 1),
        (other, 1),
    }
    assert {entry.detail["reason"] for entry in entries} == {"The key was wrong."}


def test_regrade_moves_the_study_day(room, teacher):
    given = work(room)
    attempt = taken(given, given="ba")
    version = rekeyed(question_at(given), "b", author=teacher)
    regraded(plan_of(given, version, teacher), version, teacher)
    assert StudyDay.objects.get(learner=attempt.learner).score == 2


def test_answers_under_an_old_key_are_counted_until_they_are_regraded(room, teacher):
    given = work(room)
    for answers in ("b", "a", "-"):
        taken(given, given=answers)
    question = question_at(given)
    assert outdated(question, teacher) is None
    version = rekeyed(question, "b", author=teacher)
    question.refresh_from_db()
    assert outdated(question, teacher).answers == 3
    regraded(plan_of(given, version, teacher), version, teacher)
    assert outdated(question, teacher) is None


def test_another_wording_outdates_no_answer(room, teacher):
    given = work(room)
    taken(given, given="b")
    question = question_at(given)
    revised(question, teacher, lambda item: replace(item, stem="The same in other words?"))
    question.refresh_from_db()
    assert outdated(question, teacher) is None


def test_a_plan_says_whether_it_does_anything(room, teacher):
    given = work(room)
    taken(given, given="c")
    question = question_at(given)
    assert not plan_of(given, question.current, teacher).does_something
    version = rekeyed(question, "b", author=teacher)
    plan = plan_of(given, version, teacher)
    assert (plan.changes, plan.rekeyed, plan.does_something) == ((), 1, True)


@pytest.mark.parametrize("pupils", [1, 3, 30])
def test_dry_run_and_its_rows_take_as_many_queries_for_many_as_for_one(room, teacher, pupils):
    given = work(room, of=1)
    for _ in range(pupils):
        taken(given, given="b")
    version = rekeyed(question_at(given), "b", author=teacher)
    with queries() as captured:
        changed, _left = rows_of(plan_of(given, version, teacher))
    assert len(changed) == pupils
    assert len(statements(captured)) == 6


def test_a_key_of_another_question_grades_nothing(room, teacher):
    given = work(room, of=2)
    with pytest.raises(ValueError, match="a key of its own"):
        dry_run(question=question_at(given), version=question_at(given, 2).current, by=teacher)


def test_attempts_of_others_are_not_counted_anew(room, teacher):
    given = work(room)
    attempt = taken(given, given="cab")
    version = rekeyed(question_at(given), "b", author=teacher)
    Attempt.objects.filter(pk=attempt.pk).update(score=99)
    regraded(plan_of(given, version, teacher), version, teacher)
    attempt.refresh_from_db()
    assert attempt.score == 99
