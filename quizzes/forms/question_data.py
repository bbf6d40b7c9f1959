"""What the editor's form is bound to: a blank page, an item, a draft, and rows put in and out."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from quizzes import dates
from quizzes.forms.question_tokens import Cited, proof_token
from quizzes.forms.questions import (
    BY_DATES,
    BY_HAND,
    FIRST_ROWS,
    MOST_ROWS,
    ROW_FIELD,
    QuestionForm,
    edtf_of,
)
from quizzes.grading import DEFAULT_METHOD
from quizzes.items import (
    AnyItem,
    Choice,
    DateAnswer,
    Flashcard,
    Multiple,
    Numerical,
    Option,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from quizzes.kinds import Kind, Level

LONGEST_DRAFT = 200_000  # characters, all fields together


def blank(kind: Kind, **fields: str) -> QueryDict:
    """A form for something new."""
    data = QueryDict(mutable=True)
    data.update({"kind": kind.value, "level": Level.MEDIUM.value, "sensitivity": "0"})
    data.update({name: value for name, value in fields.items() if value})
    data.setlist("row", [str(n) for n in range(1, FIRST_ROWS.get(kind, 0) + 1)])
    return data


def data_of(item: AnyItem, *, cited: Iterable[Cited], **fields: str) -> QueryDict:
    """The form of an item; ``fields`` are what stands beside it (topic, tags, …)."""
    data = blank(item.kind, **fields)
    data.update(
        {
            "level": item.level.value,
            "sensitivity": str(int(item.sensitivity)),
            "explanation": item.explanation,
        }
    )
    data.setlist("kind", [item.kind.value])
    data.setlist("level", [item.level.value])
    data.setlist("sensitivity", [str(int(item.sensitivity))])
    data.setlist("cite", [one.token for one in cited])
    if item.picture:
        data["picture"] = item.picture.id
        data["picture_alt"] = item.picture.alt
        data["picture_plain"] = "" if item.picture.alt else "1"
    write_item(data, item)
    return data


def write_item(data: QueryDict, item: AnyItem) -> None:
    """Put what an item asks, its options and its key into ``data``; what stands beside stays."""
    data["stem"] = item.front if isinstance(item, Flashcard) else item.stem
    for name in [name for name in data if ROW_FIELD.fullmatch(name)]:
        del data[name]
    rows: list[dict[str, str]] = []
    match item:
        case Choice():
            rows = [_option_fields(option, item) for option in item.options]
            ids = [option.id for option in item.options]
            data["key"] = str(ids.index(item.key) + 1) if item.key in ids else ""
        case Multiple():
            rows = _weighed_fields(item)
        case TrueFalse():
            data["answer"] = item.key
            data["feedback_true"] = item.feedback_true
            data["feedback_false"] = item.feedback_false
        case Ordering():
            rows = [
                {
                    "id": e.id,
                    "text": e.title,
                    "date": _as_typed(e.edtf, item.language),
                    "fact": e.fact,
                }
                for e in item.events
            ]
            dated = all(e.lo is not None or e.hi is not None for e in item.events)
            data["decided"] = BY_DATES if dated else BY_HAND
            data["method"] = item.method or DEFAULT_METHOD.value
        case ShortAnswer():
            rows = [
                {"text": a.text, "share": _told_share(a.share, 1), "feedback": a.feedback}
                for a in item.accepted
            ]
            data["exact"] = "1" if item.exact else ""
        case Numerical():
            rows = [
                {
                    "text": a.value,
                    "tolerance": "" if Decimal(a.tolerance) == 0 else a.tolerance,
                    "share": _told_share(a.share, 1),
                    "feedback": a.feedback,
                }
                for a in item.accepted
            ]
            data["unit"] = item.unit
        case DateAnswer():
            data["date"] = _as_typed(item.edtf, item.language)
            data["tolerance"] = str(item.tolerance)
            data["tolerance_unit"] = item.tolerance_unit
        case Flashcard():
            data["back"] = item.back
    data.setlist("row", [str(n) for n in range(1, len(rows) + 1)])
    for number, row in enumerate(rows, start=1):
        for name, value in row.items():
            data[f"r{number}-{name}"] = value


def kept(data: QueryDict) -> dict[str, list[str]]:
    """What a draft keeps: the fields of the form, without the tokens that say which draft it is.
    Raises ``ValidationError`` where it is more than a question can hold."""
    names = set(QuestionForm.base_fields) - {"draft", "revision", "find"} | {"row", "cite"}
    told = {
        name: [value.replace("\x00", "") for value in data.getlist(name)[: MOST_ROWS + 1]]
        for name in data
        if name in names or ROW_FIELD.fullmatch(name)
    }
    if sum(len(value) for values in told.values() for value in values) > LONGEST_DRAFT:
        raise ValidationError(_("This is more than a question can hold."))
    return told


def from_draft(fields: Mapping[str, Sequence[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, list(values))
    return data


def add_row(data: QueryDict, **fields: str) -> int:
    """Append a row and return its number. Beyond MOST_ROWS nothing is added: 0."""
    rows = data.getlist("row")
    if len(rows) >= MOST_ROWS:
        return 0
    used = [int(n) for n in rows if n.isascii() and n.isdigit() and len(n) <= 4]
    number = max(used, default=0) + 1
    data.setlist("row", [*rows, str(number)])
    for name, value in fields.items():
        data[f"r{number}-{name}"] = value
    return number


def _as_typed(edtf: str, language: str) -> str:
    """A date in words, where those would be read as that date again."""
    if not edtf:
        return ""
    words = dates.words(dates.parse(edtf), language)
    return words if edtf_of(words) == edtf else edtf


def _told_share(share: float | None, usual: float) -> str:
    if share is None or abs(share - usual) < 1e-4:
        return ""
    return f"{share * 100:.5f}".rstrip("0").rstrip(".")


def _option_fields(option: Option, item: Choice) -> dict[str, str]:
    key = item.option(item.key).text if item.key in {o.id for o in item.options} else ""
    proof = option.proof
    return {
        "id": option.id,
        "text": option.text,
        "share": "" if option.id == item.key else _told_share(option.share, 0),
        "feedback": option.feedback,
        "proof": proof_token(proof, text=option.text, key=key) if proof else "",
    }


def _weighed_fields(item: Multiple) -> list[dict[str, str]]:
    """Shares that are the usual ones are left open, so that they follow when an option is added."""
    count = len(item.keys)
    return [
        {
            "id": option.id,
            "text": option.text,
            "right": "1" if option.id in item.keys else "",
            "share": _told_share(option.share, 1 / count if option.id in item.keys else -1 / count)
            if count
            else "",
            "feedback": option.feedback,
        }
        for option in item.options
    ]
