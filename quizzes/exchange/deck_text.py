"""Decks as text: a line a note, tabs between columns, Anki's headers above.

    #separator:tab              #columns:GUID Front Back Source Tags (with tabs between)
    #html:false                 #guid column:1
    #notetype:Izium Edu         #tags column:5
    #deck:Izium

Columns with a tab, a line break or a quotation mark stand in quotation marks, doubled inside; so
does one that begins with ``#``, which would be a comment. The file is for programs that learn, not
for spreadsheets: nothing is put before ``= + - @``, since it would be learnt. A schedule does not
travel in text. Source: https://docs.ankiweb.net/importing/text-files.html
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from quizzes.errors import DeckRefused
from quizzes.exchange.apkg import FIELDS, NOTE_TYPE_NAME
from quizzes.exchange.clock import Clock
from quizzes.exchange.deck import (
    LIMITS,
    Deck,
    DeckNote,
    Imported,
    Limits,
    Place,
    check_writable,
    in_decks,
)
from quizzes.exchange.markup import from_markup, one_line, plain
from quizzes.exchange.notes import Sieve, clean_tags

# Anki finds the fields of its note type by these names, in just this case.
_COLUMNS = ("GUID", *FIELDS, "Tags")
_SEPARATORS = {
    "tab": "\t",
    "comma": ",",
    "semicolon": ";",
    "pipe": "|",
    "colon": ":",
    "space": " ",
}
_GUESSED = ("\t", ";", ",", "|")
_HEADERS_WITHOUT_MEANING = frozenset({"notetype", "notetype column", "if matches"})
_NAMED = {"guid": "guid", "tags": "tags", "deck": "deck", "source": "source", "джерело": "source"}
_ROW_FACTOR = 8
_MOST_HEADERS = 100


def write_deck_text(deck: Deck) -> str:
    """The deck as text, lines ended by ``\\n``. Raises ``DeckRefused``."""
    check_writable(deck)
    headers = (
        "#separator:tab",
        "#html:false",
        f"#notetype:{NOTE_TYPE_NAME}",
        f"#deck:{one_line(deck.name) or NOTE_TYPE_NAME}",
        "#columns:" + "\t".join(_COLUMNS),
        "#guid column:1",
        f"#tags column:{len(_COLUMNS)}",
    )
    rows = (
        "\t".join(
            _quoted(column)
            for column in (
                note.guid,
                plain(note.front),
                plain(note.back),
                plain(note.source),
                " ".join(clean_tags(note.tags)),
            )
        )
        for note in deck.notes
    )
    return "".join(f"{line}\n" for line in (*headers, *rows))


def read_deck_text(data: bytes, *, name: str, limits: Limits = LIMITS) -> Imported:
    """The notes of a text, with or without headers; ``name`` is that of the deck where none is
    named. Without headers the columns are front, back, tags. Problems count lines of the file.
    Raises ``DeckRefused``."""
    clock = Clock(limits.seconds)
    lines = _Lines(_decoded(data, limits))
    sieve = Sieve(limits, Place.LINE)
    layout = _layout(lines, sieve)
    placed: list[tuple[str, DeckNote]] = []
    for number, row in _rows(lines, layout, sieve, limits):
        clock.check()
        note = _note(number, row, layout, sieve, limits)
        if note is not None:
            placed.append((one_line(layout.at(row, "deck")) or layout.deck or name, note))
    return Imported(decks=in_decks(placed), problems=sieve.problems())


@dataclass(kw_only=True)
class _Layout:
    """``columns`` maps what a column means (guid, tags, deck, source) to its index; ``fields`` are
    the others in order, front and back first; ``tags`` are those of every note."""

    separator: str = ""
    is_html: bool = False
    deck: str = ""
    tags: tuple[str, ...] = ()
    columns: dict[str, int] = field(default_factory=dict)

    def at(self, row: Sequence[str], meaning: str) -> str:
        index = self.columns.get(meaning, len(row))
        return row[index] if index < len(row) else ""

    def fields(self, row: Sequence[str]) -> list[str]:
        taken = set(self.columns.values())
        return [column for index, column in enumerate(row) if index not in taken]


class _Lines:
    """Lines with their ends, handed to the csv reader, which asks for as many as a row takes.

    A comment is only told from a row by where it begins: the one who reads rows says when.
    """

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self._ahead: str | None = None
        self.number = 0
        self.row_begins = False
        self.row_number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._next()
        while self.row_begins and line.startswith("#"):
            line = self._next()
        if self.row_begins:
            self.row_begins, self.row_number = False, self.number
        return line

    def peek(self) -> str:
        if self._ahead is None:
            self._ahead = self._lines.readline()
        return self._ahead

    def _next(self) -> str:
        line = self.peek()
        self._ahead = None
        if not line:
            raise StopIteration
        self.number += 1
        return line


def _decoded(data: bytes, limits: Limits) -> str:
    if not data.strip():
        raise DeckRefused("empty")
    if len(data) > limits.upload:
        raise DeckRefused("too-large", size=len(data), limit=limits.upload)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DeckRefused("not-utf8", position=error.start) from error
    if "\x00" in text:
        raise DeckRefused("binary", position=text.index("\x00"))
    return text


def _layout(lines: _Lines, sieve: Sieve) -> _Layout:
    """What the headers say, which are the first lines as far as they begin with ``#``."""
    headers: dict[str, tuple[int, str]] = {}
    while lines.peek().startswith("#") and lines.number < _MOST_HEADERS:
        header, colon, value = next(lines)[1:].rstrip("\r\n").partition(":")
        # A line without a colon, or with blanks before its end, is only a comment.
        if colon:
            headers[header.strip().lower()] = (lines.number, value)
    layout = _Layout()
    for header, (number, value) in headers.items():
        _take(layout, header, value, number, sieve)
    if not layout.separator:
        first = lines.peek()
        layout.separator = next((s for s in _GUESSED if s in first), "\t")
    if "columns" in headers:
        _name_columns(layout, headers["columns"][1])
    elif not headers:
        layout.columns["tags"] = 2
    return layout


