from datetime import UTC, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from quizzes.forms.assignments import (
    ALWAYS,
    LESSON_LONG,
    TOMORROW,
    WEEK,
    AccommodationForm,
    AssignForm,
    EditForm,
    SubjectForm,
    moment,
    quick_end,
)
from quizzes.models import Accommodation, Classroom
from tests.assigned import DAY, HOUR, assigned, classroom, question_set, teacher_of
from tests.factories import NOON, TopicFactory, flashcard_question

KYIV = ZoneInfo("Europe/Kyiv")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # jumps by half an hour


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "local", "closing", "expected"),
    [
        (KYIV, "2026-11-22T18:00", False, "2026-11-22T16:00"),
        (KYIV, "2026-07-01T18:00", False, "2026-07-01T15:00"),
        (KYIV, "2026-03-29T02:59", False, "2026-03-29T00:59"),
        (KYIV, "2026-03-29T04:00", False, "2026-03-29T01:00"),
        (KYIV, "2026-10-25T03:30", False, "2026-10-25T00:30"),
        (KYIV, "2026-10-25T03:30", True, "2026-10-25T01:30"),
        (KYIV, "2026-10-25T04:00", True, "2026-10-25T02:00"),
        (LORD_HOWE, "2026-04-05T01:45", False, "2026-04-04T14:45"),
        (LORD_HOWE, "2026-04-05T01:45", True, "2026-04-04T15:15"),
        (ZoneInfo("UTC"), "2026-03-29T03:30", True, "2026-03-29T03:30"),
    ],
)
def test_local_time_means_one_moment(zone, local, closing, expected):
    meant = moment(datetime.fromisoformat(local), zone, closing=closing)
    assert meant.at == utc(expected)


@pytest.mark.parametrize(
    ("zone", "local", "after"),
    [
        (KYIV, "2026-03-29T03:30", "04:30"),
        (KYIV, "2026-03-29T03:00", "04:00"),
        (LORD_HOWE, "2026-10-04T02:15", "02:45"),
    ],
)
def test_time_that_clocks_jump_over_is_refused_with_the_next(zone, local, after):
    with pytest.raises(ValidationError) as refused:
        moment(datetime.fromisoformat(local), zone)
    assert after in refused.value.messages[0]


def test_time_that_comes_twice_says_so():
    assert moment(datetime(2026, 10, 25, 3, 30), KYIV).twice
    assert not moment(datetime(2026, 10, 25, 2, 59), KYIV).twice


@pytest.mark.parametrize(
    ("choice", "now", "expected"),
    [
        (LESSON_LONG, "2026-11-22T12:00", "2026-11-22T12:45"),
        (TOMORROW, "2026-11-22T12:00", "2026-11-23T18:00"),
        # Half an hour before midnight in Kyiv it is still the day before elsewhere.
        (TOMORROW, "2026-11-22T22:30", "2026-11-24T18:00"),
        (TOMORROW, "2026-10-24T10:00", "2026-10-25T18:00"),
        (WEEK, "2026-11-18T12:00", "2026-11-22T18:00"),
        (WEEK, "2026-11-22T12:00", "2026-11-22T18:00"),
        (WEEK, "2026-11-22T18:00", "2026-11-29T18:00"),
    ],
)
def test_quick_choice_ends_by_the_clock_of_the_class(choice, now, expected):
    assert quick_end(choice, KYIV, now=utc(now)) == utc(expected)


def test_quick_choice_without_an_end():
    assert quick_end(ALWAYS, KYIV, now=NOON) is None


# --- Giving


@pytest.fixture
def room(db) -> Classroom:
    return classroom()


def form(room, data, *, now=NOON, deck=False, **columns):
    made = question_set(teacher_of(room), **columns)
    return AssignForm(
        QueryDict(urlencode(data, doseq=True)),
        classes=Classroom.objects.all(),
        question_set=made,
        title=made.title,
        now=now,
        deck=deck,
    )


def test_class_and_set_alone_are_enough_and_all_else_is_as_in_the_set(room):
    given = form(
        room,
        {"classes": [room.pk]},
        attempts_allowed=4,
        time_limit=30,
        release="at-end",
        retry_missed=False,
        shuffle_options=False,
    )
    assert given.is_valid(), given.errors
    assert given.cleaned_data["title"] == "The fortress"
    assert {
        "attempts_allowed": 4,
        "time_limit": 30,
        "release": "at-end",
        "retry_missed": False,
        "shuffle_options": False,
        "shuffle_questions": True,
        "grade_of": "best",
    }.items() <= given.columns().items()
    assert given.orders[0].closes_at == utc("2026-11-23T18:00")


def test_boxes_that_the_page_sent_empty_are_off(room):
    sent = {"release": "at-once", "grade_of": "last", "attempts_allowed": 0}
    given = form(room, {"classes": [room.pk], "full": "True", **sent})
    assert given.is_valid(), given.errors
    assert given.columns()["retry_missed"] is False


def test_each_class_gets_the_times_of_its_own_clocks(room):
    away = classroom(time_zone="Europe/London")
    given = form(
        room,
        {
            "classes": [room.pk, away.pk],
            "opens": "2026-11-23T09:00",
            "closes": "2026-11-23T18:00",
        },
    )
    assert given.is_valid(), given.errors
    assert {order.classroom.pk: (order.opens_at, order.closes_at) for order in given.orders} == {
        room.pk: (utc("2026-11-23T07:00"), utc("2026-11-23T16:00")),
        away.pk: (utc("2026-11-23T09:00"), utc("2026-11-23T18:00")),
    }


