"""The shape of a question as its author writes it, complete or not.

One form serves all kinds. What a kind has several of (options, events, accepted answers) are rows;
each row has a number that nothing but the form knows, and the fields ``row``, sent once a row, tell
their order:

    row=1&row=4&r1-text=…&r4-text=…&key=4

The form is always bound: to what was sent, to a draft, or to what ``data_of`` makes of an item. Its
``item`` is whatever can be made of it so far; ``missing`` says what keeps it from being saved.
"""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from quizzes import dates
from quizzes.errors import DateError
from quizzes.forms.question_tokens import Cited, proof_of, read_citation
from quizzes.grading import DEFAULT_METHOD, Method
from quizzes.grading.number import readings
from quizzes.items import (
    Accepted,
    AcceptedNumber,
    AnyItem,
    Choice,
    DateAnswer,
    Event,
    Flashcard,
    Multiple,
    Numerical,
    Option,
    Ordering,
    Picture,
    ShortAnswer,
    TrueFalse,
)
from quizzes.kinds import Kind, Level, Sensitivity
from quizzes.models import Fact, Topic
from quizzes.models import Picture as PictureRow
from quizzes.models.packs import Visibility
from quizzes.quality.amounts import amount

MOST_ROWS = 30
MOST_CITATIONS = 12
MOST_TAGS = 12
ROWED = (Kind.CHOICE, Kind.MULTIPLE, Kind.ORDERING, Kind.SHORT, Kind.NUMERICAL)
FIRST_ROWS = {
    Kind.CHOICE: 4,
    Kind.MULTIPLE: 4,
    Kind.ORDERING: 4,
    Kind.SHORT: 2,
    Kind.NUMERICAL: 1,
}
DIFFICULTY = {Level.EASY: 0.2, Level.MEDIUM: 0.5, Level.HARD: 0.8}
UNREADABLE_DATE = _("This date cannot be read. Write it like 24 March 1681, or 1681.")
SENSITIVITIES = [("0", _("town life and culture")), ("1", _("military events"))]
BY_DATES, BY_HAND = "dates", "hand"
ROW_FIELD = re.compile(r"r(\d{1,4})-(id|text|right|share|feedback|proof|date|tolerance|fact)")
_ID = re.compile(r"[\w.:~/\-+=<>≥≤,^ ]{1,200}")
KIND_NAMES = {
    Kind.CHOICE: _("One right answer"),
    Kind.MULTIPLE: _("Several right answers"),
    Kind.TRUE_FALSE: _("True or false"),
    Kind.ORDERING: _("Put in order"),
    Kind.SHORT: _("Short answer"),
    Kind.NUMERICAL: _("Number"),
    Kind.DATE: _("Date"),
    Kind.FLASHCARD: _("Flashcard"),
}
_METHODS = {
    Method.RELATIVE_ALL_PREVIOUS_AND_NEXT: _("for each pair in the right order"),
    Method.ABSOLUTE_POSITION: _("for each card in its place"),
    Method.RELATIVE_NEXT_EXCLUDE_LAST: _("for each card followed by the right one"),
    Method.RELATIVE_NEXT_INCLUDE_LAST: _("for each card followed by the right one, and the last"),
    Method.RELATIVE_ONE_PREVIOUS_AND_NEXT: _("for each right neighbour, before and after"),
    Method.RELATIVE_TO_CORRECT: _("the fewer steps away from its place, the more"),
    Method.LONGEST_ORDERED_SUBSET: _("for the most cards that stand in order"),
    Method.LONGEST_CONTIGUOUS_SUBSET: _("for the longest unbroken run"),
    Method.ALL_OR_NOTHING: _("for the whole order, or nothing"),
}


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What keeps a question from being saved. ``target`` is the id of the field to go to; ``text``
    what the words quote. Codes: stem, key, keys, options, twice, option-long, answer, accepted,
    number, events, event-date, date, back, alt, field."""

    code: str
    target: str
    text: str = ""


class RowForm(forms.Form):
    """One option, event or accepted answer. An empty one counts for nothing."""

    id = forms.CharField(required=False, max_length=200)
    text = forms.CharField(required=False, max_length=500)
    right = forms.BooleanField(required=False)
    share = forms.CharField(required=False, max_length=20)
    feedback = forms.CharField(required=False, max_length=1000)
    proof = forms.CharField(required=False, max_length=6000)
    date = forms.CharField(required=False, max_length=80)
    tolerance = forms.CharField(required=False, max_length=40)
    fact = forms.CharField(required=False, max_length=80)

    def __init__(self, data: Mapping[str, Any], *, number: int, place: int) -> None:
        super().__init__(data, prefix=f"r{number}")
        self.number = number
        self.place = place  # from 1, as it stands
        self.full_clean()

    def get(self, name: str) -> Any:
        """What can be made of a field; empty where it is faulty."""
        return self.cleaned_data.get(name, "")

    def clean_id(self) -> str:
        given: str = self.cleaned_data["id"]
        return given if _ID.fullmatch(given) else ""

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())

    def clean_share(self) -> str:
        text: str = self.cleaned_data["share"]
        if text and not _percent(text):
            raise ValidationError(_("Give a number from −100 to 100."))
        return text

    def clean_tolerance(self) -> str:
        text: str = self.cleaned_data["tolerance"]
        found = readings(text) if text else ()
        if text and (not found or found[0] < 0):
            raise ValidationError(_("This is no number."))
        return f"{found[0]:f}" if found else ""

    def clean_date(self) -> str:
        text: str = self.cleaned_data["date"]
        if text and not edtf_of(text):
            raise ValidationError(UNREADABLE_DATE)
        return text

    @property
    def share_value(self) -> float | None:
        return _percent(self.get("share"))[0] if self.get("share") else None

    @property
    def edtf(self) -> str:
        return edtf_of(self.get("date")) if self.get("date") else ""

    @property
    def has_more(self) -> bool:
        """Whether the disclosure of the row holds something."""
        return bool(self.get("share") or self.get("feedback")) or bool(self.errors)


class QuestionForm(forms.Form):
    kind = forms.ChoiceField(choices=[(k.value, label) for k, label in KIND_NAMES.items()])
    stem = forms.CharField(required=False, max_length=2000)
    explanation = forms.CharField(required=False, max_length=4000)
    topic = forms.IntegerField(required=False)
    level = forms.ChoiceField(
        required=False,
        choices=[
            (Level.EASY.value, _("easy")),
            (Level.MEDIUM.value, _("medium")),
            (Level.HARD.value, _("hard")),
        ],
    )
    tags = forms.CharField(required=False, max_length=400)
    name = forms.CharField(required=False, max_length=200)
    visibility = forms.ChoiceField(required=False, choices=Visibility.choices)
    sensitivity = forms.ChoiceField(
        required=False,
        choices=SENSITIVITIES,
    )
    key = forms.IntegerField(required=False)
    answer = forms.ChoiceField(required=False, choices=[("true", _("true")), ("false", _("false"))])
    feedback_true = forms.CharField(required=False, max_length=1000)
    feedback_false = forms.CharField(required=False, max_length=1000)
    decided = forms.ChoiceField(
        required=False,
        choices=[(BY_DATES, _("the dates decide")), (BY_HAND, _("as I put them"))],
    )
    method = forms.ChoiceField(
        required=False, choices=[(m.value, label) for m, label in _METHODS.items()]
    )
    exact = forms.BooleanField(required=False)
    unit = forms.CharField(required=False, max_length=40)
    date = forms.CharField(required=False, max_length=80)
    tolerance = forms.IntegerField(required=False, min_value=0, max_value=10_000)
    tolerance_unit = forms.ChoiceField(
        required=False,
        choices=[("day", _("days")), ("month", _("months")), ("year", _("years"))],
    )
    back = forms.CharField(required=False, max_length=1000)
    picture = forms.UUIDField(required=False)
    picture_alt = forms.CharField(required=False, max_length=300)
    picture_plain = forms.BooleanField(required=False)
    cite_title = forms.CharField(required=False, max_length=200)
    cite_place = forms.CharField(required=False, max_length=120)
    cite_url = forms.URLField(required=False, max_length=500, assume_scheme="https")
    find = forms.CharField(required=False, max_length=100)
    draft = forms.UUIDField(required=False)
    revision = forms.IntegerField(required=False, min_value=0, max_value=2_000_000_000)
    version = forms.IntegerField(required=False, min_value=0, max_value=2_000_000_000)
    set = forms.IntegerField(required=False, min_value=0, max_value=2_000_000_000)

    def __init__(
        self,
        data: QueryDict,
        *,
        topics: Sequence[Topic],
        language: str,
        pictures: Callable[[uuid.UUID], PictureRow | None],
        base: AnyItem | None = None,
    ) -> None:
        """``topics`` with their packs; without one the question stands among the author's own,
        in ``language``. ``pictures`` finds a picture that the author may use;
        ``base`` is the item that is being changed."""
        super().__init__(data)
        self.given = data
        self.base = base
        self.topics = {topic.pk: topic for topic in topics}
        self.own_language = language
        self._pictures = pictures
        if base is not None and base.sensitivity > Sensitivity.MILITARY:
            told = (str(int(base.sensitivity)), _("harm done to people: never in a quiz"))
            self.fields["sensitivity"].choices = [*SENSITIVITIES, told]  # type: ignore[attr-defined]
        self.full_clean()
        self.rows = self._rows()

    def clean_topic(self) -> Topic | None:
        """A topic that is not offered (any more, or to a colleague who copies) is none."""
        return self.topics.get(self.cleaned_data["topic"])

    def clean_date(self) -> str:
        text: str = self.cleaned_data["date"]
        if text and not edtf_of(text):
            raise ValidationError(UNREADABLE_DATE)
        return text

    def clean_tags(self) -> str:
        return ", ".join(tags_of(self.cleaned_data["tags"]))

    def get(self, name: str) -> Any:
        """What can be made of a field; empty where it is faulty."""
        return self.cleaned_data.get(name) or ""

    @property
    def item_kind(self) -> Kind:
        return Kind(self.get("kind") or Kind.CHOICE)

    @property
    def is_rowed(self) -> bool:
        return self.item_kind in ROWED

    @property
    def decided_by(self) -> str:
        return str(self.get("decided") or BY_DATES)

    @cached_property
    def citations(self) -> list[Cited]:
        tokens = self.given.getlist("cite")[:MOST_CITATIONS]
        return [cited for token in tokens if (cited := read_citation(token))]

    @cached_property
    def facts(self) -> list[int]:
        """Keys of the facts cited, in the order of citing."""
        return list(dict.fromkeys(cited.fact for cited in self.citations if cited.fact))

    @cached_property
    def picture_row(self) -> PictureRow | None:
        return self._pictures(self.get("picture")) if self.get("picture") else None

    @property
    def filled(self) -> list[RowForm]:
        return [row for row in self.rows if row.get("text") or row.data.get(f"{row.prefix}-text")]

    @property
    def proven(self) -> list[int]:
        """Numbers of the rows whose option is proven wrong as it stands."""
        item = self.item
        if not isinstance(item, Choice):
            return []
        options = zip(self.filled, item.options, strict=True)
        return [row.number for row, option in options if option.proof is not None]

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written yet."""
        words = [self.get("stem"), self.get("explanation"), self.get("back"), self.get("date")]
        return not any(words) and not self.filled and not self.citations and not self.picture_row

    @property
    def order_in_words(self) -> list[tuple[str, str]]:
        """The events as their dates order them: (title, date in words). Empty unless they do."""
        item = self.item
        if not isinstance(item, Ordering) or self.decided_by != BY_DATES:
            return []
        return [(event.title, event.date) for event in item.events]

    # The item

    @cached_property
    def item(self) -> AnyItem:
        """What stands in the form, with what is missing left empty. New rows have ids of their
        numbers; ``finished`` gives them lasting ones."""
        shared = self._shared()
        stem = " ".join(str(self.get("stem")).split())
        match self.item_kind:
            case Kind.CHOICE:
                return self._choice(stem, shared)
            case Kind.MULTIPLE:
                return Multiple(**shared, stem=stem, options=self._weighed())
            case Kind.TRUE_FALSE:
                return TrueFalse(
                    **shared,
                    stem=stem,
                    answer=self.get("answer") == "true",
                    feedback_true=self.get("feedback_true"),
                    feedback_false=self.get("feedback_false"),
                )
            case Kind.ORDERING:
                method = self.get("method")
                kept = "" if method == DEFAULT_METHOD else method
                return Ordering(**shared, stem=stem, events=self._events(), method=kept)
            case Kind.SHORT:
                return ShortAnswer(
                    **shared, stem=stem, accepted=self._accepted(), exact=bool(self.get("exact"))
                )
            case Kind.NUMERICAL:
                unit = self.get("unit")
                return Numerical(**shared, stem=stem, accepted=self._numbers(), unit=unit)
            case Kind.DATE:
                return DateAnswer(
                    **shared,
                    stem=stem,
                    edtf=edtf_of(self.get("date")),
                    tolerance=self.get("tolerance") or 0,
                    tolerance_unit=self.get("tolerance_unit") or "day",
                )
            case Kind.FLASHCARD:
                slot = self.base.slot if isinstance(self.base, Flashcard) else ""
                return Flashcard(**shared, front=stem, back=self.get("back"), slot=slot)

    def finished(self) -> AnyItem:
        """The item to be kept: new options and events get ids that no version had before."""
        item = self.item
        if isinstance(item, Choice):
            new = {o.id: _lasting(o.id) for o in item.options}
            options = tuple(replace(o, id=new[o.id]) for o in item.options)
            return replace(item, options=options, key=new[item.key])
        if isinstance(item, Multiple):
            return replace(item, options=tuple(replace(o, id=_lasting(o.id)) for o in item.options))
        if isinstance(item, Ordering):
            return replace(item, events=tuple(replace(e, id=_lasting(e.id)) for e in item.events))
        return item

    @property
    def tag_list(self) -> list[str]:
        return tags_of(self.get("tags"))

    @cached_property
    def missing(self) -> list[Missing]:
        """In the order of the page."""
        found: list[Missing] = []
        if not self.get("stem"):
            found.append(Missing(code="stem", target="id_stem"))
        found += self._key_missing()
        if self.picture_row and not self.get("picture_alt") and not self.get("picture_plain"):
            found.append(Missing(code="alt", target="id_picture_alt"))
        faulty = [(f"id_{name}", error) for name, error in self.errors.items()]
        for row in self.rows:
            faulty += [(f"id_{row.prefix}-{name}", error) for name, error in row.errors.items()]
        told = {one.target for one in found}
        found += [
            Missing(code="field", target=target, text=str(error[0]))
            for target, error in faulty
            if target not in told
        ]
        return found

    @property
    def can_be_shown(self) -> bool:
        """Whether there is enough to be asked and graded."""
        return not {one.code for one in self.missing} - {"alt", "field"}

    def _key_missing(self) -> list[Missing]:
        first = f"id_r{self.rows[0].number}-text" if self.rows else "id_stem"
        match self.item_kind:
            case Kind.CHOICE | Kind.MULTIPLE:
                return self._options_missing(first)
            case Kind.TRUE_FALSE if self.get("answer") == "":
                return [Missing(code="answer", target="id_answer_true")]
            case Kind.ORDERING:
                return self._events_missing(first)
            case Kind.SHORT if not any(a.share == 1 for a in self._accepted()):
                return [Missing(code="accepted", target=first)]
            case Kind.NUMERICAL:
                return self._numbers_missing(first)
            case Kind.DATE if not self.get("date") and "date" not in self.errors:
                return [Missing(code="date", target="id_date")]
            case Kind.FLASHCARD if not self.get("back"):
                return [Missing(code="back", target="id_back")]
            case _:
                return []

    def _options_missing(self, first: str) -> list[Missing]:
        if len(self.filled) < 2:
            return [Missing(code="options", target=first)]
        missing: list[Missing] = []
        seen: set[str] = set()
        for row in self.filled:
            form = " ".join(str(row.get("text")).split()).casefold()
            if form in seen and not missing:
                twice = Missing(code="twice", target=f"id_{row.prefix}-text", text=row.get("text"))
                missing.append(twice)
            seen.add(form)
        item = self.item
        if isinstance(item, Choice) and not item.key:
            missing.append(Missing(code="key", target=f"id_key_{self.filled[0].number}"))
        if isinstance(item, Multiple) and not item.keys:
            missing.append(Missing(code="keys", target=f"id_{self.filled[0].prefix}-right"))
        return missing

    def _events_missing(self, first: str) -> list[Missing]:
        if len(self.filled) < 2:
            return [Missing(code="events", target=first)]
        if self.decided_by == BY_HAND:
            return []
        return [
            Missing(code="event-date", target=f"id_{row.prefix}-date", text=row.get("text"))
            for row in self.filled
            if not row.edtf and "date" not in row.errors
        ][:1]

    def _numbers_missing(self, first: str) -> list[Missing]:
        for row in self.filled:
            if not readings(row.get("text"), self.get("unit")):
                return [
                    Missing(code="number", target=f"id_{row.prefix}-text", text=row.get("text"))
                ]
        if not any(a.share == 1 for a in self._numbers()):
            return [Missing(code="accepted", target=first)]
        return []

    def _rows(self) -> list[RowForm]:
        numbers = []
        for text in self.given.getlist("row"):
            if text.isascii() and text.isdigit() and len(text) <= 4 and int(text) not in numbers:
                numbers.append(int(text))
        return [
            RowForm(self.given, number=number, place=place)
            for place, number in enumerate(numbers[:MOST_ROWS], start=1)
        ]

    def _shared(self) -> dict[str, Any]:
        topic: Topic | None = self.get("topic") or None
        base = self.base
        level = Level(self.get("level") or (base.level if base else Level.MEDIUM))
        keeps = base is not None and base.level == level
        cited_facts = Fact.objects.in_bulk(self.facts) if self.facts else {}
        slugs = [cited_facts[pk].slug for pk in self.facts if pk in cited_facts]
        return {
            "identity": base.identity if base else "",
            "topic": topic.slug if topic else "",
            "language": self.language,
            "facts": tuple(dict.fromkeys(slugs)),
            "sensitivity": int(self.get("sensitivity") or 0),
            "difficulty": base.difficulty if base and keeps else DIFFICULTY[level],
            "explanation": str(self.get("explanation")).strip(),
            "citations": tuple(cited.citation for cited in self.citations),
            "picture": self._picture(),
            "carried": base.carried if base and base.kind == self.item_kind else {},
        }

    def _picture(self) -> Picture | None:
        row = self.picture_row
        if row is None:
            return None
        alt = "" if self.get("picture_plain") else self.get("picture_alt")
        return Picture(id=str(row.pk), alt=alt, width=row.width, height=row.height)

    def _choice(self, stem: str, shared: dict[str, Any]) -> Choice:
        key = next((row for row in self.filled if row.number == self.get("key")), None)
        key_text = key.get("text") if key else ""
        options = tuple(
            Option(
                id=_row_id(row),
                text=row.get("text"),
                proof=None if row is key else proof_of(row.get("proof"), row.get("text"), key_text),
                share=None if row is key else row.share_value,
                feedback=row.get("feedback"),
            )
            for row in self.filled
        )
        texts = [option.text for option in options]
        return Choice(
            **shared,
            stem=stem,
            slot=self.base.slot if isinstance(self.base, Choice) else "",
            options=options,
            key=_row_id(key) if key else "",
            ordered=_ascends(texts),
        )

    def _weighed(self) -> tuple[Option, ...]:
        """Right options share alike what the author's own shares leave; a wrong tick takes away as
        much as a right one gives. Shares above 0 are scaled to make 1 together."""
        rows = self.filled
        right = [row for row in rows if row.get("right")]
        given = {row.number: row.share_value for row in rows}
        open_rows = [row for row in right if given[row.number] is None]
        left = 1 - sum(max(given[row.number] or 0, 0) for row in right)
        even = left / len(open_rows) if open_rows else 0
        shares = {
            row.number: max(even if given[row.number] is None else given[row.number] or 0, 0)
            for row in right
        }
        total = sum(shares.values())
        cost = -1 / len(right) if right else 0
        return tuple(
            Option(
                id=_row_id(row),
                text=row.get("text"),
                share=shares[row.number] / total
                if row.number in shares and total
                else min(cost if given[row.number] is None else given[row.number] or 0, 0),
                feedback=row.get("feedback"),
            )
            for row in rows
        )

    def _events(self) -> tuple[Event, ...]:
        language = self.language
        by_dates = self.decided_by == BY_DATES
        events = []
        for row in self.filled:
            date = dates.parse(row.edtf) if row.edtf else None
            events.append(
                Event(
                    id=_row_id(row),
                    title=row.get("text"),
                    date=dates.words(date, language) if date else "",
                    edtf=date.edtf if date else "",
                    lo=date.lo if date and by_dates else None,
                    hi=date.hi if date and by_dates else None,
                    fact=row.get("fact"),
                )
            )
        if by_dates and all(event.edtf for event in events):
            events.sort(key=lambda e: (_day(e.lo, -1), _day(e.hi, 1)))
        return tuple(events)

    @property
    def language(self) -> str:
        topic: Topic | None = self.get("topic") or None
        return topic.pack.language if topic else self.own_language

    def _accepted(self) -> tuple[Accepted, ...]:
        return tuple(
            Accepted(text=row.get("text"), share=_earned(row), feedback=row.get("feedback"))
            for row in self.filled
            if row.get("text")
        )

    def _numbers(self) -> tuple[AcceptedNumber, ...]:
        found = []
        for row in self.filled:
            read = readings(row.get("text"), self.get("unit"))
            if read:
                found.append(
                    AcceptedNumber(
                        value=f"{read[0]:f}",
                        tolerance=row.get("tolerance") or "0",
                        share=_earned(row),
                        feedback=row.get("feedback"),
                    )
                )
        return tuple(found)


