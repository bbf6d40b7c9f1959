import pytest

from quizzes.actions import assignments
from quizzes.errors import AssignmentRefused
from quizzes.models import Accommodation, Assignment, Attempt, Card, LogEntry, Membership, StudyPlan
from tests.assigned import (
    DAY,
    HOUR,
    MINUTE,
    assigned,
    begin,
    classroom,
    hand_in,
    join,
    question_set,
    respond,
    teacher_of,
)
from tests.factories import NOON, TopicFactory, flashcard_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return classroom()


@pytest.fixture
def pupil(room):
    return join(room)


def refusal(given, pupil, *, now=NOON) -> str:
    with pytest.raises(AssignmentRefused) as refused:
        begin(given, pupil, now=now)
    return refused.value.code


# --- Giving


def test_assign_copies_the_terms_of_the_set_and_what_is_chosen_differs(room):
    made = question_set(
        teacher_of(room), attempts_allowed=3, time_limit=20, pass_mark=60, release="at-end"
    )
    given = assigned(room, question_set=made, time_limit=30, grade_of="last")
    given.refresh_from_db()
    assert (given.attempts_allowed, given.pass_mark, given.release) == (3, 60, "at-end")
    assert (given.time_limit, given.grade_of) == (30, "last")


def test_change_of_the_set_afterwards_leaves_the_assignment_alone(room):
    given = assigned(room, attempts_allowed=2)
    given.question_set.attempts_allowed = 9
    given.question_set.save()
    given.refresh_from_db()
    assert given.attempts_allowed == 2


def test_assign_to_several_classes_makes_one_each(room):
    other = classroom(teacher_of(room))
    orders = [
        assignments.Order(classroom=one, opens_at=NOON, closes_at=None) for one in (room, other)
    ]
    made = question_set(teacher_of(room))
    given = assignments.assign(
        teacher=teacher_of(room), orders=orders, title="Both", question_set=made, now=NOON
    )
    assert [one.classroom for one in given] == [room, other]


def test_second_click_finds_what_the_first_one_gave(room):
    made = question_set(teacher_of(room))
    first = assigned(room, question_set=made, now=NOON)
    assert assigned(room, question_set=made, now=NOON + MINUTE / 4) == first
    assert assigned(room, question_set=made, now=NOON + MINUTE) != first


# --- Beginning


def test_begin_makes_the_first_attempt_on_the_terms_of_the_assignment(room, pupil):
    given = assigned(room, release="at-end", pass_mark=50)
    attempt = begin(given, pupil)
    assert (attempt.assignment, attempt.learner, attempt.number) == (given, pupil, 1)
    assert (attempt.release, attempt.pass_mark, attempt.length) == ("at-end", 50, 2)


def test_begin_goes_on_with_the_open_attempt(room, pupil):
    given = assigned(room, attempts_allowed=1)
    assert begin(given, pupil) == begin(given, pupil, now=NOON + MINUTE)


def test_begin_after_handing_in_is_the_next_attempt(room, pupil):
    given = assigned(room)
    hand_in(begin(given, pupil))
    assert begin(given, pupil).number == 2


def test_open_attempt_goes_on_when_the_window_was_made_shorter(room, pupil):
    given = assigned(room, attempts_allowed=1)
    attempt = begin(given, pupil)
    Assignment.objects.update(closes_at=NOON + MINUTE)
    assert begin(given, pupil, now=NOON + HOUR) == attempt


def test_attempt_whose_time_is_up_is_closed_and_counts(room, pupil):
    given = assigned(room, attempts_allowed=1, time_limit=10)
    attempt = begin(given, pupil)
    assert refusal(given, pupil, now=NOON + HOUR) == "used-up"
    attempt.refresh_from_db()
    assert attempt.deadline == NOON + 10 * MINUTE


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOON - HOUR - MINUTE, "not-open-yet"),
        (NOON + DAY, "closed"),
        (NOON + 2 * DAY, "closed"),
    ],
)
def test_outside_the_window_nobody_begins(room, pupil, at, expected):
    assert refusal(assigned(room), pupil, now=at) == expected


def test_attempts_used_up(room, pupil):
    given = assigned(room, attempts_allowed=1)
    hand_in(begin(given, pupil))
    assert refusal(given, pupil) == "used-up"


def test_who_left_the_class_is_refused(room, pupil):
    given = assigned(room)
    Membership.objects.filter(user=pupil).delete()
    assert refusal(given, pupil) == "not-in-class"


