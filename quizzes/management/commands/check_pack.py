"""``manage.py check_pack [FOLDER …]``: check packs without a database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from quizzes.factbase import check


class Command(BaseCommand):
    help = "List every problem of a pack with its file and line. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, nargs="*", help="a pack's folder; all packs in fixtures/ otherwise"
        )
        parser.add_argument("--only", default="", metavar="FILE", help="files that begin so")

    def handle(self, *args: Any, **options: Any) -> None:
        folders = options["folder"] or shipped_packs()
        status = [check.run(f, self.stdout.write, only=options["only"]) for f in folders]
        if any(status):
            raise SystemExit(1)


def shipped_packs() -> list[Path]:
    """The folders in fixtures/ that hold a pack."""
    fixtures = Path(settings.BASE_DIR) / "fixtures"
    return sorted(path.parent for path in fixtures.glob("*/pack.yaml"))
