"""A pupil's attempt before its teacher: read, commented, marked by hand, opened again, deleted."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.actions import attempts
from quizzes.actions import marks as actions
from quizzes.errors import MarkError
from quizzes.forms.results import CommentForm, MarkForm, ReopenForm
from quizzes.models import Assignment, Attempt, AttemptItem, User
from quizzes.reports import results as report
from quizzes.reports.gradebook import grading_of
from quizzes.reports.regrades import names_in
from quizzes.views.partials import render_page, wants_fragment


@never_cache
@login_required
@require_GET
def pupil_attempt(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    attempt = _gradable_or_404(request, attempt_id)
    now = timezone.now()
    if attempts.is_overdue(attempt, now=now - attempts.GRACE):
        attempts.close_overdue(now=now, among=Attempt.objects.filter(pk=attempt.pk))
        attempt.refresh_from_db(fields=["state", "finished_at"])
    actions.note_reading(attempt=attempt, by=cast(User, request.user), now=now)
    return _page(request, attempt)


@require_POST
@login_required
def mark_answer(request: HttpRequest, attempt_id: UUID, position: int) -> HttpResponse:
    attempt = _gradable_or_404(request, attempt_id)
    item = get_object_or_404(AttemptItem, attempt=attempt, position=position)
    form = MarkForm(request.POST, weight=item.weight, auto_id=f"id_mark_{position}_%s")
    if not form.is_valid():
        return _page(request, attempt, position=position, form=form)
    return _done(
        request,
        attempt,
        position,
        lambda: actions.override(
            attempt_id=attempt.pk,
            position=position,
            share=form.share,
            reason=form.cleaned_data["reason"],
            by=cast(User, request.user),
            now=timezone.now(),
        ),
    )


@require_POST
@login_required
def unmark_answer(request: HttpRequest, attempt_id: UUID, position: int) -> HttpResponse:
    attempt = _gradable_or_404(request, attempt_id)
    get_object_or_404(AttemptItem, attempt=attempt, position=position)
    return _done(
        request,
        attempt,
        position,
        lambda: actions.withdraw_override(
            attempt_id=attempt.pk,
            position=position,
            by=cast(User, request.user),
            now=timezone.now(),
        ),
    )


@require_POST
@login_required
def comment_answer(request: HttpRequest, attempt_id: UUID, position: int) -> HttpResponse:
    attempt = _gradable_or_404(request, attempt_id)
    get_object_or_404(AttemptItem, attempt=attempt, position=position)
    form = CommentForm(request.POST, auto_id=f"id_comment_{position}_%s")
    if not form.is_valid():
        return _page(request, attempt, position=position, form=form)
    text = form.cleaned_data["comment"]
    return _done(
        request,
        attempt,
        position,
        lambda: actions.comment(
            attempt_id=attempt.pk,
            position=position,
            text=text,
            by=cast(User, request.user),
            now=timezone.now(),
        ),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def reopen_attempt(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    attempt = _gradable_or_404(request, attempt_id)
    form = ReopenForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _confirm(request, "results/reopen_attempt.html", attempt, form=form)
    now = timezone.now()
    try:
        actions.reopen(
            attempt_id=attempt.pk, until=now + form.span, by=cast(User, request.user), now=now
        )
    except MarkError as refused:
        messages.error(request, _words(refused))
        return redirect("pupil_attempt", attempt.pk)
    messages.success(request, _("The attempt is open again."))
    return redirect("pupil_attempt", attempt.pk)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def delete_attempt(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    attempt = _gradable_or_404(request, attempt_id)
    if request.method != "POST":
        return _confirm(request, "results/delete_attempt.html", attempt)
    actions.delete(attempt_id=attempt.pk, by=cast(User, request.user), now=timezone.now())
    messages.success(request, _("The attempt was deleted."))
    return redirect("pupil_attempts", attempt.assignment_id, attempt.learner_id)


def _gradable_or_404(request: HttpRequest, attempt_id: UUID) -> Attempt:
    gradable = Attempt.objects.gradable_by(request.user)
    attempt: Attempt = get_object_or_404(
        gradable.select_related("learner", "assignment__classroom"), pk=attempt_id
    )
    return attempt


def _done(
    request: HttpRequest, attempt: Attempt, position: int, act: Callable[[], Any]
) -> HttpResponse:
    try:
        act()
    except MarkError as refused:
        if wants_fragment(request):
            return _page(request, attempt, position=position, refused=_words(refused), status=409)
        messages.error(request, _words(refused))
        return redirect("pupil_attempt", attempt.pk)
    if not wants_fragment(request):
        return redirect(f"{reverse('pupil_attempt', args=[attempt.pk])}#answer-{position}")
    return _page(request, _gradable_or_404(request, attempt.pk), position=position, saved=True)


def _page(
    request: HttpRequest,
    attempt: Attempt,
    *,
    position: int = 0,
    form: forms.Form | None = None,
    refused: str = "",
    saved: bool = False,
    status: int = 200,
) -> HttpResponse:
    """``position`` is the answer that was just worked on, ``form`` what came back with errors."""
    assignment = cast(Assignment, attempt.assignment)
    marked = report.marked(attempt)
    names = names_in([assignment.classroom])
    context = {
        "attempt": attempt,
        "assignment": assignment,
        "room": assignment.classroom,
        "name": names.get((assignment.classroom_id, attempt.learner_id), ""),
        "summary": marked.summary,
        "lines": [
            _line(row, form if row.row.position == position else None) for row in marked.rows
        ],
        "grade": grading_of(assignment.classroom).grade(
            attempt.share, pass_mark=assignment.pass_mark
        ),
        "at": position,
        "form": form,
        "refused": refused,
        "saved": saved,
    }
    if form is not None:
        status = 422
    return render_page(request, "results/pupil_attempt.html", "marks", context, status=status)


def _line(marked: report.MarkedRow, form: forms.Form | None) -> dict[str, Any]:
    """A row with its forms, as they came back or as things stand."""
    position, answer = marked.row.position, marked.answer
    line: dict[str, Any] = {"marked": marked, "row": marked.row, "word": marked.word}
    line["comment_form"] = (
        form
        if isinstance(form, CommentForm)
        else CommentForm(
            initial={"comment": answer.comment if answer else ""},
            auto_id=f"id_comment_{position}_%s",
        )
    )
    line["mark_form"] = (
        form
        if isinstance(form, MarkForm)
        else MarkForm(
            weight=marked.weight,
            initial={
                "mark": f"{marked.points:g}",
                "reason": answer.override_reason if answer else "",
            },
            auto_id=f"id_mark_{position}_%s",
        )
    )
    return line


def _confirm(request: HttpRequest, template: str, attempt: Attempt, **context: Any) -> HttpResponse:
    assignment = cast(Assignment, attempt.assignment)
    names = names_in([assignment.classroom])
    context |= {
        "attempt": attempt,
        "assignment": assignment,
        "room": assignment.classroom,
        "name": names.get((assignment.classroom_id, attempt.learner_id), ""),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, template, context, status=status)


def _words(refused: MarkError) -> str:
    return {
        "not-finished": _(
            "This attempt is still being worked on. Marks can be set once it is handed in."
        ),
        "no-answer": _("Nothing was answered here, and no mark was set by hand."),
        "no-override": _("This mark was not set by hand."),
        "no-weight": _("This question counts for nothing, so a mark would change nothing."),
        "nothing-left": _(
            "Every question of this attempt was answered and told: nothing is left to go on with."
        ),
        "another-open": _(
            "The pupil is at another attempt at the moment. Let it be finished first."
        ),
    }.get(refused.code, _("This cannot be done."))
