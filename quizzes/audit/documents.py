"""The documents themselves: what stands at an anchor, and which sentences nothing accounts for."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from quizzes.audit.pack import Anchor, Pack, Source

PHRASE_WORDS = 6
DIGITS = 16

_HEX = re.compile(rf"[0-9a-f]{{{DIGITS}}}")
# A sentence ends at its mark, with closing quotes and citation marks, before a space or a line's
# end. Points of initials and of these abbreviations end none.
_END = re.compile(r"[.!?…][\"”’')\]]*(?:\[[^\]\n]{1,24}\])*(?=\s|$)|\n")
_NO_END = re.compile(
    r"(?:\b[^\W\d_]|\b(?:St|Mt|No|Dr|Mr|Mrs|Gen|Col|Lt|Maj|Prof|approx|ca|vs|i\.e|e\.g|a\.m|p\.m))\.$"
)
_WORD = re.compile(r"[^\W_]")
_MARKS = re.compile(r"\[[^\]\n]{1,24}\]")
_LABEL = re.compile(r"^\s*- [^:\n]{1,40}:")
_HEADING = re.compile(r"=+.*=+")


def read(folder: Path, pack: Pack) -> Mapping[str, str]:
    """The text of each source of the pack that the folder holds, proven by its bytes."""
    wanted = {source.sha256: source.id for source in pack.sources.values() if source.sha256}
    found: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        if not path.is_file():
            continue
        data = path.read_bytes()
        source = wanted.get(hashlib.sha256(data).hexdigest())
        if source:
            found[source] = data.decode("utf-8")
    return found


def anchor_faults(anchor: Anchor, pack: Pack, texts: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with an anchor: its form always, its digest where the document is there."""
    source = pack.sources.get(anchor.source)
    if source is None:
        yield "no such source"
        return
    if not anchor.digest:
        if not anchor.locator:
            yield "neither digest nor locator"
        return
    if not 0 <= anchor.start < anchor.end <= source.length:
        yield "outside the document"
    if not _HEX.fullmatch(anchor.digest):
        yield "no digest"
    if len(anchor.phrase.split()) > PHRASE_WORDS:
        yield "phrase too long"
    if any(anchor.start < end and start < anchor.end for start, end in source.not_text):
        yield "touches what is no article text"
    text = texts.get(anchor.source)
    if text is None:
        return
    passage = text[anchor.start : anchor.end]
    if hashlib.sha256(passage.encode()).hexdigest()[:DIGITS] != anchor.digest:
        yield "other words stand there"
    if " ".join(anchor.phrase.split()) not in " ".join(passage.split()):
        yield "phrase not in the passage"


def unaccounted(source: Source, text: str, pack: Pack) -> tuple[str, ...]:
    """The sentences of article text that no anchor of a fact and no entry of left_out touches."""
    taken = [
        (anchor.start, anchor.end)
        for fact in pack.facts.values()
        for assertion in fact.assertions
        for anchor in assertion.anchors
        if anchor.source == source.id
    ]
    taken += [(a.start, a.end) for a in pack.left_out if a.source == source.id]
    return tuple(
        text[start:end].strip()
        for start, end in sentences(text, source.not_text, source.title)
        if not any(start < to and begin < end for begin, to in taken)
    )


def sentences(
    text: str, not_text: tuple[tuple[int, int], ...], title: str = ""
) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence or line of a table that holds a word besides citation marks,
    headings, and lines that say the document's title alone."""
    for first, last in _article(len(text), not_text):
        start = first
        for match in _END.finditer(text, first, last):
            mark = text[start : match.start() + 1]
            if match[0] != "\n" and _NO_END.search(mark):
                continue
            if _is_sentence(text[start : match.end()], title):
                yield start, match.end()
            start = match.end()
        if _is_sentence(text[start:last], title):
            yield start, last


def _is_sentence(text: str, title: str) -> bool:
    bare = _LABEL.sub("", _MARKS.sub("", text)).strip()
    return bool(_WORD.search(bare)) and not _HEADING.fullmatch(bare) and bare != title


def _article(length: int, not_text: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int]]:
    start = 0
    for begin, end in sorted(not_text):
        if start < begin:
            yield start, begin
        start = max(start, end)
    if start < length:
        yield start, length
