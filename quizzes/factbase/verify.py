"""Prove a pack's anchors: ``python -m quizzes.factbase.verify fixtures/izium DOCUMENTS``.

Lists every anchor that fails; the exit status is 1 on any failure, changed copy or missing
document. With ``--left-out`` each sentence of article text that no anchor and no entry of
left_out.yaml touches is listed, too, by place and first words, and counts as a failure.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from quizzes.factbase.anchors import (
    Copy,
    Failure,
    Fault,
    SourceVerification,
    document_texts,
    unaccounted,
    verify,
)
from quizzes.factbase.model import Pack
from quizzes.factbase.reading import examine

Write = Callable[[str], object]
FIRST_WORDS = 6
_COPIES = {
    Copy.EXACT: "{file}, exact bytes",
    Copy.CHANGED: "{file}, a changed copy",
    Copy.MISSING: "no such document in the folder",
}
_FAULTS = {
    Fault.CHANGED: "other characters stand there, and nowhere near",
    Fault.PHRASE: "the search phrase does not stand in the passage",
    Fault.NO_DOCUMENT: "not proven, the document is missing",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--left-out", action="store_true", help="list sentences that are not accounted for, too"
    )


def run(folder: Path, documents: Path, write: Write, *, left_out: bool = False) -> int:
    """Write what is proven and what is not; give the exit status."""
    if not documents.is_dir():
        write(f"There is no folder {documents}. Give the folder of the documents.\n")
        return 1
    examination = examine(folder)
    pack = examination.draft
    verification = verify(pack, documents)
    for source in verification.sources:
        _write_source(source, folder, write)
    proven = sum(s.proven for s in verification.sources)
    total = sum(s.total for s in verification.sources)
    write(f"{proven} of {total} anchors and left-out entries proven.\n")
    status = 0 if verification.complete else 1
    if left_out and _write_unaccounted(pack, documents, write):
        status = 1
    if examination.faults:
        write(
            f"The pack has {len(examination.faults)} problems; facts with faults of form were "
            f"passed over. “python -m quizzes.factbase.check {folder}” lists them.\n"
        )
        status = 1
    return status


def _write_source(source: SourceVerification, folder: Path, write: Write) -> None:
    copy = _COPIES[source.copy].format(file=source.file)
    write(f"{source.source}: {source.proven} of {source.total} proven ({copy})\n")
    if source.copy is Copy.MISSING:
        return
    for failure in source.failures:
        write(f"  {_failure(failure, folder)}\n")


def _failure(failure: Failure, folder: Path) -> str:
    claim, anchor = failure.claim, failure.claim.anchor
    who = f"{claim.fact}, assertion {claim.assertion}" if claim.fact else "left out"
    why = _FAULTS.get(failure.fault) or f"moved by {failure.moved:+d}"
    return f"{folder}/{claim.file}:{claim.line}: {who}, {anchor.start} to {anchor.end}: {why}"


def _write_unaccounted(pack: Pack, documents: Path, write: Write) -> int:
    """List the sentences; give their number, with a source whose text is missing as one more."""
    texts = document_texts(pack, documents)
    open_ends = 0
    for source in pack.sources.values():
        if not source.length:
            continue
        text = texts.get(source.id)
        if text is None:
            write(f"{source.id}: not every sentence can be looked at without its text.\n")
            open_ends += 1
            continue
        spans = unaccounted(pack, source.id, text)
        open_ends += len(spans)
        for start, end in spans:
            words = " ".join(text[start:end].split()[:FIRST_WORDS])
            write(f"  {source.id} {start} {end}  {words}\n")
        write(f"{source.id}: {len(spans)} sentences not accounted for.\n")
    return open_ends


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m quizzes.factbase.verify", description="Prove a pack's anchors."
    )
    parser.add_argument("folder", type=Path, help="the pack's folder")
    parser.add_argument("documents", type=Path, help="the folder of the documents")
    add_arguments(parser)
    options = parser.parse_args(argv)
    return run(options.folder, options.documents, sys.stdout.write, left_out=options.left_out)


if __name__ == "__main__":
    sys.exit(main())
