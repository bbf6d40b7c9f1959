"""``manage.py generate_bank``: make the bank of every pack, into the database or into a file."""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quizzes import generator
from quizzes.errors import PackError
from quizzes.factbase.model import Pack
from quizzes.factbase.overlay import read_overlays, with_silent
from quizzes.factbase.reading import read_pack
from quizzes.generator import Bank, Rejection
from quizzes.items import AnyItem, Choice, content_hash, to_json


class Command(BaseCommand):
    help = (
        "Generate the question bank. Into the database by default: idempotent, it tells new, "
        "revised, unchanged, retired and rejected. With --output, into a file of JSON lines, from "
        "a pack's folder and without a database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, metavar="FILE.jsonl", help="write items here")
        parser.add_argument("--seed", type=int, help="the pack's own by default")
        parser.add_argument(
            "--pack",
            metavar="DIR|SLUG",
            help="a pack's folder with --output (the site's by default), else one pack's slug",
        )
        parser.add_argument(
            "--language", metavar="CODE", help="with --output: of the translation into it"
        )
        parser.add_argument("--rejections", action="store_true", help="list each, with its reason")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["output"]:
            self._dump(options)
        else:
            self._store(options)

    def _dump(self, options: dict[str, Any]) -> None:
        folder = Path(options["pack"] or settings.PACK_FOLDER)
        try:
            pack = _read(folder, options["language"])
        except PackError as error:
            raise CommandError(f"{folder} is no sound pack; check_pack lists why.") from error
        seed = pack.seed if options["seed"] is None else options["seed"]
        bank = generator.build(pack, seed=seed)
        with options["output"].open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in dump_lines(bank))
        self._tell(bank, listed=options["rejections"])
        self.stdout.write(f"{len(bank.items)} items written to {options['output']}")

    def _store(self, options: dict[str, Any]) -> None:
        # Only this branch needs a database, and the models behind it an app registry.
        from quizzes.actions import bank as actions
        from quizzes.models import Pack

        packs = Pack.objects.all()
        if options["pack"]:
            packs = packs.filter(slug=options["pack"])
        if not packs:
            raise CommandError("There is no such pack in the database; load_pack brings one.")
        for pack in packs:
            report = actions.generate(pack, now=timezone.now(), seed=options["seed"])
            self.stdout.write(
                f"{pack.slug}: {report.new} new, {report.revised} revised, {report.unchanged} "
                f"unchanged, {report.retired} retired, {len(report.rejections)} rejected"
            )
            self._tell_rejections(report.rejections, listed=options["rejections"])

    def _tell(self, bank: Bank, *, listed: bool) -> None:
        for name, counter in summary(bank.items).items():
            told = ", ".join(f"{key} {count}" for key, count in sorted(counter.items()))
            self.stdout.write(f"{name}: {told}")
        self._tell_rejections(bank.rejections, listed=listed)

    def _tell_rejections(self, rejections: Iterable[Rejection], *, listed: bool) -> None:
        rejections = tuple(rejections)
        codes = Counter(rejection.code for rejection in rejections)
        told = ", ".join(f"{code} {count}" for code, count in sorted(codes.items()))
        self.stdout.write(f"rejected: {told or 'none'}")
        for rejection in rejections if listed else ():
            params = ", ".join(f"{key}: {value}" for key, value in rejection.params.items())
            self.stdout.write(f"  {rejection.identity}  {rejection.code}  {params}")


def _read(folder: Path, language: str | None) -> Pack:
    """The pack of a folder, or its translation with what that leaves out on record."""
    pack = read_pack(folder)
    if language is None:
        return pack
    for translation in read_overlays(pack, folder):
        if translation.language == language:
            return with_silent(translation, pack)
    raise CommandError(f"{folder} holds no translation into “{language}”.")


def dump_lines(bank: Bank) -> Iterable[str]:
    """One JSON object for each item, in the order of identities: the item's own fields, its level
    and its content hash."""
    for item in bank.items:
        data = to_json(item) | {"level": str(item.level), "content_hash": content_hash(item)}
        yield json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def summary(items: Iterable[AnyItem]) -> dict[str, Counter[str]]:
    """Counts by kind, level and topic; of choice items also by slot and by rule of proof."""
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("kinds", "levels", "topics", "slots", "proofs", "flags")
    }
    for item in items:
        counts["kinds"][str(item.kind)] += 1
        counts["levels"][f"{item.kind} {item.level}"] += 1
        counts["topics"][item.topic] += 1
        counts["flags"].update(item.flags)
        if isinstance(item, Choice):
            counts["slots"][item.slot] += 1
            counts["proofs"].update(str(o.proof.rule) for o in item.options if o.proof)
    return counts
