"""Reading pages closed to a pupil in the middle of an attempt whose assignment closes them.

They are closed to the pupil, not to the browser: on a second device, too, and from the moment that
the attempt began. Reading is public, and whoever logs out reads on: it is a courtesy among people,
not a lock.
"""

from collections.abc import Callable
from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quizzes.models import Assignment, Attempt

CLOSED: Final = frozenset(
    (
        *("topics", "topic", "fact", "timeline", "sources", "source", "passage"),
        *("disagreements", "search", "practice", "practice_own", "read_again"),
    )
)


class ClosedReadingMiddleware:
    """Answers 403 with a way back to the quiz. One query for who is logged in, on these pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.url_name not in CLOSED:
            return None
        attempt = _at_work(request)
        if attempt is None:
            return None
        return render(request, "quiz/closed_reading.html", {"attempt": attempt}, status=403)


def _at_work(request: HttpRequest) -> Attempt | None:
    """One's attempt that still runs, at class work that closed them when it began and still does.
    Its twin is ``PupilTerms.closes_reading``."""
    in_time = Q(deadline=None) | Q(deadline__gt=timezone.now())
    closing = Assignment.objects.attended_by(request.user).filter(closes_reading=True)
    running = Attempt.objects.answerable_by(request.user).open().filter(in_time)
    closed = running.filter(assignment__in=closing, options__closes_reading=True)
    return closed.select_related("assignment").first()
