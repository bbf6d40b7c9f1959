"""Guests, sign-up, recovery, and joining a guest's work to an account."""

import secrets
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F

from quizzes.actions.decks import move_cards
from quizzes.actions.words import WORDS
from quizzes.errors import DomainError
from quizzes.models import Attempt, ItemReport, Recall, StudyDay, User
from quizzes.models.people import Role, SensitiveChoice, username_key

RECOVERY_WORDS = 4  # of len(WORDS) each: over 30 bits, behind a lock-out


class UsernameTaken(DomainError):
    code = "username-taken"


def create_guest(*, now: datetime, sensitive: str = SensitiveChoice.ASK) -> User:
    """A user without a password. Nobody can log in as it; only its session leads to it.

    ``sensitive`` is what was chosen before there was a user.
    """
    guest = User(
        username=f"guest-{secrets.token_hex(12)}",
        role=Role.GUEST,
        last_seen=now,
        sensitive=sensitive,
    )
    guest.set_unusable_password()
    guest.save()
    return guest


def passphrase(words: int = RECOVERY_WORDS) -> str:
    """Words joined by hyphens, easy to copy from paper."""
    return "-".join(secrets.choice(WORDS) for _ in range(words))


def normal_passphrase(typed: str) -> str:
    """What was typed from paper, as it was printed: any case, spaces or hyphens."""
    return "-".join(typed.casefold().replace("-", " ").split())


def sign_up(
    *,
    guest: User | None,
    username: str,
    display_name: str,
    password: str,
    now: datetime,
    sensitive: str = SensitiveChoice.ASK,
) -> tuple[User, str]:
    """Make a learner, out of ``guest`` where there is one, so that its work stays; ``sensitive`` is
    the choice of somebody who was not even a guest.

    Returns the user and the recovery passphrase, which is kept only as a hash and so can be shown
    this once. Raises ``UsernameTaken``.
    """
    told = passphrase()
    user = guest if guest is not None and guest.is_guest else User(sensitive=sensitive)
    user.username = username_key(username)
    user.display_name = display_name.strip()
    user.role = Role.LEARNER
    user.recovery = make_password(told)
    user.last_seen = now
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise UsernameTaken(username=username) from error
    return user, told


def reset_password(*, user: User, password: str) -> str:
    """Set a new password for who has proven to know the recovery words. They are used up: new ones
    come back."""
    told = passphrase()
    user.recovery = make_password(told)
    user.set_password(password)
    user.save(update_fields=["recovery", "password"])
    return told


def new_passphrase(*, user: User) -> str:
    """Replace the recovery passphrase; the old one no longer works."""
    told = passphrase()
    user.recovery = make_password(told)
    user.save(update_fields=["recovery"])
    return told


@transaction.atomic
def keep_guest_work(*, guest: User, account: User) -> int:
    """Move what a guest did to an account and remove the guest. Returns how many attempts moved.

    Where both know a fact the later answer stands; study days are added up.
    """
    if not guest.is_guest or guest.pk == account.pk:
        return 0
    moved = Attempt.objects.filter(learner=guest).update(learner=account)
    ItemReport.objects.filter(reporter=guest).update(reporter=account)
    _join_recalls(guest, account)
    move_cards(guest=guest, account=account)
    for day in StudyDay.objects.filter(learner=guest):
        added = StudyDay.objects.filter(learner=account, day=day.day).update(
            answered=F("answered") + day.answered,
            score=F("score") + day.score,
            seconds=F("seconds") + day.seconds,
            reviewed=F("reviewed") + day.reviewed,
            introduced=F("introduced") + day.introduced,
            tested=F("tested") + day.tested,
            passed=F("passed") + day.passed,
        )
        if not added:
            StudyDay.objects.filter(pk=day.pk).update(learner=account)
    guest.delete()
    return moved


def _join_recalls(guest: User, account: User) -> None:
    mine = {recall.fact_id: recall for recall in Recall.objects.filter(learner=account)}
    newer, moving = [], []
    for recall in Recall.objects.filter(learner=guest):
        known = mine.get(recall.fact_id)
        if known is None:
            moving.append(recall.pk)
        elif known.answered_at < recall.answered_at:
            known.right, known.answered_at = recall.right, recall.answered_at
            newer.append(known)
    Recall.objects.filter(pk__in=moving).update(learner=account)
    Recall.objects.bulk_update(newer, ["right", "answered_at"])


def prune_guests(*, before: datetime) -> int:
    """Remove guests who have done nothing since ``before``, with what they did. Returns how
    many."""
    stale = User.objects.stale_guests(before=before)
    count: int = stale.count()
    stale.delete()
    return count
