from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateTimeField,
    F,
    FloatField,
    UUIDField,
    Value,
)
from django.test.utils import CaptureQueriesContext

from quizzes.actions import attempts
from quizzes.actions.drawing import QuizOptions
from quizzes.models import Attempt, AttemptItem, Fact, Recall
from quizzes.models.prepared import (
    PreparedInsert,
    PreparedQuery,
    PreparedUpdate,
    Slot,
    Slots,
    column_slots,
)
from tests.factories import NOON, FactFactory, UserFactory, bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt():
    bank()
    return attempts.start(learner=UserFactory(), options=QuizOptions(length=3), seed=1, now=NOON)


def recalls():
    return PreparedInsert(
        lambda: [
            Recall(
                learner_id=Slot("learner", BigIntegerField()),
                fact_id=Slot("fact", BigIntegerField()),
                right=Slot("right", BooleanField()),
                answered_at=Slot("now", DateTimeField()),
            )
        ],
        unique=["learner", "fact"],
        update=["right", "answered_at"],
    )


def test_query_gives_what_the_queryset_gives(attempt):
    items = AttemptItem.objects.select_related("attempt", "version__question__topic")
    prepared = PreparedQuery(lambda: items.filter(attempt=Slot("attempt", UUIDField())))
    expected = list(items.filter(attempt=attempt))
    with CaptureQueriesContext(connection) as captured:
        found = prepared.rows(attempt=attempt.pk)
        assert [item.version.question.topic.title for item in found]
        assert [item.attempt.started_at for item in found] == [NOON] * 3
    assert len(captured) == 1
    assert found == expected
    assert [item.shuffle for item in found] == [item.shuffle for item in expected]
    assert [item.version.item for item in found] == [item.version.item for item in expected]


def test_query_takes_other_values_at_each_run(attempt):
    prepared = PreparedQuery(
        lambda: (
            AttemptItem.objects.filter(attempt=Slot("attempt", UUIDField()))
            .order_by("position")
            .values_list("position", flat=True)
        )
    )
    assert prepared.rows(attempt=attempt.pk) == [1, 2, 3]
    assert prepared.rows(attempt=uuid4()) == []


def test_query_compares_each_slot_of_a_list():
    facts = FactFactory.create_batch(3)
    slots = [Slot("one", CharField()), Slot("other", CharField())]
    prepared = PreparedQuery(
        lambda: Fact.objects.filter(slug__in=slots).order_by("pk").values_list("pk", "slug")
    )
    found = prepared.rows(one=facts[2].slug, other=facts[0].slug)
    assert [tuple(row) for row in found] == [(f.pk, f.slug) for f in (facts[0], facts[2])]


def test_query_finds_any_number_of_ids():
    facts = [fact.pk for fact in FactFactory.create_batch(3)]
    prepared = PreparedQuery(
        lambda: (
            Fact.objects.filter(pk__in=Slots("facts")).order_by("pk").values_list("pk", flat=True)
        )
    )
    for wanted in (facts, facts[:2], [facts[1], facts[1]], [], [2**63, facts[2]]):
        assert prepared.rows(facts=wanted) == sorted(set(wanted) & set(facts))


def test_query_joins_what_two_querysets_find():
    facts = FactFactory.create_batch(3)
    unordered = Fact.objects.order_by()
    named = unordered.filter(slug=Slot("slug", CharField())).values_list("pk", "slug")
    others = unordered.filter(pk__in=Slots("facts")).values_list("pk", Value(None, CharField()))
    prepared = PreparedQuery(lambda: named.union(others, all=True))
    found = prepared.rows(slug=facts[0].slug, facts=[facts[0].pk, facts[2].pk])
    assert set(found) == {
        (facts[0].pk, facts[0].slug),
        (facts[0].pk, None),
        (facts[2].pk, None),
    }


def test_query_with_none_finds_nothing(attempt):
    Attempt.objects.update(deadline=None)
    prepared = PreparedQuery(
        lambda: Attempt.objects.filter(deadline=Slot("deadline", DateTimeField()))
    )
    assert prepared.rows(deadline=None) == []


def test_query_with_a_number_that_no_column_holds_finds_nothing(attempt):
    prepared = PreparedQuery(
        lambda: AttemptItem.objects.filter(position__lt=Slot("position", BigIntegerField()))
    )
    assert len(prepared.rows(position=2**63 - 1)) == 3
    assert prepared.rows(position=2**63) == []


def test_update_changes_what_it_names_and_counts_it(attempt):
    prepared = PreparedUpdate(
        lambda: Attempt.objects.filter(pk=Slot("attempt", UUIDField())),
        score=F("score") + Slot("score", FloatField()),
        deadline=Slot("deadline", DateTimeField()),
    )
    for score, deadline in ((0.5, NOON), (0.25, None)):
        assert prepared.run(attempt=attempt.pk, score=score, deadline=deadline) == 1
    attempt.refresh_from_db()
    assert (attempt.score, attempt.deadline) == (0.75, None)
    assert prepared.run(attempt=uuid4(), score=1, deadline=None) == 0


def test_insert_gives_the_key_of_its_row():
    learner, fact = UserFactory(), FactFactory()
    key = recalls().run(learner=learner.pk, fact=fact.pk, right=True, now=NOON)
    kept = Recall.objects.get(pk=key)
    assert (kept.learner, kept.fact, kept.right, kept.answered_at) == (learner, fact, True, NOON)


def test_insert_of_a_row_that_is_there_updates_it():
    values = {"learner": UserFactory().pk, "fact": FactFactory().pk}
    prepared = recalls()
    prepared.run(**values, right=True, now=NOON)
    prepared.run(**values, right=False, now=NOON + timedelta(hours=1))
    kept = Recall.objects.get()
    assert (kept.right, kept.answered_at) == (False, NOON + timedelta(hours=1))


def test_insert_leaves_out_what_is_there():
    values = {"learner": UserFactory().pk, "fact": FactFactory().pk}
    prepared = PreparedInsert(recalls().build, ignore=True)
    assert prepared.run(**values, right=True, now=NOON) == Recall.objects.get().pk
    assert prepared.run(**values, right=False, now=NOON) is None
    assert Recall.objects.get().right


def test_insert_of_columns_keeps_a_whole_row():
    fact, learner = FactFactory(), UserFactory()
    prepared = PreparedInsert(lambda: [Recall(**column_slots(Recall))])
    prepared.run(learner_id=learner.pk, fact_id=fact.pk, right=True, answered_at=NOON)
    kept = Recall.objects.get()
    assert (kept.learner, kept.fact, kept.right, kept.answered_at) == (learner, fact, True, NOON)


def test_insert_keeps_the_constraints():
    values = {"learner": UserFactory().pk, "fact": FactFactory().pk, "right": True, "now": NOON}
    prepared = PreparedInsert(recalls().build)
    prepared.run(**values)
    with pytest.raises(IntegrityError):
        prepared.run(**values)
