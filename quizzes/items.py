"""The frozen values that rooms exchange: what is asked, what the key is, and why.

An item is self-contained. Everything that a learner is told after answering stands in it, so that
an old attempt shows for ever what was asked then, and an answer costs no extra query.

    Item            identity, topic, facts, sensitivity, difficulty, explanation, citations, flags
    ├── Choice      stem, options (exactly one is the key; others may earn a share)
    ├── Multiple    stem, options, each with its share
    ├── TrueFalse   stem, answer
    ├── Ordering    stem, events in their right order, how it is graded
    ├── ShortAnswer stem, the texts accepted, each with its share
    ├── Numerical   stem, the numbers accepted, each with its tolerance and share
    ├── DateAnswer  stem, the date, how far beside it an answer may lie
    └── Flashcard   front, back

``to_json`` and ``from_json`` are inverse to each other; ``from_json`` raises ``ItemError``. What an
author may leave out (shares, feedback, a picture) is left out of the JSON, too, while it is empty.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from quizzes.errors import ItemError
from quizzes.kinds import Kind, Level, Party, Phase, Rule, Stance

TRUE, FALSE = "true", "false"
EASY_BELOW = 0.35
HARD_FROM = 0.65


def level_of(difficulty: float) -> Level:
    """Cut an estimated difficulty, 0 (trivial) to 1 (very hard), into the three levels shown."""
    if difficulty < EASY_BELOW:
        return Level.EASY
    return Level.HARD if difficulty >= HARD_FROM else Level.MEDIUM


@dataclass(frozen=True, kw_only=True)
class Citation:
    """One exact place in a source, and who speaks there.

    ``start`` and ``end`` count Unicode code points of the document; both are 0 where the source is
    no text file and ``locator`` (page, minute) tells the place instead. ``url`` already carries
    the text fragment that opens the public article at the passage. ``pack`` is the id of the pack
    that ``source`` belongs to, "" where that is not known: two packs may call theirs the same.
    """

    source: str
    source_title: str
    section: str
    url: str
    start: int
    end: int
    locator: str
    agent: str
    agent_name: str
    party: Party
    stance: Stance
    verb: str
    said_on: str
    pack: str = ""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """Why a distractor is certainly wrong.

    ``facts`` are the ids the proof rests on. ``params`` are strings for the words told to the
    learner; for each rule these are at least:

        D1  because (the predicate's reason), key (the value on record), instead (optional: the
            statement of a fact in which the distractor itself occurs)
        D2  because (why the list is complete), listed (the values, joined for people)
        D3  agent (who denies it), source (title of the document)
        D4  existed (when it did exist), asked (the time asked about)
        D5  date (when this happened), key_date (when the key happened)
        D6  source (title of the document), key (the only agent on record there)
    """

    rule: Rule
    facts: tuple[str, ...]
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Option:
    """An option of a choice. The key has no proof; every generated distractor has one.

    ``share`` is what choosing it earns, from -1 to 1. In a ``Choice`` None means 1 for the key and
    0 for any other; in a ``Multiple`` every option has one, and those above 0 add up to 1.
    ``feedback`` is told to who chose it. ``id`` stays the same while an author reworks the text.
    """

    id: str
    text: str
    proof: Proof | None = None
    share: float | None = None
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class Event:
    """A card of an ordering: ``date`` is told to people afterwards, ``lo`` and ``hi`` are day
    numbers (proleptic Gregorian ordinals, None = open) that decide the order."""

    id: str
    title: str
    date: str
    edtf: str
    lo: int | None
    hi: int | None
    fact: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture beside the question: ``id`` is that of its row, ``width`` and ``height`` in pixels.
    ``alt`` says what it shows to who does not see it."""

    id: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Item:
    """What all kinds share. ``identity`` is stable over revisions; ``content_hash`` is not.

    ``explanation`` is the general feedback. ``carried`` keeps what came with the question from
    another program and is shown nowhere here (hints, combined feedback, text format, …), so that it
    goes out as it came in; its keys are those of ``exchange.question``.
    """

    identity: str
    topic: str
    language: str
    facts: tuple[str, ...]
    sensitivity: int
    difficulty: float
    explanation: str
    citations: tuple[Citation, ...]
    flags: tuple[str, ...] = ()
    picture: Picture | None = None
    carried: Mapping[str, Any] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        return level_of(self.difficulty)


