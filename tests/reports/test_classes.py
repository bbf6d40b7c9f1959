import datetime as dt

import pytest

from quizzes.kinds import Phase
from quizzes.models import Card, Classroom, ItemReport, Membership, Question, StudyDay
from quizzes.models.cards import Suspension
from quizzes.models.classes import MemberRole
from quizzes.reports import classes as report
from quizzes.reports.shown import key_of
from tests.cards import card_of, own_card
from tests.factories import NOON, TopicFactory, UserFactory, flashcard_question
from tests.grading.items import one_of_each
from tests.kinds import set_of

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def teacher():
    return UserFactory(role="teacher")


@pytest.fixture
def room(teacher):
    return classroom(teacher)


def classroom(teacher, *pupils, **columns) -> Classroom:
    code = f"CODE{Classroom.objects.count():04}"
    room = Classroom.objects.create(**{"name": code, "code": code, "created_at": NOON} | columns)
    join(room, teacher, MemberRole.TEACHER)
    for pupil in pupils:
        join(room, pupil)
    return room


def join(room, user, role=MemberRole.PUPIL):
    Membership.objects.create(classroom=room, user=user, role=role, joined_at=NOON)
    return user


def pupil_of(room, **columns):
    return join(room, UserFactory(**columns))


def seen(card, *, stability: float = 10, ago: int = 10, **columns) -> Card:
    Card.objects.filter(pk=card.pk).update(
        phase=Phase.REVIEW,
        stability=stability,
        difficulty=5,
        last_day=TODAY - dt.timedelta(days=ago),
        due_day=TODAY,
        **columns,
    )
    return card


def test_classrooms_are_those_one_teaches_in_order_with_their_pupils(teacher):
    classroom(teacher, UserFactory(), UserFactory(), name="9-А")
    classroom(teacher, name="8-Б")
    classroom(teacher, name="old", archived_at=NOON)
    classroom(UserFactory(role="teacher"), teacher, name="where one learns")
    rooms = report.classrooms(teacher)
    assert [(room.classroom.name, room.pupils) for room in rooms] == [("8-Б", 0), ("9-А", 2)]


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_classrooms_take_one_query(teacher, rows, django_assert_num_queries):
    for _ in range(rows):
        classroom(teacher, UserFactory())
    with django_assert_num_queries(1):
        assert len(report.classrooms(teacher)) == rows


def test_readiness_tells_share_known_by_pupil_and_topic(room):
    topic = TopicFactory()
    pupil = pupil_of(room)
    seen(card_of(flashcard_question(topic), pupil))  # recall has fallen to .9
    card_of(flashcard_question(topic), pupil)
    (row,) = report.readiness(room, now=NOON).pupils
    assert (row.whole.kept, row.whole.seen) == (2, 1)
    assert row.whole.today == pytest.approx(0.45)
    assert row.topics == [row.whole]


def test_readiness_on_the_exam_day_is_lower_if_nothing_is_done(room):
    room.exam_day = TODAY + dt.timedelta(days=40)
    pupil = pupil_of(room)
    seen(card_of(learner=pupil))
    readiness = report.readiness(room, now=NOON)
    assert readiness.exam_day == room.exam_day
    assert readiness.pupils[0].whole.exam < readiness.pupils[0].whole.today - 0.05


@pytest.mark.parametrize("in_days", [0, -1])
def test_readiness_leaves_out_an_exam_that_has_come(room, in_days):
    room.exam_day = TODAY + dt.timedelta(days=in_days)
    pupil_of(room)
    assert report.readiness(room, now=NOON).exam_day is None


def test_readiness_of_a_topic_is_the_mean_over_who_keeps_it(room):
    topic = TopicFactory()
    for stability in (10, None):
        card = card_of(flashcard_question(topic), pupil_of(room))
        if stability:
            seen(card, stability=stability)
    card_of(learner=pupil_of(room))
    first = report.readiness(room, now=NOON).topics[0]
    assert (first.topic, first.pupils) == (topic, 2)
    assert first.known.today == pytest.approx(0.45)


def test_readiness_says_apart_that_a_pupil_keeps_no_cards(room):
    pupil_of(room, display_name="Аа")
    card_of(learner=pupil_of(room, display_name="Бб"))
    without, with_cards = report.readiness(room, now=NOON).pupils
    assert (without.whole, without.topics) == (None, [None])
    assert with_cards.whole.today == 0


def test_readiness_leaves_out_own_cards_left_ones_and_retired_questions(room):
    pupil = pupil_of(room)
    own_card(pupil)
    card_of(learner=pupil, left_at=NOON)
    retired = card_of(learner=pupil).question
    retired.status = "retired"
    retired.save()
    (row,) = report.readiness(room, now=NOON).pupils
    assert row.whole is None


def test_pupils_stand_in_the_order_of_the_alphabet_whatever_they_know(room):
    for name in ("Ясен", "Іва", "Калина", "ґава", "Гай", "Anna", "Їжак"):
        pupil_of(room, display_name=name)
    names = [str(row.pupil) for row in report.readiness(room, now=NOON).pupils]
    assert names == ["Anna", "Гай", "ґава", "Іва", "Їжак", "Калина", "Ясен"]


