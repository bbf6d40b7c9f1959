"""Tables of questions and of cards: CSV, TSV, and what is pasted from a spreadsheet.

With a first row of names, in English or Ukrainian, columns stand in any order; ``wrong`` and
``right`` may occur several times. Without one the columns are those of the first row here.

| columns                               | a row becomes                                            |
|---------------------------------------|----------------------------------------------------------|
| term, definition, tags                | a flashcard                                              |
| question, right, wrong, wrong, …      | a choice; without a wrong answer a flashcard             |
| kind, question, right …, wrong …,     | that kind: ``right`` in their order for an ordering,     |
| tolerance, explanation, tags,         | all accepted for a short answer, "value ± tolerance" for |
| category, name, id                    | numbers, EDTF for dates ("2 year" as tolerance)          |

Without names, two or three columns are taken for cards (the third holds tags), more for choices.
What is written begins with the names, cells that a spreadsheet would take for a formula behind an
apostrophe, which reading takes off again.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from quizzes import dates
from quizzes.errors import DateError, QuestionsRefused
from quizzes.exchange import assembling
from quizzes.exchange.assembling import Frame, Given
from quizzes.exchange.deck import Place
from quizzes.exchange.losing import Losses
from quizzes.exchange.question import (
    QUESTION_LIMITS,
    ExchangedQuestion,
    Findings,
    Lost,
    QuestionLimits,
    Read,
    Severity,
    Written,
)
from quizzes.exchange.texts import (
    Texts,
    clean,
    clean_line,
    decoded,
    kept_id,
    kept_name,
    kept_tags,
)
from quizzes.items import (
    AnyItem,
    Choice,
    DateAnswer,
    Event,
    Flashcard,
    Multiple,
    Numerical,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from quizzes.kinds import Kind

CARRIES = frozenset(
    {
        Lost.EXPLANATION,
        Lost.TAGS,
        Lost.NAME,
        Lost.ID,
        Lost.CATEGORY,
        Lost.LINES,
        Lost.TOLERANCE,
    }
)
_NAMES = {
    "kind": ("kind", "type", "вид", "тип"),
    "question": ("question", "stem", "term", "front", "питання", "запитання", "термін"),
    "right": (
        "right",
        "right answer",
        "answer",
        "correct",
        "correct answer",
        "key",
        "definition",
        "back",
        "відповідь",
        "правильна відповідь",
        "правильно",
        "визначення",
        "означення",
    ),
    "wrong": ("wrong", "wrong answer", "incorrect", "distractor", "неправильна відповідь", "хибно"),
    "tolerance": ("tolerance", "допуск"),
    "explanation": ("explanation", "feedback", "пояснення"),
    "tags": ("tags", "tag", "мітки", "теги"),
    "category": ("category", "категорія"),
    "name": ("name", "назва"),
    "id": ("id", "idnumber"),
}
_MEANINGS = {name: meaning for meaning, names in _NAMES.items() for name in names}
_DELIMITERS = ("\t", ";", ",", "|")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_GUARDED = re.compile(r"'(?=[=+\-@'])")
_YES = frozenset({"true", "t", "yes", "1", "так", "правда", "істина", "вірно"})
_NO = frozenset({"false", "f", "no", "0", "ні", "неправда", "хибно", "невірно"})
_TOLERANCE = re.compile(r"(\d{1,4})\s*(day|month|year)s?", re.IGNORECASE)
_SHOWN = 60
_MOST_COLUMNS = 60


def read_table(data: bytes, *, language: str, limits: QuestionLimits = QUESTION_LIMITS) -> Read:
    """The rows of a table in UTF-8, with every problem by its row in the file (the line on which it
    begins); never raises."""
    findings = Findings(limits, Place.ROW)
    questions: list[ExchangedQuestion] = []
    layout: _Layout | None = None
    try:
        text = decoded(data, limits)
        count = 0
        for number, row in _rows(text, findings):
            findings.check_time(number)
            if layout is None:
                layout = _layout(row)
                if layout.is_named:
                    if missing := {"question", "right"} - set(layout.meanings):
                        raise QuestionsRefused(
                            "header-incomplete", missing=sorted(missing)[0], line=number
                        )
                    for name in layout.unknown:
                        findings.notice(number, "column-ignored", name=name)
                    continue
            count += 1
            if count > limits.questions:
                raise QuestionsRefused("too-many-questions", limit=limits.questions, line=number)
            question = _Row(number, row, layout, language, findings).read()
            if question is not None:
                questions.append(question)
        if not count and all(p.severity is Severity.NOTICE for p in findings.problems):
            raise QuestionsRefused("no-questions")
    except QuestionsRefused as refused:
        return findings.refuse(refused)
    return Read(questions=tuple(questions), problems=tuple(findings.problems))


def delimiter_of(text: str) -> str:
    """What separates the columns: the sign that stands most evenly in the first lines."""
    lines = [line for line in text[:20_000].split("\n") if line.strip()][:10]
    best, best_score = "\t", 0.0
    for sign in _DELIMITERS:
        counts = [line.count(sign) for line in lines]
        score = sum(1 for count in counts if count) / (1 + len(set(counts)))
        if score > best_score:
            best, best_score = sign, score
    return best


def _rows(text: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """The first line and the cells of each row that is one. Raises ``QuestionsRefused``."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error) or "field larger" in str(error):
                limit = findings.limits.text
                raise QuestionsRefused(
                    "text-too-long", length=csv.field_size_limit(), limit=limit, line=number
                ) from error
            raise QuestionsRefused("quote-open", line=number) from error
        if any(cell.strip() for cell in row):
            yield number, row


