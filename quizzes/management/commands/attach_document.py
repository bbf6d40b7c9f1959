"""``manage.py attach_document FILE``: attach a source's text, so that citations open passages."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quizzes.actions import documents
from quizzes.errors import DocumentRefused
from quizzes.factbase.anchors import Failure, Fault, SourceVerification
from quizzes.models import Pack, Source

_FAULTS = {
    Fault.CHANGED: "other characters stand there, and nowhere near",
    Fault.PHRASE: "the search phrase does not stand in the passage",
}
_REFUSALS = {
    "empty": "The file is empty.",
    "too-large": "The file has more than {limit} bytes, the most that is read.",
    "not-utf8": "The file is no UTF-8 (byte {position}). Save it as UTF-8.",
    "binary": "The file is no text: a NUL stands at {position}.",
    "unknown": "None of the pack's sources is in this file: no anchor was found in it.",
}


class Command(BaseCommand):
    help = "Attach the text of a source. The file is recognised by its bytes, not by its name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("document", help="the file; with --detach, the source's id")
        parser.add_argument("--pack", help="the pack's id; needed where several have the source")
        parser.add_argument("--detach", action="store_true", help="remove the text of a source")

    def handle(self, *args: Any, **options: Any) -> None:
        packs = Pack.objects.originals()
        if options["pack"]:
            packs = packs.filter(slug=options["pack"])
        if not packs.exists():
            raise CommandError("There is no such pack in the database. Run: manage.py load_pack")
        if options["detach"]:
            self._detach(list(packs), options["document"])
        else:
            self._attach(list(packs), Path(options["document"]))

    def _detach(self, packs: list[Pack], slug: str) -> None:
        source = _the_one(Source.objects.filter(pack__in=packs, slug=slug), slug)
        gone = documents.detach(source)
        self.stdout.write(f"{slug}: {'detached' if gone else 'no text was attached'}")

    def _attach(self, packs: list[Pack], path: Path) -> None:
        data = _bytes(path)
        known = Source.objects.filter(pack__in=packs, sha256=hashlib.sha256(data).hexdigest())
        pack = _the_one(known, path.name).pack if known else packs[0]
        try:
            attached = documents.attach(pack=pack, data=data, attached_by=None, now=timezone.now())
        except DocumentRefused as refused:
            raise CommandError(self._refusal(refused)) from refused
        how = "attached" if attached.is_new else "unchanged"
        self.stdout.write(f"{attached.source.slug}: {how}, {attached.proven} places proven")

    def _refusal(self, refused: DocumentRefused) -> str:
        if "verification" not in refused.params:
            return _REFUSALS[refused.code].format(**refused.params)
        found = cast(SourceVerification, refused.params["verification"])
        what = "a changed copy of" if refused.code == "changed" else "exactly"
        lines = [
            f"This is {what} {found.source}. Nothing was attached. Places that do not hold in it: "
            f"{len(found.failures)} of {found.total}."
        ]
        return "\n  ".join([*lines, *(_failure(failure) for failure in found.failures)])


def _the_one(sources: Any, name: str) -> Source:
    found: list[Source] = list(sources.select_related("pack")[:2])
    if not found:
        raise CommandError(f"There is no source “{name}” in the pack.")
    if len(found) > 1:
        raise CommandError(f"Several packs have “{name}”. Choose one with --pack.")
    return found[0]


def _bytes(path: Path) -> bytes:
    """Read no further than one byte beyond what may be attached."""
    try:
        with path.open("rb") as document:
            return document.read(documents.MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error


def _failure(failure: Failure) -> str:
    claim, anchor = failure.claim, failure.claim.anchor
    who = f"{claim.fact}, assertion {claim.assertion}" if claim.fact else "left out"
    why = _FAULTS.get(failure.fault) or f"moved by {failure.moved:+d}"
    return f"{who}, {anchor.start} to {anchor.end}: {why}"
