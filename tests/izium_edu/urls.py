"""Addresses that fail in every way, for the tests of error pages and headers."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from izium_edu import errors, site


def sqlite_error(code: int, words: str) -> OperationalError:
    """As Django raises it: the driver's error is the cause."""
    driver = sqlite3.OperationalError(words)
    driver.sqlite_errorcode = code
    error = OperationalError(words)
    error.__cause__ = driver
    return error


FAULTS: dict[str, BaseException] = {
    "suspicious": SuspiciousOperation("odd"),
    "denied": PermissionDenied(),
    "broken": RuntimeError("Key (username)=(anna) already exists"),
    "locked": sqlite_error(5, "database is locked"),
    "full": sqlite_error(13, "database or disk is full"),
    "no-table": sqlite_error(1, "no such table: x"),
    "gone": InterfaceError("connection already closed"),
    "no-connection": OperationalError("connection refused"),
    "disk": OSError(errno.ENOSPC, "No space left on device"),
    "twice": IntegrityError("UNIQUE constraint failed: x.y\nDETAIL: Key (y)=(anna)"),
}


def raising(fault: BaseException) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise fault

    return view


def ok(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


@csrf_exempt
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{len(request.POST)} fields, {len(request.FILES)} files")


def guarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("saved")


def slow_down(request: HttpRequest) -> HttpResponse:
    return errors.too_many_requests(request, seconds=90)


def whoami(request: HttpRequest) -> HttpResponse:
    """The address, scheme, time zone and language that a view sees."""
    words = [request.META["REMOTE_ADDR"], request.scheme or "", request.get_host()]
    words += [timezone.get_current_timezone_name(), translation.get_language()]
    return HttpResponse("|".join(words))


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", site.healthz),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", ok, name="home"),
    path("ok/", ok),
    path("form/", form),
    path("guarded/", guarded),
    path("slow-down/", slow_down),
    path("whoami/", whoami),
    *(path(f"{name}/", raising(fault)) for name, fault in FAULTS.items()),
]

# The same as in izium_edu.urls, which test_urls.py compares.
handler400 = "izium_edu.errors.bad_request"
handler403 = "izium_edu.errors.permission_denied"
handler404 = "izium_edu.errors.not_found"
handler500 = "izium_edu.errors.server_error"
