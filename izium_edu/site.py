"""What machines ask for: is it alive, which icon, what may be indexed."""

from __future__ import annotations

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from quizzes.models.packs import Pack

ICON = "quizzes/favicon.svg"
ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /i18n/
Disallow: /quiz/
"""


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when this server can serve a quiz, else 503. Asks for no session and sets no cookie."""
    checks = {"database": False, "pack": False}
    try:
        checks["pack"] = Pack.objects.exists()
        checks["database"] = True
    except Error:
        # The connection may be what is broken: the next question gets a new one.
        connection.close()
    healthy = all(checks.values())
    return JsonResponse(
        {"status": "ok" if healthy else "unavailable", **checks}, status=200 if healthy else 503
    )


@cache_control(max_age=86_400, public=True)
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address whatever the page says."""
    return HttpResponseRedirect(staticfiles_storage.url(ICON))


@cache_control(max_age=86_400, public=True)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
