"""Packages of Anki as strangers make them, built here: old, new, hostile."""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

# 2026-11-01 04:00 in Kyiv (UTC+2, 120 minutes east).
CREATED = 1793498400
OFFSET = -120

BASIC, REVERSED, CLOZE = 1001, 1002, 1003
_BACK = "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}"
TYPES: dict[int, dict[str, Any]] = {
    BASIC: {"name": "Basic", "type": 0, "flds": ["Front", "Back"], "tmpls": [("{{Front}}", _BACK)]},
    REVERSED: {
        "name": "Basic (and reversed card)",
        "type": 0,
        "flds": ["Front", "Back"],
        "tmpls": [
            ("{{Front}}", _BACK),
            ("{{Back}}", "{{FrontSide}}<hr id=answer>{{Front}}"),
        ],
    },
    CLOZE: {
        "name": "Cloze",
        "type": 1,
        "flds": ["Text", "Back Extra"],
        "tmpls": [("{{cloze:Text}}", "{{cloze:Text}}<br>{{Back Extra}}")],
    },
}

_TABLES = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer, mod integer, scm integer, ver integer,
  dty integer, usn integer, ls integer, conf text, models text, decks text, dconf text, tags text);
CREATE TABLE notes (id integer PRIMARY KEY, guid text, mid integer, mod integer, usn integer,
  tags text, flds text, sfld integer, csum integer, flags integer, data text);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer, did integer, ord integer, mod integer,
  usn integer, type integer, queue integer, due integer, ivl integer, factor integer,
  reps integer, lapses integer, left integer, odue integer, odid integer, flags integer, data text);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer, usn integer, ease integer, ivl integer,
  lastIvl integer, factor integer, time integer, type integer);
"""
_NEWER_TABLES = """
CREATE TABLE notetypes (id integer PRIMARY KEY, name text COLLATE unicase, config blob);
CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);
CREATE TABLE fields (ntid integer, ord integer, name text COLLATE unicase, config blob,
  PRIMARY KEY (ntid, ord)) without rowid;
CREATE UNIQUE INDEX idx_fields_name_ntid ON fields (name, ntid);
CREATE TABLE templates (ntid integer, ord integer, name text COLLATE unicase, config blob,
  PRIMARY KEY (ntid, ord)) without rowid;
CREATE TABLE decks (id integer PRIMARY KEY, name text COLLATE unicase, common blob, kind blob);
CREATE UNIQUE INDEX idx_decks_name ON decks (name);
CREATE TABLE config (KEY text PRIMARY KEY, usn integer, mtime_secs integer, val blob) without rowid;
"""


@dataclass(frozen=True, kw_only=True)
class Card:
    """Columns of a card; those that are not told are 0."""

    ordinal: int = 0
    columns: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Note:
    fields: Sequence[str] = ("Front", "Back")
    guid: Any = None
    type: int = BASIC
    tags: str = ""
    cards: Sequence[Card] = (Card(),)


def collection(
    notes: Iterable[Note] = (Note(),),
    *,
    newer: bool = False,
    reviews: Iterable[Sequence[Any]] = (),
    extra: str = "",
    version: int | None = None,
) -> bytes:
    """A collection's file. Cards are numbered 101, 102 … in the order of the notes; ``reviews`` are
    rows of id, cid, ease, ivl, time, type; ``extra`` is SQL run at the end."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.db"
        connection = sqlite3.connect(path)
        connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
        connection.executescript(_TABLES + (_NEWER_TABLES if newer else ""))
        _fill_head(connection, newer, version)
        card_id = 100
        for note_id, note in enumerate(notes, start=1):
            guid = f"guid{note_id}" if note.guid is None else note.guid
            flds = note.fields if isinstance(note.fields, bytes) else "\x1f".join(note.fields)
            connection.execute(
                "INSERT INTO notes VALUES (?, ?, ?, 1793500000, -1, ?, ?, '', 0, 0, '')",
                (note_id, guid, note.type, note.tags, flds),
            )
            for card in note.cards:
                card_id += 1
                columns = {"did": 7, "ord": card.ordinal, "data": "", **dict(card.columns)}
                names = [
                    "type",
                    "queue",
                    "due",
                    "ivl",
                    "factor",
                    "reps",
                    "lapses",
                    "left",
                    "odue",
                    "odid",
                    "mod",
                    "usn",
                    "flags",
                ]
                columns = {**dict.fromkeys(names, 0), **columns}
                connection.execute(
                    f"INSERT INTO cards (id, nid, {', '.join(columns)})"
                    f" VALUES (?, ?{', ?' * len(columns)})",
                    (card_id, note_id, *columns.values()),
                )
        connection.executemany(
            "INSERT INTO revlog (id, cid, ease, ivl, time, type) VALUES (?, ?, ?, ?, ?, ?)", reviews
        )
        connection.commit()
        if extra:
            connection.executescript(extra)
        if newer:
            # As Anki leaves it.
            connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
        return path.read_bytes()


