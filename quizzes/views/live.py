"""The page that a teacher leaves open while the class works."""

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quizzes.models import Assignment, User
from quizzes.models.assignments import AssignmentKind
from quizzes.reports import live as report
from quizzes.views.partials import render_page, wants_fragment

UNCHANGED = 204


@never_cache
@login_required
@require_GET
def assignment_live(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """``view=projector`` names nobody. A fragment asked for with what was ``seen`` last is answered
    with nothing while nothing has changed."""
    taught = Assignment.objects.editable_by(cast(User, request.user)).select_related("classroom")
    watched = get_object_or_404(taught, pk=assignment_id, kind=AssignmentKind.QUIZ)
    now = timezone.now()
    live = report.live(watched, now=now)
    if wants_fragment(request) and request.GET.get("seen") == live.digest:
        return HttpResponse(status=UNCHANGED)
    projector = request.GET.get("view") == "projector"
    context: dict[str, Any] = {
        "assignment": watched,
        "live": live,
        "projector": projector,
        "now": now,
        "is_to_come": now < watched.opens_at,
    }
    with timezone.override(ZoneInfo(watched.classroom.time_zone)):
        if projector:
            return render_page(request, "assignments/live_projector.html", "board", context)
        return render_page(request, "assignments/assignment_live.html", "watch", context)
