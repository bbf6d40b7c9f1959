"""The collection inside a package: an SQLite file by a stranger, read and never trusted.

It is opened read-only and immutable (so that a write-ahead log is neither looked for nor made),
without extensions, with ``trusted_schema`` off. Before a row is read, the schema must be plain: no
trigger, no view, no virtual table, no computed column. An authorizer allows nothing but reading the
columns named here, a progress handler ends what takes too long, and limits bound each value.

Old collections (schema 11) hold note types and decks as JSON in ``col``, newer ones (15 to 18) in
tables of their own, whose names are collated by ``unicase``.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from quizzes.errors import DeckRefused
from quizzes.exchange import wire
from quizzes.exchange.clock import Clock
from quizzes.exchange.deck import Limits
from quizzes.exchange.memory import CardRow
from quizzes.exchange.rendering import NoteType, Template

_NOTES = ("id", "guid", "mid", "mod", "tags", "flds")
_CARDS = (
    *("id", "nid", "did", "ord", "type", "queue", "due", "ivl", "factor", "reps", "lapses"),
    *("left", "odue", "odid", "data"),
)
_REVLOG = ("id", "cid", "ease", "ivl", "time", "type")
_COLUMNS = {
    "col": ("crt", "ver", "conf", "models", "decks"),
    "notes": _NOTES,
    "cards": _CARDS,
    "revlog": _REVLOG,
}
_NEWER_COLUMNS = {
    "notetypes": ("id", "name", "config"),
    "fields": ("ntid", "ord", "name"),
    "templates": ("ntid", "ord", "config"),
    "decks": ("id", "name"),
    "config": ("key", "val"),
}
_SCHEMA_COLUMNS = ("type", "name", "sql")
_OLD_SCHEMA = 11
_NEWER_SCHEMAS = range(15, 19)

_VALUE_BYTES = 8 * 1024 * 1024
_STEPS_BETWEEN_LOOKS = 20_000
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: _VALUE_BYTES,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 2,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

T = TypeVar("T")
Value = int | float | bytes | None
Row = tuple[Value, ...]


@dataclass(frozen=True, kw_only=True)
class CardOfNote:
    id: int
    deck: str
    ordinal: int
    row: CardRow


@dataclass(frozen=True, kw_only=True)
class Head:
    """``created`` counts seconds since 1970; ``offset`` is that of the collection's first day, in
    minutes west of UTC, None where it is not told."""

    created: int
    offset: int | None
    note_types: Mapping[int, NoteType]
    decks: Mapping[int, str]


class Collection:
    """An open collection. Its methods raise ``DeckRefused``."""

    def __init__(self, connection: sqlite3.Connection, limits: Limits) -> None:
        self._connection = connection
        self._limits = limits

    def head(self) -> Head:
        row = next(self._rows("col", _COLUMNS["col"], 1), None)
        if row is None:
            raise DeckRefused("database-unknown", table="col", column="")
        created, schema, conf, models, decks = row
        if not isinstance(created, int) or not isinstance(schema, int):
            raise DeckRefused("database-corrupt")
        if schema == _OLD_SCHEMA:
            return Head(
                created=created,
                offset=_whole(_json(conf).get("creationOffset")),
                note_types=_note_types_from_json(_json(models)),
                decks=_deck_names_from_json(_json(decks)),
            )
        if schema not in _NEWER_SCHEMAS:
            raise DeckRefused("version-unknown", version=schema)
        _check_columns(self._connection, _NEWER_COLUMNS)
        return Head(
            created=created,
            offset=self._offset(),
            note_types=self._note_types(),
            decks=self._deck_names(),
        )

    def notes(self) -> Iterator[Row]:
        """id, guid, mid, mod, tags, flds, as they stand."""
        return self._rows("notes", _NOTES, self._limits.notes, "too-many-notes")

    def cards(self, decks: Mapping[int, str]) -> dict[int, list[CardOfNote]]:
        """Cards by the id of their note, in order. A row that is not all numbers is no card."""
        found: dict[int, list[CardOfNote]] = {}
        for row in self._rows("cards", _CARDS, self._limits.notes, "too-many-notes"):
            *numbers, data = row
            whole = [value for value in numbers if isinstance(value, int)]
            if len(whole) < len(numbers):
                continue
            id_, note, deck, ordinal, type_, queue, due, ivl, factor, reps, lapses, left = whole[
                :12
            ]
            home_due, home_deck = whole[12:]
            # A card in a filtered deck keeps its own deck and due day aside.
            card = CardRow(
                type=type_,
                queue=queue,
                due=home_due if home_deck and home_due else due,
                ivl=ivl,
                factor=factor,
                reps=reps,
                lapses=lapses,
                left=left,
                data=decoded(data) or "",
            )
            name = decks.get(home_deck or deck, "")
            found.setdefault(note, []).append(
                CardOfNote(id=id_, deck=name, ordinal=ordinal, row=card)
            )
        for cards in found.values():
            cards.sort(key=lambda card: card.ordinal)
        return found

    def reviews(self) -> Iterator[Row]:
        """id, cid, ease, ivl, time, type, as they stand."""
        return self._rows("revlog", _REVLOG, self._limits.reviews, "too-many-reviews")

    def _note_types(self) -> dict[int, NoteType]:
        fields: dict[Value, list[tuple[Value, str]]] = {}
        for note_type, ordinal, name in self._newer("fields"):
            fields.setdefault(note_type, []).append((ordinal, decoded(name) or ""))
        templates: dict[Value, list[tuple[Value, Template]]] = {}
        for note_type, ordinal, config in self._newer("templates"):
            template = Template(front=_wire_text(config, 1), back=_wire_text(config, 2))
            templates.setdefault(note_type, []).append((ordinal, template))
        return {
            id_: NoteType(
                name=decoded(name) or "",
                cloze=_wire_number(config, 1) == 1,
                fields=tuple(_in_order(fields.get(id_, []))),
                templates=tuple(_in_order(templates.get(id_, []))),
            )
            for id_, name, config in self._newer("notetypes")
            if isinstance(id_, int)
        }

    def _deck_names(self) -> dict[int, str]:
        return {
            id_: (decoded(name) or "").replace("\x1f", "::")
            for id_, name in self._newer("decks")
            if isinstance(id_, int)
        }

    def _offset(self) -> int | None:
        for key, value in self._newer("config"):
            if key == b"creationOffset":
                try:
                    return _whole(json.loads(value if isinstance(value, bytes) else b""))
                except (ValueError, RecursionError):
                    return None
        return None

    def _newer(self, table: str) -> Iterator[Row]:
        return self._rows(table, _NEWER_COLUMNS[table], self._limits.entries)

    def _rows(
        self, table: str, columns: tuple[str, ...], limit: int, refusal: str = "database-corrupt"
    ) -> Iterator[Row]:
        """At most ``limit`` rows; one more is refused, but of ``col``, where the first counts."""
        names = ", ".join(f'"{column}"' for column in columns)
        found = self._connection.execute(f'SELECT {names} FROM "{table}" NOT INDEXED')
        for number, row in enumerate(found, start=1):
            if number > limit:
                if table == "col":
                    return
                raise DeckRefused(refusal, limit=limit)
            yield row


@contextmanager
def opened(path: Path, limits: Limits, clock: Clock) -> Iterator[Collection]:
    """The collection in this file. ``DeckRefused`` where it is damaged, hostile or too slow, also
    where that shows only in reading it."""
    try:
        with closing(_connection(path, clock)) as connection:
            _check_schema(connection)
            yield Collection(connection, limits)
    except (sqlite3.Error, OverflowError, UnicodeError) as error:
        # A damaged file may also put bytes into a message of SQLite that are no text.
        clock.check()
        raise DeckRefused("database-corrupt") from error


def decoded(value: Value) -> str | None:
    """A text column; None for anything else."""
    if not isinstance(value, bytes):
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None


def _connection(path: Path, clock: Clock) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, isolation_level=None
    )
    connection.text_factory = bytes
    for category, limit in _LIMITS.items():
        connection.setlimit(category, limit)
    connection.set_progress_handler(lambda: clock.is_over, _STEPS_BETWEEN_LOOKS)
    for pragma in (
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "query_only=ON",
        "mmap_size=0",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_collation("unicase", _unicase)
    connection.set_authorizer(_authorizer())
    return connection


def _unicase(one: str, other: str) -> int:
    a, b = one.casefold(), other.casefold()
    return (a > b) - (a < b)


def _authorizer() -> Callable[[int, str | None, str | None, str | None, str | None], int]:
    """Reading these columns of these tables, from no view and no trigger; nothing else."""
    readable = {
        (table, column)
        for columns in (_COLUMNS, _NEWER_COLUMNS)
        for table, names in columns.items()
        for column in names
    } | {("sqlite_master", column) for column in _SCHEMA_COLUMNS}

    def allow(
        action: int, first: str | None, second: str | None, _base: str | None, inner: str | None
    ) -> int:
        if inner is not None:
            return sqlite3.SQLITE_DENY
        match action:
            case sqlite3.SQLITE_SELECT:
                return sqlite3.SQLITE_OK
            case sqlite3.SQLITE_READ if ((first or "").lower(), (second or "").lower()) in readable:
                return sqlite3.SQLITE_OK
            case sqlite3.SQLITE_PRAGMA if first == "table_xinfo":
                return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    return allow


def _check_schema(connection: sqlite3.Connection) -> None:
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master"):
        # SQLite itself writes the beginning of what it keeps; that of a virtual table differs.
        is_table = kind == b"table" and isinstance(sql, bytes) and sql.startswith(b"CREATE TABLE ")
        if not is_table and kind != b"index":
            raise DeckRefused("database-hostile", name=(decoded(name) or "")[:100])
    _check_columns(connection, _COLUMNS)


def _check_columns(connection: sqlite3.Connection, tables: Mapping[str, tuple[str, ...]]) -> None:
    for table, columns in tables.items():
        present = {}
        for _, name, _, _, _, _, hidden in connection.execute(f'PRAGMA table_xinfo("{table}")'):
            if hidden:
                raise DeckRefused("database-hostile", name=table)
            present[(decoded(name) or "").lower()] = True
        for column in columns:
            if column not in present:
                raise DeckRefused("database-unknown", table=table, column=column)


def _note_types_from_json(models: Mapping[str, object]) -> dict[int, NoteType]:
    found = {}
    for key, model in models.items():
        if not isinstance(model, dict) or not _is_id(key):
            continue
        found[int(key)] = NoteType(
            name=str(model.get("name", "")),
            cloze=model.get("type") == 1,
            fields=tuple(str(field.get("name", "")) for field in _ordered(model.get("flds"))),
            templates=tuple(
                Template(front=str(template.get("qfmt", "")), back=str(template.get("afmt", "")))
                for template in _ordered(model.get("tmpls"))
            ),
        )
    return found


def _ordered(rows: object) -> list[dict[str, object]]:
    """The objects of a JSON list, by their ``ord`` where they have one."""
    listed = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return sorted(listed, key=lambda row: _whole(row.get("ord")) or 0)


def _deck_names_from_json(decks: Mapping[str, object]) -> dict[int, str]:
    return {
        int(key): str(deck.get("name", ""))
        for key, deck in decks.items()
        if isinstance(deck, dict) and _is_id(key)
    }


def _is_id(key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) < 20


def _json(value: Value) -> dict[str, object]:
    """A JSON object in a column. Raises ``DeckRefused``."""
    try:
        data = json.loads(value if isinstance(value, bytes) else b"")
    except (ValueError, RecursionError) as error:
        raise DeckRefused("database-corrupt") from error
    if not isinstance(data, dict):
        raise DeckRefused("database-corrupt")
    return data


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _in_order(rows: list[tuple[Value, T]]) -> list[T]:
    return [value for _, value in sorted(rows, key=lambda row: _whole(row[0]) or 0)]


def _wire_text(value: Value, field: int) -> str:
    try:
        return wire.text(value if isinstance(value, bytes) else b"", field)
    except wire.WireError:
        return ""


def _wire_number(value: Value, field: int) -> int:
    try:
        return wire.number(value if isinstance(value, bytes) else b"", field)
    except wire.WireError:
        return 0
