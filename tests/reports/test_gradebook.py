from datetime import timedelta

import pytest

from quizzes.actions import marks
from quizzes.analysis import Ease, Scale
from quizzes.models import Accommodation, Assignment, Attempt, Classroom, Membership
from quizzes.reports.gradebook import gradebook, grading_of, own_grade, work_of
from tests.assigned import assigned, classroom, join, teacher_of
from tests.factories import NOON, UserFactory
from tests.graded import taken, work
from tests.views.quiz import queries, statements

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def room():
    return classroom()


def book_of(room, *, now=LATER, **asked):
    return gradebook(room, now=now, **asked)


def cell_of(room, **asked):
    return book_of(room, **asked).rows[0].cells[0]


def test_pupils_stand_in_alphabetical_order_whatever_they_scored(room):
    given = work(room)
    for name, answers in (("ярина", "aaa"), ("Ґанна", "ccc"), ("Ганна", "abb"), ("Їжак", "")):
        pupil = join(room, UserFactory.create(), nickname=name, nickname_key=name.casefold())
        taken(given, pupil, answers)
    names = [row.pupil.name for row in book_of(room).rows]
    assert names == ["Ганна", "Ґанна", "Їжак", "ярина"]


def test_the_latest_work_comes_first_and_decks_are_no_grades(room):
    old = work(room, title="old", opens_at=NOON - 2 * DAY)
    new = work(room, title="new")
    assigned(room, title="deck", exam_day=(NOON + 9 * DAY).date())
    assert [column.assignment for column in book_of(room).columns] == [new, old]


@pytest.mark.parametrize(
    ("which", "share"), [("best", 1), ("last", 1 / 3), ("first", 2 / 3), ("average", 2 / 3)]
)
def test_what_counts_of_several_attempts_is_what_the_assignment_says(room, which, share):
    given, pupil = work(room, grade_of=which), join(room)
    for hour, answers in enumerate(("aab", "aaa", "abb")):
        taken(given, pupil, answers, now=NOON + timedelta(hours=hour))
    cell = cell_of(room)
    assert cell.share == pytest.approx(share)
    assert cell.attempts == 3


@pytest.mark.parametrize(
    ("opens", "closes", "state"),
    [(-1, 1, "not-begun"), (-2, -1, "missed"), (1, 2, "not-open"), (-1, None, "not-begun")],
)
def test_work_without_an_attempt_says_what_may_become_of_it(room, opens, closes, state):
    closes_at = None if closes is None else LATER + closes * DAY
    work(room, opens_at=LATER + opens * DAY, closes_at=closes_at)
    join(room)
    assert cell_of(room).state == state


def test_own_dates_of_a_pupil_decide_what_was_missed(room):
    given, pupil = work(room, opens_at=NOON - 3 * DAY, closes_at=NOON - 2 * DAY), join(room)
    Accommodation.objects.create(assignment=given, pupil=pupil, closes_at=NOON + DAY)
    assert cell_of(room).state == "not-begun"


def test_an_open_attempt_is_no_grade_but_stands_beside_one(room):
    given, pupil = work(room), join(room)
    taken(given, pupil, "aa", handed_in=False)
    assert cell_of(room).state == "at-work"
    Attempt.objects.update(state="finished", finished_at=NOON)
    taken(given, pupil, "", now=LATER, handed_in=False)
    cell = cell_of(room)
    assert (cell.state, cell.at_work, cell.share) == ("handed-in", True, pytest.approx(2 / 3))


def test_what_was_handed_in_after_the_pupils_own_time_is_late(room):
    given, pupil = work(room, closes_at=NOON + DAY), join(room)
    taken(given, pupil, "aaa")
    assert not cell_of(room).late
    Attempt.objects.update(finished_at=NOON + 2 * DAY)
    assert cell_of(room, now=NOON + 3 * DAY).late
    Accommodation.objects.create(assignment=given, pupil=pupil, closes_at=NOON + 3 * DAY)
    assert not cell_of(room, now=NOON + 3 * DAY).late


def test_column_tells_the_mean_and_how_many(room):
    given = work(room, pass_mark=50)
    taken(given, given="aaa")
    taken(given, given="abb")
    join(room)
    column = book_of(room).columns[0]
    assert (column.share, column.handed_in, column.of) == (pytest.approx(2 / 3), 2, 3)
    assert (column.ease, column.passed) == (Ease.EASY, 1)


