from dataclasses import replace
from datetime import timedelta

import pytest

from quizzes.actions import marks, writing
from quizzes.actions.regrades import dry_run, regrade
from quizzes.analysis import Question as Analysed
from quizzes.analysis import Reply, analyse
from quizzes.items import Accepted, ShortAnswer
from quizzes.models import Answer, Attempt, Membership, QuestionVersion
from quizzes.reports.results import (
    attempts_at,
    attempts_at_set,
    marked,
    results,
    teacher_words,
)
from tests.assigned import classroom, join, teacher_of
from tests.factories import NOON
from tests.graded import question_at, rekeyed, taken, work
from tests.views.quiz import queries, statements

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def room():
    return classroom()


@pytest.fixture
def teacher(room):
    return teacher_of(room)


def results_of(given, **asked):
    return results(attempts_at(given), question_set=given.question_set, **asked)


def item_of(given, place=1, **asked):
    return results_of(given, **asked).items[place - 1]


def test_figures_are_those_of_the_analysis_of_what_was_answered(room):
    given = work(room, of=3, weights=[2, 1, 1])
    rows = ["aaa", "aab", "ab-", "caa", "bb ", "acd"]
    for row in rows:
        taken(given, given=row, seconds=30)
    questions = [Analysed(id=str(n), max_mark=m) for n, m in enumerate((2, 1, 1))]
    replies = [
        [
            Reply(mark=weight * (letter == "a"), answered=letter not in "- ")
            for letter, weight in zip(row, (2, 1, 1), strict=True)
        ]
        for row in rows
    ]
    expected = analyse(questions, replies)
    told = results_of(given)
    assert told.quiz == expected.quiz
    for item, wanted in zip(told.items, expected.items, strict=True):
        for name in ("facility", "sd", "discrimination_index", "effective_weight", "answered"):
            assert getattr(item.told, name) == getattr(wanted, name)


def test_first_attempts_count_unless_all_are_asked_for(room):
    given, pupil = work(room), join(room)
    taken(given, pupil, "bbb")
    taken(given, pupil, "aaa", now=LATER)
    assert (results_of(given).quiz.mean_share, results_of(given).quiz.attempts) == (0, 1)
    every = results_of(given, every_attempt=True)
    assert (every.quiz.mean_share, every.quiz.attempts, every.learners) == (0.5, 2, 1)


def test_the_first_that_was_handed_in_counts_though_another_was_begun_before(room):
    given, pupil = work(room), join(room)
    first = taken(given, pupil, "bbb")
    taken(given, pupil, "aaa", now=LATER)
    Attempt.objects.filter(pk=first.pk).update(state="open", finished_at=None)
    assert results_of(given).quiz.mean_share == 1


def test_items_stand_in_the_order_of_the_set(room):
    given = work(room, of=3, shuffle_questions=True)
    for _ in range(3):
        taken(given, given="abc")
    asked = [item.question for item in results_of(given).items]
    assert asked == [question_at(given, place) for place in (1, 2, 3)]


def test_options_tell_who_chose_them(room):
    given = work(room, of=1)
    for letter in "aaabb-":
        taken(given, given=letter)
    chosen = {option.told.option: option.told.chosen for option in item_of(given).options}
    assert chosen == {"a": 3, "b": 2, "c": 0, "d": 0}
    assert item_of(given).options[0].text == "the builder a"


def test_a_wrong_key_is_called_for_a_check(room):
    given = work(room, of=2)
    for _ in range(4):
        taken(given, given="ba")
    told = results_of(given)
    assert [item.place for item in told.to_check] == [1]
    assert "rival" in {finding.code for finding in told.items[0].findings}


def test_answers_under_different_keys_are_told_apart(room, teacher):
    given = work(room, of=1)
    taken(given, given="a")
    rekeyed(question_at(given), "b", author=teacher)
    taken(given, given="b")
    taken(given, given="a")
    parts = results_of(given).items
    assert [(part.versions, part.told.facility) for part in parts] == [((1,), 1), ((2,), 0.5)]
    assert [(part.is_split, part.is_outdated) for part in parts] == [(True, True), (True, False)]


def test_other_words_do_not_part_the_answers(room, teacher):
    given = work(room, of=1)
    taken(given, given="a")
    question = question_at(given)
    reworded = replace(question.current.item, stem="The same in other words?")
    writing.revise(question=question, item=reworded, topic=question.topic, author=teacher, now=NOON)
    taken(given, given="b")
    part = item_of(given)
    assert (part.versions, part.told.asked, part.is_split) == ((1, 2), 2, False)
    assert part.item.stem == "The same in other words?"


