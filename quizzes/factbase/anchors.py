"""Proving anchors against the documents, and that no sentence was left out silently.

    verify        pack + folder of documents → Verification
    verify_bytes  pack + one document → Verification
    unaccounted   sentences of article text that neither an anchor nor left_out.yaml touches
    passage_url   the public article, opened at the passage

A document is proven by the SHA-256 of its bytes. Failing that, the file in which most anchors hold,
in place or moved, is a *changed copy*: each anchor that fails there is listed, and a span that
stands elsewhere within ``REACH`` code points is told as moved.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from quizzes.factbase.model import Anchor, Pack, Source
from quizzes.factbase.sentences import Span, split

REACH = 200
MAX_DOCUMENT_BYTES = 50_000_000
HASH_DIGITS = 16


class Copy(StrEnum):
    """What was found for a source."""

    EXACT = "exact"
    CHANGED = "changed"
    MISSING = "missing"


class Fault(StrEnum):
    """Why an anchor is not proven."""

    CHANGED = "changed"
    MOVED = "moved"
    PHRASE = "phrase"
    NO_DOCUMENT = "no-document"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One stretch to be proven: an anchor of a fact's assertion, or, where ``fact`` is empty, an
    entry of left_out.yaml."""

    fact: str
    assertion: str
    anchor: Anchor
    file: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Failure:
    """``moved`` is the distance in code points, forwards positive, where the same span stands."""

    claim: Claim
    fault: Fault
    moved: int = 0


@dataclass(frozen=True, kw_only=True)
class SourceVerification:
    """``proven`` of ``total`` stretches hold; ``file`` is the name of the document used."""

    source: str
    copy: Copy
    file: str
    proven: int
    total: int
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Verification:
    sources: tuple[SourceVerification, ...]

    @cached_property
    def complete(self) -> bool:
        """Whether every document is there, unchanged, and every stretch proven."""
        return all(s.copy is Copy.EXACT and not s.failures for s in self.sources)

    @cached_property
    def failures(self) -> tuple[Failure, ...]:
        return tuple(f for s in self.sources for f in s.failures)


@dataclass(frozen=True)
class _Document:
    """A file of the folder; ``text`` is None where it is not UTF-8."""

    name: str
    sha256: str
    text: str | None


def read_document(path: Path) -> str:
    """The file's characters as they are: UTF-8, no line end translated, nothing normalised."""
    with path.open(encoding="utf-8", newline="") as document:
        return document.read()


def slice_hash(text: str) -> str:
    """The first 16 hex digits of the SHA-256 over the UTF-8 of a slice."""
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_DIGITS]


def verify(pack: Pack, documents: Path) -> Verification:
    """Prove every anchor and left-out entry of the pack against the files of a folder. Sources
    without a text (books, films) have nothing to prove and are passed over."""
    return _verification_by(pack, _read(documents))


def verify_bytes(pack: Pack, document: bytes, *, name: str = "") -> Verification:
    """As ``verify``, for one document at hand: all other sources are missing."""
    return _verification_by(pack, [_document(name, document)])


def _verification_by(pack: Pack, files: list[_Document]) -> Verification:
    known = {source.sha256 for source in pack.sources.values()}
    strangers = [file for file in files if file.sha256 not in known]
    claims = _claims(pack)
    found = []
    for source in pack.sources.values():
        if source.length:
            found.append(_verify_source(source, claims.get(source.id, []), files, strangers))
    return Verification(sources=tuple(found))


def unaccounted(pack: Pack, source_id: str, text: str) -> list[Span]:
    """The sentences of the source's sections, as (start, end) in code points, of which no anchor
    and no left-out entry touches a single character."""
    touched = sorted(
        (claim.anchor.start, claim.anchor.end) for claim in _claims(pack).get(source_id, [])
    )
    return [
        (start, end)
        for section in pack.sources[source_id].sections
        for start, end in split(text, section.start, section.end)
        if not any(begin < end and start < stop for begin, stop in touched)
    ]


def document_texts(pack: Pack, documents: Path) -> Mapping[str, str]:
    """The texts of the sources whose exact bytes lie in the folder, by source id."""
    by_hash = {file.sha256: file.text for file in _read(documents)}
    return {
        source.id: text
        for source in pack.sources.values()
        if source.sha256 and (text := by_hash.get(source.sha256)) is not None
    }


