"""What readers choose beside a page."""

from django import forms

from quizzes.forms.accounts import SensitiveForm
from quizzes.kinds import Sensitivity


class ContentLanguageForm(forms.Form):
    language = forms.RegexField(r"^[a-z]{2,3}\Z")
    next = forms.CharField(required=False)


class HeldBackForm(SensitiveForm):
    """``level`` is the sensitivity that the notice spoke of; each has its own choice."""

    level = forms.TypedChoiceField(
        choices=[(level.value, level.value) for level in (Sensitivity.HARM, Sensitivity.ATROCITY)],
        coerce=int,
    )
