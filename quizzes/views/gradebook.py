"""The gradebook of a class, one pupil's part of it, and what goes out of it as a file."""

from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quizzes.actions import attempts, logbook
from quizzes.exchange import sheet
from quizzes.forms.results import ExportForm
from quizzes.models import Attempt, Classroom, Deed, User
from quizzes.models.classes import MemberRole
from quizzes.reports import gradebook as report
from quizzes.templatetags.results import cell_words, grade_value

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@never_cache
@login_required
@require_GET
def gradebook(request: HttpRequest, classroom_id: int) -> HttpResponse:
    room = _taught_or_404(request, classroom_id)
    with_archived = request.GET.get("archived") == "1"
    book = report.gradebook(room, now=_settled(room), with_archived=with_archived)
    context = {"room": room, "book": book, "with_archived": with_archived}
    return render(request, "results/gradebook.html", context)


@never_cache
@login_required
@require_GET
def pupil_results(request: HttpRequest, classroom_id: int, pupil_id: int) -> HttpResponse:
    room = _taught_or_404(request, classroom_id)
    pupil = pupil_or_404(room, pupil_id)
    book = report.gradebook(room, now=_settled(room), with_archived=True, pupil_id=pupil.pk)
    row = book.rows[0]
    context = {"room": room, "row": row, "lines": list(zip(book.columns, row.cells, strict=True))}
    return render(request, "results/pupil_results.html", context)


@require_POST
@login_required
def export_results(request: HttpRequest, classroom_id: int) -> HttpResponse:
    """By POST, because it is written down that names went out."""
    room = _taught_or_404(request, classroom_id)
    form = ExportForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    now = _settled(room)
    book = report.gradebook(room, now=now, with_archived=form.cleaned_data["archived"])
    kind = form.cleaned_data["format"]
    table = _table(book)
    body = sheet.to_csv(table) if kind == "csv" else sheet.to_xlsx(table, title=_("Results"))
    logbook.note(
        actor=cast(User, request.user),
        deed=Deed.RESULTS_EXPORTED,
        at=now,
        classroom=room,
        count=len(book.rows),
        format=kind,
    )
    day = now.astimezone(ZoneInfo(room.time_zone)).date()
    name = f"results-{room.pk}-{day.isoformat()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=FORMATS[kind], headers=headers)


def pupil_or_404(room: Classroom, pupil_id: int) -> User:
    pupils = User.objects.filter(membership__classroom=room, membership__role=MemberRole.PUPIL)
    pupil: User = get_object_or_404(pupils, pk=pupil_id)
    return pupil


def _taught_or_404(request: HttpRequest, classroom_id: int) -> Classroom:
    taught = Classroom.objects.taught_by(cast(User, request.user))
    room: Classroom = get_object_or_404(taught, pk=classroom_id)
    return room


def _settled(room: Classroom) -> datetime:
    """Now, with what ran out of time handed in."""
    now = timezone.now()
    among = Attempt.objects.filter(assignment__classroom=room)
    attempts.close_overdue(now=now - attempts.GRACE, among=among)
    return now


def _table(book: report.Gradebook) -> list[list[sheet.Value]]:
    """Beside each grade its percentage, unless that is the grade."""
    in_percent = book.grading.scale == report.Scale.PERCENT
    head: list[sheet.Value] = [_("Pupil")]
    for column in book.columns:
        head.append(column.assignment.title)
        if not in_percent:
            head.append(_("%(title)s, percent") % {"title": column.assignment.title})
    rows = [head]
    for row in book.rows:
        line: list[Any] = [row.pupil.name]
        for cell in row.cells:
            line.append(cell_words(cell) if cell.grade is None else grade_value(cell.grade))
            if not in_percent:
                line.append(cell.grade.percent if cell.grade else None)
        rows.append(line)
    return rows
