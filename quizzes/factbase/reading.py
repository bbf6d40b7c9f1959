"""Reading a pack's files into a ``Pack``: all or nothing, with every problem at once.

    read_pack    a folder → Pack, or PackError with all problems
    parse_pack   the same for files in memory
    examine      what both do, without raising: the pack if it is sound, problems, warnings

Three steps: files to trees (``tree``), trees to values (here), values against each other
(``rules``). Facts with a fault of form are left out of the third, so that one slip is not told ten
times.
docs/PACKS.md shows the grammar.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from quizzes.factbase import rules
from quizzes.factbase.fields import NO_DATE, Fields, Places, is_id, nearest, shape
from quizzes.factbase.model import (
    Agent,
    Anchor,
    Ask,
    Assertion,
    Card,
    Entity,
    Era,
    Fact,
    Functional,
    HistoricalEvent,
    LeftOut,
    Milestone,
    Pack,
    Predicate,
    Quantity,
    Scalar,
    Section,
    Source,
    Topic,
    Value,
    When,
)
from quizzes.factbase.problems import Problem, in_reading_order, pack_error
from quizzes.factbase.status import status_of
from quizzes.factbase.tree import MAX_BYTES, List, Node, Table, Text, read_tree
from quizzes.kinds import Edge, Extent, Op, Party, Stance, Status

SINGLE_FILES = (
    "pack.yaml",
    "topics.yaml",
    "sources.yaml",
    "agents.yaml",
    "predicates.yaml",
    "left_out.yaml",
)
FOLDERS = ("entities", "facts")
OPTIONAL_FILES = frozenset({"left_out.yaml"})
MAX_FILES = 500
_ANCHOR_PARTS = 5
_MAX_SENSITIVITY = 3
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?", re.ASCII)
_LITERAL_RANGES = frozenset({"quantity", "text", "date"})

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, kw_only=True)
class Examination:
    """``pack`` is None where any problem is no mere warning. ``problems`` are in reading order.
    ``draft`` is whatever could be read, to show authors how far they are; build nothing on it."""

    pack: Pack | None
    draft: Pack
    problems: tuple[Problem, ...]

    @property
    def faults(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if not p.warning)


def read_pack(folder: Path) -> Pack:
    """Read a pack's folder. Raises ``PackError`` with every problem (``problems_of``)."""
    return _pack_or_error(examine(folder))


def parse_pack(files: Mapping[str, str | bytes]) -> Pack:
    """Read a pack from memory; keys are paths as in the folder. Raises ``PackError``."""
    return _pack_or_error(examine_files(files))


def examine(folder: Path) -> Examination:
    """Read a folder and keep what is wrong with it, instead of raising."""
    if not folder.is_dir():
        return _nothing("folder-missing", folder=str(folder))
    paths = sorted(p for p in folder.rglob("*") if p.suffix in (".yaml", ".yml") and p.is_file())
    if len(paths) > MAX_FILES:
        return _nothing("too-many-files", limit=MAX_FILES)
    files: dict[str, str | bytes] = {}
    for path in paths:
        with path.open("rb") as file:
            files[path.relative_to(folder).as_posix()] = file.read(MAX_BYTES + 1)
    return examine_files(files)


def examine_files(files: Mapping[str, str | bytes]) -> Examination:
    reading = _Reading(files)
    pack = reading.pack()
    found = rules.check(pack, reading.places, every_fact_read=reading.every_fact_sound)
    problems = in_reading_order([*reading.problems, *found])
    sound = all(p.warning for p in problems)
    return Examination(pack=pack if sound else None, draft=pack, problems=problems)


def _nothing(code: str, **params: object) -> Examination:
    problem = Problem(file="", line=0, code=code, params=params)
    return Examination(pack=None, draft=_Reading({}).pack(), problems=(problem,))


def _pack_or_error(examination: Examination) -> Pack:
    if examination.pack is None:
        raise pack_error(examination.faults)
    return examination.pack


