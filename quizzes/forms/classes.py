"""The shape of what a teacher says about a class."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.models import Classroom


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
