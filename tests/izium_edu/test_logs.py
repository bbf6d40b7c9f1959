from __future__ import annotations

import logging
import sys

import pytest
from django.db import IntegrityError

from izium_edu.logs import DiscreetFormatter

FORMAT = "{levelname} {message}"


def line(message: str, *args: object, error: BaseException | None = None, **options: bool) -> str:
    formatter = DiscreetFormatter(fmt=FORMAT, style="{", **options)
    info = None
    if error is not None:
        try:
            raise error
        except BaseException:
            info = sys.exc_info()
    record = logging.LogRecord("a", logging.ERROR, __file__, 1, message, args, info)
    return formatter.format(record)


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ("Not Found: /search/?q=Anna", "ERROR Not Found: /search/?…"),
        ('"GET /join/?code=ABCD&name=x HTTP/1.1" 200', 'ERROR "GET /join/?… HTTP/1.1" 200'),
        ("Really? Yes", "ERROR Really? Yes"),
    ],
)
def test_query_strings_are_left_out(message, written):
    assert line(message) == written


def test_exception_is_placed_but_not_quoted():
    text = line("Failed", error=ValueError("Anna Kovalenko"))
    assert "Anna" not in text
    assert text.splitlines()[-1] == "builtins.ValueError"
    assert f'File "{__file__}"' in text


def test_constraint_is_named_and_the_row_is_not():
    error = IntegrityError('violates "user_username_key"\nDETAIL: Key (username)=(anna) exists')
    assert line("Failed", error=error).splitlines()[-1] == (
        'django.db.utils.IntegrityError: violates "user_username_key"'
    )


def test_cause_is_told_first():
    error = RuntimeError("outer")
    error.__cause__ = KeyError("Anna")
    assert line("Failed", error=error).splitlines()[1:3] == ["builtins.KeyError", "which led to:"]


def test_development_shows_everything():
    text = line("Failed", error=ValueError("Anna"), show_messages=True)
    assert text.splitlines()[-1] == "ValueError: Anna"
