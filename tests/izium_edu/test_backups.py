from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from izium_edu.backups import (
    BackupError,
    checksum,
    copy_database,
    restore_database,
    verify_copy,
)


def write(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "db.sqlite3"
    write(
        path,
        "CREATE TABLE answer (id INTEGER PRIMARY KEY, words TEXT)",
        "CREATE TABLE empty (id INTEGER)",
        "INSERT INTO answer (words) VALUES ('так'), (NULL), ('1')",
    )
    return path


def test_copy_has_the_same_contents(database, tmp_path):
    copy = tmp_path / "copies" / "copy.sqlite3"
    assert copy_database(database, copy) == {"answer": 3, "empty": 0}
    assert checksum(copy) == checksum(database)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [file.name for file in copy.parent.iterdir()] == ["copy.sqlite3"]


def test_copy_holds_what_is_still_in_the_log(database, tmp_path):
    """A copy of the file alone would miss it."""
    with closing(sqlite3.connect(database)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint=0")
        writer.execute("INSERT INTO answer (words) VALUES ('late')")
        writer.commit()
        plain = tmp_path / "plain.sqlite3"
        plain.write_bytes(database.read_bytes())
        copy = tmp_path / "copy.sqlite3"
        assert copy_database(database, copy)["answer"] == 4
        assert verify_copy(plain)["answer"] == 3


def test_restore_brings_back_counts_and_checksum(database, tmp_path):
    copy = tmp_path / "copy.sqlite3"
    counts = copy_database(database, copy)
    before = checksum(database)
    write(database, "DELETE FROM answer", "CREATE TABLE later (id INTEGER)")
    restore_database(copy, database)
    assert verify_copy(database) == counts
    assert checksum(database) == before


def test_checksum_sees_a_changed_value(database):
    before = checksum(database)
    write(database, "UPDATE answer SET words = 'ні' WHERE id = 1")
    assert checksum(database) != before


def test_damaged_copy_is_not_restored(database, tmp_path):
    write(database, *["INSERT INTO answer (words) VALUES (hex(randomblob(2000)))"] * 40)
    copy = tmp_path / "copy.sqlite3"
    copy_database(database, copy)
    before = checksum(database)
    damaged = bytearray(copy.read_bytes())
    damaged[8192:12288] = b"\xff" * 4096
    copy.write_bytes(damaged)
    with pytest.raises(BackupError):
        restore_database(copy, database)
    assert checksum(database) == before
