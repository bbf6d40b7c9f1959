"""The log of deeds, ready to be told: who did what to whom, by their names of today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from quizzes.models import Classroom, Deed, LogEntry, Membership, User

SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Told:
    """``actor`` and ``subject`` are names, empty where the person is gone (or, for ``subject``,
    where it concerned nobody). ``own`` says that the person did it to themselves."""

    deed: Deed
    actor: str
    subject: str
    own: bool
    classroom: str
    detail: Mapping[str, Any]
    at: datetime


def of_class(classroom: Classroom, *, start: int = 0) -> list[Told]:
    """What happened in it, latest first. Two queries."""
    return _told(LogEntry.objects.filter(classroom=classroom), start)


def of_all(viewer: User, *, start: int = 0) -> list[Told]:
    """What ``viewer`` may see. Two queries."""
    return _told(LogEntry.objects.visible_to(viewer), start)


def done_to(person: User, *, start: int = 0) -> list[Told]:
    """What others did to the person's data, and the person themselves. Two queries."""
    return _told(LogEntry.objects.filter(subject=person), start)


def _told(entries: QuerySet[LogEntry], start: int) -> list[Told]:
    related = entries.select_related("actor", "subject", "classroom")
    rows = list(related[start : start + SHOWN])
    names = _nicknames(rows)
    return [
        Told(
            deed=Deed(row.deed),
            actor=_name(row.actor, row.classroom_id, names),
            subject=_name(row.subject, row.classroom_id, names),
            own=row.actor_id is not None and row.actor_id == row.subject_id,
            classroom=row.classroom.name if row.classroom else "",
            detail=row.detail,
            at=row.at,
        )
        for row in rows
    ]


_Names = Mapping[tuple[int, int], str]


def _nicknames(rows: Sequence[LogEntry]) -> _Names:
    """By class and person: a teacher knows pupils by what they are called there."""
    members = Membership.objects.filter(
        classroom__in={row.classroom_id for row in rows if row.classroom_id},
        user__in={row.subject_id for row in rows if row.subject_id},
    ).exclude(nickname="")
    return {(m.classroom_id, m.user_id): m.nickname for m in members}


def _name(person: User | None, classroom_id: int | None, names: _Names) -> str:
    if person is None:
        return ""
    return names.get((classroom_id or 0, person.pk), str(person))
