"""A teacher's classes: how ready they are, who has not studied, and what will not stick."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quizzes.actions import classes as actions
from quizzes.actions.questions import TooManyReports
from quizzes.forms.classes import ExamDayForm, MendForm
from quizzes.models import Classroom, Question, User
from quizzes.reports import classes as report


@never_cache
@login_required
@require_GET
def classrooms(request: HttpRequest) -> HttpResponse:
    teacher = cast(User, request.user)
    rooms = report.classrooms(teacher)
    if not rooms and not teacher.is_teacher:
        raise Http404
    return render(request, "classes/classrooms.html", {"rooms": rooms})


@never_cache
@login_required
@require_GET
def classroom(request: HttpRequest, classroom_id: int) -> HttpResponse:
    room = _taught_or_404(request, classroom_id)
    return _page(request, room, ExamDayForm(instance=room))


@require_POST
@login_required
def classroom_exam(request: HttpRequest, classroom_id: int) -> HttpResponse:
    room = _taught_or_404(request, classroom_id)
    form = ExamDayForm(request.POST, instance=room)
    if not form.is_valid():
        room.refresh_from_db()
        return _page(request, room, form)
    actions.set_exam_day(classroom=room, exam_day=form.cleaned_data["exam_day"])
    messages.success(request, _("Saved."))
    return redirect("classroom", room.pk)


@require_POST
@login_required
def classroom_mend(request: HttpRequest, classroom_id: int) -> HttpResponse:
    room = _taught_or_404(request, classroom_id)
    form = MendForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    kept = report.cards_of(room).values("question")
    questions = Question.objects.select_related("current").filter(pk__in=kept)
    question = get_object_or_404(questions, pk=form.cleaned_data["question"])
    try:
        actions.ask_to_mend(
            question=question,
            teacher=cast(User, request.user),
            text=form.cleaned_data["text"],
            now=timezone.now(),
        )
        messages.success(request, _("Thank you. The authors will look at this question."))
    except TooManyReports:
        messages.error(
            request, _("That is enough reports for today. Thank you; come back tomorrow.")
        )
    return redirect("classroom", room.pk)


def _taught_or_404(request: HttpRequest, classroom_id: int) -> Classroom:
    taught = Classroom.objects.taught_by(cast(User, request.user))
    room: Classroom = get_object_or_404(taught, pk=classroom_id)
    return room


def _page(request: HttpRequest, room: Classroom, form: ExamDayForm) -> HttpResponse:
    context = {
        "room": room,
        "form": form,
        "readiness": report.readiness(room, now=timezone.now()),
        "sticking": report.sticking(room, cast(User, request.user)),
        "reports": report.reports(room),
        "idle_days": report.IDLE_DAYS,
        "often": report.FORGOTTEN_OFTEN,
    }
    status = 422 if form.errors else 200
    return render(request, "classes/classroom.html", context, status=status)