@dataclass(frozen=True, kw_only=True)
class Choice(Item):
    """A stem and its options, of which ``key`` names the right one.

    ``slot`` says what is asked for (subject, value, when, agent, gloss, first, or a qualifier).
    ``ordered`` options are numbers or dates: they stand ascending and are never shuffled.
    """

    stem: str
    slot: str
    options: tuple[Option, ...]
    key: str
    ordered: bool = False

    kind = Kind.CHOICE

    def option(self, option_id: str) -> Option:
        """The option of that id. Raises ``KeyError`` where there is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)

    def share(self, option_id: str) -> float:
        """What choosing it earns, before grading cuts what is below 0. Raises ``KeyError``."""
        option = self.option(option_id)
        return float(option.id == self.key) if option.share is None else option.share


@dataclass(frozen=True, kw_only=True)
class Multiple(Item):
    """Several options may be right. The grade is the sum of the shares chosen, not below 0."""

    stem: str
    options: tuple[Option, ...]

    kind = Kind.MULTIPLE

    @property
    def keys(self) -> tuple[str, ...]:
        """The ids of the options that belong to a full answer."""
        return tuple(option.id for option in self.options if (option.share or 0) > 0)


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Item):
    """A statement that holds or does not. Its two options are TRUE and FALSE, in that order."""

    stem: str
    answer: bool
    feedback_true: str = ""
    feedback_false: str = ""

    kind = Kind.TRUE_FALSE

    @property
    def key(self) -> str:
        return TRUE if self.answer else FALSE


@dataclass(frozen=True, kw_only=True)
class Ordering(Item):
    """Events in their right order, earliest first. ``method`` is one of ``grading.Method``; empty
    is the default of the house. Where the dates leave an order open (or there are none), the order
    is that of ``events``, as ``grading.ordering`` has it."""

    stem: str
    events: tuple[Event, ...]
    method: str = ""

    kind = Kind.ORDERING


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A text that earns ``share`` (above 0, up to 1). ``*`` stands for any signs, as in Moodle."""

    text: str
    share: float = 1
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class ShortAnswer(Item):
    """A few words to type. At least one text earns 1. Case, accents of stress, apostrophes and
    spaces are forgiven unless ``exact``."""

    stem: str
    accepted: tuple[Accepted, ...]
    exact: bool = False

    kind = Kind.SHORT


@dataclass(frozen=True, kw_only=True)
class AcceptedNumber:
    """``value`` ± ``tolerance`` earns ``share``. Both are decimals as text ("0.1" stays 0.1)."""

    value: str
    tolerance: str = "0"
    share: float = 1
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class Numerical(Item):
    """A number to type. The first entry that fits an answer decides. ``unit`` is told beside the
    field and may be typed."""

    stem: str
    accepted: tuple[AcceptedNumber, ...]
    unit: str = ""

    kind = Kind.NUMERICAL


@dataclass(frozen=True, kw_only=True)
class DateAnswer(Item):
    """A date to type. ``edtf`` is the key (see ``dates``); right is what lies inside it or
    at most ``tolerance`` whole days, months or years (``tolerance_unit``) beside it."""

    stem: str
    edtf: str
    tolerance: int = 0
    tolerance_unit: str = "day"

    kind = Kind.DATE


@dataclass(frozen=True, kw_only=True)
class Flashcard(Item):
    """A question to recall, and its answer."""

    front: str
    back: str
    slot: str

    kind = Kind.FLASHCARD


@dataclass(frozen=True, kw_only=True)
class MemoryState:
    """What is known of one learner's memory of one card.

    ============ ============ ======= ====== =====================================
    phase        due_day      due_at  step   stability, difficulty, last_day
    ============ ============ ======= ====== =====================================
    new          None         None    None   0, 0, None
    learning     None         a time  number set
    review       a study day  None    None   set
    relearning   None         a time  number set
    ============ ============ ======= ====== =====================================

    ``long_term_day`` is the last study day that settled the card: on which it passed a review or
    left its steps. Repeats later on that day move neither stability nor difficulty.
    """

    stability: float  # days until recall falls to .9
    difficulty: float  # 1 to 10
    last_day: date | None
    long_term_day: date | None
    due_day: date | None
    due_at: datetime | None  # UTC
    step: int | None
    phase: Phase
    reps: int
    lapses: int


AnyItem = (
    Choice | Multiple | TrueFalse | Ordering | ShortAnswer | Numerical | DateAnswer | Flashcard
)

