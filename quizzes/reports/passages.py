"""Passages of attached documents: the anchored words, and a little of what stands around them.

Nobody meets unasked in a passage what the reading pages hold back. How near a sentence comes to
harm is known only through the facts that are anchored in it; so around the anchored words stand
the sentences of which a fact that may be read speaks, and none that is held back. Who chose to
read everything reads every sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from django.db.models import BigIntegerField, QuerySet

from quizzes.factbase.anchors import slice_hash
from quizzes.factbase.sentences import split
from quizzes.kinds import Sensitivity
from quizzes.models import Anchor, Document, Fact, Pack, Source
from quizzes.models.prepared import PreparedQuery, Slot
from quizzes.reports.reading import passage_url, section_title

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from quizzes.models import User

# What stands around the anchored words, to either side.
SENTENCES = 2
REACH = 600  # code points


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of text as it stands: ``anchored``, or around it; ``held`` stands for what is left out
    and has no text."""

    text: str = ""
    anchored: bool = False
    held: bool = False


@dataclass(frozen=True, kw_only=True)
class Passage:
    """``level`` is the highest sensitivity of the facts that cite exactly this place; ``facts`` are
    those that the reader may see. ``pieces`` is empty where the passage itself is held back."""

    source: Source
    section: str
    start: int
    end: int
    level: int
    facts: tuple[Fact, ...]
    url: str
    pieces: tuple[Piece, ...] = ()

    @property
    def is_held(self) -> bool:
        return not self.pieces

    @property
    def has_gaps(self) -> bool:
        return any(piece.held for piece in self.pieces)


def attached_sources(user: "User | AnonymousUser") -> frozenset[tuple[str, str]]:
    """The sources whose passages this reader can open, by the ids of their pack and their own. A
    translated pack cites the same places of the same documents: they are attached to the pack as it
    was written. One query, and asked anew for each page: a worker's memory would not learn of an
    upload."""
    at_school = user.is_authenticated and not user.is_guest
    rows = _attached[at_school].rows(reader=user.pk)
    return frozenset((pack, source) for *packs, source in rows for pack in packs if pack)


def _attached_sources(at_school: bool) -> "QuerySet[Document, _Attached]":
    slot = Slot("reader", BigIntegerField())
    reader = SimpleNamespace(is_authenticated=True, is_guest=not at_school, pk=slot)
    shown = Pack.objects.visible_to(cast("User", reader)).originals()
    attached = Document.objects.current().filter(source__pack__in=shown.values("pk"))
    return attached.values_list(
        "source__pack__slug", "source__pack__translations__slug", "source__slug"
    )


_Attached = tuple[str, str | None, str]
# Nobody owns a pack for whom ``reader`` is None.
_attached: Mapping[bool, PreparedQuery[_Attached]] = {
    at_school: PreparedQuery(partial(_attached_sources, at_school)) for at_school in (False, True)
}


def passage(document: Document, start: int, end: int, *, held_from: int) -> Passage | None:
    """The passage at exactly the place of an anchor, in code points; None where no fact cites that
    place, or where other words stand there than it cites. One query."""
    source, text = document.source, document.text
    nearby = (
        Anchor.objects.filter(source=source, start__lt=end + REACH, end__gt=max(0, start - REACH))
        .select_related("assertion__fact__topic")
        .order_by("assertion__fact__position", "position")
    )
    anchors = [anchor for anchor in nearby if not anchor.locator]
    here = [anchor for anchor in anchors if (anchor.start, anchor.end) == (start, end)]
    if not here or slice_hash(text[start:end]) != here[0].sha256:
        return None
    facts = {anchor.assertion.fact_id: anchor.assertion.fact for anchor in here}
    level = max(fact.sensitivity for fact in facts.values())
    return Passage(
        source=source,
        section=section_title(source, start),
        start=start,
        end=end,
        level=level,
        facts=tuple(fact for fact in facts.values() if fact.sensitivity < held_from),
        url=passage_url(source.url, here[0].phrase),
        pieces=_pieces(source, text, start, end, anchors, held_from) if level < held_from else (),
    )


