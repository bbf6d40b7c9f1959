import pytest
from django.urls import reverse

from quizzes.models import Entity
from tests.factories import PackFactory, TopicFactory, choice_question
from tests.views.reading import HTMX, cited_fact, claim

pytestmark = pytest.mark.django_db


def fact_page(client, fact, **headers):
    return client.get(reverse("fact", args=[fact.slug]), headers=headers)


def test_fact_tells_statement_place_and_status(client):
    fact = cited_fact(TopicFactory(title="The fort"))
    page = fact_page(client, fact).content.decode()
    assert fact.statement in page
    assert "Where it stands" in page
    assert "Stated by the encyclopaedia" in page
    assert f"{reverse('topic', args=[fact.topic.slug])}#{fact.slug}" in page


def test_fact_tells_values_as_words(client):
    topic = TopicFactory()
    fact = cited_fact(topic)
    Entity.objects.create(pack=topic.pack, slug="builder", label="the builder", type="person")
    claim(fact, values=[{"value": "builder", "qualifiers": {"with": ["stone"]}}])
    claim(
        fact,
        values=[
            {"value": {"op": ">", "n": "12000", "to": None, "unit": "bricks"}, "qualifiers": {}}
        ],
    )
    claim(fact, values=[{"value": {"edtf": "1701-05"}, "qualifiers": {}}])
    page = fact_page(client, fact).content.decode()
    assert "the builder" in page
    assert "With: stone" in page
    assert "more than 12,000 bricks" in page
    assert "May 1701" in page


def test_fact_gives_ukrainian_names(client):
    fact = cited_fact(TopicFactory())
    fact.subject.uk = "Вигадана фортеця"
    fact.subject.save()
    page = fact_page(client, fact).content.decode()
    assert '<span lang="uk">Вигадана фортеця</span>' in page


def test_fact_counts_the_questions_on_it(client):
    topic = TopicFactory()
    question = choice_question(topic)
    page = fact_page(client, question.facts.get()).content.decode()
    assert "1 question asks about this." in page


def test_fact_for_reading_only_says_so(client):
    fact = cited_fact(TopicFactory(), sensitivity=2)
    session = client.session
    session["sensitive"] = "read"
    session.save()
    assert "For reading only" in fact_page(client, fact).content.decode()


def test_fact_held_back_is_not_in_the_title(client):
    fact = cited_fact(TopicFactory(), statement="Homes were destroyed.", sensitivity=2)
    assert "destroyed." not in fact_page(client, fact).content.decode().split("</title>")[0]


def test_fact_fragment_is_the_fact_alone(client):
    page = fact_page(client, cited_fact(TopicFactory()), **HTMX).content.decode()
    assert page.lstrip().startswith('<div id="fact"')
    assert "<html" not in page


def test_fact_unknown_is_not_found(client):
    PackFactory()
    assert client.get(reverse("fact", args=["nothing"])).status_code == 404


def test_fact_of_a_private_pack_is_not_found(client):
    fact = cited_fact(TopicFactory(pack=PackFactory(visibility="private")))
    assert fact_page(client, fact).status_code == 404


def test_fact_takes_no_post(client):
    assert client.post(reverse("fact", args=["any"])).status_code == 405


def test_fact_escapes_what_a_pack_says(client):
    fact = cited_fact(TopicFactory(), statement="<script>alert(1)</script> stood.")
    assert "<script>alert(1)" not in fact_page(client, fact).content.decode()


@pytest.mark.parametrize("rows", [1, 3, 5])
def test_fact_costs_the_same_for_any_number_of_claims(client, django_assert_num_queries, rows):
    fact = cited_fact(TopicFactory())
    for _ in range(rows - 1):
        claim(fact)
    with django_assert_num_queries(8):
        fact_page(client, fact)