@dataclass(kw_only=True)
class _Layout:
    """``meanings`` maps what a column means to the indexes of the columns that mean it;
    ``unknown`` are the names that mean nothing here."""

    meanings: dict[str, list[int]] = field(default_factory=dict)
    is_named: bool = False
    unknown: tuple[str, ...] = ()

    def cells(self, row: Sequence[str], meaning: str) -> list[str]:
        """The cells that hold something, in the order of their columns."""
        indexes = self.meanings.get(meaning, [])
        found = [_without_guard(row[index]) for index in indexes if index < len(row)]
        return [cell for cell in found if cell.strip()]

    def cell(self, row: Sequence[str], meaning: str) -> str:
        return next(iter(self.cells(row, meaning)), "")


def _layout(row: Sequence[str]) -> _Layout:
    meanings: dict[str, list[int]] = {}
    unknown = []
    for index, cell in enumerate(row[:_MOST_COLUMNS]):
        name = re.sub(r"\s*\d+$", "", clean_line(cell).casefold().replace("_", " "))
        if name in _MEANINGS:
            meanings.setdefault(_MEANINGS[name], []).append(index)
        elif name:
            unknown.append(clean_line(cell)[:_SHOWN])
    if "question" in meanings or ("right" in meanings and len(meanings) > 1):
        return _Layout(meanings=meanings, is_named=True, unknown=tuple(unknown))
    if len(row) > 3:
        wrong = list(range(2, _MOST_COLUMNS))
        return _Layout(meanings={"question": [0], "right": [1], "wrong": wrong})
    return _Layout(meanings={"question": [0], "right": [1], "tags": [2]})


class _Row:
    """Reads one row."""

    def __init__(
        self, number: int, row: Sequence[str], layout: _Layout, language: str, findings: Findings
    ) -> None:
        self.number = number
        self.row = row
        self.layout = layout
        self.findings = findings
        self.texts = Texts(number, findings)
        self.frame = Frame(
            stem=self.text("question"),
            language=language,
            explanation=self.text("explanation"),
            carried={},
        )

    def text(self, meaning: str) -> str:
        return self.texts.take(self.layout.cell(self.row, meaning))

    def read(self) -> ExchangedQuestion | None:
        before = len(self.findings.problems)
        right = [self.texts.take(cell) for cell in self.layout.cells(self.row, "right")]
        wrong = [self.texts.take(cell) for cell in self.layout.cells(self.row, "wrong")]
        if not self.frame.stem:
            self.texts.fail("stem-empty")
        elif not right:
            self.texts.fail("row-short", columns=len(self.row))
        if self.texts.failed:
            return None
        item = self._item(right, wrong)
        if item is None or self.texts.failed:
            return None
        limits = self.findings.limits
        tags = re.split(r"[,;]", self.layout.cell(self.row, "tags"))
        return ExchangedQuestion(
            item=item,
            name=kept_name(self.layout.cell(self.row, "name"), self.texts, limits),
            category=clean_line(self.layout.cell(self.row, "category"))[:500].strip(),
            tags=kept_tags(tags, self.texts, limits),
            foreign_id=kept_id(self.layout.cell(self.row, "id"), self.texts, limits),
            place=Place.ROW,
            number=self.number,
            cut=self.findings.since(before),
        )

    def _item(self, right: list[str], wrong: list[str]) -> AnyItem | None:
        told = clean_line(self.layout.cell(self.row, "kind")).casefold()
        kind = told or (Kind.CHOICE if wrong else Kind.FLASHCARD)
        match kind:
            case Kind.CHOICE:
                given = [Given(text=right[0], share=1.0)]
                given += [Given(text=text, share=1.0) for text in right[1:]]
                given += [Given(text=text, share=0.0) for text in wrong]
                return assembling.choice(self.frame, given, self.texts, single=True)
            case Kind.MULTIPLE:
                given = [Given(text=text, share=1 / len(right)) for text in right]
                given += [Given(text=text, share=0.0) for text in wrong]
                return assembling.choice(self.frame, given, self.texts, single=False)
            case Kind.SHORT:
                given = [Given(text=text, share=1.0) for text in right]
                return assembling.short_answer(self.frame, given, self.texts)
            case Kind.NUMERICAL:
                return assembling.numerical(self.frame, self._numbers(right), self.texts)
            case Kind.TRUE_FALSE:
                return self._truth(right[0])
            case Kind.DATE:
                return self._date(right[0])
            case Kind.ORDERING:
                return self._ordering(right)
            case Kind.FLASHCARD:
                back = "\n".join(right)
                return Flashcard(**self.frame.shared(), front=self.frame.stem, back=back, slot="")
            case _:
                self.texts.fail("kind-unknown", text=told[:_SHOWN])
                return None

    def _numbers(self, right: list[str]) -> list[Given]:
        given = []
        for text in right:
            value, sign, tolerance = text.partition("±")
            tolerance = (
                tolerance.strip() if sign else clean(self.layout.cell(self.row, "tolerance"))
            )
            given.append(Given(text=value.strip(), share=1.0, tolerance=tolerance or "0"))
        return given

    def _truth(self, word: str) -> AnyItem | None:
        told = word.casefold()
        if told not in _YES | _NO:
            self.texts.fail("key-missing")
            return None
        return TrueFalse(**self.frame.shared(), stem=self.frame.stem, answer=told in _YES)

    def _date(self, edtf: str) -> AnyItem | None:
        try:
            dates.parse(edtf)
        except DateError:
            self.texts.fail("date-invalid", text=edtf[:_SHOWN])
            return None
        found = _TOLERANCE.fullmatch(clean_line(self.layout.cell(self.row, "tolerance")))
        tolerance: dict[str, Any] = (
            {"tolerance": int(found[1]), "tolerance_unit": found[2].lower()} if found else {}
        )
        return DateAnswer(**self.frame.shared(), stem=self.frame.stem, edtf=edtf, **tolerance)

    def _ordering(self, right: list[str]) -> AnyItem | None:
        if len(right) < 2:
            self.texts.fail("options-few", count=len(right))
            return None
        events = tuple(
            Event(id=f"e{n}", title=title, date="", edtf="", lo=None, hi=None, fact="")
            for n, title in enumerate(right, start=1)
        )
        return Ordering(**self.frame.shared(), stem=self.frame.stem, events=events)


