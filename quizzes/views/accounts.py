"""Signing up, logging in and out, coming back, and one's own preferences."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from quizzes.actions import accounts, people
from quizzes.forms.accounts import LogInForm, PreferencesForm, RecoverForm, SignUpForm
from quizzes.models import Attempt, Card, StudyDay, User
from quizzes.views import carry, carry_review
from quizzes.views.back import back_to
from quizzes.views.guests import BACKEND
from quizzes.views.held_back import choice_of

PASSPHRASE = "passphrase"  # session key: shown until acknowledged
TO_TEACH = "to-teach"  # session key: signed up to teach, and has not asked yet
GUEST = "guest"  # session key: the guest whose work may be kept


def guest_of(request: HttpRequest) -> User | None:
    """The guest at work in this browser, if it is one."""
    user = request.user
    return user if isinstance(user, User) and user.is_guest else None


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def signup(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated and guest_of(request) is None:
        return redirect("progress")
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed, now = dict(form.cleaned_data), timezone.now()
        teach = typed.pop("teach", False)
        try:
            user, passphrase = accounts.sign_up(
                guest=guest_of(request), sensitive=choice_of(request), now=now, **typed
            )
        except accounts.UsernameTaken:
            form.add_error("username", _("This username is taken. Choose another."))
        else:
            begin_session(request, user, backend=BACKEND)
            request.session[PASSPHRASE] = passphrase
            if teach:
                _begin_teaching(request, user)
            return redirect("passphrase")
    return render(
        request,
        "accounts/signup.html",
        {"form": form, **_work_of(guest_of(request))},
        status=422 if form.errors else 200,
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def passphrase(request: HttpRequest) -> HttpResponse:
    """Shows new recovery words until the person says that they are written down."""
    if request.method == "POST":
        request.session.pop(PASSPHRASE, None)
        if request.session.pop(TO_TEACH, None):
            return redirect("teach_request")
        return redirect("keep_answers" if GUEST in request.session else "home")
    if PASSPHRASE not in request.session:
        return redirect("preferences")
    return render(request, "accounts/passphrase.html", {"passphrase": request.session[PASSPHRASE]})


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    guest = guest_of(request)
    carried = request.POST.get("carried") or request.GET.get("carried") or ""
    form = LogInForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid() and form.user is not None:
        begin_session_after(guest, request, form.user)
        saved = _taken(carried, form.user) if carried else None
        if saved is not None:
            return redirect(saved)
        if GUEST in request.session:
            return redirect("keep_answers")
        return redirect(_next(request))
    wanted = _next(request, default="")
    return render(
        request,
        "accounts/login.html",
        {
            "form": form,
            "next": wanted,
            "carried": carried,
            "for_quiz": wanted.startswith(reverse("quiz_new").removesuffix("new/")),
        },
        status=422 if form.errors else 200,
    )


def _taken(carried: str, user: User) -> str | None:
    """What came along was given in a quiz, or is the review of a card: its signature tells."""
    now = timezone.now()
    return carry.take_answer(carried, user=user, now=now) or carry_review.take_review(
        carried, user=user, now=now
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def keep_answers(request: HttpRequest) -> HttpResponse:
    """Asks once whether what was answered and kept as a guest belongs to the account."""
    guest = User.objects.guests().filter(pk=request.session.get(GUEST)).first()
    if guest is None:
        return redirect("home")
    if request.method == "POST":
        if request.POST.get("keep") == "yes":
            accounts.keep_guest_work(guest=guest, account=cast(User, request.user))
            messages.success(request, _("What you did is with your account now."))
        del request.session[GUEST]
        return redirect("home")
    return render(request, "accounts/keep_answers.html", _work_of(guest))


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    end_session(request)
    messages.success(request, _("You are logged out."))
    return redirect("home")


@require_POST
def start_afresh(request: HttpRequest) -> HttpResponse:
    """For the next person at a shared computer. A guest's work can't be found again, so it asks
    once more where there is any."""
    work = _work_of(guest_of(request))
    if any(work.values()) and request.POST.get("sure") != "yes":
        return render(request, "accounts/start_afresh.html", work)
    end_session(request)
    messages.success(request, _("A fresh start: nobody’s answers are on this page."))
    return redirect("home")


@never_cache
@sensitive_post_parameters("passphrase", "password")
@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    form = RecoverForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid() and form.user is not None:
        told = accounts.reset_password(user=form.user, password=form.cleaned_data["password"])
        begin_session_after(guest_of(request), request, form.user)
        request.session[PASSPHRASE] = told
        return redirect("passphrase")
    return render(
        request, "accounts/recover.html", {"form": form}, status=422 if form.errors else 200
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    # The form writes into its instance while validating; the page's header must not show that.
    form = PreferencesForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        response = redirect("preferences")
        _set_language(response, form.cleaned_data["language"])
        # The switch in the header leaves this cookie, which would win over what was just chosen.
        response.delete_cookie("theme")
        return response
    return render(
        request, "accounts/preferences.html", {"form": form}, status=422 if form.errors else 200
    )


@require_POST
@login_required
def new_passphrase(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    if user.is_guest:
        return redirect("signup")
    request.session[PASSPHRASE] = accounts.new_passphrase(user=user)
    return redirect("passphrase")


def begin_session_after(guest: User | None, request: HttpRequest, user: User) -> None:
    """Log ``user`` in, and remember the guest whose work to ask about."""
    worked = any(_work_of(guest).values())
    begin_session(request, user, backend=BACKEND)
    if guest is not None and worked:
        request.session[GUEST] = guest.pk


def _begin_teaching(request: HttpRequest, user: User) -> None:
    """At once, or with a word to the administrators once the recovery words are written down."""
    request.session[TO_TEACH] = True
    if settings.TEACHERS == people.OPEN:
        people.ask_to_teach(user=user, text="", now=timezone.now())


def _work_of(guest: User | None) -> dict[str, int]:
    """What would be lost with a guest: answers in quizzes and on cards, and the cards kept."""
    if guest is None:
        return {"guest_answers": 0, "guest_cards": 0}
    asked = Attempt.objects.filter(learner=guest).values_list("answered", flat=True)
    reviewed = StudyDay.objects.filter(learner=guest).values_list("reviewed", flat=True)
    return {
        "guest_answers": sum(asked) + sum(reviewed),
        "guest_cards": Card.objects.filter(learner=guest).kept().count(),
    }


def _next(request: HttpRequest, *, default: str = "home") -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return back_to(request, wanted, default=default)


def _set_language(response: HttpResponse, language: str) -> None:
    if not language:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
