from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes.actions import taking
from quizzes.actions.taking import resolve
from quizzes.errors import NothingToAsk
from quizzes.items import Ordering
from quizzes.models import Attempt, Question, SetEntry
from quizzes.models.people import Role
from tests.assigned import assigned, classroom, join
from tests.factories import (
    NOON,
    FactFactory,
    TopicFactory,
    UserFactory,
    choice,
    choice_question,
    flashcard_question,
    ordering,
    ordering_question,
    question,
)
from tests.kinds import set_of

pytestmark = pytest.mark.django_db


def empty_set(**columns):
    made = set_of(**columns)
    made.entries.all().delete()
    return made


def draws(made, topic, count, *, position=1, **columns):
    return SetEntry.objects.create(
        question_set=made, position=position, topic=topic, count=count, **columns
    )


def drawn(made, learner, seed=1):
    versions = [one.version for one in resolve(made, learner=learner, rng=Random(seed))]
    by_version = {q.current_id: q for q in Question.objects.filter(current__in=versions)}
    return [by_version[version] for version in versions]


def begin(made, learner=None, **given):
    return taking.begin(
        learner=learner or UserFactory.create(),
        question_set=made,
        **({"terms": made, "seed": 1, "now": NOON} | given),
    )


# --- What a learner gets


def test_entries_come_in_their_order_with_their_weight():
    made = set_of()
    made.entries.filter(position=2).update(weight=3)
    found = resolve(made, learner=UserFactory.create(), rng=Random(1))
    in_order = list(made.entries.values_list("question__current", flat=True))
    assert [one.version for one in found] == in_order
    assert [one.weight for one in found] == [1, 3, 1, 1, 1, 1, 1]


def test_retired_questions_and_flashcards_are_left_out():
    made = empty_set()
    topic = TopicFactory.create()
    gone, card, stays = choice_question(topic), flashcard_question(topic), choice_question(topic)
    for position, one in enumerate((gone, card, stays), start=1):
        SetEntry.objects.create(question_set=made, position=position, question=one)
    Question.objects.filter(pk=gone.pk).update(status="retired")
    assert drawn(made, UserFactory.create()) == [stays]


def test_a_draw_gives_that_many_of_the_topic_kinds_and_levels():
    topic, other = TopicFactory.create(), TopicFactory.create()
    wanted = [choice_question(topic, difficulty=0.1) for _ in range(4)]
    choice_question(topic, difficulty=0.9)
    ordering_question(topic, difficulty=0.1)
    choice_question(other, difficulty=0.1)
    made = empty_set()
    draws(made, topic, 3, kinds=["choice"], levels=["easy"])
    found = drawn(made, UserFactory.create())
    assert len(found) == 3
    assert set(found) <= set(wanted)


def test_a_draw_asks_what_was_not_seen_first():
    topic = TopicFactory.create()
    for _ in range(4):
        choice_question(topic)
    made = empty_set()
    draws(made, topic, 2)
    learner = UserFactory.create()
    first = begin(made, learner)
    seen = {shown.version.question_id for shown in first.items.select_related("version")}
    assert not seen & {one.pk for one in drawn(made, learner, seed=7)}


def test_a_draw_asks_no_fact_and_no_question_twice():
    topic = TopicFactory.create()
    fact = FactFactory.create(topic=topic)
    given = question(choice(fact), topic=topic, facts=[fact])
    question(choice(fact, stem="The same asked otherwise"), topic=topic, facts=[fact])
    other = choice_question(topic)
    made = empty_set()
    SetEntry.objects.create(question_set=made, position=1, question=given)
    draws(made, topic, 5, position=2)
    assert drawn(made, UserFactory.create()) == [given, other]


def test_a_draw_takes_no_timeline_that_crosses_into_another_topic():
    topic = TopicFactory.create()
    facts = [FactFactory.create(topic=topic), FactFactory.create(topic__pack=topic.pack)]
    question(ordering(facts), topic=topic, facts=facts)
    made = empty_set()
    draws(made, topic, 1)
    assert drawn(made, UserFactory.create()) == []


