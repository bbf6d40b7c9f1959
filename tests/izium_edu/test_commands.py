"""backup, restore and reset on a database of their own, as an administrator calls them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from izium_edu.backups import checksum
from tests.server import free_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """A var/ with a small database in it."""
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database:
        database.execute("CREATE TABLE answer (words TEXT)")
        database.execute("INSERT INTO answer VALUES ('так'), ('ні')")
        database.commit()
    return tmp_path


def manage(var: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(var),
        "ENV_FILE": os.devnull,
        "PORT": str(free_port()),
        **variables,
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def copies(var: Path) -> list[Path]:
    return sorted((var / "backups").iterdir())


def test_backup_writes_a_copy_and_counts_it(var):
    done = manage(var, "backup")
    [copy] = copies(var)
    assert done.stdout == f"{copy}: 2 rows in 1 tables, whole.\n"
    assert checksum(copy) == checksum(var / "db.sqlite3")


def test_backup_keeps_the_last_copies_and_what_is_not_its_own(var):
    folder = var / "backups"
    folder.mkdir()
    for name in ("db-20200101T000000Z", "db-20200102T000000Z", "mine", "before-update-2020"):
        (folder / f"{name}.sqlite3").touch()
    assert manage(var, "backup", "--keep", "2").returncode == 0
    names = [copy.name for copy in copies(var)]
    assert names[0] == "before-update-2020.sqlite3"
    assert names[1] == "db-20200102T000000Z.sqlite3"
    assert names[2].startswith("db-20")
    assert names[3:] == ["mine.sqlite3"]


def test_restore_brings_the_contents_back_and_keeps_what_stood_there(var):
    database = var / "db.sqlite3"
    before = checksum(database)
    manage(var, "backup")
    [copy] = copies(var)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DELETE FROM answer")
        connection.commit()
    emptied = checksum(database)
    done = manage(var, "restore", str(copy))
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(f"Checksum of the contents: {before}\n")
    assert checksum(database) == before
    [replaced] = [path for path in copies(var) if path.name.startswith("replaced-")]
    assert checksum(replaced) == emptied


def test_restore_into_a_new_place(var, tmp_path_factory):
    manage(var, "backup")
    [copy] = copies(var)
    other = tmp_path_factory.mktemp("rehearsal")
    assert manage(other, "restore", str(copy)).returncode == 0
    assert checksum(other / "db.sqlite3") == checksum(var / "db.sqlite3")


def test_restore_refuses_what_is_no_database(var):
    (var / "words.txt").write_text("no database" * 1000, encoding="utf-8")
    before = checksum(var / "db.sqlite3")
    done = manage(var, "restore", str(var / "words.txt"))
    assert done.returncode == 1
    assert "words.txt is damaged" in done.stderr
    assert checksum(var / "db.sqlite3") == before


@pytest.mark.parametrize("command", [["backup"], ["restore", "manage.py"], ["reset"]])
def test_commands_for_sqlite_say_so_on_postgresql(var, command):
    done = manage(var, *command, DATABASE_URL="postgresql://a:b@127.0.0.1:1/c")
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: This database is PostgreSQL")


def test_reset_removes_the_data_but_for_a_last_copy(var):
    before = checksum(var / "db.sqlite3")
    done = manage(var, "reset")
    assert done.returncode == 0, done.stderr
    assert not (var / "db.sqlite3").exists()
    assert checksum(var / "backups" / "before-reset.sqlite3") == before


def test_reset_twice_is_no_error(var):
    manage(var, "reset")
    assert manage(var, "reset").returncode == 0


def test_reset_is_not_for_production(var):
    key = "q7Wm2ZtR9xKc4VnB8LpD5sHgJ3fY6aEuT1oI0rNwXvQyCzMkPd"
    done = manage(var, "reset", IZIUM_ENV="production", SECRET_KEY=key, ALLOWED_HOSTS="a.org")
    assert done.returncode == 1
    assert "IZIUM_ENV is production" in done.stderr
    assert (var / "db.sqlite3").exists()


def test_a_missing_setting_is_one_sentence(var):
    done = manage(var, "backup", IZIUM_ENV="production")
    assert done.returncode == 1
    assert done.stderr.startswith("SECRET_KEY is not set.")
    assert "Traceback" not in done.stderr
