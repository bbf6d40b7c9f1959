"""What changed from one version of a question to the next, as codes that templates speak.

| code               | of        | before, after                                            |
|--------------------|-----------|----------------------------------------------------------|
| kind               |           | kinds                                                    |
| stem               |           | words (``pieces``)                                       |
| key                |           | what was right, what is                                  |
| answer             |           | true, false                                              |
| option-added       |           | –, text                                                  |
| option-removed     |           | text, –                                                  |
| option-reworded    | its place | words (``pieces``)                                       |
| option-share       | its text  | percent                                                  |
| option-feedback    | its text  | words (``pieces``)                                       |
| option-proof       | its text  | why it is wrong was added (after) or fell away (before)  |
| option-order       |           | –                                                        |
| event-date         | its title | dates                                                    |
| accepted           |           | all that is accepted, in one line                        |
| date, tolerance    |           | EDTF; number and unit                                    |
| method, unit       |           | codes of methods; units                                  |
| exact              |           | "" or "1"                                                |
| back, explanation  |           | words (``pieces``)                                       |
| feedback-true, feedback-false | | words (``pieces``)                                       |
| citation-added, citation-removed | | title of the source and place                         |
| picture            |           | alternative text                                         |
| level, sensitivity, topic |    | as they are                                              |

An option, event or accepted text is the same as long as its id (or place) is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from quizzes.items import (
    Accepted,
    AnyItem,
    Choice,
    Citation,
    DateAnswer,
    Flashcard,
    Multiple,
    Numerical,
    Option,
    Ordering,
    ShortAnswer,
    TrueFalse,
)

_WORD = re.compile(r"\s+")


class Mark(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, kw_only=True)
class Piece:
    mark: Mark
    text: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """See the table of this module. ``pieces`` are the words before and after, in order."""

    code: str
    of: str = ""
    before: str = ""
    after: str = ""
    pieces: tuple[Piece, ...] = ()


def differences(before: AnyItem, after: AnyItem) -> tuple[Difference, ...]:
    """In the order of the page: what is asked, what is right, what is told, what stands beside."""
    found = list(_asked(before, after))
    found += _beside(before, after)
    return tuple(found)


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts word by word. Joined with blanks, same and gone give the first, same and new the
    second."""
    old, new = _WORD.split(before.strip()), _WORD.split(after.strip())
    found: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            found.append(Piece(mark=Mark.SAME, text=" ".join(old[i:j])))
            continue
        if gone := " ".join(old[i:j]):
            found.append(Piece(mark=Mark.GONE, text=gone))
        if fresh := " ".join(new[k:m]):
            found.append(Piece(mark=Mark.NEW, text=fresh))
    return tuple(found)


def _asked(before: AnyItem, after: AnyItem) -> Iterator[Difference]:
    if before.kind != after.kind:
        yield Difference(code="kind", before=before.kind, after=after.kind)
        yield from _words("stem", _stem(before), _stem(after))
        return
    yield from _words("stem", _stem(before), _stem(after))
    match before, after:
        case Choice(), Choice():
            yield from _keys([before.key], [after.key], before.options, after.options)
            yield from _options(before.options, after.options, key=after.key)
        case Multiple(), Multiple():
            yield from _keys(before.keys, after.keys, before.options, after.options)
            yield from _options(before.options, after.options)
        case TrueFalse(), TrueFalse():
            yield from _plain("answer", before.key, after.key)
            yield from _words("feedback-true", before.feedback_true, after.feedback_true)
            yield from _words("feedback-false", before.feedback_false, after.feedback_false)
        case Ordering(), Ordering():
            yield from _events(before, after)
        case ShortAnswer(), ShortAnswer():
            yield from _plain("accepted", _accepted(before), _accepted(after))
            yield from _plain("exact", _flag(before.exact), _flag(after.exact))
        case Numerical(), Numerical():
            yield from _plain("accepted", _accepted(before), _accepted(after))
            yield from _plain("unit", before.unit, after.unit)
        case DateAnswer(), DateAnswer():
            yield from _plain("date", before.edtf, after.edtf)
            yield from _plain("tolerance", _tolerance(before), _tolerance(after))
        case Flashcard(), Flashcard():
            yield from _words("back", before.back, after.back)


def _keys(
    before: Sequence[str],
    after: Sequence[str],
    old: Sequence[Option],
    new: Sequence[Option],
) -> Iterator[Difference]:
    if set(before) == set(after):
        return
    yield Difference(code="key", before=_texts(old, before), after=_texts(new, after))


