"""The error pages, and what counts as an outage.

An HTMX request gets the short form of a page: the base template's listener shows it as it is,
since htmx itself swaps nothing for a 4xx or 5xx answer.
"""

from __future__ import annotations

import errno
import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

logger = logging.getLogger(__name__)

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
RETRY_SECONDS = 5

# SQLite has no codes here in Python 3.10 and Django hides the original; the words are stable.
SQLITE_OUTAGES = (
    "database is locked",
    "database table is locked",
    "database or disk is full",
    "disk i/o error",
    "unable to open database file",
    "attempt to write a readonly database",
)
# Connection lost, resources exhausted, operator's intervention, rolled back by a rival.
POSTGRES_OUTAGES = ("08", "53", "57", "40", "55P03")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TOO_LARGE):
        return too_large(request)
    return page(request, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, status=403, template="errors/csrf.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, status=404)


def too_large(request: HttpRequest) -> HttpResponse:
    response = page(request, status=413)
    # The rest of the body was not read: the connection cannot carry another request.
    response.headers["Connection"] = "close"
    return response


def too_many_logins(
    request: HttpRequest, original: HttpResponse, credentials: dict[str, Any]
) -> HttpResponse:
    logger.warning("An account is locked for one address after repeated wrong passwords.")
    return too_many_requests(request, seconds=15 * 60)


def too_many_requests(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """`seconds` is how long the person has to wait."""
    response = page(request, status=429, minutes=max(1, round(seconds / 60)))
    response.headers["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, status=500)


def page(request: HttpRequest, *, status: int, template: str = "", **context: Any) -> HttpResponse:
    return HttpResponse(str(status), status=status)


def unavailable(request: HttpRequest, exception: BaseException) -> HttpResponse:
    logger.error("The database is not available.", exc_info=exception)
    return page(request, status=503)


def is_outage(exception: BaseException | None) -> bool:
    return False
