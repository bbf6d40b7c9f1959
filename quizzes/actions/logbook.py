"""Noting what somebody did to pupils' data, a class or a grade."""

from datetime import datetime
from typing import Any

from quizzes.models import Classroom, Deed, LogEntry, User


def note(
    *,
    actor: User | None,
    deed: Deed,
    at: datetime,
    classroom: Classroom | None = None,
    subject: User | None = None,
    **detail: Any,
) -> None:
    """Write one entry, in the caller's transaction: what is undone was not done.

    ``subject`` is whose data it is. ``detail`` takes ids, numbers and reasons that JSON can hold,
    never a name; the pages that tell it know ``attempt``, ``assignment``, ``count``, ``reason``,
    ``role``, ``old_role`` and ``to_class``.
    """
    LogEntry.objects.create(
        actor=actor, deed=deed, classroom=classroom, subject=subject, detail=detail, at=at
    )


def prune(*, before: datetime) -> int:
    """Remove the entries of before ``before``. Returns how many."""
    gone, _by_model = LogEntry.objects.filter(at__lt=before).delete()
    return gone
