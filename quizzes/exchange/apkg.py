"""Packages of Anki: a deck out, decks in.

Out, each note has one card, of one note type that never changes: Anki takes notes of a changed note
type for other notes. ``genanki`` writes new cards only; the schedule is added behind it. Anki keeps
the schedule of a note that it already has, whatever a package says.

In, a card becomes a note of its own: what it showed on its front and its back, as text.
"""

import itertools
import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import genanki  # type: ignore[import-untyped]

from quizzes.errors import DeckRefused
from quizzes.exchange.clock import Clock
from quizzes.exchange.collection import CardOfNote, Collection, Head, Row, decoded, opened
from quizzes.exchange.container import packed, unpacked
from quizzes.exchange.deck import (
    LIMITS,
    ROLLOVER,
    Deck,
    DeckNote,
    DeckReview,
    Imported,
    Limits,
    Timing,
    check_writable,
    in_decks,
)
from quizzes.exchange.markup import from_markup, one_line, plain, to_markup
from quizzes.exchange.memory import (
    Calendar,
    NoMemory,
    ScheduleUnreadable,
    as_begun,
    card_row,
    log_rows,
    memory_of,
    review_of,
)
from quizzes.exchange.notes import Sieve, clean_tags
from quizzes.exchange.rendering import NoteType, TooLong, render

# Frozen: Anki knows the note type by these. A change makes every note of an earlier export another.
NOTE_TYPE_ID = 1_864_207_553
NOTE_TYPE_NAME = "Izium Edu"
FIELDS = ("Front", "Back", "Source")
# When the templates or the style last changed; Anki then renews its copy, and only then.
NOTE_TYPE_CHANGED = datetime(2026, 11, 1, tzinfo=UTC)
_FRONT = '<div class="front">{{Front}}</div>'
_BACK = (
    '{{FrontSide}}<hr id="answer"><div class="back">{{Back}}</div>'
    '{{#Source}}<div class="source">{{Source}}</div>{{/Source}}'
)
_STYLE = """\
.card { font-family: system-ui, sans-serif; font-size: 20px; line-height: 1.45; text-align: center;
  max-width: 38em; margin: 0 auto; padding: 1em; }
.front { font-weight: 600; }
.source { margin-top: 1.5em; font-size: 14px; opacity: .75; overflow-wrap: anywhere; }
"""
_SOURCES = frozenset({"source", "джерело"})
_FIRST_DECK_ID = 1 << 30
# How much longer than its words the markup of a side, and of all fields together, may be.
_MARKUP_FACTOR = 6
_NOTE_FACTOR = 20


def write_apkg(deck: Deck, *, now: datetime, timing: Timing | None = None) -> bytes:
    """A package of this deck. Without ``timing`` all cards are new and no review travels.

    ``now`` (aware) dates the notes that do not say when they changed; the same arguments give the
    same bytes. Raises ``DeckRefused``.
    """
    check_writable(deck)
    with closing(sqlite3.connect(":memory:")) as connection:
        cursor = connection.cursor()
        package = genanki.Package(_genanki_deck(deck))
        package.write_to_db(cursor, now.timestamp(), itertools.count(int(now.timestamp() * 1000)))
        _add_dates(cursor, deck)
        if timing is not None:
            _add_schedule(cursor, deck, timing, now)
        connection.commit()
        return packed(connection.serialize())


def read_apkg(data: bytes, *, zone: ZoneInfo, limits: Limits = LIMITS) -> Imported:
    """The decks of a package, old or new. ``zone`` is the learner's; it turns moments into study
    days. A deck whose name is not told is called "". Raises ``DeckRefused`` where the package as a
    whole cannot be taken."""
    clock = Clock(limits.seconds)
    with unpacked(data, limits) as path, opened(path, limits, clock) as collection:
        head = collection.head()
        reading = _Reading(
            head=head,
            calendar=_calendar(head, zone),
            cards=collection.cards(head.decks),
            limits=limits,
            clock=clock,
        )
        return reading.imported(collection)


