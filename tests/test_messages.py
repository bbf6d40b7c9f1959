"""Texts marked for translation: what gettext would refuse, found without gettext."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
# Where a call of this name has its context, its text and its plural; None where it has none.
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "_": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
# What ``templatize`` writes for a template's tags, amid what is no Python.
CALL_IN_TEMPLATE = re.compile(
    r"""(?<!\w)(n?p?gettext|_)\((u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    r"""(?:,\s*u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))*)"""
)

Message = tuple[str, str, str]  # context, text, plural; "" where there is none


def test_no_text_stands_with_two_plurals_or_with_and_without_one():
    """A catalogue has one entry for a text (and its context): ``msguniq`` refuses two plurals."""
    plurals = defaultdict(lambda: defaultdict(set))
    for path, (context, text, plural) in messages():
        plurals[context, text][plural].add(str(path.relative_to(ROOT)))
    clashes = {key: dict(found) for key, found in plurals.items() if len(found) > 1}
    assert not clashes


def test_texts_of_code_and_templates_are_found():
    found = {(path.suffix, bool(plural)) for path, (_context, _text, plural) in messages()}
    assert found == {(".py", False), (".py", True), (".html", False), (".html", True)}


@cache
def messages() -> list[tuple[Path, Message]]:
    return list(_messages())


def _messages() -> Iterator[tuple[Path, Message]]:
    for folder in ("quizzes", "izium_edu"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and (message := _of_call(call)):
                    yield path, message
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for found in CALL_IN_TEMPLATE.finditer(templatize(path.read_text(), origin=str(path))):
            parsed = ast.parse(found.group() + ")", mode="eval").body
            if isinstance(parsed, ast.Call) and (message := _of_call(parsed)):
                yield path, message


def _of_call(call: ast.Call) -> Message | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in CALLS:
        return None
    context, text, plural = (_text(call, place) for place in CALLS[name])
    return (context, text, plural) if text else None


def _text(call: ast.Call, place: int | None) -> str:
    given = call.args[place] if place is not None and place < len(call.args) else None
    return given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else ""
