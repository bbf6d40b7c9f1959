"""The bank as those who teach search it: a page of questions, and how many there are.

The bank may hold tens of thousands. A page costs three queries: the ids, counted no further than
``COUNTED``, and the rows of these ids.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, OrderBy, Q, TextField
from django.db.models.functions import Cast

from quizzes.models import Pack, Question, Topic, User
from quizzes.models.questions import QuestionQuerySet, QuestionStatus
from quizzes.reports.shown import Shown, shown

A_PAGE = 25
COUNTED = 1000
HARD_BELOW = 0.35  # facility; the bands are those of the levels
EASY_FROM = 0.65

SORTS = ("newest", "oldest", "missed", "right")


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Empty fields filter nothing. ``whose`` is mine or shared; ``flags`` some or none; ``results``
    few, some, most or unknown, of those who were right at first. ``packs`` are those in the chosen
    language; None stands for all."""

    text: str = ""
    packs: tuple[int, ...] | None = None
    topic: int | None = None
    kind: str = ""
    level: str = ""
    origin: str = ""
    whose: str = ""
    status: str = QuestionStatus.LIVE
    flags: str = ""
    results: str = ""
    sort: str = "newest"


@dataclass(frozen=True, kw_only=True)
class BankRow:
    question: Question
    shown: Shown

    @property
    def percent_right(self) -> int | None:
        facility = self.question.facility
        return None if facility is None else round(100 * facility)


@dataclass(frozen=True, kw_only=True)
class BankPage:
    """``count`` stops at ``COUNTED``; ``more`` says that there are more than that."""

    rows: Sequence[BankRow]
    count: int
    more: bool
    number: int
    pages: int

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


@dataclass(frozen=True, kw_only=True)
class PackTopics:
    pack: Pack
    topics: Sequence[Topic]


def page(questions: QuestionQuerySet, filters: Filters, *, number: int, user: User) -> BankPage:
    """Page ``number`` (from 1; too high a number gives the last) of those ``questions`` that pass
    the filters."""
    found = filtered(questions, filters, user=user)
    counted = found.order_by().values("pk")[: COUNTED + 1].count()
    count = min(counted, COUNTED)
    pages = max(1, -(-count // A_PAGE))
    number = min(max(number, 1), pages)
    # Ids alone are sorted: with the items beside them, SQLite would carry all their texts along.
    ids = list(
        found.order_by(*_order(filters.sort)).values_list("pk", flat=True)[
            (number - 1) * A_PAGE : number * A_PAGE
        ]
    )
    return BankPage(
        rows=rows_of(ids), count=count, more=counted > COUNTED, number=number, pages=pages
    )


def filtered(questions: QuestionQuerySet, filters: Filters, *, user: User) -> QuestionQuerySet:
    found = questions.filter(current__isnull=False)
    columns = {
        "topic": filters.topic,
        "kind": filters.kind,
        "level": filters.level,
        "origin": filters.origin,
        "status": filters.status,
    }
    found = found.filter(**{name: value for name, value in columns.items() if value})
    if filters.packs is not None:
        found = found.filter(pack__in=filters.packs)
    if filters.whose:
        mine = Q(owner=user.pk)
        found = found.filter(mine if filters.whose == "mine" else ~mine)
    if filters.flags:
        # As text: SQLite has no way to look into a list of JSON.
        found = found.annotate(flags_text=Cast("flags", TextField()))
        unflagged = Q(flags_text="[]")
        found = found.filter(unflagged if filters.flags == "none" else ~unflagged)
    if filters.results:
        found = found.filter(_BANDS[filters.results])
    return found.containing(filters.text)


_BANDS = {
    "few": Q(facility__lt=HARD_BELOW),
    "some": Q(facility__gte=HARD_BELOW, facility__lt=EASY_FROM),
    "most": Q(facility__gte=EASY_FROM),
    "unknown": Q(facility=None),
}


def rows_of(ids: Sequence[int]) -> list[BankRow]:
    """One query; in the order of ``ids``, without those that have gone."""
    questions = Question.objects.select_related("current", "topic", "owner").in_bulk(ids)
    rows = []
    for pk in ids:
        question = questions.get(pk)
        if question is not None and question.current is not None:
            rows.append(BankRow(question=question, shown=shown(question.current.item)))
    return rows


def topics(user: User) -> list[PackTopics]:
    """Of all packs that the user may see, in reading order. Two queries."""
    packs = {pack.pk: pack for pack in Pack.objects.visible_to(user).order_by("pk")}
    by_pack: dict[int, list[Topic]] = {pk: [] for pk in packs}
    for topic in Topic.objects.filter(pack__in=packs).order_by("position", "pk"):
        by_pack[topic.pack_id].append(topic)
    return [PackTopics(pack=packs[pk], topics=found) for pk, found in by_pack.items() if found]


def _order(sort: str) -> list[str | OrderBy]:
    match sort:
        case "oldest":
            return ["pk"]
        case "missed":
            return [F("facility").asc(nulls_last=True), "-pk"]
        case "right":
            return [F("facility").desc(nulls_last=True), "-pk"]
        case _:
            return ["-pk"]
