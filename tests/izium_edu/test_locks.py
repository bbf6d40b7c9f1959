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
PROGRAM = """
import sys, time
from contextlib import nullcontext
import django
django.setup()
from izium_edu.locks import database_lock
with database_lock("test") if sys.argv[2] == "locked" else nullcontext():
    with open(sys.argv[1], "a") as log:
        print("in", file=log, flush=True)
        time.sleep(0.3)
        print("out", file=log, flush=True)
"""


def together(log: Path, how: str) -> list[str]:
    """What two processes write that start at once, each `in`, a pause, `out`."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{log.parent / 'db.sqlite3'}"
    variables = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": url}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(log), how], cwd=ROOT, env=os.environ | variables
        )
        for _ in range(2)
    ]
    assert [process.wait(timeout=30) for process in processes] == [0, 0]
    return log.read_text().split()


@pytest.mark.database
def test_two_processes_work_in_turn(tmp_path):
    assert together(tmp_path / "log", "locked") == ["in", "out", "in", "out"]


@pytest.mark.database
def test_without_the_lock_they_overlap(tmp_path):
    assert together(tmp_path / "log", "unlocked") == ["in", "in", "out", "out"]


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
