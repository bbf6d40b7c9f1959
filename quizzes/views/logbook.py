"""The log of what was done to pupils' data: of a class, and of the whole school."""

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quizzes.models import User
from quizzes.models.people import Role
from quizzes.reports import logbook as report
from quizzes.views.classes import taught_or_404

MOST_PAGES = 1000


@never_cache
@login_required
@require_GET
def classroom_log(request: HttpRequest, classroom_id: int) -> HttpResponse:
    room = taught_or_404(request, classroom_id)
    page = _page(request)
    entries = report.of_class(room, start=(page - 1) * report.SHOWN)
    return render(request, "people/classroom_log.html", {"room": room, **_paged(entries, page)})


@never_cache
@login_required
@require_GET
def people_log(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    if user.role != Role.ADMINISTRATOR:
        raise Http404
    page = _page(request)
    entries = report.of_all(user, start=(page - 1) * report.SHOWN)
    return render(request, "people/people_log.html", _paged(entries, page))


def _page(request: HttpRequest) -> int:
    """From 1; what is no page is the first."""
    digits = request.GET.get("page", "")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 1
    return min(max(number, 1), MOST_PAGES)


def _paged(entries: list[report.Told], page: int) -> dict[str, Any]:
    return {
        "entries": entries,
        "earlier": page + 1 if len(entries) == report.SHOWN else None,
        "later": page - 1 if page > 1 else None,
    }
