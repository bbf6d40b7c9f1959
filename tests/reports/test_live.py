import pytest

from quizzes.models import Membership, SetEntry
from quizzes.reports.live import live
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
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return classroom()


def pupil_of(told, name):
    return next(pupil for pupil in told.pupils if pupil.name == name)


def test_live_tells_where_each_is(room):
    given = assigned(room, questions=3, time_limit=20, shuffle_questions=False)
    join(room, nickname="idle")
    attempt = begin(given, join(room, nickname="work"))
    respond(attempt, 1)
    respond(attempt, 2, right=False)
    hand_in(begin(given, join(room, nickname="done")), now=NOON + MINUTE)
    told = live(given, now=NOON + 90 * MINUTE / 60)
    assert [(p.name, p.state) for p in told.pupils] == [
        ("done", "handed-in"),
        ("idle", "not-begun"),
        ("work", "at-work"),
    ]
    working = pupil_of(told, "work")
    assert working.stones == ("right", "wrong", "current")
    assert (working.at, working.minutes, working.answered) == (3, 19, 2)
    assert pupil_of(told, "done").handed_in_at == NOON + MINUTE


def test_live_goes_back_to_what_was_left_out(room):
    given = assigned(room, questions=3)
    attempt = begin(given, join(room, nickname="work"))
    respond(attempt, 1)
    respond(attempt, 3, now=NOON + MINUTE)
    assert pupil_of(live(given, now=NOON + MINUTE), "work").at == 2


def test_live_keeps_what_may_be_changed_to_itself(room):
    given = assigned(room, release="at-end")
    attempt = begin(given, join(room, nickname="work"))
    respond(attempt, 1, right=False)
    told = live(given, now=NOON)
    assert pupil_of(told, "work").stones == ("answered", "current")
    assert [question.told for question in told.questions] == [0, 0]
    hand_in(attempt)
    told = live(given, now=NOON)
    assert pupil_of(told, "work").stones == ("wrong", "open")
    assert sum(question.told for question in told.questions) == 1


def test_live_follows_the_attempt_that_runs(room):
    given = assigned(room)
    pupil = join(room, nickname="again")
    hand_in(begin(given, pupil))
    begin(given, pupil)
    told = pupil_of(live(given, now=NOON), "again")
    assert (told.number, told.state) == (2, "at-work")


def test_live_finds_the_question_that_troubles_many_whatever_its_place(room):
    given = assigned(room, questions=4)
    hard = SetEntry.objects.get(question_set=given.question_set, position=3).question
    for _ in range(3):
        attempt = begin(given, join(room))
        for shown in attempt.items.select_related("version"):
            respond(attempt, shown.position, right=shown.version.question_id != hard.pk)
    told = live(given, now=NOON)
    assert [(q.number, q.right, q.told) for q in told.troubling] == [(3, 0, 3)]
    assert [q.number for q in told.questions] == [1, 2, 3, 4]


def test_no_more_than_three_questions_trouble_at_once_the_worst_first(room):
    given = assigned(room, questions=5)
    fair = SetEntry.objects.get(question_set=given.question_set, position=1).question
    for pupil in range(3):
        attempt = begin(given, join(room))
        for shown in attempt.items.select_related("version"):
            right = pupil == 0 and shown.version.question_id == fair.pk
            respond(attempt, shown.position, right=right)
    assert [q.number for q in live(given, now=NOON).troubling] == [2, 3, 4]


def test_two_answers_trouble_nobody(room):
    given = assigned(room, questions=1)
    for _ in range(2):
        respond(begin(given, join(room)), 1, right=False)
    assert live(given, now=NOON).troubling == []


def test_places_are_counted_through_what_is_drawn(room):
    given = assigned(room, questions=2)
    entries = SetEntry.objects.filter(question_set=given.question_set)
    topic = entries[0].question.topic
    entries.filter(position=2).update(position=3)
    SetEntry.objects.create(question_set=given.question_set, position=2, topic=topic, count=3)
    for entry in entries.filter(topic__isnull=False):
        assert entry.count == 3
    begin(given, join(room))
    numbers = [q.number for q in live(given, now=NOON).questions]
    assert [n for n in numbers if n] == [1, 5]


def test_live_leaves_out_who_left_the_class(room):
    given = assigned(room)
    gone = join(room)
    respond(begin(given, gone), 1)
    Membership.objects.filter(user=gone).delete()
    told = live(given, now=NOON)
    assert (told.pupils, told.questions) == ((), ())


@pytest.mark.parametrize(
    ("closes_at", "working", "expected"),
    [
        (NOON + HOUR, False, False),
        (None, False, False),
        (NOON, False, True),
        (NOON, True, False),
    ],
)
def test_live_is_over_when_it_is_closed_and_nobody_is_at_work(room, closes_at, working, expected):
    given = assigned(room, closes_at=NOON + DAY)
    if working:
        begin(given, join(room))
    given.closes_at = closes_at
    assert live(given, now=NOON).over is expected


def test_digest_changes_with_what_is_shown_and_with_nothing_else(room):
    given = assigned(room, time_limit=20)
    attempt = begin(given, join(room))
    before = live(given, now=NOON + MINUTE).digest
    assert live(given, now=NOON + MINUTE + MINUTE / 2).digest == before
    assert live(given, now=NOON + 2 * MINUTE + MINUTE / 60).digest != before
    respond(attempt, 1)
    assert live(given, now=NOON + MINUTE).digest != before


@pytest.mark.parametrize("pupils", [1, 3, 30])
def test_live_takes_six_queries(room, pupils, django_assert_num_queries):
    given = assigned(room, questions=3)
    for _ in range(pupils):
        respond(begin(given, join(room)), 1)
    with django_assert_num_queries(6):
        live(given, now=NOON)
