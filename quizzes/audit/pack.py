"""A pack as the audit reads it, from its YAML files and by itself.

This reader shares nothing with ``factbase``: two readers that agree by one shared mistake would
prove nothing. It takes only what the audit needs, and leaves to the other all else that a pack has
to be; what it can't read, it refuses with ``PackError``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from quizzes.dates import Date, parse
from quizzes.errors import DateError, PackError
from quizzes.kinds import Edge, Extent, Op, Party, Stance


@dataclass(frozen=True, kw_only=True)
class Thing:
    """An entity as a value."""

    entity: str


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """An agent as a value."""

    agent: str


@dataclass(frozen=True, kw_only=True)
class Quantity:
    op: Op
    n: float
    to: float | None = None
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class When:
    """``words`` are those that the pack gives in place of the date's own, else empty."""

    date: Date
    extent: Extent = Extent.POINT
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Words:
    text: str


Value = Thing | Speaker | Quantity | When | Words


@dataclass(frozen=True, kw_only=True)
class Agent:
    name: str
    party: Party


@dataclass(frozen=True, kw_only=True)
class Entity:
    id: str
    names: tuple[str, ...]
    type: str
    role: str
    part_of: tuple[str, ...]
    lived: Date | None


@dataclass(frozen=True, kw_only=True)
class Functional:
    """Of one predicate: where ``given`` is fixed, ``slot`` has one value, because …"""

    slot: str
    given: frozenset[str]
    because: str


@dataclass(frozen=True, kw_only=True)
class Predicate:
    range: frozenset[str]
    functional: tuple[Functional, ...]


@dataclass(frozen=True, kw_only=True)
class Source:
    """Ranges are (start, end) in code points; those of ``sections`` carry their title."""

    id: str
    title: str
    url: str
    sha256: str
    length: int
    excerpt_of: str
    sections: tuple[tuple[int, int, str], ...]
    not_text: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """``digest`` is empty where the source is no text file and ``locator`` tells the place."""

    source: str
    start: int = 0
    end: int = 0
    digest: str = ""
    phrase: str = ""
    locator: str = ""


@dataclass(frozen=True, kw_only=True)
class Assertion:
    """``values`` pairs each value with the qualifiers of it alone; ``qualifiers`` are of all."""

    id: str
    agent: str
    stance: Stance
    of: str
    verb: str
    said_on: Date | None
    values: tuple[tuple[Value, Mapping[str, tuple[Value, ...]]], ...]
    when: When | None
    qualifiers: Mapping[str, tuple[Value, ...]]
    gloss: str
    complete: str
    anchors: tuple[Anchor, ...]


@dataclass(frozen=True, kw_only=True)
class Ask:
    slot: str
    of: str
    stem: str
    fixes: frozenset[str]
    given: str


@dataclass(frozen=True, kw_only=True)
class EventTitle:
    id: str
    title: str
    edge: Edge
    of: str
    campaign: str


@dataclass(frozen=True, kw_only=True)
class Fact:
    id: str
    topic: str
    statement: str
    subject: str
    predicate: str
    sensitivity: int
    suspect: str
    event: EventTitle | None
    card: tuple[str, str] | None
    assertions: tuple[Assertion, ...]
    asks: tuple[Ask, ...]

    def assertion(self, of: str) -> Assertion:
        """The assertion of that id, the first where none is named. Raises ``KeyError``."""
        if not of:
            return self.assertions[0]
        return next((a for a in self.assertions if a.id == of), None) or _missing(of)


@dataclass(frozen=True, kw_only=True)
class Pack:
    id: str
    language: str
    as_of: Date
    sources: Mapping[str, Source]
    agents: Mapping[str, Agent]
    predicates: Mapping[str, Predicate]
    entities: Mapping[str, Entity]
    facts: Mapping[str, Fact]
    left_out: tuple[Anchor, ...]

    def event(self, event_id: str) -> tuple[Fact, EventTitle] | None:
        for fact in self.facts.values():
            if fact.event and fact.event.id == event_id:
                return fact, fact.event
        return None


