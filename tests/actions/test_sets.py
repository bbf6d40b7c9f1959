from datetime import timedelta

import pytest

from quizzes.actions import decks, sets
from quizzes.actions.sets import SetFull, SetStale
from quizzes.kinds import Kind, Level
from quizzes.models import Card, QuestionSet, SetEntry
from quizzes.models.sets import MOST_IN_A_SET, Release
from tests.factories import NOON, TopicFactory, UserFactory, choice_question, flashcard_question
from tests.sets import choices, entries_of, filled, questions_of, teacher

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)


def arrange(made, order, weights=None, seen=None):
    return sets.arrange(
        question_set=made,
        order=order,
        weights=weights or {},
        seen=seen or made.changed_at,
        now=LATER,
    )


def test_created_set_is_private_and_has_its_questions_in_order():
    questions = choices(3)
    made = sets.create(owner=teacher(), title="Річки", questions=questions[::-1], now=NOON)
    assert made.visibility == "private"
    assert questions_of(made) == [question.pk for question in questions[::-1]]
    assert made.search_text == "річки "


def test_adding_appends_and_leaves_what_is_there_in_its_place():
    made = filled(teacher(), count=2)
    first, second = questions_of(made)
    (new,) = choices(1)
    held = made.entries.get(question=first).question
    added = sets.add(question_set=made, questions=[held, new], now=LATER)
    assert added == sets.Added(new=1, there=1)
    assert questions_of(made) == [first, second, new.pk]


def test_no_set_grows_beyond_its_limit():
    made = filled(teacher(), count=1)
    topic = TopicFactory()
    sets.add_from_topic(question_set=made, topic=topic, count=MOST_IN_A_SET - 1, now=LATER)
    with pytest.raises(SetFull) as full:
        sets.add(question_set=made, questions=choices(1), now=LATER)
    assert full.value.params == {"most": MOST_IN_A_SET}
    assert made.entries.count() == 2


def test_entry_that_draws_keeps_what_it_asks_for():
    made = filled(teacher(), count=1)
    topic = TopicFactory()
    entry = sets.add_from_topic(
        question_set=made,
        topic=topic,
        count=4,
        kinds=[Kind.CHOICE],
        levels=[Level.EASY],
        now=LATER,
    )
    entry.refresh_from_db()
    assert (entry.position, entry.count, entry.kinds, entry.levels) == (2, 4, ["choice"], ["easy"])


def test_arranging_orders_weighs_and_takes_out():
    made = filled(teacher(), count=3)
    first, second, third = entries_of(made)
    arrange(made, [third, first], {third: 2.5})
    assert entries_of(made) == [third, first]
    assert list(made.entries.order_by("position").values_list("position", "weight")) == [
        (1, 2.5),
        (2, 1),
    ]
    assert not SetEntry.objects.filter(pk=second).exists()


def test_arranging_on_an_older_state_is_refused_and_changes_nothing():
    made = filled(teacher(), count=2)
    seen = made.changed_at
    sets.add(question_set=made, questions=choices(1), now=LATER)
    before = entries_of(made)
    with pytest.raises(SetStale):
        arrange(made, before[::-1], seen=seen)
    assert entries_of(made) == before


def test_two_changes_at_one_moment_are_two_states():
    made = filled(teacher(), count=2)
    one = arrange(made, entries_of(made)[::-1]).changed_at
    made.refresh_from_db()
    other = arrange(made, entries_of(made)[::-1]).changed_at
    assert other > one


def test_entries_of_other_sets_are_left_alone():
    owner = teacher()
    made, other = filled(owner), filled(owner)
    arrange(made, [*entries_of(made), *entries_of(other)], {entries_of(other)[0]: 9})
    assert len(entries_of(other)) == 3
    assert other.entries.filter(weight=9).count() == 0


