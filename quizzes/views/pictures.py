"""Pictures as pages show them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from quizzes.models import Picture

YEAR = 365 * 24 * 60 * 60


@require_safe
def picture(request: HttpRequest, picture_id: UUID) -> HttpResponse:
    """A picture never changes: a browser may keep it for good, but nobody between may."""
    rows = Picture.objects.visible_to(request.user)
    tag = f'"{picture_id.hex}"'
    if request.headers.get("If-None-Match") == tag and rows.filter(pk=picture_id).exists():
        return HttpResponseNotModified()
    shown = get_object_or_404(rows, pk=picture_id)
    response = HttpResponse(bytes(shown.content), content_type=shown.media_type)
    response["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    response["ETag"] = tag
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    return response
