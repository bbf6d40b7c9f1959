from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from izium_edu import errors
from tests.izium_edu.urls import FAULTS

pytestmark = pytest.mark.urls("tests.izium_edu.urls")

PAGES = [
    ("/suspicious/", 400, "This request could not be read"),
    ("/denied/", 403, "This page is not open to you"),
    ("/absent/", 404, "There is no such page"),
    ("/slow-down/", 429, "Too many attempts"),
    ("/broken/", 500, "Something went wrong here"),
    ("/no-table/", 500, "Something went wrong here"),
    ("/twice/", 500, "Something went wrong here"),
    ("/locked/", 503, "Not saved: please try again"),
    ("/full/", 503, "Not saved: please try again"),
    ("/gone/", 503, "Not saved: please try again"),
    ("/no-connection/", 503, "Not saved: please try again"),
    ("/disk/", 503, "Not saved: please try again"),
]


@pytest.fixture
def visitor() -> Client:
    """A client that shows what a browser would see where a view fails."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("address", "status", "title"), PAGES)
@pytest.mark.django_db
def test_page_tells_what_happened(visitor, address, status, title):
    response = visitor.get(address)
    html = response.content.decode()
    assert response.status_code == status
    assert f"<title>{title} · Izium Edu</title>" in html
    assert f"<h1>{title}</h1>" in html
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("address", "status", "title"), PAGES)
@pytest.mark.django_db
def test_htmx_gets_the_part_that_is_shown(visitor, address, status, title):
    response = visitor.get(address, headers={"HX-Request": "true"})
    html = response.content.decode().strip()
    assert response.status_code == status
    assert html.startswith('<section class="stack measure" id="problem">')
    assert f"<h1>{title}</h1>" in html
    assert "<html" not in html
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.django_db
def test_form_without_token_is_refused_with_its_own_page():
    response = Client(enforce_csrf_checks=True).post("/guarded/")
    assert response.status_code == 403
    assert "This form is no longer valid" in response.content.decode()


@pytest.mark.django_db
def test_form_data_beyond_the_limit_answers_413(visitor, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = visitor.post("/form/", {"answer": "x" * 200}, content_type="application/json")
    assert response.status_code == 200, "Django reads a body only when a view asks for it"
    response = visitor.post(
        "/form/", "answer=" + "x" * 200, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 413
    assert "This is too large" in response.content.decode()


@pytest.mark.django_db
def test_too_many_fields_answer_413(visitor, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    assert visitor.post("/form/", dict.fromkeys("abc", "1")).status_code == 200
    assert visitor.post("/form/", dict.fromkeys("abcd", "1")).status_code == 413


@pytest.mark.django_db
def test_file_beyond_the_limit_answers_413_unread(visitor, settings):
    settings.REQUEST_BODY_LIMIT = 1000
    file = SimpleUploadedFile("a.txt", b"x" * 2000)
    assert visitor.post("/form/", {"file": file}).status_code == 413


@pytest.mark.django_db
def test_too_many_requests_says_when_to_return(client):
    response = client.get("/slow-down/")
    assert response.headers["Retry-After"] == "90"
    assert "Try again in 2 minutes." in response.content.decode()


@pytest.mark.parametrize("address", ["/broken/", "/locked/"])
def test_fault_pages_need_no_database(visitor, address):
    """Without the mark, pytest-django lets no query through."""
    assert visitor.get(address).status_code in {500, 503}


def test_fault_page_is_plain_where_its_template_fails(rf, caplog):
    response = errors.error_page(rf.get("/"), status=500, template="errors/absent.html")
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


@pytest.mark.django_db
def test_session_that_cannot_be_kept_answers_503(visitor, monkeypatch):
    """Outside the views, and so outside the middleware for outages."""
    from quizzes.sessions import SessionStore

    def unreadable(self):
        raise FAULTS["locked"]

    monkeypatch.setattr(SessionStore, "load", unreadable)
    visitor.cookies["session"] = "a" * 32
    assert visitor.get("/whoami/").status_code == 503


@pytest.mark.parametrize(
    ("name", "outage"),
    [
        ("locked", True),
        ("full", True),
        ("gone", True),
        ("no-connection", True),
        ("disk", True),
        ("no-table", False),
        ("twice", False),
        ("broken", False),
    ],
)
def test_outage_is_what_waiting_may_mend(name, outage):
    assert errors.is_outage(FAULTS[name]) is outage


def test_no_exception_is_no_outage():
    assert errors.is_outage(None) is False


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_outage_is_told_by_a_real_lock(tmp_path):
    """The driver's code, not the words: another process holds the write lock."""
    import sqlite3

    from django.db import OperationalError

    if connection.vendor != "sqlite":
        pytest.skip("a fault of SQLite")
    path = tmp_path / "db.sqlite3"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("CREATE TABLE t (a)")
    holder.execute("BEGIN IMMEDIATE")
    other = sqlite3.connect(path, timeout=0, isolation_level=None)
    with pytest.raises(OperationalError) as caught, connection.wrap_database_errors:
        other.execute("INSERT INTO t VALUES (1)")
    assert errors.is_outage(caught.value) is True
    holder.close()
    other.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_outage_is_told_by_the_state_of_postgresql():
    from django.db import OperationalError

    if connection.vendor != "postgresql":
        pytest.skip("a fault of PostgreSQL")
    with connection.cursor() as cursor, pytest.raises(OperationalError) as caught:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert errors.is_outage(caught.value) is True
    connection.close()