def test_a_draw_reaches_a_pack_that_the_learner_does_not_see():
    topic = TopicFactory.create(pack__visibility="private", pack__owner=UserFactory.create())
    one = choice_question(topic)
    made = empty_set()
    draws(made, topic, 1)
    assert drawn(made, UserFactory.create()) == [one]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_resolving_costs_the_same_whatever_the_length(count):
    made = empty_set()
    for position in range(1, count + 1):
        topic = TopicFactory.create()
        choice_question(topic)
        draws(made, topic, 1, position=position)
    with CaptureQueriesContext(connection) as captured:
        assert len(drawn(made, UserFactory.create())) == count
    assert len([q for q in captured if q["sql"].startswith("SELECT")]) == 7


# --- Beginning


def test_begin_keeps_the_terms_and_the_weights():
    made = set_of(release="at-end", pass_mark=60)
    made.entries.filter(position=1).update(weight=2.5)
    attempt = begin(made)
    assert (attempt.release, attempt.pass_mark, attempt.out_of) == ("at-end", 60, 8.5)
    assert (attempt.question_set, attempt.assignment, attempt.number) == (made, None, 1)
    assert sorted(attempt.items.values_list("weight", flat=True)) == [1] * 6 + [2.5]


def test_begin_without_shuffling_keeps_the_order_of_questions_and_options():
    made = set_of(shuffle_questions=False, shuffle_options=False)
    attempt = begin(made)
    items = list(attempt.items.select_related("version__question"))
    assert [one.version.question_id for one in items] == list(
        made.entries.values_list("question", flat=True)
    )
    assert [one.shuffle for one in items if one.version.question.kind == "choice"] == [[0, 1, 2, 3]]


def test_begin_shuffles_a_timeline_in_any_case():
    made = set_of(shuffle_options=False)
    orders = {
        tuple(shown.shuffle)
        for seed in range(20)
        for shown in begin(made, seed=seed).items.select_related("version")
        if isinstance(shown.version.item, Ordering)
    }
    assert len(orders) > 1


def test_begin_shuffles_by_the_seed():
    made, learner = set_of(), UserFactory.create()
    same = [begin(made, learner, seed=5) for _ in range(2)]
    orders = [list(one.items.values_list("version", "shuffle")) for one in same]
    assert orders[0] == orders[1]


def test_begin_of_a_set_alone_ends_after_its_time_limit():
    assert begin(set_of(time_limit=20)).deadline == NOON + timedelta(minutes=20)
    assert begin(set_of()).deadline is None


def test_begin_of_class_work_leaves_the_deadline_to_it():
    room = classroom()
    given = assigned(room, time_limit=20)
    pupil = join(room)
    attempt = begin(given.question_set, pupil, terms=given, assignment=given)
    assert attempt.deadline is None


def test_begin_with_nothing_to_ask_is_refused():
    with pytest.raises(NothingToAsk):
        begin(empty_set())
    assert not Attempt.objects.exists()


# --- Without a class


def take(made, learner, now=NOON):
    return taking.take(learner=learner, question_set=made, seed=1, now=now)


def test_take_goes_on_with_what_is_open():
    made, learner = set_of(), UserFactory.create()
    assert take(made, learner) == take(made, learner)


def test_take_begins_anew_when_the_time_is_up():
    made, learner = set_of(time_limit=5), UserFactory.create()
    first = take(made, learner)
    second = take(made, learner, now=NOON + timedelta(minutes=6))
    first.refresh_from_db()
    assert (first.state, second.number) == ("finished", 2)


def test_take_ends_with_the_attempts_allowed():
    made, learner = set_of(attempts_allowed=1), UserFactory.create()
    Attempt.objects.filter(pk=take(made, learner).pk).update(state="finished", finished_at=NOON)
    with pytest.raises(NothingToAsk) as refused:
        take(made, learner)
    assert refused.value.code == "no-attempts-left"


def test_take_does_not_draw_what_class_work_tells_later():
    topic = TopicFactory.create()
    asked_in_class, other = choice_question(topic), choice_question(topic)
    given = empty_set()
    SetEntry.objects.create(question_set=given, position=1, question=asked_in_class)
    room = classroom()
    pupil = join(room)
    assigned(room, question_set=given, release="at-end")
    made = empty_set()
    draws(made, topic, 2)
    attempt = taking.take(learner=pupil, question_set=made, seed=1, now=NOON)
    assert attempt.items.get().version == other.current


def test_take_of_ones_own_set_never_ends():
    owner = UserFactory.create(role=Role.TEACHER)
    made = set_of(attempts_allowed=1, owner=owner)
    Attempt.objects.filter(pk=take(made, owner).pk).update(state="finished", finished_at=NOON)
    assert take(made, owner).number == 2