def _take(layout: _Layout, header: str, value: str, number: int, sieve: Sieve) -> None:
    match header:
        case "separator" if value.strip().lower() in _SEPARATORS:
            layout.separator = _SEPARATORS[value.strip().lower()]
        case "separator" if value in _SEPARATORS.values():
            layout.separator = value
        case "html":
            layout.is_html = value.strip().lower() == "true"
        case "deck":
            layout.deck = one_line(value)
        case "tags":
            layout.tags = tuple(value.split())
        case "columns":
            pass
        case "guid column" | "tags column" | "deck column" if _is_column(value):
            layout.columns[header.split()[0]] = int(value) - 1
        case _ if header not in _HEADERS_WITHOUT_MEANING:
            sieve.report(number, "header-unknown", name=header[:50])


def _is_column(value: str) -> bool:
    text = value.strip()
    return text.isascii() and text.isdecimal() and 1 <= int(text[:4]) <= 100


def _name_columns(layout: _Layout, names: str) -> None:
    for index, name in enumerate(names.split(layout.separator)):
        meaning = _NAMED.get(name.strip().strip('"').casefold())
        if meaning and index not in layout.columns.values():
            layout.columns.setdefault(meaning, index)


def _rows(
    lines: _Lines, layout: _Layout, sieve: Sieve, limits: Limits
) -> Iterator[tuple[int, list[str]]]:
    """Number of its first line and columns of each row that is one."""
    reader = csv.reader(lines, delimiter=layout.separator, strict=True)
    count = 0
    while True:
        if count > limits.notes:
            raise DeckRefused("too-many-notes", limit=limits.notes)
        lines.row_begins = True
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                length = csv.field_size_limit()
                sieve.leave_out(lines.row_number, "text-too-long", length=length, limit=limits.side)
            else:
                # What an open quotation mark runs through is lost with it, often to the very end.
                with_it = lines.number - lines.row_number
                sieve.leave_out(lines.row_number, "quote-open", lines=with_it)
            count += 1
            continue
        if not any(column.strip() for column in row):
            continue
        count += 1
        yield lines.row_number, row


def _note(
    number: int, row: Sequence[str], layout: _Layout, sieve: Sieve, limits: Limits
) -> DeckNote | None:
    fields = layout.fields(row)
    if len(fields) < 2:
        sieve.leave_out(number, "row-short", columns=len(row))
        return None
    length = sum(map(len, row)) + len(row)
    if length > limits.side * _ROW_FACTOR:
        sieve.leave_out(number, "text-too-long", length=length, limit=limits.side)
        return None
    # Further columns of a stranger belong to the answer, as Anki shows them behind it.
    sides = (fields[0], "\n".join(fields[1:]), layout.at(row, "source"))
    if layout.is_html:
        sides = _reduced(number, sides, sieve)
    front, back, source = sides
    return sieve.note(
        number,
        DeckNote(
            guid=layout.at(row, "guid"),
            front=front,
            back=back,
            source=source,
            tags=(*layout.tags, *layout.at(row, "tags").split()),
        ),
    )


def _reduced(number: int, sides: Sequence[str], sieve: Sieve) -> tuple[str, str, str]:
    front, back, source = (from_markup(side) for side in sides)
    if removed := sorted({*front.removed, *back.removed, *source.removed}):
        sieve.report(number, "markup-removed", tags=tuple(removed[:10]))
    if media := front.media + back.media + source.media:
        sieve.report(number, "media-ignored", count=media)
    return front.text, back.text, source.text


def _quoted(column: str) -> str:
    special = any(mark in column for mark in '\t\n\r"') or column.startswith("#")
    return '"' + column.replace('"', '""') + '"' if special else column
