"""A few typed words beside an accepted text, which may hold ``*`` for any signs.

Forgiven are case, accents of stress, kinds of apostrophe, quotation mark and dash, spaces and a
full stop at the end; with ``exact`` only spaces at the ends. ``\\*`` is an asterisk itself.
"""

import re
import unicodedata

_STRESS = dict.fromkeys(map(ord, "\u0300\u0301"))
_MARKS = str.maketrans(
    {
        **dict.fromkeys("’ʼ`´‘ʹ′ʻ", "'"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
_UNESCAPED = re.compile(r"(?<!\\)\*")


def matches(pattern: str, typed: str, *, exact: bool = False) -> bool:
    """Takes time in proportion to both lengths, whatever the number of asterisks."""
    text = _plain(typed, exact=exact)
    first, *others = [
        _plain(part.replace("\\*", "*"), exact=exact, inner=True)
        for part in _UNESCAPED.split(pattern.strip())
    ]
    if not others:
        return text == _plain(pattern.replace("\\*", "*"), exact=exact)
    *middle, last = others
    if not text.startswith(first) or len(text) < len(first) + len(last):
        return False
    if not text.endswith(last):
        return False
    place, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True


def _plain(text: str, *, exact: bool, inner: bool = False) -> str:
    """``inner``: a part of a pattern, whose spaces at the ends count."""
    if exact:
        text = unicodedata.normalize("NFC", text)
        return text if inner else text.strip()
    text = unicodedata.normalize("NFKD", text.translate(_MARKS)).translate(_STRESS)
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).casefold().translate(_MARKS))
    if inner:
        return text
    return text.strip().removesuffix(".").rstrip()
