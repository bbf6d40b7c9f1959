"""Who teaches, who looks after the school, and what an administrator does for people."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.actions import people as actions
from quizzes.forms.people import (
    ActiveForm,
    DecisionForm,
    EraseForm,
    RoleForm,
    SearchPeopleForm,
    TeachForm,
)
from quizzes.models import Membership, TeacherRequest, User
from quizzes.models.people import Role
from quizzes.reports import people as report


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def teach_request(request: HttpRequest) -> HttpResponse:
    """How one becomes a teacher here: at once, by asking, or not at all."""
    user = cast(User, request.user)
    if user.is_teacher:
        return redirect("teach")
    form = TeachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            teaches = actions.ask_to_teach(
                user=user, text=form.cleaned_data["text"], now=timezone.now()
            )
        except (actions.TeachingClosed, actions.AlreadyAsked):
            return redirect("teach_request")  # which says so
        if teaches:
            messages.success(request, _("You teach now."))
            return redirect("teach")
        return redirect("teach_request")
    context = {
        "form": form,
        "way": settings.TEACHERS,
        "asked": TeacherRequest.objects.filter(user=user).first(),
    }
    return render(request, "people/teach_request.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """A search is sent by POST, though it changes nothing: no name may stand in an address."""
    _administrator_or_404(request)
    form = SearchPeopleForm(request.POST)
    asked = form.cleaned_data if form.is_valid() else {}
    found = report.search(
        text=asked.get("q", ""), role=asked.get("role", ""), page=asked.get("page") or 1
    )
    context = {"form": form, "found": found, "waiting": report.waiting(), "asked": asked}
    return render(request, "people/people.html", context)


@require_POST
@login_required
def people_decide(request: HttpRequest, request_id: int) -> HttpResponse:
    administrator = _administrator_or_404(request)
    asked = get_object_or_404(TeacherRequest.objects.select_related("user"), pk=request_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    accept = form.cleaned_data["accept"] == "yes"
    now = timezone.now()
    if not actions.decide(asked=asked, accept=accept, by=administrator, now=now):
        messages.warning(request, _("Somebody else has decided already."))
    elif accept:
        messages.success(request, _("Accepted. This person teaches now."))
    else:
        messages.success(request, _("Refused. The person may ask again."))
    return redirect("people")


@never_cache
@login_required
@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    _administrator_or_404(request)
    shown = _person_or_404(person_id)
    return _page(request, shown, EraseForm(person=shown))


@require_POST
@login_required
def person_role(request: HttpRequest, person_id: int) -> HttpResponse:
    administrator = _administrator_or_404(request)
    shown = _person_or_404(person_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    try:
        actions.change_role(
            person=shown,
            role=Role(form.cleaned_data["role"]),
            by=administrator,
            now=timezone.now(),
        )
    except actions.LastAdministrator:
        messages.error(request, _keep_one())
    else:
        messages.success(request, _("Saved."))
    if not User.objects.filter(pk=administrator.pk, role=Role.ADMINISTRATOR).exists():
        return redirect("home")  # having given up the role, one may not see the page
    return redirect("person", shown.pk)


@require_POST
@login_required
def person_active(request: HttpRequest, person_id: int) -> HttpResponse:
    administrator = _administrator_or_404(request)
    shown = _person_or_404(person_id)
    form = ActiveForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    active = form.cleaned_data["active"] == "yes"
    try:
        actions.let_in(person=shown, active=active, by=administrator, now=timezone.now())
    except actions.LastAdministrator:
        messages.error(request, _keep_one())
    else:
        messages.success(
            request, _("The account is open.") if active else _("The account is closed.")
        )
    return redirect("person", shown.pk)


@never_cache
@require_POST
@login_required
def person_passphrase(request: HttpRequest, person_id: int) -> HttpResponse:
    """Answers with the words themselves: they are kept nowhere."""
    administrator = _administrator_or_404(request)
    shown = _person_or_404(person_id)
    told = actions.issue_passphrase(person=shown, by=administrator, now=timezone.now())
    return render(request, "people/person_passphrase.html", {"person": shown, "passphrase": told})


@require_POST
@login_required
def person_erase(request: HttpRequest, person_id: int) -> HttpResponse:
    administrator = _administrator_or_404(request)
    shown = _person_or_404(person_id)
    form = EraseForm(request.POST, person=shown)
    if shown == administrator:
        messages.error(request, _("Delete your own account on your account page."))
        return redirect("person", shown.pk)
    if not form.is_valid():
        return _page(request, shown, form)
    try:
        actions.erase(person=shown, by=administrator, now=timezone.now())
    except actions.LastAdministrator:
        messages.error(request, _keep_one())
        return redirect("person", shown.pk)
    messages.success(request, _("Erased. What others use stays, without a name."))
    return redirect("people")


def _administrator_or_404(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if user.role != Role.ADMINISTRATOR:
        raise Http404
    return user


def _person_or_404(person_id: int) -> User:
    people: QuerySet[User] = User.objects.exclude(role=Role.GUEST)
    return get_object_or_404(people, pk=person_id)


def _keep_one() -> str:
    return _("This is the last administrator. Name another one first.")


def _page(request: HttpRequest, shown: User, form: EraseForm) -> HttpResponse:
    members = Membership.objects.filter(user=shown).select_related("classroom")
    context = {
        "person": shown,
        "form": form,
        "role_form": RoleForm(initial={"role": shown.role}),
        "members": members.order_by("-joined_at"),
    }
    return render(request, "people/person.html", context, status=422 if form.errors else 200)
