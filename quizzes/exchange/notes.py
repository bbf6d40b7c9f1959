"""What every import asks of a note, wherever it comes from, and the list of what was wrong."""

from collections.abc import Iterable
from dataclasses import replace

from quizzes.exchange.deck import DeckNote, DeckProblem, Limits, Place, guid_of
from quizzes.exchange.markup import one_line, plain, without_controls

_GUID_LENGTH = 100


class Sieve:
    """Takes notes one by one; keeps what is wrong with them."""

    def __init__(self, limits: Limits, place: Place = Place.NOTE) -> None:
        self._limits = limits
        self._place = place
        self._guids: set[str] = set()
        self._problems: dict[tuple[int, str, str], DeckProblem] = {}

    def report(self, number: int, code: str, **params: object) -> None:
        self._add(DeckProblem(place=self._place, number=number, code=code, params=params))

    def leave_out(self, number: int, code: str, **params: object) -> None:
        self._add(
            DeckProblem(place=self._place, number=number, code=code, params=params, left_out=True)
        )

    def note(self, number: int, draft: DeckNote) -> DeckNote | None:
        """The note as it can be kept, None where it cannot. A note without a guid gets one from its
        words, so that the same file adds nothing a second time."""
        front, back, source = plain(draft.front), plain(draft.back), plain(draft.source)
        longest = max(len(front), len(back), len(source))
        if longest > self._limits.side:
            self.leave_out(number, "text-too-long", length=longest, limit=self._limits.side)
            return None
        if not front:
            self.leave_out(number, "front-empty")
            return None
        guid = clean_guid(draft.guid) or guid_of(f"{front}\x1f{back}")
        if guid in self._guids:
            self.leave_out(number, "guid-twice", guid=guid)
            return None
        self._guids.add(guid)
        tags = self._tags(number, draft.tags)
        return replace(draft, guid=guid, front=front, back=back, source=source, tags=tags)

    def problems(self) -> tuple[DeckProblem, ...]:
        """By number, then in the order found; the same one of two cards of a note only once."""
        return tuple(sorted(self._problems.values(), key=lambda problem: problem.number))

    def _tags(self, number: int, tags: Iterable[str]) -> tuple[str, ...]:
        cleaned = clean_tags(tags)
        short = [tag for tag in cleaned if len(tag) <= self._limits.tag]
        kept = short[: self._limits.tags]
        if len(kept) < len(cleaned):
            self.report(
                number, "tags-dropped", count=len(cleaned) - len(kept), limit=self._limits.tags
            )
        return tuple(kept)

    def _add(self, problem: DeckProblem) -> None:
        key = (problem.number, problem.code, str(sorted(problem.params.items())))
        self._problems.setdefault(key, problem)


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Tags as Anki can keep them: without blanks, each once, whatever its case."""
    found: dict[str, str] = {}
    for tag in tags:
        cleaned = one_line(tag).replace(" ", "_")
        if cleaned:
            found.setdefault(cleaned.casefold(), cleaned)
    return list(found.values())


def clean_guid(guid: str) -> str:
    """A guid as it can be stored: no control characters, at most 100 characters. A longer one is
    told apart by its digest."""
    kept = without_controls(guid).strip()
    return kept if len(kept) <= _GUID_LENGTH else guid_of(kept)
