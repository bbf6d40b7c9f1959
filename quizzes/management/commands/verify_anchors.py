"""``manage.py verify_anchors DOCUMENTS``: prove every anchor against the documents."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from quizzes.factbase import verify
from quizzes.management.commands.check_pack import shipped_packs


class Command(BaseCommand):
    help = "Prove a pack's anchors against a folder of documents. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("documents", type=Path, help="the folder of the documents")
        parser.add_argument(
            "--pack", type=Path, help="a pack's folder; all packs in fixtures/ otherwise"
        )
        verify.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        folders = [options["pack"]] if options["pack"] else shipped_packs()
        status = [
            verify.run(f, options["documents"], self.stdout.write, left_out=options["left_out"])
            for f in folders
        ]
        if any(status):
            raise SystemExit(1)
