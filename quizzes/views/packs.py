"""Which pack a page shows."""

from django.http import Http404, HttpRequest

from quizzes.models import Pack


def pack_or_404(request: HttpRequest) -> Pack:
    pack = Pack.objects.visible_to(request.user).first()
    if pack is None:
        raise Http404
    return pack
