import pytest
from django.urls import reverse

from tests.factories import PackFactory, TopicFactory
from tests.views.reading import HTMX, cited_fact, claim, document

pytestmark = pytest.mark.django_db


def source_page(client, slug="chronicle", **headers):
    return client.get(reverse("source", args=[slug]), headers=headers)


def test_sources_tell_kind_licence_sections_and_facts(client):
    fact = cited_fact(TopicFactory())
    claim(fact, start=150)
    page = client.get(reverse("sources")).content.decode()
    assert "Encyclopaedia · Nobody · CC BY-SA 4.0" in page
    assert "2 sections" in page
    assert ">1 fact<" in page


def test_sources_say_what_is_an_excerpt(client):
    topic = TopicFactory()
    document(topic)
    document(topic, slug="part", excerpt_of="chronicle")
    assert "no independent witness" in client.get(reverse("sources")).content.decode()


def test_sources_of_an_empty_pack_says_so(client):
    PackFactory()
    assert "names no sources yet" in client.get(reverse("sources")).content.decode()


def test_source_tells_facts_by_their_place_in_the_text(client):
    topic = TopicFactory()
    late = cited_fact(topic, statement="It stands late.", start=150)
    early = cited_fact(topic, statement="It stands early.", start=20)
    page = source_page(client).content.decode()
    places = [
        page.index(words) for words in ("Beginnings", early.statement, "Later days", late.statement)
    ]
    assert places == sorted(places)


def test_source_tells_a_fact_once_in_a_section(client):
    fact = cited_fact(TopicFactory())
    claim(fact, start=30)
    assert source_page(client).content.decode().count(f">{fact.statement}<") == 1


def test_source_says_where_no_fact_is_taken_from(client):
    cited_fact(TopicFactory(), start=20)
    assert "No fact is taken from here." in source_page(client).content.decode()


def test_source_without_sections_is_one(client):
    topic = TopicFactory()
    document(topic, sections=[], length=0)
    fact = cited_fact(topic, start=20)
    page = source_page(client).content.decode()
    assert "The whole document" in page
    assert fact.slug in page


def test_source_tells_what_was_left_out_and_why(client):
    topic = TopicFactory()
    document(topic)
    topic.pack.left_out = [
        {"source": "chronicle", "start": 3, "end": 9, "sha256": "", "reason": "a caption"}
    ]
    topic.pack.save()
    page = source_page(client).content.decode()
    assert "What was left out, and why (1 passage)" in page
    assert "a caption" in page


def test_source_fragment_is_the_sections_alone(client):
    cited_fact(TopicFactory())
    page = source_page(client, **HTMX).content.decode()
    assert page.lstrip().startswith('<div id="sections"')
    assert "<html" not in page


def test_source_unknown_is_not_found(client):
    PackFactory()
    assert source_page(client, "nothing").status_code == 404


def test_source_takes_no_post(client):
    assert client.post(reverse("source", args=["any"])).status_code == 405


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_source_costs_the_same_for_any_number_of_facts(client, django_assert_num_queries, rows):
    topic = TopicFactory()
    for _ in range(rows):
        cited_fact(topic)
    with django_assert_num_queries(3):
        source_page(client)


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_sources_cost_the_same_for_any_number(client, django_assert_num_queries, rows):
    topic = TopicFactory()
    for number in range(rows):
        document(topic, slug=f"document-{number}")
    with django_assert_num_queries(3):
        client.get(reverse("sources"))


def test_about_attributes_the_facts(client):
    document(TopicFactory())
    page = client.get(reverse("about")).content.decode()
    assert "“A made-up chronicle”" in page
    assert "https://creativecommons.org/licenses/by-sa/4.0/" in page


def test_about_works_without_a_pack(client):
    assert client.get(reverse("about")).status_code == 200
