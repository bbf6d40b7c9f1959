"""The shape of what a teacher gives a class. Times are typed as the clocks of the class show them.

=============  =====================================================================
a local time   becomes
=============  =====================================================================
usual          the one moment that it names
in a gap       refused, with the first time after it: clocks jump over it in spring
twice          the first of the two where something opens, the second where it closes;
               ``notes`` says so
=============  =====================================================================
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, QuerySet, When
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from quizzes.actions.assignments import TERMS, Order
from quizzes.kinds import Kind
from quizzes.models import Accommodation, Assignment, Classroom, QuestionSet, Topic, User
from quizzes.models.assignments import AssignmentKind
from quizzes.models.packs import Visibility
from quizzes.models.sets import Release

LESSON = timedelta(minutes=45)
EVENING = time(20)
SUNDAY = 6
EARLIEST, LATEST = datetime(2000, 1, 1), datetime(2100, 1, 1)
MINUTES = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """``at`` in UTC; ``twice`` says that the local time comes twice that day."""

    at: datetime
    twice: bool = False


def moment(local: datetime, zone: ZoneInfo, *, closing: bool = False) -> Moment:
    """What a local time without a zone means in ``zone``. Raises ``ValidationError`` for one that
    the clocks jump over."""
    first = local.replace(tzinfo=zone, fold=0)
    second = local.replace(tzinfo=zone, fold=1)
    there = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    if there != local:
        raise ValidationError(
            _("On this day clocks jump over %(time)s. Choose %(next)s or another time."),
            code="gap",
            # In a gap the first reading lands after it, by as much as was jumped over.
            params={"time": f"{local:%H:%M}", "next": f"{there:%H:%M}"},
        )
    twice = first.utcoffset() != second.utcoffset()
    return Moment(at=(second if closing else first).astimezone(UTC), twice=twice)


def local(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """As the clocks of the zone show it."""
    return at.astimezone(zone).replace(tzinfo=None) if at else None


class LocalTimeField(forms.Field):
    """A date and a time of day as clocks show them, without a zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES)

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, datetime) or value in self.empty_values:
            return value or None
        try:
            read = datetime.fromisoformat(str(value).strip())
        except ValueError:
            read = LATEST
        if read.tzinfo is not None or not EARLIEST <= read < LATEST:
            raise ValidationError(_("Enter a date and a time, such as 2026-05-12T18:00."))
        return read.replace(second=0, microsecond=0)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != self._to_the_minute(initial))
        except ValidationError:
            return True

    @staticmethod
    def _to_the_minute(value: datetime | None) -> datetime | None:
        return value.replace(second=0, microsecond=0) if value else None


class SubjectForm(forms.Form):
    """What is given: a ``set``, or a ``topic`` as cards. ``kind`` deck makes cards of a set."""

    set = forms.ModelChoiceField(
        label=gettext_lazy("Set"),
        queryset=QuestionSet.objects.none(),
        required=False,
        empty_label=None,
    )
    topic = forms.ModelChoiceField(
        empty_label=gettext_lazy("choose a topic"),
        label=gettext_lazy("Topic"),
        queryset=Topic.objects.none(),
        required=False,
    )
    kind = forms.ChoiceField(choices=AssignmentKind.choices, required=False)

    def __init__(self, data: Any, *, teacher: User) -> None:
        super().__init__(data)
        sets = QuestionSet.objects.visible_to(teacher).current()
        # One's own first: they are what one mostly gives.
        mine = Case(When(owner=teacher, then=0), default=1, output_field=IntegerField())
        self.fields["set"].queryset = sets.order_by(mine, "-changed_at")  # type: ignore[attr-defined]
        self.fields["topic"].queryset = (  # type: ignore[attr-defined]
            Topic.objects.filter(pack__visibility=Visibility.PUBLIC, question__kind=Kind.FLASHCARD)
            .distinct()
            .order_by("pack", "position")
        )

    @property
    def question_set(self) -> QuestionSet | None:
        chosen: QuestionSet | None = self.cleaned_data["set"]
        return None if self.deck_topic else chosen

    @property
    def deck_topic(self) -> Topic | None:
        chosen: Topic | None = self.cleaned_data["topic"]
        return chosen

    @property
    def is_deck(self) -> bool:
        return bool(self.deck_topic) or self.cleaned_data["kind"] == AssignmentKind.DECK

    @property
    def chosen(self) -> bool:
        return bool(self.deck_topic or self.question_set)

    @property
    def title(self) -> str:
        return str(self.deck_topic or self.question_set)

    def clean_set(self) -> QuestionSet | None:
        chosen: QuestionSet | None = self.cleaned_data["set"]
        if chosen is not None and not chosen.entries.exists():
            raise ValidationError(_("This set has no questions yet."))
        return chosen


class ClassesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


LESSON_LONG, TOMORROW, WEEK, ALWAYS = "lesson", "tomorrow", "week", "always"


def quick_end(choice: str, zone: ZoneInfo, *, now: datetime) -> datetime | None:
    """The end in UTC of a quick choice: a lesson from now, 20:00 tomorrow, 20:00 on Sunday; None
    for ``ALWAYS``. An evening that clocks jump over (none does in Ukraine) ends an hour later."""
    if choice == ALWAYS:
        return None
    if choice == LESSON_LONG:
        return now + LESSON
    today = now.astimezone(zone)
    ahead = 1 if choice == TOMORROW else (SUNDAY - today.weekday()) % 7
    evening = datetime.combine(today.date() + timedelta(days=ahead), EVENING, tzinfo=zone)
    if evening.astimezone(UTC) <= now:
        evening += timedelta(days=7)
    return evening.astimezone(UTC)


def quick_choices() -> list[tuple[str, Any]]:
    return [
        (LESSON_LONG, gettext_lazy("now, until the end of the lesson (45 minutes)")),
        (TOMORROW, gettext_lazy("now, until tomorrow 20:00")),
        (WEEK, gettext_lazy("now, until Sunday 20:00")),
        (ALWAYS, gettext_lazy("now, with no end")),
    ]


ATTEMPTS = (1, 2, 3, 5, 10)


def attempts_choices(also: int = 0) -> list[tuple[int, str]]:
    told = sorted({*ATTEMPTS, also} - {0})
    each = [(n, ngettext("%(n)d attempt", "%(n)d attempts", n) % {"n": n}) for n in told]
    return [(0, _("as many as they like")), *each]


