"""The shape of what comes from a learner reviewing cards."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from quizzes.forms.quiz import LONGEST_PAUSE, AnswerForm
from quizzes.kinds import Kind, Rating
from quizzes.models import Card, StudyPlan
from quizzes.models.cards import SIDE_LENGTH
from quizzes.reports.cards import shuffle

LATEST = timedelta(days=14)  # an answer kept longer without a connection is too old to tell


class RateForm(forms.Form):
    """What every review sends. ``ago`` is how many seconds ago it was given, by the sender's own
    clock: that one may be wrong, its running is not."""

    token = forms.UUIDField()
    version = forms.IntegerField(min_value=0)
    rating = forms.TypedChoiceField(
        required=False,
        coerce=lambda value: Rating(int(value)),
        choices=[(rating.value, rating.name) for rating in Rating],
        empty_value=None,
    )
    seconds = forms.IntegerField(required=False)
    ago = forms.IntegerField(required=False)
    promise = forms.CharField(required=False, max_length=4000)

    def clean_seconds(self) -> int:
        return min(max(self.cleaned_data["seconds"] or 0, 0), LONGEST_PAUSE)

    def clean_ago(self) -> timedelta:
        seconds = max(self.cleaned_data["ago"] or 0, 0)
        if seconds > LATEST.total_seconds():
            raise ValidationError(_("This answer was kept too long without a connection."))
        return timedelta(seconds=seconds)

    @property
    def token_value(self) -> UUID:
        value: UUID = self.cleaned_data["token"]
        return value


def answer_form(data: QueryDict, card: Card) -> AnswerForm | None:
    """For question cards: what was answered, read in the order in which it was shown. None for a
    card that is rated."""
    version = card.question.current if card.question else None
    if version is None or version.item.kind == Kind.FLASHCARD:
        return None
    reps = data.get("reps", "")
    shown = int(reps) if reps.isdecimal() and len(reps) < 8 else card.reps
    return AnswerForm(data, item=version.item, shuffle=shuffle(card, shown))


class UndoForm(forms.Form):
    token = forms.UUIDField()


class ChangeForm(forms.Form):
    """One of the things done with a card besides rating it."""

    CHANGES = ("suspend", "take-up", "bury", "flag", "unflag")

    change = forms.ChoiceField(choices=[(name, name) for name in CHANGES])


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("What is wrong with this card?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AddForm(forms.Form):
    """Exactly one of them says what to add."""

    topic = forms.IntegerField(required=False)
    fact = forms.IntegerField(required=False)
    attempt = forms.UUIDField(required=False)
    next = forms.CharField(required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if sum(bool(cleaned.get(name)) for name in ("topic", "fact", "attempt")) != 1:
            raise ValidationError(_("Say what to add."))
        return cleaned


class LeaveForm(forms.Form):
    topic = forms.IntegerField(required=False)
    card = forms.IntegerField(required=False)


class PracticeForm(forms.Form):
    """Where a round of practice stands: nowhere yet, if it says nothing."""

    seed = forms.IntegerField(required=False, min_value=0, max_value=999_999)
    place = forms.IntegerField(required=False, min_value=0, max_value=9999)
    shown = forms.BooleanField(required=False)


class MoreForm(forms.Form):
    cards = forms.IntegerField(min_value=1, max_value=100)


class ExamForm(forms.Form):
    """The class whose day it is."""

    classroom = forms.IntegerField(min_value=1)
    next = forms.CharField(required=False, max_length=20)


class OwnCardForm(forms.ModelForm):
    own_front = forms.CharField(
        label=_("Front"),
        max_length=SIDE_LENGTH,
        help_text=_("What you want to be asked."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    own_back = forms.CharField(
        label=_("Back"),
        max_length=SIDE_LENGTH,
        help_text=_("What you want to remember: short, and one thing only."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    own_source = forms.CharField(
        label=_("Where it stands"),
        max_length=SIDE_LENGTH,
        required=False,
        help_text=_("A book and a page, an address, a person you asked."),
    )

    class Meta:
        model = Card
        fields = ["own_front", "own_back", "own_source"]


class PlanForm(forms.ModelForm):
    """``retention`` is asked for in percent. ``today`` is the learner's study day."""

    retention = forms.IntegerField(
        label=_("How much to remember, in percent"),
        min_value=70,
        max_value=97,
        help_text=_(
            "When a card comes back you should still know it this surely. More is more work."
        ),
    )
    school_weekdays = forms.TypedMultipleChoiceField(
        label=_("Days on which you study"),
        required=False,
        coerce=int,
        choices=[(number, WEEKDAYS[number]) for number in range(7)],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Cards come back on these days where they can. Tick none for any day."),
    )
    exam_day = forms.DateField(
        label=_("Day of an exam"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Each day is then planned so that you know most on that day."),
    )

    class Meta:
        model = StudyPlan
        fields = [
            "budget",
            "new_a_day",
            "exam_day",
            "school_weekdays",
            "retention",
            "typed",
            "four_buttons",
        ]
        labels = {
            "budget": _("Cards a day"),
            "new_a_day": _("New cards a day"),
            "typed": _("Type the answer before you see it"),
            "four_buttons": _("Four buttons: Again, Hard, Good, Easy"),
        }
        help_texts = {
            "budget": _("Never more than this, however many are due."),
            "new_a_day": _("They are among the cards a day."),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial["retention"] = round(100 * self.instance.retention)
        if self.instance.exam_day is not None and self.instance.exam_day < today:
            self.initial["exam_day"] = None

    def clean_exam_day(self) -> date | None:
        day: date | None = self.cleaned_data["exam_day"]
        if day is not None and day < self.today:
            raise ValidationError(_("This day is over. Choose one that is still to come."))
        return day

    def clean_retention(self) -> float:
        return self.cleaned_data["retention"] / 100

    def choices(self) -> dict[str, Any]:
        """Of a valid form."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
