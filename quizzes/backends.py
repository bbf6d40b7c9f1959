"""Proving who one is by recovery words. A backend, so that failures count for the lock-out."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from quizzes.models import User


class RecoveryBackend(ModelBackend):
    """``authenticate(request, username=..., passphrase=...)``; both in their normal form."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, username: str = "", passphrase: str = ""
    ) -> User | None:
        user = User.objects.filter(username=username).first()
        # A hash is computed for unknown names too, so that the time taken tells nothing.
        known = user.recovery if user and user.recovery else make_password(None)
        if not check_password(passphrase, known) or user is None:
            return None
        return user if self.user_can_authenticate(user) else None