# --- Writing


def write_table(questions: Sequence[ExchangedQuestion], *, delimiter: str = ",") -> Written:
    """A table with every kind, in UTF-8 with a mark of order (spreadsheets ask for it)."""
    losses = Losses()
    rows = [_written(number, question, losses) for number, question in enumerate(questions, 1)]
    rights = max([1, *(len(row.right) for row in rows)])
    wrongs = max([1, *(len(row.wrong) for row in rows)])
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    names = ["kind", "question", *["right"] * rights, *["wrong"] * wrongs]
    writer.writerow([*names, "tolerance", "explanation", "tags", "category", "name", "id"])
    for row, question in zip(rows, questions, strict=True):
        cells = [
            row.kind,
            row.question,
            *row.right,
            *[""] * (rights - len(row.right)),
            *row.wrong,
            *[""] * (wrongs - len(row.wrong)),
            row.tolerance,
            question.item.explanation,
            ", ".join(question.tags),
            question.category,
            question.name,
            question.foreign_id,
        ]
        writer.writerow([_guarded(clean(cell)) for cell in cells])
    data = out.getvalue().encode("utf-8-sig")
    return Written(data=data, problems=tuple(losses.problems))


@dataclass(frozen=True, kw_only=True)
class _Cells:
    kind: str
    question: str
    right: Sequence[str]
    wrong: Sequence[str] = ()
    tolerance: str = ""


def _written(number: int, question: ExchangedQuestion, losses: Losses) -> _Cells:
    item = question.item
    losses.lost(number, question, CARRIES)
    match item:
        case Choice():
            right = [o.text for o in item.options if item.share(o.id) == 1]
            wrong = [o.text for o in item.options if item.share(o.id) != 1]
        case Multiple():
            right = [o.text for o in item.options if (o.share or 0) > 0]
            wrong = [o.text for o in item.options if (o.share or 0) <= 0]
        case TrueFalse():
            right, wrong = ["true" if item.answer else "false"], []
        case ShortAnswer():
            right, wrong = [accepted.text for accepted in item.accepted], []
        case Numerical():
            right, wrong = [f"{a.value} ± {a.tolerance}" for a in item.accepted], []
        case Ordering():
            right, wrong = [event.title for event in item.events], []
        case DateAnswer():
            tolerance = f"{item.tolerance} {item.tolerance_unit}" if item.tolerance else ""
            return _Cells(
                kind=item.kind, question=item.stem, right=[item.edtf], tolerance=tolerance
            )
        case Flashcard():
            return _Cells(kind=item.kind, question=item.front, right=[item.back])
    return _Cells(kind=item.kind, question=item.stem, right=right, wrong=wrong)


def _guarded(cell: str) -> str:
    """A spreadsheet computes what begins like a formula. An apostrophe of its own is doubled, so
    that reading finds it again."""
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _without_guard(cell: str) -> str:
    return _GUARDED.sub("", cell, count=1) if cell.startswith("'") else cell