def test_column_of_nothing_handed_in_tells_no_mean(room):
    work(room)
    join(room)
    column = book_of(room).columns[0]
    assert (column.share, column.grade, column.ease, column.passed) == (None, None, None, None)


def test_mark_by_hand_moves_the_grade(room):
    attempt = taken(work(room), given="bbb")
    teacher = teacher_of(room)
    marks.override(
        attempt_id=attempt.pk, position=1, share=1, reason="Said it.", by=teacher, now=LATER
    )
    assert cell_of(room).share == pytest.approx(1 / 3)


def test_what_was_put_away_is_left_out_unless_asked_for(room):
    work(room)
    Assignment.objects.update(archived_at=NOON)
    join(room)
    assert (book_of(room).columns, book_of(room).archived) == ((), 1)
    assert len(book_of(room, with_archived=True).columns) == 1


def test_who_left_the_class_stands_no_more_in_it(room):
    attempt = taken(work(room), given="aaa")
    Membership.objects.filter(user=attempt.learner).delete()
    assert book_of(room).rows == ()


def test_other_classes_stay_out(room):
    given = work(classroom())
    pupil = join(given.classroom)
    taken(given, pupil, "aaa")
    join(room, pupil)
    work(room)
    assert [cell.state for cell in book_of(room).rows[0].cells] == ["not-begun"]


@pytest.mark.parametrize(
    ("bands", "scale"),
    [([{"from": 50, "label": "good"}, {"from": 0, "label": "again"}], Scale.BANDS)]
    + [(broken, Scale.PERCENT) for broken in ([], [{"from": 50, "label": "good"}], "x")],
)
def test_bands_that_cannot_be_read_give_way_to_percent(bands, scale):
    room = Classroom(grade_scale="bands", bands=bands)
    assert grading_of(room).scale == scale


@pytest.mark.parametrize("size", [1, 3, 30])
def test_gradebook_takes_as_many_queries_for_many_as_for_one(room, size):
    pupils = [join(room) for _ in range(size)]
    for _ in range(min(size, 3)):
        given = work(room, of=1)
        for pupil in pupils:
            Attempt.objects.create(
                learner=pupil,
                assignment=given,
                seed=1,
                length=1,
                out_of=1,
                score=1,
                state="finished",
                started_at=NOON,
                finished_at=NOON,
            )
    with queries() as captured:
        book = book_of(room)
    assert len(book.rows) == size
    assert len(statements(captured)) == 5


def test_work_of_a_pupil_marks_the_attempt_that_counts(room):
    given, pupil = work(room), join(room)
    for hour, answers in enumerate(("abb", "aaa", "aab")):
        taken(given, pupil, answers, now=NOON + timedelta(hours=hour))
    told = work_of(given, pupil.pk, now=NOON + timedelta(hours=4))
    assert [one.counts for one in told.taken] == [False, True, False]
    assert [one.grade.percent for one in told.taken] == [33, 100, 67]


def test_pupil_is_told_the_grade_once_it_may_be_told(room):
    given, pupil = work(room, release="after-due", closes_at=NOON + DAY), join(room)
    taken(given, pupil, "aab")
    waiting = own_grade(given, pupil, now=LATER)
    assert (waiting.waits, waiting.grade, waiting.attempts[0].grade) == (True, None, None)
    told = own_grade(given, pupil, now=NOON + 2 * DAY)
    assert (told.waits, told.grade.percent) == (False, 67)


def test_pupil_is_told_that_a_teacher_wrote_something(room):
    given, pupil = work(room), join(room)
    attempt = taken(given, pupil, "aab")
    assert [one.commented for one in own_grade(given, pupil, now=LATER).attempts] == [False]
    by = teacher_of(room)
    marks.comment(attempt_id=attempt.pk, position=1, text="Well read.", by=by, now=LATER)
    assert [one.commented for one in own_grade(given, pupil, now=LATER).attempts] == [True]


def test_own_grade_is_of_ones_own_attempts(room):
    given = work(room)
    taken(given, given="aaa")
    mine = own_grade(given, join(room), now=LATER)
    assert (mine.attempts, mine.grade) == ((), None)
