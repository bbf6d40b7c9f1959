"""A teacher's classes: made, set up, shown on the wall; how ready they are, what will not stick."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.actions import classes as actions
from quizzes.actions.questions import TooManyReports
from quizzes.forms.classes import (
    ArchiveForm,
    ClassForm,
    CodeChangeForm,
    ExamDayForm,
    MendForm,
    SettingsForm,
)
from quizzes.models import Classroom, Membership, Question, User
from quizzes.models.classes import MemberRole
from quizzes.reports import classes as report
from quizzes.views.carry import to_login
from quizzes.views.partials import render_page


@never_cache
@login_required
@require_GET
def classrooms(request: HttpRequest) -> HttpResponse:
    teacher = cast(User, request.user)
    rooms, archived = report.classrooms(teacher), report.classrooms(teacher, archived=True)
    if not rooms and not archived and not teacher.is_teacher:
        raise Http404
    return render(request, "classes/classrooms.html", {"rooms": rooms, "archived": archived})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def classroom_new(request: HttpRequest) -> HttpResponse:
    teacher = cast(User, request.user)
    if not teacher.is_teacher:
        raise Http404
    form = ClassForm(request.POST or None, initial={"time_zone": teacher.time_zone})
    if request.method == "POST" and form.is_valid():
        made = actions.create(teacher=teacher, now=timezone.now(), fields=form.cleaned_data)
        return redirect("classroom", made.pk)
    return render(
        request, "classes/classroom_new.html", {"form": form}, status=422 if form.errors else 200
    )


@never_cache
@login_required
@require_GET
def classroom(request: HttpRequest, classroom_id: int) -> HttpResponse:
    room = taught_or_404(request, classroom_id)
    members = Membership.objects.filter(classroom=room).select_related("user")
    context = {
        "room": room,
        "pupils": members.filter(role=MemberRole.PUPIL).count(),
        "teachers": members.filter(role=MemberRole.TEACHER).order_by("joined_at", "pk"),
        "join_address": join_address(request, room),
    }
    return render(request, "classes/classroom.html", context)


@never_cache
@require_GET
def classroom_board(request: HttpRequest, classroom_id: int) -> HttpResponse:
    """For the projector: nobody's name, unless it is asked for. It hangs there for long, and asks
    again and again: a session that ran out must not put a log-in page in place of the count."""
    if not request.user.is_authenticated:
        return to_login(request, back=request.path)
    room = taught_or_404(request, classroom_id)
    members = Membership.objects.filter(classroom=room, role=MemberRole.PUPIL)
    names = request.GET.get("names") == "1"
    context = {
        "room": room,
        "joined": members.count(),
        "names": names,
        "members": members.select_related("user").order_by("joined_at", "pk") if names else (),
        "join_address": join_address(request, room),
        "short_address": f"{request.get_host()}{reverse('join')}",
    }
    return render_page(request, "classes/classroom_board.html", "joined", context)


@require_POST
@login_required
def classroom_code(request: HttpRequest, classroom_id: int) -> HttpResponse:
    room, teacher = taught_or_404(request, classroom_id), cast(User, request.user)
    form = CodeChangeForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    what, now = form.cleaned_data["what"], timezone.now()
    if what == "new":
        actions.change_code(classroom=room, teacher=teacher, now=now)
        messages.success(request, _("The class has a new code. The old one leads nowhere now."))
    else:
        actions.let_join(classroom=room, joining=what == "open", teacher=teacher, now=now)
        messages.success(
            request,
            _("Pupils can join by the code.") if what == "open" else _("Nobody new can join now."),
        )
    return redirect("classroom", room.pk)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def classroom_settings(request: HttpRequest, classroom_id: int) -> HttpResponse:
    room = taught_or_404(request, classroom_id)
    # The form writes into its instance while validating; the page must not show that.
    form = SettingsForm(request.POST or None, instance=Classroom.objects.get(pk=room.pk))
    if request.method == "POST" and form.is_valid():
        actions.change(
            classroom=room,
            teacher=cast(User, request.user),
            now=timezone.now(),
            fields=form.cleaned_data,
        )
        messages.success(request, _("Saved."))
        return redirect("classroom_settings", room.pk)
    return render(
        request,
        "classes/classroom_settings.html",
        {"room": room, "form": form},
        status=422 if form.errors else 200,
    )


@require_POST
@login_required
def classroom_archive(request: HttpRequest, classroom_id: int) -> HttpResponse:
    room, teacher = taught_or_404(request, classroom_id), cast(User, request.user)
    form = ArchiveForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    if form.cleaned_data["what"] == "archive":
        actions.archive(classroom=room, teacher=teacher, now=timezone.now())
        messages.success(request, _("The class is in the archive. All that was done in it stays."))
        return redirect("classrooms")
    actions.restore(classroom=room, teacher=teacher, now=timezone.now())
    messages.success(request, _("The class is taken up again."))
    return redirect("classroom", room.pk)


@never_cache
@login_required
@require_GET
def classroom_readiness(request: HttpRequest, classroom_id: int) -> HttpResponse:
    room = taught_or_404(request, classroom_id)
    return _readiness(request, room, ExamDayForm(instance=room))


@require_POST
@login_required
def classroom_exam(request: HttpRequest, classroom_id: int) -> HttpResponse:
    room = taught_or_404(request, classroom_id)
    form = ExamDayForm(request.POST, instance=room)
    if not form.is_valid():
        room.refresh_from_db()
        return _readiness(request, room, form)
    actions.set_exam_day(classroom=room, exam_day=form.cleaned_data["exam_day"])
    messages.success(request, _("Saved."))
    return redirect("classroom_readiness", room.pk)


@require_POST
@login_required
def classroom_mend(request: HttpRequest, classroom_id: int) -> HttpResponse:
    room = taught_or_404(request, classroom_id)
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
    return redirect("classroom_readiness", room.pk)


def taught_or_404(request: HttpRequest, classroom_id: int) -> Classroom:
    """A class of the person's own, archived or not."""
    taught = Classroom.objects.taught_by(cast(User, request.user))
    room: Classroom = get_object_or_404(taught, pk=classroom_id)
    return room


def join_address(request: HttpRequest, room: Classroom) -> str:
    return request.build_absolute_uri(reverse("join_class", args=[room.code]))


def _readiness(request: HttpRequest, room: Classroom, form: ExamDayForm) -> HttpResponse:
    sticking = report.sticking(room, cast(User, request.user))
    context = {
        "room": room,
        "form": form,
        "readiness": report.readiness(room, now=timezone.now()),
        "sticking": sticking[: report.STICKING_SHOWN],
        "more_sticking": len(sticking) > report.STICKING_SHOWN,
        "reports": report.reports(room),
        "idle_days": report.IDLE_DAYS,
        "often": report.FORGOTTEN_OFTEN,
    }
    status = 422 if form.errors else 200
    return render(request, "classes/classroom_readiness.html", context, status=status)