def package(entries: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def legacy_1(database: bytes) -> bytes:
    return package({"collection.anki2": database, "media": b"{}"})


def legacy_2(database: bytes) -> bytes:
    stub = collection([Note(fields=("Please update", ""))])
    return package(
        {
            "meta": b"\x08\x02",
            "collection.anki21": database,
            "collection.anki2": stub,
            "media": b"{}",
        }
    )


def latest(database: bytes) -> bytes:
    stub = collection([Note(fields=("Please update", ""))])
    return package(
        {
            "meta": b"\x08\x03",
            "collection.anki21b": zstandard.compress(database),
            "collection.anki2": stub,
            "media": zstandard.compress(b""),
        }
    )


def _fill_head(connection: sqlite3.Connection, newer: bool, version: int | None) -> None:
    conf, models, decks = "", "", ""
    if newer:
        for id_, told in TYPES.items():
            config = b"\x08\x01" if told["type"] else b""
            connection.execute(
                "INSERT INTO notetypes VALUES (?, ?, ?)", (id_, told["name"], config)
            )
            for i, name in enumerate(told["flds"]):
                connection.execute("INSERT INTO fields VALUES (?, ?, ?, '')", (id_, i, name))
            for i, (front, back) in enumerate(told["tmpls"]):
                config = _text_field(1, front) + _text_field(2, back) + b"\x40\x05"
                connection.execute(
                    "INSERT INTO templates VALUES (?, ?, ?, ?)", (id_, i, f"Card {i + 1}", config)
                )
        connection.execute("INSERT INTO decks VALUES (7, ?, '', '')", ("Town\x1fHistory",))
        connection.execute(
            "INSERT INTO config VALUES ('creationOffset', 0, 0, ?)", (str(OFFSET).encode(),)
        )
    else:
        conf = json.dumps({"creationOffset": OFFSET})
        models = json.dumps(
            {
                str(id_): {
                    "name": told["name"],
                    "type": told["type"],
                    "flds": [{"name": n, "ord": i} for i, n in enumerate(told["flds"])],
                    "tmpls": [
                        {"name": f"Card {i + 1}", "ord": i, "qfmt": front, "afmt": back}
                        for i, (front, back) in enumerate(told["tmpls"])
                    ],
                }
                for id_, told in TYPES.items()
            }
        )
        decks = json.dumps({"7": {"name": "Town::History"}})
    connection.execute(
        "INSERT INTO col VALUES (1, ?, 0, 0, ?, 0, 0, 0, ?, ?, ?, '{}', '{}')",
        (CREATED, version or (18 if newer else 11), conf, models, decks),
    )


def _text_field(number: int, text: str) -> bytes:
    data = text.encode()
    assert len(data) < 128
    return bytes([number << 3 | 2, len(data)]) + data
