"""Numbers and dates as they stand in options, read only as far as comparing needs.

This is no parser of dates (a written item holds words, not EDTF): it answers whether every option
of a question is an amount, and which is the greater.
"""

import re
from functools import lru_cache

from quizzes.quality.words import word_set

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "січень", "січня", "січні"),
            ("february", "лютий", "лютого", "лютому"),
            ("march", "березень", "березня", "березні"),
            ("april", "квітень", "квітня", "квітні"),
            ("may", "травень", "травня", "травні"),
            ("june", "червень", "червня", "червні"),
            ("july", "липень", "липня", "липні"),
            ("august", "серпень", "серпня", "серпні"),
            ("september", "вересень", "вересня", "вересні"),
            ("october", "жовтень", "жовтня", "жовтні"),
            ("november", "листопад", "листопада", "листопаді"),
            ("december", "грудень", "грудня", "грудні"),
        ),
        start=1,
    )
    for name in names
}
_SEASONS = {
    "spring": 3, "summer": 6, "autumn": 9, "winter": 12,
    "весна": 3, "весни": 3, "навесні": 3, "літо": 6, "літа": 6, "влітку": 6,
    "осінь": 9, "осені": 9, "восени": 9, "зима": 12, "зими": 12, "взимку": 12,
}  # fmt: skip
_THIRDS = {
    "early": 0, "mid": 33, "middle": 33, "late": 67, "end": 67, "beginning": 0,
    "початок": 0, "початку": 0, "середина": 33, "середині": 33, "кінець": 67, "кінці": 67,
}  # fmt: skip
_FILLERS = word_set(
    """
    about around circa approximately roughly some at least most more less than over under up to by
    from until in on the of and between early mid late middle end beginning bc bce ad century
    centuries year years month months day days km kilometres kilometers metres meters per cent
    percent hectares thousand million people inhabitants residents pupils students houses rocket
    близько майже понад до від у в на і та між рік року років роки століття століть ст до н е
    кілометрів км осіб жителів мешканців відсотків тисяч тис млн початку середині кінці кінець
    """
)
_WORD = re.compile(r"\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?!\d)|\d+(?:\.\d+)?|[^\W\d_]+")
_ORDINAL = frozenset({"st", "nd", "rd", "th", "s", "го", "му", "те", "ше", "х", "ті"})

_CENTURY = ("centur", "століт")

Amount = tuple[float, float, float]


@lru_cache(maxsize=16384)
def amount(text: str) -> Amount | None:
    """(year or number, month, day) of an option that is a date or a number, else None."""
    words = _WORD.findall(text.casefold())
    numbers = [_number(word) for word in words if word[0].isdigit()]
    if not numbers:
        return None
    names = [word for word in words if not word[0].isdigit()]
    month = next((_MONTHS[word] for word in names if word in _MONTHS), 0)
    season = next((_SEASONS[word] for word in names if word in _SEASONS), 0)
    if month or season:
        return _calendar(numbers, month or season)
    others = [word for word in names if word not in _FILLERS and word not in _ORDINAL]
    # A unit of measure is one word; two and more make a name ("20th Combined Arms Army").
    if len(others) > 1 or (others and words and _is_name(text, others)):
        return None
    first = numbers[0]
    if any(word.startswith(_CENTURY) for word in names):
        first = (first - 1) * 100 + next((_THIRDS[w] for w in names if w in _THIRDS), 0)
    if "bc" in names or "bce" in names:
        first = -first
    return (first, 0, 0)


@lru_cache(maxsize=16384)
def bounds(text: str) -> tuple[float, float] | None:
    """The two ends of a written range of plain numbers ("30–35", "30 to 35"), else the number
    twice; None where the option is no plain number."""
    words = _WORD.findall(text.casefold())
    if amount(text) is None or any(w in _MONTHS or w in _SEASONS or w in _THIRDS for w in words):
        return None
    if any(word.startswith(_CENTURY) for word in words):
        return None
    numbers = [_number(word) for word in words if word[0].isdigit()]
    if len(numbers) > 2:
        return None
    return (min(numbers), max(numbers))


def _calendar(numbers: list[float], month: int) -> Amount:
    year = next((n for n in reversed(numbers) if n > 31), 0)
    day = next((n for n in numbers if n <= 31), 0)
    return (year, month, day)


def _is_name(text: str, others: list[str]) -> bool:
    return any(re.search(rf"\b{re.escape(word.capitalize())}\b", text[1:]) for word in others)


def _number(word: str) -> float:
    return float(re.sub(r"[, \u00a0\u202f]", "", word))
