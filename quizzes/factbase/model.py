"""A pack of facts as frozen values. Files and database rows both become this, and it is all that
the generator sees.

Terms: an *assertion* is what one agent says at one place of a source; a *fact* holds all assertions
on one matter; an *anchor* is the exact place; an *ask* is a question written by hand on one slot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from quizzes.dates import Date
from quizzes.kinds import Edge, Extent, Op, Party, Stance, Status


@dataclass(frozen=True, kw_only=True)
class Section:
    """A range of a source, in code points, ``end`` exclusive."""

    id: str
    title: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Source:
    """``sections`` and ``not_text`` together cover 0 to ``length`` without a gap or an overlap.
    ``excerpt_of`` names the source of which this is no independent witness."""

    id: str
    title: str
    kind: str
    publisher: str
    licence: str
    url: str
    language: str
    sha256: str
    length: int
    sections: tuple[Section, ...] = ()
    not_text: tuple[Section, ...] = ()
    excerpt_of: str = ""

    def section_at(self, position: int) -> Section | None:
        return next((s for s in self.sections if s.start <= position < s.end), None)


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """An exact place: code points ``start`` to ``end`` (exclusive) of the file as it is.
    ``sha256`` is the first 16 hex digits over the slice's UTF-8; ``phrase`` at most six words of
    the passage, to search the public article with. ``locator`` replaces offsets for books and
    films."""

    source: str
    start: int = 0
    end: int = 0
    sha256: str = ""
    phrase: str = ""
    locator: str = ""


@dataclass(frozen=True, kw_only=True)
class Agent:
    id: str
    name: str
    party: Party
    uk: str = ""


@dataclass(frozen=True, kw_only=True)
class Topic:
    id: str
    title: str
    subtitle: str
    position: int


@dataclass(frozen=True, kw_only=True)
class Era:
    """A stretch of the timeline; an event belongs to the first era that its ``lo`` falls into."""

    id: str
    title: str
    date: Date


@dataclass(frozen=True, kw_only=True)
class Entity:
    """``label`` reads well inside a sentence ("the Izium Regiment"). ``part_of`` are ids.
    A ``foil`` is no subject of any fact; ``cite_title`` and ``cite_url`` say where it is attested
    and ``why`` what makes it plausible."""

    id: str
    label: str
    type: str
    role: str = ""
    plural: bool = False
    aliases: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    uk: str = ""
    lived: Date | None = None
    foil: bool = False
    why: str = ""
    cite_title: str = ""
    cite_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Functional:
    """For each fixed combination of ``given`` slots there is exactly one ``slot``, ``because``.
    Slots: subject, value, when, agent, or a qualifier's name."""

    slot: str
    given: frozenset[str]
    because: str


@dataclass(frozen=True, kw_only=True)
class Predicate:
    """``range`` is a set of entity types, or exactly one of {quantity}, {text}, {date}."""

    id: str
    label: str
    domain: frozenset[str]
    range: frozenset[str]
    functional: tuple[Functional, ...] = ()
    qualifiers: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """``n`` and, for a range, ``to``; both inclusive. ``unit`` is a word or empty."""

    op: Op
    n: Decimal
    to: Decimal | None = None
    unit: str = ""


Scalar = str | Quantity | Date


@dataclass(frozen=True, kw_only=True)
class Value:
    """One value of an assertion: an entity's id, a text, a quantity or a date, as the predicate's
    range says; ``qualifiers`` belong to this value alone."""

    value: Scalar
    qualifiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class When:
    """``words`` is the author's own wording, used as it stands; else ``dates.words`` speaks."""

    date: Date
    extent: Extent = Extent.POINT
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Assertion:
    """``of`` names the assertion of the same fact that this one denies or corrects.
    ``complete_because`` is non-empty where the source lists *all* values."""

    id: str
    agent: str
    stance: Stance
    anchors: tuple[Anchor, ...]
    of: str = ""
    verb: str = ""
    said_on: Date | None = None
    values: tuple[Value, ...] = ()
    when: When | None = None
    qualifiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gloss: str = ""
    complete_because: str = ""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A question written by hand. ``slot`` is asked for, of assertion ``of``; ``fixes`` are the
    slots that the stem itself states; ``given`` is the one value (id) among several that the stem
    names; ``among`` are entity ids that the author finds plausible as distractors (each is still
    proven, or dropped)."""

    slot: str
    stem: str
    of: str
    fixes: frozenset[str] = frozenset()
    given: str = ""
    among: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class HistoricalEvent:
    """``title`` tells no date. The date is the ``when`` of assertion ``of``; ``campaign`` groups
    events that need two days between them."""

    id: str
    title: str
    edge: Edge
    of: str
    campaign: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """A flashcard's sides, written by hand where no ask gives a good one."""

    front: str
    back: str


@dataclass(frozen=True, kw_only=True)
class Fact:
    """``status`` is derived by ``factbase.status``; ``file`` and ``line`` say where it was read
    and play no part in equality."""

    id: str
    topic: str
    statement: str
    subject: str
    predicate: str
    sensitivity: int
    assertions: tuple[Assertion, ...]
    status: Status
    asks: tuple[Ask, ...] = ()
    event: HistoricalEvent | None = None
    card: Card | None = None
    suspect: str = ""
    note: str = ""
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    def assertion(self, assertion_id: str) -> Assertion:
        """The assertion of that id. Raises ``KeyError`` where there is none."""
        for assertion in self.assertions:
            if assertion.id == assertion_id:
                return assertion
        raise KeyError(assertion_id)


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A stretch of article text that no fact is made of, and why."""

    source: str
    start: int
    end: int
    sha256: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A stone of the home page's river line."""

    event: str
    label: str
    year: str


@dataclass(frozen=True, kw_only=True)
class Pack:
    """Every mapping is keyed by id and iterates in the order of ids, save ``topics`` and ``eras``,
    which keep the author's order."""

    id: str
    title: str
    language: str
    as_of: Date
    seed: int
    home_title: str
    home_lead: str
    sources: Mapping[str, Source]
    agents: Mapping[str, Agent]
    predicates: Mapping[str, Predicate]
    entities: Mapping[str, Entity]
    topics: Mapping[str, Topic]
    eras: Mapping[str, Era]
    campaigns: Mapping[str, str]
    facts: Mapping[str, Fact]
    milestones: tuple[Milestone, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
