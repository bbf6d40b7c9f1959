"""What a learner hands in, and what grading says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from quizzes.errors import ResponseInvalid


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """One option of a choice, by its id."""

    option: str


@dataclass(frozen=True, kw_only=True)
class Picked:
    """Any number of options of a multiple choice, by their ids."""

    options: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What was typed for a short, numerical or date answer, as it was typed."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """All events of an ordering, by their ids, earliest first."""

    events: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """ "I don't know": an answer that claims nothing."""


Response = Chosen | Picked | Typed | Ordered | Skipped


@dataclass(frozen=True, kw_only=True)
class Words:
    """A sentence to be: templates speak it. Codes and their params:

    right, wrong, skipped   (none)
    places                  right, of       cards in their place
    pairs                   right, of       pairs in the right order
    neighbours              right, of       cards followed by the right one
    steps                   away, of        steps that the cards stand from their places
    run                     right, of       the longest run in the right order
    picked                  right, of, wrong    right options chosen, of how many; others chosen
    worth                   percent         an answer that earns a part
    vaguer                  given, asked    a date less precise than asked: names of a Precision
    unreadable              (none)          what was typed is no number, or no date
    """

    code: str
    params: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Result:
    """``score`` is a share from 0 to 1, ``right`` means all of it. ``missed`` holds the ids of the
    facts that the answer got wrong. ``order`` (orderings alone) is the right order that the answer
    was measured against: event ids, earliest first. ``feedback`` is what the item's author says to
    who typed this, or called the statement true or false; that of options stands with them."""

    score: float
    right: bool
    words: Words
    missed: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()
    feedback: str = ""


def response_to_json(response: Response) -> dict[str, Any]:
    """The JSON that answers are stored as; ``response_from_json`` is its inverse."""
    match response:
        case Chosen(option=option):
            return {"chosen": option}
        case Picked(options=options):
            return {"picked": list(options)}
        case Typed(text=text):
            return {"typed": text}
        case Ordered(events=events):
            return {"order": list(events)}
        case Skipped():
            return {"skipped": True}


def response_from_json(data: Mapping[str, Any]) -> Response:
    """Raises ``ResponseInvalid`` where ``data`` is none of the shapes above."""
    match data:
        case {"chosen": str(option)}:
            return Chosen(option=option)
        case {"picked": list(options)}:
            return Picked(options=tuple(options))
        case {"typed": str(text)}:
            return Typed(text=text)
        case {"order": list(events)}:
            return Ordered(events=tuple(events))
        case {"skipped": True}:
            return Skipped()
        case _:
            raise ResponseInvalid("response-unreadable")
