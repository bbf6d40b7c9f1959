"""Prepare everything and serve: what `make run` and every node of a deployment calls."""

from __future__ import annotations

import hashlib
import os
import socket
import sqlite3
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Max
from django.utils import timezone

from izium_edu import backups
from izium_edu.locks import database_lock
from quizzes.models import Pack, Question

# https://www.sqlite.org/releaselog/3_51_3.html: a reset of the write-ahead log could lose pages.
SOUND_SQLITE = (3, 51, 3)
# What decides which questions a pack gives.
BANK_CODE = (
    *("dates", "factbase", "generator", "quality"),
    *("actions/bank.py", "items.py", "kinds.py", "reports/packs.py"),
)


class Command(BaseCommand):
    help = "Migrate, load the pack, make the bank, forget stale guests, collect static, then serve."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--prepare", action="store_true", help="do everything but serve, then stop"
        )

    def handle(self, *args: Any, prepare: bool, **options: Any) -> None:
        if not prepare:
            require_free_port(settings.HOST, settings.PORT)
        warning = sqlite_warning()
        if warning:
            self.stderr.write(warning)
        with database_lock("start"):
            self._migrate()
            self._fill()
            call_command("prune", stdout=self.stdout)
            self._collect_static()
        connections.close_all()
        if prepare:
            self.stdout.write("Ready.")
            return
        self.stdout.write(f"Izium Edu is at http://{shown_host()}:{settings.PORT}")
        self.stdout.write("Stop it with Ctrl+C. The data stay in place.")
        self.stdout.flush()
        os.execv(sys.executable, server_command())

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not plan:
            return
        copy = self._copy_before(executor)
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except Exception as error:
            if copy is None:
                raise
            connection.close()
            backups.restore_database(copy, database_file())
            raise CommandError(
                f"The update of the database failed, and it stands as before: {error}"
            ) from error

    def _copy_before(self, executor: MigrationExecutor) -> Path | None:
        """A copy of a SQLite database that already holds data, before its schema changes.

        Each migration is one transaction; the copy undoes the ones before the one that fails.
        """
        if connection.vendor != "sqlite" or not executor.loader.applied_migrations:
            return None
        copy = (
            settings.VAR_DIR / "backups" / f"before-update-{timezone.now():%Y%m%dT%H%M%SZ}.sqlite3"
        )
        connection.close()
        backups.copy_database(database_file(), copy)
        self.stdout.write(f"The database as it was before this update is in {copy}")
        return copy

    def _fill(self) -> None:
        call_command("load_pack", stdout=self.stdout, stderr=self.stderr)
        self._generate()
        if settings.DEMO and not get_user_model().objects.exists():
            call_command("load_demo", stdout=self.stdout, stderr=self.stderr)

    def _generate(self) -> None:
        """Skipped when the facts, the rules that make questions of them and the questions are those
        of the last time: building the bank is the longest part of a start."""
        stamp = settings.VAR_DIR / "bank-generated"
        if stamp.exists() and stamp.read_text(encoding="ascii") == bank_digest():
            return
        call_command("generate_bank", stdout=self.stdout, stderr=self.stderr)
        stamp.write_text(bank_digest(), encoding="ascii")

    def _collect_static(self) -> None:
        """Skipped when no static file has changed since the last time."""
        stamp = settings.STATIC_ROOT / ".collected"
        digest = static_digest()
        if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(digest, encoding="ascii")


def database_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def server_command() -> list[str]:
    return [
        sys.executable,
        *("-m", "granian", "izium_edu.wsgi:application"),
        *("--interface", "wsgi"),
        *("--host", settings.HOST, "--port", str(settings.PORT)),
        *("--workers", str(settings.WORKERS), "--blocking-threads", str(settings.THREADS)),
        # Without it one dead worker ends the server; without the next, a stop just after the
        # start can hang.
        "--respawn-failed-workers",
        *("--workers-kill-timeout", "5"),
        *("--log-level", "warning"),
    ]


def bank_digest() -> str:
    """Of what the bank is made from and of what it is now, so that neither another database nor a
    new version of the generator passes for the old."""
    packs = list(Pack.objects.order_by("slug").values_list("slug", "content_hash"))
    bank = Question.objects.aggregate(rows=Count("pk"), latest=Max("current"))
    digest = hashlib.sha256(f"{packs} {sorted(bank.items())}".encode())
    folder = settings.BASE_DIR / "quizzes"
    for name in BANK_CODE:
        for path in sorted((folder / name).rglob("*.py")) or [folder / name]:
            status = path.stat()
            digest.update(f"\n{path} {status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()


def static_digest() -> str:
    """Of names, sizes and times: reading the contents would cost what is to be saved."""
    digest = hashlib.sha256(
        f"{django.__version__} {settings.STORAGES['staticfiles']} "
        f"{settings.WHITENOISE_KEEP_ONLY_HASHED_FILES}".encode()
    )
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = os.stat(storage.path(name))
            digest.update(f"\n{name} {status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()


def sqlite_warning(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    if connection.vendor != "sqlite" or version >= SOUND_SQLITE:
        return ""
    return (
        f"Note: SQLite {'.'.join(map(str, version))} has a rare fault in its write-ahead log, "
        "mended in 3.51.3. Make a backup each night (manage.py backup), or use PostgreSQL."
    )


def require_free_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            # As the server does: a port that a stopped server has just left counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CommandError(
            f"Cannot listen on {host}:{port} ({error.strerror}). "
            "Choose another port, for example: make run PORT=8001"
        ) from error


def shown_host() -> str:
    """An address that a browser on this machine can open."""
    if settings.HOST in {"0.0.0.0", "::"}:
        return "127.0.0.1"
    return f"[{settings.HOST}]" if ":" in settings.HOST else str(settings.HOST)
