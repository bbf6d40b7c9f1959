"""The pages that anybody may read: home, topics, facts, timeline, sources, search, about.

What tells of harm done to people is held back until the reader chose: ``views.held_back``.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from quizzes.forms.reading import HeldBackForm
from quizzes.kinds import Sensitivity, Status
from quizzes.models import Anchor, Attempt, Fact, Pack, Question, Source, Topic
from quizzes.models.people import SensitiveChoice
from quizzes.reports import cards, reading
from quizzes.reports.progress import mastery
from quizzes.reports.reading import FactReading
from quizzes.views import packs
from quizzes.views.back import back_to
from quizzes.views.held_back import (
    ATROCITY,
    SENSITIVE,
    held_context,
    held_counts,
    held_from,
)
from quizzes.views.packs import pack_or_404
from quizzes.views.partials import render_page
from quizzes.views.reminders import reminders_of

FOUND_ON_A_PAGE = 30
LONGEST_QUERY = 200  # characters


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    shown = packs.shown(request)
    if shown is None:
        return render(request, "home.html", {"pack": None, "reminders": reminders_of(request)})
    pack = shown.pack
    topics = mastery(pack, request.user.pk)
    milestones = _milestones(pack)
    return render(
        request,
        "home.html",
        {
            "pack": pack,
            "other_languages": shown.others,
            "topics": topics,
            "fact_count": sum(t.topic.fact_count for t in topics),  # type: ignore[attr-defined]
            "source_count": Source.objects.filter(pack=pack).count(),
            "open_attempt": Attempt.objects.answerable_by(request.user).open().first(),
            "askable": Question.objects.filter(pack=pack).drawable().exists(),
            "milestones": milestones,
            "example": _fact_of_the_day(pack, milestones),
            "reminders": reminders_of(request),
        },
    )


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    shown = packs.shown(request)
    if shown is None:
        raise Http404
    return render(
        request,
        "reading/topics.html",
        {
            "pack": shown.pack,
            "other_languages": shown.others,
            "topics": mastery(shown.pack, request.user.pk),
        },
    )


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    pack = pack_or_404(request, topic__slug=slug)
    every = mastery(pack, request.user.pk)
    place = next((i for i, t in enumerate(every) if t.topic.slug == slug), None)
    if place is None:
        raise Http404
    shown = every[place]
    facts = reading.readings(Fact.objects.filter(topic=shown.topic).with_citations(), pack)
    return render_page(
        request,
        "reading/topic.html",
        "facts",
        {
            "pack": pack,
            "topic": shown.topic,
            "mastery": shown,
            "place": place + 1,
            "topic_count": len(every),
            "earlier": every[place - 1].topic if place else None,
            "later": every[place + 1].topic if place + 1 < len(every) else None,
            "fact_count": len(facts),
            "stretches": reading.stretches(facts, held_from=held_from(request)),
            **held_context(request),
        },
    )


@require_safe
def fact(request: HttpRequest, slug: str) -> HttpResponse:
    pack = pack_or_404(request, fact__slug=slug)
    row = get_object_or_404(Fact.objects.filter(pack=pack).with_citations(), slug=slug)
    shown = reading.readings([row], pack)
    return render_page(
        request,
        "reading/fact.html",
        "fact",
        {
            "pack": pack,
            "fact": row,
            "stretches": reading.stretches(shown, held_from=held_from(request)),
            "question_count": Question.objects.drawable().filter(facts=row).count(),
            "card_offer": cards.offer(request.user if request.user.is_authenticated else None, row),
            **held_context(request),
        },
    )


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    pack = pack_or_404(request)
    topic_slug, era_id = request.GET.get("topic", ""), request.GET.get("era", "")
    wanted = [
        event
        for event in reading.happenings(Fact.objects.filter(pack=pack).events())
        if topic_slug in ("", event.fact.topic.slug) and era_id in ("", event.fact.event_era)
    ]
    limit = held_from(request)
    shown = [event for event in wanted if event.fact.sensitivity < limit]
    return render_page(
        request,
        "reading/timeline.html",
        "events",
        {
            "pack": pack,
            "topics": Topic.objects.filter(pack=pack),
            "topic_slug": topic_slug,
            "era_id": era_id,
            "eras": [
                (era, events)
                for era in pack.eras
                if (events := [event for event in shown if event.fact.event_era == era["id"]])
            ],
            "event_count": len(shown),
            "held": held_counts(event.fact for event in wanted if event.fact.sensitivity >= limit),
            **held_context(request),
        },
    )


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    pack = pack_or_404(request)
    return render(
        request,
        "reading/sources.html",
        {"pack": pack, "sources": reading.sources(pack)},
    )


@require_safe
def source(request: HttpRequest, slug: str) -> HttpResponse:
    pack = pack_or_404(request)
    row = get_object_or_404(Source, pack=pack, slug=slug)
    anchors = (
        Anchor.objects.filter(source=row)
        .select_related("assertion__fact__topic")
        .order_by("start", "end", "pk")
    )
    limit = held_from(request)
    return render_page(
        request,
        "reading/source.html",
        "sections",
        {
            "pack": pack,
            "source": row,
            "whole": Source.objects.filter(pack=pack, slug=row.excerpt_of).first()
            if row.excerpt_of
            else None,
            "sections": reading.sections(row, anchors, held_from=limit),
            "left_out": [p for p in pack.left_out if p["source"] == row.slug],
            "held": held_counts(
                a.assertion.fact for a in anchors if a.assertion.fact.sensitivity >= limit
            ),
            **held_context(request),
        },
    )


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    pack = pack_or_404(request)
    # PostgreSQL refuses to look for a NUL.
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    found = Fact.objects.filter(pack=pack).containing(text) if text else Fact.objects.none()
    limit = held_from(request)
    readable = found.filter(sensitivity__lt=limit).select_related("topic")
    page = Paginator(readable, FOUND_ON_A_PAGE).get_page(request.GET.get("page"))
    return render_page(
        request,
        "reading/search.html",
        "found",
        {
            "pack": pack,
            "q": text,
            "page": page,
            "query": urlencode({"q": text}),
            "held": held_counts(found.filter(sensitivity__gte=limit).only("sensitivity"))
            if text
            else {},
            **held_context(request),
        },
    )


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    pack = packs.shown_pack(request)
    return render(
        request,
        "reading/about.html",
        {"pack": pack, "sources": Source.objects.filter(pack=pack).order_by("title")},
    )


@require_POST
def sensitive_choice(request: HttpRequest) -> HttpResponse:
    form = HeldBackForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    choice = form.cleaned_data["choice"]
    if form.cleaned_data["level"] == Sensitivity.ATROCITY:
        request.session[ATROCITY] = choice
    elif request.user.is_authenticated:
        user = request.user
        user.sensitive = choice
        user.save(update_fields=["sensitive"])
    else:
        request.session[SENSITIVE] = choice
    if choice == SensitiveChoice.ASK:
        request.session.pop(ATROCITY, None)
    return redirect(back_to(request, form.cleaned_data["next"]))


def _milestones(pack: Pack) -> list[dict[str, str]]:
    """The stones of the home page, each with the fact that it leads to."""
    slugs = dict(
        Fact.objects.filter(
            pack=pack, event_slug__in=[m["event"] for m in pack.milestones]
        ).values_list("event_slug", "slug")
    )
    return [{**m, "fact": slugs.get(m["event"], "")} for m in pack.milestones]


def _fact_of_the_day(pack: Pack, milestones: Sequence[Mapping[str, str]]) -> FactReading | None:
    """Another milestone each day, to show how a statement and its place belong together. The
    pack's author chose the milestones: chance alone could greet a child with a quarrel."""
    slugs = [stop["fact"] for stop in milestones if stop["fact"]]
    calm = (
        Fact.objects.filter(pack=pack, slug__in=slugs, status=Status.PLAIN, suspect="")
        .filter(sensitivity=Sensitivity.CIVIC)
        .order_by("event_lo", "pk")
        .with_citations()
    )
    facts = list(calm)
    if not facts:
        return None
    chosen = facts[timezone.localdate().toordinal() % len(facts)]
    return reading.readings([chosen], pack)[0]