def read(folder: Path) -> Pack:
    """Read a pack's folder. Raises ``PackError`` with the file and what is wrong in it."""
    head = _mapping(folder / "pack.yaml")
    predicates = {
        key: Predicate(
            range=frozenset(data.get("range", ())),
            functional=tuple(_functional(f) for f in data.get("functional", ())),
        )
        for key, data in _mapping(folder / "predicates.yaml").items()
    }
    entities = {
        key: _entity(key, data)
        for path in sorted((folder / "entities").glob("*.yaml"))
        for key, data in _mapping(path).items()
    }
    reader = _Facts(predicates, entities)
    facts: dict[str, Fact] = {}
    for path in sorted((folder / "facts").glob("*.yaml")):
        for data in _list(path):
            try:
                fact = reader.fact(data)
            except (KeyError, ValueError, DateError, AttributeError) as error:
                raise PackError(file=path.name, fact=data.get("id"), what=repr(error)) from error
            if fact.id in facts:
                raise PackError(file=path.name, fact=fact.id, what="twice")
            facts[fact.id] = fact
    agents = _mapping(folder / "agents.yaml").items()
    return Pack(
        id=head["id"],
        language=head["language"],
        as_of=parse(head["as_of"]),
        sources={k: _source(k, d) for k, d in _mapping(folder / "sources.yaml").items()},
        agents={key: Agent(name=d["name"], party=Party(d["party"])) for key, d in agents},
        predicates=predicates,
        entities=entities,
        facts=facts,
        left_out=tuple(
            Anchor(source=d["source"], start=int(d["start"]), end=int(d["end"]), digest=d["sha256"])
            for d in _list(folder / "left_out.yaml")
        ),
    )


class _Facts:
    """Reads facts; what a scalar value means depends on predicates and entities."""

    def __init__(self, predicates: Mapping[str, Predicate], entities: Mapping[str, Entity]) -> None:
        self.predicates = predicates
        self.entities = entities

    def fact(self, data: Mapping[str, Any]) -> Fact:
        card, event = data.get("card"), data.get("event")
        predicate = self.predicates[data["predicate"]]
        return Fact(
            id=data["id"],
            topic=data["topic"],
            statement=_line(data["statement"]),
            subject=data["subject"],
            predicate=data["predicate"],
            sensitivity=int(data["sensitivity"]),
            suspect=_line(data.get("suspect", "")),
            event=_event(event) if event else None,
            card=(_line(card["front"]), _line(card["back"])) if card else None,
            assertions=tuple(self.assertion(a, predicate) for a in data["assertions"]),
            asks=tuple(_ask(a) for a in data.get("ask", ())),
        )

    def assertion(self, data: Mapping[str, Any], predicate: Predicate) -> Assertion:
        written = data.get("values", [data["value"]] if "value" in data else [])
        anchors = data.get("anchors", [data["anchor"]] if "anchor" in data else [])
        when, said_on = data.get("when"), data.get("said_on")
        return Assertion(
            id=data["id"],
            agent=data["agent"],
            stance=Stance(data["stance"]),
            of=data.get("of", ""),
            verb=data.get("verb", ""),
            said_on=parse(said_on) if said_on else None,
            values=tuple(self.value(v, predicate) for v in written),
            when=_when(when) if when else None,
            qualifiers=self.qualifiers(data.get("with", {})),
            gloss=_line(data.get("gloss", "")),
            complete=_line(data.get("complete", "")),
            anchors=tuple(_anchor(a) for a in anchors),
        )

    def value(
        self, data: Any, predicate: Predicate
    ) -> tuple[Value, Mapping[str, tuple[Value, ...]]]:
        if isinstance(data, Mapping) and "value" in data:
            return self.plain(data["value"], predicate), self.qualifiers(data.get("with", {}))
        return self.plain(data, predicate), {}

    def plain(self, data: Any, predicate: Predicate) -> Value:
        if isinstance(data, Mapping):
            to = data.get("to")
            return Quantity(
                op=Op(data.get("op", "=")),
                n=float(data["n"]),
                to=float(to) if to else None,
                unit=data.get("unit", ""),
            )
        if data in self.entities:
            return Thing(entity=data)
        if "quantity" in predicate.range and _is_number(data):
            return Quantity(op=Op.EQUAL, n=float(data))
        if "date" in predicate.range:
            return When(date=parse(data))
        return Words(text=_line(data))

    def qualifiers(self, data: Mapping[str, Any]) -> Mapping[str, tuple[Value, ...]]:
        return {
            key: tuple(
                Thing(entity=v) if v in self.entities else Words(text=_line(v))
                for v in (values if isinstance(values, list) else [values])
            )
            for key, values in data.items()
        }


