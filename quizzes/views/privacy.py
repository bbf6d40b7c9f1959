"""What is kept about somebody, told, handed out and erased; one's account and its classes."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout as end_session
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.actions import logbook as log
from quizzes.actions import people as actions
from quizzes.forms.people import DeleteAccountForm
from quizzes.models import Deed, Membership, QuestionSet, User
from quizzes.reports import logbook, own_data


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "log_months": settings.KEEP_LOG_DAYS // 30,
        "class_months": settings.KEEP_CLASSES_DAYS // 30,
        "guest_days": settings.SESSION_COOKIE_AGE // 86_400,
    }
    return render(request, "people/privacy.html", context)


@never_cache
@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    members = Membership.objects.filter(user=user).select_related("classroom")
    context = {
        "members": members.order_by("-joined_at", "-pk"),
        "entries": logbook.done_to(user),
        "way": settings.TEACHERS,
    }
    return render(request, "people/account.html", context)


@never_cache
@require_POST
@login_required
def account_export(request: HttpRequest) -> HttpResponse:
    user, now = cast(User, request.user), timezone.now()
    content = own_data.archive(user, now=now)
    log.note(actor=user, deed=Deed.DATA_EXPORTED, subject=user, at=now)
    response = HttpResponse(content, content_type="application/zip")
    # No name in it: it lands in folders that others see.
    response.headers["Content-Disposition"] = f'attachment; filename="my-data-{now:%Y-%m-%d}.zip"'
    return response


@never_cache
@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "POST"])
def account_delete(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = DeleteAccountForm(request.POST or None, request=request, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase(person=User.objects.get(pk=user.pk), by=user, now=timezone.now())
        except actions.LastAdministrator:
            messages.error(request, _("You are the last administrator. Name another one first."))
            return redirect("account_delete")
        end_session(request)
        messages.success(request, _("Your account is erased, and your name with it."))
        return redirect("home")
    sets = QuestionSet.objects.filter(owner=user)
    return render(
        request,
        "people/account_delete.html",
        {"form": form, "sets": sets.count()},
        status=422 if form.errors else 200,
    )
