"""A dumped bank, read line by line: one JSON object for each item."""

import json
from collections.abc import Iterable, Iterator

from quizzes.audit.findings import Finding, finding
from quizzes.errors import ItemError
from quizzes.items import AnyItem, content_hash, from_json

_BESIDE_THE_ITEM = ("level", "content_hash")


def read(lines: Iterable[str]) -> tuple[tuple[AnyItem, ...], tuple[Finding, ...]]:
    """The items of a dump, and what is wrong with lines that hold none or tell of them falsely."""
    items: list[AnyItem] = []
    findings: list[Finding] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            beside = {key: data.pop(key, None) for key in _BESIDE_THE_ITEM}
            item = from_json(data)
        except (ValueError, AttributeError, ItemError) as error:
            findings.append(finding(f"line {number}", "line-unreadable", what=error))
            continue
        items.append(item)
        findings.extend(_beside(item, beside))
    return tuple(items), tuple(findings)


def _beside(item: AnyItem, told: dict[str, str | None]) -> Iterator[Finding]:
    if told["level"] not in (None, item.level):
        yield finding(item.identity, "level-differs", told=told["level"], level=item.level)
    if told["content_hash"] not in (None, content_hash(item)):
        yield finding(item.identity, "content-hash-differs")