def test_swapping_takes_another_question_of_the_topic_and_keeps_place_and_weight():
    owner, topic = teacher(), TopicFactory()
    questions = choices(4, topic=topic)
    made = sets.create(owner=owner, title="Rivers", questions=questions[:3], now=NOON)
    made.entries.filter(question=questions[1]).update(weight=3)
    entry = entries_of(made)[1]
    swapped = sets.swap(
        question_set=made, entry_id=entry, teacher=owner, seed=1, seen=made.changed_at, now=LATER
    )
    assert swapped is not None
    assert (swapped.question_id, swapped.weight) == (questions[3].pk, 3)
    assert questions_of(made) == [questions[0].pk, questions[3].pk, questions[2].pk]


def test_swapping_without_another_question_changes_nothing():
    owner = teacher()
    made = filled(owner, count=2)
    before = questions_of(made)
    swapped = sets.swap(
        question_set=made,
        entry_id=entries_of(made)[0],
        teacher=owner,
        seed=1,
        seen=made.changed_at,
        now=LATER,
    )
    assert swapped is None
    assert questions_of(made) == before


def test_copy_is_ones_own_private_and_otherwise_alike():
    made = filled(teacher(), release=Release.AT_END, time_limit=20, visibility="public")
    sets.add_from_topic(question_set=made, topic=TopicFactory(), count=3, now=LATER)
    made.entries.update(weight=2)
    colleague = teacher()
    copied = sets.copy(question_set=made, owner=colleague, title="Mine", now=LATER)
    assert (copied.owner, copied.visibility, copied.title) == (colleague, "private", "Mine")
    assert (copied.release, copied.time_limit) == (Release.AT_END, 20)
    columns = ("position", "question", "topic", "count", "weight")
    assert list(copied.entries.values_list(*columns)) == list(made.entries.values_list(*columns))


def test_describing_keeps_the_search_text_in_step():
    made = filled(teacher())
    sets.describe(question_set=made, values={"title": "ФОРТЕЦЯ", "time_limit": 10}, now=LATER)
    made.refresh_from_db()
    assert (made.search_text, made.time_limit) == ("фортеця ", 10)


def test_describing_binds_nothing_else():
    with pytest.raises(ValueError, match="owner"):
        sets.describe(question_set=filled(teacher()), values={"owner": 1}, now=LATER)


def test_archived_set_leaves_the_lists_and_comes_back():
    made = filled(teacher())
    sets.archive(question_set=made, now=LATER)
    assert not QuestionSet.objects.current().exists()
    sets.restore(question_set=made)
    assert QuestionSet.objects.current().get() == made


def test_cards_of_a_set_are_its_questions_whoever_may_else_see_them():
    topic = TopicFactory()
    hidden = choice_question(topic)
    type(hidden).objects.filter(pk=hidden.pk).update(origin="written", visibility="private")
    questions = [flashcard_question(topic), hidden]
    made = sets.create(owner=teacher(), title="Rivers", questions=questions, now=NOON)
    sets.add_from_topic(question_set=made, topic=topic, count=2, now=LATER)
    learner = UserFactory()
    added = decks.add_set(learner=learner, question_set=made, now=LATER)
    assert (added.new, added.there) == (2, 0)
    assert set(Card.objects.values_list("question_id", flat=True)) == {q.pk for q in questions}


def test_leaving_the_cards_of_a_set_keeps_them_for_a_return():
    made, learner = filled(teacher(), count=2), UserFactory()
    decks.add_set(learner=learner, question_set=made, now=NOON)
    assert decks.leave_set(learner=learner, question_set=made, now=LATER) == 2
    assert decks.add_set(learner=learner, question_set=made, now=LATER).back == 2


def test_same_set_twice_within_half_a_minute_is_one():
    owner, questions = teacher(), choices(2)
    first = sets.create(owner=owner, title="Rivers", questions=questions, now=NOON)
    again = sets.create(
        owner=owner, title="Rivers", questions=questions, now=NOON + timedelta(seconds=2)
    )
    assert again == first
    other = sets.create(owner=owner, title="Rivers", questions=questions[:1], now=NOON)
    later = sets.create(
        owner=owner, title="Rivers", questions=questions, now=NOON + timedelta(seconds=31)
    )
    theirs = sets.create(owner=teacher(), title="Rivers", questions=questions, now=NOON)
    assert len({first.pk, other.pk, later.pk, theirs.pk}) == 4