def _texts(options: Sequence[Option], ids: Sequence[str]) -> str:
    return " · ".join(option.text for option in options if option.id in ids)


def _options(
    before: Sequence[Option], after: Sequence[Option], *, key: str = ""
) -> Iterator[Difference]:
    old, new = {o.id: o for o in before}, {o.id: o for o in after}
    for name, option in old.items():
        if name not in new:
            yield Difference(code="option-removed", before=option.text)
    for place, option in enumerate(after, start=1):
        was = old.get(option.id)
        if was is None:
            yield Difference(code="option-added", after=option.text)
            continue
        yield from _words("option-reworded", was.text, option.text, of=str(place))
        if option.id != key and _share(was) != _share(option):
            yield Difference(
                code="option-share", of=option.text, before=_share(was), after=_share(option)
            )
        yield from _words("option-feedback", was.feedback, option.feedback, of=option.text)
        if (was.proof is None) != (option.proof is None):
            yield Difference(
                code="option-proof",
                of=option.text,
                before="1" if was.proof else "",
                after="1" if option.proof else "",
            )
    stayed = [name for name in new if name in old]
    if stayed != [name for name in old if name in new]:
        yield Difference(code="option-order")


def _events(before: Ordering, after: Ordering) -> Iterator[Difference]:
    old, new = {e.id: e for e in before.events}, {e.id: e for e in after.events}
    for name, event in old.items():
        if name not in new:
            yield Difference(code="option-removed", before=event.title)
    for place, event in enumerate(after.events, start=1):
        was = old.get(event.id)
        if was is None:
            yield Difference(code="option-added", after=event.title)
            continue
        yield from _words("option-reworded", was.title, event.title, of=str(place))
        yield from _plain("event-date", was.date, event.date, of=event.title)
    stayed = [name for name in new if name in old]
    if stayed != [name for name in old if name in new]:
        told = " → ".join
        yield Difference(
            code="key",
            before=told(event.title for event in before.events),
            after=told(event.title for event in after.events),
        )
    yield from _plain("method", before.method, after.method)


def _beside(before: AnyItem, after: AnyItem) -> Iterator[Difference]:
    yield from _words("explanation", before.explanation, after.explanation)
    old, new = (
        dict.fromkeys(map(_place, before.citations)),
        dict.fromkeys(map(_place, after.citations)),
    )
    for place in old:
        if place not in new:
            yield Difference(code="citation-removed", before=place)
    for place in new:
        if place not in old:
            yield Difference(code="citation-added", after=place)
    if before.picture != after.picture:
        yield Difference(
            code="picture",
            before=before.picture.alt or "–" if before.picture else "",
            after=after.picture.alt or "–" if after.picture else "",
        )
    yield from _plain("topic", before.topic, after.topic)
    yield from _plain("level", before.level, after.level)
    yield from _plain("sensitivity", str(int(before.sensitivity)), str(int(after.sensitivity)))


def _words(code: str, before: str, after: str, *, of: str = "") -> Iterator[Difference]:
    if before != after:
        yield Difference(code=code, of=of, before=before, after=after, pieces=pieces(before, after))


def _plain(code: str, before: str, after: str, *, of: str = "") -> Iterator[Difference]:
    if before != after:
        yield Difference(code=code, of=of, before=before, after=after)


def _stem(item: AnyItem) -> str:
    return item.front if isinstance(item, Flashcard) else item.stem


def _share(option: Option) -> str:
    return f"{(option.share or 0) * 100:.5f}".rstrip("0").rstrip(".")


def _flag(value: bool) -> str:
    return "1" if value else ""


def _accepted(item: ShortAnswer | Numerical) -> str:
    told = []
    for accepted in item.accepted:
        if isinstance(accepted, Accepted):
            words = accepted.text
        else:
            beside = f" ± {accepted.tolerance}" if accepted.tolerance != "0" else ""
            words = f"{accepted.value}{beside}"
        told.append(words if accepted.share == 1 else f"{words} ({accepted.share * 100:g} %)")
    return " · ".join(told)


def _tolerance(item: DateAnswer) -> str:
    return f"{item.tolerance} {item.tolerance_unit}" if item.tolerance else ""


def _place(citation: Citation) -> str:
    where = citation.section or citation.locator
    title = f"“{citation.source_title}”"
    if citation.end:
        where = f"{where} ({citation.start}–{citation.end})"
    return f"{title}, {where}" if where else title
