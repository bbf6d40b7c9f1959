import dataclasses
from pathlib import Path

import pytest

from quizzes.actions import packs
from quizzes.factbase.reading import read_pack
from quizzes.models import Assertion, Fact, Pack, Topic
from quizzes.reports.packs import frozen_pack

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parent.parent / "data" / "pack"


@pytest.fixture
def made_up_pack():
    return read_pack(FOLDER)


def without(pack, fact_id):
    facts = {name: fact for name, fact in pack.facts.items() if name != fact_id}
    return dataclasses.replace(pack, facts=facts)


def with_fact(pack, fact_id, **changes):
    fact = dataclasses.replace(pack.facts[fact_id], **changes)
    return dataclasses.replace(pack, facts={**pack.facts, fact_id: fact})


def test_loaded_pack_is_read_back_as_the_same_value(made_up_pack):
    packs.load(made_up_pack)
    assert frozen_pack(Pack.objects.get()) == made_up_pack


def test_loading_again_changes_nothing(made_up_pack):
    packs.load(made_up_pack)
    before = list(Assertion.objects.order_by("pk").values_list("pk", flat=True))
    report = packs.load(made_up_pack)
    assert (report.new, report.changed, report.deleted) == (0, 0, ())
    assert list(Assertion.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_a_changed_statement_keeps_its_row(made_up_pack):
    packs.load(made_up_pack)
    fact_id = next(iter(made_up_pack.facts))
    row = Fact.objects.get(slug=fact_id)
    report = packs.load(with_fact(made_up_pack, fact_id, statement="Said better."))
    row.refresh_from_db()
    assert (row.statement, report.changed) == ("Said better.", 1)


def test_deletions_are_reported(made_up_pack):
    packs.load(made_up_pack)
    fact_id = next(iter(made_up_pack.facts))
    report = packs.load(without(made_up_pack, fact_id))
    assert report.deleted == (f"fact:{fact_id}",)
    assert not Fact.objects.filter(slug=fact_id).exists()


def test_loading_is_all_or_nothing(made_up_pack, monkeypatch):
    packs.load(made_up_pack)
    fact_id = next(iter(made_up_pack.facts))

    def fail(*args):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(packs, "_delete_absent", fail)
    with pytest.raises(RuntimeError, match="disk is full"):
        packs.load(with_fact(made_up_pack, fact_id, statement="Half written."))
    assert Fact.objects.get(slug=fact_id).statement == made_up_pack.facts[fact_id].statement


def test_load_takes_as_many_queries_for_more_facts(made_up_pack, django_assert_max_num_queries):
    packs.load(made_up_pack)
    with django_assert_max_num_queries(40):
        packs.load(made_up_pack)


@pytest.mark.parametrize("fold", [str.upper, str.lower, str.title])
def test_facts_are_found_in_any_case_and_script(made_up_pack, fold):
    packs.load(made_up_pack)
    entity = next(e for e in made_up_pack.entities.values() if e.uk)
    fact = next(f for f in made_up_pack.facts.values() if f.subject == entity.id)
    found = Fact.objects.containing(fold(entity.uk))
    assert fact.id in found.values_list("slug", flat=True)


def test_topics_keep_the_authors_order(made_up_pack):
    packs.load(made_up_pack)
    assert list(Topic.objects.values_list("slug", flat=True)) == list(made_up_pack.topics)
