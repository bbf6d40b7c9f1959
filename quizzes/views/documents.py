"""Documents whose text is attached, and the passages that citations open."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quizzes.actions import documents
from quizzes.errors import DocumentRefused
from quizzes.factbase.anchors import SourceVerification
from quizzes.forms.documents import DocumentForm
from quizzes.models import Document, Fact, Pack, Source, User
from quizzes.reports import passages
from quizzes.reports.reading import sources
from quizzes.views.held_back import held_context, held_from
from quizzes.views.packs import cited_or_404, original_or_404
from quizzes.views.partials import render_page

FAILURES_SHOWN = 40


@require_safe
def passage(request: HttpRequest, slug: str, start: int, end: int) -> HttpResponse:
    """The place of an anchor alone can be opened: the document is not ours to hand out whole."""
    pack = cited_or_404(request)
    attached = Document.objects.current().select_related("source")
    document = get_object_or_404(attached, source__pack=pack, source__slug=slug)
    shown = passages.passage(document, start, end, held_from=held_from(request))
    if shown is None:
        raise Http404
    return render_page(
        request,
        "reading/passage.html",
        "passage",
        {"pack": pack, "passage": shown, "source": shown.source, **held_context(request)},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attach_document(request: HttpRequest) -> HttpResponse:
    teacher = _teacher_or_404(request)
    pack = original_or_404(request)
    if request.method != "POST":
        return _form_page(request, pack, DocumentForm())
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, pack, form, status=422)
    try:
        attached = documents.attach(
            pack=pack,
            data=form.cleaned_data["document"].read(),
            attached_by=teacher,
            now=timezone.now(),
        )
    except DocumentRefused as refused:
        form.add_error("document", _refusal_words(refused))
        return _form_page(request, pack, form, status=422, refused=refused)
    messages.success(request, _attached_words(attached))
    return redirect("source", attached.source.slug)


@require_POST
def detach_document(request: HttpRequest, slug: str) -> HttpResponse:
    _teacher_or_404(request)
    source = get_object_or_404(Source, pack=original_or_404(request), slug=slug)
    if documents.detach(source):
        words = _("The text of “%(title)s” was removed. Citations name its place as before.")
        messages.success(request, words % {"title": source.title})
    return redirect("attach_document")


def _teacher_or_404(request: HttpRequest) -> User:
    if request.user.is_authenticated and request.user.is_teacher:
        return request.user
    raise Http404


def _form_page(
    request: HttpRequest,
    pack: Pack,
    form: DocumentForm,
    *,
    status: int = 200,
    refused: DocumentRefused | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "pack": pack,
        "form": form,
        "sources": sources(pack).filter(length__gt=0),
        "refused": refused,
        **held_context(request),
    }
    if refused and "verification" in refused.params:
        context |= _failures(pack, cast(SourceVerification, refused.params["verification"]))
    return render(request, "reading/attach_document.html", context, status=status)


def _failures(pack: Pack, verification: SourceVerification) -> dict[str, Any]:
    """The places that do not hold, each with its fact; the first ones, in the order of the text."""
    shown = verification.failures[:FAILURES_SHOWN]
    named = {failure.claim.fact for failure in shown if failure.claim.fact}
    facts = {fact.slug: fact for fact in Fact.objects.filter(pack=pack, slug__in=named)}
    return {
        "verification": verification,
        "failures": [(failure, facts.get(failure.claim.fact)) for failure in shown],
        "more_failures": len(verification.failures) - len(shown),
    }


def _attached_words(attached: documents.Attached) -> str:
    if not attached.is_new:
        words = _("“%(title)s” was attached already; all of its places hold.")
    else:
        words = ngettext(
            "“%(title)s” is attached, and its one place holds. Citations open the passage now.",
            "“%(title)s” is attached, and all of its %(count)d places hold. "
            "Citations open their passages now.",
            attached.proven,
        )
    return words % {"title": attached.source.title, "count": attached.proven}


def _refusal_words(refused: DocumentRefused) -> str:
    source, verification = refused.params.get("source"), refused.params.get("verification")
    if isinstance(source, Source) and isinstance(verification, SourceVerification):
        told = {
            "title": source.title,
            "failed": len(verification.failures),
            "total": verification.total,
        }
        if refused.code == "changed":
            return (
                _(
                    "This is a changed copy of “%(title)s”. Places that do not hold in it: "
                    "%(failed)d of %(total)d."
                )
                % told
            )
        return (
            _(
                "This is “%(title)s”, but the facts name places that do not hold in it: "
                "%(failed)d of %(total)d. The facts need mending first."
            )
            % told
        )
    return {
        "empty": _("The file is empty."),
        "too-large": _("The file is larger than 2 MB."),
        "not-utf8": _("The file is no text in UTF-8. Save it as plain text in UTF-8."),
        "binary": _("The file is no plain text."),
        "unknown": _(
            "None of the sources is in this file: no place that a fact names was found in it."
        ),
    }[refused.code]
