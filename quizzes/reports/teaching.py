"""What a teacher comes to: work in progress, and classes with what needs attention now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from quizzes.models import Assignment, Draft, ItemReport, User
from quizzes.models.classes import MemberRole
from quizzes.reports import classes as class_report
from quizzes.reports import sets as set_report
from quizzes.reports.classes import Room
from quizzes.reports.sets import SetRow

DRAFTS_SHOWN = 5
SETS_SHOWN = 5
OPEN_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class DraftRow:
    """``stem`` is what stands in the draft so far, empty where nothing was written yet."""

    draft: Draft
    stem: str


@dataclass(frozen=True, kw_only=True)
class RoomRow:
    """``open`` has the assignments that pupils may work at now, those that close first before the
    others; ``reports`` counts errors said by its pupils that nobody has settled."""

    room: Room
    open: Sequence[Assignment]
    reports: int


@dataclass(frozen=True, kw_only=True)
class Desk:
    drafts: Sequence[DraftRow]
    sets: Sequence[SetRow]
    rooms: Sequence[RoomRow]
    has_assigned: bool

    @property
    def is_new(self) -> bool:
        """Whether one of the first three steps is still to be made."""
        return not (self.sets and self.rooms and self.has_assigned)


def desk(teacher: User, *, now: datetime) -> Desk:
    """Seven queries, however much there is."""
    rooms = class_report.classrooms(teacher)
    ids = [room.classroom.pk for room in rooms]
    running = _running(ids, now=now)
    reports = _reports(ids)
    drafts = Draft.objects.editable_by(teacher).order_by("-saved_at")[:DRAFTS_SHOWN]
    return Desk(
        drafts=[DraftRow(draft=draft, stem=_stem(draft.data)) for draft in drafts],
        sets=set_report.listed(teacher, shelf="mine", text="").rows[:SETS_SHOWN],
        rooms=[
            RoomRow(
                room=room,
                open=running.get(room.classroom.pk, []),
                reports=reports.get(room.classroom.pk, 0),
            )
            for room in rooms
        ],
        has_assigned=Assignment.objects.filter(classroom__in=ids).exists(),
    )


def _running(rooms: Sequence[int], *, now: datetime) -> dict[int, list[Assignment]]:
    still = Q(closes_at=None) | Q(closes_at__gt=now)
    found = Assignment.objects.current().filter(still, classroom__in=rooms, opens_at__lte=now)
    by_room: dict[int, list[Assignment]] = {}
    for one in sorted(found, key=lambda a: (a.closes_at is None, a.closes_at or now, a.pk)):
        shown = by_room.setdefault(one.classroom_id, [])
        if len(shown) < OPEN_SHOWN:
            shown.append(one)
    return by_room


def _reports(rooms: Sequence[int]) -> dict[int, int]:
    said = ItemReport.objects.open().filter(
        reporter__membership__classroom__in=rooms,
        reporter__membership__role=MemberRole.PUPIL,
    )
    counted = said.order_by().values_list("reporter__membership__classroom")
    return dict(counted.annotate(count=Count("pk", distinct=True)))


def _stem(data: Mapping[str, Any]) -> str:
    """A form that was sent has lists of values."""
    stem = data.get("stem") or data.get("front") or ""
    if isinstance(stem, list):
        stem = stem[0] if stem else ""
    return str(stem)[:200]
