"""All that is kept about one person, as an archive that a person and a program can read.

``PARTS`` lists what is told; ``LEFT_OUT`` every other column that leads to a person, with the
reason. A test compares both with the models.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.grading import Chosen, Ordered, Picked, Skipped, Typed, response_from_json
from quizzes.models import (
    Accommodation,
    Answer,
    Assignment,
    Attempt,
    Card,
    Document,
    Draft,
    ItemReport,
    LogEntry,
    Membership,
    Pack,
    PendingImport,
    Picture,
    Question,
    QuestionImport,
    QuestionSet,
    QuestionVersion,
    Recall,
    Regrade,
    ReviewLog,
    StudyDay,
    StudyPlan,
    TeacherRequest,
    User,
)
from quizzes.reports.attempts import released

# What a spreadsheet would take for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
SECRETS = frozenset({"password", "recovery"})
MARKS = frozenset({"before", "after", "reason"})  # of a deed in the log

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Part:
    """``model`` with the rows whose ``column`` is the person. ``more`` adds what stands in other
    tables, such as the words of a question."""

    name: str
    title: Any
    model: type[Model]
    column: str
    related: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    more: Callable[[Any], Row] | None = None

    @property
    def key(self) -> str:
        return f"{self.model.__name__}.{self.column}"


def _asked(version: QuestionVersion | None) -> Row:
    """The words of a question alone: what is right is not told here."""
    if version is None:
        return {}
    return {"question": version.content.get("stem") or version.content.get("front", "")}


def _without_marks(detail: Mapping[str, Any]) -> Row:
    """A mark set by hand may not be told yet. Once it may, it stands beside the answer."""
    return {name: value for name, value in detail.items() if name not in MARKS}


PARTS: tuple[Part, ...] = (
    Part(
        name="classes",
        title=gettext_lazy("Classes"),
        model=Membership,
        column="user",
        related=("classroom",),
        more=lambda member: {"class": member.classroom.name},
    ),
    Part(
        name="attempts",
        title=gettext_lazy("Quizzes"),
        model=Attempt,
        column="learner",
        # The seed would tell how options were shuffled, and so the order of their author.
        without=frozenset({"score", "seed"}),
        related=("assignment", "question_set"),
        more=lambda attempt: {
            "assignment_title": attempt.assignment.title if attempt.assignment else "",
            "set_title": attempt.question_set.title if attempt.question_set else "",
        },
    ),
    Part(
        name="cards",
        title=gettext_lazy("Cards"),
        model=Card,
        column="learner",
        related=("question__current",),
        more=lambda card: _asked(card.question.current) if card.question else {},
    ),
    Part(name="reviews", title=gettext_lazy("Reviews"), model=ReviewLog, column="learner"),
    Part(name="study-plan", title=gettext_lazy("Study plan"), model=StudyPlan, column="learner"),
    Part(name="study-days", title=gettext_lazy("Study days"), model=StudyDay, column="learner"),
    Part(
        name="known-facts",
        title=gettext_lazy("Latest answer on each fact"),
        model=Recall,
        column="learner",
        related=("fact",),
        more=lambda recall: {"statement": recall.fact.statement},
    ),
    Part(
        name="reports",
        title=gettext_lazy("What you reported"),
        model=ItemReport,
        column="reporter",
        related=("version",),
        more=lambda report: _asked(report.version),
    ),
    Part(
        name="own-terms",
        title=gettext_lazy("Terms given to you"),
        model=Accommodation,
        column="pupil",
    ),
    Part(
        name="request-to-teach",
        title=gettext_lazy("Request to teach"),
        model=TeacherRequest,
        column="user",
    ),
    Part(name="sets", title=gettext_lazy("Question sets"), model=QuestionSet, column="owner"),
    Part(
        name="questions",
        title=gettext_lazy("Questions"),
        model=Question,
        column="owner",
        related=("current",),
        without=frozenset({"search_text"}),
        more=lambda question: _whole(question.current) if question.current else {},
    ),
    Part(
        name="versions",
        title=gettext_lazy("Versions that you wrote"),
        model=QuestionVersion,
        column="author",
    ),
    Part(name="drafts", title=gettext_lazy("Drafts"), model=Draft, column="owner"),
    Part(
        name="pictures",
        title=gettext_lazy("Pictures"),
        model=Picture,
        column="owner",
        without=frozenset({"content"}),
    ),
    Part(name="packs", title=gettext_lazy("Content packs"), model=Pack, column="owner"),
    Part(
        name="assignments",
        title=gettext_lazy("Assignments"),
        model=Assignment,
        column="created_by",
    ),
    Part(name="regrades", title=gettext_lazy("Regrades"), model=Regrade, column="by"),
    Part(
        name="imports",
        title=gettext_lazy("Uploaded decks, not taken over yet"),
        model=PendingImport,
        column="owner",
        without=frozenset({"content"}),
    ),
    Part(
        name="question-imports",
        title=gettext_lazy("Uploaded questions, not taken over yet"),
        model=QuestionImport,
        column="owner",
    ),
    Part(
        name="documents",
        title=gettext_lazy("Documents that you attached"),
        model=Document,
        column="attached_by",
        without=frozenset({"text"}),
    ),
    Part(
        name="done-to-you",
        title=gettext_lazy("What was done to your data"),
        model=LogEntry,
        column="subject",
        without=frozenset({"actor"}),
        more=lambda entry: {"detail": _without_marks(entry.detail)},
    ),
    Part(
        name="done-by-you",
        title=gettext_lazy("What you did to the data of others"),
        model=LogEntry,
        column="actor",
        without=frozenset({"subject"}),
    ),
)
LEFT_OUT: Mapping[str, str] = {
    "Answer.overridden_by": "a mark in somebody else's attempt; the log has the deed",
    "TeacherRequest.decided_by": "somebody else's request; the log has the deed",
    "LogEntry.user": "the log of Django's own pages; it names rows, and goes with the account",
}


def archive(person: User, *, now: datetime) -> bytes:
    """A ZIP: ``index.html`` to read, ``data.json`` whole, a CSV file for each part."""
    told = _collect(person, now)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        whole = {"exported_at": now, "parts": told}
        file.writestr("data.json", json.dumps(whole, ensure_ascii=False, indent=1, default=str))
        file.writestr("index.html", _page(told, now))
        for name, rows in told.items():
            if rows:
                file.writestr(f"{name}.csv", _table(rows))
    return out.getvalue()


def _collect(person: User, now: datetime) -> dict[str, list[Row]]:
    told = {"account": [_row(person, SECRETS)]} | {part.name: _rows(part, person) for part in PARTS}
    told["answers"] = _answers(person, now)
    return told


def _answers(person: User, now: datetime) -> list[Row]:
    """Each with its question. What was right is told where the learner has been told it."""
    attempts = Attempt.objects.filter(learner=person).select_related("assignment")
    answers = Answer.objects.filter(attempt__learner=person).select_related("version")
    told = {attempt.pk: released(attempt, now=now) for attempt in attempts}
    hidden = frozenset({"token", "overridden_by", "marked_with"})
    rows = []
    for answer in answers.order_by("attempt__started_at", "position").iterator(500):
        if told[answer.attempt_id]:
            rows.append(_row(answer, hidden) | _asked(answer.version) | _whole(answer.version))
        else:
            untold = hidden | {"score", "comment", "override_reason", "response"}
            given = {"answered": _in_words(answer)}
            rows.append(_row(answer, untold) | given | _asked(answer.version))
    return rows


def _in_words(answer: Answer) -> list[str]:
    """What was chosen, put in order or typed. The ids of options count them as their author wrote
    them, the right one often first: they are told with the key."""
    content = answer.version.content
    texts = {option["id"]: option["text"] for option in content.get("options", ())}
    texts |= {event["id"]: event["title"] for event in content.get("events", ())}
    match response_from_json(answer.response):
        case Chosen(option=option):
            return [texts.get(option, option)]
        case Picked(options=options):
            return sorted(texts[option] for option in options)
        case Ordered(events=events):
            return [texts[event] for event in events]
        case Typed(text=text):
            return [text]
        case Skipped():
            return []


def _whole(version: QuestionVersion) -> Row:
    return {"item": version.content}


def _rows(part: Part, person: User) -> list[Row]:
    rows: QuerySet[Any] = part.model._default_manager.filter(**{part.column: person})
    found = rows.select_related(*part.related) if part.related else rows
    more = part.more or (lambda row: {})
    return [
        _row(row, part.without | {part.column}) | more(row)
        for row in found.order_by("pk").iterator(500)
    ]


def _row(row: Model, without: frozenset[str]) -> Row:
    return {
        field.name: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in without and not field.get_internal_type().startswith("Binary")
    }


def _table(rows: Sequence[Row]) -> bytes:
    """CSV with a mark of its encoding, which spreadsheets want."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(dict.fromkeys(k for row in rows for k in row)))
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"
    return value


