"""A package may come from anybody: what is refused, and that it is refused soon."""

from __future__ import annotations

import contextlib
import io
import sqlite3
import struct
import time
import tracemalloc
import zipfile
from zoneinfo import ZoneInfo

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.errors import DeckRefused
from quizzes.exchange.apkg import read_apkg
from quizzes.exchange.collection import _authorizer
from quizzes.exchange.deck import MIB, Imported, Limits
from tests.exchange.packages import (
    Card,
    Note,
    collection,
    latest,
    legacy_1,
    package,
)

KYIV = ZoneInfo("Europe/Kyiv")


def read(data: bytes, **limits: int | float) -> Imported:
    return read_apkg(data, zone=KYIV, limits=Limits(**limits))  # type: ignore[arg-type]


def refusal(data: bytes, **limits: int | float) -> tuple[str, dict[str, object]]:
    with pytest.raises(DeckRefused) as refused:
        read(data, **limits)
    return refused.value.code, dict(refused.value.params)


def notes_or_none(data: bytes) -> int | None:
    """How many notes were read, None where the package was refused; no other error passes."""
    with contextlib.suppress(DeckRefused):
        return read(data, seconds=5).notes
    return None


# The package


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"hello", "not-a-package"),
        (b"PK\x03\x04 and nothing more", "package-unreadable"),
        (package({"readme": b"no deck"}), "not-a-package"),
        (package({"meta": b"\x08\x03", "collection.anki2": b""}), "collection-missing"),
        (package({"meta": b"\x08\x04", "collection.anki2": b""}), "version-unknown"),
        (package({"meta": b"", "collection.anki2": b""}), "version-unknown"),
        (package({"meta": b"\xff" * 20, "collection.anki2": b""}), "package-unreadable"),
        (package({"meta": b"\x08\x03", "collection.anki21b": b"no zstd"}), "package-unreadable"),
        (package({"collection.anki2": b"no database"}), "database-corrupt"),
        (package({"collection.anki2": b""}), "database-unknown"),
    ],
)
def test_what_is_no_package_is_refused(data: bytes, code: str) -> None:
    assert refusal(data)[0] == code


@pytest.mark.parametrize(
    "name",
    ["../escape", "a/../../b", "/etc/cron.d/x", "C:\\x", "..\\x", "\\\\host\\share", "a\x00b"],
)
def test_a_path_that_leaves_is_refused(name: str) -> None:
    entries = {"collection.anki2": collection()}
    data = bytearray(package({**entries, "N" * len(name): b"x"}))
    patched = bytes(data).replace(b"N" * len(name), name.encode())

    assert refusal(patched) == ("entry-outside", {"entry": name})


def test_a_name_given_twice_is_refused() -> None:
    data = package({"collection.anki2": collection(), "collection.ankiX": b"x"})

    assert refusal(data.replace(b"collection.ankiX", b"collection.anki2")) == (
        "entry-twice",
        {"entry": "collection.anki2"},
    )


def test_an_encrypted_package_is_refused() -> None:
    data = bytearray(package({"collection.anki2": collection()}))
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1

    assert refusal(bytes(data))[0] == "encrypted"


def test_an_unusual_packing_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("collection.anki2", collection())

    assert refusal(target.getvalue())[0] == "package-unreadable"


def test_a_damaged_entry_is_refused() -> None:
    data = bytearray(legacy_1(collection()))
    data[200] ^= 0xFF

    assert refusal(bytes(data))[0] == "package-unreadable"


def test_a_large_upload_is_refused() -> None:
    assert refusal(b"PK" + bytes(100), upload=101) == ("too-large", {"size": 102, "limit": 101})


def test_many_entries_are_refused() -> None:
    data = package({f"{number}": b"" for number in range(30)})

    assert refusal(data, entries=29) == ("too-many-entries", {"count": 30, "limit": 29})


@pytest.mark.parametrize("packing", ["zip", "zstd"])
def test_a_bomb_is_refused_before_it_unpacks(packing: str) -> None:
    size = 64 * MIB
    if packing == "zip":
        data = package({"collection.anki2": bytes(size)})
    else:
        data = package({"meta": b"\x08\x03", "collection.anki21b": zstandard.compress(bytes(size))})
    tracemalloc.start()
    try:
        found = refusal(data, collection=MIB)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert found == ("collection-large", {"limit": MIB})
    assert most < 8 * MIB


def test_a_size_that_lies_is_not_believed() -> None:
    """The entry says that it holds 100 bytes: what is read is bounded by what comes."""
    data = bytearray(package({"collection.anki2": bytes(4 * MIB)}))
    directory = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, directory + 24, 100)

    assert refusal(bytes(data), collection=MIB)[0] in ("collection-large", "package-unreadable")


def test_a_huge_window_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    frame = stream.compress(b"x" * 100) + stream.flush()

    assert (
        refusal(package({"meta": b"\x08\x03", "collection.anki21b": frame}))[0]
        == "package-unreadable"
    )


# The database


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM notes; END", "t"),
        ("CREATE VIEW v AS SELECT 1", "v"),
        ("DROP TABLE notes; CREATE VIEW notes AS SELECT 1 AS id", "notes"),
        ("CREATE VIRTUAL TABLE f USING fts5(x)", "f"),
        (
            "CREATE TABLE g (id); ALTER TABLE notes ADD COLUMN h AS (hex(zeroblob(1000000000)))",
            "notes",
        ),
    ],
)
def test_a_schema_that_computes_is_refused(sql: str, name: str) -> None:
    assert refusal(legacy_1(collection(extra=sql))) == ("database-hostile", {"name": name})


