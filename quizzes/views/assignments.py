"""Class work: giving it, seeing to it, and a pupil's way into it."""

import secrets
from collections.abc import Mapping
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.actions import assignments as actions
from quizzes.errors import AssignmentRefused, NothingToAsk
from quizzes.forms.assignments import (
    AccommodationForm,
    ArchiveForm,
    AssignForm,
    CardsForm,
    EditForm,
    OpenAgainForm,
    SubjectForm,
    quick_end,
)
from quizzes.models import Accommodation, Assignment, Classroom, Membership, User
from quizzes.models.assignments import AssignmentKind
from quizzes.models.classes import MemberRole
from quizzes.reports import assignments as report
from quizzes.reports.classes import alphabetical
from quizzes.reports.gradebook import own_grade
from quizzes.views.quiz import SEED_BITS


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def assignment_new(request: HttpRequest) -> HttpResponse:
    """``set`` (or ``topic``) and ``class`` in the address choose; a POST with them alone gives the
    set with its own terms."""
    teacher = cast(User, request.user)
    classes = Classroom.objects.taught_by(teacher).current()
    rooms = sorted(classes, key=lambda room: (alphabetical(room.name), room.pk))
    if not rooms:
        return _without_class(request, teacher)
    sent = request.POST if request.method == "POST" else request.GET
    subject = SubjectForm(sent, teacher=teacher)
    if not subject.is_valid() or not subject.chosen:
        status = 422 if request.method == "POST" else 200
        return render(
            request,
            "assignments/assignment_choose.html",
            {"subject": subject, "chosen_classes": sent.getlist("class")},
            status=status,
        )
    now = timezone.now()
    wanted = {value for value in sent.getlist("class") if value.isascii() and value.isdigit()}
    picked = [room.pk for room in rooms if str(room.pk) in wanted or len(rooms) == 1]
    form = AssignForm(
        request.POST if request.method == "POST" else None,
        classes=classes,
        question_set=subject.question_set,
        title=subject.title,
        deck=subject.is_deck,
        initial={"classes": picked},
        now=now,
    )
    if request.method == "POST" and form.is_valid():
        given = actions.assign(
            teacher=teacher,
            orders=form.orders,
            title=form.cleaned_data["title"],
            question_set=subject.question_set,
            topic=subject.deck_topic,
            now=now,
            **form.columns(),
        )
        names = ", ".join(order.classroom.name for order in form.orders)
        messages.success(request, _("Assigned to %(classes)s.") % {"classes": names})
        _tell(request, form.notes)
        return redirect("assignment", given[0].pk)
    context = {
        "form": form,
        "subject": subject,
        "rooms": rooms,
        "zones": sorted({room.time_zone for room in rooms}),
    }
    status = 422 if form.errors else 200
    return render(request, "assignments/assignment_new.html", context, status=status)


@never_cache
@login_required
@require_GET
def assignments(request: HttpRequest, classroom_id: int) -> HttpResponse:
    """All that a class was given: to its teachers with who has done it, to a pupil the own part."""
    user, now = cast(User, request.user), timezone.now()
    room = Classroom.objects.taught_by(user).filter(pk=classroom_id).first()
    if room is not None:
        work = report.work_of(room, now=now)
        context: dict[str, Any] = {"room": room, "work": work, "now": now}
        with timezone.override(ZoneInfo(room.time_zone)):
            return render(request, "assignments/assignments.html", context)
    room = get_object_or_404(Classroom.objects.attended_by(user), pk=classroom_id)
    context = {"room": room, "work": report.own_work(room, user, now=now)}
    return render(request, "assignments/own_assignments.html", context)


