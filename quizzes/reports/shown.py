"""An item as those who teach look at it: what a learner sees first, and the key apart from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from quizzes.grading.ordering import allowed_orders
from quizzes.items import (
    AnyItem,
    Choice,
    Citation,
    DateAnswer,
    Flashcard,
    Multiple,
    Numerical,
    Ordering,
    Picture,
    ShortAnswer,
    TrueFalse,
)
from quizzes.kinds import Kind

# How long one takes over an item, in seconds, reading it included: an estimate for totals.
SECONDS = {
    Kind.CHOICE: 35,
    Kind.MULTIPLE: 50,
    Kind.TRUE_FALSE: 20,
    Kind.ORDERING: 75,
    Kind.SHORT: 45,
    Kind.NUMERICAL: 45,
    Kind.DATE: 40,
    Kind.FLASHCARD: 20,
}


@dataclass(frozen=True, kw_only=True)
class KeyLine:
    """One answer that earns ``percent``. ``edtf`` stands where the answer is a date; ``unit`` is
    that of the answer or, beside an ``edtf``, of the ``tolerance``."""

    text: str = ""
    percent: int = 100
    edtf: str = ""
    tolerance: str = ""
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """``options`` and ``cards`` are texts in the order of the preview; cards never stand in the
    order of the key on purpose. ``key`` is one line an answer, for an ordering one a card;
    ``other_orders`` says that dates which overlap allow others."""

    kind: str
    stem: str
    picture: Picture | None
    options: tuple[str, ...]
    cards: tuple[str, ...]
    unit: str
    key: tuple[KeyLine, ...]
    explanation: str
    citations: tuple[Citation, ...]
    other_orders: bool = False


def shown(item: AnyItem) -> Shown:
    return Shown(
        kind=str(item.kind),
        stem=stem_of(item),
        picture=item.picture,
        options=tuple(o.text for o in item.options) if isinstance(item, Choice | Multiple) else (),
        cards=_cards(item),
        unit=item.unit if isinstance(item, Numerical) else "",
        key=key_of(item),
        explanation=item.explanation,
        citations=item.citations,
        other_orders=isinstance(item, Ordering) and _is_loose(item),
    )


def stem_of(item: AnyItem) -> str:
    return item.front if isinstance(item, Flashcard) else item.stem


def key_of(item: AnyItem) -> tuple[KeyLine, ...]:
    """The best answers first. Of true and false the text is the item's own word for it ("true")."""
    match item:
        case Choice():
            others = [o for o in item.options if o.id != item.key and (o.share or 0) > 0]
            key = KeyLine(text=item.option(item.key).text)
            return (key, *(KeyLine(text=o.text, percent=_percent(o.share)) for o in others))
        case Multiple():
            right = [o for o in item.options if (o.share or 0) > 0]
            return tuple(KeyLine(text=o.text) for o in right)
        case TrueFalse():
            return (KeyLine(text=item.key),)
        case Ordering():
            return tuple(KeyLine(text=e.title, edtf=e.edtf) for e in item.events)
        case ShortAnswer():
            return tuple(KeyLine(text=a.text, percent=_percent(a.share)) for a in item.accepted)
        case Numerical():
            return tuple(
                KeyLine(
                    text=a.value,
                    percent=_percent(a.share),
                    tolerance="" if a.tolerance == "0" else a.tolerance,
                    unit=item.unit,
                )
                for a in item.accepted
            )
        case DateAnswer():
            tolerance = str(item.tolerance) if item.tolerance else ""
            return (KeyLine(edtf=item.edtf, tolerance=tolerance, unit=item.tolerance_unit),)
        case Flashcard():
            return (KeyLine(text=item.back),)


def seconds_of(kinds: Sequence[str]) -> int:
    return sum(SECONDS[Kind(kind)] for kind in kinds)


def _is_loose(item: Ordering) -> bool:
    return len(list(islice(allowed_orders(item.events), 2))) > 1


def _cards(item: AnyItem) -> tuple[str, ...]:
    if not isinstance(item, Ordering):
        return ()
    titles = [event.title for event in item.events]
    Random(item.identity).shuffle(titles)
    return tuple(titles)


def _percent(share: float | None) -> int:
    return round(100 * (1 if share is None else share))
