"""A typed answer beside the expected one: whether it will do, and where the two differ.

Forgiven are case, marks and spaces, articles, kinds of apostrophe, and in words of five letters and
more one slip of the fingers. Numbers are never forgiven: 1681 is not 1684.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

SLIP_FROM = 5  # letters: in shorter words another letter is mostly another word
_WORD = re.compile(r"\w+(?:['’ʼ`-]\w+)*")
_ARTICLES = frozenset({"a", "an", "the"})
_APOSTROPHES = str.maketrans("", "", "'’ʼ`-")


class Mark(StrEnum):
    SAME = "same"
    MISSING = "missing"
    EXTRA = "extra"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Words as they were written, and whether they stand in both answers."""

    mark: Mark
    text: str


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """``right`` where the typed answer will do. ``pieces`` read in order: what the two share, what
    is missing from the typed answer, and what it has too much."""

    right: bool
    pieces: tuple[Piece, ...]


def compare(expected: str, typed: str) -> Comparison:
    """Articles count for nothing on either side; an empty answer is never right."""
    wanted, given = _WORD.findall(expected), _WORD.findall(typed)
    wanted_keys, given_keys = [_key(w) for w in wanted], [_key(w) for w in given]
    # A slip is written as the word that was meant, so that the matcher sees them as one.
    meant = [next((w for w in wanted_keys if _alike(w, g)), g) for g in given_keys]
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, wanted_keys, meant, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(mark=Mark.SAME, text=" ".join(wanted[i:j])))
            continue
        if i < j:
            pieces.append(
                Piece(mark=_mark(wanted_keys[i:j], Mark.MISSING), text=_join(wanted[i:j]))
            )
        if k < m:
            pieces.append(Piece(mark=_mark(given_keys[k:m], Mark.EXTRA), text=_join(given[k:m])))
    right = bool(given) and all(piece.mark is Mark.SAME for piece in pieces)
    return Comparison(right=right, pieces=tuple(pieces))


def _mark(keys: Sequence[str], mark: Mark) -> Mark:
    return Mark.SAME if all(key in _ARTICLES for key in keys) else mark


def _join(words: Sequence[str]) -> str:
    return " ".join(words)


def _key(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().translate(_APOSTROPHES)


def _alike(a: str, b: str) -> bool:
    if a == b:
        return True
    if min(len(a), len(b)) < SLIP_FROM or any(c.isdigit() for c in a + b):
        return False
    return _one_slip(a, b)


def _one_slip(a: str, b: str) -> bool:
    """One letter too many, too few or another, or two neighbours exchanged."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[start:] == b[start + 1 :]
    swapped = a[start + 1 : start + 2] + a[start : start + 1] + a[start + 2 :]
    return a[start + 1 :] == b[start + 1 :] or swapped == b[start:]
