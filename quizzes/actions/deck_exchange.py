"""Decks to other programs and from them.

upload ── read ──▶ Imported ── keep ──▶ PendingImport ── preview ──▶ shown ── take_over ──▶ Card

Nothing is a card before the last step, and that one is all or nothing. A note is known by its guid:
what is there already stays, a newer version replaces the words and leaves the memory alone.

Codes of ``DeckRefused`` besides those of ``exchange/deck.py``:

| code           | params | the deck                                                    |
|----------------|--------|-------------------------------------------------------------|
| too-much-text  | limit  | has too many characters in all                              |
| no-notes       |        | holds nothing that can become a card                        |
| too-many-own   | limit  | would make more cards of their own than a learner may have  |
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from quizzes.actions.cards import lock_plan
from quizzes.actions.deck_logs import (
    description_of,
    review_from_json,
    review_to_json,
    write_logs,
)
from quizzes.actions.decks import MOST_OWN_CARDS
from quizzes.dates import parse, words
from quizzes.errors import DeckRefused
from quizzes.exchange.apkg import read_apkg
from quizzes.exchange.deck import (
    MIB,
    Deck,
    DeckNote,
    DeckProblem,
    DeckReview,
    Imported,
    Limits,
    Place,
    guid_of,
)
from quizzes.exchange.deck_text import read_deck_text
from quizzes.exchange.markup import one_line, without_controls
from quizzes.items import (
    AnyItem,
    Choice,
    Citation,
    DateAnswer,
    Flashcard,
    MemoryState,
    Multiple,
    Numerical,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from quizzes.kinds import Phase, Rating, Sensitivity
from quizzes.models import Card, PendingImport, ReviewLog, User
from quizzes.models.cards import SIDE_LENGTH, Suspension
from quizzes.models.questions import QuestionStatus
from quizzes.reports.taking import withheld_questions
from quizzes.scheduling.days import study_day
from quizzes.scheduling.memory import state_from_json, state_to_json

MOST_NOTES = 5000
LIMITS = Limits(
    upload=10 * MIB,
    collection=48 * MIB,
    notes=MOST_NOTES,
    side=SIDE_LENGTH,
    tags=20,
    tag=100,
    seconds=8.0,
)
MOST_CHARACTERS = 3_000_000
MOST_PROBLEMS = 500
MOST_REVIEWS = 100_000
SHOWN_NOTES = 20
KEPT_FOR = timedelta(days=1)
_PARAMETER_LENGTH = 100


class Fate(StrEnum):
    """What an import makes of a note."""

    NEW = "new"
    CHANGED = "changed"  # an own card gets newer words, or is taken up again after it was left
    KNOWN = "known"
    OLDER = "older"  # other words, but older than those of the card: these stay


@dataclass(frozen=True, kw_only=True)
class Preview:
    """``counts`` has every fate; ``notes`` are the first ones, ``problems`` at most
    ``MOST_PROBLEMS`` of ``all_problems``. ``with_memory`` counts the new ones that bring a
    schedule. ``room`` is how many cards of their own the learner may still get."""

    counts: Mapping[Fate, int]
    notes: tuple[tuple[DeckNote, Fate], ...]
    problems: tuple[DeckProblem, ...]
    all_problems: int
    with_memory: int
    room: int

    @property
    def fits(self) -> bool:
        return self.counts[Fate.NEW] <= self.room

    @property
    def adds(self) -> bool:
        return bool(self.counts[Fate.NEW] or self.counts[Fate.CHANGED])


# --- Out


def exportable(learner: User, *, now: datetime) -> QuerySet[Card]:
    """Cards that can be asked elsewhere, in the order in which they were added; without those that
    class work asks and tells later."""
    asked = Q(
        question__status=QuestionStatus.LIVE,
        question__current__isnull=False,
        question__sensitivity__lte=Sensitivity.MILITARY,
    )
    withheld = withheld_questions(learner, now=now).questions
    cards = Card.objects.visible_to(learner).kept().scheduled().not_asking(sorted(withheld))
    return cards.filter(Q(question=None) | asked).order_by("created_at", "pk")


def exported(*, learner: User, cards: QuerySet[Card], name: str, with_schedule: bool) -> Deck:
    """The deck of ``cards``, which come from ``exportable``. At most five queries."""
    chosen = list(cards.select_related("question__current", "topic")[:MOST_NOTES])
    logs = _logs(learner, chosen) if with_schedule else {}
    notes = (_note_of(card, logs.get(card.pk, ()), with_schedule) for card in chosen)
    return Deck(name=name, notes=tuple(notes), description=description_of(cards))


def guid_of_card(card: Card) -> str:
    """The identity under which a card leaves and comes back. Numbers of rows begin anew in every
    installation; the moment tells them apart."""
    if card.question is not None:
        return guid_of(card.question.identity)
    return card.guid or guid_of(f"own:{card.pk}:{card.created_at.astimezone(UTC).isoformat()}")


def _note_of(card: Card, log: Iterable[DeckReview], with_schedule: bool) -> DeckNote:
    version = card.question.current if card.question else None
    front, back = _sides(version.item) if version else (card.own_front, card.own_back)
    state = card.state if with_schedule and card.phase != Phase.NEW else None
    topic = (card.topic.slug,) if card.topic else ()
    return DeckNote(
        guid=guid_of_card(card),
        front=front,
        back=back,
        source=_source(version.item.citations) if version else card.own_source,
        tags=topic if version else tuple(card.own_tags),
        schedule=state,
        log=tuple(log) if state else (),
        suspended=with_schedule and bool(card.suspended),
        changed_at=version.created_at if version else _changed_at(card),
    )


def _changed_at(card: Card) -> datetime:
    return card.own_changed_at or card.created_at


def _sides(item: AnyItem) -> tuple[str, str]:
    """A question with options or events is asked with them in its front, in an order that tells
    nothing."""
    front, back = item.front if isinstance(item, Flashcard) else item.stem, _answer(item)
    if listed := _listed(item):
        front = "\n".join([front, "", *(f"– {text}" for text in listed)])
    return front, f"{back}\n\n{item.explanation}" if item.explanation else back


def _listed(item: AnyItem) -> Sequence[str]:
    match item:
        case Choice(ordered=True):
            return [option.text for option in item.options]
        case Choice() | Multiple():
            return sorted(option.text for option in item.options)
        case Ordering():
            return sorted(event.title for event in item.events)
        case _:
            return ()


def _answer(item: AnyItem) -> str:
    match item:
        case Flashcard():
            return item.back
        case Choice():
            return item.option(item.key).text
        case Multiple():
            return "\n".join(option.text for option in item.options if option.id in item.keys)
        case Ordering():
            return "\n".join(f"{n}. {event.title}" for n, event in enumerate(item.events, start=1))
        case TrueFalse():
            return gettext("True") if item.answer else gettext("False")
        case ShortAnswer():
            return next(accepted.text for accepted in item.accepted if accepted.share == 1)
        case Numerical():
            number = next(accepted for accepted in item.accepted if accepted.share == 1)
            return f"{number.value} {item.unit}".strip()
        case DateAnswer():
            return words(parse(item.edtf), item.language)


def _source(citations: Iterable[Citation]) -> str:
    """Whole citations, as many as a card of one's own can hold."""
    words = ""
    for citation in citations:
        place = [f"“{citation.source_title}”", citation.section, citation.locator]
        said = one_line(f"{', '.join(filter(None, place))} ({citation.agent_name}) {citation.url}")
        longer = f"{words} · {said}" if words else said
        if len(longer) > SIDE_LENGTH:
            break
        words = longer
    return words