def _page(told: Mapping[str, list[Row]], now: datetime) -> str:
    titles = {part.name: str(part.title) for part in PARTS}
    titles |= {"account": _("Account"), "answers": _("Answers")}
    order = ["account", "answers", *(part.name for part in PARTS)]
    parts = format_html_join(
        "\n",
        '<section><h2>{} ({})</h2><div class="table">{}</div></section>',
        ((titles[name], len(told[name]), _html_table(told[name])) for name in order if told[name]),
    )
    return format_html(
        '<!doctype html><html><head><meta charset="utf-8"><title>{0}</title><style>'
        "body{{font:16px/1.5 sans-serif;margin:2rem;max-width:80rem}}.table{{overflow:auto}}"
        "table{{border-collapse:collapse}}th,td{{border:1px solid #bbb;padding:.25rem .5rem;"
        "text-align:left;vertical-align:top;max-width:30rem}}</style></head>"
        "<body><h1>{0}</h1><p>{1}</p>{2}</body></html>",
        _("What is kept about you"),
        now.strftime("%Y-%m-%d %H:%M UTC"),
        parts,
    )


def _html_table(rows: Sequence[Row]) -> str:
    names = [n for n in dict.fromkeys(k for row in rows for k in row) if n != "item"]
    head = format_html_join("", "<th>{}</th>", ((name,) for name in names))
    body = format_html_join(
        "\n",
        "<tr>{}</tr>",
        (
            (format_html_join("", "<td>{}</td>", ((_shown(row.get(name)),) for name in names)),)
            for row in rows
        ),
    )
    return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, body)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