class _TermsForm(forms.ModelForm):
    """How it is taken, and when."""

    attempts_allowed = forms.TypedChoiceField(label=gettext_lazy("Attempts"), coerce=int)
    when = forms.ChoiceField(label=gettext_lazy("When"), required=False, widget=forms.RadioSelect)
    opens = LocalTimeField(label=gettext_lazy("Opens"), required=False)
    closes = LocalTimeField(label=gettext_lazy("Closes"), required=False)

    class Meta:
        model = Assignment
        fields = [
            "title",
            "note",
            "exam_day",
            "release",
            "attempts_allowed",
            "grade_of",
            "time_limit",
            "pass_mark",
            "retry_missed",
            "shuffle_questions",
            "shuffle_options",
            "closes_reading",
        ]
        labels = {
            "release": gettext_lazy("Answers are told"),
            "time_limit": gettext_lazy("Time limit in minutes"),
            "pass_mark": gettext_lazy("Passed from (percent)"),
        }
        help_texts = {
            "note": gettext_lazy("Pupils read it before they begin."),
            "time_limit": gettext_lazy(
                "Leave it empty for none. Extra time of single pupils is added by itself."
            ),
        }
        widgets = {
            "exam_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea(attrs={"rows": 3}),
            "release": forms.RadioSelect,
        }

    now: datetime
    notes: list[str]

    def __init__(self, *args: Any, now: datetime, deck: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.deck = deck
        self.notes = []
        attempts = self.fields["attempts_allowed"]
        attempts.choices = attempts_choices(  # type: ignore[attr-defined]
            self.get_initial_for_field(attempts, "attempts_allowed") or 0
        )
        self.fields["title"].required = False
        self.fields["exam_day"].required = deck
        for name in DECK_HAS_NONE if deck else ("exam_day",):
            del self.fields[name]

    def window(self, zone: ZoneInfo) -> tuple[datetime, datetime | None]:
        """In UTC, as chosen; times that were typed hold instead of a quick choice. Raises
        ``ValidationError`` with the field at fault."""
        given = self.cleaned_data
        typed = given.get("opens") or given.get("closes")
        if given.get("when") and not typed:
            return self.now, quick_end(given["when"], zone, now=self.now)
        opens = self._moment("opens", zone) or self.now
        closes = self._moment("closes", zone, closing=True)
        if closes is not None and closes <= self.now and "closes" in self.changed_data:
            raise ValidationError({"closes": _("This time is past.")})
        if closes is not None and closes <= opens:
            raise ValidationError({"closes": _("It must close after it opens.")})
        return opens, closes

    def _moment(self, name: str, zone: ZoneInfo, *, closing: bool = False) -> datetime | None:
        typed = self.cleaned_data.get(name)
        if typed is None:
            return None
        try:
            meant = moment(typed, zone, closing=closing)
        except ValidationError as error:
            raise ValidationError({name: error}) from error
        if meant.twice:
            self.notes.append(twice_words(typed, closing=closing))
        return meant.at

    def _check_release(self, closes_at: datetime | None) -> None:
        if self.cleaned_data.get("release") == Release.AFTER_DUE and closes_at is None:
            self.add_error(
                "release",
                _("Say when it closes: with no end, the answers would never be told."),
            )

    def columns(self) -> dict[str, Any]:
        """Of ``Assignment``, as chosen."""
        own = {"when", "opens", "closes", "classes", "title"}
        return {name: value for name, value in self.cleaned_data.items() if name not in own}


DECK_HAS_NONE = (
    "release",
    "attempts_allowed",
    "grade_of",
    "time_limit",
    "pass_mark",
    "retry_missed",
    "shuffle_questions",
    "shuffle_options",
    "closes_reading",
    "when",
    "closes",
)


class AssignForm(_TermsForm):
    """Only ``classes`` must be sent (and the day of a deck): without ``full``, which the page sends
    along, all else is as in the set."""

    full = forms.BooleanField(required=False, widget=forms.HiddenInput, initial=True)
    classes = ClassesField(
        label=gettext_lazy("Classes"),
        queryset=Classroom.objects.none(),
        error_messages={"required": gettext_lazy("Choose at least one class.")},
    )

    field_order = ["classes", "exam_day", "when", "opens", "closes"]

    def __init__(
        self,
        data: QueryDict | None,
        *,
        classes: QuerySet[Classroom],
        question_set: QuestionSet | None,
        title: str,
        now: datetime,
        deck: bool = False,
        initial: dict[str, Any] | None = None,
    ) -> None:
        terms = {name: getattr(question_set, name) for name in TERMS} if question_set else {}
        super().__init__(
            data,
            now=now,
            deck=deck,
            instance=Assignment(title=title, **terms),
            initial={"when": TOMORROW, "full": True, **(initial or {})},
        )
        self.title = title
        self.fields["classes"].queryset = classes  # type: ignore[attr-defined]
        if not deck:
            self.fields["when"].choices = quick_choices()  # type: ignore[attr-defined]
        self.orders: list[Order] = []
        if self.is_bound and "full" not in self.data:
            self.data = self._filled(self.data)

    def _filled(self, data: Any) -> QueryDict:
        """What was not sent, as the page would have sent it."""
        filled = data.copy()
        for name in set(self.fields) - set(data) - {"classes", "exam_day"}:
            value = self.get_initial_for_field(self.fields[name], name)
            if value is not None and value is not False:
                filled[name] = str(value)
        return filled

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        given.pop("full", None)
        given["title"] = given.get("title") or self.title
        if "when" in self.fields:
            given["when"] = given.get("when") or TOMORROW
        for classroom in given.get("classes", ()):
            try:
                opens_at, closes_at = self.window(ZoneInfo(classroom.time_zone))
            except ValidationError as error:
                self.add_error(None, error)
                break
            self._check_release(closes_at)
            self._check_day(given.get("exam_day"), classroom)
            self.orders.append(Order(classroom=classroom, opens_at=opens_at, closes_at=closes_at))
            if self.errors:
                break
        return given

    def _check_day(self, day: Any, classroom: Classroom) -> None:
        if day and day <= self.now.astimezone(ZoneInfo(classroom.time_zone)).date():
            self.add_error("exam_day", _("Choose a day to come."))


class EditForm(_TermsForm):
    """Times that are not touched stay to the second, also one that comes twice that day."""

    field_order = ["title", "exam_day", "opens", "closes"]

    def __init__(self, data: Any, *, assignment: Assignment, zone: ZoneInfo, now: datetime) -> None:
        self.zone = zone
        self.before = assignment
        deck = assignment.exam_day is not None
        instance = Assignment.objects.get(pk=assignment.pk)
        super().__init__(
            data,
            now=now,
            deck=deck,
            instance=instance,
            initial={
                "opens": local(assignment.opens_at, zone),
                "closes": local(assignment.closes_at, zone),
            },
        )
        self.fields.pop("when", None)
        self.opens_at, self.closes_at = assignment.opens_at, assignment.closes_at

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        given["title"] = given.get("title") or self.before.title
        if not self.errors:
            try:
                opens_at, closes_at = self.window(self.zone)
            except ValidationError as error:
                self.add_error(None, error)
                return given
            self.opens_at = opens_at if "opens" in self.changed_data else self.before.opens_at
            self.closes_at = closes_at if "closes" in self.changed_data else self.before.closes_at
            self._check_release(self.closes_at)
            if self.closes_at is not None and self.closes_at <= self.opens_at:
                self.add_error("closes", _("It must close after it opens."))
        return given

    def columns(self) -> dict[str, Any]:
        return super().columns() | {
            "title": self.cleaned_data["title"],
            "opens_at": self.opens_at,
            "closes_at": self.closes_at,
        }


class OpenAgainForm(forms.Form):
    until = forms.ChoiceField(
        label=gettext_lazy("Open again"), choices=quick_choices, initial=TOMORROW
    )


class ArchiveForm(forms.Form):
    """Without ``back`` it is put away, with it taken up again."""

    back = forms.BooleanField(required=False)


class CardsForm(forms.Form):
    plan_for_it = forms.BooleanField(
        required=False, initial=True, label=gettext_lazy("Plan my days towards it")
    )


PERCENTS = (110, 125, 150, 200, 300)


class AccommodationForm(forms.ModelForm):
    """What is left empty is as for the others."""

    opens = LocalTimeField(label=gettext_lazy("Opens for this pupil"), required=False)
    closes = LocalTimeField(label=gettext_lazy("Closes for this pupil"), required=False)
    attempts_allowed = forms.TypedChoiceField(
        label=gettext_lazy("Attempts"), coerce=int, required=False, empty_value=None
    )
    time_percent = forms.TypedChoiceField(
        label=gettext_lazy("Time"), coerce=int, required=False, empty_value=None
    )

    class Meta:
        model = Accommodation
        fields = ["attempts_allowed", "time_percent"]

    field_order = ["time_percent", "opens", "closes", "attempts_allowed"]

    def __init__(
        self, data: Any, *, assignment: Assignment, given: Accommodation, zone: ZoneInfo
    ) -> None:
        self.assignment = assignment
        self.zone = zone
        self.before = given
        super().__init__(
            data,
            instance=Accommodation(
                attempts_allowed=given.attempts_allowed, time_percent=given.time_percent
            ),
            initial={"opens": local(given.opens_at, zone), "closes": local(given.closes_at, zone)},
        )
        as_others: list[tuple[Any, str]] = [("", _("as for the others"))]
        self.fields["attempts_allowed"].choices = (  # type: ignore[attr-defined]
            as_others + attempts_choices(given.attempts_allowed or 0)
        )
        percents = sorted({*PERCENTS, given.time_percent or PERCENTS[0]})
        self.fields["time_percent"].choices = as_others + [  # type: ignore[attr-defined]
            (percent, _("%(percent)d %% of the time") % {"percent": percent})
            for percent in percents
        ]
        self.notes: list[str] = []

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name, closing in (("opens", False), ("closes", True)):
            before: datetime | None = getattr(self.before, f"{name}_at")
            given[f"{name}_at"] = (
                self._moment(name, closing=closing) if name in self.changed_data else before
            )
        opens_at = given["opens_at"] or self.assignment.opens_at
        closes_at = given["closes_at"] or self.assignment.closes_at
        if closes_at is not None and closes_at <= opens_at and not self.errors:
            self.add_error(
                "closes" if given["closes_at"] else "opens", _("It must close after it opens.")
            )
        return given

    def _moment(self, name: str, *, closing: bool) -> datetime | None:
        typed = self.cleaned_data.get(name)
        if typed is None:
            return None
        try:
            meant = moment(typed, self.zone, closing=closing)
        except ValidationError as error:
            self.add_error(name, error)
            return None
        if meant.twice:
            self.notes.append(twice_words(typed, closing=closing))
        return meant.at

    def given(self) -> dict[str, Any]:
        names: Sequence[str] = ("opens_at", "closes_at", "attempts_allowed", "time_percent")
        return {name: self.cleaned_data[name] for name in names}


def twice_words(typed: datetime, *, closing: bool) -> str:
    told = {"time": f"{typed:%H:%M}", "day": date_format(typed, "j F")}
    if closing:
        return _("On %(day)s clocks show %(time)s twice. It closes the second time.") % told
    return _("On %(day)s clocks show %(time)s twice. It opens the first time.") % told
