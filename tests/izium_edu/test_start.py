from __future__ import annotations

import socket
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError

from quizzes.management.commands import start
from quizzes.models import Pack, Question, Topic


@pytest.fixture
def called(monkeypatch) -> list[str]:
    """The commands that a start calls, by name; none is run."""
    names: list[str] = []
    monkeypatch.setattr(start, "call_command", lambda name, *a, **k: names.append(name))
    monkeypatch.setattr(start.Command, "_copy_before", lambda self, executor: None)
    monkeypatch.setattr(start.connections, "close_all", lambda: None)
    return names


@pytest.fixture
def var(settings, tmp_path) -> Path:
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    return tmp_path


@pytest.mark.django_db
def test_first_start_loads_everything(called, var, settings):
    settings.DEMO = True
    call_command("start", "--prepare")
    assert called == ["load_pack", "generate_bank", "load_demo", "prune", "collectstatic"]


@pytest.mark.django_db
def test_second_start_does_nothing_twice(called, var):
    get_user_model().objects.create_user("teacher")
    call_command("start", "--prepare")
    called.clear()
    call_command("start", "--prepare")
    assert called == ["load_pack", "prune"]


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["facts", "questions", "rules"])
def test_bank_is_generated_again_after_a_change(called, var, monkeypatch, change):
    pack = Pack.objects.create(
        slug="town", title="Town", language="en", as_of="2026", seed=1, content_hash="a"
    )
    call_command("start", "--prepare")
    called.clear()
    if change == "facts":
        Pack.objects.update(content_hash="b")
    elif change == "questions":
        topic = Topic.objects.create(pack=pack, slug="a", title="A", position=1)
        Question.objects.create(
            pack=pack, topic=topic, kind="choice", identity="a", level="easy", difficulty=0.5
        )
    else:
        monkeypatch.setattr(start, "BANK_CODE", ("items.py",))
    call_command("start", "--prepare")
    assert "generate_bank" in called


@pytest.mark.django_db
def test_demo_accounts_are_not_made_unasked(called, var, settings):
    settings.DEMO = False
    call_command("start", "--prepare")
    assert "load_demo" not in called


def test_changed_static_file_is_collected_again(tmp_path, settings):
    settings.STATICFILES_DIRS = [tmp_path]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    start.get_finders.__globals__["get_finder"].cache_clear()
    (tmp_path / "a.css").write_text("a")
    before = start.static_digest()
    assert start.static_digest() == before
    (tmp_path / "a.css").write_text("ab")
    assert start.static_digest() != before
    start.get_finders.__globals__["get_finder"].cache_clear()


def test_taken_port_is_told_in_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Cannot listen on 127.0.0.1:{port} .* PORT=8001"):
            start.require_free_port("127.0.0.1", port)
    start.require_free_port("127.0.0.1", port)


def test_address_of_another_machine_is_told():
    with pytest.raises(CommandError, match=r"Cannot listen on 203\.0\.113\.1:8000"):
        start.require_free_port("203.0.113.1", 8000)


def test_server_survives_a_dead_worker_and_a_quick_stop(settings):
    settings.HOST, settings.PORT, settings.WORKERS, settings.THREADS = "127.0.0.1", 8001, 2, 1
    command = " ".join(start.server_command()[1:])
    assert command == (
        "-m granian izium_edu.wsgi:application --interface wsgi --host 127.0.0.1 --port 8001 "
        "--workers 2 --blocking-threads 1 --respawn-failed-workers --workers-kill-timeout 5 "
        "--log-level warning"
    )


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("::", "127.0.0.1")],
)
def test_printed_address_can_be_opened(settings, host, shown):
    settings.HOST = host
    assert start.shown_host() == shown


def test_old_sqlite_is_told(monkeypatch):
    monkeypatch.setattr(start, "connection", SimpleNamespace(vendor="sqlite"))
    assert "SQLite 3.40.1 has a rare fault" in start.sqlite_warning((3, 40, 1))
    assert start.sqlite_warning((3, 51, 3)) == ""
    monkeypatch.setattr(start, "connection", SimpleNamespace(vendor="postgresql"))
    assert start.sqlite_warning((3, 40, 1)) == ""


def test_failed_update_leaves_the_database_as_it_was(tmp_path, monkeypatch, settings):
    """Two migrations, the second fails: the first is undone too."""
    settings.VAR_DIR = tmp_path
    database = tmp_path / "db.sqlite3"
    with sqlite3.connect(database) as db:
        db.execute("CREATE TABLE django_migrations (id INTEGER)")
        db.execute("CREATE TABLE answer (words TEXT)")
        db.execute("INSERT INTO answer VALUES ('так')")
    db.close()
    monkeypatch.setattr(start, "database_file", lambda: database)
    monkeypatch.setattr(start, "MigrationExecutor", Pending)
    monkeypatch.setattr(start, "connection", SimpleNamespace(vendor="sqlite", close=lambda: None))

    def migrate(*args: object, **options: object) -> None:
        with sqlite3.connect(database) as db:
            db.execute("DROP TABLE answer")
        db.close()
        raise RuntimeError("the second migration failed")

    monkeypatch.setattr(start, "call_command", migrate)
    with pytest.raises(CommandError, match="stands as before: the second migration failed"):
        start.Command()._migrate()
    with sqlite3.connect(database) as db:
        assert db.execute("SELECT words FROM answer").fetchall() == [("так",)]
    db.close()


class Pending:
    """An executor with one migration applied and one to come."""

    def __init__(self, connection: object) -> None:
        self.loader = self
        self.graph = self
        self.applied_migrations = {("quizzes", "0001_initial"): object()}

    def leaf_nodes(self) -> list[tuple[str, str]]:
        return [("quizzes", "0002_later")]

    def migration_plan(self, targets: object) -> list[object]:
        return [object()]
