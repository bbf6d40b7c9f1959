"""What a learner's memory of the cards is like, what another aim would bring, and whether the
intervals are fitted to it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quizzes.actions import fitting
from quizzes.forms.memory import WeightsForm, WhatIfForm
from quizzes.models import StudyPlan, User
from quizzes.reports import memory as report
from quizzes.reports.memory import Memory
from quizzes.scheduling.days import study_day
from quizzes.scheduling.fitting import has_optimizer
from quizzes.scheduling.forecast import WhatIf
from quizzes.views.partials import render_page, wants_fragment

COMPARED = (0.8, 0.9, 0.95)  # aims that are told beside the one asked for


@never_cache
@require_GET
def memory(request: HttpRequest) -> HttpResponse:
    """``retention`` asks what that aim, in percent, would bring: a fragment of the page."""
    if not request.user.is_authenticated:
        return render(request, "progress/nobody.html")
    learner = request.user
    today = study_day(timezone.now(), learner.zone)
    plan = StudyPlan.objects.filter(learner=learner).first() or StudyPlan(learner=learner)
    found = report.memory(learner, plan, today=today)
    asked = WhatIfForm(request.GET) if "retention" in request.GET else None
    context: dict[str, Any] = {
        "plan": plan,
        "today": today,
        "memory": found,
        "what_if_form": asked or WhatIfForm(initial={"retention": round(100 * plan.retention)}),
        "what_if": _what_if(asked, found, plan, today) if asked else [],
    }
    if not wants_fragment(request):
        weeks = report.weeks(learner, today=today)
        context |= {
            "weeks": weeks,
            "retention": report.retention(weeks),
            "leeches": report.leeches(learner, now=timezone.now()),
            "exams": report.coming_exams(learner, today=today),
            "can_fit": has_optimizer(),
        }
    status = 422 if asked and asked.errors else 200
    return render_page(request, "progress/memory.html", "what-if", context, status=status)


@require_POST
@login_required
def memory_weights(request: HttpRequest) -> HttpResponse:
    """Whether the intervals may be fitted to the learner, or the usual ones hold."""
    form = WeightsForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    learner = cast(User, request.user)
    if form.cleaned_data["weights"] == WeightsForm.DEFAULTS:
        fitting.use_defaults(learner=learner, now=timezone.now())
        messages.success(request, _("The usual intervals hold from now on."))
    else:
        fitting.adapt_again(learner=learner)
        messages.success(request, _("Your intervals will be fitted to you when that helps."))
    return redirect(f"{reverse('memory')}#weights")


def _what_if(
    form: WhatIfForm, found: Memory, plan: StudyPlan, today: date
) -> Sequence[tuple[WhatIf, str]]:
    """Each aim with what it is to the learner: the present one, the one asked for, or one to
    compare with. Nothing where the question was wrong."""
    if not form.is_valid():
        return []
    told = dict.fromkeys(COMPARED, "") | {plan.retention: "now"}
    told |= {form.share: "now" if form.share == plan.retention else "asked"}
    wanted = sorted(told)
    rows = report.what_would_be(found, plan, wanted=wanted, today=today)
    return [(row, told[row.retention]) for row in rows]