def test_who_teaches_the_class_is_refused(room):
    assert refusal(assigned(room), teacher_of(room)) == "not-in-class"


def test_what_was_put_away_is_refused(room, pupil):
    given = assigned(room)
    assignments.archive(assignment=given, now=NOON)
    assert refusal(given, pupil) == "archived"
    assignments.restore(assignment=given)
    assert begin(given, pupil).number == 1


def test_work_of_an_archived_class_is_refused(room, pupil):
    given = assigned(room)
    room.archived_at = NOON
    room.save()
    assert refusal(given, pupil) == "archived"


# --- Deadlines and extra time


@pytest.mark.parametrize(
    ("limit", "closes", "membership", "own", "own_closes", "expected"),
    [
        (None, None, 100, None, None, None),
        (20, None, 100, None, None, NOON + 20 * MINUTE),
        (None, NOON + HOUR, 100, None, None, NOON + HOUR),
        (20, NOON + 10 * MINUTE, 100, None, None, NOON + 10 * MINUTE),
        (20, NOON + HOUR, 150, None, None, NOON + 30 * MINUTE),
        (20, NOON + HOUR, 150, 200, None, NOON + 40 * MINUTE),
        (20, NOON + HOUR, 200, 125, None, NOON + 40 * MINUTE),
        (50, NOON + HOUR, 150, None, None, NOON + HOUR),
        (50, NOON + HOUR, 150, None, NOON + DAY, NOON + 75 * MINUTE),
        (15, NOON + HOUR, 125, None, None, NOON + 18.75 * MINUTE),
    ],
)
def test_deadline_is_the_limit_with_extra_time_or_the_end_of_the_window(
    room, limit, closes, membership, own, own_closes, expected
):
    given = assigned(room, time_limit=limit, closes_at=closes)
    pupil = join(room, time_percent=membership)
    Accommodation.objects.create(
        assignment=given, pupil=pupil, time_percent=own, closes_at=own_closes
    )
    assert begin(given, pupil).deadline == expected


def test_later_date_and_more_attempts_are_one_pupils_alone(room, pupil):
    given = assigned(room, attempts_allowed=1)
    classmate = join(room)
    accommodate(given, pupil, closes_at=NOON + 3 * DAY, attempts_allowed=2)
    hand_in(begin(given, pupil))
    assert begin(given, pupil, now=NOON + 2 * DAY).number == 2
    assert refusal(given, classmate, now=NOON + 2 * DAY) == "closed"


def accommodate(given, pupil, *, now=NOON, **terms):
    assignments.accommodate(
        assignment=given, pupil=pupil, teacher=teacher_of(given.classroom), now=now, **terms
    )


def test_more_time_reaches_work_that_is_under_way(room, pupil):
    given = assigned(room, time_limit=20)
    attempt = begin(given, pupil)
    accommodate(given, pupil, now=NOON + MINUTE, time_percent=150)
    attempt.refresh_from_db()
    assert attempt.deadline == NOON + 30 * MINUTE


def test_less_time_leaves_work_that_is_under_way_alone(room, pupil):
    given = assigned(room, time_limit=20)
    accommodate(given, pupil, time_percent=200)
    attempt = begin(given, pupil)
    accommodate(given, pupil)
    attempt.refresh_from_db()
    assert attempt.deadline == NOON + 40 * MINUTE
    assert not Accommodation.objects.exists()


def test_other_terms_are_noted_without_a_name(room, pupil):
    given = assigned(room)
    accommodate(given, pupil, time_percent=150, closes_at=NOON + 2 * DAY)
    entry = LogEntry.objects.get()
    assert (entry.deed, entry.subject, entry.actor) == ("accommodated", pupil, teacher_of(room))
    assert entry.detail == {
        "assignment": given.pk,
        "time_percent": 150,
        "closes_at": (NOON + 2 * DAY).isoformat(),
    }


def test_who_is_no_pupil_of_the_class_gets_no_terms(room):
    with pytest.raises(Membership.DoesNotExist):
        accommodate(assigned(room), teacher_of(room), time_percent=150)
    assert not LogEntry.objects.exists()


# --- Changing, ending, opening again


def test_change_leaves_what_was_begun_alone(room, pupil):
    given = assigned(room, time_limit=20, release="at-end", pass_mark=50)
    attempt = begin(given, pupil)
    before = Attempt.objects.filter(pk=attempt.pk).values().get()
    assignments.change(
        assignment=given, time_limit=5, release="at-once", pass_mark=90, closes_at=NOON + MINUTE
    )
    assert Attempt.objects.filter(pk=attempt.pk).values().get() == before


