"""Locks that hold across processes, and on PostgreSQL across machines.

The one module where the code differs between the two databases.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


@contextmanager
def database_lock(name: str) -> Iterator[None]:
    """Hold the lock `name`, after waiting for whoever holds it.

    For migrations, loading and nightly commands: of several servers that start at once, one
    works and the others find the work done. The lock ends with its holder, however that ends.
    Not for requests, and not to be taken twice by one process.
    """
    if connection.vendor == "postgresql":
        with _advisory_lock(name):
            yield
    else:
        with _file_lock(name):
            yield


@contextmanager
def _advisory_lock(name: str) -> Iterator[None]:
    """A session lock on a connection of its own.

    The work closes and opens the usual connection as it likes (migrate does), and behind a
    pool a connection that goes back would take the lock with it.
    """
    holder = connection.copy(alias="lock")
    holder.settings_dict["OPTIONS"] = {
        key: value for key, value in holder.settings_dict["OPTIONS"].items() if key != "pool"
    }
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [key])
            yield
    finally:
        holder.close()


@contextmanager
def _file_lock(name: str) -> Iterator[None]:
    """A lock on a file beside the database.

    SQLite's own write lock cannot serve: migrations rebuild tables, which must begin outside a
    transaction.
    """
    database = Path(str(connection.settings_dict["NAME"]))
    # A database in memory belongs to one process; "file:" names such a one in tests.
    if str(database).startswith((":memory:", "file:")):
        yield
        return
    database.parent.mkdir(parents=True, exist_ok=True)
    with database.with_name(f"{database.name}.{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
