"""What the answers of a class say: of an assignment, of a question in it, of a set in all classes;
and who of the class made what of it."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quizzes.actions import attempts
from quizzes.models import Assignment, Attempt, QuestionSet, User
from quizzes.models.assignments import AssignmentKind
from quizzes.reports import gradebook
from quizzes.reports import results as report
from quizzes.views.gradebook import pupil_or_404
from quizzes.views.partials import render_page


@never_cache
@login_required
@require_GET
def assignment_results(request: HttpRequest, assignment_id: int) -> HttpResponse:
    assignment = _taught_or_404(request, assignment_id)
    every = request.GET.get("attempts") == "all"
    attempts.close_overdue(now=timezone.now() - attempts.GRACE, among=_of(assignment))
    results = report.results(
        report.attempts_at(assignment), every_attempt=every, question_set=assignment.question_set
    )
    context = {
        "assignment": assignment,
        "room": assignment.classroom,
        "results": results,
        "every": every,
        "average": gradebook.grading_of(assignment.classroom).grade(
            results.quiz.mean_share, pass_mark=assignment.pass_mark
        ),
        "running": _of(assignment).open().count(),
    }
    return render_page(request, "results/assignment_results.html", "results", context)


@never_cache
@login_required
@require_GET
def question_results(request: HttpRequest, assignment_id: int, question_id: int) -> HttpResponse:
    assignment = _taught_or_404(request, assignment_id)
    every = request.GET.get("attempts") == "all"
    results = report.results(
        report.attempts_at(assignment), every_attempt=every, question_set=assignment.question_set
    )
    parts = [item for item in results.items if item.question.pk == question_id]
    if not parts:
        raise Http404
    context = {
        "assignment": assignment,
        "room": assignment.classroom,
        "question": parts[0].question,
        "parts": parts,
        "every": every,
    }
    return render(request, "results/question_results.html", context)


@never_cache
@login_required
@require_GET
def set_results(request: HttpRequest, set_id: int) -> HttpResponse:
    """Over all the work that gave this set in the classes one teaches."""
    teacher = cast(User, request.user)
    given = Assignment.objects.editable_by(teacher).filter(kind=AssignmentKind.QUIZ)
    sets = QuestionSet.objects.filter(
        Q(pk__in=given.values("question_set"))
        | Q(pk__in=QuestionSet.objects.editable_by(teacher).values("pk"))
    )
    question_set = get_object_or_404(sets, pk=set_id)
    every = request.GET.get("attempts") == "all"
    results = report.results(
        report.attempts_at_set(question_set, teacher),
        every_attempt=every,
        question_set=question_set,
    )
    work = given.filter(question_set=question_set).select_related("classroom")
    context = {
        "question_set": question_set,
        "work": list(work),
        "results": results,
        "every": every,
    }
    return render_page(request, "results/set_results.html", "results", context)


@never_cache
@login_required
@require_GET
def pupil_attempts(request: HttpRequest, assignment_id: int, pupil_id: int) -> HttpResponse:
    assignment = _taught_or_404(request, assignment_id)
    pupil = pupil_or_404(assignment.classroom, pupil_id)
    now = timezone.now()
    attempts.close_overdue(now=now - attempts.GRACE, among=_of(assignment))
    book = gradebook.gradebook(assignment.classroom, now=now, with_archived=True, pupil_id=pupil.pk)
    context = {
        "assignment": assignment,
        "room": assignment.classroom,
        "pupil": book.rows[0].pupil,
        "work": gradebook.work_of(assignment, pupil.pk, now=now),
    }
    return render(request, "results/pupil_attempts.html", context)


def _taught_or_404(request: HttpRequest, assignment_id: int) -> Assignment:
    taught = Assignment.objects.editable_by(cast(User, request.user))
    sets = taught.filter(kind=AssignmentKind.QUIZ).select_related("classroom", "question_set")
    assignment: Assignment = get_object_or_404(sets, pk=assignment_id)
    return assignment


def _of(assignment: Assignment) -> report.AttemptQuerySet:
    found: report.AttemptQuerySet = Attempt.objects.filter(assignment=assignment)
    return found
