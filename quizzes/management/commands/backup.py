"""Copy the database while the server runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from izium_edu import backups


class Command(BaseCommand):
    help = "Copy the SQLite database to a file, read the copy back and print what it holds."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to", type=Path, default=settings.VAR_DIR / "backups", help="the folder for copies"
        )
        parser.add_argument(
            "--keep", type=int, default=14, help="how many copies to keep there (default: 14)"
        )

    def handle(self, *args: Any, to: Path, keep: int, **options: Any) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("This database is PostgreSQL: copy it with pg_dump.")
        if keep < 1:
            raise CommandError("--keep must be 1 or more.")
        source = Path(str(connection.settings_dict["NAME"]))
        if not source.exists():
            raise CommandError("There is no database yet.")
        target = to / f"db-{timezone.now():%Y%m%dT%H%M%SZ}.sqlite3"
        try:
            counts = backups.copy_database(source, target)
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        # Names sort by time. A copy made by hand under another name is never removed.
        for old in sorted(to.glob("db-*.sqlite3"))[:-keep]:
            old.unlink()
        self.stdout.write(f"{target}: {sum(counts.values())} rows in {len(counts)} tables, whole.")
