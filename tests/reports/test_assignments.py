from datetime import date, timedelta

import pytest

from quizzes.actions import decks
from quizzes.models import Accommodation, Assignment, Card, Membership
from quizzes.reports import assignments as report
from tests.assigned import (
    DAY,
    HOUR,
    MINUTE,
    assigned,
    begin,
    classroom,
    hand_in,
    join,
    respond,
)
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return classroom()


@pytest.fixture
def pupil(room):
    return join(room)


def terms(given, pupil, *, now=NOON):
    fresh = Assignment.objects.select_related("classroom").get(pk=given.pk)
    return report.terms_for(fresh, pupil, now=now)


# --- The terms of one pupil


def test_terms_count_what_is_left(room, pupil):
    given = assigned(room, attempts_allowed=3)
    hand_in(begin(given, pupil))
    told = terms(given, pupil)
    assert (told.used, told.left, told.number, told.refusal) == (1, 2, 2, "")


def test_terms_without_a_number_of_attempts_have_none_left_to_count(room, pupil):
    assert terms(assigned(room), pupil).left is None


def test_terms_number_the_next_attempt_after_one_that_was_deleted(room, pupil):
    given = assigned(room)
    first = hand_in(begin(given, pupil))
    hand_in(begin(given, pupil))
    first.delete()
    assert terms(given, pupil).number == 3


def test_terms_say_that_the_window_cuts_the_time_short(room, pupil):
    given = assigned(room, time_limit=30, closes_at=NOON + HOUR)
    assert not terms(given, pupil).cut_short
    assert terms(given, pupil, now=NOON + 45 * MINUTE).cut_short


def test_terms_take_four_queries_at_most(room, pupil, django_assert_num_queries):
    given = assigned(room)
    for _ in range(3):
        hand_in(begin(given, pupil))
    fresh = Assignment.objects.select_related("classroom").get(pk=given.pk)
    with django_assert_num_queries(3):
        report.terms_for(fresh, pupil, now=NOON)


def test_minutes_are_told_whole(room):
    given = assigned(room, time_limit=15)
    assert report.allowance_of(given, accommodation=None, time_percent=125).minutes == 19


# --- The class at its work


def test_standing_is_by_name_and_never_by_score(room):
    given = assigned(room)
    for name in ("Ярина", "Ірина", "Андрій", "їжак"):
        pupil = join(room, nickname=name)
        if name == "Ярина":
            respond(begin(given, pupil), 1)
    names = [pupil.name for pupil in report.standing(given, now=NOON).pupils]
    assert names == ["Андрій", "Ірина", "їжак", "Ярина"]


def test_standing_tells_who_is_where(room):
    given = assigned(room, time_limit=10)
    done, late, working, idle = (join(room, nickname=n) for n in ("done", "late", "work", "idle"))
    hand_in(begin(given, done), now=NOON + MINUTE)
    begin(given, late, now=NOON - 20 * MINUTE)
    begin(given, working)
    standing = report.standing(given, now=NOON + 2 * MINUTE)
    assert {p.name: p.state for p in standing.pupils} == {
        "done": "handed-in",
        "late": "handed-in",
        "work": "at-work",
        "idle": "not-begun",
    }
    assert [p.handed_in_at for p in standing.handed_in] == [NOON + MINUTE, NOON - 10 * MINUTE]
    assert idle in {p.membership.user for p in standing.not_begun}


def test_standing_leaves_out_teachers_and_who_left(room, pupil):
    given = assigned(room)
    begin(given, pupil)
    Membership.objects.filter(user=pupil).delete()
    assert report.standing(given, now=NOON).pupils == []


@pytest.mark.parametrize("pupils", [1, 3, 30])
def test_standing_takes_three_queries(room, pupils, django_assert_num_queries):
    given = assigned(room)
    for _ in range(pupils):
        begin(given, join(room))
    with django_assert_num_queries(3):
        report.standing(given, now=NOON)


# --- Decks


def deck(room, **columns):
    return assigned(room, exam_day=NOON.date() + 10 * DAY, closes_at=None, **columns)