def _pieces(
    source: Source, text: str, start: int, end: int, anchors: Sequence[Anchor], held_from: int
) -> tuple[Piece, ...]:
    bounds = _section(source, start, end, len(text))
    lo, hi = max(bounds[0], start - REACH), min(bounds[1], end + REACH)
    sentences = split(text, lo, hi)
    own = [span for span in sentences if span[0] < end and start < span[1]]
    first, last = min([start, *(s for s, _ in own)]), max([end, *(e for _, e in own)])
    # Where the reach cuts a sentence in two, it is not begun, save the anchored words' own.
    before = [(s, e) for s, e in sentences if e <= start and (s > lo or lo == bounds[0])]
    after = [(s, e) for s, e in sentences if s >= end and (e < hi or hi == bounds[1])]
    is_cut, goes_on = first == lo > bounds[0], last == hi < bounds[1]
    if is_cut:
        first = _next_word(text, first, start)
    if goes_on:
        last = _last_word(text, end, last)

    pieces: list[Piece] = [Piece(text="… ")] if is_cut else []
    reader = _Reader(anchors=anchors, held_from=held_from)
    at = min([first, *(s for s, _ in before[-SENTENCES:])])
    for s, e in before[-SENTENCES:]:
        pieces += [Piece(text=_between(text[at:s])), reader.piece(text, s, e)]
        at = e
    pieces.append(Piece(text=_between(text[at:first])))
    if first < start:
        pieces.append(reader.piece(text, first, start, within=(first, last)))
    pieces.append(Piece(text=text[start:end], anchored=True))
    if end < last:
        pieces.append(reader.piece(text, end, last, within=(first, last)))
    at = last
    for s, e in after[:SENTENCES]:
        pieces += [Piece(text=_between(text[at:s])), reader.piece(text, s, e)]
        at = e
    if goes_on:
        pieces.append(Piece(text=" …"))
    return _joined(pieces)


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """What a reader may see around the anchored words: text in which a fact is anchored that may
    be read, and none that is held back. The rest of a sentence goes by the whole of it, ``within``,
    as long as no fact that is held back is anchored in the rest itself."""

    anchors: Sequence[Anchor]
    held_from: int

    def piece(
        self, text: str, start: int, end: int, within: tuple[int, int] | None = None
    ) -> Piece:
        here = self._levels(start, end)
        known = self._levels(*within) if within else here
        readable = any(level < self.held_from for level in known)
        held = any(level >= self.held_from for level in here)
        if self.held_from > Sensitivity.ATROCITY or (readable and not held):
            return Piece(text=text[start:end])
        return Piece(held=True)

    def _levels(self, start: int, end: int) -> list[int]:
        return [
            anchor.assertion.fact.sensitivity
            for anchor in self.anchors
            if anchor.start < end and start < anchor.end
        ]


def _section(source: Source, start: int, end: int, length: int) -> tuple[int, int]:
    """The section that the place begins in, and no less than the place."""
    for section in source.sections:
        if section["start"] <= start < section["end"]:
            return section["start"], max(end, section["end"])
    return (start, end) if source.sections else (0, length)


def _between(gap: str) -> str:
    """Instead of citation marks and headings between two sentences."""
    if "\n" in gap:
        return "\n"
    return " " if gap else ""


def _next_word(text: str, start: int, end: int) -> int:
    space = text.find(" ", start, end)
    return start if space < 0 else space + 1


def _last_word(text: str, start: int, end: int) -> int:
    space = text.rfind(" ", start, end)
    return end if space < 0 else space


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Without empty pieces, and with one gap for several in a row."""
    joined: list[Piece] = []
    for piece in pieces:
        if not piece.text and not piece.held:
            continue
        blank = not piece.anchored and not piece.text.strip()
        if joined and joined[-1].held and (piece.held or blank):
            continue
        joined.append(piece)
    return tuple(joined)
