"""The error pages, and what counts as an outage.

An HTMX request gets the partial `problem` alone. htmx itself swaps nothing for a 4xx or 5xx
answer, so the base template's listener puts it on the page: a failure must never be silent.
"""

from __future__ import annotations

import errno
import logging
import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, loader
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.utils.translation import get_language, gettext

logger = logging.getLogger(__name__)

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
# Drawn without a request: no session, no user, no context processor, hence no query.
STANDALONE = frozenset({500, 503})
RETRY_SECONDS = 5

# https://www.sqlite.org/rescode.html: busy, locked, read-only, I/O error, full, cannot open,
# locking protocol. The primary code is the low byte.
SQLITE_OUTAGES = frozenset({5, 6, 8, 10, 13, 14, 15})
# https://www.postgresql.org/docs/current/errcodes-appendix.html: connection lost, rolled back
# for a rival, resources exhausted, operator's intervention, lock not available, read-only.
POSTGRES_OUTAGES = ("08", "40", "53", "57", "55P03", "25006")
FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TOO_LARGE):
        return too_large(request)
    return error_page(request, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, status=403, template="errors/403_csrf.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, status=404)


def too_large(request: HttpRequest) -> HttpResponse:
    return error_page(request, status=413)


def too_many_requests(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """`seconds` is how long the person has to wait."""
    response = error_page(request, status=429, minutes=max(1, -(-seconds // 60)))
    response.headers["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Also the last net for an outage outside the views, such as a session that cannot be kept.

    Django calls this handler while it handles the exception, but does not pass it on.
    """
    exception = sys.exc_info()[1]
    if is_outage(exception):
        return unavailable(request)
    return error_page(request, status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    response = error_page(request, status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def error_page(
    request: HttpRequest, *, status: int, template: str = "", **context: Any
) -> HttpResponse:
    """The page, or its partial for an HTMX request; plain HTML if even that cannot be drawn."""
    template = template or f"errors/{status}.html"
    if request.headers.get("HX-Request") == "true":
        template += "#problem"
    html: str
    try:
        html = loader.render_to_string(
            template, context, request=None if status in STANDALONE else request
        )
    except (TemplateDoesNotExist, ValueError):
        # A missing template or static file must not hide the first error.
        if status not in STANDALONE:
            raise
        logger.exception("The page for status %s could not be drawn.", status)
        html = bare_page()
    response = HttpResponse(html, status=status)
    patch_vary_headers(response, ["HX-Request"])
    response.headers["Cache-Control"] = "no-store"
    return response


def bare_page() -> str:
    return format_html(
        "<!doctype html><html lang='{}'><title>{}</title><h1 id='problem'>{}</h1><p>{}</p></html>",
        get_language() or "en",
        gettext("Something went wrong"),
        gettext("Something went wrong"),
        gettext("Nothing was saved. Wait a moment and try again."),
    )


def is_outage(exception: BaseException | None) -> bool:
    """Whether trying again later may help, since nothing is wrong with the request or the code.

    A missing table is an OperationalError on SQLite too, but no outage: the driver's code
    decides.
    """
    if isinstance(exception, InterfaceError):
        return True
    if isinstance(exception, OperationalError):
        driver = exception.__cause__
        sqlite_code = getattr(driver, "sqlite_errorcode", None)
        if sqlite_code is not None:
            return sqlite_code & 0xFF in SQLITE_OUTAGES
        # None: no connection could be made, or none was free in time.
        sqlstate = getattr(driver, "sqlstate", None)
        return sqlstate is None or sqlstate.startswith(POSTGRES_OUTAGES)
    if isinstance(exception, OSError):
        return exception.errno in FULL_DISK
    return False