def test_a_regrade_brings_the_answers_together_again(room, teacher):
    given = work(room, of=1)
    for letter in "ab ":
        taken(given, given=letter)
    version = rekeyed(question_at(given), "b", author=teacher)
    taken(given, given="b")
    scope = {"question": version.question, "version": version, "by": teacher}
    regrade(**scope, reason="mended", digest=dry_run(**scope).digest, now=LATER)
    part = item_of(given)
    assert (part.versions, part.told.asked, part.told.facility) == ((1, 2), 4, 0.5)
    assert (part.is_split, part.is_outdated) == (False, False)


def test_a_weight_that_was_changed_compares_shares(room):
    given = work(room, of=2)
    taken(given, given="ab")
    given.question_set.entries.filter(position=1).update(weight=4)
    taken(given, given="bb")
    part = item_of(given)
    assert part.told.facility == 0.5


def test_what_was_typed_is_told_by_how_often(room, teacher):
    given = work(room, of=1)
    attempts = [taken(given, given="b") for _ in range(3)]
    question = question_at(given)
    item = question.current.item
    short = ShortAnswer(
        **{
            name: getattr(item, name)
            for name in ("identity", "topic", "language", "facts", "sensitivity", "difficulty")
        },
        explanation="",
        citations=(),
        stem=item.stem,
        accepted=(Accepted(text="Донець"),),
    )
    version = writing.revise(
        question=question, item=short, topic=question.topic, author=teacher, now=NOON
    )
    for attempt, text in zip(attempts, ("Донець", " донець ", "Оскіл"), strict=True):
        attempt.items.update(version=version)
        Answer.objects.filter(attempt=attempt).update(
            version=version, response={"typed": text}, score=text != "Оскіл"
        )
    typed = item_of(given).typed
    assert [(one.text, one.count, one.share) for one in typed] == [
        ("Донець", 2, 1),
        ("Оскіл", 1, 0),
    ]


def test_what_nobody_handed_in_tells_nothing(room):
    given = work(room)
    taken(given, given="aaa", handed_in=False)
    told = results_of(given)
    assert (told.quiz.attempts, told.items, told.learners) == (0, (), 0)


def test_who_left_the_class_stays_in_the_figures(room):
    given = work(room)
    attempt = taken(given, given="aaa")
    Membership.objects.filter(user=attempt.learner).delete()
    assert results_of(given).quiz.attempts == 1


def test_a_set_is_told_over_all_classes_one_teaches(room, teacher):
    given = work(room)
    other = work(classroom(teacher))
    strange = work(classroom())
    for one in (other, strange):
        one.question_set = given.question_set
        one.save()
    for one in (given, other, strange):
        taken(one, given="aab")
    assert attempts_at_set(given.question_set, teacher).count() == 2


@pytest.mark.parametrize("pupils", [1, 3, 30])
def test_results_take_as_many_queries_for_many_as_for_one(room, pupils):
    given = work(room, of=2)
    for _ in range(pupils):
        taken(given, given="ab")
    given.refresh_from_db()
    with queries() as captured:
        told = results_of(given)
    assert told.quiz.attempts == pupils
    assert len(statements(captured)) == 6


def test_words_of_a_teacher_stand_by_position(room, teacher):
    attempt = taken(work(room), given="bba")
    marks.comment(attempt_id=attempt.pk, position=1, text="Look again.", by=teacher, now=LATER)
    marks.override(
        attempt_id=attempt.pk, position=2, share=0.5, reason="Half.", by=teacher, now=LATER
    )
    words = teacher_words(attempt)
    assert {place: (word.comment, word.reason) for place, word in words.items()} == {
        1: ("Look again.", ""),
        2: ("", "Half."),
    }


def test_a_corrected_key_is_told_beside_what_was_shown(room, teacher):
    given = work(room)
    attempt = taken(given, given="baa")
    version = rekeyed(question_at(given), "b", author=teacher)
    scope = {"question": version.question, "version": version, "by": teacher}
    regrade(**scope, reason="mended", digest=dry_run(**scope).digest, now=LATER)
    (word,) = teacher_words(attempt).values()
    assert (word.corrected.key, word.share) == ("b", 1)
    shown = marked(attempt).rows[0]
    assert (shown.row.item.key, shown.points, shown.weight) == ("a", 1, 1)


def test_marked_attempt_takes_as_many_queries_for_many_items_as_for_one(room):
    counts = set()
    for of in (1, 3, 30):
        attempt = taken(work(room, of=of), given="b-a"[:of])
        with queries() as captured:
            assert len(marked(attempt).rows) == of
        counts.add(len(statements(captured)))
    assert counts == {5}


def test_versions_are_read_once_each(room):
    given = work(room, of=1)
    taken(given, given="a")
    assert QuestionVersion.objects.count() == 1
    assert item_of(given).version == question_at(given).current