def _missing(what: str) -> Any:
    raise KeyError(what)


def _functional(data: Mapping[str, Any]) -> Functional:
    return Functional(
        slot=data["slot"], given=frozenset(data["given"]), because=_line(data["because"])
    )


def _entity(key: str, data: Mapping[str, Any]) -> Entity:
    part_of = data.get("part_of", [])
    lived = data.get("lived")
    return Entity(
        id=key,
        names=(_line(data["label"]), *map(_line, data.get("aliases", ()))),
        type=data["type"],
        role=data.get("role", ""),
        part_of=tuple(part_of if isinstance(part_of, list) else [part_of]),
        lived=parse(lived) if lived else None,
    )


def _source(key: str, data: Mapping[str, Any]) -> Source:
    return Source(
        id=key,
        title=data["title"],
        url=data.get("url", ""),
        sha256=data.get("sha256", ""),
        length=int(data.get("length", 0)),
        excerpt_of=data.get("excerpt_of", ""),
        sections=tuple(
            (int(s["start"]), int(s["end"]), _line(s["title"])) for s in data.get("sections", ())
        ),
        not_text=tuple((int(s["start"]), int(s["end"])) for s in data.get("not_text", ())),
    )


def _anchor(data: Any) -> Anchor:
    if isinstance(data, Mapping):
        return Anchor(source=data["source"], locator=data["locator"])
    source, start, end, digest, *phrase = data
    return Anchor(
        source=source,
        start=int(start),
        end=int(end),
        digest=digest,
        phrase=_line(phrase[0]) if phrase else "",
    )


def _when(data: Mapping[str, Any]) -> When:
    return When(
        date=parse(data["edtf"]),
        extent=Extent(data.get("is", "point")),
        words=_line(data.get("words", "")),
    )


def _event(data: Mapping[str, Any]) -> EventTitle:
    return EventTitle(
        id=data["id"],
        title=_line(data["title"]),
        edge=Edge(data["edge"]),
        of=data.get("of", ""),
        campaign=data.get("campaign", ""),
    )


def _ask(data: Mapping[str, Any]) -> Ask:
    return Ask(
        slot=data["slot"],
        of=data.get("of", ""),
        stem=_line(data["stem"]),
        fixes=frozenset(data.get("fixes", ())),
        given=data.get("given", ""),
    )


def _line(text: str) -> str:
    return " ".join(text.split(None))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _mapping(path: Path) -> dict[str, Any]:
    data = _load(path)
    if not isinstance(data, dict):
        raise PackError(file=path.name, what="no mapping")
    return data


def _list(path: Path) -> list[dict[str, Any]]:
    data = _load(path)
    if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
        raise PackError(file=path.name, what="no list of mappings")
    return data


def _load(path: Path) -> Any:
    """Nested dicts, lists and strings; no scalar is guessed to be a number or a date."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PackError(file=path.name, what=str(error)) from error
    if node is None:
        return []
    seen: set[int] = set()
    return _plain(node, path, seen)


def _plain(node: yaml.Node, path: Path, seen: set[int]) -> Any:
    if id(node) in seen:
        raise PackError(file=path.name, line=node.start_mark.line + 1, what="an alias")
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, path, seen))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, path, seen) for child in node.value]
    return node.value


def _pairs(node: yaml.MappingNode, path: Path, seen: set[int]) -> Iterator[tuple[str, Any]]:
    keys: set[str] = set()
    for key, value in node.value:
        if key.value in keys:
            line = key.start_mark.line + 1
            raise PackError(file=path.name, line=line, what=f"{key.value} stands twice")
        keys.add(key.value)
        yield key.value, _plain(value, path, seen)