def test_a_virtual_table_behind_a_comment_is_refused() -> None:
    sql = (
        "DROP TABLE revlog; CREATE VIRTUAL TABLE revlog USING fts5(x); PRAGMA writable_schema=ON;"
        " UPDATE sqlite_master SET sql = 'CREATE /* ' || hex(zeroblob(60)) || ' */ VIRTUAL TABLE"
        " revlog USING fts5(x)' WHERE name = 'revlog'"
    )

    assert refusal(legacy_1(collection(extra=sql)))[0] == "database-hostile"


def test_a_schema_that_is_no_sql_is_refused() -> None:
    sql = "PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql='CREATE TABLE notes(' || 'x'"

    assert refusal(legacy_1(collection(extra=sql)))[0] == "database-corrupt"


def test_a_schema_that_is_no_text_is_refused() -> None:
    """SQLite puts such bytes into its message, which is then no text either."""
    damaged = collection().replace(b"CREATE TABLE notes (", b"CREATE TABLE notes \x80")

    assert refusal(legacy_1(damaged))[0] == "database-corrupt"


@pytest.mark.parametrize(
    ("sql", "params"),
    [
        ("DROP TABLE revlog", {"table": "revlog", "column": "id"}),
        ("ALTER TABLE cards RENAME COLUMN data TO other", {"table": "cards", "column": "data"}),
    ],
)
def test_a_table_that_lacks_something_is_refused(sql: str, params: dict[str, str]) -> None:
    assert refusal(legacy_1(collection(extra=sql))) == ("database-unknown", params)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE col SET ver = 99", "version-unknown"),
        ("UPDATE col SET ver = 'x'", "database-corrupt"),
        ("UPDATE col SET models = '['", "database-corrupt"),
        ("UPDATE col SET models = replace(hex(zeroblob(100000)), '00', '[')", "database-corrupt"),
        ("UPDATE col SET crt = 9000000000000000000", "database-corrupt"),
        ("UPDATE col SET conf = '{\"creationOffset\": 100000}'", "database-corrupt"),
        ("DELETE FROM col", "database-unknown"),
        ("UPDATE notes SET flds = zeroblob(9000000)", "database-corrupt"),
    ],
)
def test_a_head_or_a_value_that_cannot_be_is_refused(sql: str, code: str) -> None:
    assert refusal(legacy_1(collection(extra=sql)))[0] == code


def test_an_index_that_computes_is_not_used() -> None:
    """Reading the rows needs no index, so that no expression in one is ever evaluated."""
    sql = "CREATE INDEX i ON notes (id, guid, mid, mod, tags, flds, length(guid))"

    assert read(legacy_1(collection(extra=sql))).notes == 1


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO notes (id) VALUES (1)",
        "DELETE FROM notes",
        "ATTACH ':memory:' AS other",
        "SELECT load_extension('x')",
        "SELECT readfile('/etc/passwd')",
        "SELECT hex(zeroblob(10))",
        "SELECT csum FROM notes",
        "CREATE TEMP TABLE t (x)",
        "PRAGMA writable_schema=ON",
        "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x FROM r",
    ],
)
def test_the_authorizer_allows_reading_alone(sql: str) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE notes (id, csum)")
    connection.set_authorizer(_authorizer())

    with pytest.raises(sqlite3.DatabaseError):
        connection.execute(sql)

    connection.close()


def test_many_notes_cards_and_reviews_are_refused() -> None:
    many = legacy_1(collection([Note()] * 4))
    reviewed = legacy_1(collection(reviews=[(n, 101, 3, 1, 1, 1) for n in range(4)]))

    assert refusal(many, notes=3) == ("too-many-notes", {"limit": 3})
    assert refusal(legacy_1(collection([Note(cards=[Card()] * 4)])), notes=3)[0] == "too-many-notes"
    assert refusal(reviewed, reviews=3) == ("too-many-reviews", {"limit": 3})


def test_what_takes_too_long_is_refused() -> None:
    many = latest(collection([Note()] * 2000, newer=True))

    assert refusal(many, seconds=0) == ("too-slow", {"seconds": 0})


def test_a_template_that_repeats_a_field_without_end_leaves_the_note_out() -> None:
    sql = (
        "UPDATE col SET models = replace(models, '{{Front}}', "
        "replace(hex(zeroblob(5000)), '00', '{{Front}}'))"
    )
    started = time.monotonic()

    found = read(legacy_1(collection([Note(fields=("x" * 9000, ""))], extra=sql)))

    assert [(p.number, p.code) for p in found.problems] == [(1, "text-too-long")]
    assert time.monotonic() - started < 5


WHOLE = latest(collection([Note(cards=(Card(columns=(("type", 2), ("due", 5))),))], newer=True))
DATABASE = collection([Note()] * 3, newer=True)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_damage_anywhere_is_refused_or_read_but_never_crashes(data: st.DataObject) -> None:
    damaged = bytearray(DATABASE)
    places = st.integers(0, len(damaged) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=12)):
        damaged[place] = data.draw(st.integers(0, 255))
    made = package({"meta": b"\x08\x03", "collection.anki21b": zstandard.compress(bytes(damaged))})

    assert notes_or_none(made) in (None, 0, 1, 2, 3)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, len(WHOLE)), junk=st.binary(max_size=30))
def test_a_package_that_broke_off_is_refused_or_read(cut: int, junk: bytes) -> None:
    assert notes_or_none(WHOLE[:cut] + junk) in (None, 1)
