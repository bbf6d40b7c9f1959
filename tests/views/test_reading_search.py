import pytest
from django.urls import reverse

from tests.factories import PackFactory, TopicFactory
from tests.views.reading import HTMX, cited_fact

pytestmark = pytest.mark.django_db


def stated(topic, statement, **columns):
    return cited_fact(topic, statement=statement, search_text=statement.casefold(), **columns)


def search(client, q=None, headers=None, **query):
    data = query if q is None else {"q": q, **query}
    return client.get(reverse("search"), data, headers=headers or {})


def test_search_before_a_word_says_what_can_be_sought(client):
    PackFactory()
    assert "All words must occur." in search(client).content.decode()


def test_search_finds_and_marks_words(client):
    stated(TopicFactory(), "The regiment built a fort.")
    page = search(client, "fort regi").content.decode()
    assert "1 fact found" in page
    assert "The <mark>regi</mark>ment built a <mark>fort</mark>." in page


def test_search_finds_cyrillic_in_any_case(client):
    stated(TopicFactory(), "Ізюм стоїть на Дінці.")
    page = search(client, "ІЗЮМ дінці").content.decode()
    assert "1 fact found" in page
    assert '<mark><span lang="uk">Ізюм</span></mark>' in page


def test_search_needs_every_word(client):
    stated(TopicFactory(), "The regiment built a fort.")
    assert "No fact contains" in search(client, "regiment bridge").content.decode()


def test_search_without_a_find_says_what_to_try(client):
    PackFactory()
    page = search(client, "<b>nothing").content.decode()
    assert "No fact contains “&lt;b&gt;nothing”." in page
    assert reverse("topics") in page


def test_search_pages_through_many(client):
    topic = TopicFactory()
    for number in range(31):
        stated(topic, f"Fort number {number}.")
    first = search(client, "fort").content.decode()
    assert "31 facts found" in first
    assert "page 1 of 2" in first
    assert "?q=fort&amp;page=2" in first
    assert "Previous page" in search(client, "fort", page="2").content.decode()


@pytest.mark.parametrize("page", ["0", "99", "x"])
def test_search_page_that_is_none_shows_one_that_is(client, page):
    stated(TopicFactory(), "The fort.")
    assert "1 fact found" in search(client, "fort", page=page).content.decode()


def test_search_fragment_is_what_was_found_and_announces_it(client):
    stated(TopicFactory(), "The fort.")
    response = search(client, "fort", headers=HTMX)
    page = response.content.decode()
    assert page.lstrip().startswith('<div id="found"')
    assert 'data-announce="1 fact found"' in page
    assert "<input id=" not in page
    assert "HX-Request" in response.headers["Vary"]


def test_search_survives_a_long_query(client):
    PackFactory()
    assert search(client, "fort " * 500).status_code == 200


def test_search_takes_no_post(client):
    assert client.post(reverse("search")).status_code == 405


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_search_costs_the_same_for_any_number_of_finds(client, django_assert_num_queries, rows):
    topic = TopicFactory()
    for number in range(rows):
        stated(topic, f"Fort number {number}.")
    with django_assert_num_queries(4):
        search(client, "fort")
