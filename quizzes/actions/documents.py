"""Attaching the text of a source, so that its passages can be read."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from quizzes.errors import DocumentRefused
from quizzes.factbase.anchors import Copy, Fault, SourceVerification, verify_bytes
from quizzes.models import Document, Pack, Source, User
from quizzes.reports.packs import frozen_pack

MAX_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Attached:
    """``proven`` places hold in the text. ``is_new`` is false where the same bytes stood there."""

    source: Source
    proven: int
    is_new: bool


def attach(*, pack: Pack, data: bytes, attached_by: User | None, now: datetime) -> Attached:
    """Attach a file's bytes to the source of ``pack`` that they are, with every anchor proven.

    Raises ``DocumentRefused``; nothing is kept then. Its codes:

    | code           | params                     | the file                                     |
    |----------------|----------------------------|----------------------------------------------|
    | empty          |                            | holds nothing                                |
    | too-large      | size, limit (bytes)        | is larger than any document                  |
    | not-utf8       | position (byte, from 0)    | is no text in UTF-8                          |
    | binary         | position (code point)      | holds a NUL, so is no text at all            |
    | unknown        |                            | holds no place of any source                 |
    | changed        | source, verification       | is a changed copy of this source             |
    | anchors-fail   | source, verification       | is the document; the pack cites it wrongly   |
    """
    text = _readable(data)
    found = verify_bytes(frozen_pack(pack), data).sources
    digest = hashlib.sha256(data).hexdigest()
    exact = next((s for s in found if s.copy is Copy.EXACT), None)
    if exact is None:
        raise _stranger(pack, found)
    source = Source.objects.get(pack=pack, slug=exact.source)
    if exact.failures:
        raise DocumentRefused("anchors-fail", source=source, verification=exact)
    with transaction.atomic():
        same = Document.objects.filter(source=source, sha256=digest).exists()
        if not same:
            Document.objects.update_or_create(
                source=source,
                defaults={
                    "sha256": digest,
                    "text": text,
                    "attached_by": attached_by,
                    "attached_at": now,
                },
            )
    return Attached(source=source, proven=exact.proven, is_new=not same)


def detach(source: Source) -> bool:
    """Remove the text of a source; false where none was attached."""
    deleted, _by_model = Document.objects.filter(source=source).delete()
    return deleted > 0


def _readable(data: bytes) -> str:
    if not data:
        raise DocumentRefused("empty")
    if len(data) > MAX_BYTES:
        raise DocumentRefused("too-large", size=len(data), limit=MAX_BYTES)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentRefused("not-utf8", position=error.start) from error
    # PostgreSQL keeps no NUL in a text, and no document needs one.
    if "\0" in text:
        raise DocumentRefused("binary", position=text.index("\0"))
    return text


def _stranger(pack: Pack, found: tuple[SourceVerification, ...]) -> DocumentRefused:
    """Of the sources of which this may be a changed copy, the one with most places still there."""
    changed = [s for s in found if s.copy is Copy.CHANGED]
    if not changed:
        return DocumentRefused("unknown")
    nearest = max(changed, key=_still_there)
    source = Source.objects.get(pack=pack, slug=nearest.source)
    return DocumentRefused("changed", source=source, verification=nearest)


def _still_there(source: SourceVerification) -> tuple[int, int]:
    gone = sum(failure.fault is Fault.CHANGED for failure in source.failures)
    return source.total - gone, source.proven
