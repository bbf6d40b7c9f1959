"""Values of a pack as they stand in an option, in the pack's language."""

from collections.abc import Sequence
from decimal import Decimal

from quizzes import dates
from quizzes.factbase.model import Pack, Quantity, Scalar, When
from quizzes.kinds import Op

_PHRASES = {
    "en": {
        "order": "Put these events in order, earliest first.",
        "first": "Which of these events came first?",
        "period": "Which of these events happened {period}?",
        Op.ABOUT: "about {n}",
        Op.MORE: "more than {n}",
        Op.AT_LEAST: "at least {n}",
        Op.LESS: "fewer than {n}",
        Op.AT_MOST: "at most {n}",
        Op.RANGE: "{n} to {to}",
        "and": " and ",
    },
    "uk": {
        "order": "Розташуйте ці події за часом, починаючи з найдавнішої.",
        "first": "Яка з цих подій сталася першою?",
        "period": "Яка з цих подій сталася {period}?",
        Op.ABOUT: "близько {n}",
        Op.MORE: "понад {n}",
        Op.AT_LEAST: "щонайменше {n}",
        Op.LESS: "менше {n}",
        Op.AT_MOST: "не більше {n}",
        Op.RANGE: "від {n} до {to}",
        "and": " та ",
    },
}
_DEFAULT = "en"


def phrase(language: str, name: str) -> str:
    return _PHRASES.get(language, _PHRASES[_DEFAULT])[name]


def told(pack: Pack, value: Scalar) -> str:
    """A value inside a sentence."""
    if isinstance(value, Quantity):
        return quantity_words(value, pack.language)
    if isinstance(value, dates.Date):
        return dates.words(value, pack.language)
    if value in pack.entities:
        return pack.entities[value].label
    if value in pack.agents:
        return pack.agents[value].name
    return value


def told_when(pack: Pack, when: When) -> str:
    return when.words or dates.words(when.date, pack.language)


def joined(texts: Sequence[str], language: str) -> str:
    """A list for people: "a, b and c"."""
    if len(texts) < 2:
        return "".join(texts)
    return ", ".join(texts[:-1]) + phrase(language, "and") + texts[-1]


def as_option(text: str) -> str:
    """A text as it stands on its own: capitalised, without a full stop."""
    text = text.strip().rstrip(".;,")
    return text[:1].upper() + text[1:]


def quantity_words(quantity: Quantity, language: str) -> str:
    n = _digits(quantity.n, language)
    unit = f" {quantity.unit}" if quantity.unit else ""
    if quantity.op is Op.EQUAL:
        return n + unit
    to = _digits(quantity.n if quantity.to is None else quantity.to, language)
    return phrase(language, quantity.op).format(n=n, to=to) + unit


def _digits(n: Decimal, language: str) -> str:
    """Thousands apart from 10 000 on, and from 1,000 on in English."""
    text = f"{n:,f}"
    if language == "uk":
        return text.replace(",", "\u00a0").replace(".", ",")
    return text
