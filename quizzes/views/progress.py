"""The learner's own page, and the small panel of today that stands beside a quiz."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quizzes.models import User
from quizzes.reports import progress as report
from quizzes.scheduling.days import study_day
from quizzes.views.packs import shown_pack
from quizzes.views.partials import render_page
from quizzes.views.reminders import reminders_of


@never_cache
@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "progress/nobody.html")
    learner = request.user
    today = study_day(timezone.now(), learner.zone)
    pack = shown_pack(request)
    days = report.days(learner, today=today)
    quizzed = [day for day in days if day.share is not None]
    context = {
        "reminders": reminders_of(request),
        "mastery": report.mastery(pack, learner.pk) if pack else [],
        "attempts": report.recent_attempts(learner),
        "days": days,
        "quizzed": quizzed,
        "reviewed": sum(day.reviewed for day in days),
        "totals": report.totals(learner),
        "today": today,
        "answered_today": next((day for day in quizzed if day.day == today), None),
        "so_far": next((day for day in days if day.day == today), None),
    }
    return render_page(request, "progress/progress.html", "progress", context)


@never_cache
@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Asked for again after each answer, wherever the line is on screen. Three queries."""
    learner = cast(User, request.user)
    day = report.today(learner, today=study_day(timezone.now(), learner.zone))
    return render(request, "progress/today.html", {"so_far": day})