def test_idle_are_those_without_a_quiz_or_a_card_for_more_than_a_week(room):
    for name, ago, counts in (
        ("a", 7, {"answered": 1}),
        ("b", 8, {"reviewed": 1}),
        ("c", 0, {}),
        ("d", 3, {"reviewed": 1}),
    ):
        pupil = pupil_of(room, display_name=name)
        day = TODAY - dt.timedelta(days=ago)
        StudyDay.objects.create(learner=pupil, day=day, **counts)
    idle = report.readiness(room, now=NOON).idle
    assert [(str(row.pupil), row.last_day) for row in idle] == [
        ("b", TODAY - dt.timedelta(days=8)),
        ("c", None),
    ]


def test_readiness_is_of_this_class_alone(teacher, room):
    other = classroom(teacher, UserFactory())
    card_of(learner=pupil_of(room))
    assert [row.whole for row in report.readiness(other, now=NOON).pupils] == [None]


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_readiness_takes_five_queries(room, rows, django_assert_num_queries):
    for _ in range(rows):
        seen(card_of(learner=pupil_of(room)))
    with django_assert_num_queries(5):
        readiness = report.readiness(room, now=NOON)
    assert len(readiness.pupils) == len(readiness.topics) == rows


def test_sticking_counts_the_pupils_who_keep_forgetting(teacher, room):
    topic = TopicFactory()
    hard, middling, easy = (flashcard_question(topic) for _ in range(3))
    for hard_lapses, middling_lapses in ((8, 3), (3, 2), (2, 0)):
        pupil = pupil_of(room)
        seen(card_of(hard, pupil), lapses=hard_lapses)
        seen(card_of(middling, pupil), lapses=middling_lapses)
        seen(card_of(easy, pupil), lapses=2)
    found = report.sticking(room, teacher)
    assert [(row.question, row.pupils, row.of, row.lapses) for row in found] == [
        (hard, 2, 3, 8),
        (middling, 1, 3, 3),
    ]
    item = hard.current.item
    assert (found[0].shown.stem, found[0].shown.key) == (item.front, key_of(item))
    assert found[0].fact == item.facts[0]


def test_sticking_counts_a_leech_whatever_its_lapses(teacher, room):
    seen(card_of(learner=pupil_of(room)), suspended=Suspension.LEECH)
    assert len(report.sticking(room, teacher)) == 1


def test_sticking_leaves_out_cards_of_a_pupils_own(teacher, room):
    seen(own_card(pupil_of(room)), lapses=9)
    assert report.sticking(room, teacher) == []


def test_sticking_knows_what_the_teacher_reported(teacher, room):
    card = seen(card_of(learner=pupil_of(room)), lapses=4)
    said = {"version": card.question.current, "text": "Too long.", "created_at": NOON}
    ItemReport.objects.create(reporter=UserFactory(), **said)
    assert not report.sticking(room, teacher)[0].reported
    ItemReport.objects.create(reporter=teacher, **said)
    assert report.sticking(room, teacher)[0].reported


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_sticking_takes_three_queries(teacher, room, rows, django_assert_num_queries):
    for _ in range(rows):
        seen(card_of(learner=pupil_of(room)), lapses=5)
    with django_assert_num_queries(3):
        assert len(report.sticking(room, teacher)) == min(rows, report.STICKING_SHOWN + 1)


def test_reports_are_of_members_and_not_yet_mended(teacher, room):
    pupil = pupil_of(room)
    version = flashcard_question(TopicFactory()).current
    for reporter, text, resolved in (
        (pupil, "from a pupil", None),
        (teacher, "from the teacher", None),
        (pupil, "mended", NOON),
        (UserFactory(), "from elsewhere", None),
    ):
        ItemReport.objects.create(
            version=version, reporter=reporter, text=text, created_at=NOON, resolved_at=resolved
        )
    found = report.reports(room)
    assert [row.report.text for row in found] == ["from the teacher", "from a pupil"]
    assert found[0].shown.stem == version.item.front


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_reports_take_one_query(room, rows, django_assert_num_queries):
    pupil, topic = pupil_of(room), TopicFactory()
    for _ in range(rows):
        version = flashcard_question(topic).current
        ItemReport.objects.create(version=version, reporter=pupil, text="?", created_at=NOON)
    with django_assert_num_queries(1):
        assert len(report.reports(room)) == min(rows, report.REPORTS_SHOWN)


@pytest.mark.parametrize("item", one_of_each(), ids=lambda item: str(item.kind))
def test_every_kind_may_stick_and_be_reported(teacher, room, item):
    set_of(item, owner=teacher)
    stuck = Question.objects.get()
    pupil = pupil_of(room)
    seen(card_of(stuck, pupil), lapses=5)
    said = {"version": stuck.current, "text": "?", "created_at": NOON}
    ItemReport.objects.create(reporter=pupil, **said)
    [sticking], [reported] = report.sticking(room, teacher), report.reports(room)
    assert sticking.shown == reported.shown
    assert sticking.shown.stem == stuck.current.item.stem
    assert sticking.shown.key == key_of(stuck.current.item)