class _Reading:
    """One reading of one pack's files; collects problems and places on its way."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.problems: list[Problem] = []
        self.places = Places()
        self.every_fact_sound = True
        self._trees: dict[str, Node] = {}
        for file in sorted(files):
            self._load(file, files[file])
        for file in SINGLE_FILES:
            if file not in files and file not in OPTIONAL_FILES:
                self._report(file, 0, "file-missing")

    def _load(self, file: str, content: str | bytes) -> None:
        folder, _, name = file.rpartition("/")
        if not name.endswith(".yaml") or (file not in SINGLE_FILES and folder not in FOLDERS):
            known = [*SINGLE_FILES, *(f"{folder}/…" for folder in FOLDERS)]
            suggestion = nearest(file, SINGLE_FILES)
            self._report(file, 0, "file-unknown", known=", ".join(known), suggestion=suggestion)
            return
        tree = read_tree(file, content.encode() if isinstance(content, str) else content)
        if isinstance(tree, Problem):
            self.problems.append(tree)
        elif not (isinstance(tree, Text) and not tree.value):
            self._trees[file] = tree

    def _report(self, file: str, line: int, code: str, **params: object) -> None:
        self.problems.append(Problem(file=file, line=line, code=code, params=params))

    def pack(self) -> Pack:
        self.predicates = self._keyed(["predicates.yaml"], self._predicate)
        sources = self._keyed(["sources.yaml"], self._source)
        agents = self._keyed(["agents.yaml"], self._agent)
        entities = self._keyed(self._in_folder("entities"), self._entity)
        topics = self._topics()
        facts = self._facts()
        left_out = tuple(self._left_out(fields) for fields in self._list("left_out.yaml"))
        head = self._head()
        home = head.table("home", required=True)
        pack = Pack(
            id=head.id("id"),
            title=head.text("title", required=True),
            language=head.text("language", required=True),
            as_of=head.date("as_of", required=True) or NO_DATE,
            seed=head.integer("seed"),
            home_title=home.text("title", required=True) if home else "",
            home_lead=home.text("lead", required=True) if home else "",
            eras=self._unique([self._era(fields) for fields in head.tables("eras")], "era"),
            campaigns=self._campaigns(head),
            milestones=tuple(self._milestone(fields) for fields in head.tables("milestones")),
            sources=sources,
            agents=agents,
            predicates=self.predicates,
            entities=entities,
            topics=topics,
            facts=facts,
            left_out=left_out,
        )
        if home:
            home.done(home)
        head.done(pack)
        for fact in facts.values():
            facts[fact.id] = new = replace(fact, status=status_of(fact, pack))
            self.places.move(fact, new)
        return pack

    def _head(self) -> Fields:
        tree = self._trees.get("pack.yaml")
        if tree is None:
            # Told once as a missing or unreadable file, not again for each of its fields.
            return Fields("pack.yaml", Table(0), [], self.places)
        return Fields("pack.yaml", tree, self.problems, self.places)

    # Files

    def _in_folder(self, folder: str) -> list[str]:
        return [file for file in self._trees if file.startswith(f"{folder}/")]

    def _keyed(self, files: list[str], read: Callable[[str, Fields], _Thing]) -> dict[str, _Thing]:
        """Files that are tables of id → table, as one mapping in the order of ids."""
        found: dict[str, _Thing] = {}
        for file in files:
            tree = self._trees.get(file)
            if tree is None:
                continue
            if not isinstance(tree, Table):
                self._wrong_file(file, tree, "table")
                continue
            for key, node in tree.entries.items():
                fields = Fields(file, node, self.problems, self.places)
                if not is_id(key):
                    self._report(file, node.line, "id-malformed", field="id", id=key)
                if key in found:
                    self._twice(file, node.line, key, found[key])
                    continue
                found[key] = read(key, fields)
        return {key: found[key] for key in sorted(found)}

    def _list(self, file: str) -> list[Fields]:
        tree = self._trees.get(file)
        if tree is None:
            return []
        if not isinstance(tree, List):
            self._wrong_file(file, tree, "list")
            return []
        return [Fields(file, node, self.problems, self.places) for node in tree.items]

    def _wrong_file(self, file: str, tree: Node, wanted: str) -> None:
        self._report(file, tree.line, "wrong-shape", field="", wanted=wanted, found=shape(tree))

    def _twice(self, file: str, line: int, key: str, first: object) -> None:
        where, at = self.places.of(first)
        self._report(file, line, "id-twice", id=key, first=f"{where}:{at}")

    def _unique(self, things: list[_Thing], kind: str) -> dict[str, _Thing]:
        """By id, in the author's order."""
        found: dict[str, _Thing] = {}
        for thing in things:
            key = getattr(thing, "id")  # noqa: B009  (every such thing has an id)
            if key in found:
                self._twice(*self.places.of(thing, "id"), key, found[key])
            elif key:
                found[key] = thing
        return found

    # The small things

    def _topics(self) -> dict[str, Topic]:
        read = []
        for position, fields in enumerate(self._list("topics.yaml"), start=1):
            topic = Topic(
                id=fields.id("id"),
                title=fields.text("title", required=True),
                subtitle=fields.text("subtitle"),
                position=position,
            )
            read.append(fields.done(topic))
        return self._unique(read, "topic")

    def _era(self, fields: Fields) -> Era:
        era = Era(
            id=fields.id("id"),
            title=fields.text("title", required=True),
            date=fields.date("date", required=True) or NO_DATE,
        )
        return fields.done(era)

    def _campaigns(self, head: Fields) -> dict[str, str]:
        found: dict[str, str] = {}
        for key, node in sorted(head.mapping("campaigns").items()):
            if not is_id(key):
                self._report("pack.yaml", node.line, "id-malformed", field="campaigns", id=key)
            if not isinstance(node, Text) or not node.value:
                self._report("pack.yaml", node.line, "field-empty", field=key)
                continue
            found[key] = node.value
        return found

    def _milestone(self, fields: Fields) -> Milestone:
        milestone = Milestone(
            event=fields.id("event"),
            label=fields.text("label", required=True),
            year=fields.text("year", required=True),
        )
        return fields.done(milestone)

    def _agent(self, key: str, fields: Fields) -> Agent:
        agent = Agent(
            id=key,
            name=fields.text("name", required=True),
            party=fields.member("party", Party, default=Party.THIRD),
            uk=fields.text("uk"),
        )
        return fields.done(agent)

    def _source(self, key: str, fields: Fields) -> Source:
        source = Source(
            id=key,
            title=fields.text("title", required=True),
            kind=fields.text("kind", required=True),
            publisher=fields.text("publisher"),
            licence=fields.text("licence", required=True),
            url=fields.text("url"),
            language=fields.text("language", required=True),
            sha256=fields.text("sha256"),
            length=fields.integer("length", required=False),
            sections=tuple(self._section(inner) for inner in fields.tables("sections")),
            not_text=tuple(self._section(inner) for inner in fields.tables("not_text")),
            excerpt_of=fields.id("excerpt_of", required=False),
        )
        return fields.done(source)

    def _section(self, fields: Fields) -> Section:
        section = Section(
            id=fields.id("id"),
            title=fields.text("title", required=True),
            start=fields.integer("start"),
            end=fields.integer("end"),
        )
        return fields.done(section)

    def _predicate(self, key: str, fields: Fields) -> Predicate:
        predicate = Predicate(
            id=key,
            label=fields.text("label", required=True),
            domain=frozenset(fields.ids("domain", required=True)),
            range=frozenset(fields.ids("range", required=True)),
            functional=tuple(self._functional(inner) for inner in fields.tables("functional")),
            qualifiers=frozenset(fields.ids("qualifiers")),
        )
        return fields.done(predicate)

    def _functional(self, fields: Fields) -> Functional:
        functional = Functional(
            slot=fields.id("slot"),
            given=frozenset(fields.ids("given", required=True)),
            because=fields.text("because", required=True),
        )
        return fields.done(functional)

    def _entity(self, key: str, fields: Fields) -> Entity:
        number = fields.text("number") or "singular"
        if number not in ("singular", "plural"):
            fields.report(
                "not-one-of",
                fields.line_of("number"),
                field="number",
                value=number,
                known="singular, plural",
                suggestion=nearest(number, ["singular", "plural"]),
            )
        cite = fields.table("cite")
        entity = Entity(
            id=key,
            label=fields.text("label", required=True),
            type=fields.id("type"),
            role=fields.text("role"),
            plural=number == "plural",
            aliases=fields.texts("aliases"),
            part_of=fields.ids("part_of"),
            uk=fields.text("uk"),
            lived=fields.date("lived"),
            foil=fields.flag("foil"),
            why=fields.text("why"),
            cite_title=cite.text("title", required=True) if cite else "",
            cite_url=cite.text("url", required=True) if cite else "",
        )
        if cite:
            cite.done(cite)
        return fields.done(entity)

    def _left_out(self, fields: Fields) -> LeftOut:
        left_out = LeftOut(
            source=fields.id("source"),
            start=fields.integer("start"),
            end=fields.integer("end"),
            sha256=fields.text("sha256", required=True),
            reason=fields.text("reason", required=True),
        )
        return fields.done(left_out)

    # Facts

    def _facts(self) -> dict[str, Fact]:
        """Sound facts only, in the order of ids; ``seen`` knows the others, too."""
        sound: dict[str, Fact] = {}
        seen: dict[str, Fact] = {}
        for file in self._in_folder("facts"):
            tree = self._trees[file]
            if not isinstance(tree, List):
                self._wrong_file(file, tree, "list")
                continue
            for node in tree.items:
                fields = Fields(file, node, self.problems, self.places)
                fact = self._fact(fields)
                if fact.id in seen:
                    self._twice(*self.places.of(fact, "id"), fact.id, seen[fact.id])
                    continue
                seen[fact.id] = fact
                if fields.sound:
                    sound[fact.id] = fact
        self.every_fact_sound = len(sound) == len(seen)
        return {key: sound[key] for key in sorted(sound)}

    def _fact(self, fields: Fields) -> Fact:
        predicate = self.predicates.get(fields.id("predicate"))
        assertions = tuple(self._assertion(i, predicate) for i in fields.tables("assertions"))
        if not assertions:
            fields.report("field-missing", fields.line, field="assertions")
        first = assertions[0].id if assertions else ""
        event, card = fields.table("event"), fields.table("card")
        fact = Fact(
            id=fields.id("id"),
            topic=fields.id("topic"),
            statement=fields.text("statement", required=True),
            subject=fields.id("subject"),
            predicate=fields.id("predicate", required=False),
            sensitivity=self._sensitivity(fields),
            assertions=assertions,
            status=Status.ATTRIBUTED,
            asks=tuple(self._ask(inner, first) for inner in fields.tables("ask")),
            event=self._event(event, first) if event else None,
            card=self._card(card) if card else None,
            suspect=fields.text("suspect"),
            note=fields.text("note"),
            file=fields.file,
            line=fields.line,
        )
        return fields.done(fact)

    def _sensitivity(self, fields: Fields) -> int:
        sensitivity = fields.integer("sensitivity")
        if sensitivity > _MAX_SENSITIVITY:
            line = fields.line_of("sensitivity")
            fields.report("sensitivity-out-of-range", line, value=sensitivity)
        return min(sensitivity, _MAX_SENSITIVITY)

    def _event(self, fields: Fields, first: str) -> HistoricalEvent:
        event = HistoricalEvent(
            id=fields.id("id"),
            title=fields.text("title", required=True),
            edge=fields.member("edge", Edge, required=False, default=Edge.HAPPENED),
            of=fields.id("of", required=False) or first,
            campaign=fields.id("campaign", required=False),
        )
        return fields.done(event)

    def _card(self, fields: Fields) -> Card:
        card = Card(
            front=fields.text("front", required=True), back=fields.text("back", required=True)
        )
        return fields.done(card)

    def _ask(self, fields: Fields, first: str) -> Ask:
        ask = Ask(
            slot=fields.id("slot"),
            stem=fields.text("stem", required=True),
            of=fields.id("of", required=False) or first,
            fixes=frozenset(fields.ids("fixes")),
            given=fields.text("given"),
            among=fields.ids("among"),
        )
        return fields.done(ask)

    def _assertion(self, fields: Fields, predicate: Predicate | None) -> Assertion:
        when = fields.table("when")
        assertion = Assertion(
            id=fields.id("id"),
            agent=fields.id("agent"),
            stance=fields.member("stance", Stance, default=Stance.ASSERTS),
            anchors=self._anchors(fields),
            of=fields.id("of", required=False),
            verb=fields.text("verb"),
            said_on=fields.date("said_on"),
            values=self._values(fields, predicate),
            when=self._when(when) if when else None,
            qualifiers=self._qualifiers(fields),
            gloss=fields.text("gloss"),
            complete_because=fields.text("complete"),
        )
        return fields.done(assertion)

    def _when(self, fields: Fields) -> When:
        when = When(
            date=fields.date("edtf", required=True) or NO_DATE,
            extent=fields.member("is", Extent, required=False, default=Extent.POINT),
            words=fields.text("words"),
        )
        return fields.done(when)

    def _qualifiers(self, fields: Fields) -> dict[str, tuple[str, ...]]:
        inner = fields.table("with")
        if inner is None:
            return {}
        names = fields.mapping("with")
        qualifiers = {name: inner.texts(name, required=True) for name in sorted(names)}
        inner.done(inner)
        return qualifiers

    def _values(self, fields: Fields, predicate: Predicate | None) -> tuple[Value, ...]:
        one, many = fields.node("value"), fields.node("values")
        if one is not None and many is not None:
            fields.report("value-and-values", many.line)
        if one is not None:
            return (self._value(fields, one, predicate),)
        if many is None:
            return ()
        return tuple(fields.each("values", lambda n: self._value(fields, n, predicate)))

    def _value(self, fields: Fields, node: Node, predicate: Predicate | None) -> Value:
        if isinstance(node, Table) and "value" in node.entries:
            inner = fields.inner(node)
            scalar = self._scalar(inner, node.entries["value"], predicate)
            inner.node("value")
            return inner.done(Value(value=scalar, qualifiers=self._qualifiers(inner)))
        return Value(value=self._scalar(fields, node, predicate))

    def _scalar(self, fields: Fields, node: Node, predicate: Predicate | None) -> Scalar:
        """A value as the predicate's range wants it."""
        kind = next(iter(predicate.range & _LITERAL_RANGES), "") if predicate else ""
        if kind == "quantity":
            return self._quantity(fields, node)
        if not isinstance(node, Text):
            # Without a known predicate a table may well be a sound quantity.
            if predicate is not None:
                found = shape(node)
                fields.report("wrong-shape", node.line, field="value", wanted="text", found=found)
            return ""
        if not node.value.strip():
            fields.report("field-empty", node.line, field="value")
        if kind == "date":
            return fields.date_of(node.value.strip(), node.line, "value")
        return node.value.strip()

    def _quantity(self, fields: Fields, node: Node) -> Quantity:
        if isinstance(node, Text):
            return Quantity(op=Op.EQUAL, n=_decimal(fields, node.value.strip(), node.line, "value"))
        inner = fields.inner(node)
        op = inner.member("op", Op, required=False, default=Op.EQUAL)
        to = None
        if inner.has("to"):
            to = _decimal(inner, inner.text("to"), inner.line_of("to"), "to")
        n = _decimal(inner, inner.text("n", required=True), inner.line_of("n"), "n")
        if (op is Op.RANGE) != (to is not None) or (to is not None and to < n):
            inner.report("range-needs-both-ends", inner.line)
        return inner.done(Quantity(op=op, n=n, to=to, unit=inner.text("unit")))

    def _anchors(self, fields: Fields) -> tuple[Anchor, ...]:
        one, many = fields.node("anchor"), fields.node("anchors")
        if one is not None:
            if many is not None:
                fields.report("anchor-and-anchors", many.line)
            return (self._anchor(fields, one),)
        found = tuple(fields.each("anchors", lambda n: self._anchor(fields, n)))
        if not found:
            fields.report("anchor-missing", fields.line)
        return found

    def _anchor(self, fields: Fields, node: Node) -> Anchor:
        if isinstance(node, Table):
            inner = fields.inner(node)
            locator = inner.text("locator", required=True)
            return inner.done(Anchor(source=inner.id("source"), locator=locator))
        items = node.items if isinstance(node, List) else []
        parts = [item.value.strip() for item in items if isinstance(item, Text)]
        whole = [part.isascii() and part.isdigit() for part in parts[1:3]]
        if len(parts) != len(items) or len(parts) != _ANCHOR_PARTS or not all(whole):
            fields.report("anchor-malformed", node.line)
            return Anchor(source="")
        source, start, end, digest, phrase = parts
        anchor = Anchor(
            source=source, start=int(start[:12]), end=int(end[:12]), sha256=digest, phrase=phrase
        )
        self.places.put(anchor, fields.file, node.line, {})
        return anchor


def _decimal(fields: Fields, text: str, line: int, name: str) -> Decimal:
    if not text:
        return Decimal(0)
    if not _NUMBER.fullmatch(text):
        fields.report("not-a-number", line, field=name, value=text)
        return Decimal(0)
    return Decimal(text)
