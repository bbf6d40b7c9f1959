from __future__ import annotations

import ipaddress

import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.urls("tests.izium_edu.urls")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize("address", ["/ok/", "/absent/", "/static/quizzes/app.css"])
@pytest.mark.parametrize(("header", "value"), HEADERS.items())
@pytest.mark.django_db
def test_every_answer_carries_the_policy(client, address, header, value):
    assert client.get(address).headers[header] == value


def test_permissions_policy_closes_every_device(client):
    policy = client.get("/ok/").headers["Permissions-Policy"].split(", ")
    assert "camera=()" in policy
    assert "microphone=()" in policy
    assert all(feature.endswith("=()") for feature in policy)


def test_https_answers_are_remembered(client, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    response = client.get("/ok/", secure=True)
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_page_alone_sets_no_cookie(client):
    assert client.get("/ok/").cookies == {}


def seen(client, **headers) -> list[str]:
    return client.get("/whoami/", **headers).content.decode().split("|")


@pytest.fixture
def proxies(settings) -> None:
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.0/24")]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def test_stranger_cannot_choose_an_address(client, proxies):
    found = seen(
        client,
        REMOTE_ADDR="203.0.113.9",
        HTTP_X_FORWARDED_FOR="198.51.100.1",
        HTTP_X_FORWARDED_PROTO="https",
    )
    assert found[:2] == ["203.0.113.9", "http"]


def test_without_named_proxies_nobody_is_believed(client):
    assert seen(client, REMOTE_ADDR="10.0.0.5", HTTP_X_FORWARDED_FOR="198.51.100.1")[0] == (
        "10.0.0.5"
    )


def test_proxy_tells_address_and_scheme(client, proxies):
    found = seen(
        client,
        REMOTE_ADDR="10.0.0.5",
        HTTP_X_FORWARDED_FOR="198.51.100.1",
        HTTP_X_FORWARDED_PROTO="https",
    )
    assert found[:2] == ["198.51.100.1", "https"]


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("1.1.1.1, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("1.1.1.1, nonsense", "10.0.0.5"),
        ("", "10.0.0.5"),
    ],
)
def test_address_is_the_last_that_a_proxy_saw(client, proxies, forwarded, address):
    assert seen(client, REMOTE_ADDR="10.0.0.5", HTTP_X_FORWARDED_FOR=forwarded)[0] == address


def test_guest_without_session_sees_the_schools_time(client, settings):
    settings.TIME_ZONE = "Europe/Kyiv"
    assert seen(client)[3] == "Europe/Kyiv"


@pytest.mark.django_db
def test_learner_sees_the_chosen_time(client):
    learner = get_user_model().objects.create_user("a", time_zone="America/Toronto")
    client.force_login(learner)
    assert seen(client)[3] == "America/Toronto"


@pytest.mark.django_db
def test_zone_that_is_no_more_falls_back(client):
    learner = get_user_model().objects.create_user("a", time_zone="Europe/Gone")
    client.force_login(learner)
    assert seen(client)[3] == "Europe/Kyiv"


@pytest.mark.django_db
def test_learner_reads_the_chosen_language(client, settings):
    settings.LANGUAGES = [("en", "English"), ("uk", "Українська")]
    client.force_login(get_user_model().objects.create_user("a", language="uk"))
    response = client.get("/whoami/", headers={"Accept-Language": "en"})
    assert response.content.decode().split("|")[4] == "uk"
    assert response.headers["Content-Language"] == "uk"


@pytest.mark.django_db
def test_outage_is_logged_once_with_its_place(client, caplog):
    client.get("/locked/")
    [record] = [record for record in caplog.records if record.name == "izium_edu.middleware"]
    assert record.getMessage() == "The database is not available: /locked/"