@never_cache
@login_required
@require_GET
def assignment(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """For its teachers the class at work; for a pupil what to do, and until when."""
    taught = _loaded().editable_by(request.user).filter(pk=assignment_id).first()
    if taught is not None:
        return _teacher_page(request, taught)
    return _pupil_page(request, _met_or_404(request, assignment_id))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def assignment_edit(request: HttpRequest, assignment_id: int) -> HttpResponse:
    taught = _taught_or_404(request, assignment_id)
    zone = report.zone_of(taught)
    data = request.POST if request.method == "POST" else None
    form = EditForm(data, assignment=taught, zone=zone, now=timezone.now())
    if request.method == "POST" and form.is_valid():
        actions.change(assignment=taught, **form.columns())
        messages.success(request, _("Saved. Who is at work goes on as begun."))
        _tell(request, form.notes)
        return redirect("assignment", taught.pk)
    context = {"assignment": taught, "form": form, "zone": taught.classroom.time_zone}
    return _in_zone(
        request, taught, "assignments/assignment_edit.html", context, 422 if form.errors else 200
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def assignment_end(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Asks first, and says whom it concerns."""
    taught = _taught_or_404(request, assignment_id)
    now = timezone.now()
    if request.method == "POST":
        ended = actions.end(assignment=taught, now=now)
        messages.success(request, _ended_words(ended))
        return redirect("assignment", taught.pk)
    standing = report.standing(taught, now=now)
    own_dates = [
        pupil
        for pupil in standing.pupils
        if pupil.accommodation
        and pupil.accommodation.closes_at
        and pupil.accommodation.closes_at > now
    ]
    context = {
        "assignment": taught,
        "standing": standing,
        "own_dates": own_dates,
        "ending": [pupil for pupil in standing.at_work if pupil not in own_dates],
    }
    return _in_zone(request, taught, "assignments/assignment_end.html", context)


@require_POST
@login_required
def assignment_open(request: HttpRequest, assignment_id: int) -> HttpResponse:
    taught = _taught_or_404(request, assignment_id)
    form = OpenAgainForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    now = timezone.now()
    closes_at = quick_end(form.cleaned_data["until"], report.zone_of(taught), now=now)
    actions.open_again(assignment=taught, closes_at=closes_at, now=now)
    messages.success(request, _("It is open again."))
    return redirect("assignment", taught.pk)


@require_POST
@login_required
def assignment_archive(request: HttpRequest, assignment_id: int) -> HttpResponse:
    taught = _taught_or_404(request, assignment_id)
    form = ArchiveForm(request.POST)
    if form.is_valid() and form.cleaned_data["back"]:
        actions.restore(assignment=taught)
        messages.success(request, _("Pupils see it again."))
    else:
        actions.archive(assignment=taught, now=timezone.now())
        messages.success(request, _("Put away: pupils see it no more. All that was taken is kept."))
    return redirect("assignment", taught.pk)


@never_cache
@login_required
@require_GET
def assignment_pupils(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Who has other terms than the rest."""
    taught = _taught_or_404(request, assignment_id)
    context = {"assignment": taught, "standing": report.standing(taught, now=timezone.now())}
    return _in_zone(request, taught, "assignments/assignment_pupils.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def assignment_pupil(request: HttpRequest, assignment_id: int, pupil_id: int) -> HttpResponse:
    taught = _taught_or_404(request, assignment_id)
    members = Membership.objects.filter(classroom=taught.classroom_id, role=MemberRole.PUPIL)
    member = get_object_or_404(members.select_related("user"), user=pupil_id)
    before = Accommodation.objects.filter(assignment=taught, pupil=member.user).first()
    form = AccommodationForm(
        request.POST if request.method == "POST" else None,
        assignment=taught,
        given=before or Accommodation(),
        zone=report.zone_of(taught),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.accommodate(
                assignment=taught,
                pupil=member.user,
                teacher=cast(User, request.user),
                now=timezone.now(),
                **form.given(),
            )
        except Membership.DoesNotExist as error:  # moved or removed a moment ago
            raise Http404 from error
        messages.success(request, _("Saved."))
        _tell(request, form.notes)
        return redirect("assignment_pupils", taught.pk)
    context = {
        "assignment": taught,
        "form": form,
        "member": member,
        "name": report.name_of(member),
        "given": before,
    }
    return _in_zone(
        request, taught, "assignments/assignment_pupil.html", context, 422 if form.errors else 200
    )


@require_POST
@login_required
def assignment_start(request: HttpRequest, assignment_id: int) -> HttpResponse:
    met = _met_or_404(request, assignment_id)
    try:
        attempt = actions.begin(
            assignment=met,
            pupil=cast(User, request.user),
            seed=secrets.randbits(SEED_BITS),
            now=timezone.now(),
        )
    except AssignmentRefused:  # the page says why
        return _pupil_page(request, met, status=409)
    except NothingToAsk:
        messages.error(request, _("No question of this set can be asked. Tell your teacher."))
        return redirect("assignment", met.pk)
    return redirect("attempt", attempt.pk)


@require_POST
@login_required
def assignment_cards(request: HttpRequest, assignment_id: int) -> HttpResponse:
    met = _met_or_404(request, assignment_id)
    form = CardsForm(request.POST)
    try:
        actions.take_cards(
            assignment=met,
            pupil=cast(User, request.user),
            plan_for_it=form.is_valid() and form.cleaned_data["plan_for_it"],
            now=timezone.now(),
        )
    except AssignmentRefused:
        return _pupil_page(request, met, status=409)
    messages.success(request, _("The cards are yours. The first ones wait for you now."))
    return redirect("review")


def _loaded() -> Any:
    return Assignment.objects.select_related("classroom", "question_set", "topic")


def _taught_or_404(request: HttpRequest, assignment_id: int) -> Assignment:
    taught: Assignment = get_object_or_404(
        _loaded().editable_by(cast(User, request.user)), pk=assignment_id
    )
    return taught


def _met_or_404(request: HttpRequest, assignment_id: int) -> Assignment:
    met: Assignment = get_object_or_404(
        _loaded().met_by(cast(User, request.user)), pk=assignment_id
    )
    return met


def _teacher_page(request: HttpRequest, taught: Assignment) -> HttpResponse:
    now = timezone.now()
    context: dict[str, Any] = {
        "assignment": taught,
        "now": now,
        "is_open": taught.is_open(now=now) and not taught.archived_at,
        "is_to_come": now < taught.opens_at,
        "open_again": OpenAgainForm(),
        "lesson_zone": taught.classroom.time_zone,
    }
    if taught.kind == AssignmentKind.DECK:
        context["readiness"] = report.deck_readiness(taught, now=now)
        template = "assignments/deck_taught.html"
    else:
        actions.settle(assignment=taught, now=now)
        context["standing"] = report.standing(taught, now=now)
        template = "assignments/assignment_taught.html"
    return _in_zone(request, taught, template, context)


def _pupil_page(request: HttpRequest, met: Assignment, *, status: int = 200) -> HttpResponse:
    pupil, now = cast(User, request.user), timezone.now()
    terms = report.terms_for(met, pupil, now=now)
    context: dict[str, Any] = {"assignment": met, "terms": terms, "now": now}
    if met.kind == AssignmentKind.DECK:
        context |= {
            "deck": report.deck_of(met, pupil, now=now),
            "form": CardsForm(),
            "is_to_come": now < terms.allowance.opens_at,
        }
        return render(request, "assignments/deck.html", context, status=status)
    context["own"] = own_grade(met, pupil, now=now)
    return render(request, "assignments/assignment.html", context, status=status)


def _in_zone(
    request: HttpRequest,
    taught: Assignment,
    template: str,
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Teachers are told times as the clocks of the class show them."""
    with timezone.override(ZoneInfo(taught.classroom.time_zone)):
        return render(request, template, dict(context), status=status)


def _without_class(request: HttpRequest, teacher: User) -> HttpResponse:
    if not teacher.is_teacher:
        raise Http404
    status = 422 if request.method == "POST" else 200
    return render(request, "assignments/without_class.html", status=status)


def _tell(request: HttpRequest, notes: list[str]) -> None:
    for note in dict.fromkeys(notes):
        messages.info(request, note)


def _ended_words(ended: int) -> str:
    return ngettext(
        "Ended. %(n)d attempt is handed in with what was answered.",
        "Ended. %(n)d attempts are handed in with what was answered.",
        ended,
    ) % {"n": ended}
