"""Copies of a SQLite database that are whole, while the server goes on writing."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path


class BackupError(Exception):
    """The copy is damaged or differs from what was copied."""


def copy_database(source: Path, target: Path) -> dict[str, int]:
    """Write `target`, a compact copy of `source`, readable by its owner only; rows by table.

    A plain copy of the file would miss what is still in the write-ahead log. The copy appears
    under its name only after it has been read back and found whole.
    """
    draft = target.with_name(f".{target.name}.part")
    draft.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(source, timeout=20)) as connection:
        connection.execute("VACUUM INTO ?", [str(draft)])
    os.chmod(draft, 0o600)
    counts = verify_copy(draft)
    os.replace(draft, target)
    return counts


def verify_copy(copy: Path) -> dict[str, int]:
    """Rows by table, after SQLite has checked every page and every reference."""
    try:
        return _verified(copy)
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{copy.name} is damaged: {error}") from error


def _verified(copy: Path) -> dict[str, int]:
    with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as connection:
        problems = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        if problems != ["ok"]:
            raise BackupError(f"{copy.name} is damaged: {problems[0]}")
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise BackupError(f"{copy.name} has rows that point nowhere.")
        return {
            table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
            for table in _tables(connection)
        }


def restore_database(copy: Path, target: Path) -> None:
    """Put the contents of `copy` in place of those of `target`, in one transaction."""
    verify_copy(copy)
    with (
        closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(target, timeout=20)) as connection,
    ):
        source.backup(connection)


def checksum(database: Path) -> str:
    """SHA-256 over every row of every table: equal for equal contents, however stored."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        for table in _tables(connection):
            digest.update(f"table {table}\n".encode())
            for row in sorted(map(repr, connection.execute(f'SELECT * FROM "{table}"'))):
                digest.update(f"{row}\n".encode())
    return digest.hexdigest()


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "ORDER BY name"
    )
    return [row[0] for row in rows]
