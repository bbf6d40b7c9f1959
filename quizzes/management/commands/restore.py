"""Put a copy of the database in place."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from izium_edu import backups
from izium_edu.locks import database_lock


class Command(BaseCommand):
    help = "Put a copy made by backup in place of the SQLite database. Stop the server first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("copy", type=Path)

    def handle(self, *args: Any, copy: Path, **options: Any) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("This database is PostgreSQL: restore it with pg_restore.")
        if not copy.is_file():
            raise CommandError(f"There is no file {copy}.")
        target = Path(str(connection.settings_dict["NAME"]))
        connection.close()
        try:
            with database_lock("start"):
                self._keep_present(target)
                backups.restore_database(copy, target)
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored. Checksum of the contents: {backups.checksum(target)}")

    def _keep_present(self, target: Path) -> None:
        """What is replaced is kept: restoring the wrong copy must not lose the right data."""
        if not target.exists():
            return
        kept = settings.VAR_DIR / "backups" / f"replaced-{timezone.now():%Y%m%dT%H%M%SZ}.sqlite3"
        backups.copy_database(target, kept)
        self.stdout.write(f"What stood here before is kept in {kept}")
