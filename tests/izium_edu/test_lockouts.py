"""Five wrong passwords close an account for one address, and for nobody else."""

from __future__ import annotations

import logging

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

ATTEMPTS = 5


@pytest.fixture(autouse=True)
def pupils(db) -> None:
    for name in ("anna", "ivan"):
        get_user_model().objects.create_user(name, "right passphrase")


def log_in(username: str, password: str, *, address: str = "192.0.2.1") -> int:
    """The status of the answer, each time from a new browser."""
    data = {"username": username, "password": password}
    return Client().post("/login/", data, REMOTE_ADDR=address).status_code


def fail(username: str, *, times: int = ATTEMPTS, address: str = "192.0.2.1") -> list[int]:
    return [log_in(username, "wrong", address=address) for _ in range(times)]


def test_fifth_failure_answers_429():
    assert fail("anna")[-1] == 429
    assert 429 not in fail("ivan", times=ATTEMPTS - 1)


def test_right_password_does_not_open_a_closed_account():
    fail("anna")
    assert log_in("anna", "right passphrase") == 429


def test_another_pupil_behind_the_address_gets_in():
    fail("anna")
    assert log_in("ivan", "right passphrase") == 302


def test_the_pupil_gets_in_from_another_address():
    fail("anna")
    assert log_in("anna", "right passphrase", address="192.0.2.2") == 302


def test_spellings_of_a_name_count_together():
    fail("Anna", times=2)
    fail("ANNA", times=2)
    assert log_in(" anna ", "wrong") == 429


def test_success_forgets_earlier_failures():
    fail("anna", times=ATTEMPTS - 1)
    assert log_in("anna", "right passphrase") == 302
    assert 429 not in fail("anna", times=ATTEMPTS - 1)


def test_page_says_how_long(client):
    fail("anna")
    response = client.post(
        "/login/", {"username": "anna", "password": "wrong"}, REMOTE_ADDR="192.0.2.1"
    )
    assert response.headers["Retry-After"] == "900"
    assert "Try again in 15 minutes." in response.content.decode()


def test_log_names_nobody(caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("axes").setLevel(logging.CRITICAL)
    fail("anna")
    messages = [record.getMessage() for record in caplog.records]
    assert "An account was locked for one address after repeated wrong passwords." in messages
    assert not any("anna" in message or "192.0.2.1" in message for message in messages)
