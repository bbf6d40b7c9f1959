"""Typed reading of a table's fields. Each fault becomes a problem with its line and a placeholder
takes the value's place, so that one reading finds every fault."""

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from quizzes.dates import Date, Precision, parse
from quizzes.errors import DateError
from quizzes.factbase.problems import Problem
from quizzes.factbase.tree import List, Node, Table, Text

ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
MAX_DIGITS = 12
NO_DATE = Date(edtf="", lo=None, hi=None, precision=Precision.INTERVAL)

_Member = TypeVar("_Member", bound=StrEnum)
_Item = TypeVar("_Item")
_NAMES: dict[type, str] = {Text: "text", List: "list", Table: "table"}


@dataclass
class Places:
    """Where objects of a pack stand in its files: by identity, because equal values may stand at
    several places. An object that was never placed stands at no line of no file."""

    _at: dict[int, tuple[str, int, dict[str, int]]] = field(default_factory=dict)
    _alive: list[object] = field(default_factory=list)

    def put(self, thing: object, file: str, line: int, lines: dict[str, int]) -> None:
        self._at[id(thing)] = (file, line, lines)
        self._alive.append(thing)

    def move(self, old: object, new: object) -> None:
        """``new`` stands where ``old`` stood."""
        self.put(new, *self._at.get(id(old), ("", 0, {})))

    def of(self, thing: object, *fields: str) -> tuple[str, int]:
        """(file, line) of the first of the fields that was written, else of the thing itself."""
        file, line, lines = self._at.get(id(thing), ("", 0, {}))
        return file, next((lines[f] for f in fields if f in lines), line)


class Fields:
    """The fields of one table. Call ``done`` last: what nobody asked for by then is unknown."""

    def __init__(self, file: str, node: Node, problems: list[Problem], places: Places) -> None:
        self.file = file
        self.line = node.line
        self.problems = problems
        self.places = places
        self._asked: list[str] = []
        self._faults_before = len(problems)
        self._entries: dict[str, Node] = {}
        if isinstance(node, Table):
            self._entries = node.entries
        else:
            self.report("wrong-shape", node.line, field="", wanted="table", found=shape(node))
            self._asked = ["*"]

    @property
    def sound(self) -> bool:
        """Whether nothing was wrong since this table was opened."""
        return not any(not p.warning for p in self.problems[self._faults_before :])

    def report(self, code: str, line: int, **params: object) -> None:
        self.problems.append(Problem(file=self.file, line=line, code=code, params=params))

    def has(self, name: str) -> bool:
        return name in self._entries

    def line_of(self, name: str) -> int:
        node = self._entries.get(name)
        return node.line if node else self.line

    def node(self, name: str, *, required: bool = False) -> Node | None:
        self._asked.append(name)
        node = self._entries.get(name)
        if node is None and required and self._asked[0] != "*":
            self.report("field-missing", self.line, field=name)
        return node

    def text(self, name: str, *, required: bool = False) -> str:
        node = self.node(name, required=required)
        if node is None:
            return ""
        value = self._text_of(node, name)
        if not value and isinstance(node, Text):
            self.report("field-empty", node.line, field=name)
        return value

    def id(self, name: str, *, required: bool = True) -> str:
        value = self.text(name, required=required)
        if value and not ID.fullmatch(value):
            self.report("id-malformed", self.line_of(name), field=name, id=value)
        return value

    def integer(self, name: str, *, required: bool = True) -> int:
        value = self.text(name, required=required)
        if value and not re.fullmatch(r"[0-9]+", value, re.ASCII):
            self.report("not-a-whole-number", self.line_of(name), field=name, value=value)
            return 0
        if len(value) > MAX_DIGITS:
            self.report("number-too-long", self.line_of(name), field=name)
            return 0
        return int(value) if value else 0

    def flag(self, name: str) -> bool:
        value = self.text(name)
        if value not in ("", "true", "false"):
            self.report("not-true-or-false", self.line_of(name), field=name, value=value)
        return value == "true"

    def date(self, name: str, *, required: bool = False) -> Date | None:
        value = self.text(name, required=required)
        if not value:
            return NO_DATE if required else None
        return self.date_of(value, self.line_of(name), name)

    def date_of(self, value: str, line: int, name: str) -> Date:
        try:
            return parse(value)
        except DateError as error:
            self.report(error.code, line, field=name, **error.params)
            return NO_DATE

    def member(
        self, name: str, of: type[_Member], *, required: bool = True, default: _Member
    ) -> _Member:
        value = self.text(name, required=required)
        if not value:
            return default
        if value not in of.__members__.values():
            known = [str(member) for member in of]
            self.report(
                "not-one-of",
                self.line_of(name),
                field=name,
                value=value,
                known=", ".join(known),
                suggestion=nearest(value, known),
            )
            return default
        return of(value)

    def texts(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        return tuple(self.each(name, lambda n: self._text_of(n, name), required=required))

    def ids(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        values = self.texts(name, required=required)
        for value in values:
            if not ID.fullmatch(value):
                self.report("id-malformed", self.line_of(name), field=name, id=value)
        if len(set(values)) < len(values):
            self.report("value-twice", self.line_of(name), field=name)
        return values

    def each(
        self, name: str, read: Callable[[Node], _Item], *, required: bool = False
    ) -> Iterable[_Item]:
        node = self.node(name, required=required)
        if node is None:
            return []
        if not isinstance(node, List):
            self.report("wrong-shape", node.line, field=name, wanted="list", found=shape(node))
            return []
        if required and not node.items:
            self.report("field-empty", node.line, field=name)
        return [read(item) for item in node.items]

    def tables(self, name: str) -> list["Fields"]:
        """Each item of a list of tables."""
        return list(self.each(name, self.inner))

    def table(self, name: str, *, required: bool = False) -> "Fields | None":
        node = self.node(name, required=required)
        return self.inner(node) if node is not None else None

    def inner(self, node: Node) -> "Fields":
        return Fields(self.file, node, self.problems, self.places)

    def mapping(self, name: str) -> dict[str, Node]:
        """A table whose keys are the author's own."""
        node = self.node(name)
        if node is None:
            return {}
        if not isinstance(node, Table):
            self.report("wrong-shape", node.line, field=name, wanted="table", found=shape(node))
            return {}
        return dict(node.entries)

    def done(self, thing: _Item) -> _Item:
        """Report the fields that are unknown, remember where the thing stands, and return it."""
        if self._asked[:1] != ["*"]:
            for name, node in self._entries.items():
                if name not in self._asked:
                    self.report(
                        "field-unknown",
                        node.line,
                        field=name,
                        suggestion=nearest(name, self._asked),
                        known=", ".join(sorted(self._asked)),
                    )
        lines = {name: node.line for name, node in self._entries.items()}
        self.places.put(thing, self.file, self.line, lines)
        return thing

    def _text_of(self, node: Node, name: str) -> str:
        if isinstance(node, Text):
            return node.value.strip()
        self.report("wrong-shape", node.line, field=name, wanted="text", found=shape(node))
        return ""


def is_id(text: str) -> bool:
    return ID.fullmatch(text) is not None


def shape(node: Node) -> str:
    return _NAMES[type(node)]


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word that was probably meant, or nothing."""
    return next(iter(difflib.get_close_matches(word, sorted(known), n=1, cutoff=cutoff)), "")
