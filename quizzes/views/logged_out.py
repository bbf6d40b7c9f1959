"""A session that ran out: the log-in page never lands inside a widget."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from quizzes.views.partials import wants_fragment

_FOUND = 302


class LoggedOutMiddleware:
    """Turns the way to the log-in of a fragment into one of the whole page, and back to the page
    that asked (the fragment's own address would be no page)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != _FOUND or not wants_fragment(request):
            return response
        login = reverse("login")
        if urlsplit(response.headers["Location"]).path != login:
            return response
        page = urlsplit(request.headers.get("HX-Current-URL", "")).path or request.path
        back = "/" + page.lstrip("/")  # two slashes would name a host
        return HttpResponseClientRedirect(f"{login}?{urlencode({'next': back})}")
