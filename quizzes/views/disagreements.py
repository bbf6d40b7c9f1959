"""Where the sources disagree."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from quizzes.reports import disagreements as report
from quizzes.views.held_back import held_context, held_from
from quizzes.views.packs import original_or_404
from quizzes.views.partials import render_page


@require_safe
def disagreements(request: HttpRequest) -> HttpResponse:
    pack = original_or_404(request)
    return render_page(
        request,
        "reading/disagreements.html",
        "disagreements",
        {
            "pack": pack,
            "found": report.disagreements(pack, held_from=held_from(request)),
            **held_context(request),
        },
    )
