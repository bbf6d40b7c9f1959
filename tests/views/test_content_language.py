"""The language that a pack is read in, and how one chooses it."""

import re

import pytest
from django.urls import reverse

from quizzes.models import Pack
from tests.factories import PackFactory

pytestmark = pytest.mark.django_db


def page(client, name, *args, **headers) -> str:
    return client.get(reverse(name, args=args), **headers).content.decode()


@pytest.fixture
def two_languages() -> Pack:
    """A made-up pack whose Ukrainian version bears another title."""
    original = PackFactory(home_title="A town")
    PackFactory(language="uk", home_title="Містечко", translation_of=original)
    return original


def choose(client, language, next_="/topics/"):
    return client.post(reverse("content_language"), {"language": language, "next": next_})


def test_home_offers_the_other_language_and_says_it_in_that_language(client, two_languages):
    html = page(client, "home")
    assert "A town" in html
    assert re.search(r'value="uk" lang="uk">Українською</button>', html)
    client.cookies["content_language"] = "uk"
    assert re.search(r'value="en" lang="en">In English</button>', page(client, "home"))


def test_topics_offer_the_other_language(client, two_languages):
    assert "Українською" in page(client, "topics")


def test_home_offers_nothing_where_there_is_one_language(client):
    PackFactory()
    assert "content-language" not in page(client, "home")


def test_home_says_that_a_translation_is_a_part(client, two_languages):
    told = "the part of the pack that is translated so far"
    assert told not in page(client, "home")
    client.cookies["content_language"] = "uk"
    assert told in page(client, "home")


def test_the_choice_leads_back_and_is_remembered(client, two_languages):
    response = choose(client, "uk")
    assert (response.status_code, response["Location"]) == (302, "/topics/")
    assert response.cookies["content_language"]["max-age"] > 30_000_000
    assert "Містечко" in page(client, "home")
    choose(client, "en")
    assert "A town" in page(client, "home")


@pytest.mark.parametrize("language", ["", "UK", "uk'", "українська", "x" * 50])
def test_the_choice_refuses_what_is_no_language(client, two_languages, language):
    assert choose(client, language).status_code == 400


def test_the_choice_leads_to_no_other_site(client, two_languages):
    assert choose(client, "uk", "https://example.org/")["Location"] == "/"


def test_the_choice_takes_no_get(client):
    assert client.get(reverse("content_language")).status_code == 405


@pytest.mark.parametrize("odd", ["*", "xx-yy", "pl", "UK'", "a" * 3000])
def test_an_odd_cookie_shows_the_original(client, two_languages, odd):
    client.cookies["content_language"] = odd
    assert "A town" in page(client, "home")


def test_a_private_translation_is_not_shown(client, two_languages):
    client.cookies["content_language"] = "uk"
    two_languages.translations.update(visibility="private")
    assert "A town" in page(client, "home")
    assert "Українською" not in page(client, "home")


def test_the_first_pack_stays_first_in_any_language(client, two_languages):
    PackFactory(language="uk", home_title="Інше місто")
    assert "A town" in page(client, "home")
    client.cookies["content_language"] = "uk"
    assert "Містечко" in page(client, "home")
