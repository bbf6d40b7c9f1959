"""``manage.py check_bank``: check a bank item by item, independently of what made it."""

import tempfile
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from quizzes.audit import Report, audit
from quizzes.errors import PackError

DEFAULT_PACK = "izium"


class Command(BaseCommand):
    help = (
        "Derive anew, from the pack's files, that each item of a dumped bank is true, provable and "
        "fair; list every defect. Needs no database. Exit status 1 where there is any."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pack", type=Path, metavar="DIR", help="fixtures/izium by default")
        parser.add_argument(
            "--dump", type=Path, metavar="FILE.jsonl", help="made by generate_bank otherwise"
        )
        parser.add_argument(
            "--documents", type=Path, metavar="DIR", help="prove the anchors on the documents there"
        )
        parser.add_argument(
            "--reasons", action="store_true", help="print every reason that proofs rest on"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["pack"] or Path(settings.BASE_DIR) / "fixtures" / DEFAULT_PACK
        documents = options["documents"]
        if documents and not documents.is_dir():
            raise CommandError(f"{documents} is no folder.")
        try:
            report = audit(folder, dumped(folder, options["dump"]), documents)
        except PackError as error:
            raise CommandError(f"The pack in {folder} can't be read: {error}") from error
        self._tell_counts(report)
        self._tell_chance(report)
        if options["reasons"]:
            self._tell_reasons(report)
        self._tell_anchors(report)
        self._tell_findings(report)
        if report.findings:
            raise SystemExit(1)

    def _tell_counts(self, report: Report) -> None:
        for name, counter in report.counts.items():
            told = ", ".join(f"{key} {count}" for key, count in sorted(counter.items()))
            self.stdout.write(f"{name}: {told or 'none'}")
        self.stdout.write(f"reasons: {len(report.reasons)}")
        if report.unwritten:
            told = ", ".join(report.unwritten)
            self.stdout.write(f"no question or card written: {len(report.unwritten)} ({told})")

    def _tell_chance(self, report: Report) -> None:
        for place in report.places:
            kind = "ranks" if place.ordered else "positions"
            told = " ".join(map(str, place.counts))
            self.stdout.write(f"{kind} of keys among {len(place.counts)}: {told} (p {place.p:.2f})")
        if guess := report.guess:
            self.stdout.write(
                f"guesser: {guess.score:.1%} of {guess.items}, chance {guess.chance:.1%}, "
                f"at most {guess.limit:.1%}"
            )
            for cue, (most, least) in guess.cues.items():
                self.stdout.write(
                    f"  {cue}: most {most:.1%}, least {least:.1%}, weight {guess.weights[cue]:+.2f}"
                )

    def _tell_reasons(self, report: Report) -> None:
        for reason, used in sorted(report.reasons.items(), key=lambda r: (r[0].rule, r[0].where)):
            self.stdout.write(f"{reason.rule}  {reason.where}  ({len(used)})  {reason.because}")

    def _tell_anchors(self, report: Report) -> None:
        proven = ", ".join(report.proven) or "none"
        self.stdout.write(f"anchors proven on their documents: {proven}")
        if report.unproven:
            self.stdout.write(f"anchors held to their form alone: {', '.join(report.unproven)}")

    def _tell_findings(self, report: Report) -> None:
        for found in report.findings:
            params = ", ".join(f"{key}: {value}" for key, value in found.params.items())
            self.stdout.write(f"{found.identity}  {found.code}  {params}".rstrip())
        self.stdout.write(f"{len(report.findings)} defects")


def dumped(folder: Path, file: Path | None) -> list[str]:
    """The lines of the dump, which is made first where no file is named."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} can't be read: {error}") from error
    with tempfile.TemporaryDirectory(prefix="check-bank-") as scratch:
        path = Path(scratch) / "bank.jsonl"
        call_command("generate_bank", pack=folder, output=path, stdout=StringIO())
        return path.read_text(encoding="utf-8").splitlines()
