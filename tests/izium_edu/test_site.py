from __future__ import annotations

import pytest
from django.db import OperationalError

from quizzes.models.packs import Pack

pytestmark = pytest.mark.urls("tests.izium_edu.urls")


@pytest.fixture
def pack(db) -> Pack:
    return Pack.objects.create(
        slug="town", title="Town", language="en", as_of="2026", seed=1, home_title="", home_lead=""
    )


def test_healthz_with_a_pack_is_ok(client, pack, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": True, "pack": True}
    assert response.cookies == {}
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_healthz_without_a_pack_is_not_ready(client):
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": True, "pack": False}


def test_healthz_without_a_database_is_unavailable(client, monkeypatch):
    def gone() -> bool:
        raise OperationalError

    monkeypatch.setattr(Pack.objects, "exists", gone)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": False, "pack": False}


def test_healthz_is_asked_over_plain_http(client, pack, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/ok/").status_code == 301
