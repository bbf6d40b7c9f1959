"""What a question holds beside its words, and what a format leaves behind of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from quizzes import dates
from quizzes.errors import DateError
from quizzes.exchange.deck import Place
from quizzes.exchange.question import ExchangedQuestion, Lost, Problem, Severity
from quizzes.items import (
    Accepted,
    AcceptedNumber,
    AnyItem,
    Choice,
    DateAnswer,
    Flashcard,
    Multiple,
    Numerical,
    Ordering,
    ShortAnswer,
    TrueFalse,
)

_YEAR = re.compile(r"-?\d{4}")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class Losses:
    """The problems of one export."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def notice(self, number: int, code: str, **params: object) -> None:
        self._add(Severity.NOTICE, number, code, params)

    def leave_out(self, number: int, code: str, **params: object) -> None:
        self._add(Severity.LEFT_OUT, number, code, params)

    def lost(self, number: int, question: ExchangedQuestion, carries: frozenset[Lost]) -> None:
        """A notice for all that ``question`` holds and the format does not carry."""
        for what in sorted(held(question) - carries):
            self.notice(number, "lost", what=what)

    def _add(self, severity: Severity, number: int, code: str, params: dict[str, object]) -> None:
        self.problems.append(
            Problem(
                code=code, severity=severity, number=number, place=Place.QUESTION, params=params
            )
        )


def held(question: ExchangedQuestion) -> set[Lost]:
    """Everything of the question that some format cannot carry."""
    item, carried = question.item, question.item.carried
    combined = ("feedback_correct", "feedback_partial", "feedback_incorrect", "event_feedback")
    settings = ("settings", "show_number_correct", "units")
    found = {
        Lost.CITATIONS: bool(item.citations),
        Lost.EXPLANATION: bool(item.explanation),
        Lost.FEEDBACK: any(_feedbacks(item)),
        Lost.HINTS: bool(carried.get("hints")),
        Lost.COMBINED: any(carried.get(key) for key in combined),
        Lost.MARKS: bool(carried.get("defaultgrade") or carried.get("penalty")),
        Lost.SETTINGS: any(carried.get(key) for key in settings),
        Lost.PICTURE: question.picture is not None,
        Lost.TAGS: bool(question.tags),
        Lost.NAME: bool(question.name),
        Lost.ID: bool(question.foreign_id),
        Lost.CATEGORY: bool(question.category),
        Lost.ORDER: carried.get("shuffle") is False,
        Lost.OTHER_ANSWERS: bool(carried.get("other_answers")),
        Lost.LINES: any("\n" in text for text in _words(item)),
    }
    return {what for what, is_held in found.items() if is_held} | _of_its_kind(item)


def _of_its_kind(item: AnyItem) -> set[Lost]:
    match item:
        case Choice():
            shares = any(option.share is not None for option in item.options)
            found = {Lost.WEIGHTS: shares, Lost.ORDER: item.ordered, Lost.PROOFS: _proven(item)}
        case Multiple():
            found = {Lost.WEIGHTS: True, Lost.PROOFS: _proven(item)}
        case ShortAnswer():
            weights = any(accepted.share != 1 for accepted in item.accepted)
            found = {Lost.WEIGHTS: weights, Lost.EXACT: item.exact}
        case Numerical():
            weights = any(accepted.share != 1 for accepted in item.accepted)
            found = {Lost.WEIGHTS: weights, Lost.UNIT: bool(item.unit)}
        case DateAnswer():
            found = {Lost.TOLERANCE: bool(item.tolerance)}
        case Ordering():
            dated = any(event.date or event.edtf for event in item.events)
            found = {Lost.METHOD: bool(item.method), Lost.DATES: dated}
        case TrueFalse() | Flashcard():
            found = {}
    return {what for what, is_held in found.items() if is_held}


def _proven(item: Choice | Multiple) -> bool:
    return any(option.proof is not None for option in item.options)


def _feedbacks(item: AnyItem) -> Iterator[str]:
    match item:
        case Choice() | Multiple():
            yield from (option.feedback for option in item.options)
        case ShortAnswer() | Numerical():
            yield from (accepted.feedback for accepted in item.accepted)
        case TrueFalse():
            yield from (item.feedback_true, item.feedback_false)


def _words(item: AnyItem) -> Iterator[str]:
    if isinstance(item, Flashcard):
        yield from (item.front, item.back)
        return
    yield item.stem
    match item:
        case Choice() | Multiple():
            yield from (option.text for option in item.options)
        case ShortAnswer():
            yield from (accepted.text for accepted in item.accepted)
        case Ordering():
            yield from (event.title for event in item.events)


def without_dates(
    questions: Sequence[ExchangedQuestion], losses: Losses
) -> Iterable[tuple[int, ExchangedQuestion]]:
    """Number and question, those that ask for a date made to ask for a number or a text: no other
    program has them."""
    for number, question in enumerate(questions, start=1):
        if not isinstance(question.item, DateAnswer):
            yield number, question
            continue
        item = _asked_otherwise(question.item)
        is_number = isinstance(item, Numerical)
        losses.notice(number, "date-as-number" if is_number else "date-as-text")
        if not is_number and question.item.tolerance:
            losses.notice(number, "lost", what=Lost.TOLERANCE)
        yield number, replace(question, item=item)


def _asked_otherwise(item: DateAnswer) -> Numerical | ShortAnswer:
    shared = {
        "identity": item.identity,
        "topic": item.topic,
        "language": item.language,
        "facts": item.facts,
        "sensitivity": item.sensitivity,
        "difficulty": item.difficulty,
        "explanation": item.explanation,
        "citations": item.citations,
        "flags": item.flags,
        "picture": item.picture,
        "carried": item.carried,
        "stem": item.stem,
    }
    in_years = item.tolerance_unit == "year" or not item.tolerance
    if _YEAR.fullmatch(item.edtf) and in_years:
        year = AcceptedNumber(value=str(int(item.edtf)), tolerance=str(item.tolerance))
        return Numerical(**shared, accepted=(year,))  # type: ignore[arg-type]
    accepted = tuple(Accepted(text=text) for text in _written(item.edtf, item.language))
    return ShortAnswer(**shared, accepted=accepted)  # type: ignore[arg-type]


def _written(edtf: str, language: str) -> list[str]:
    """The ways in which people write the date, the words first."""
    found: dict[str, None] = {}
    try:
        date = dates.parse(edtf)
    except DateError:
        return [edtf]
    for tongue in (language or "en", "en"):
        found[dates.words(date, tongue)] = None
    if day := _DAY.fullmatch(edtf):
        year, month, number = day.groups()
        found[f"{number}.{month}.{year}"] = None
        found[f"{int(number)}.{int(month)}.{year}"] = None
    found[edtf] = None
    return list(found)
