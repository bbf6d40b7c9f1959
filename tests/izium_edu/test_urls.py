from __future__ import annotations

import pytest

import izium_edu.urls
from tests.izium_edu import urls

HANDLERS = ("handler400", "handler403", "handler404", "handler500")


@pytest.mark.parametrize("name", HANDLERS)
def test_error_handlers_are_the_ones_tested(name):
    assert getattr(izium_edu.urls, name) == getattr(urls, name)


@pytest.mark.django_db
def test_absent_page_answers_404(client):
    response = client.get("/absent/")
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


def test_robots_keeps_crawlers_out_of_quizzes(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Disallow: /quiz/" in response.content.decode().splitlines()


def test_favicon_leads_to_the_icon(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response.headers["Location"] == "/static/quizzes/favicon.svg"


@pytest.mark.parametrize("address", ["/robots.txt", "/favicon.ico", "/healthz"])
def test_machine_pages_refuse_post(client, address):
    assert client.post(address).status_code == 405