def tags_of(text: str) -> list[str]:
    tags = dict.fromkeys(" ".join(tag.split())[:40] for tag in text.split(","))
    return [tag for tag in tags if tag][:MOST_TAGS]


def edtf_of(text: str) -> str:
    """What was typed as EDTF, whether it is that already or a date as people write it; empty where
    it is neither."""
    for read in (lambda: dates.parse(text.strip()).edtf, lambda: dates.typed(text)):
        try:
            return read()
        except DateError:
            continue
    return ""


def _row_id(row: RowForm) -> str:
    return row.get("id") or f"new-{row.number}"


def _lasting(option_id: str) -> str:
    return uuid.uuid4().hex[:12] if option_id.startswith("new-") else option_id


def _percent(text: str) -> tuple[float, ...]:
    """(share,) of a number of percent, or nothing."""
    found = readings(text.strip().removesuffix("%").strip()) if text else ()
    if not found or not -100 <= found[0] <= 100:
        return ()
    return (float(found[0] / 100),)


def _earned(row: RowForm) -> float:
    share = row.share_value
    return 1.0 if share is None or share <= 0 else share


def _ascends(texts: Sequence[str]) -> bool:
    amounts = [amount(text) for text in texts]
    known = [found for found in amounts if found is not None]
    return len(known) == len(texts) > 1 and all(a < b for a, b in pairwise(known))


def _day(day: int | None, side: int) -> tuple[int, int]:
    """Open bounds lie beyond all others."""
    return (side, 0) if day is None else (0, day)