def _logs(learner: User, cards: Iterable[Card]) -> dict[int, list[DeckReview]]:
    wanted = {card.pk for card in cards}
    rows = ReviewLog.objects.answered().filter(learner=learner).exclude(card=None)
    logs: dict[int, list[DeckReview]] = {}
    columns = ("card_id", "at", "rating", "state_before", "interval", "minutes", "seconds")
    for pk, at, rating, before, days, minutes, seconds in rows.order_by("-pk").values_list(
        *columns
    )[:MOST_REVIEWS]:
        if pk not in wanted or rating is None:
            continue
        wait = timedelta(days=days or 0) or timedelta(minutes=minutes or 1)
        review = DeckReview(
            at=at,
            rating=Rating(rating),
            phase=Phase((before or {}).get("phase", Phase.REVIEW)),
            wait=wait,
            seconds=float(seconds),
        )
        logs.setdefault(pk, []).append(review)
    return {pk: log[::-1] for pk, log in logs.items()}


# --- In


def read(data: bytes, *, zone: ZoneInfo) -> Imported:
    """A package or a text: the bytes tell, not the name. Raises ``DeckRefused``."""
    if data.startswith(b"PK"):
        imported = read_apkg(data, zone=zone, limits=LIMITS)
    else:
        imported = read_deck_text(data, name="", limits=LIMITS)
    notes = [note for deck in imported.decks for note in deck.notes]
    if len(notes) > LIMITS.notes:
        raise DeckRefused("too-many-notes", limit=LIMITS.notes)
    if not notes and not imported.problems:
        raise DeckRefused("no-notes")
    characters = sum(len(note.front) + len(note.back) + len(note.source) for note in notes)
    if characters > MOST_CHARACTERS:
        raise DeckRefused("too-much-text", limit=MOST_CHARACTERS)
    return imported


