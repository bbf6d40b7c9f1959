"""Grading old answers with another key: whose, what it would change, and why."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from quizzes.actions.regrades import regrade
from quizzes.errors import RegradeStale
from quizzes.forms.results import RegradeForm, RegradeScopeForm
from quizzes.models import Assignment, Classroom, Question, QuestionVersion, Regrade, User
from quizzes.reports import regrades as report
from quizzes.views.partials import render_page, wants_fragment


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def question_regrade(request: HttpRequest, question_id: int) -> HttpResponse:
    teacher = cast(User, request.user)
    question = _question_or_404(teacher, question_id)
    scope = _scope(question, teacher, request.POST if request.method == "POST" else request.GET)
    if not scope.is_valid():
        return _page(request, question, scope, status=422)
    if request.method != "POST":
        return _page(request, question, scope)
    form = RegradeForm(request.POST)
    if not form.is_valid():
        return _page(request, question, scope, form=form, status=422)
    try:
        done = regrade(
            question=question,
            version=scope.cleaned_data["version"],
            assignment=scope.cleaned_data["assignment"],
            by=teacher,
            reason=form.cleaned_data["reason"],
            digest=form.cleaned_data["digest"],
            now=timezone.now(),
        )
    except RegradeStale:
        return _page(request, question, scope, form=form, stale=True, status=409)
    messages.success(request, _done_words(done))
    return redirect(_here(question, scope))


def _question_or_404(teacher: User, question_id: int) -> Question:
    """What was asked in one's classes, or what one wrote and may look at before it is asked."""
    wanted = Q(pk__in=report.regradable(teacher).values("pk"))
    if teacher.is_teacher:
        wanted |= Q(pk__in=Question.objects.editable_by(teacher).values("pk"))
    questions = Question.objects.filter(wanted, current__isnull=False).select_related("current")
    question: Question = get_object_or_404(questions, pk=question_id)
    return question


def _scope(question: Question, teacher: User, data: Any) -> RegradeScopeForm:
    taught = Assignment.objects.editable_by(teacher).filter(
        attempt__items__version__question=question
    )
    current = cast(QuestionVersion, question.current)
    return RegradeScopeForm(
        {
            "assignment": data.get("assignment", ""),
            "version": data.get("version") or current.number,
        },
        assignments=taught.distinct().select_related("classroom"),
        versions=question.versions.order_by("-number"),
    )


def _page(
    request: HttpRequest,
    question: Question,
    scope: RegradeScopeForm,
    *,
    form: RegradeForm | None = None,
    stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "question": question,
        "scope": scope,
        "stale": stale,
        "fragment": wants_fragment(request),
        "rooms": _rooms(question, cast(User, request.user)),
        "history": Regrade.objects.filter(question=question, by=cast(User, request.user))[:10],
    }
    if scope.is_valid():
        version = scope.cleaned_data["version"]
        plan = report.dry_run(
            question=question,
            version=version,
            by=cast(User, request.user),
            assignment=scope.cleaned_data["assignment"],
        )
        changed, left = report.rows_of(plan)
        reason = form.data.get("reason", "") if form is not None else ""
        shown = form if form is not None and not stale else None
        context |= {
            "version": version,
            "plan": plan,
            "changed": changed,
            "left": left,
            "form": shown or RegradeForm(initial={"digest": plan.digest, "reason": reason}),
            "digest": plan.digest,
        }
    return render_page(request, "results/question_regrade.html", "regrade", context, status=status)


def _rooms(question: Question, teacher: User) -> list[Classroom]:
    """The teacher's classes that were asked it: there the grades stand."""
    rooms = Classroom.objects.taught_by(teacher).filter(
        assignment__attempt__items__version__question=question
    )
    return list(rooms.distinct().order_by("name", "pk"))


def _here(question: Question, scope: RegradeScopeForm) -> str:
    chosen = {"version": scope.cleaned_data["version"].number}
    if assignment := scope.cleaned_data["assignment"]:
        chosen["assignment"] = assignment.pk
    return f"{reverse('question_regrade', args=[question.pk])}?{urlencode(chosen)}"


def _done_words(done: Regrade) -> str:
    return ngettext(
        "%(graded)s answer was graded anew; %(changed)s of them changed.",
        "%(graded)s answers were graded anew; %(changed)s of them changed.",
        done.graded,
    ) % {"graded": done.graded, "changed": len(done.changes)}
