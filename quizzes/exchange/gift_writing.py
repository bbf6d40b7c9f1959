"""Questions as GIFT. The format itself is told in ``gift``, which reads what is written here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quizzes.exchange.gift import FORMAT_PREFIX, PLAIN
from quizzes.exchange.losing import Losses, without_dates
from quizzes.exchange.markup import from_markup, to_markup
from quizzes.exchange.question import ExchangedQuestion, Lost, Written
from quizzes.exchange.texts import (
    HTML,
    MOODLE,
    clean,
    clean_line,
    looks_like_markup,
    percent_of,
    written_category,
)
from quizzes.items import (
    Choice,
    DateAnswer,
    Flashcard,
    Multiple,
    Numerical,
    Ordering,
    ShortAnswer,
    TrueFalse,
)

CARRIES = frozenset(
    {
        Lost.EXPLANATION,
        Lost.FEEDBACK,
        Lost.WEIGHTS,
        Lost.TAGS,
        Lost.NAME,
        Lost.ID,
        Lost.CATEGORY,
        Lost.OTHER_ANSWERS,
        Lost.LINES,
    }
)
_SPECIAL = re.compile(r"[~=#{}:\\]")


def write_gift(questions: Sequence[ExchangedQuestion]) -> Written:
    """A file in UTF-8, lines ended by ``\\n``, and what it could not take along."""
    losses = Losses()
    blocks: list[str] = []
    category = ""
    for number, question in without_dates(questions, losses):
        body = _body(question)
        if body is None:
            losses.leave_out(number, "kind-left-out", kind=question.item.kind)
            continue
        losses.lost(number, question, CARRIES)
        if "-\\>" in body:
            losses.notice(number, "arrow-escaped")
        if question.category != category:
            category = question.category
            blocks.append(f"$CATEGORY: {written_category(category)}\n")
        blocks.append("".join(f"{line}\n" for line in _lines(question, body)))
    return Written(data="\n".join(blocks).encode(), problems=tuple(losses.problems))


def _lines(question: ExchangedQuestion, body: str) -> Iterable[str]:
    beside = [f"[id:{_bracketed(question.foreign_id)}]"] if question.foreign_id else []
    beside += [f"[tag:{_bracketed(tag)}]" for tag in question.tags]
    if beside:
        yield "// " + " ".join(beside)
    yield body


def _bracketed(text: str) -> str:
    return re.sub(r"([\]\\])", r"\\\1", clean_line(text))


def _body(question: ExchangedQuestion) -> str | None:
    """The question from its name to its brace; None where GIFT has no such kind."""
    item = question.item
    match item:
        case Choice() | Multiple():
            texts = [text for o in item.options for text in (o.text, o.feedback)]
        case TrueFalse():
            texts = [item.feedback_true, item.feedback_false]
        case ShortAnswer():
            texts = [text for a in item.accepted for text in (a.text, a.feedback)]
        case Numerical():
            texts = [accepted.feedback for accepted in item.accepted]
        case Ordering() | Flashcard() | DateAnswer():
            return None
    other = item.carried.get("other_answers", [])
    texts += [
        item.stem,
        item.explanation,
        *(t for o in other for t in (o["text"], o.get("feedback", ""))),
    ]
    form = _Form(str(item.carried.get("text_format", "")), texts)
    answers = _answers(item, form, other)
    if item.explanation:
        answers.append(f"####{form.text(item.explanation)}")
    name = f"::{_escaped(clean_line(question.name))}::" if question.name else ""
    inside = "".join(f"\n\t{answer}" for answer in answers)
    return f"{name}{form.prefix}{_escaped(form.encoded(item.stem))} {{{inside}\n}}"


class _Form:
    """How the texts of one question are written."""

    def __init__(self, text_format: str, texts: Iterable[str]) -> None:
        self.text_format = text_format
        if text_format:
            self.prefix = f"[{text_format}]"
        else:
            # Neither markup, nor a format of its own, nor a comment or a category.
            is_odd = any(
                looks_like_markup(text) or text.startswith(("[", "//", "$")) for text in texts
            )
            self.prefix = f"[{PLAIN}]" if is_odd else ""

    def encoded(self, text: str) -> str:
        cleaned = clean(text)
        if self.text_format == HTML:
            return to_markup(cleaned)
        if self.text_format == MOODLE and looks_like_markup(cleaned):
            return to_markup(cleaned)
        return cleaned

    def text(self, text: str) -> str:
        encoded = self.encoded(text)
        own = self.prefix if FORMAT_PREFIX.match(encoded) else ""
        return own + _escaped(encoded)

    def typed(self, text: str) -> str:
        """A text to be typed is no markup, whatever the rest is."""
        cleaned = clean(text)
        is_other = self.text_format in (HTML, MOODLE) and (
            from_markup(cleaned).text != cleaned or looks_like_markup(cleaned)
        )
        own = f"[{PLAIN}]" if is_other or FORMAT_PREFIX.match(cleaned) else ""
        return own + _escaped(cleaned).replace("->", "-\\>")


def _answers(
    item: Choice | Multiple | TrueFalse | ShortAnswer | Numerical,
    form: _Form,
    other: Sequence[Mapping[str, Any]],
) -> list[str]:
    match item:
        case Choice():
            return [
                _marked(item.share(o.id), form.text(o.text), form.text(o.feedback))
                for o in item.options
            ]
        case Multiple():
            return [
                f"~%{percent_of(o.share or 0)}%{_told(form.text(o.text), form.text(o.feedback))}"
                for o in item.options
            ]
        case TrueFalse():
            told = form.text(item.feedback_true), form.text(item.feedback_false)
            right, wrong = told if item.answer else told[::-1]
            feedback = f"#{wrong}#{right}" if right or wrong else ""
            return [f"{'TRUE' if item.answer else 'FALSE'}{feedback}"]
        case ShortAnswer():
            typed = [
                _worth(a.share, form.typed(a.text), form.text(a.feedback)) for a in item.accepted
            ]
            return typed + [
                f"=%0%{_told(form.typed(o['text']), form.text(o.get('feedback', '')))}"
                for o in other
            ]
        case Numerical():
            numbers = [
                _worth(a.share, f"{a.value}:{a.tolerance}", form.text(a.feedback))
                for a in item.accepted
            ]
            return ["#", *numbers, *(_other_number(o, form) for o in other)]


def _marked(share: float, text: str, feedback: str) -> str:
    """An option of a single choice."""
    weight = f"%{percent_of(share)}%" if share not in (0, 1) or text.startswith("%") else ""
    return f"{'=' if share == 1 else '~'}{weight}{_told(text, feedback)}"


def _worth(share: float, text: str, feedback: str) -> str:
    """An answer that is typed."""
    weight = f"%{percent_of(share)}%" if share != 1 or text.startswith("%") else ""
    return f"={weight}{_told(text, feedback)}"


def _other_number(other: Mapping[str, Any], form: _Form) -> str:
    feedback = form.text(other.get("feedback", ""))
    if other["text"] == "*":
        return f"~{_told('', feedback)}"
    number = f"{other['text']}:{other.get('tolerance', '0')}"
    return f"=%0%{_told(number, feedback)}"


def _told(text: str, feedback: str) -> str:
    return f"{text}#{feedback}" if feedback else text


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text).replace("\n", "\\n")
