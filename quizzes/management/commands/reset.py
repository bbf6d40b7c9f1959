"""Forget all data on this machine."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from izium_edu import backups
from quizzes.management.commands.start import require_free_port

SUFFIXES = ("", "-wal", "-shm", "-journal")


class Command(BaseCommand):
    help = "Remove the SQLite database of this machine. One copy, of the last one, is kept."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("IZIUM_ENV is production: reset is for trying things out.")
        if connection.vendor != "sqlite":
            raise CommandError("This database is PostgreSQL: drop and create it there.")
        connection.close()
        database = Path(str(connection.settings_dict["NAME"]))
        if not database.exists():
            return
        # A server that runs would go on writing into the removed file.
        try:
            require_free_port(settings.HOST, settings.PORT)
        except CommandError as error:
            raise CommandError("The server is running. Stop it first (Ctrl+C).") from error
        copy = settings.VAR_DIR / "backups" / "before-reset.sqlite3"
        backups.copy_database(database, copy)
        for suffix in SUFFIXES:
            database.with_name(database.name + suffix).unlink(missing_ok=True)
        self.stdout.write(f"All data are removed. The last copy of them is {copy}")
