"""Into a class by its code, and back into it by nickname and three words."""

import secrets

from django.contrib import messages
from django.contrib.auth import login as begin_session
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from quizzes.actions import joining
from quizzes.forms.joining import CodeForm, ComeBackForm, JoinForm, page_token
from quizzes.models import Classroom, Membership, User
from quizzes.views.accounts import begin_session_after, guest_of
from quizzes.views.guests import BACKEND

JOINED = "joined"  # session key: words shown until acknowledged
MISSED = "missed-code"  # session key: gives the browser a session to count by


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = _find(request, form.cleaned_data["code"], form)
        return redirect("join_class", found.code) if isinstance(found, Classroom) else found
    return render(request, "joining/join.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def join_class(request: HttpRequest, code: str) -> HttpResponse:
    """Where a QR code leads. Whoever has an account joins with it."""
    room = _find(request, joining.normal_code(code))
    if not isinstance(room, Classroom):
        return room
    user = request.user if isinstance(request.user, User) else None
    account = user if user is not None and not user.is_guest else None
    member = Membership.objects.filter(classroom=room, user=account).first() if account else None
    sent = request.POST or None if member is None else None
    form = JoinForm(sent, initial=_initial(account))
    if sent and form.is_valid():
        joined = _join(request, room, account, form)
        if joined is not None:
            return joined
    closed = room.archived_at is not None or not room.joining
    return render(
        request,
        "joining/join_class.html",
        {"room": room, "form": form, "account": account, "member": member, "closed": closed},
        status=422 if form.errors else 200,
    )


@never_cache
@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "POST"])
def join_back(request: HttpRequest, code: str) -> HttpResponse:
    """Open for archived classes too: a pupil's cards are still there."""
    room = _find(request, joining.normal_code(code))
    if not isinstance(room, Classroom):
        return room
    form = ComeBackForm(request.POST or None, request=request, classroom=room)
    if request.method == "POST" and form.is_valid() and form.user is not None:
        begin_session_after(guest_of(request), request, form.user)
        messages.success(request, _("Welcome back."))
        return redirect("keep_answers")  # asks where there is something to keep
    return render(
        request,
        "joining/join_back.html",
        {"room": room, "form": form},
        status=422 if form.errors else 200,
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def joined(request: HttpRequest) -> HttpResponse:
    """Shows the three words until the pupil says that they are written down."""
    if request.method == "POST":
        request.session.pop(JOINED, None)
        return redirect("home")
    told = request.session.get(JOINED)
    room = Classroom.objects.filter(pk=told["classroom"]).first() if told else None
    if told is None or room is None:
        return redirect("home")
    member = Membership.objects.filter(classroom=room, user=request.user.pk).first()
    context = {"room": room, "member": member, "passphrase": told["passphrase"]}
    return render(request, "joining/joined.html", context)


def _initial(account: User | None) -> dict[str, str]:
    return {"nickname": str(account) if account else "", "token": page_token()}


def _find(
    request: HttpRequest, code: str, form: CodeForm | None = None
) -> Classroom | HttpResponse:
    """The class, or the page that says why there is none."""
    try:
        return joining.find_class(
            code=code,
            # Without a session one is given with the first miss.
            session=request.session.session_key or secrets.token_hex(8),
            address=request.META.get("REMOTE_ADDR", ""),
            now=timezone.now(),
        )
    except joining.NoSuchClass:
        request.session[MISSED] = True
        missed = form or CodeForm({"code": code})
        missed.is_valid()
        if "code" not in missed.errors:
            missed.add_error(
                "code", _("No class has this code. Compare it letter by letter, or ask for it.")
            )
        return render(request, "joining/join.html", {"form": missed}, status=422 if form else 404)
    except joining.TooManyMisses as fault:
        seconds = int(str(fault.params["seconds"]))
        context = {"form": CodeForm(), "minutes": -(-seconds // 60)}
        response = render(request, "joining/join.html", context, status=429)
        response.headers["Retry-After"] = str(seconds)
        return response


def _join(
    request: HttpRequest, room: Classroom, account: User | None, form: JoinForm
) -> HttpResponse | None:
    """None where the form tells what is wrong."""
    nickname, now = form.cleaned_data["nickname"], timezone.now()
    try:
        if account is not None:
            joining.join_as(classroom=room, user=account, nickname=nickname, now=now)
            messages.success(request, _("You are in the class now."))
            return redirect("home")
        pupil, words = joining.join(
            classroom=room,
            nickname=nickname,
            guest=guest_of(request),
            now=now,
            token=form.cleaned_data["token"],
        )
    except joining.NicknameTaken:
        form.add_error(
            "nickname",
            _(
                "Somebody in this class has this nickname. Choose another one, "
                "or come back with your three words if it is yours."
            ),
        )
    except joining.ClassFull:
        form.add_error(None, _("This class is full. Tell your teacher."))
    except joining.ClassClosed:
        form.add_error(None, _("Nobody new can join this class at present. Ask your teacher."))
    except joining.AlreadyThere:
        return redirect("join_class", room.code)
    else:
        begin_session(request, pupil, backend=BACKEND)
        request.session[JOINED] = {"passphrase": words, "classroom": room.pk}
        return redirect("joined")
    return None
