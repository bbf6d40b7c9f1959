"""Proving who one is, by a password or by words on paper. Backends, so that failures count for the
lock-out; each finds the account of a session that it began."""

from axes.utils import reset as forgive
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import BigIntegerField
from django.http import HttpRequest

from quizzes.actions.accounts import normal_passphrase
from quizzes.models import Membership, User
from quizzes.models.classes import MemberRole
from quizzes.models.people import username_key
from quizzes.models.prepared import PreparedQuery, Slot

# Behind every page: written once.
_users = PreparedQuery(lambda: User.objects.filter(pk=Slot("user", BigIntegerField())))


class PasswordBackend(ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        for user in _users.rows(user=user_id):
            return user if self.user_can_authenticate(user) else None
        return None


class RecoveryBackend(PasswordBackend):
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


class PassphraseBackend(PasswordBackend):
    """A password that is a passphrase, typed from paper: any case, blanks for hyphens."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, username: str, password: str
    ) -> User | None:
        normal = normal_passphrase(password)
        if normal == password:  # has been tried as it was typed
            return None
        user = User.objects.filter(username=username, made_in_class=True).first()
        known = user.password if user else make_password(None)
        if not check_password(normal, known) or user is None:
            return None
        return user if self.user_can_authenticate(user) else None


class ClassBackend(PasswordBackend):
    """``authenticate(request, username=…, class_code=…, nickname=…, passphrase=…)``, the code in
    its one form. ``username`` is what failures are counted by (``actions.joining.lock_name``):
    a nickname is locked for an address, be there such a pupil or not."""

    def authenticate(  # type: ignore[override]
        self,
        request: HttpRequest | None,
        username: str,
        class_code: str,
        nickname: str,
        passphrase: str,
    ) -> User | None:
        pupils = Membership.objects.filter(
            classroom__code=class_code,
            nickname_key=username_key(" ".join(nickname.split())),
            role=MemberRole.PUPIL,
        )
        member = pupils.select_related("user").first()
        known = member.user.password if member else make_password(None)
        normal = normal_passphrase(passphrase)
        # Whoever had an account before joining has a password of any form.
        right = check_password(passphrase, known)
        if not right and normal != passphrase:
            right = check_password(normal, known)
        if not right or member is None or not self.user_can_authenticate(member.user):
            return None
        forgive(username=username)
        return member.user
