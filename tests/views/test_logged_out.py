"""What a fragment gets whose session ran out."""

import pytest
from django.test import Client

from quizzes.models.people import Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Current-URL": "https://school.example/packs/mill/?x=1"}


def test_fragment_leads_the_whole_page_to_the_login_and_back() -> None:
    response = Client().get("/packs/date-words/", headers=HTMX)
    assert (response.status_code, response.headers["HX-Redirect"]) == (
        200,
        "/login/?next=%2Fpacks%2Fmill%2F",
    )
    assert response.content == b""


def test_page_is_redirected_as_ever() -> None:
    response = Client().get("/packs/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/login/?next=/packs/"


def test_fragment_of_who_is_logged_in_is_left_alone() -> None:
    client = Client()
    client.force_login(UserFactory(role=Role.TEACHER))
    response = client.get("/packs/date-words/", {"when": "1702"}, headers=HTMX)
    assert "in 1702" in response.content.decode()


def test_address_of_another_host_leads_nowhere_else() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://evil.example//evil.example/"}
    response = Client().get("/packs/date-words/", headers=headers)
    assert response.headers["HX-Redirect"] == "/login/?next=%2Fevil.example%2F"
