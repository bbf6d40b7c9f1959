"""The shapes of what a teacher does with results."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.models import Assignment, QuestionVersion


class ExportForm(forms.Form):
    format = forms.ChoiceField(choices=[("xlsx", "XLSX"), ("csv", "CSV")])
    archived = forms.BooleanField(required=False)


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("A word to the pupil"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MarkForm(forms.Form):
    """``mark`` is in points, up to the ``weight`` of the question."""

    mark = forms.CharField(label=_("Points"), max_length=20)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The pupil reads it beside the mark."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, weight: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weight = weight
        self.fields["mark"].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean_mark(self) -> float:
        """Half a point may be written with a comma or with a dot."""
        try:
            mark = float(self.cleaned_data["mark"].replace(",", "."))
        except ValueError as error:
            raise ValidationError(_("Write a number, such as 1.5.")) from error
        if not 0 <= mark <= self.weight:
            raise ValidationError(
                _("Between 0 and %(most)s points."), params={"most": f"{self.weight:g}"}
            )
        return mark

    @property
    def share(self) -> float:
        """0 to 1, once the form is valid."""
        return float(self.cleaned_data["mark"]) / self.weight if self.weight else 0


def spans() -> list[tuple[str, Any]]:
    return [
        ("30", _("half an hour")),
        ("60", _("an hour")),
        ("1440", _("a day")),
        ("10080", _("a week")),
    ]


class ReopenForm(forms.Form):
    """``minutes`` from now on."""

    minutes = forms.TypedChoiceField(
        label=_("Open for"), choices=spans, coerce=int, initial="1440", empty_value=None
    )

    @property
    def span(self) -> timedelta:
        return timedelta(minutes=self.cleaned_data["minutes"])


class AssignmentField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} · {obj.classroom.name}"


class VersionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return gettext("version %(n)s") % {"n": obj.number}


class RegradeScopeForm(forms.Form):
    """Whose answers, and by which version. Nothing chosen: all of them, by the present one."""

    assignment = AssignmentField(
        label=_("Whose answers"),
        queryset=Assignment.objects.none(),
        empty_label=_("all work of your classes"),
        required=False,
    )
    version = VersionField(
        label=_("By the key of"),
        queryset=QuestionVersion.objects.none(),
        to_field_name="number",
        empty_label=None,
    )

    def __init__(self, *args: Any, assignments: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, queryset in (("assignment", assignments), ("version", versions)):
            cast(forms.ModelChoiceField, self.fields[name]).queryset = queryset


class RegradeForm(forms.Form):
    """``digest`` is that of the dry run which is confirmed."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It is kept in the log of each class."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