_CLASSES: dict[str, type[AnyItem]] = {
    Kind.CHOICE: Choice,
    Kind.MULTIPLE: Multiple,
    Kind.TRUE_FALSE: TrueFalse,
    Kind.ORDERING: Ordering,
    Kind.SHORT: ShortAnswer,
    Kind.NUMERICAL: Numerical,
    Kind.DATE: DateAnswer,
    Kind.FLASHCARD: Flashcard,
}
_TOLERANCE_UNITS = frozenset({"day", "month", "year"})


def to_json(item: AnyItem) -> dict[str, Any]:
    """A dict of JSON types only; keys in the order of the fields, ``kind`` first."""
    data = _without_empty(item, json.loads(json.dumps(asdict(item))))
    if isinstance(item, Choice | Multiple):
        data["options"] = [
            _without_empty(option, told)
            for option, told in zip(item.options, data["options"], strict=True)
        ]
    return {"kind": str(item.kind), **data}


def _without_empty(value: object, data: dict[str, Any]) -> dict[str, Any]:
    """``data`` less what an author left out. Fields that always were in the JSON stay."""
    empty = {
        f.name
        for f in fields(value)  # type: ignore[arg-type]
        if f.name in _LEFT_OUT_WHILE_EMPTY and not data[f.name] and data[f.name] != 0
    }
    return {key: told for key, told in data.items() if key not in empty}


_LEFT_OUT_WHILE_EMPTY = frozenset({"picture", "carried", "method", "share", "feedback"})


def from_json(data: Mapping[str, Any]) -> AnyItem:
    """Rebuild an item from ``to_json``. Raises ``ItemError`` where a field is missing, unknown or
    of the wrong shape, naming it."""
    try:
        cls = _CLASSES[data["kind"]]
    except (KeyError, TypeError) as error:
        raise ItemError("item-kind-unknown") from error
    values = {key: value for key, value in data.items() if key != "kind"}
    known = {f.name for f in fields(cls)}
    if unknown := sorted(set(values) - known):
        raise ItemError("item-field-unknown", field=unknown[0])
    try:
        values["facts"] = tuple(values["facts"])
        values["flags"] = tuple(values.get("flags", ()))
        values["citations"] = tuple(_citation(c) for c in values["citations"])
        if values.get("picture"):
            values["picture"] = Picture(**values["picture"])
        if cls in (Choice, Multiple):
            values["options"] = tuple(_option(o) for o in values["options"])
        elif cls is Ordering:
            values["events"] = tuple(Event(**e) for e in values["events"])
        elif cls is ShortAnswer:
            values["accepted"] = tuple(Accepted(**a) for a in values["accepted"])
        elif cls is Numerical:
            values["accepted"] = tuple(AcceptedNumber(**a) for a in values["accepted"])
        item = cls(**values)
    except (KeyError, TypeError, ValueError) as error:
        raise ItemError("item-field-invalid", detail=str(error)) from error
    _check_key(item)
    return item


def _check_key(item: AnyItem) -> None:
    """Without a key nothing can be graded. Raises ``ItemError``."""
    match item:
        case Choice():
            has_key = item.key in {option.id for option in item.options}
        case Multiple():
            has_key = bool(item.keys)
        case ShortAnswer():
            has_key = any(accepted.share == 1 for accepted in item.accepted)
        case Numerical():
            has_key = any(accepted.share == 1 for accepted in item.accepted)
            for accepted in item.accepted:
                _check_decimal(accepted.value)
                _check_decimal(accepted.tolerance)
        case DateAnswer():
            has_key = bool(item.edtf) and item.tolerance_unit in _TOLERANCE_UNITS
        case _:
            has_key = True
    if not has_key:
        raise ItemError("item-key-missing")


def _check_decimal(text: str) -> None:
    try:
        is_number = Decimal(text).is_finite()
    except InvalidOperation:
        is_number = False
    if not is_number:
        raise ItemError("item-number-invalid", text=text)


def content_hash(item: AnyItem) -> str:
    """SHA-256 (hex) of what a learner sees and is graded by. Difficulty, an estimate that moves,
    is left out, so that a better estimate is no revision."""
    data = to_json(item)
    del data["difficulty"]
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _citation(data: Mapping[str, Any]) -> Citation:
    return Citation(**{**data, "party": Party(data["party"]), "stance": Stance(data["stance"])})


def _option(data: Mapping[str, Any]) -> Option:
    proof = data.get("proof")
    return Option(
        id=data["id"],
        text=data["text"],
        proof=proof
        and Proof(
            rule=Rule(proof["rule"]), facts=tuple(proof["facts"]), params=dict(proof["params"])
        ),
        share=data.get("share"),
        feedback=data.get("feedback", ""),
    )
