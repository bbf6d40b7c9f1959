"""Who is in a class: pupils and what a teacher does for them, and fellow teachers."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.actions import classes as actions
from quizzes.actions import joining
from quizzes.forms.classes import ChosenPupilsForm, MoveForm, NamesForm, PupilForm, TeacherForm
from quizzes.models import Classroom, Membership, User
from quizzes.models.classes import MemberRole
from quizzes.reports import classes as report
from quizzes.views.classes import join_address, taught_or_404


@never_cache
@login_required
@require_GET
def classroom_pupils(request: HttpRequest, classroom_id: int) -> HttpResponse:
    room = taught_or_404(request, classroom_id)
    return _list(request, room, None)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def pupils_add(request: HttpRequest, classroom_id: int) -> HttpResponse:
    """Answers with the cards themselves: a passphrase is kept nowhere that a second page could
    find it. Sent again, the same names are refused."""
    room = taught_or_404(request, classroom_id)
    if room.archived_at is not None:
        raise Http404
    form = NamesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            issued = joining.add_pupils(
                classroom=room,
                nicknames=form.cleaned_data["names"],
                teacher=cast(User, request.user),
                now=timezone.now(),
            )
        except joining.NicknameTaken as fault:
            form.add_error("names", _taken(str(fault.params["nickname"])))
        except joining.ClassFull:
            form.add_error("names", _full())
        else:
            return _cards(request, room, issued)
    return render(
        request,
        "classes/pupils_add.html",
        {"room": room, "form": form},
        status=422 if form.errors else 200,
    )


@never_cache
@require_POST
@login_required
def pupils_passphrases(request: HttpRequest, classroom_id: int) -> HttpResponse:
    """Of one or many at once. Answers with the cards."""
    room = taught_or_404(request, classroom_id)
    form = ChosenPupilsForm(request.POST, members=_pupils(room).select_related("user"))
    if not form.is_valid():
        return _list(request, room, form)
    try:
        issued = actions.issue(
            members=form.cleaned_data["pupils"],
            teacher=cast(User, request.user),
            now=timezone.now(),
        )
    except actions.NotIssuable:
        messages.error(
            request,
            _("One of them chose a password when signing up. Only they can set a new one."),
        )
        return redirect("classroom_pupils", room.pk)
    return _cards(request, room, issued)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def pupil(request: HttpRequest, classroom_id: int, member_id: int) -> HttpResponse:
    room = taught_or_404(request, classroom_id)
    member = _pupil_or_404(room, member_id)
    initial = {"nickname": member.called, "time_percent": member.time_percent}
    form = PupilForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        teacher, now = cast(User, request.user), timezone.now()
        name = form.cleaned_data["nickname"]
        try:
            if name != member.nickname:
                actions.rename(member=member, nickname=name, teacher=teacher, now=now)
            actions.give_time(
                member=member, percent=form.cleaned_data["time_percent"], teacher=teacher, now=now
            )
        except joining.NicknameTaken:
            form.add_error("nickname", _taken(name))
            member.refresh_from_db()
        else:
            messages.success(request, _("Saved."))
            return redirect("pupil", room.pk, member.pk)
    return _pupil_page(request, room, member, form, MoveForm(classes=_others(request, room)))


@require_POST
@login_required
def pupil_move(request: HttpRequest, classroom_id: int, member_id: int) -> HttpResponse:
    room = taught_or_404(request, classroom_id)
    member = _pupil_or_404(room, member_id)
    form = MoveForm(request.POST, classes=_others(request, room))
    if form.is_valid():
        to, teacher = form.cleaned_data["to"], cast(User, request.user)
        try:
            actions.move(member=member, to=to, teacher=teacher, now=timezone.now())
        except joining.NicknameTaken:
            form.add_error("to", _("Somebody there has this nickname. Rename one of them first."))
        except joining.AlreadyThere:
            form.add_error("to", _("This pupil is in that class already."))
        except joining.ClassFull:
            form.add_error("to", _full())
        else:
            messages.success(request, _("Moved. Answers and cards went along."))
            return redirect("classroom_pupils", room.pk)
    initial = {"nickname": member.called, "time_percent": member.time_percent}
    return _pupil_page(request, room, member, PupilForm(initial=initial), form)


@require_POST
@login_required
def pupil_remove(request: HttpRequest, classroom_id: int, member_id: int) -> HttpResponse:
    room = taught_or_404(request, classroom_id)
    member = _pupil_or_404(room, member_id)
    actions.remove(member=member, teacher=cast(User, request.user), now=timezone.now())
    messages.success(
        request, _("Removed from the class. The account stays, with its answers and cards.")
    )
    return redirect("classroom_pupils", room.pk)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def classroom_teachers(request: HttpRequest, classroom_id: int) -> HttpResponse:
    room = taught_or_404(request, classroom_id)
    form = TeacherForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_teacher(
                classroom=room,
                username=form.cleaned_data["username"],
                teacher=cast(User, request.user),
                now=timezone.now(),
            )
        except actions.NoSuchTeacher:
            form.add_error("username", _("No teacher has this username."))
        except joining.AlreadyThere:
            form.add_error("username", _("This person is in the class already."))
        else:
            messages.success(request, _("Added. Both of you look after the class now."))
            return redirect("classroom_teachers", room.pk)
    members = Membership.objects.filter(classroom=room, role=MemberRole.TEACHER)
    context = {
        "room": room,
        "form": form,
        "members": members.select_related("user").order_by("joined_at", "pk"),
    }
    return render(
        request, "classes/classroom_teachers.html", context, status=422 if form.errors else 200
    )


@require_POST
@login_required
def teacher_remove(request: HttpRequest, classroom_id: int, member_id: int) -> HttpResponse:
    room = taught_or_404(request, classroom_id)
    members = Membership.objects.filter(classroom=room, role=MemberRole.TEACHER)
    member = get_object_or_404(members.select_related("user", "classroom"), pk=member_id)
    oneself = member.user_id == request.user.pk
    try:
        actions.remove_teacher(member=member, teacher=cast(User, request.user), now=timezone.now())
    except actions.LastTeacher:
        messages.error(
            request, _("A class needs a teacher. Add another one first, or archive the class.")
        )
        return redirect("classroom_teachers", room.pk)
    if oneself:
        messages.success(request, _("You no longer teach this class."))
        return redirect("classrooms")
    messages.success(request, _("Removed. This person no longer sees the class."))
    return redirect("classroom_teachers", room.pk)


def _pupils(room: Classroom) -> QuerySet[Membership]:
    return Membership.objects.filter(classroom=room, role=MemberRole.PUPIL)


def _pupil_or_404(room: Classroom, member_id: int) -> Membership:
    found = _pupils(room).select_related("user", "classroom")
    member: Membership = get_object_or_404(found, pk=member_id)
    return member


def _others(request: HttpRequest, room: Classroom) -> QuerySet[Classroom]:
    """Classes that a pupil can be moved to."""
    taught = Classroom.objects.taught_by(cast(User, request.user)).current()
    return Classroom.objects.filter(pk__in=taught).exclude(pk=room.pk).order_by("name", "pk")


def _list(request: HttpRequest, room: Classroom, form: ChosenPupilsForm | None) -> HttpResponse:
    context = {"room": room, "rows": report.pupils(room), "form": form}
    status = 422 if form is not None else 200
    return render(request, "classes/classroom_pupils.html", context, status=status)


def _pupil_page(
    request: HttpRequest, room: Classroom, member: Membership, form: PupilForm, move: MoveForm
) -> HttpResponse:
    context = {
        "room": room,
        "member": member,
        "form": form,
        "move": move,
        "others": _others(request, room).exists(),
    }
    status = 422 if form.errors or move.errors else 200
    return render(request, "classes/pupil.html", context, status=status)


def _cards(request: HttpRequest, room: Classroom, issued: list[joining.Issued]) -> HttpResponse:
    context = {
        "room": room,
        "issued": issued,
        "join_address": join_address(request, room),
        "host": request.get_host(),
        "count_words": ngettext(
            "%(n)s card with a passphrase", "%(n)s cards with passphrases", len(issued)
        )
        % {"n": len(issued)},
    }
    return render(request, "classes/cards.html", context)


def _taken(name: str) -> str:
    return _("“%(name)s” is in this class already. Choose another nickname.") % {"name": name}


def _full() -> str:
    return _("A class holds up to %(n)s pupils.") % {"n": joining.MOST_PUPILS}
