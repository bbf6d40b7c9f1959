"""Question sets as lists and the editor show them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from quizzes.items import AnyItem
from quizzes.kinds import Kind
from quizzes.models import Card, QuestionSet, SetEntry, User
from quizzes.models.packs import Visibility
from quizzes.models.questions import QuestionStatus
from quizzes.quality import check_set
from quizzes.reports.shown import SECONDS, Shown, shown

A_PAGE = 30
# Each item is held against each other one: beyond this it would take seconds.
MOST_CHECKED = 150
SHELVES = ("mine", "school", "public", "archived")


@dataclass(frozen=True, kw_only=True)
class SetRow:
    question_set: QuestionSet
    questions: int
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class SetPage:
    rows: Sequence[SetRow]
    number: int
    pages: int

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What the linter says of an entry beside another one. ``code`` is told-by (the question at
    ``place`` tells the answer of this one) or same-fact (both ask about one fact)."""

    code: str
    place: int


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """``place`` counts entries from 1. ``shown`` is None where questions are drawn."""

    entry: SetEntry
    place: int
    shown: Shown | None
    remarks: tuple[Remark, ...]

    @property
    def name(self) -> str:
        """What it is called where it moves: the question, or the topic that it draws from."""
        if self.shown is not None:
            return self.shown.stem
        return self.entry.topic.title if self.entry.topic is not None else ""

    @property
    def is_retired(self) -> bool:
        question = self.entry.question
        return question is not None and question.status != QuestionStatus.LIVE


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What a learner meets who takes the set. ``orderings`` and ``hard`` count what is fixed; drawn
    questions are in ``questions``, ``minutes`` and ``points`` alone, and counted apart in
    ``drawn``. Flashcards are not asked in a quiz: they stand in ``cards`` alone."""

    questions: int
    minutes: int
    orderings: int
    hard: int
    cards: int
    drawn: int
    points: float


@dataclass(frozen=True, kw_only=True)
class Contents:
    rows: Sequence[EntryRow]
    totals: Totals
    checked: bool


def language_of(question_set: QuestionSet) -> str:
    """That of its first question, "" for an empty set. One query."""
    entries = question_set.entries.order_by("position")
    of_question, of_topic = F("question__pack__language"), F("topic__pack__language")
    languages = entries.values_list(Coalesce(of_question, of_topic), flat=True)
    return languages.first() or ""


def listed(user: User | None, *, shelf: str, text: str, number: int = 1) -> SetPage:
    """``shelf`` is one of SHELVES; without an account there are public ones alone. Two queries."""
    found = _shelf(user, shelf)
    for word in text.casefold().split():
        found = found.filter(search_text__contains=word)
    count = found.count()
    pages = max(1, -(-count // A_PAGE))
    number = min(max(number, 1), pages)
    page = found.select_related("owner").annotate(questions=Coalesce(Sum("entries__count"), 0))
    ordered = page.order_by("-changed_at", "pk")[(number - 1) * A_PAGE : number * A_PAGE]
    rows = [
        SetRow(
            question_set=row,
            questions=row.questions,
            is_own=user is not None and row.owner_id == user.pk,
        )
        for row in ordered
    ]
    return SetPage(rows=rows, number=number, pages=pages)


def contents(question_set: QuestionSet) -> Contents:
    """One query."""
    entries = question_set.entries.select_related("question__current", "question__topic", "topic")
    ordered = list(entries.order_by("position", "pk"))
    items = {
        entry.pk: entry.question.current.item
        for entry in ordered
        if entry.question is not None and entry.question.current is not None
    }
    places = {entry.pk: place for place, entry in enumerate(ordered, start=1)}
    # Flashcards never stand in one quiz with the others.
    asked = {pk: item for pk, item in items.items() if item.kind != Kind.FLASHCARD}
    checked = len(asked) <= MOST_CHECKED
    remarks = _remarks(asked, places) if checked else {}
    rows = [
        EntryRow(
            entry=entry,
            place=places[entry.pk],
            shown=shown(items[entry.pk]) if entry.pk in items else None,
            remarks=remarks.get(entry.pk, ()),
        )
        for entry in ordered
    ]
    return Contents(rows=rows, totals=_totals(rows), checked=checked)


def kept_cards(question_set: QuestionSet, learner: User) -> int:
    """How many questions of the set the learner keeps as cards. One query."""
    questions = question_set.entries.exclude(question=None).values("question")
    return Card.objects.visible_to(learner).kept().filter(question__in=questions).count()


def _shelf(user: User | None, shelf: str) -> "QuerySet[QuestionSet]":
    if user is None:
        return QuestionSet.objects.filter(visibility=Visibility.PUBLIC).current()
    visible = QuestionSet.objects.visible_to(user)
    match shelf:
        case "school":
            return visible.current().filter(visibility=Visibility.SCHOOL)
        case "public":
            return visible.current().filter(visibility=Visibility.PUBLIC)
        case "archived":
            return QuestionSet.objects.editable_by(user).exclude(archived_at=None)
        case _:
            return QuestionSet.objects.editable_by(user).current()


def _remarks(items: dict[int, AnyItem], places: dict[int, int]) -> dict[int, tuple[Remark, ...]]:
    by_identity = {item.identity: pk for pk, item in items.items()}
    found: dict[int, list[Remark]] = {}
    for identity, flags in check_set(list(items.values())).items():
        tellers = {by_identity[flag.params["told_by"]] for flag in flags}
        found[by_identity[identity]] = [
            Remark(code="told-by", place=place) for place in sorted(places[pk] for pk in tellers)
        ]
    first: dict[str, int] = {}
    for pk, item in items.items():
        earlier = {first[fact] for fact in item.facts if fact in first}
        if earlier:
            found.setdefault(pk, []).append(Remark(code="same-fact", place=min(earlier)))
        for fact in item.facts:
            first.setdefault(fact, places[pk])
    return {pk: tuple(remarks) for pk, remarks in found.items()}


def _totals(rows: Iterable[EntryRow]) -> Totals:
    kinds: Counter[str] = Counter()
    hard = drawn = 0
    seconds = points = 0.0
    for row in rows:
        entry = row.entry
        if row.is_retired:
            continue
        if entry.question is not None and entry.question.kind == Kind.FLASHCARD:
            kinds[Kind.FLASHCARD] += 1
            continue
        points += entry.count * entry.weight
        if entry.question is None:
            drawn += entry.count
            seconds += entry.count * SECONDS[Kind(entry.kinds[0]) if entry.kinds else Kind.CHOICE]
            continue
        kinds[entry.question.kind] += 1
        hard += entry.question.level == "hard"
        seconds += SECONDS[Kind(entry.question.kind)]
    return Totals(
        questions=sum(kinds.values()) - kinds[Kind.FLASHCARD] + drawn,
        minutes=max(1, round(seconds / 60)) if seconds else 0,
        orderings=kinds[Kind.ORDERING],
        hard=hard,
        cards=kinds[Kind.FLASHCARD],
        drawn=drawn,
        points=points,
    )
