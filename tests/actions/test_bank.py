import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from quizzes.actions import bank, packs
from quizzes.factbase.reading import read_pack
from quizzes.items import content_hash, to_json
from quizzes.models import Fact, Pack, Question, QuestionVersion
from quizzes.models.questions import QuestionStatus

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parent.parent / "data" / "pack"
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
def frozen():
    return read_pack(FOLDER)


@pytest.fixture
def pack(frozen):
    packs.load(frozen)
    return Pack.objects.get()


def change_fact(frozen, fact_id, **changes):
    fact = dataclasses.replace(frozen.facts[fact_id], **changes)
    packs.load(dataclasses.replace(frozen, facts={**frozen.facts, fact_id: fact}))


def asked_fact():
    """A fact that has a question of its own."""
    question = Question.objects.filter(kind="choice").exclude(identity__endswith=":first").first()
    return question, question.identity.split(":")[2]


def test_bank_is_stored_as_the_generator_made_it(pack):
    report = bank.generate(pack, now=NOW)
    stored = {q.identity: q.current for q in Question.objects.select_related("current")}
    assert report.new == len(stored) > 0
    assert all(
        (to_json(v.item), content_hash(v.item)) == (v.content, v.content_hash)
        for v in stored.values()
    )


def test_generating_again_changes_nothing(pack):
    first = bank.generate(pack, now=NOW)
    versions = QuestionVersion.objects.count()
    again = bank.generate(pack, now=NOW)
    assert (again.new, again.revised, again.retired) == (0, 0, 0)
    assert again.unchanged == first.new
    assert QuestionVersion.objects.count() == versions


def test_generating_again_keeps_what_was_observed(frozen, pack):
    bank.generate(pack, now=NOW)
    question, fact_id = asked_fact()
    Question.objects.filter(pk=question.pk).update(facility=0.1, level="hard")
    change_fact(frozen, fact_id, statement="It was as the chronicle says, and not otherwise.")
    bank.generate(pack, now=NOW)
    question.refresh_from_db()
    assert (question.facility, question.level) == (0.1, "hard")
    assert question.current.number == 2


def test_a_changed_fact_revises_its_questions_and_keeps_what_was_asked(frozen, pack):
    bank.generate(pack, now=NOW)
    question, fact_id = asked_fact()
    before = question.current
    change_fact(frozen, fact_id, statement="Said in other words.")
    report = bank.generate(pack, now=NOW)
    question.refresh_from_db()
    assert report.revised >= 1
    assert (before.number, question.current.number) == (1, 2)
    assert QuestionVersion.objects.get(pk=before.pk).content == before.content


def test_a_question_whose_fact_went_is_retired_and_keeps_its_versions(frozen, pack):
    bank.generate(pack, now=NOW)
    question, fact_id = asked_fact()
    facts = {name: fact for name, fact in frozen.facts.items() if name != fact_id}
    packs.load(dataclasses.replace(frozen, facts=facts))
    report = bank.generate(pack, now=NOW)
    question.refresh_from_db()
    assert report.retired >= 1
    assert question.status == QuestionStatus.RETIRED
    assert question.versions.count() == 1
    assert question not in Question.objects.drawable()


def test_a_question_comes_back_with_its_fact(frozen, pack):
    bank.generate(pack, now=NOW)
    question, fact_id = asked_fact()
    change_fact(frozen, fact_id, suspect="The date looks wrong.")
    bank.generate(pack, now=NOW)
    packs.load(frozen)
    bank.generate(pack, now=NOW)
    question.refresh_from_db()
    assert (question.status, question.versions.count()) == (QuestionStatus.LIVE, 1)


def test_facts_with_a_question_of_a_quiz_are_askable(pack):
    bank.generate(pack, now=NOW)
    drawable = set(Question.objects.drawable().values_list("facts__slug", flat=True))
    assert set(Fact.objects.asked().values_list("slug", flat=True)) == drawable


def test_versions_are_never_updated(pack):
    bank.generate(pack, now=NOW)
    version = QuestionVersion.objects.first()
    version.number = 7
    with pytest.raises(TypeError, match="never updated"):
        version.save()
