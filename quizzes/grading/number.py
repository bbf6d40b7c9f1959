"""A number as people type it: 1681, 1 681, 1 681,5, −0.5, 12 km.

The comma and the point are both taken for the decimal sign; spaces of any width part thousands.
As "1,681" is a thousand and more to one writer and less than two to another, figures in groups of
three have both readings, and an answer is right if one of them is.
"""

import re
import unicodedata
from decimal import Context, Decimal

LONGEST = 40  # figures and signs; beyond it nobody means a number
_PLACES = Context(prec=100, traps=[])  # a key beyond all numbers fits none
_MINUS = str.maketrans(dict.fromkeys("−–—‒‐‑", "-"))
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?P<mark>[.,])[0-9]{3}(?:(?P=mark)[0-9]{3})*")
_BOTH_MARKS = re.compile(r"[+-]?[0-9]{1,3}(?:(?P<mark>[.,])[0-9]{3})+(?!(?P=mark))[.,][0-9]+")


def readings(text: str, unit: str = "") -> tuple[Decimal, ...]:
    """What ``text`` may mean, the decimal reading first; empty where it is no number. The item's
    ``unit`` may stand behind the number or before it; no other word may."""
    figures = _without_unit(_plain(text), _plain(unit))
    if not figures or len(figures) > LONGEST:
        return ()
    found: list[Decimal] = []
    if _NUMBER.fullmatch(figures):
        found.append(Decimal(figures.replace(",", ".")))
    if _GROUPED.fullmatch(figures):
        found.append(Decimal(re.sub("[.,]", "", figures)))
    elif _BOTH_MARKS.fullmatch(figures):
        whole, part = re.split("[.,](?=[0-9]+$)", figures)
        found.append(Decimal(f"{re.sub('[.,]', '', whole)}.{part}"))
    return tuple(dict.fromkeys(found))


def within(number: Decimal, value: str, tolerance: str) -> bool:
    """Whether ``number`` lies at ``value`` ± ``tolerance``, decimals as text, edges included."""
    away = _PLACES.subtract(number, Decimal(value)).copy_abs()
    return away <= Decimal(tolerance).copy_abs()


def _plain(text: str) -> str:
    """Without spaces, in one kind of minus, any case."""
    text = unicodedata.normalize("NFKC", text).translate(_MINUS)
    return "".join(text.casefold().split())


def _without_unit(text: str, unit: str) -> str:
    if not unit or text == unit:
        return text
    for ending in (unit, f"{unit}."):
        if text.endswith(ending):
            return text[: -len(ending)]
    sign = text[:1] if text[:1] in ("-", "+") else ""
    rest = text[len(sign) :]
    return sign + rest[len(unit) :] if rest.startswith(unit) else text