def test_end_hands_in_what_was_answered_and_lets_nobody_begin(room, pupil):
    given = assigned(room)
    attempt = begin(given, pupil)
    respond(attempt, 1)
    assert assignments.end(assignment=given, now=NOON + MINUTE) == 1
    assignments.settle(assignment=given, now=NOON + 2 * MINUTE)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.finished_at) == ("finished", NOON + MINUTE)
    assert attempt.answered == 1
    assert refusal(given, pupil, now=NOON + MINUTE) == "closed"


def test_end_waits_for_an_answer_that_is_under_way(room, pupil):
    given = assigned(room)
    attempt = begin(given, pupil)
    assignments.end(assignment=given, now=NOON + MINUTE)
    assert assignments.settle(assignment=given, now=NOON + MINUTE) == 0
    attempt.refresh_from_db()
    assert attempt.is_open


def test_end_spares_those_with_later_dates_of_their_own(room, pupil):
    given = assigned(room)
    accommodate(given, pupil, closes_at=NOON + 2 * DAY)
    attempt = begin(given, pupil)
    assert assignments.end(assignment=given, now=NOON + MINUTE) == 0
    attempt.refresh_from_db()
    assert attempt.deadline == NOON + 2 * DAY


def test_end_twice_keeps_the_first_time(room):
    given = assigned(room)
    assignments.end(assignment=given, now=NOON)
    assignments.end(assignment=given, now=NOON + HOUR)
    given.refresh_from_db()
    assert given.closes_at == NOON


def test_open_again_lets_pupils_with_attempts_left_begin(room, pupil):
    given = assigned(room, attempts_allowed=2)
    first = begin(given, pupil)
    assignments.end(assignment=given, now=NOON + MINUTE)
    assignments.open_again(assignment=given, closes_at=NOON + DAY, now=NOON + HOUR)
    again = begin(given, pupil, now=NOON + HOUR)
    assert (again.number, again.deadline) == (2, NOON + DAY)
    first.refresh_from_db()
    assert not first.is_open


def test_open_again_opens_what_was_still_to_open(room):
    given = assigned(room, opens_at=NOON + DAY, closes_at=NOON + 2 * DAY)
    assignments.open_again(assignment=given, closes_at=NOON + HOUR, now=NOON)
    given.refresh_from_db()
    assert given.is_open(now=NOON)


# --- Cards


def take(given, pupil, *, now=NOON, plan_for_it=False):
    fresh = Assignment.objects.select_related("classroom").get(pk=given.pk)
    return assignments.take_cards(assignment=fresh, pupil=pupil, plan_for_it=plan_for_it, now=now)


def test_cards_of_a_private_set_are_taken_through_the_class(room, pupil):
    given = assigned(room, exam_day=NOON.date() + 10 * DAY)
    assert take(given, pupil).new == 2
    assert take(given, pupil).there == 2
    assert Card.objects.filter(learner=pupil).count() == 2


def test_cards_of_a_topic(room, pupil):
    topic = TopicFactory()
    wanted = flashcard_question(topic)
    flashcard_question(TopicFactory())
    take(assigned(room, topic=topic, exam_day=NOON.date() + DAY), pupil)
    assert [card.question for card in Card.objects.filter(learner=pupil)] == [wanted]


def test_plan_goes_towards_the_day_where_the_pupil_wants_it(room, pupil):
    given = assigned(room, exam_day=NOON.date() + 10 * DAY)
    take(given, pupil)
    assert not StudyPlan.objects.filter(learner=pupil, exam_day__isnull=False).exists()
    take(given, pupil, plan_for_it=True)
    assert StudyPlan.objects.get(learner=pupil).exam_day == given.exam_day


def test_deck_is_not_taken_as_a_quiz_nor_a_quiz_as_a_deck(room, pupil):
    assert refusal(assigned(room, exam_day=NOON.date() + DAY), pupil) == "deck"
    with pytest.raises(AssignmentRefused) as refused:
        take(assigned(room), pupil)
    assert refused.value.code == "no-deck"


def test_deck_waits_until_it_opens(room, pupil):
    given = assigned(room, exam_day=NOON.date() + 9 * DAY, opens_at=NOON + HOUR, closes_at=None)
    with pytest.raises(AssignmentRefused) as refused:
        take(given, pupil)
    assert refused.value.code == "not-open-yet"
