"""GIFT, the text format of Moodle: our own reader and writer.

    // [id:42] [tag:fortress]            a comment; id and tags count for the question below it
    $CATEGORY: history/izium            for all that follows
                                         an empty line ends a question
    ::name:: [html] What is asked? {
        =right #feedback                 one with ``=``: a single choice; none: several are right
        ~%50%half right                  a share in percent
        ####told to everybody
    }

| in braces                    | kind                                                            |
|------------------------------|-----------------------------------------------------------------|
| nothing, no braces at all    | essay, description: not asked here                              |
| ``~`` somewhere              | choice (with ``=``) or several right options                    |
| ``=a -> b`` everywhere       | matching: not asked here                                        |
| ``=`` only, or bare text     | short answer                                                    |
| T TRUE F FALSE               | true or false; ``#told if wrong #told if right``                |
| ``#`` first                  | number: ``3.14:0.01``, ``1..5``, several with ``=``             |
| ``>`` first                  | ordering: not read, since Moodle misreads it, too               |

``~ = # { } : \\`` stand behind a backslash, a line break is ``\\n``; ``=`` and ``:`` may stand bare
in what is asked. Words behind the braces make a blank of them. Source:
https://docs.moodle.org/en/GIFT_format
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from quizzes.errors import QuestionsRefused
from quizzes.exchange import assembling
from quizzes.exchange.assembling import Frame, Given
from quizzes.exchange.question import (
    QUESTION_LIMITS,
    ExchangedQuestion,
    Findings,
    QuestionLimits,
    Read,
)
from quizzes.exchange.texts import (
    BLANK,
    HTML,
    MARKDOWN,
    MOODLE,
    Texts,
    decoded,
    kept_id,
    kept_name,
    kept_tags,
    number_of,
    read_category,
    share_of,
)
from quizzes.items import AnyItem, TrueFalse

PLAIN = "plain"
_CATEGORY = "$CATEGORY:"
_BESIDE = re.compile(r"\[(id|tag):((?:\\.|[^\]\\]){0,500})\]")
_ESCAPED = re.compile(r"\\([~=#{}:n\\>])")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_NAME_END = re.compile(r"\\.|::", re.DOTALL)
FORMAT_PREFIX = re.compile(r"\s*\[(html|markdown|moodle|plain)\]", re.IGNORECASE)
_MARKS = re.compile(r"\\.|[~=]", re.DOTALL)
_GENERAL = re.compile(r"\\.|####", re.DOTALL)
_HASH = re.compile(r"\\.|#", re.DOTALL)
_ARROW = re.compile(r"\\.|->", re.DOTALL)
_WEIGHT = re.compile(r"\s*%([^%\n]{1,24})%")
_LOOKS_LIKE_WEIGHT = re.compile(r"[-+\d.,\s]+")
_ORDERING = re.compile(
    r">\s*\d*\s*(?:ALL|EXACT|REL|CONTIG|VERTICAL|HORIZONTAL|\n|=)", re.IGNORECASE
)
# Behind "What is it? {…}." there is no gap to fill, only somebody's full stop.
_ENDS = ("?", ".", "!", ":", "…")
_FULL_STOP = re.compile(r"[.!?…]{1,3}")
_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_SHOWN = 60


def read_gift(data: bytes, *, language: str, limits: QuestionLimits = QUESTION_LIMITS) -> Read:
    """The questions of a file in UTF-8, with every problem; never raises."""
    findings = Findings(limits)
    questions: list[ExchangedQuestion] = []
    category = ""
    count = 0
    try:
        for block in _blocks(decoded(data, limits)):
            findings.check_time(block.number)
            if block.category is not None:
                category = read_category(block.category)
            if not block.text:
                continue
            count += 1
            if count > limits.questions:
                raise QuestionsRefused(
                    "too-many-questions", limit=limits.questions, line=block.number
                )
            question = _question(block, category, language, findings)
            if question is not None:
                questions.append(question)
        if not count:
            raise QuestionsRefused("no-questions")
    except QuestionsRefused as refused:
        return findings.refuse(refused)
    return Read(questions=tuple(questions), problems=tuple(findings.problems))


# --- Blocks of lines


@dataclass(kw_only=True)
class _Block:
    """Lines up to an empty one, less comments. ``lines`` are the numbers of those of ``text``."""

    text: str = ""
    lines: list[int] = field(default_factory=list)
    category: str | None = None
    foreign_id: str = ""
    tags: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.lines[0] if self.lines else 0

    def line_at(self, position: int) -> int:
        return self.lines[self.text.count("\n", 0, position)]


def _blocks(text: str) -> Iterator[_Block]:
    block, kept = _Block(), list[str]()
    start, number = 0, 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line, start = text[start:end].strip(), end + 1
        number += 1
        if not line:
            if kept or block.category is not None:
                block.text = "\n".join(kept)
                yield block
            block, kept = _Block(), []
        elif line.startswith("//"):
            _take_beside(line, block)
        elif line.upper().startswith(_CATEGORY) and not kept:
            block.category = line[len(_CATEGORY) :]
        else:
            kept.append(line)
            block.lines.append(number)
    if kept or block.category is not None:
        block.text = "\n".join(kept)
        yield block


def _take_beside(comment: str, block: _Block) -> None:
    """Id and tags of a comment, in which ``\\]`` is a bracket."""
    for found in _BESIDE.finditer(comment[:20_000]):
        value = re.sub(r"\\(.)", r"\1", found[2])
        if found[1] == "id":
            block.foreign_id = value
        else:
            block.tags.append(value)


# --- One question


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """``body`` is what stands between the braces, None without any."""

    name: str
    text_format: str
    stem: str
    body: str | None


def _question(
    block: _Block, category: str, language: str, findings: Findings
) -> ExchangedQuestion | None:
    before = len(findings.problems)
    texts = Texts(block.number, findings)
    if len(block.text) > findings.limits.raw:
        texts.fail("text-too-long", length=len(block.text), limit=findings.limits.raw)
        return None
    parts = _parts(block, findings)
    if parts is None:
        return None
    if parts.body is None:
        findings.leave_out(block.number, "kind-unsupported", kind="description")
        return None
    stem = texts.take(_unescaped(parts.stem), parts.text_format)
    if not stem and not texts.failed:
        texts.fail("stem-empty")
    item = None if texts.failed else _item(parts.body, stem, parts.text_format, language, texts)
    if item is None or texts.failed:
        return None
    name = kept_name(_unescaped(parts.name), texts, findings.limits)
    tags = kept_tags(block.tags, texts, findings.limits)
    foreign_id = kept_id(block.foreign_id, texts, findings.limits)
    texts.tell()
    return ExchangedQuestion(
        item=item,
        name=name,
        category=category,
        tags=tags,
        foreign_id=foreign_id,
        number=block.number,
        cut=findings.since(before),
    )


def _parts(block: _Block, findings: Findings) -> _Parts | None:
    text, name = block.text, ""
    position = 0
    if text.startswith("::"):
        end = next((m.start() for m in _NAME_END.finditer(text, 2) if m[0] == "::"), -1)
        if end < 0:
            findings.error(block.number, "name-open")
            return None
        name, position = text[2:end], end + 2
    braces = [m for m in _BRACES.finditer(text, position) if m[0] in "{}"]
    text_format, position = _format_at(text, position, "auto")
    if not braces:
        return _Parts(name=name, text_format=text_format, stem=text[position:], body=None)
    wrong = _wrong_brace([m[0] for m in braces])
    if wrong is not None:
        code, index = wrong
        findings.error(block.line_at(braces[index].start()), code)
        return None
    opening, closing = braces[0].start(), braces[1].start()
    stem, tail = text[position:opening].strip(), text[closing + 1 :].strip()
    if tail and not (stem.endswith(_ENDS) and _FULL_STOP.fullmatch(tail)):
        blank = BLANK if tail[0] in ".,;:!?)" else f"{BLANK} "
        stem = f"{stem} {blank}{tail}" if stem else f"{blank}{tail}"
    body = text[opening + 1 : closing].strip()
    return _Parts(name=name, text_format=text_format, stem=stem, body=body)


def _wrong_brace(braces: Sequence[str]) -> tuple[str, int] | None:
    """Code and index of the first brace that has no right to be there."""
    if braces[0] == "}":
        return "brace-unopened", 0
    if len(braces) == 1:
        return "brace-open", 0
    if braces[1] == "{":
        return "brace-open", 0
    if len(braces) > 2:
        return ("brace-twice" if braces[2] == "{" else "brace-unopened"), 2
    return None


def _item(body: str, stem: str, text_format: str, language: str, texts: Texts) -> AnyItem | None:
    answers, general = _split_once(body, _GENERAL, "####")
    answers = answers.strip()
    carried: dict[str, Any] = {}
    if text_format in (HTML, MARKDOWN, MOODLE):
        carried["text_format"] = text_format
    reader = _Answers(text_format=text_format, texts=texts)
    frame = Frame(
        stem=stem,
        language=language,
        explanation=reader.text(general) if general is not None else "",
        carried=carried,
    )
    if not answers:
        texts.leave_out("kind-unsupported", kind="essay")
        return None
    if answers.startswith("#"):
        return assembling.numerical(frame, reader.numbers(answers[1:]), texts)
    if _ORDERING.match(answers):
        texts.leave_out("kind-unsupported", kind="ordering")
        return None
    marks = {m[0] for m in _MARKS.finditer(answers)}
    if "~" in marks:
        given = reader.marked(answers)
        return assembling.choice(frame, given, texts, single="=" in marks)
    pieces = [piece for _mark, piece in _pieces(answers)]
    if len(pieces) > 1 and all(_has(piece, _ARROW, "->") for piece in pieces):
        texts.leave_out("kind-unsupported", kind="matching")
        return None
    truth = _truth(frame, answers, reader)
    if truth is not None:
        return truth
    return assembling.short_answer(frame, reader.marked(answers), texts)


def _truth(frame: Frame, answers: str, reader: "_Answers") -> TrueFalse | None:
    word, feedback = _split_once(answers, _HASH, "#")
    answer = _TRUTHS.get(word.strip().upper())
    if answer is None:
        return None
    told_wrong, told_right = _split_once(feedback or "", _HASH, "#")
    wrong, right = reader.text(told_wrong), reader.text(told_right or "")
    return TrueFalse(
        **frame.shared(),
        stem=frame.stem,
        answer=answer,
        feedback_true=right if answer else wrong,
        feedback_false=wrong if answer else right,
    )


@dataclass(frozen=True, kw_only=True)
class _Answers:
    """Reads answers, each in the format of the question unless it names its own."""

    text_format: str
    texts: Texts

    def text(self, raw: str) -> str:
        text_format, position = _format_at(raw, 0, self.text_format)
        return self.texts.take(_unescaped(raw[position:].strip()), text_format)

    def marked(self, answers: str) -> list[Given]:
        """Answers that begin with ``=`` (wholly right) or ``~``, with another share or not."""
        given: list[Given] = []
        for mark, piece in _pieces(answers):
            if len(given) > self.texts.most_options:
                break
            share, rest = self._share(piece, 0.0 if mark == "~" else 1.0)
            text, feedback = _split_once(rest, _HASH, "#")
            given.append(
                Given(text=self.text(text), share=share, feedback=self.text(feedback or ""))
            )
        return given

    def numbers(self, answers: str) -> list[Given]:
        given: list[Given] = []
        for mark, piece in _pieces(answers):
            if len(given) > self.texts.most_options:
                break
            share, rest = self._share(piece, 0.0 if mark == "~" else 1.0)
            number, feedback = _split_once(rest, _HASH, "#")
            told = self.text(feedback or "")
            value, tolerance = _value(_unescaped(number.strip()))
            if not value and mark == "~":
                value = "*"
            given.append(Given(text=value, tolerance=tolerance, share=share, feedback=told))
        return given

    def _share(self, piece: str, without: float) -> tuple[float, str]:
        found = _WEIGHT.match(piece)
        if found is None or not _LOOKS_LIKE_WEIGHT.fullmatch(found[1]):
            return without, piece
        share = share_of(found[1])
        if share is None:
            self.texts.fail("weight-invalid", text=found[1][:_SHOWN])
            return without, piece
        return share, piece[found.end() :]


def _value(text: str) -> tuple[str, str]:
    """Value and tolerance of ``a``, ``a:tolerance`` or ``lowest..highest``."""
    lowest, dots, highest = text.partition("..")
    low, high = number_of(lowest), number_of(highest)
    if dots and low is not None and high is not None:
        a, b = Decimal(low), Decimal(high)
        return _plain_number((a + b) / 2), _plain_number(abs(b - a) / 2)
    value, colon, tolerance = text.partition(":")
    return value.strip(), (tolerance.strip() or "0") if colon else "0"


def _plain_number(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _pieces(answers: str) -> list[tuple[str, str]]:
    """Mark and text of each answer. Text before the first mark is an answer of its own, right."""
    marks = [m for m in _MARKS.finditer(answers) if m[0] in "~="]
    starts = [m.start() for m in marks] + [len(answers)]
    pieces = [(m[0], answers[m.end() : end]) for m, end in zip(marks, starts[1:], strict=True)]
    first = answers[: starts[0]]
    return [("", first), *pieces] if first.strip() else pieces


def _split_once(text: str, pattern: re.Pattern[str], mark: str) -> tuple[str, str | None]:
    """What stands before and behind the first ``mark`` that is not escaped."""
    for found in pattern.finditer(text):
        if found[0] == mark:
            return text[: found.start()], text[found.end() :]
    return text, None


def _has(text: str, pattern: re.Pattern[str], mark: str) -> bool:
    return any(found[0] == mark for found in pattern.finditer(text))


def _format_at(text: str, position: int, default: str) -> tuple[str, int]:
    found = FORMAT_PREFIX.match(text, position)
    return (found[1].lower(), found.end()) if found else (default, position)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda m: "\n" if m[1] == "n" else m[1], text)