def passage_url(source: Source, anchor: Anchor) -> str:
    """The source's URL with a text fragment (WICG, URL Fragment Text Directives) that opens it at
    the anchor's phrase; the bare URL where there is no phrase, and "" where there is no URL."""
    if not source.url or not anchor.phrase:
        return source.url
    # A hyphen marks context in a text directive, and ``quote`` never escapes one.
    phrase = quote(anchor.phrase, safe="").replace("-", "%2D")
    return f"{source.url}{'' if '#' in source.url else '#'}:~:text={phrase}"


def _claims(pack: Pack) -> dict[str, list[Claim]]:
    """Everything to be proven, by source, in the order of the text."""
    found: dict[str, list[Claim]] = {}
    for claim in (*_of_facts(pack), *_of_left_out(pack)):
        if not claim.anchor.locator:
            found.setdefault(claim.anchor.source, []).append(claim)
    for claims in found.values():
        claims.sort(key=lambda c: (c.anchor.start, c.anchor.end, c.fact, c.assertion))
    return found


def _of_facts(pack: Pack) -> Iterator[Claim]:
    for fact in pack.facts.values():
        for assertion in fact.assertions:
            for anchor in assertion.anchors:
                yield Claim(
                    fact=fact.id,
                    assertion=assertion.id,
                    anchor=anchor,
                    file=fact.file,
                    line=fact.line,
                )


def _of_left_out(pack: Pack) -> Iterator[Claim]:
    for entry in pack.left_out:
        anchor = Anchor(source=entry.source, start=entry.start, end=entry.end, sha256=entry.sha256)
        yield Claim(fact="", assertion="", anchor=anchor, file="left_out.yaml")


def _read(documents: Path) -> list[_Document]:
    found = []
    for path in sorted(documents.rglob("*")):
        if not path.is_file() or path.stat().st_size > MAX_DOCUMENT_BYTES:
            continue
        found.append(_document(path.relative_to(documents).as_posix(), path.read_bytes()))
    return found


def _document(name: str, data: bytes) -> _Document:
    try:
        text: str | None = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    return _Document(name=name, sha256=hashlib.sha256(data).hexdigest(), text=text)


def _verify_source(
    source: Source, claims: list[Claim], files: list[_Document], strangers: list[_Document]
) -> SourceVerification:
    for file in files:
        if file.sha256 == source.sha256 and file.text is not None:
            return _verification(source, Copy.EXACT, file.name, claims, _check(file.text, claims))
    best: tuple[int, str, list[Failure]] | None = None
    for file in strangers:
        if file.text is None:
            continue
        failures = _check(file.text, claims)
        holding = len(claims) - sum(f.fault is Fault.CHANGED for f in failures)
        if holding and (best is None or holding > best[0]):
            best = (holding, file.name, failures)
    if best is not None:
        return _verification(source, Copy.CHANGED, best[1], claims, best[2])
    failures = [Failure(claim=claim, fault=Fault.NO_DOCUMENT) for claim in claims]
    return _verification(source, Copy.MISSING, "", claims, failures)


def _verification(
    source: Source, copy: Copy, file: str, claims: list[Claim], failures: list[Failure]
) -> SourceVerification:
    return SourceVerification(
        source=source.id,
        copy=copy,
        file=file,
        proven=len(claims) - len(failures),
        total=len(claims),
        failures=tuple(failures),
    )


def _check(text: str, claims: list[Claim]) -> list[Failure]:
    failures = []
    for claim in claims:
        anchor = claim.anchor
        passage = text[anchor.start : anchor.end]
        if slice_hash(passage) != anchor.sha256 or len(passage) != anchor.end - anchor.start:
            moved = _moved(text, anchor)
            fault = Fault.MOVED if moved else Fault.CHANGED
            failures.append(Failure(claim=claim, fault=fault, moved=moved))
        elif anchor.phrase not in passage:
            failures.append(Failure(claim=claim, fault=Fault.PHRASE))
    return failures


def _moved(text: str, anchor: Anchor) -> int:
    """The least distance at which the span stands, 0 for none."""
    length = anchor.end - anchor.start
    nearby = text[max(0, anchor.start - REACH) : anchor.end + REACH]
    # The phrase is part of the span: without it nearby, four hundred hashes are saved.
    if length <= 0 or anchor.phrase not in nearby:
        return 0
    for distance in range(1, REACH + 1):
        for start in (anchor.start + distance, anchor.start - distance):
            if (
                0 <= start <= len(text) - length
                and slice_hash(text[start : start + length]) == anchor.sha256
            ):
                return start - anchor.start
    return 0