def _genanki_deck(deck: Deck) -> genanki.Deck:
    note_type = genanki.Model(
        NOTE_TYPE_ID,
        NOTE_TYPE_NAME,
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Recall", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    name = one_line(deck.name) or NOTE_TYPE_NAME
    # One deck of one name on every export: Anki would otherwise rename the second.
    deck_id = _FIRST_DECK_ID + zlib.crc32(name.encode()) % _FIRST_DECK_ID
    written = genanki.Deck(deck_id, name, to_markup(plain(deck.description)))
    for position, note in enumerate(deck.notes):
        written.add_note(
            genanki.Note(
                model=note_type,
                fields=[to_markup(plain(text)) for text in (note.front, note.back, note.source)],
                sort_field=one_line(note.front),
                tags=clean_tags(note.tags),
                guid=note.guid,
                due=position,
            )
        )
    return written


def _add_dates(cursor: sqlite3.Cursor, deck: Deck) -> None:
    # By id: Anki's table has no index over guids.
    id_of = dict(cursor.execute("SELECT guid, id FROM notes").fetchall())
    cursor.executemany(
        "UPDATE notes SET mod = ? WHERE id = ?",
        [(int(n.changed_at.timestamp()), id_of[n.guid]) for n in deck.notes if n.changed_at],
    )
    (models,) = cursor.execute("SELECT models FROM col").fetchone()
    note_types = json.loads(models)
    for note_type in note_types.values():
        note_type["mod"] = int(NOTE_TYPE_CHANGED.timestamp())
    cursor.execute("UPDATE col SET models = ?", (json.dumps(note_types),))


def _add_schedule(cursor: sqlite3.Cursor, deck: Deck, timing: Timing, now: datetime) -> None:
    calendar = Calendar(first=_first_day(deck, timing.zone, now), zone=timing.zone)
    created = calendar.beginning(calendar.first)
    offset = created.astimezone(timing.zone).utcoffset() or timedelta()
    (conf,) = cursor.execute("SELECT conf FROM col").fetchone()
    conf = json.loads(conf) | {
        "schedVer": 2,
        "sched2021": True,
        "rollover": ROLLOVER.hour,
        "creationOffset": -int(offset.total_seconds() // 60),
    }
    cursor.execute("UPDATE col SET crt = ?, conf = ?", (int(created.timestamp()), json.dumps(conf)))
    card_of = dict(
        cursor.execute("SELECT guid, cards.id FROM notes JOIN cards ON nid = notes.id").fetchall()
    )
    taken: set[int] = set()
    for position, note in enumerate(deck.notes):
        row = card_row(note, position, calendar, timing)
        cursor.execute(
            "UPDATE cards SET type = ?, queue = ?, due = ?, ivl = ?, factor = ?, reps = ?,"
            ' lapses = ?, "left" = ?, data = ? WHERE id = ?',
            (
                *(row.type, row.queue, row.due, row.ivl, row.factor, row.reps),
                *(row.lapses, row.left, row.data, card_of[note.guid]),
            ),
        )
        for id_, *columns in log_rows(note.log):
            # The time is the identity of a review in Anki; two at once move apart by milliseconds.
            while id_ in taken:
                id_ += 1
            taken.add(id_)
            ease, ivl, last_ivl, took, type_ = columns
            cursor.execute(
                "INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)",
                (id_, card_of[note.guid], ease, ivl, last_ivl, row.factor, took, type_),
            )


def _first_day(deck: Deck, zone: ZoneInfo, now: datetime) -> date:
    """A day that none of the deck's days comes before."""
    calendar = Calendar(first=date.min, zone=zone)
    days = [calendar.day_of(now)]
    for note in deck.notes:
        if note.schedule is not None:
            days += [day for day in (note.schedule.last_day, note.schedule.due_day) if day]
        days += [calendar.day_of(review.at) for review in note.log]
    return min(days)


def _calendar(head: Head, zone: ZoneInfo) -> Calendar:
    """Anki counts from the date of ``crt`` at the offset that the collection began with."""
    try:
        there = zone if head.offset is None else timezone(timedelta(minutes=-head.offset))
        first = datetime.fromtimestamp(head.created, there).date()
    except (OverflowError, ValueError, OSError) as error:
        raise DeckRefused("database-corrupt") from error
    return Calendar(first=first, zone=zone)


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """The pass over the notes of one package."""

    head: Head
    calendar: Calendar
    cards: Mapping[int, Sequence[CardOfNote]]
    limits: Limits
    clock: Clock

    def imported(self, collection: Collection) -> Imported:
        sieve = Sieve(self.limits)
        numbers: dict[int, int] = {}
        placed: list[tuple[int, str, DeckNote]] = []
        for number, row in enumerate(collection.notes(), start=1):
            self.clock.check()
            for card, note in self._notes(number, row, sieve):
                numbers[card.id] = number
                placed.append((card.id, card.deck, note))
        logs, unreadable = self._logs(collection, numbers)
        for number, count in sorted(unreadable.items()):
            sieve.report(number, "reviews-unreadable", count=count)
        rows = {card.id: card for cards in self.cards.values() for card in cards}
        notes = (
            (deck, self._with_memory(note, rows[id_], logs.get(id_, ()), numbers[id_], sieve))
            for id_, deck, note in placed
        )
        return Imported(decks=in_decks(notes), problems=sieve.problems())

    def _notes(self, number: int, row: Row, sieve: Sieve) -> Iterator[tuple[CardOfNote, DeckNote]]:
        id_, raw_guid, type_id, changed, raw_tags, raw_fields = row
        guid, tags, flds = decoded(raw_guid), decoded(raw_tags), decoded(raw_fields)
        if not isinstance(id_, int) or guid is None or tags is None or flds is None:
            sieve.leave_out(number, "note-unreadable")
            return
        if len(flds) > self.limits.side * _NOTE_FACTOR:
            sieve.leave_out(number, "text-too-long", length=len(flds), limit=self.limits.side)
            return
        note_type = self.head.note_types.get(type_id) if isinstance(type_id, int) else None
        if note_type is None:
            sieve.leave_out(number, "note-type-unknown")
            return
        fields = dict(zip(note_type.fields, flds.split("\x1f"), strict=False))
        cards = self.cards.get(id_, ())
        if not cards:
            sieve.leave_out(number, "card-missing")
        for card in cards:
            draft = self._draft(number, card, note_type, fields, sieve)
            if draft is None:
                continue
            # A note's first card keeps its guid, each further one has its own.
            own = guid if card.ordinal == 0 else f"{guid}~{card.ordinal}"
            note = sieve.note(
                number,
                replace(draft, guid=own, tags=tuple(tags.split()), changed_at=_moment(changed)),
            )
            if note is not None:
                yield card, note

    def _draft(
        self,
        number: int,
        card: CardOfNote,
        note_type: NoteType,
        fields: Mapping[str, str],
        sieve: Sieve,
    ) -> DeckNote | None:
        template = note_type.template(card.ordinal)
        if template is None:
            sieve.leave_out(number, "card-unknown", card=card.ordinal + 1)
            return None
        source = next((name for name in fields if name.casefold() in _SOURCES), "")
        shown = {name: "" if name == source else value for name, value in fields.items()}
        limit = self.limits.side * _MARKUP_FACTOR
        cloze = card.ordinal if note_type.cloze else None
        try:
            sides = (*render(template, shown, cloze, limit), fields.get(source, ""))
        except TooLong as error:
            sieve.leave_out(number, "text-too-long", length=error.args[0], limit=self.limits.side)
            return None
        front, back, cited = (from_markup(side[:limit]) for side in sides)
        removed = sorted({*front.removed, *back.removed, *cited.removed} - {"hr"})
        if removed:
            sieve.report(number, "markup-removed", tags=tuple(removed[:10]))
        if media := front.media + back.media + cited.media:
            sieve.report(number, "media-ignored", count=media)
        return DeckNote(
            guid="",
            front=front.text,
            back=back.text,
            source=cited.text,
            suspended=card.row.queue == -1,
        )

    def _logs(
        self, collection: Collection, numbers: Mapping[int, int]
    ) -> tuple[dict[int, list[DeckReview]], dict[int, int]]:
        """Reviews by the id of their card, and how many could not be read, by number of note."""
        logs: dict[int, list[DeckReview]] = {}
        unreadable: dict[int, int] = {}
        for id_, card, ease, ivl, took, type_ in collection.reviews():
            if not isinstance(card, int) or card not in numbers:
                continue
            values = [value for value in (id_, ease, ivl, took, type_) if isinstance(value, int)]
            try:
                logs.setdefault(card, []).append(review_of(*values))
            except (TypeError, ValueError):
                unreadable[numbers[card]] = unreadable.get(numbers[card], 0) + 1
        return logs, unreadable

    def _with_memory(
        self,
        note: DeckNote,
        card: CardOfNote,
        reviews: Sequence[DeckReview],
        number: int,
        sieve: Sieve,
    ) -> DeckNote:
        log = as_begun(reviews)
        try:
            return replace(note, schedule=memory_of(card.row, log, self.calendar), log=log)
        except NoMemory:
            sieve.report(number, "schedule-not-fsrs")
        except ScheduleUnreadable:
            sieve.report(number, "schedule-unreadable")
        return replace(note, log=log)


def _moment(seconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None
    except (OverflowError, ValueError, OSError):
        return None