@transaction.atomic
def keep(*, owner: User, name: str, imported: Imported, now: datetime) -> PendingImport:
    """Hold what was read until its owner has seen it; an earlier one that waits is dropped."""
    lock_plan(owner)  # two uploads at once: the later one stays
    prune_imports(before=now - KEPT_FOR)
    PendingImport.objects.filter(owner=owner).delete()
    content = {
        "notes": [_to_json(note) for deck in imported.decks for note in deck.notes],
        "problems": [_problem_to_json(problem) for problem in imported.problems[:MOST_PROBLEMS]],
        "all_problems": len(imported.problems),
    }
    return PendingImport.objects.create(
        owner=owner,
        name=one_line(name)[:100],
        content=zlib.compress(json.dumps(content).encode()),
        created_at=now,
    )


def preview(pending: PendingImport, *, now: datetime) -> Preview:
    """What taking it over would do now. Three queries."""
    content = _content(pending)
    notes = [_from_json(row) for row in content["notes"]]
    fates = _fates(notes, _held(pending.owner))
    new = [note for note, fate in fates if fate is Fate.NEW]
    counts = Counter(fate for _note, fate in fates)
    return Preview(
        counts={fate: counts[fate] for fate in Fate},
        notes=tuple(fates[:SHOWN_NOTES]),
        problems=tuple(_problem_from_json(row) for row in content["problems"]),
        all_problems=content["all_problems"],
        with_memory=sum(_possible(note.schedule, pending.owner, now) is not None for note in new),
        room=_room(pending.owner),
    )


def take_over(*, owner: User, pending_id: UUID, now: datetime) -> PendingImport:
    """Make cards of all the notes, or none; the same word again changes nothing and gives the first
    result again. Raises ``PendingImport.DoesNotExist`` and ``DeckRefused``."""
    with transaction.atomic():
        plan = lock_plan(owner)
        pending = PendingImport.objects.visible_to(owner).select_for_update().get(pk=pending_id)
        if pending.done_at is not None:
            return pending
        held = _held(owner)
        notes = [_from_json(row) for row in _content(pending)["notes"]]
        fates = _fates(notes, held)
        new = [note for note, fate in fates if fate is Fate.NEW]
        cards = [_card_of(note, owner, now) for note in new]
        if len(cards) > _room(owner):
            raise DeckRefused("too-many-own", limit=MOST_OWN_CARDS)
        changed = [
            _renewed(card, note, now)
            for note, fate in fates
            if fate is Fate.CHANGED and (card := held[note.guid]) is not None
        ]
        Card.objects.bulk_create(cards, batch_size=200)
        logs = zip(cards, (note.log for note in new), strict=True)
        write_logs(list(logs), owner=owner, now=now)
        Card.objects.bulk_update(changed, _WORDS, batch_size=100)
        plan.queue_day = None
        plan.save(update_fields=["queue_day"])
        pending.done_at, pending.content = now, b""
        pending.added, pending.changed = len(cards), len(changed)
        pending.save()
    return pending


def prune_imports(*, before: datetime) -> int:
    """Drop what nobody came back to. Returns how many."""
    dropped, _rows = PendingImport.objects.filter(created_at__lt=before).delete()
    return dropped


_WORDS = ["own_front", "own_back", "own_source", "own_tags", "own_changed_at", "guid", "left_at"]