def learn(pupil, given, *, cards=1, ago=0):
    decks.add_given(learner=pupil, questions=report.deck_questions(given), now=NOON)
    mine = list(Card.objects.filter(learner=pupil).order_by("pk")[:cards])
    day = NOON.date() - timedelta(days=ago)
    Card.objects.filter(pk__in=[card.pk for card in mine]).update(
        phase="review", stability=10, difficulty=5, last_day=day, due_day=day, reps=1
    )


def test_deck_before_it_is_taken(room, pupil):
    told = report.deck_of(deck(room, questions=3), pupil, now=NOON)
    assert (told.cards, told.kept, told.begun, told.missing, told.known) == (3, 0, 0, 3, None)


def test_deck_counts_unseen_cards_as_not_known(room, pupil):
    given = deck(room, questions=4)
    learn(pupil, given, cards=1, ago=10)
    told = report.deck_of(given, pupil, now=NOON)
    assert (told.kept, told.begun, told.missing) == (4, 1, 0)
    # At its stability a memory holds with nine chances in ten; three of four were never seen.
    assert told.known.today == pytest.approx(0.9 / 4)
    assert told.known.exam < told.known.today


def test_deck_readiness_is_by_name_and_says_who_has_no_cards(room):
    given = deck(room)
    for name in ("Яна", "Ася"):
        learn(join(room, nickname=name), given)
    join(room, nickname="Марко")
    told = report.deck_readiness(given, now=NOON)
    assert [(row.name, row.deck.begun, row.deck.kept) for row in told] == [
        ("Ася", 1, 2),
        ("Марко", 0, 0),
        ("Яна", 1, 2),
    ]


@pytest.mark.parametrize("pupils", [1, 3, 30])
def test_deck_readiness_takes_four_queries(room, pupils, django_assert_num_queries):
    given = deck(room)
    for _ in range(pupils):
        learn(join(room), given)
    with django_assert_num_queries(4):
        report.deck_readiness(given, now=NOON)


# --- All that a class was given


def test_work_of_a_class_counts_pupils_and_not_attempts(room):
    given = assigned(room)
    pupil, other, gone = join(room), join(room), join(room)
    for _ in range(2):
        hand_in(begin(given, pupil))
    begin(given, other)
    hand_in(begin(given, gone))
    Membership.objects.filter(user=gone).delete()
    (told,) = report.work_of(room, now=NOON)
    assert (told.handed_in, told.at_work, told.pupils) == (1, 1, 2)


def test_work_of_a_class_tells_its_state(room):
    assigned(room, title="soon", opens_at=NOON + HOUR)
    assigned(room, title="open", closes_at=None)
    assigned(room, title="closed", closes_at=NOON)
    assigned(room, title="archived", archived_at=NOON)
    # The day of a deck begins at midnight in Kyiv, which is ten in the evening here.
    assigned(room, title="deck", exam_day=date(2026, 11, 23))
    states = {told.assignment.title: told.state for told in report.work_of(room, now=NOON)}
    assert states == {name: name for name in ("soon", "open", "closed", "archived")} | {
        "deck": "open"
    }
    late = {
        told.assignment.title: told.state for told in report.work_of(room, now=NOON + 10 * HOUR)
    }
    assert late["deck"] == "closed"


def test_own_work_follows_the_pupils_own_dates(room, pupil):
    given = assigned(room, closes_at=NOON)
    Accommodation.objects.create(assignment=given, pupil=pupil, closes_at=NOON + DAY)
    assigned(room, archived_at=NOON, title="away")
    begin(given, pupil)
    (told,) = report.own_work(room, pupil, now=NOON)
    assert (told.state, told.closes_at, told.attempts, told.at_work) == (
        "open",
        NOON + DAY,
        1,
        True,
    )


@pytest.mark.parametrize("given", [1, 3, 30])
def test_lists_of_a_class_take_constant_queries(room, pupil, given, django_assert_num_queries):
    for n in range(given):
        begin(assigned(room, title=f"{n}"), pupil)
    with django_assert_num_queries(3):
        assert len(report.work_of(room, now=NOON)) == given
    with django_assert_num_queries(4):
        assert len(report.own_work(room, pupil, now=NOON)) == given


# --- What the pupil's home tells


def lines(pupil, *, now=NOON):
    told = report.reminders(pupil, now=now)
    return [(line.assignment.title, line.state) for line in (*told.to_do, *told.soon, *told.told)]


