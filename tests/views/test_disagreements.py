import pytest
from django.urls import reverse

from quizzes.models import Entity
from tests.factories import FactFactory, PackFactory, TopicFactory, choice, question
from tests.reports.test_disagreements import contested, people
from tests.views.reading import HTMX, cited_fact, claim

pytestmark = pytest.mark.django_db

PAGE = "/disagreements/"


@pytest.fixture
def topic():
    return TopicFactory(title="Вигадка and its fort")


def page(client, **headers):
    return client.get(reverse("disagreements"), headers=headers).content.decode()


def test_disagreements_has_its_address():
    assert reverse("disagreements") == PAGE


def test_disagreements_sets_the_claims_side_by_side(client, topic):
    fact = FactFactory(topic=topic, status="contested", statement="Two numbers are on record.")
    claim(fact, who="the owners", verb="said", said_on="1922-03-09", values=people("440", ">"))
    claim(fact, who="the union", stance="denies", of="a", gloss="nobody was counted")
    shown = page(client)
    assert "<b>The owners</b>" in shown
    assert "said, 9 March 1922" in shown
    assert "more than 440 people" in shown
    assert "Denied by the union" in shown
    assert "Denies what the owners said" in shown
    assert "Nobody was counted." in shown
    assert f'href="{reverse("fact", args=[fact.slug])}"' in shown


def test_disagreements_tells_what_was_corrected(client, topic):
    fact = FactFactory(topic=topic)
    claim(fact, who="the police", values=people("440"))
    claim(fact, who="the court", stance="corrects", of="a", values=people("447"))
    shown = page(client)
    assert "Corrected by a later source" in shown
    assert "Corrected later by the court" in shown
    assert "Corrects what the police said" in shown


def test_disagreements_names_entities_by_their_labels(client, topic):
    Entity.objects.create(
        pack=topic.pack, slug="old-mill", label="the Old Mill", type="structure", uk="Старий млин"
    )
    fact = FactFactory(topic=topic, status="contested")
    claim(fact, values=[{"value": "old-mill", "qualifiers": {}}])
    shown = page(client)
    assert "the Old Mill" in shown
    assert '<span lang="uk">Старий млин</span>' in shown
    assert "old-mill" not in shown


def test_disagreements_marks_ukrainian_by_its_language(client, topic):
    contested(topic)
    assert '<span lang="uk">Вигадка</span> and its fort' in page(client)


def test_disagreements_cites_each_claim(client, topic):
    contested(topic)
    assert page(client).count("“A made-up chronicle”") == 2


def test_disagreements_counts_attribution_questions(client, topic):
    fact = contested(topic)
    question(choice(fact, slot="agent"), topic=topic, facts=[fact])
    assert "1 question asks who said so." in page(client)


def test_disagreements_gives_the_reason_for_doubt(client, topic):
    cited_fact(topic, statement="It opened on 31 June.", suspect="June has 30 days.")
    shown = page(client)
    assert "Where a source itself looks doubtful" in shown
    assert "June has 30 days." in shown


def test_disagreements_holds_harm_back_until_chosen(client, topic):
    contested(topic, statement="Homes were destroyed.", sensitivity=2)
    assert "Homes were destroyed." not in page(client)
    client.post(
        reverse("sensitive_choice"), {"choice": "read", "level": 2, "next": "/disagreements/"}
    )
    assert "Homes were destroyed." in page(client)


def test_disagreements_shows_atrocities_to_who_chose_them_first(client, topic):
    contested(topic, statement="A crime was committed.", sensitivity=3)
    assert "A crime was committed." not in page(client)
    client.post(reverse("sensitive_choice"), {"choice": "read", "level": 3, "next": PAGE})
    assert "A crime was committed." in page(client)


def test_disagreements_without_any_says_so(client, topic):
    cited_fact(topic)
    assert "do not disagree on anything" in page(client)


def test_disagreements_fragment_is_the_partial_alone(client, topic):
    contested(topic)
    fragment = page(client, **HTMX)
    assert fragment.lstrip().startswith('<div id="disagreements"')
    assert "<html" not in fragment


def test_disagreements_escapes_what_a_pack_says(client, topic):
    contested(topic, statement="<script>alert(1)</script> stood.", suspect="<b>no</b>")
    shown = page(client)
    assert "<script>alert(1)" not in shown
    assert "<b>no</b>" not in shown


def test_disagreements_needs_a_pack(client):
    assert client.get(PAGE).status_code == 404


def test_disagreements_of_a_private_pack_are_not_found(client):
    contested(TopicFactory(pack=PackFactory(visibility="private")))
    assert client.get(PAGE).status_code == 404


def test_disagreements_takes_no_post(client, topic):
    assert client.post(PAGE).status_code == 405


@pytest.mark.parametrize("name", ["sources", "about", "timeline"])
def test_disagreements_is_reached_from(client, topic, name):
    assert client.get(reverse(name)).content.decode().count(f'href="{PAGE}"') >= 1


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_disagreements_cost_the_same_for_any_number(client, topic, django_assert_num_queries, rows):
    for _ in range(rows):
        contested(topic)
        cited_fact(topic, suspect="No such day.")
    # Pack, facts, claims, places, questions, names, attached texts.
    with django_assert_num_queries(7):
        page(client)
