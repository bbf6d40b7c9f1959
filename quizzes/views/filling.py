"""Filling a set: drawing, picking, from a topic; and the list of its entries."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from quizzes.actions import set_drawing
from quizzes.actions import sets as actions
from quizzes.actions.sets import SetFull, SetStale
from quizzes.forms.sets import (
    BankForm,
    DrawForm,
    EntriesForm,
    FromTopicForm,
    TitleForm,
    ids,
    topic_of,
)
from quizzes.kinds import Kind, Level
from quizzes.models import Pack, Question, QuestionSet, SetEntry, User
from quizzes.reports import bank
from quizzes.reports import sets as report
from quizzes.reports.shown import seconds_of
from quizzes.views.packs import languages, shown_pack
from quizzes.views.partials import render_page, wants_fragment
from quizzes.views.teaching import own_set_or_404, teacher_or_404


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def set_new(request: HttpRequest) -> HttpResponse:
    """A draw to look at and to keep, or an empty set."""
    teacher = teacher_or_404(request)
    if request.method == "GET":
        return _draw_page(request, teacher, None)
    form = TitleForm(request.POST)
    questions = _given_questions(request.POST, teacher)
    if not form.is_valid():
        return _draw_page(request, teacher, None, title=form, ticked=questions)
    try:
        made = actions.create(
            owner=teacher,
            title=form.cleaned_data["title"],
            questions=questions,
            now=timezone.now(),
        )
    except SetFull as full:
        messages.error(request, _full_words(full))
        return redirect("set_new")
    return redirect("question_set", made.pk)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def set_draw(request: HttpRequest, set_id: int) -> HttpResponse:
    own = own_set_or_404(request, set_id)
    teacher = cast(User, request.user)
    if request.method == "GET":
        return _draw_page(request, teacher, own)
    return _added(request, own, teacher)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def set_pick(request: HttpRequest, set_id: int) -> HttpResponse:
    own = own_set_or_404(request, set_id)
    teacher = cast(User, request.user)
    if request.method == "POST":
        return _added(request, own, teacher)
    topics = bank.topics(teacher)
    several = len({group.pack.language for group in topics}) > 1
    language = (several and report.language_of(own)) or language_of(request, topics)
    form = BankForm(request.GET, topics=topics, language=language)
    filters = form.filters()
    page = bank.page(set_drawing.addable(teacher), filters, number=form.number, user=teacher)
    on_page = {row.question.pk for row in page.rows}
    ticked = [q.pk for q in _given_questions(request.GET, teacher)]
    context = {
        "set": own,
        "form": form,
        "page": page,
        "ticked": set(ticked),
        "kept": bank.rows_of([pk for pk in ticked if pk not in on_page]),
        "held": set(own.entries.values_list("question_id", flat=True)),
        "here": reverse("set_pick", args=[own.pk]),
        "query": query_of(request.GET),
    }
    return render_page(request, "sets/set_pick.html", "found", context)


@require_POST
@login_required
def set_from_topic(request: HttpRequest, set_id: int) -> HttpResponse:
    own = own_set_or_404(request, set_id)
    topics = bank.topics(cast(User, request.user))
    form = FromTopicForm(request.POST, topics=topics)
    if not form.is_valid():
        contents = report.contents(own)
        context = {
            "set": own,
            "is_own": True,
            "contents": contents,
            "totals": contents.totals,
            "from_topic": form,
        }
        return render(request, "sets/question_set.html", context, status=422)
    asked = form.cleaned_data
    topic = topic_of(topics, asked["topic"])
    if topic is None:
        raise Http404
    try:
        actions.add_from_topic(
            question_set=own,
            topic=topic,
            count=asked["count"],
            kinds=[Kind(asked["kind"])] if asked["kind"] else [],
            levels=[Level(asked["level"])] if asked["level"] else [],
            now=timezone.now(),
        )
    except SetFull as full:
        messages.error(request, _full_words(full))
    else:
        words = ngettext(
            "%(n)s question on %(topic)s stands at the end now.",
            "%(n)s questions on %(topic)s stand at the end now.",
            asked["count"],
        )
        messages.success(request, words % {"n": asked["count"], "topic": topic.title})
    return redirect("question_set", own.pk)


@require_POST
@login_required
def set_entries(request: HttpRequest, set_id: int) -> HttpResponse:
    """The list as a whole: its order, its weights; one entry moved, removed or swapped for another
    question. Made on an older state of the set, it changes nothing and says so."""
    own = own_set_or_404(request, set_id)
    form = EntriesForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    seen, now = cast(datetime, form.seen), timezone.now()
    words, refused = "", ""
    try:
        if form.swapped is not None:
            words = _swap(own, form.swapped, cast(User, request.user), seen=seen, now=now)
        else:
            actions.arrange(
                question_set=own, order=form.arranged(), weights=form.weights, seen=seen, now=now
            )
            words = _("Removed.") if form.removed else _("Saved.")
    except SetStale:
        refused = "stale"
    except SetEntry.DoesNotExist as error:
        raise Http404 from error
    if not wants_fragment(request):
        if refused:
            messages.error(request, _stale_words())
        elif words and not form.moved:
            messages.success(request, words)
        back = reverse("question_set", args=[own.pk])
        return redirect(f"{back}?moved={form.moved}#entries" if form.moved else f"{back}#entries")
    own.refresh_from_db()
    contents = report.contents(own)
    context = {
        "set": own,
        "is_own": True,
        "contents": contents,
        "totals": contents.totals,
        "moved": form.moved,
        "focus": form.swapped,
        "words": words,
        "refused": refused,
        "fragment": True,
    }
    status = 409 if refused else 200
    return render_page(request, "sets/question_set.html", "entries", context, status=status)


def _stale_words() -> str:
    return _(
        "The set was changed elsewhere in the meantime, so that nothing was changed now. This is"
        " how it stands."
    )


def language_of(request: HttpRequest, topics: Sequence[bank.PackTopics]) -> str:
    """What the reader chose for the content, else that of the first pack with topics."""
    codes = [group.pack.language for group in topics]
    return next((code for code in (*languages(request), *codes) if code in codes), "")


def query_of(data: QueryDict) -> str:
    """The filters of an address without its page and its ticks, to go on with."""
    kept = data.copy()
    for name in ("page", "question"):
        kept.pop(name, None)
    return kept.urlencode()


def _swap(own: QuestionSet, entry_id: int, teacher: User, *, seen: datetime, now: datetime) -> str:
    entry = actions.swap(
        question_set=own,
        entry_id=entry_id,
        teacher=teacher,
        seed=_new_seed(),
        seen=seen,
        now=now,
    )
    if entry is None:
        return _("The topic has no other question that goes with the rest.")
    return _("Another question stands there now.")


def _draw_page(
    request: HttpRequest,
    teacher: User,
    own: QuestionSet | None,
    *,
    title: TitleForm | None = None,
    ticked: list[Question] | None = None,
) -> HttpResponse:
    """The form, and below it what was drawn, if the address says what to draw."""
    pack = shown_pack(request)
    asks = "draw" in request.GET
    form = DrawForm(
        request.GET if asks else None,
        topics=bank.topics(teacher),
        pack=pack.pk if pack else None,
        initial={"count": 20 if own is None else 5},
    )
    context: dict[str, Any] = {
        "set": own,
        "form": form,
        "pack": pack,
        "fragment": wants_fragment(request),
        "title_form": title or TitleForm(),
    }
    status = 200
    if ticked is not None:
        context |= _drawn([question.pk for question in ticked])
        status = 422
    elif asks and form.is_valid():
        seed = form.cleaned_data["seed"] or _new_seed()
        beside = (
            own.entries.exclude(question=None).values_list("question_id", flat=True) if own else ()
        )
        found = set_drawing.draw(
            teacher=teacher, wanted=form.wanted(), seed=seed, beside=cast(list[int], list(beside))
        )
        context |= _drawn(found)
        context |= {"seed": seed, "wanted": form.wanted().count}
        context["title_form"] = TitleForm(
            initial={"title": _title(request, form, pack, len(found))}
        )
    elif asks:
        status = 422
    return render_page(request, "sets/set_draw.html", "drawn", context, status=status)


def _drawn(found: list[int]) -> dict[str, Any]:
    rows = bank.rows_of(found)
    kinds = [row.question.kind for row in rows]
    return {
        "drawn": rows,
        "minutes": max(1, round(seconds_of(kinds) / 60)),
        "orderings": kinds.count(Kind.ORDERING),
        "hard": [row.question.level for row in rows].count(Level.HARD),
    }


def _title(request: HttpRequest, form: DrawForm, pack: Pack | None, count: int) -> str:
    """What the teacher typed already, else a suggestion from the topics."""
    typed = request.GET.get("title", "").strip()[:120]
    if typed and "\x00" not in typed:
        return typed
    chosen = set(form.cleaned_data["topics"])
    names = [t.title for group in form.groups for t in group.topics if t.pk in chosen]
    subject = ", ".join(names) if 0 < len(names) <= 3 else pack.title if pack else _("A set")
    words = ngettext("%(subject)s: %(n)s question", "%(subject)s: %(n)s questions", count)
    return (words % {"subject": subject, "n": count})[:120]


def _added(request: HttpRequest, own: QuestionSet, teacher: User) -> HttpResponse:
    questions = _given_questions(request.POST, teacher)
    if not questions:
        messages.info(request, _("Nothing was ticked, so that nothing was added."))
        return redirect("question_set", own.pk)
    try:
        added = actions.add(question_set=own, questions=questions, now=timezone.now())
    except SetFull as full:
        messages.error(request, _full_words(full))
        return redirect("question_set", own.pk)
    words = ngettext("%(n)s question was added.", "%(n)s questions were added.", added.new)
    messages.success(request, words % {"n": added.new})
    return redirect("question_set", own.pk)


def _given_questions(data: QueryDict, teacher: User) -> list[Question]:
    """Those ticked that this teacher may put into a set; others are passed over."""
    wanted = ids(data, "question")
    found = set_drawing.addable(teacher).in_bulk(wanted) if wanted else {}
    return [found[pk] for pk in wanted if pk in found]


def _full_words(full: SetFull) -> str:
    return _("A set holds up to %(most)s questions. Nothing was added.") % full.params


def _new_seed() -> int:
    """Six digits, easily told to a colleague."""
    return 100_000 + secrets.randbelow(900_000)
