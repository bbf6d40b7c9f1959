"""The shape of what comes from a learner taking a quiz."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.actions.drawing import DEFAULT_LENGTH, QuizOptions
from quizzes.dates import typed as typed_date
from quizzes.errors import DateError
from quizzes.grading import Chosen, Ordered, Picked, Response, Skipped, Typed
from quizzes.grading.number import readings
from quizzes.items import (
    FALSE,
    TRUE,
    AnyItem,
    Choice,
    DateAnswer,
    Multiple,
    Numerical,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from quizzes.kinds import Kind, Level
from quizzes.models import Pack, Topic

LENGTHS = (5, 10, 20, 50)
LONGEST_TYPED = 200
LAST_SEQUENCE = 1_000_000
PLACE_DIGITS = 3
LONGEST_PAUSE = 3600  # seconds on one item; beyond it the person was away


class QuizForm(forms.Form):
    """The set-up. Everything has a default: an empty form is ten questions on everything."""

    topics = forms.MultipleChoiceField(
        label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple
    )
    length = forms.TypedChoiceField(
        label=_("How many questions"),
        required=False,
        coerce=int,
        choices=[(n, str(n)) for n in LENGTHS],
        initial=DEFAULT_LENGTH,
        widget=forms.RadioSelect,
    )
    kinds = forms.ChoiceField(
        label=_("What kind"),
        required=False,
        choices=[
            ("", _("both")),
            (Kind.CHOICE.value, _("choices")),
            (Kind.ORDERING.value, _("timelines")),
        ],
        widget=forms.RadioSelect,
    )
    level = forms.ChoiceField(
        label=_("How hard"),
        required=False,
        choices=[
            ("", _("any")),
            (Level.EASY.value, _("easy")),
            (Level.MEDIUM.value, _("medium")),
            (Level.HARD.value, _("hard")),
        ],
        widget=forms.RadioSelect,
    )
    military = forms.ChoiceField(
        label=_("Questions on military events"),
        required=False,
        choices=[("yes", _("include them")), ("no", _("leave them out"))],
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        pack: Pack | None,
        topics: Iterable[Topic],
        military: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.pack = pack
        self.military_unless_said = "yes" if military else "no"
        self.fields["military"].initial = self.military_unless_said
        field = self.fields["topics"]
        field.choices = [(topic.slug, topic.title) for topic in topics]  # type: ignore[attr-defined]

    def options(self) -> QuizOptions:
        """Of a valid form."""
        asked = self.cleaned_data
        kinds = (Kind(asked["kinds"]),) if asked["kinds"] else (Kind.CHOICE, Kind.ORDERING)
        return QuizOptions(
            pack=self.pack.slug if self.pack else "",
            length=asked["length"] or DEFAULT_LENGTH,
            topics=tuple(asked["topics"]),
            kinds=kinds,
            levels=(Level(asked["level"]),) if asked["level"] else (),
            military=(asked["military"] or self.military_unless_said) == "yes",
        )


class AnswerForm(forms.Form):
    """One answer to ``item``, shown in the order ``shuffle``. What comes in are display places,
    counted from 1, or what was typed; ``response`` of a valid form speaks of the item's own ids.

    A number or a date that cannot be read is refused, as no answer should be lost to a slip of the
    fingers; whether it can be read depends on what is asked for, never on the key.
    """

    token = forms.UUIDField()
    sequence = forms.IntegerField(required=False)
    seconds = forms.IntegerField(required=False)
    skip = forms.BooleanField(required=False)
    place = forms.IntegerField(required=False, label=_("Your answer"))
    typed = forms.CharField(required=False, label=_("Your answer"), max_length=LONGEST_TYPED)

    def __init__(
        self,
        data: QueryDict,
        *,
        item: AnyItem,
        shuffle: Sequence[int],
        may_skip: bool = True,
    ) -> None:
        """``may_skip`` where the page offers to say that one does not know."""
        super().__init__(data)
        self.may_skip = may_skip
        self.given = data
        self.item = item
        self.shuffle = shuffle
        self.response: Response | None = None

    def clean_seconds(self) -> int:
        return min(max(self.cleaned_data["seconds"] or 0, 0), LONGEST_PAUSE)

    def clean_sequence(self) -> int:
        return min(max(self.cleaned_data["sequence"] or 1, 1), LAST_SEQUENCE)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.response = Skipped() if cleaned.get("skip") else self._read(cleaned)
        return cleaned

    @property
    def token_value(self) -> UUID:
        value: UUID = self.cleaned_data["token"]
        return value

    def _read(self, cleaned: dict[str, Any]) -> Response | None:
        match self.item:
            case Choice():
                return self._chosen([o.id for o in self.item.options], cleaned.get("place"))
            case TrueFalse():
                return self._chosen([TRUE, FALSE], cleaned.get("place"))
            case Multiple():
                return self._picked(self.item)
            case Ordering():
                order = places(self.given, count=len(self.shuffle))
                events = (self.item.events[self.shuffle[place - 1]].id for place in order)
                return Ordered(events=tuple(events))
            case ShortAnswer() | Numerical() | DateAnswer():
                return self._typed(self.item, cleaned.get("typed", ""))
        return None

    def _chosen(self, ids: Sequence[str], place: int | None) -> Chosen | None:
        if place is None or not 1 <= place <= len(self.shuffle):
            told = _("choose an answer, or press “I don’t know”.")
            self.add_error("place", told if self.may_skip else _("choose an answer."))
            return None
        return Chosen(option=ids[self.shuffle[place - 1]])

    def _picked(self, item: Multiple) -> Picked | None:
        """In the item's order, so that the same boxes are the same response."""
        places = {place for place in self.given.getlist("place") if len(place) <= PLACE_DIGITS}
        known = {str(place): index for place, index in enumerate(self.shuffle, start=1)}
        if not places or not places <= set(known):
            told = _("tick at least one answer, or press “I don’t know”.")
            self.add_error("place", told if self.may_skip else _("tick at least one answer."))
            return None
        return Picked(options=tuple(item.options[i].id for i in sorted(known[p] for p in places)))

    def _typed(self, item: ShortAnswer | Numerical | DateAnswer, text: str) -> Typed | None:
        if "typed" in self.errors:
            return None
        if not text:
            told = _("type an answer, or press “I don’t know”.")
            self.add_error("typed", told if self.may_skip else _("type an answer."))
        elif isinstance(item, Numerical) and not readings(text, item.unit):
            self.add_error("typed", self._no_number(item))
        elif isinstance(item, DateAnswer) and not _is_date(text):
            self.add_error("typed", _("this cannot be read as a date. Type the year, or more."))
        else:
            return Typed(text=text)
        return None

    @staticmethod
    def _no_number(item: Numerical) -> str:
        if not item.unit:
            return gettext("this cannot be read as a number. Type figures alone.")
        told = gettext("this cannot be read as a number. Type figures alone, or with “%(unit)s”.")
        return told % {"unit": item.unit}


class ReportForm(forms.Form):
    text = forms.CharField(
        label=_("What is wrong?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


def places(data: QueryDict, *, count: int) -> list[int]:
    """The cards of an ordering as they stand: every display place from 1 to ``count`` once.

    Raises ``ValidationError``, which no untouched page can cause.
    """
    try:
        order = [int(place) for place in data.getlist("order")]
    except ValueError:
        order = []
    if sorted(order) != list(range(1, count + 1)):
        raise ValidationError(_("The list of cards came in incomplete. Reload the page."))
    return order


def _is_date(text: str) -> bool:
    try:
        typed_date(text)
    except DateError:
        return False
    return True


def moved(order: Sequence[int], move: str) -> list[int]:
    """``order`` after one step: ``move`` is the card's display place and a direction, "2-up".

    A step beyond an end, or one that is none, changes nothing.
    """
    place, _dash, direction = move.partition("-")
    after = list(order)
    places = [str(place) for place in after]  # int() refuses what has thousands of digits
    if place not in places or direction not in {"up", "down"}:
        return after
    here = places.index(place)
    there = here + (-1 if direction == "up" else 1)
    if 0 <= there < len(after):
        after[here], after[there] = after[there], after[here]
    return after
