"""Load a pack's files into the database."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from quizzes.actions import packs
from quizzes.errors import PackError
from quizzes.factbase import model as factbase
from quizzes.factbase.overlay import read_overlays
from quizzes.factbase.reading import read_pack
from quizzes.models import Pack
from quizzes.models.packs import Visibility


class Command(BaseCommand):
    help = (
        "Load a pack's folder and its translations into the database: all or nothing, as often as "
        "you like."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.PACK_FOLDER)
        parser.add_argument("--force", action="store_true", help="load even if nothing changed")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        digest = folder_hash(folder)
        if not options["force"] and Pack.objects.filter(content_hash=digest).exists():
            self.stdout.write(f"{folder.name}: unchanged")
            return
        try:
            pack = read_pack(folder)
            translations = read_overlays(pack, folder)
        except PackError as error:
            raise CommandError(f"{error}\nRun: python manage.py check_pack {folder}") from error
        with transaction.atomic():
            self._tell(pack, packs.load(pack, content_hash=digest))
            original = Pack.objects.get(slug=pack.id)
            for translation in translations:
                report = packs.load(translation, content_hash=digest, translation_of=original)
                self._tell(translation, report)
            # Its questions may have a history, so a translation that went is hidden, not deleted.
            gone = original.translations.exclude(slug__in=[t.id for t in translations])
            for translation_row in gone.exclude(visibility=Visibility.PRIVATE):
                self.stdout.write(f"{translation_row.slug}: hidden, for its folder is gone")
            gone.update(visibility=Visibility.PRIVATE, owner=None)

    def _tell(self, pack: factbase.Pack, report: packs.LoadReport) -> None:
        self.stdout.write(
            f"{pack.id}: {report.new} new, {report.changed} changed, {report.same} the same, "
            f"{len(report.deleted)} deleted"
        )
        for name in report.deleted:
            self.stdout.write(f"  deleted {name}")
        for name in report.kept:
            self.stdout.write(f"  kept {name}: questions with a history belong to it")


def folder_hash(folder: Path) -> str:
    """SHA-256 (hex) over the names and bytes of a folder's YAML files."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
