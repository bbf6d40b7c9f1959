"""``manage.py new_pack NAME``: a small pack to begin with. Needs no database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from quizzes.errors import PackError
from quizzes.factbase.starting import DOCUMENTS, write_starter
from quizzes.factbase.wording import SENTENCES


class Command(BaseCommand):
    help = "Write a small, commented pack of a made-up place, to be replaced by yours."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the pack's id: lower-case words joined by hyphens")
        parser.add_argument("--folder", type=Path, help="fixtures/NAME by default")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        fixtures = Path(settings.BASE_DIR) / "fixtures"
        folder: Path = options["folder"] or fixtures / name
        try:
            write_starter(folder, name)
        except PackError as error:
            raise CommandError(SENTENCES[error.code].format(**error.params)) from error
        self.stdout.write(
            f"{folder} holds a pack of a made-up village. Next:\n"
            f"  python manage.py check_pack {folder}\n"
            f"  python manage.py verify_anchors {folder / DOCUMENTS} --pack {folder} --left-out\n"
            f"  python manage.py generate_bank --pack {folder} --output bank.jsonl --rejections\n"
            "Replace it file by file; docs/PACKS.md explains every field. To serve it:\n"
            f"  python manage.py load_pack {folder}\n"
            f"  python manage.py generate_bank --pack {name}\n"
            f"A site that shall open with it sets PACK_FOLDER={folder} before its first start."
        )
