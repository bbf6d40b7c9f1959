"""YAML read strictly: a tree of texts, lists and tables, each with its line, and nothing else.

Scalars stay text, because what a scalar is follows from its field and not from its looks: 1681 may
be a year, 2022-03-24 a date, ``no`` a word. Refused, each with its line: duplicate keys, anchors
and aliases, tags, keys that are no scalars, a second document, text that is not UTF-8, files over
``MAX_BYTES``, trees deeper than ``MAX_DEPTH``.

The tree is built from the parser's events, for composed nodes no longer tell an alias.
"""

from dataclasses import dataclass, field

import yaml

from quizzes.factbase.problems import Problem

MAX_BYTES = 4_000_000
MAX_DEPTH = 16
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Text:
    line: int
    value: str


@dataclass(frozen=True, slots=True)
class List:
    line: int
    items: list["Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    line: int
    entries: dict[str, "Node"] = field(default_factory=dict)


Node = Text | List | Table


class _Stop(Exception):
    """Ends the reading of one file at its first fault; carries the problem."""

    def __init__(self, code: str, line: int, **params: object) -> None:
        super().__init__(code)
        self.code, self.line, self.params = code, line, params


def read_tree(file: str, data: bytes) -> Node | Problem:
    """The one document of a file, or the first problem of its YAML. An empty file is ``Text``
    with an empty value."""
    try:
        return _build(_decoded(data))
    except _Stop as stop:
        return Problem(file=file, line=stop.line, code=stop.code, params=stop.params)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Problem(
            file=file,
            line=mark.line + 1 if mark else 1,
            code="yaml-unreadable",
            params={"problem": error.problem or error.context or ""},
        )
    except yaml.YAMLError as error:
        return Problem(file=file, line=1, code="yaml-unreadable", params={"problem": str(error)})


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _Stop("file-too-big", 0, size=len(data), limit=MAX_BYTES)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _Stop("file-not-utf8", line) from error
    # A byte order mark is no part of the text, and YAML forbids other control characters itself.
    return text.removeprefix("\ufeff")


def _build(text: str) -> Node:
    """Events to tree, without recursion. ``stack`` holds the open collections, ``keys`` the key
    that awaits its value in each."""
    root: Node | None = None
    stack: list[List | Table] = []
    keys: list[str | None] = []
    documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        node: Node
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            _refuse_marks(event, line)
        if isinstance(event, yaml.ScalarEvent):
            node = Text(line, event.value)
            if stack and isinstance(stack[-1], Table) and keys[-1] is None:
                if event.value in stack[-1].entries:
                    raise _Stop("yaml-key-twice", line, key=event.value)
                keys[-1] = event.value
                continue
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            node = List(line) if isinstance(event, yaml.SequenceStartEvent) else Table(line)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            stack.pop()
            keys.pop()
            continue
        elif isinstance(event, yaml.AliasEvent):
            raise _Stop("yaml-alias", line, name=event.anchor)
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _Stop("yaml-second-document", line)
            continue
        else:
            continue

        if not stack:
            root = node
        elif isinstance(parent := stack[-1], List):
            parent.items.append(node)
        else:
            key = keys[-1]
            if key is None:
                raise _Stop("yaml-key-not-text", line)
            parent.entries[key] = node
            keys[-1] = None
        if not isinstance(node, Text):
            stack.append(node)
            keys.append(None)
            if len(stack) > MAX_DEPTH:
                raise _Stop("yaml-too-deep", line, limit=MAX_DEPTH)
    return root if root is not None else Text(1, "")


def _refuse_marks(event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
    if event.anchor is not None:
        raise _Stop("yaml-anchor", line, name=event.anchor)
    if event.tag is not None:
        raise _Stop("yaml-tag", line, tag=event.tag)
