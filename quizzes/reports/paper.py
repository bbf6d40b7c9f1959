"""A set on paper: versions to hand out, and the key that fits them.

Everything follows from the set and the seed: the key may be printed on another day. Where a
question was changed in between, ``Paper.code`` is another one, and the key says so.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from quizzes.actions import set_drawing
from quizzes.items import (
    FALSE,
    TRUE,
    AnyItem,
    Choice,
    Citation,
    Multiple,
    Ordering,
    Picture,
    TrueFalse,
)
from quizzes.kinds import Kind
from quizzes.models import QuestionSet
from quizzes.reports.shown import Shown, shown

VERSIONS = "ABCD"
_LETTERS = {"uk": "АБВГДЕЖЗИКЛМНПРСТУФХЦЧШЩЮЯ"}
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, kw_only=True)
class Line:
    """An option or a card: ``mark`` is the letter before it."""

    mark: str
    text: str


@dataclass(frozen=True, kw_only=True)
class PaperItem:
    """``lines`` are options (of true and false their codes) or cards. ``answer`` is short: letters,
    or for an ordering the number of each card as it is printed; empty where words are written."""

    number: int
    kind: str
    stem: str
    picture: Picture | None
    lines: tuple[Line, ...]
    unit: str
    weight: float
    answer: tuple[str, ...]
    shown: Shown


@dataclass(frozen=True, kw_only=True)
class PaperVersion:
    name: str
    items: tuple[PaperItem, ...]


@dataclass(frozen=True, kw_only=True)
class Explained:
    """One question of the key: its number in each version, its answers and where they stand."""

    numbers: tuple[tuple[str, int], ...]
    shown: Shown


@dataclass(frozen=True, kw_only=True)
class CitedSource:
    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """``weighted``: not every question counts the same. Retired questions are left out, and
    flashcards, counted in ``cards``, as in a quiz."""

    code: str
    versions: tuple[PaperVersion, ...]
    explained: tuple[Explained, ...]
    sources: tuple[CitedSource, ...]
    points: float
    weighted: bool
    cards: int

    @property
    def kinds(self) -> set[str]:
        return {one.shown.kind for one in self.explained}


@dataclass(frozen=True, kw_only=True)
class _Placed:
    item: AnyItem
    weight: float
    version: int


def paper(question_set: QuestionSet, *, seed: int, versions: int) -> Paper:
    """``versions`` from 1 to 4. The first has the questions in the order of the set. Two queries,
    four more for each entry that draws."""
    laid_out = set_drawing.laid_out(question_set, seed=seed)
    placed = [
        _Placed(item=question.current.item, weight=entry.weight, version=question.current.pk)
        for entry, question in laid_out
        if question.current is not None and question.kind != Kind.FLASHCARD
    ]
    made = []
    numbers: dict[int, list[tuple[str, int]]] = {place: [] for place in range(len(placed))}
    for name in VERSIONS[:versions]:
        order = list(range(len(placed)))
        if name != VERSIONS[0]:
            Random(f"{seed}:{name}").shuffle(order)
        items = []
        for number, place in enumerate(order, start=1):
            rng = Random(f"{seed}:{name}:{placed[place].item.identity}")
            keep = not question_set.shuffle_options and versions == 1
            items.append(_item(placed[place], number=number, rng=rng, keep=keep))
            numbers[place].append((name, number))
        made.append(PaperVersion(name=name, items=tuple(items)))
    return Paper(
        code=_code(seed, placed),
        versions=tuple(made),
        explained=tuple(
            Explained(numbers=tuple(numbers[place]), shown=shown(one.item))
            for place, one in enumerate(placed)
        ),
        sources=_sources([c for one in placed for c in one.item.citations]),
        points=sum(one.weight for one in placed),
        weighted=any(one.weight != 1 for one in placed),
        cards=len(laid_out) - len(placed),
    )


def _item(placed: _Placed, *, number: int, rng: Random, keep: bool) -> PaperItem:
    item = placed.item
    told = shown(item)
    lines, answer = _lines(item, rng, keep=keep)
    return PaperItem(
        number=number,
        kind=told.kind,
        stem=told.stem,
        picture=told.picture,
        lines=lines,
        unit=told.unit,
        weight=placed.weight,
        answer=answer,
        shown=told,
    )


def _lines(item: AnyItem, rng: Random, *, keep: bool) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """What is printed below the stem, and the short answer."""
    marks = _LETTERS.get(item.language, _LATIN)
    match item:
        case Choice() | Multiple():
            options = list(item.options)
            # Numbers and dates keep their ascending order.
            if not keep and not (isinstance(item, Choice) and item.ordered):
                rng.shuffle(options)
            right = {item.key} if isinstance(item, Choice) else set(item.keys)
            lines = tuple(
                Line(mark=_mark(marks, place), text=option.text)
                for place, option in enumerate(options)
            )
            answer = [_mark(marks, p) for p, option in enumerate(options) if option.id in right]
            return lines, tuple(answer)
        case TrueFalse():
            lines = (Line(mark=marks[0], text=TRUE), Line(mark=marks[1], text=FALSE))
            return lines, (marks[0] if item.answer else marks[1],)
        case Ordering():
            places = list(range(len(item.events)))
            rng.shuffle(places)
            lines = tuple(
                Line(mark=_mark(marks, place), text=item.events[index].title)
                for place, index in enumerate(places)
            )
            return lines, tuple(str(index + 1) for index in places)
        case _:
            return (), ()


def _mark(marks: str, place: int) -> str:
    return marks[place] if place < len(marks) else str(place + 1)


def _code(seed: int, placed: Sequence[_Placed]) -> str:
    """The seed, and four signs that change with any question or its wording."""
    state = ",".join(str(one.version) for one in placed)
    return f"{seed}-{hashlib.sha256(state.encode()).hexdigest()[:4]}"


def _sources(citations: Sequence[Citation]) -> tuple[CitedSource, ...]:
    """Each once, in the order of their titles; without the fragment that opens a passage."""
    found = {c.source_title: c.url.partition("#")[0] for c in citations if c.source_title}
    return tuple(
        CitedSource(title=title, url=url)
        for title, url in sorted(found.items(), key=lambda pair: pair[0].casefold())
    )
