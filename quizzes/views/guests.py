"""Whoever does something worth keeping without an account becomes a guest."""

from django.contrib.auth import login as begin_session
from django.http import HttpRequest
from django.utils import timezone

from quizzes.actions import accounts
from quizzes.models import User
from quizzes.views.held_back import choice_of

# Of whoever begins a session without a form that asks for a password.
BACKEND = "quizzes.backends.PasswordBackend"


def learner_or_guest(request: HttpRequest) -> User:
    """Who is logged in, else a new guest, whose session begins."""
    if request.user.is_authenticated:
        return request.user
    guest = accounts.create_guest(now=timezone.now(), sensitive=choice_of(request))
    begin_session(request, guest, backend=BACKEND)
    return guest
