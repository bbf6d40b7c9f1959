"""Decks to other programs and from them: the download, the upload, the look before it counts."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from quizzes.actions import deck_exchange as actions
from quizzes.errors import DeckRefused
from quizzes.exchange.apkg import write_apkg
from quizzes.exchange.deck import Timing
from quizzes.exchange.deck_text import write_deck_text
from quizzes.forms.deck_exchange import ALL, OWN, PACKAGE, ExportForm, ImportForm
from quizzes.models import Card, PendingImport, StudyPlan, Topic, User
from quizzes.views.deck_words import problem_words, refusal_words
from quizzes.views.guests import learner_or_guest

PROBLEMS_SHOWN = 50
DECK_NAME = "Izium Edu"


@never_cache
@require_safe
@login_required
def deck_export(request: HttpRequest) -> HttpResponse:
    """The page with the choice; with a choice in its address, the file."""
    learner = cast(User, request.user)
    cards = actions.exportable(learner, now=timezone.now())
    topics = list(Topic.objects.filter(pk__in=cards.order_by().values("topic")))
    form = ExportForm(
        request.GET if "deck" in request.GET else None,
        topics=topics,
        has_own=cards.own().exists(),  # type: ignore[attr-defined]
    )
    if form.is_valid():
        chosen, name = _chosen(form.cleaned_data["deck"], cards, topics)
        if chosen.count() <= actions.MOST_NOTES:
            return _download(
                learner,
                chosen,
                name,
                as_package=form.cleaned_data["format"] == PACKAGE,
                with_schedule=form.cleaned_data["schedule"],
            )
        words = _("These are more than %(most)s cards. Take them topic by topic.")
        form.add_error("deck", words % {"most": actions.MOST_NOTES})
    context = {"form": form, "is_empty": not cards.exists()}
    status = 422 if form.errors else 200
    return render(request, "exchange/deck_export.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def deck_import(request: HttpRequest) -> HttpResponse:
    """Reads the file and shows what is in it. Nothing becomes a card here."""
    if request.method != "POST":
        return _import_page(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _import_page(request, form)
    upload = form.cleaned_data["file"]
    try:
        someone = request.user if request.user.is_authenticated else User()
        imported = actions.read(upload.read(), zone=someone.zone)
    except DeckRefused as refused:
        form.add_error("file", refusal_words(refused))
        return _import_page(request, form)
    pending = actions.keep(
        owner=learner_or_guest(request),
        name=upload.name or "",
        imported=imported,
        now=timezone.now(),
    )
    return redirect("deck_import_confirm", pending.pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deck_import_confirm(request: HttpRequest, pending_id: UUID) -> HttpResponse:
    learner = cast(User, request.user)
    pending = get_object_or_404(PendingImport.objects.visible_to(learner), pk=pending_id)
    pending.owner = learner
    if request.method == "POST":
        return _take_over(request, pending)
    if pending.done_at is not None:
        return redirect("decks")
    return _preview_page(request, pending)


def _take_over(request: HttpRequest, pending: PendingImport) -> HttpResponse:
    try:
        done = actions.take_over(owner=pending.owner, pending_id=pending.pk, now=timezone.now())
    except PendingImport.DoesNotExist as error:  # replaced by another upload meanwhile
        raise Http404 from error
    except DeckRefused as refused:
        messages.error(request, refusal_words(refused))
        return _preview_page(request, pending, status=422)
    added = ngettext("%(n)s card was added.", "%(n)s cards were added.", done.added)
    renewed = ngettext("%(n)s card was renewed.", "%(n)s cards were renewed.", done.changed)
    told = [(added, done.added), (renewed, done.changed)]
    messages.success(request, " ".join(words % {"n": n} for words, n in told if n))
    return redirect("decks")


def _preview_page(
    request: HttpRequest, pending: PendingImport, *, status: int = 200
) -> HttpResponse:
    preview = actions.preview(pending, now=timezone.now())
    shown = preview.problems[:PROBLEMS_SHOWN]
    context = {
        "pending": pending,
        "preview": preview,
        "counts": {fate.value: count for fate, count in preview.counts.items()},
        "problems": [problem_words(problem) for problem in shown],
        "more_problems": preview.all_problems - len(shown),
        "more_notes": sum(preview.counts.values()) - len(preview.notes),
    }
    return render(request, "exchange/deck_import_confirm.html", context, status=status)


def _import_page(request: HttpRequest, form: ImportForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "exchange/deck_import.html", {"form": form}, status=status)


def _chosen(deck: str, cards: QuerySet[Card], topics: list[Topic]) -> tuple[QuerySet[Card], str]:
    """The cards, and the name of their deck: parts of one deck stand below it."""
    if deck == ALL:
        return cards, DECK_NAME
    if deck == OWN:
        return cards.filter(question=None), f"{DECK_NAME}::{_('Cards of my own')}"
    topic = next(topic for topic in topics if str(topic.pk) == deck)
    return cards.filter(topic=topic), f"{DECK_NAME}::{topic.title}"


def _download(
    learner: User, cards: QuerySet[Card], name: str, *, as_package: bool, with_schedule: bool
) -> HttpResponse:
    with_schedule = with_schedule and as_package
    deck = actions.exported(learner=learner, cards=cards, name=name, with_schedule=with_schedule)
    file = slugify(name.replace("::", " ")) or "deck"
    if not as_package:
        response = HttpResponse(write_deck_text(deck), content_type="text/plain; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{file}.txt"'
        return response
    timing = _timing(learner) if with_schedule else None
    data = write_apkg(deck, now=timezone.now(), timing=timing)
    response = HttpResponse(data, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{file}.apkg"'
    return response


def _timing(learner: User) -> Timing:
    plan = StudyPlan.objects.filter(learner=learner).first() or StudyPlan(learner=learner)
    decay = plan.parameters.weights[-1]
    return Timing(zone=learner.zone, retention=plan.retention, decay=decay)
