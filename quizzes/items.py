"""The frozen values that rooms exchange: what is asked, what the key is, and why.

An item is self-contained. Everything that a learner is told after answering stands in it, so that
an old attempt shows for ever what was asked then, and an answer costs no extra query.

    Item            identity, topic, facts, sensitivity, difficulty, explanation, citations, flags
    ├── Choice      stem, options (exactly one is the key)
    ├── Ordering    stem, events in their right order
    └── Flashcard   front, back

``to_json`` and ``from_json`` are inverse to each other; ``from_json`` raises ``ItemError``.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any

from quizzes.errors import ItemError
from quizzes.kinds import Kind, Level, Party, Phase, Rule, Stance

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
    the text fragment that opens the public article at the passage.
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
    """An option of a choice. The key has no proof; every generated distractor has one."""

    id: str
    text: str
    proof: Proof | None = None


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
class Item:
    """What all kinds share. ``identity`` is stable over revisions; ``content_hash`` is not."""

    identity: str
    topic: str
    language: str
    facts: tuple[str, ...]
    sensitivity: int
    difficulty: float
    explanation: str
    citations: tuple[Citation, ...]
    flags: tuple[str, ...] = ()

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


@dataclass(frozen=True, kw_only=True)
class Ordering(Item):
    """Events in their right order, earliest first."""

    stem: str
    events: tuple[Event, ...]

    kind = Kind.ORDERING


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


AnyItem = Choice | Ordering | Flashcard

_CLASSES: dict[str, type[Choice] | type[Ordering] | type[Flashcard]] = {
    Kind.CHOICE: Choice,
    Kind.ORDERING: Ordering,
    Kind.FLASHCARD: Flashcard,
}


def to_json(item: AnyItem) -> dict[str, Any]:
    """A dict of JSON types only; keys in the order of the fields, ``kind`` first."""
    return {"kind": str(item.kind), **json.loads(json.dumps(asdict(item)))}


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
        if cls is Choice:
            values["options"] = tuple(_option(o) for o in values["options"])
        elif cls is Ordering:
            values["events"] = tuple(Event(**e) for e in values["events"])
        item = cls(**values)
    except (KeyError, TypeError, ValueError) as error:
        raise ItemError("item-field-invalid", detail=str(error)) from error
    if isinstance(item, Choice) and item.key not in {o.id for o in item.options}:
        raise ItemError("item-key-missing")
    return item


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
    )