def errors(given) -> dict[str, list[str]]:
    assert not given.is_valid()
    return {name: list(told) for name, told in given.errors.items()}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (
            {"opens": "2027-03-28T03:30"},
            {"opens": ["On this day clocks jump over 03:30. Choose 04:30 or another time."]},
        ),
        (
            {"opens": "2026-11-24T09:00", "closes": "2026-11-24T09:00"},
            {"closes": ["It must close after it opens."]},
        ),
        (
            {"opens": "2026-11-20T09:00", "closes": "2026-11-21T09:00"},
            {"closes": ["This time is past."]},
        ),
        (
            {"opens": "9999-12-31T23:59"},
            {"opens": ["Enter a date and a time, such as 2026-05-12T18:00."]},
        ),
        (
            {"opens": "2026-11-24T09:00+02:00"},
            {"opens": ["Enter a date and a time, such as 2026-05-12T18:00."]},
        ),
    ],
)
def test_times_that_cannot_be_are_told_beside_their_field(room, sent, expected):
    assert errors(form(room, {"classes": [room.pk], **sent})) == expected


def test_closing_time_that_comes_twice_is_the_second_and_noted(room):
    given = form(room, {"classes": [room.pk], "closes": "2027-10-31T03:30"}, now=NOON)
    assert given.is_valid(), given.errors
    assert given.orders[0].closes_at == utc("2027-10-31T01:30")
    assert given.notes == ["On 31 October clocks show 03:30 twice. It closes the second time."]


def test_answers_told_after_the_end_need_an_end(room):
    sent = {"classes": [room.pk], "when": ALWAYS, "release": "after-due"}
    assert list(errors(form(room, sent))) == ["release"]


def test_no_class_is_told(room):
    assert errors(form(room, {})) == {"classes": ["Choose at least one class."]}


def test_deck_needs_a_day_to_come(room):
    assert list(errors(form(room, {"classes": [room.pk]}, deck=True))) == ["exam_day"]
    past = {"classes": [room.pk], "exam_day": "2026-11-22"}
    assert errors(form(room, past, deck=True)) == {"exam_day": ["Choose a day to come."]}
    assert form(room, {"classes": [room.pk], "exam_day": "2026-11-23"}, deck=True).is_valid()


# --- What is given


def test_set_without_questions_is_not_given(room):
    empty = question_set(teacher_of(room), questions=0)
    assert list(errors(SubjectForm({"set": empty.pk}, teacher=teacher_of(room)))) == ["set"]


def test_private_set_of_a_colleague_is_no_choice(room):
    assert list(errors(SubjectForm({"set": question_set().pk}, teacher=teacher_of(room)))) == [
        "set"
    ]


def test_topic_makes_a_deck(room):
    topic = TopicFactory()
    flashcard_question(topic)
    subject = SubjectForm({"topic": topic.pk}, teacher=teacher_of(room))
    assert subject.is_valid()
    assert (subject.is_deck, subject.title) == (True, topic.title)


# --- Changing


def edit(given, **changes):
    page = EditForm(None, assignment=given, zone=KYIV, now=NOON)
    sent = {name: page[name].value() for name in page.fields}
    sent = {name: value for name, value in sent.items() if value is not None and value is not False}
    for name in ("opens", "closes"):
        if name in sent:
            sent[name] = f"{sent[name]:%Y-%m-%dT%H:%M}"
    return EditForm(sent | changes, assignment=given, zone=KYIV, now=NOON)


def test_times_that_are_not_touched_stay_to_the_second(room):
    twice = utc("2027-10-31T01:30:12")
    changed = edit(assigned(room, closes_at=twice), title="The fort")
    assert changed.is_valid(), changed.errors
    assert changed.columns()["closes_at"] == twice
    assert changed.columns()["opens_at"] == NOON - HOUR
    assert changed.columns()["title"] == "The fort"


def test_times_are_shown_and_read_by_the_clocks_of_the_class(room):
    given = assigned(room, closes_at=NOON + DAY)
    page = EditForm(None, assignment=given, zone=KYIV, now=NOON).as_p()
    assert 'value="2026-11-23T14:00"' in page
    changed = edit(given, closes="2026-11-23T15:00")
    assert changed.is_valid(), changed.errors
    assert changed.columns()["closes_at"] == NOON + DAY + HOUR


def test_closing_before_the_opening_that_stands_is_told(room):
    later = assigned(room, opens_at=NOON + 2 * DAY, closes_at=NOON + 3 * DAY)
    assert errors(edit(later, closes="2026-11-23T09:00")) == {
        "closes": ["It must close after it opens."]
    }


def test_closing_time_may_not_be_moved_into_the_past(room):
    assert errors(edit(assigned(room), closes="2026-11-22T13:59")) == {
        "closes": ["This time is past."]
    }


def test_closed_work_may_be_changed_without_opening_it(room):
    changed = edit(assigned(room, closes_at=NOON), title="The fort")
    assert changed.is_valid(), changed.errors


# --- One pupil


def accommodation(given, data, before=None):
    return AccommodationForm(data, assignment=given, given=before or Accommodation(), zone=KYIV)


def test_empty_fields_change_nothing(room):
    form = accommodation(assigned(room), {})
    assert form.is_valid(), form.errors
    assert form.given() == {
        "opens_at": None,
        "closes_at": None,
        "attempts_allowed": None,
        "time_percent": None,
    }


def test_any_number_of_attempts_is_not_the_same_as_nothing_given(room):
    form = accommodation(assigned(room), {"attempts_allowed": "0"})
    assert form.is_valid(), form.errors
    assert form.given()["attempts_allowed"] == 0


def test_later_date_of_one_pupil_must_come_after_the_opening(room):
    form = accommodation(assigned(room), {"closes": "2026-11-22T10:00"})
    assert errors(form) == {"closes": ["It must close after it opens."]}
