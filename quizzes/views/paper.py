"""A set on paper, and its key at an address of its own."""

import secrets

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quizzes.forms.sets import PaperForm
from quizzes.reports import paper as report
from quizzes.views.teaching import seen_set_or_404


@never_cache
@login_required
@require_GET
def paper(request: HttpRequest, set_id: int) -> HttpResponse:
    return _page(request, set_id, "paper/paper.html")


@never_cache
@login_required
@require_GET
def paper_key(request: HttpRequest, set_id: int) -> HttpResponse:
    return _page(request, set_id, "paper/paper_key.html")


def _page(request: HttpRequest, set_id: int, template: str) -> HttpResponse:
    seen = seen_set_or_404(request, set_id)
    form = PaperForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    seed = asked.get("seed") or 100_000 + secrets.randbelow(900_000)
    versions = asked.get("versions") or 1
    made = report.paper(seen, seed=seed, versions=versions)
    code = asked.get("code") or ""
    context = {
        "set": seen,
        "paper": made,
        "seed": seed,
        "versions": versions,
        "large": bool(asked.get("large")),
        "sheet": bool(asked.get("sheet")),
        "form": PaperForm(
            initial={
                "versions": versions,
                "large": asked.get("large"),
                "sheet": asked.get("sheet"),
                "seed": seed,
            }
        ),
        # Only the number of another paper is known here: the questions have changed since.
        "other_code": code if code and code != made.code else "",
    }
    return render(request, template, context)
