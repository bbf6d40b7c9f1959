"""Randomness that is the same for ever: drawn from a hash of what it is for.

Nothing here has a state. A number depends on the seed and on the names it is drawn for, never on
what was drawn before, so that one new fact changes no other item.
"""

import hashlib
from collections.abc import Iterable

BITS = 64
_SPAN = 1 << BITS


def number(*parts: object) -> int:
    """A whole number below 2**64 for these names."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=BITS // 8).digest(), "big")


def share(*parts: object) -> float:
    """A number from 0 up to, but not including, 1."""
    return number(*parts) / _SPAN


def ranked(names: Iterable[str], *salt: object) -> list[str]:
    """Names in a random order that adding or removing one name leaves as it is (rendezvous
    hashing)."""
    return sorted(names, key=lambda name: (number(*salt, name), name))


def short(*parts: object) -> str:
    """Twelve hex digits that name these parts."""
    return f"{number(*parts):016x}"[:12]
