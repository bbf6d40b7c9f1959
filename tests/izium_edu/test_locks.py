"""The lock is held against another process; without it the same two processes overlap."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from izium_edu.locks import database_lock

ROOT = Path(__file__).resolve().parents[2]
# Each says that it is in, and leaves once the other is in too, or after a while.
PROGRAM = """
import sys, time
from contextlib import nullcontext
from pathlib import Path
import django
django.setup()
from izium_edu.locks import database_lock
log, how, patience = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
def write(word):
    with log.open("a") as file:
        print(word, file=file, flush=True)
def wait_for(word, seconds):
    until = time.monotonic() + seconds
    while log.read_text().split().count(word) < 2 and time.monotonic() < until:
        time.sleep(0.01)
write("ready")
wait_for("ready", 60)
with database_lock("test") if how == "locked" else nullcontext():
    write("in")
    wait_for("in", patience)
    write("out")
"""


def together(log: Path, how: str, *, patience: float) -> list[str]:
    """What two processes write that come to the same place at once."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{log.parent / 'db.sqlite3'}"
    variables = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": url}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(log), how, str(patience)],
            cwd=ROOT,
            env=os.environ | variables,
        )
        for _ in range(2)
    ]
    assert [process.wait(timeout=120) for process in processes] == [0, 0]
    return [word for word in log.read_text().split() if word != "ready"]


@pytest.mark.database
def test_two_processes_work_in_turn(tmp_path):
    assert together(tmp_path / "log", "locked", patience=0.5) == ["in", "out", "in", "out"]


@pytest.mark.database
def test_without_the_lock_they_overlap(tmp_path):
    assert together(tmp_path / "log", "unlocked", patience=30) == ["in", "in", "out", "out"]


@pytest.mark.django_db(transaction=True)
def test_lock_survives_the_end_of_the_connection():
    """Migrating closes and opens it; the lock must not go with it."""
    with database_lock("test"):
        connection.close()
        connection.ensure_connection()
        assert connection.is_usable()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_lock_is_free_after_its_holder():
    if connection.vendor != "postgresql":
        pytest.skip("advisory locks are PostgreSQL's")
    with database_lock("test"):
        assert held() == 1
    assert held() == 0


def held() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        return int(cursor.fetchone()[0])
