import pytest

from quizzes.models import Question
from quizzes.reports import disagreements as report
from quizzes.reports.disagreements import Quarrel
from tests.factories import (
    FactFactory,
    PackFactory,
    TopicFactory,
    choice,
    choice_question,
    question,
)
from tests.views.reading import cited_fact, claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return TopicFactory()


def people(n, op="="):
    return [{"value": {"op": op, "n": n, "to": None, "unit": "people"}, "qualifiers": {}}]


def contested(topic, **columns):
    fact = cited_fact(topic, status="contested", **columns)
    claim(fact, who="a traveller", stance="denies", of="a")
    return fact


def found(topic, held_from=4):
    return report.disagreements(topic.pack, held_from=held_from)


def rivals(disagreements):
    return [
        (matter.fact.slug, matter.quarrel)
        for group in disagreements.rival
        for stretch in group.stretches
        for matter in stretch.readings
    ]


def test_contested_facts_are_matters(topic):
    fact = contested(topic)
    assert rivals(found(topic)) == [(fact.slug, Quarrel.CONTESTED)]


def test_corrected_figures_are_matters(topic):
    fact = FactFactory(topic=topic)
    claim(fact, who="the police", values=people("440"))
    claim(fact, who="the court", stance="corrects", of="a", values=people("447"))
    assert rivals(found(topic)) == [(fact.slug, Quarrel.CORRECTED)]


def test_retracted_facts_are_matters(topic):
    fact = cited_fact(topic, status="retracted")
    claim(fact, stance="corrects", of="a")
    assert rivals(found(topic)) == [(fact.slug, Quarrel.CORRECTED)]


def test_different_figures_of_two_agents_are_a_matter(topic):
    fact = FactFactory(topic=topic)
    claim(fact, who="the town", values=people("1000", "~"))
    claim(fact, who="the state", values=people("1000", ">"))
    assert rivals(found(topic)) == [(fact.slug, Quarrel.FIGURES)]


def test_figures_of_one_agent_are_no_matter(topic):
    fact = FactFactory(topic=topic)
    claim(fact, values=people("440"))
    claim(fact, values=people("440", "≥"))
    assert rivals(found(topic)) == []


def test_same_figures_of_two_agents_are_no_matter(topic):
    fact = FactFactory(topic=topic)
    claim(fact, who="the town", values=people("440"))
    claim(fact, who="the state", values=people("440"))
    assert rivals(found(topic)) == []


def test_figures_of_different_years_are_no_matter(topic):
    fact = FactFactory(topic=topic)
    claim(fact, who="the town", values=people("440"), when_edtf="1900")
    claim(fact, who="the state", values=people("450"), when_edtf="1910")
    assert rivals(found(topic)) == []


def test_different_names_of_two_agents_are_no_matter(topic):
    fact = FactFactory(topic=topic)
    claim(fact, who="the town", values=[{"value": "wool", "qualifiers": {}}])
    claim(fact, who="the state", values=[{"value": "tiles", "qualifiers": {}}])
    assert rivals(found(topic)) == []


def test_plain_facts_are_no_matter(topic):
    cited_fact(topic)
    disagreements = found(topic)
    assert (disagreements.rival_count, disagreements.doubtful_count) == (0, 0)


def test_facts_of_another_pack_are_left_alone(topic):
    contested(TopicFactory())
    assert found(topic).rival_count == 0


def test_doubtful_facts_stand_apart(topic):
    cited_fact(topic, suspect="The day does not exist.")
    disagreements = found(topic)
    assert (disagreements.rival_count, disagreements.doubtful_count) == (0, 1)


def test_doubtful_facts_that_are_contested_stand_once(topic):
    contested(topic, suspect="The day does not exist.")
    disagreements = found(topic)
    assert (disagreements.rival_count, disagreements.doubtful_count) == (1, 0)


def test_matters_stand_by_topic_in_reading_order():
    pack = PackFactory()
    later, earlier = (TopicFactory(pack=pack, position=n) for n in (2, 1))
    second, first = contested(later), contested(earlier)
    groups = report.disagreements(pack, held_from=4).rival
    assert [group.topic for group in groups] == [earlier, later]
    assert rivals(found(later)) == [
        (first.slug, Quarrel.CONTESTED),
        (second.slug, Quarrel.CONTESTED),
    ]


def test_harm_is_held_back_and_offered_once():
    pack = PackFactory()
    for position in (1, 2):
        contested(TopicFactory(pack=pack, position=position), sensitivity=2)
    cited_fact(TopicFactory(pack=pack, position=3), sensitivity=2, suspect="No such day.")
    disagreements = report.disagreements(pack, held_from=2)
    cut = [
        (stretch.held, stretch.first, stretch.readings)
        for group in (*disagreements.rival, *disagreements.doubtful)
        for stretch in group.stretches
    ]
    assert cut == [(1, True, ()), (1, False, ()), (1, False, ())]


def test_claims_know_who_answers_them(topic):
    contested(topic)
    (matter,) = found(topic).rival[0].stretches[0].readings
    assert [claim.answered for claim in matter.claims] == [(("denies", "a traveller"),), ()]


def test_attribution_questions_are_counted(topic):
    fact = contested(topic)
    question(choice(fact, slot="agent"), topic=topic, facts=[fact])
    question(choice(fact, slot="value"), topic=topic, facts=[fact])
    retired = question(choice(fact, slot="agent"), topic=topic, facts=[fact])
    Question.objects.filter(pk=retired.pk).update(status="retired")
    choice_question(topic, slot="agent")
    (matter,) = found(topic).rival[0].stretches[0].readings
    assert matter.questions == 1


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_disagreements_take_six_queries(topic, rows, django_assert_num_queries):
    for _ in range(rows):
        fact = contested(topic)
        question(choice(fact, slot="agent"), topic=topic, facts=[fact])
        cited_fact(topic, suspect="No such day.")
    # Facts, claims, places, sources with the places, questions, names.
    with django_assert_num_queries(5):
        assert found(topic).rival_count == rows
