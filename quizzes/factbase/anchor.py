"""Make an anchor from a quotation: ``python -m quizzes.factbase.anchor FILE "verbatim quote"``.

Prints one line of YAML for each place where the quotation stands. An ellipsis between spaces stands
for anything, so the two ends of a long passage are enough: ``"In the year … a small settlement"``.
A quotation may write a plain space for a no-break space or a line break; the anchor itself always
covers the file's own characters.
"""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from quizzes.factbase.anchors import read_document, slice_hash
from quizzes.factbase.model import Anchor

PHRASE_WORDS = 6
_ELLIPSIS = re.compile(r"\s+(?:\.\.\.|…)\s+")
_AWKWARD = re.compile(r"[\[\]\n\u00a0\"“”]")


def find(text: str, quotation: str) -> list[tuple[int, int]]:
    """Every (start, end) where the quotation stands, in code points, ``end`` exclusive."""
    ends = [part for part in _ELLIPSIS.split(quotation.strip()) if part]
    if not ends:
        return []
    pattern = r".*?".join(r"\s+".join(map(re.escape, part.split())) for part in ends)
    return [match.span() for match in re.finditer(pattern, text, re.DOTALL)]


def phrase_of(text: str, start: int, end: int) -> str:
    """At most six consecutive words of the slice that find it: the first run that stands once in
    the whole text and holds nothing that a public page may show otherwise, else the first words."""
    words = [match.span() for match in re.finditer(r"\S+", text[start:end])]
    passage = text[start:end]
    size = min(PHRASE_WORDS, len(words))
    runs = [
        passage[words[i][0] : words[i + size - 1][1]].rstrip(".,;:")
        for i in range(len(words) - size + 1)
    ]
    sound = (run for run in runs if not _AWKWARD.search(run) and text.count(run) == 1)
    return next(sound, runs[0])


def anchor_at(source: str, text: str, start: int, end: int) -> Anchor:
    return Anchor(
        source=source,
        start=start,
        end=end,
        sha256=slice_hash(text[start:end]),
        phrase=phrase_of(text, start, end),
    )


def as_yaml(anchor: Anchor) -> str:
    """One line that a pack's ``anchor:`` takes."""
    phrase = json.dumps(anchor.phrase, ensure_ascii=False)
    return f"[{anchor.source}, {anchor.start}, {anchor.end}, {anchor.sha256}, {phrase}]"


def source_of(path: Path, pack: Path) -> str | None:
    """The id in the pack's sources.yaml under which the file's SHA-256 stands."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    found = None
    for line in (pack / "sources.yaml").read_text(encoding="utf-8").splitlines():
        if head := re.match(r"([a-z0-9-]+):", line):
            found = head[1]
        if digest in line:
            return found
    return None


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m quizzes.factbase.anchor",
        description="Print ready anchors for a verbatim quotation from a document.",
    )
    parser.add_argument("document", type=Path)
    parser.add_argument("quotation", nargs="?", help="verbatim; ' … ' stands for anything between")
    parser.add_argument("--at", nargs=2, type=int, metavar=("START", "END"), help="offsets instead")
    parser.add_argument("--source", help="the source's id")
    parser.add_argument("--pack", type=Path, help="find the source's id in this pack")
    parser.add_argument("--show", action="store_true", help="print the passage, too")
    options = parser.parse_args(argv)
    if (options.quotation is None) == (options.at is None):
        parser.error("give either a quotation or --at START END")

    text = read_document(options.document)
    source = options.source
    if not source and options.pack:
        source = source_of(options.document, options.pack)
    places = [tuple(options.at)] if options.at else find(text, options.quotation)
    for start, end in places:
        if not 0 <= start < end <= len(text) or not text[start:end].strip():
            parser.error(f"the document has no passage from {start} to {end}")
        sys.stdout.write(as_yaml(anchor_at(source or "SOURCE", text, start, end)) + "\n")
        if options.show:
            sys.stdout.write(f"# {text[start:end]}\n")
    if not places:
        sys.stderr.write("Not found. Quote the document letter by letter.\n")
        return 1
    if len(places) > 1:
        sys.stderr.write(f"{len(places)} places: choose one, or quote more.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
