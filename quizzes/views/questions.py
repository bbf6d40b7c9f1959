"""One question as teachers see it: what it asks, its versions, where it is used, and what pupils
said of it."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quizzes.actions import drafts, writing
from quizzes.actions.questions import settle
from quizzes.errors import DraftsFull
from quizzes.forms.question_data import kept
from quizzes.models import ItemReport, Question, QuestionVersion, User
from quizzes.models.questions import QuestionStatus
from quizzes.reports import attempts
from quizzes.reports import questions as report
from quizzes.reports.regrades import outdated
from quizzes.views.authors import for_teachers
from quizzes.views.editor import data_of_question


@never_cache
@require_GET
@for_teachers
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    teacher = cast(User, request.user)
    shown = _visible_or_404(teacher, question_id)
    item = _current(shown).item
    count = len(getattr(item, "options", getattr(item, "events", ())))
    context = {
        "question": shown,
        "version": shown.current,
        "item": item,
        "told": attempts.key_of(item, list(range(count))),
        "pupils": report.pupils(shown),
        "usage": report.usage(shown, teacher),
        "may_edit": _may_edit(teacher, shown),
        "outdated": outdated(shown, teacher),
        "is_retired": shown.status == QuestionStatus.RETIRED,
    }
    return render(request, "questions/question.html", context)


@never_cache
@require_GET
@for_teachers
def question_versions(request: HttpRequest, question_id: int) -> HttpResponse:
    teacher = cast(User, request.user)
    shown = _visible_or_404(teacher, question_id)
    context = {
        "question": shown,
        "item": _current(shown).item,
        "history": report.history(shown),
        "may_edit": _may_edit(teacher, shown),
        "outdated": outdated(shown, teacher),
    }
    return render(request, "questions/question_versions.html", context)


@require_POST
@for_teachers
def version_restore(request: HttpRequest, question_id: int, number: int) -> HttpResponse:
    """What was asked once is asked again: as a new version, so that nothing between is lost."""
    teacher = cast(User, request.user)
    own = _own_or_404(teacher, question_id)
    old = get_object_or_404(QuestionVersion, question=own, number=number)
    version = writing.revise(
        question=own, item=old.item, topic=own.topic, author=teacher, now=timezone.now()
    )
    words = _("Version %(old)s is back, as version %(new)s.")
    messages.success(request, words % {"old": number, "new": version.number})
    return redirect("question_versions", own.pk)


@require_POST
@for_teachers
def question_retire(request: HttpRequest, question_id: int) -> HttpResponse:
    own = _own_or_404(cast(User, request.user), question_id)
    writing.retire(question=own)
    messages.success(request, _("Retired: never drawn or assigned again. Its answers stay."))
    return redirect("question", own.pk)


@require_POST
@for_teachers
def question_restore(request: HttpRequest, question_id: int) -> HttpResponse:
    own = _own_or_404(cast(User, request.user), question_id)
    writing.restore(question=own)
    messages.success(request, _("In use again."))
    return redirect("question", own.pk)


@require_POST
@for_teachers
def question_copy(request: HttpRequest, question_id: int) -> HttpResponse:
    """A draft of one's own that begins with these words. It becomes a question when it is saved."""
    teacher = cast(User, request.user)
    shown = _visible_or_404(teacher, question_id)
    data = data_of_question(teacher, shown)
    data["visibility"], data["version"] = "private", ""
    try:
        held = drafts.keep(
            owner=teacher, data=kept(data), draft_id=None, revision=0, now=timezone.now()
        )
    except DraftsFull as full:
        words = _("You have %(most)s drafts. Finish one, or throw one away.")
        messages.error(request, words % {"most": full.params["most"]})
        return redirect("question", shown.pk)
    return redirect("draft", held.pk)


@never_cache
@require_GET
@for_teachers
def question_reports(request: HttpRequest) -> HttpResponse:
    teacher = cast(User, request.user)
    context = {"reports": report.reports(teacher), "forgotten": report.forgotten(teacher)}
    return render(request, "questions/question_reports.html", context)


@require_POST
@for_teachers
def report_settle(request: HttpRequest, report_id: int) -> HttpResponse:
    said = get_object_or_404(ItemReport.objects.open().resolvable_by(request.user), pk=report_id)
    settle(report=said, now=timezone.now())
    messages.success(request, _("Dealt with."))
    return redirect("question_reports")


def _visible_or_404(teacher: User, question_id: int) -> Question:
    visible = Question.objects.visible_to(teacher).exclude(current=None)
    related = visible.select_related("current__author", "topic__pack", "owner")
    shown: Question = get_object_or_404(related, pk=question_id)
    return shown


def _own_or_404(teacher: User, question_id: int) -> Question:
    own = Question.objects.editable_by(teacher).select_related("current", "topic__pack")
    found: Question = get_object_or_404(own, pk=question_id)
    return found


def _may_edit(teacher: User, shown: Question) -> bool:
    return Question.objects.editable_by(teacher).filter(pk=shown.pk).exists()


def _current(shown: Question) -> QuestionVersion:
    if shown.current is None:
        raise Http404
    return shown.current
