import pytest

from quizzes.actions import set_drawing, sets
from quizzes.actions.set_drawing import Wanted
from quizzes.kinds import Kind, Level
from quizzes.models import Question
from tests.factories import (
    NOON,
    FactFactory,
    TopicFactory,
    bank,
    choice,
    choice_question,
    flashcard,
    flashcard_question,
    ordering_question,
    question,
)
from tests.sets import choices, teacher

pytestmark = pytest.mark.django_db


def drawn(seed=1, beside=(), **fields):
    ids = set_drawing.draw(teacher=teacher(), wanted=Wanted(**fields), seed=seed, beside=beside)
    found = Question.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def kinds(questions):
    return [q.kind for q in questions]


def test_draw_stays_within_its_limits():
    bank(topics=3, choices=8, orderings=8)
    Question.objects.filter(pk__in=Question.objects.values("pk")[:10]).update(level=Level.HARD)
    found = drawn(count=20, most_orderings=5, most_hard=4)
    assert len(found) == 20
    assert kinds(found).count(Kind.ORDERING) <= 5
    assert sum(q.level == Level.HARD for q in found) <= 4


def test_limit_of_no_ordering_leaves_choices_alone():
    bank(topics=1, choices=3, orderings=3)
    assert kinds(drawn(count=6, most_orderings=0)) == [Kind.CHOICE] * 3


def test_one_seed_draws_the_same_questions_and_another_one_others():
    bank(topics=2, choices=20, orderings=4)
    assert drawn(seed=7, count=10) == drawn(seed=7, count=10)
    assert drawn(seed=7, count=10) != drawn(seed=8, count=10)


def test_no_fact_comes_twice():
    topic = TopicFactory()
    fact = FactFactory(topic=topic)
    for _ in range(3):
        question(choice(fact), topic=topic, facts=[fact])
    assert len(drawn(count=3)) == 1


def test_what_stands_beside_is_not_drawn_and_neither_are_its_facts():
    topic = TopicFactory()
    fact = FactFactory(topic=topic)
    there, same_fact = (question(choice(fact), topic=topic, facts=[fact]) for _ in range(2))
    (free,) = choices(1, topic=topic)
    assert drawn(count=5, beside=[there.pk]) == [free]
    assert same_fact not in drawn(count=5, beside=[there.pk])


def test_fact_of_a_flashcard_beside_may_be_asked():
    topic = TopicFactory()
    fact = FactFactory(topic=topic)
    card = question(flashcard(fact), topic=topic, facts=[fact])
    asked = question(choice(fact), topic=topic, facts=[fact])
    assert drawn(count=5, beside=[card.pk]) == [asked]


def test_no_question_is_drawn_whose_answer_another_one_tells():
    topic = TopicFactory()
    builder, other = FactFactory.create_batch(2, topic=topic)
    stem = "Who built the stone fortress beside the upper ford of the river?"
    asked = choice(builder, stem=stem)
    key = asked.option(asked.key).text
    told = question(asked, topic=topic, facts=[builder])
    stem = f"What did {key} call the stone fortress beside the upper ford of the river?"
    teller = question(choice(other, stem=stem), topic=topic, facts=[other])
    found = drawn(count=2)
    assert told not in found
    assert teller in found


def test_timelines_that_leave_the_topic_are_left_out():
    topic, elsewhere = TopicFactory(), TopicFactory()
    crossing = ordering_question(topic)
    crossing.facts.add(FactFactory(topic=elsewhere))
    inside = ordering_question(topic)
    assert drawn(count=5, topics=(topic.pk,)) == [inside]


def test_topics_share_evenly():
    topics = TopicFactory.create_batch(2)
    for topic, count in zip(topics, (12, 3), strict=True):
        choices(count, topic=topic)
    found = drawn(count=6)
    assert [sum(q.topic_id == topic.pk for q in found) for topic in topics] == [3, 3]


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "retired"},
        {"sensitivity": 2},
        {"origin": "written", "visibility": "private"},
        {"current": None},
    ],
)
def test_what_may_not_stand_in_a_set_is_not_drawn(columns):
    (made,) = choices(1)
    Question.objects.filter(pk=made.pk).update(**columns)
    assert drawn(count=5) == []


def test_flashcards_are_no_quiz():
    flashcard_question(TopicFactory())
    assert drawn(count=5) == []


def test_proven_leaves_out_what_people_wrote():
    made, shared = choices(2)
    Question.objects.filter(pk=shared.pk).update(origin="written", visibility="school")
    assert set(drawn(count=5)) == {made, shared}
    assert drawn(count=5, proven=True) == [made]


def test_military_questions_can_be_left_out():
    (civic,) = choices(1)
    choice_question(civic.topic, sensitivity=1)
    assert drawn(count=5, military=False) == [civic]


def test_instead_prefers_the_kind_and_level_and_takes_what_there_is():
    topic = TopicFactory()
    asked = choice_question(topic)
    ordering = ordering_question(topic)

    def instead():
        return set_drawing.instead(teacher=teacher(), question=asked, beside=[], seed=1)

    assert instead() == ordering.pk
    hard = choice_question(topic)
    Question.objects.filter(pk=hard.pk).update(level=Level.HARD)
    assert instead() == hard.pk
    alike = choice_question(topic)
    assert instead() == alike.pk


def test_laid_out_draws_for_everybody_alike_and_leaves_retired_ones_out():
    topic = TopicFactory()
    fixed, retired = choices(2, topic=topic)
    choices(6, topic=topic)
    made = sets.create(owner=teacher(), title="R", questions=[fixed, retired], now=NOON)
    sets.add_from_topic(question_set=made, topic=topic, count=3, now=NOON)
    Question.objects.filter(pk=retired.pk).update(status="retired")
    first, again = ([q.pk for _entry, q in set_drawing.laid_out(made, seed=5)] for _ in range(2))
    assert first == again
    assert first[0] == fixed.pk
    assert len(set(first)) == 4


def test_a_very_large_bank_is_sampled_by_topic_kind_and_level(monkeypatch):
    bank(topics=2, choices=30, orderings=30)
    monkeypatch.setattr(set_drawing, "MOST_CANDIDATES", 20)
    found = drawn(count=10, seed=3)
    assert len(found) == 10
    assert found == drawn(count=10, seed=3)
