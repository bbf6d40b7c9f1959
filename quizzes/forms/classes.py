"""The shape of what a teacher says about a class."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from quizzes.analysis.scale import bands_from_json
from quizzes.errors import BandsInvalid
from quizzes.forms.accounts import UsernameField
from quizzes.forms.joining import NicknameField, nickname
from quizzes.models import Classroom, Membership
from quizzes.models.classes import GradeScale
from quizzes.models.people import username_key

MOST_AT_ONCE = 60
# A line of own grades: "90 excellent", "90 %: excellent".
BAND = re.compile(r"(?P<from>\d{1,3}(?:[.,]\d{1,2})?)\s*%?\s*[:=–—-]?\s+(?P<label>\S.*)")
BAND_FAULTS = {
    "bands-missing": _("Write at least one grade."),
    "bands-many": _("That is more than twenty grades."),
    "band-range": _("Line %(place)s: a percentage lies from 0 to 100."),
    "band-label": _("Line %(place)s: the name of a grade has 1 to 40 characters."),
    "bands-order": _("Line %(place)s: write the highest grade first, each lower than the last."),
    "bands-floor": _("The last line has to begin at 0, so that everybody has a grade."),
}


def choices_of_harm() -> list[tuple[str, object]]:
    return [
        ("", _("each pupil decides")),
        ("read", _("shown, unless a pupil leaves it out")),
        ("leave-out", _("left out for everybody")),
    ]


class ClassForm(forms.ModelForm):
    """Also takes the choice on what tells of harm. ``cleaned_data`` alone is used: the instance is
    not saved here."""

    sensitive = forms.ChoiceField(
        label=_("What tells of harm done to people"),
        choices=choices_of_harm,
        required=False,
        help_text=_("No quiz asks about it in any case."),
    )

    class Meta:
        model = Classroom
        fields = ["name", "time_zone", "sensitive"]
        labels = {"name": _("Name of the class"), "time_zone": _("Time zone")}
        help_texts = {
            "name": _("Such as 8-B. Pupils see it when they join."),
            "time_zone": _("Due times are told in it."),
        }
        error_messages = {"name": {"required": _("Give the class a name.")}}

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class SettingsForm(ClassForm):
    """``bands`` are lines; in ``cleaned_data`` they are as the model keeps them."""

    grade_scale = forms.ChoiceField(
        label=_("Grades"), choices=GradeScale.choices, widget=forms.RadioSelect
    )
    bands = forms.CharField(
        label=_("Own grades"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line, the highest first: the percentage it begins at, then its name."),
    )

    class Meta(ClassForm.Meta):
        fields = ["name", "time_zone", "sensitive", "exam_day", "grade_scale"]
        labels = {**ClassForm.Meta.labels, "exam_day": _("Day of the exam")}
        help_texts = {
            **ClassForm.Meta.help_texts,
            "exam_day": _("Pupils are offered to plan their cards towards it."),
        }
        widgets = {"exam_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["bands"] = lines_of(self.instance.bands)

    def clean_bands(self) -> list[dict[str, object]]:
        lines = [line.strip() for line in str(self.cleaned_data["bands"]).splitlines()]
        return [_band(line, place) for place, line in enumerate(filter(None, lines), start=1)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        bands = cleaned.get("bands")
        if bands or (bands == [] and cleaned.get("grade_scale") == GradeScale.BANDS):
            try:
                bands_from_json(bands)
            except BandsInvalid as fault:
                words, told = BAND_FAULTS[fault.code], dict(fault.params)
                self.add_error("bands", ValidationError(words, params=told))
        return cleaned


def lines_of(bands: list[dict[str, Any]]) -> str:
    return "\n".join(f"{band['from']:g} {band['label']}" for band in bands)


def _band(line: str, place: int) -> dict[str, object]:
    found = BAND.fullmatch(line)
    if found is None:
        raise ValidationError(
            _("Line %(place)s: write a percentage, a blank and a name, such as “90 excellent”."),
            params={"place": place},
        )
    number = float(found["from"].replace(",", "."))
    return {"from": int(number) if number.is_integer() else number, "label": found["label"]}


class ExamDayForm(forms.ModelForm):
    class Meta:
        model = Classroom
        fields = ["exam_day"]
        labels = {"exam_day": _("Day of the exam")}
        help_texts = {"exam_day": _("Leave it empty if there is none.")}
        widgets = {"exam_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class MendForm(forms.Form):
    """``question`` names what shall be mended; the words may be left out."""

    question = forms.IntegerField(min_value=1, max_value=2**62)
    text = forms.CharField(required=False, max_length=1000)


class CodeChangeForm(forms.Form):
    """What shall become of the code."""

    what = forms.ChoiceField(choices=[("new", ""), ("open", ""), ("close", "")])


class ArchiveForm(forms.Form):
    what = forms.ChoiceField(choices=[("archive", ""), ("restore", "")])


def amounts_of_time() -> list[tuple[int, object]]:
    return [
        (100, _("as everybody")),
        (110, _("a tenth more")),
        (125, _("a quarter more")),
        (150, _("half as much again")),
        (200, _("twice as much")),
        (300, _("three times as much")),
    ]


class PupilForm(forms.Form):
    nickname = NicknameField(label=_("Nickname"))
    time_percent = forms.TypedChoiceField(
        label=_("Time in quizzes with a limit"), choices=amounts_of_time, coerce=int
    )


class MoveForm(forms.Form):
    to = forms.ModelChoiceField(
        label=_("To the class"),
        queryset=Classroom.objects.none(),
        empty_label=_("choose a class"),
        error_messages={
            "required": _("Choose a class."),
            "invalid_choice": _("Choose one of your classes."),
        },
    )

    def __init__(self, *args: Any, classes: QuerySet[Classroom], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        if not isinstance(field, forms.ModelChoiceField):
            raise TypeError(field)
        field.queryset = classes


class TeacherForm(forms.Form):
    username = UsernameField(
        max_length=60, help_text=_("Of somebody who teaches here. It stands on their account page.")
    )


class NamesForm(forms.Form):
    """``names`` comes out as a list of nicknames, none of them twice."""

    names = forms.CharField(
        label=_("Names, one a line"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "Up to sixty at a time. First names or nicknames are enough; they stand on the cards."
        ),
        error_messages={"required": _("Write or paste the names.")},
    )

    def clean_names(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["names"].splitlines()]
        found: dict[str, str] = {}
        faults = []
        for place, line in enumerate(lines, start=1):
            if not line:
                continue
            try:
                name = nickname(line)
            except ValidationError as fault:
                faults += [f"{_line(place)} {message}" for message in fault.messages]
                continue
            if username_key(name) in found:
                faults.append(f"{_line(place)} {_('this name stands above already.')}")
            found[username_key(name)] = name
        if len(found) > MOST_AT_ONCE:
            faults.append(str(_("That is more than sixty names. Take them in two parts.")))
        if faults:
            raise ValidationError(faults)
        return list(found.values())


def _line(place: int) -> str:
    return str(_("Line %(place)s:") % {"place": place})


class ChosenPupilsForm(forms.Form):
    pupils = forms.ModelMultipleChoiceField(
        queryset=Membership.objects.none(),
        error_messages={"required": _("Choose at least one pupil.")},
    )

    def __init__(self, *args: Any, members: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["pupils"]
        if not isinstance(field, forms.ModelMultipleChoiceField):
            raise TypeError(field)
        field.queryset = members

    def clean_pupils(self) -> list[Membership]:
        chosen = list(self.cleaned_data["pupils"])
        if len(chosen) > MOST_AT_ONCE:
            raise ValidationError(_("That is more than sixty pupils. Take them in two parts."))
        return chosen
