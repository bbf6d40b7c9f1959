"""Reviewing without a connection: the worker that hands out a page where there is none, and that
page. Browsers keep both (``review.js``); the page has no card of its own, so that none grows old
in it, and belongs to one learner."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET

from quizzes.models import StudyPlan
from quizzes.scheduling.days import next_study_day_at


@cache_control(no_cache=True)
@require_GET
def review_worker(request: HttpRequest) -> HttpResponse:
    """Its address is its reach: the pages below ``/review/`` and no others."""
    return render(request, "review/review_worker.js", content_type="text/javascript; charset=utf-8")


@never_cache
@require_GET
def review_offline(request: HttpRequest) -> HttpResponse:
    """What a learner sees whose line is gone. Its buttons would tell the intervals of this study
    day, so the cards kept beside it are good until that ends: in ``lasts`` seconds."""
    learner = request.user
    if not learner.is_authenticated:
        return redirect("review")
    now = timezone.now()
    context = {
        "plan": StudyPlan.objects.filter(learner=learner).first(),
        "single_keys": learner.single_keys,
        "lasts": int((next_study_day_at(now, learner.zone) - now).total_seconds()),
        # Nobody sees this page yet: what is to be told once waits for the next one.
        "messages": (),
    }
    return render(request, "review/review_offline.html", context)
