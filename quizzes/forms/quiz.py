"""The shape of what comes from a learner taking a quiz."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from quizzes.actions.drawing import DEFAULT_LENGTH, QuizOptions
from quizzes.grading import Chosen, Ordered, Response, Skipped
from quizzes.items import AnyItem, Choice, Flashcard
from quizzes.kinds import Kind, Level
from quizzes.models import Pack, Topic

LENGTHS = (5, 10, 20, 50)
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
    counted from 1; ``response`` of a valid form speaks of the item's own ids."""

    token = forms.UUIDField()
    seconds = forms.IntegerField(required=False)
    skip = forms.BooleanField(required=False)
    place = forms.IntegerField(required=False, label=_("Your answer"))

    def __init__(self, data: QueryDict, *, item: AnyItem, shuffle: Sequence[int]) -> None:
        super().__init__(data)
        self.given = data
        self.item = item
        self.shuffle = shuffle
        self.response: Response | None = None

    def clean_seconds(self) -> int:
        return min(max(self.cleaned_data["seconds"] or 0, 0), LONGEST_PAUSE)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("skip"):
            self.response = Skipped()
        elif isinstance(self.item, Choice):
            self.response = self._chosen(self.item, cleaned.get("place"))
        elif not isinstance(self.item, Flashcard):
            order = places(self.given, count=len(self.shuffle))
            self.response = Ordered(
                events=tuple(self.item.events[self.shuffle[place - 1]].id for place in order)
            )
        return cleaned

    @property
    def token_value(self) -> UUID:
        value: UUID = self.cleaned_data["token"]
        return value

    def _chosen(self, item: Choice, place: int | None) -> Chosen | None:
        if place is None or not 1 <= place <= len(self.shuffle):
            self.add_error("place", _("choose an answer, or press “I don’t know”."))
            return None
        return Chosen(option=item.options[self.shuffle[place - 1]].id)


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
