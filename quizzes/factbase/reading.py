"""Reading a pack's files into a ``Pack``: all or nothing, with every problem at once.

    read_pack    a folder → Pack, or PackError with all problems
    parse_pack   the same for files in memory
    examine      what both do, without raising: the pack if it is sound, problems, warnings

Three steps: files to trees (``tree``), trees to values (``tables``, ``fact_table``), values against
each other (``rules``, ``fact_rules``). Facts with a fault of form are left out of the third, so
that one slip is not told ten times. docs/PACKS.md shows the grammar.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from quizzes.factbase import fact_table, rules, tables
from quizzes.factbase.fields import NO_DATE, Fields, Places, is_id, nearest, shape
from quizzes.factbase.model import (
    Fact,
    Pack,
    Predicate,
    Topic,
)
from quizzes.factbase.problems import Problem, in_reading_order, pack_error
from quizzes.factbase.status import status_of
from quizzes.factbase.tree import MAX_BYTES, List, Node, Table, Text, read_tree

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
# Translations stand beside the pack and are read by themselves (``overlay``).
APART = ("overlays",)
MAX_FILES = 500

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
    paths = sorted(
        p
        for p in folder.rglob("*")
        if p.suffix in (".yaml", ".yml")
        and p.is_file()
        and p.relative_to(folder).parts[0] not in APART
    )
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
        predicates = self._keyed(["predicates.yaml"], tables.predicate)
        sources = self._keyed(["sources.yaml"], tables.source)
        agents = self._keyed(["agents.yaml"], tables.agent)
        entities = self._keyed(self._in_folder("entities"), tables.entity)
        topics = self._topics()
        facts = self._facts(predicates)
        left_out = tuple(tables.left_out(fields) for fields in self._list("left_out.yaml"))
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
            eras=self._unique([tables.era(fields) for fields in head.tables("eras")]),
            campaigns=self._campaigns(head),
            milestones=tuple(tables.milestone(fields) for fields in head.tables("milestones")),
            sources=sources,
            agents=agents,
            predicates=predicates,
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

    def _unique(self, things: list[_Thing]) -> dict[str, _Thing]:
        """By id, in the author's order."""
        found: dict[str, _Thing] = {}
        for thing in things:
            key = getattr(thing, "id")  # noqa: B009  (every such thing has an id)
            if key in found:
                self._twice(*self.places.of(thing, "id"), key, found[key])
            elif key:
                found[key] = thing
        return found

    # What files hold

    def _topics(self) -> dict[str, Topic]:
        listed = enumerate(self._list("topics.yaml"), start=1)
        return self._unique([tables.topic(fields, position) for position, fields in listed])

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

    def _facts(self, predicates: Mapping[str, Predicate]) -> dict[str, Fact]:
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
                fact = fact_table.fact(fields, predicates)
                if fact.id and fact.id in seen:
                    self._twice(*self.places.of(fact, "id"), fact.id, seen[fact.id])
                    continue
                seen[fact.id] = fact
                if fields.sound:
                    sound[fact.id] = fact
        self.every_fact_sound = len(sound) == len(seen)
        return {key: sound[key] for key in sorted(sound)}
