"""Headers, limits and outages: what holds for every request."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from izium_edu import errors

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

FORWARDED_HEADERS = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)

# Nothing here needs a device or a sensor; a page that never asks cannot be made to.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "geolocation",
        "gyroscope",
        "hid",
        "identity-credentials-get",
        "idle-detection",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "publickey-credentials-create",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)


class TrustedProxyMiddleware:
    """Take the client's address from `X-Forwarded-For` of named proxies, and of nobody else.

    Read from the right: the last address that is not itself a trusted proxy was seen by one.
    What stands to its left was written by the client and may be anything. From all other
    senders the forwarding headers are removed, so that no code can believe them.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        if not is_trusted(meta.get("REMOTE_ADDR", "")):
            for header in FORWARDED_HEADERS:
                meta.pop(header, None)
            return self.get_response(request)
        for hop in reversed(meta.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            address = hop.strip()
            if not is_address(address):
                break
            meta["REMOTE_ADDR"] = address
            if not is_trusted(address):
                break
        return self.get_response(request)


class BrowserPolicyMiddleware:
    """The two isolation headers that Django does not set."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class StaleSessionMiddleware:
    """Django answers a session that is gone by deleting its cookie. A page's request in the
    background may do so just after a log-in began another session, and would end that one; a stale
    cookie harms nobody. What logs out is sent by POST, and deletes it as ever.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if request.method in {"GET", "HEAD"} and cookie is not None and not cookie.value:
            del response.cookies[settings.SESSION_COOKIE_NAME]
        return response


class ContentSecurityPolicyMiddleware:
    """Send `SECURE_CSP`; Django has its own from 6.0 on, and this one goes."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        policy = "; ".join(
            f"{directive} {' '.join(sources)}" for directive, sources in settings.SECURE_CSP.items()
        )
        response.headers.setdefault("Content-Security-Policy", policy)
        return response


class RequestBodyLimitMiddleware:
    """Refuse a body that announces itself as too large, before any of it is read.

    Django limits form data but not files. A body without a length is read as empty.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.REQUEST_BODY_LIMIT:
            return errors.too_large(request)
        return self.get_response(request)


class PreferenceMiddleware:
    """Speak the language and show the time zone that the learner chose."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Without a session there is nobody to ask, and the look at `user` would cost a query.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        language = getattr(request.user, "language", "")
        if language in dict(settings.LANGUAGES):
            # Not undone here: LocaleMiddleware names the language in a header afterwards, and
            # sets it anew at the start of each request.
            translation.activate(language)
            request.LANGUAGE_CODE = language
        with timezone.override(known_zone(getattr(request.user, "time_zone", ""))):
            return self.get_response(request)


class DatabaseOutageMiddleware:
    """A database that is locked, full or gone is answered with 503: never a false success."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not errors.is_outage(exception):
            return None
        # Django logs nothing for an exception that a middleware answered.
        logger.error("The database is not available: %s", request.path, exc_info=exception)
        return errors.unavailable(request)


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_trusted(address: str) -> bool:
    if not settings.TRUSTED_PROXIES or not is_address(address):
        return False
    ip = ipaddress.ip_address(address)
    return any(ip in network for network in settings.TRUSTED_PROXIES)


def known_zone(name: str) -> ZoneInfo:
    """The zone of that name, or the school's: an update of the zone names may drop one."""
    try:
        return ZoneInfo(name or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(settings.TIME_ZONE)