def _held(owner: User) -> dict[str, Card | None]:
    """The owner's cards by guid, those left among them. Cards of questions stand as None: their
    words are not the owner's. Two queries."""
    mine = Card.objects.filter(learner=owner)
    held: dict[str, Card | None] = {guid_of_card(card): card for card in mine.own()}
    identities = mine.filter(question__isnull=False).values_list("question__identity", flat=True)
    return held | {guid_of(identity): None for identity in identities if identity is not None}


def _room(owner: User) -> int:
    return max(MOST_OWN_CARDS - Card.objects.filter(learner=owner).own().count(), 0)


def _fates(
    notes: Iterable[DeckNote], held: Mapping[str, Card | None]
) -> list[tuple[DeckNote, Fate]]:
    """Each note once: two decks of one file cannot hold the same."""
    return [(note, _fate(note, held)) for note in notes]


def _fate(note: DeckNote, held: Mapping[str, Card | None]) -> Fate:
    if note.guid not in held:
        return Fate.NEW
    card = held[note.guid]
    if card is None:
        return Fate.KNOWN
    words = (card.own_front, card.own_back, card.own_source, tuple(card.own_tags))
    if card.left_at is None and words == (note.front, note.back, note.source, note.tags):
        return Fate.KNOWN
    is_older = note.changed_at is not None and note.changed_at < _changed_at(card).replace(
        microsecond=0
    )
    return Fate.OLDER if is_older and card.left_at is None else Fate.CHANGED


def _card_of(note: DeckNote, owner: User, now: datetime) -> Card:
    card = Card(learner=owner, created_at=now)
    _renewed(card, note, now)
    if note.suspended:
        card.suspended = Suspension.LEARNER
    state = _possible(note.schedule, owner, now)
    if state is not None and state.last_day is not None:
        card.state = state
        card.last_at = min(now, datetime.combine(state.last_day, time(12), tzinfo=owner.zone))
    return card


def _renewed(card: Card, note: DeckNote, now: datetime) -> Card:
    card.guid, card.left_at = note.guid, None
    card.own_front, card.own_back, card.own_source = note.front, note.back, note.source
    card.own_tags = list(note.tags)
    card.own_changed_at = min(note.changed_at or now, now)
    return card


def _possible(state: MemoryState | None, owner: User, now: datetime) -> MemoryState | None:
    """A memory of days to come could never be reviewed."""
    if state is None or state.last_day is None or state.phase is Phase.NEW:
        return None
    return state if state.last_day <= study_day(now, owner.zone) else None


def _content(pending: PendingImport) -> dict[str, Any]:
    if not pending.content:
        return {"notes": [], "problems": [], "all_problems": 0}
    content: dict[str, Any] = json.loads(zlib.decompress(bytes(pending.content)))
    return content


def _to_json(note: DeckNote) -> dict[str, Any]:
    return {
        "guid": note.guid,
        "front": note.front,
        "back": note.back,
        "source": note.source,
        "tags": note.tags,
        "state": note.schedule and state_to_json(note.schedule),
        "log": [review_to_json(review) for review in note.log],
        "suspended": note.suspended,
        "changed": note.changed_at and note.changed_at.isoformat(),
    }


def _from_json(row: Mapping[str, Any]) -> DeckNote:
    return DeckNote(
        guid=row["guid"],
        front=row["front"],
        back=row["back"],
        source=row["source"],
        tags=tuple(row["tags"]),
        schedule=state_from_json(row["state"]) if row["state"] else None,
        log=tuple(review_from_json(review) for review in row.get("log", ())),
        suspended=row["suspended"],
        changed_at=datetime.fromisoformat(row["changed"]) if row["changed"] else None,
    )


def _problem_to_json(problem: DeckProblem) -> list[Any]:
    params = {name: _parameter(value) for name, value in problem.params.items()}
    return [problem.place, problem.number, problem.code, params, problem.left_out]


def _parameter(value: object) -> int | str:
    """What a stranger's file says, short enough to be shown."""
    if isinstance(value, int):
        return value
    words = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return one_line(without_controls(words))[:_PARAMETER_LENGTH]


def _problem_from_json(row: list[Any]) -> DeckProblem:
    place, number, code, params, left_out = row
    return DeckProblem(
        place=Place(place), number=number, code=code, params=params, left_out=left_out
    )
