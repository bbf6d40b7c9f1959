"""What a card of Anki showed: the templates of its note type, filled with its fields.

Only what decides about words is followed: fields, sections (``{{#Field}}``, ``{{^Field}}``),
``{{FrontSide}}`` and clozes. Filters are passed over. Source: https://docs.ankiweb.net/templates
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r"\{\{([^{}]{1,200})\}\}")
_ANSWER = re.compile(r"<hr\s+id\s*=\s*[\"']?answer[\"']?\s*/?>", re.IGNORECASE)
# The innermost cloze: what it hides holds neither another one nor an end.
_CLOZE = re.compile(r"\{\{c(\d{1,3})::((?:(?!\{\{c\d|\}\}).)*)\}\}", re.DOTALL)
_DEEPEST_CLOZE = 8
_SPOKEN = ("tts ", "tts-voices")


class TooLong(ValueError):
    """A card that shows more than is granted."""


@dataclass(frozen=True, kw_only=True)
class Template:
    front: str
    back: str


@dataclass(frozen=True, kw_only=True)
class NoteType:
    """A cloze note type has one template and as many cards as its notes have clozes."""

    name: str
    cloze: bool
    fields: tuple[str, ...]
    templates: tuple[Template, ...]

    def template(self, ordinal: int) -> Template | None:
        """That of a card, from 0; None where the note type has no such card."""
        if self.cloze:
            ordinal = 0 if 0 <= ordinal < 500 else -1
        return self.templates[ordinal] if 0 <= ordinal < len(self.templates) else None


def render(
    template: Template, fields: Mapping[str, str], cloze: int | None, limit: int
) -> tuple[str, str]:
    """Front and back as HTML; the back without the front that most templates repeat.

    ``cloze`` is the card's ordinal from 0, None for other note types. Raises ``TooLong`` where one
    side has more than ``limit`` characters, or its template has.
    """
    front = _fill(template.front, fields, cloze, limit, answered=False)
    back = _fill(template.back, fields, cloze, limit, answered=True)
    line = _ANSWER.search(back)
    return front, back[line.end() :] if line else back


def _fill(
    template: str, fields: Mapping[str, str], cloze: int | None, limit: int, *, answered: bool
) -> str:
    if len(template) > limit:
        raise TooLong(len(template))
    parts: list[str] = []
    length = 0
    sections: list[bool] = []
    position = 0
    for token in [*_TOKEN.finditer(template), None]:
        words = template[position : token.start() if token else len(template)]
        if token:
            position = token.end()
        if all(sections):
            value = _value(token[1].strip(), fields, cloze, answered) if token else ""
            length += len(words) + len(value)
            if length > limit:
                raise TooLong(length)
            parts += [words, value]
        if token:
            _enter(token[1].strip(), fields, sections)
    return "".join(parts)


def _enter(token: str, fields: Mapping[str, str], sections: list[bool]) -> None:
    name = token[1:].strip()
    match token[:1]:
        case "#":
            sections.append(bool(fields.get(name, "").strip()))
        case "^":
            sections.append(not fields.get(name, "").strip())
        case "/" if sections:
            sections.pop()


def _value(token: str, fields: Mapping[str, str], cloze: int | None, answered: bool) -> str:
    if token[:1] in "#^/!" or token == "FrontSide":
        return ""
    *filters, name = token.split(":")
    names = {filter_.strip() for filter_ in filters}
    if any(filter_.startswith(_SPOKEN) for filter_ in names):
        return ""
    if not answered and names & {"type", "hint"}:
        return ""
    value = fields.get(name.strip(), "")
    return _uncover(value, cloze, answered) if "cloze" in names and cloze is not None else value


def _uncover(text: str, cloze: int, answered: bool) -> str:
    """Clozes as their words; that of this card hidden until it is answered."""

    def shown(found: re.Match[str]) -> str:
        words, _, hint = found[2].partition("::")
        if answered or int(found[1]) != cloze + 1:
            return words
        return f"[{hint or '…'}]"

    for _ in range(_DEEPEST_CLOZE):
        text, count = _CLOZE.subn(shown, text)
        if not count:
            break
    return text
