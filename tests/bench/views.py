"""The least that Django does for a page and for a write, with session and user."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from tests.bench.models import Entry, Tally


@login_required
@require_GET
def read(request: HttpRequest) -> HttpResponse:
    """Session, user, one SELECT and a template."""
    tally = Tally.objects.filter(user=request.user.pk).first()
    return render(request, "bench/page.html", {"count": tally.count if tally else 0})


@login_required
@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """Session, user, one atomic INSERT + UPDATE, and a template."""
    with transaction.atomic():
        Entry.objects.create(user_id=request.user.pk, text=request.POST["text"][:100])
        changed = Tally.objects.filter(user=request.user.pk).update(count=F("count") + 1)
    return render(request, "bench/page.html", {"count": changed})