def test_reminders_stand_by_what_ends_first(room, pupil):
    assigned(room, title="no end", closes_at=None)
    assigned(room, title="in two days", closes_at=NOON + 2 * DAY)
    assigned(room, title="today", closes_at=NOON + HOUR)
    assigned(room, title="tomorrow", closes_at=None, exam_day=date(2026, 11, 24))
    assigned(room, title="later", opens_at=NOON + HOUR, closes_at=NOON + DAY)
    assert lines(pupil) == [
        ("today", "open"),
        ("tomorrow", "deck"),
        ("in two days", "open"),
        ("no end", "open"),
        ("later", "soon"),
    ]


def test_reminder_of_what_was_begun_tells_how_far_one_is(room, pupil):
    given = assigned(room)
    attempt = begin(given, pupil)
    respond(attempt, 1)
    (line,) = report.reminders(pupil, now=NOON).to_do
    assert (line.state, line.attempt, line.attempt.answered) == ("at-work", attempt, 1)


def test_what_is_handed_in_is_no_duty_any_more(room, pupil):
    hand_in(begin(assigned(room, attempts_allowed=3), pupil))
    assert lines(pupil) == []


def test_what_closed_undone_is_not_told(room, pupil):
    assigned(room, closes_at=NOON - MINUTE)
    assert lines(pupil) == []


def test_reminder_follows_the_pupils_own_dates(room, pupil):
    given = assigned(room, closes_at=NOON - MINUTE)
    Accommodation.objects.create(assignment=given, pupil=pupil, closes_at=NOON + DAY)
    Accommodation.objects.create(assignment=given, pupil=join(room), closes_at=NOON + 9 * DAY)
    (line,) = report.reminders(pupil, now=NOON).to_do
    assert line.due == NOON + DAY


def test_new_is_what_opened_lately_and_was_not_begun(room, pupil):
    assigned(room, title="old", opens_at=NOON - 3 * DAY)
    given = assigned(room, title="new")
    told = report.reminders(pupil, now=NOON).to_do
    assert {line.assignment.title: line.is_new for line in told} == {"old": False, "new": True}
    begin(given, pupil)
    assert not any(line.is_new for line in report.reminders(pupil, now=NOON).to_do)


def test_results_that_waited_for_the_end_are_told_after_it(room, pupil):
    given = assigned(room, release="after-due")
    hand_in(begin(given, pupil))
    assert lines(pupil) == []
    assert lines(pupil, now=NOON + DAY) == [("The fortress", "told")]
    assert lines(pupil, now=NOON + 9 * DAY) == []


def test_results_wait_for_the_last_pupil(room, pupil):
    given = assigned(room, release="after-due")
    hand_in(begin(given, pupil))
    Accommodation.objects.create(assignment=given, pupil=join(room), closes_at=NOON + 3 * DAY)
    assert lines(pupil, now=NOON + 2 * DAY) == []
    assert lines(pupil, now=NOON + 3 * DAY) == [("The fortress", "told")]


def test_a_teachers_word_is_told(room, pupil):
    attempt = begin(assigned(room), pupil)
    respond(attempt, 1, comment="Look at the map again.")
    hand_in(attempt)
    (line,) = report.reminders(pupil, now=NOON + HOUR).told
    assert line.commented
    assert lines(pupil, now=NOON + 20 * DAY) == []


def test_nobody_is_reminded_of_what_others_are_given(room, pupil):
    assigned(room)
    assert lines(UserFactory()) == []
    assigned(classroom())
    assert len(lines(pupil)) == 1


def test_what_was_put_away_is_not_told(room, pupil):
    assigned(room, archived_at=NOON)
    assert lines(pupil) == []


@pytest.mark.parametrize("given", [1, 3, 30])
def test_reminders_take_two_queries(room, pupil, given, django_assert_num_queries):
    for n in range(given):
        attempt = begin(assigned(room, title=f"{n}", release="after-due"), pupil)
        if n % 2:
            hand_in(attempt)
    with django_assert_num_queries(2):
        assert len(report.reminders(pupil, now=NOON).to_do) == (given + 1) // 2


def test_without_a_class_one_query_is_enough(django_assert_num_queries):
    pupil = UserFactory()
    with django_assert_num_queries(1):
        assert not report.reminders(pupil, now=NOON)
