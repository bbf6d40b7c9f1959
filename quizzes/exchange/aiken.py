"""Aiken: a question on its line, options with capital letters, the letter of the right one.

    When was the fortress built?
    A. 1571
    B) 1681
    ANSWER: B

It carries words and key, nothing else; an empty line between questions may be missing. Source:
https://docs.moodle.org/en/Aiken_format
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase

from quizzes.errors import QuestionsRefused
from quizzes.exchange import assembling
from quizzes.exchange.assembling import Frame, Given
from quizzes.exchange.losing import Losses
from quizzes.exchange.question import (
    QUESTION_LIMITS,
    ExchangedQuestion,
    Findings,
    Lost,
    QuestionLimits,
    Read,
    Written,
)
from quizzes.exchange.texts import Texts, clean_line, decoded
from quizzes.items import Choice

_OPTION = re.compile(r"([A-Z])[.)](?:\s+(.*)|)$")
_ANSWER = re.compile(r"ANSWER\s*:\s*(.*)$")
_SHOWN = 60
_LINES_AT_ONCE = 1000
_MOST_LINES = 300  # of one question


def read_aiken(data: bytes, *, language: str, limits: QuestionLimits = QUESTION_LIMITS) -> Read:
    """The questions of a file in UTF-8, with every problem; never raises."""
    findings = Findings(limits)
    questions: list[ExchangedQuestion] = []
    draft = _Draft()
    count = 0
    try:
        for number, line in enumerate(decoded(data, limits).split("\n"), start=1):
            if not number % _LINES_AT_ONCE:
                findings.check_time(number)
            text = line.strip()
            if answer := _ANSWER.match(text):
                count += 1
                if count > limits.questions:
                    raise QuestionsRefused(
                        "too-many-questions", limit=limits.questions, line=number
                    )
                question = draft.ended(number, answer[1].strip(), language, findings)
                if question is not None:
                    questions.append(question)
                draft = _Draft()
            elif text:
                draft = _with_line(draft, number, text, findings)
        if draft.number:
            findings.error(draft.number, "answer-missing")
        if not questions and not findings.problems:
            raise QuestionsRefused("no-questions")
    except QuestionsRefused as refused:
        return findings.refuse(refused)
    return Read(questions=tuple(questions), problems=tuple(findings.problems))


@dataclass(kw_only=True)
class _Draft:
    """What was read since the last answer; ``number`` is its first line, 0 before there is one."""

    number: int = 0
    stem: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    failed: bool = False

    def ended(
        self, number: int, letter: str, language: str, findings: Findings
    ) -> ExchangedQuestion | None:
        before = len(findings.problems)
        texts = Texts(self.number or number, findings)
        if not self.stem:
            texts.fail("stem-missing")
            return None
        stem = texts.take("\n".join(self.stem))
        wanted = ascii_uppercase.find(letter.rstrip(".)"))
        if len(letter.rstrip(".)")) != 1 or not 0 <= wanted < len(self.options):
            findings.error(number, "answer-unknown", letter=letter[:_SHOWN])
            return None
        given = [
            Given(text=texts.take(text), share=float(n == wanted))
            for n, text in enumerate(self.options)
        ]
        frame = Frame(stem=stem, language=language, explanation="", carried={})
        item = None if texts.failed else assembling.choice(frame, given, texts, single=True)
        if item is None or self.failed:
            return None
        cut = findings.since(before)
        return ExchangedQuestion(item=item, number=self.number, cut=cut)


def _with_line(draft: _Draft, number: int, text: str, findings: Findings) -> _Draft:
    """The draft with that line; a new one where the line begins another question."""
    if len(draft.stem) + len(draft.options) >= _MOST_LINES:
        raise QuestionsRefused("answer-missing", line=draft.number)
    option = _OPTION.match(text)
    if option is None:
        if draft.options:
            findings.error(draft.number, "answer-missing")
            draft = _Draft()
        draft.number = draft.number or number
        draft.stem.append(text)
        return draft
    draft.number = draft.number or number
    wanted = ascii_uppercase[len(draft.options)] if len(draft.options) < 26 else ""
    if option[1] != wanted and not draft.failed:
        findings.error(number, "option-letter", letter=option[1], wanted=wanted)
        draft.failed = True
    draft.options.append(option[2] or "")
    return draft


def write_aiken(questions: Sequence[ExchangedQuestion]) -> Written:
    """A file in UTF-8. Only choices with one right option can go; line breaks become blanks."""
    losses = Losses()
    blocks = []
    for number, question in enumerate(questions, start=1):
        item = question.item
        if not isinstance(item, Choice):
            losses.leave_out(number, "kind-left-out", kind=item.kind)
            continue
        stem = clean_line(item.stem)
        texts = [clean_line(option.text) for option in item.options]
        if not stem or "" in texts or len(texts) > 26 or _reads_otherwise(stem):
            losses.leave_out(number, "unwritable")
            continue
        losses.lost(number, question, frozenset[Lost]())
        key = next(n for n, option in enumerate(item.options) if option.id == item.key)
        lines = [f"{letter}. {text}" for letter, text in zip(ascii_uppercase, texts, strict=False)]
        blocks.append("\n".join([stem, *lines, f"ANSWER: {ascii_uppercase[key]}", ""]))
    return Written(data="\n".join(blocks).encode(), problems=tuple(losses.problems))


def _reads_otherwise(stem: str) -> bool:
    return bool(_OPTION.match(stem) or _ANSWER.match(stem))
