"""Reading pages closed to a pupil in the middle of an attempt whose assignment closes them.

The session remembers such an attempt from its first question on; whoever has none there costs no
query. What is remembered is asked of the database each time, and forgotten once it no longer holds.
It is a courtesy among people, not a lock: who logs out reads on.
"""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quizzes.models import Attempt

AT_WORK: Final = "at_work"
CLOSED: Final = frozenset(
    (
        *("topics", "topic", "fact", "timeline", "sources", "source", "passage"),
        *("disagreements", "search"),
    )
)


def close_reading(request: HttpRequest, attempt: Attempt) -> None:
    """Remember an open attempt that closes the reading pages; any other changes nothing."""
    if not attempt.options.get("closes_reading") or attempt.assignment_id is None:
        return
    if request.session.get(AT_WORK) != str(attempt.pk):
        request.session[AT_WORK] = str(attempt.pk)


class ClosedReadingMiddleware:
    """Answers 403 with a way back to the quiz."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.url_name not in CLOSED or AT_WORK not in request.session:
            return None
        attempt = _at_work(request)
        if attempt is None:
            del request.session[AT_WORK]
            return None
        return render(request, "quiz/closed_reading.html", {"attempt": attempt}, status=403)


def _at_work(request: HttpRequest) -> Attempt | None:
    """The attempt, where it is the user's, still runs, and its assignment still closes them."""
    running = Attempt.objects.answerable_by(request.user).open().select_related("assignment")
    running = running.filter(assignment__closes_reading=True)
    attempt = running.filter(pk=UUID(request.session[AT_WORK])).first()
    if attempt is None:
        return None
    in_time = attempt.deadline is None or timezone.now() < attempt.deadline
    return attempt if in_time else None
