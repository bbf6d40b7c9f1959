"""The shape of what a learner asks of the memory page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WhatIfForm(forms.Form):
    """The bounds are those of ``StudyPlan.retention``, in percent."""

    retention = forms.IntegerField(
        label=_("Share to remember, in percent"), min_value=70, max_value=97
    )

    @property
    def share(self) -> float:
        """Of a valid form; 0 to 1."""
        return float(self.cleaned_data["retention"] / 100)


class WeightsForm(forms.Form):
    DEFAULTS, FITTED = "defaults", "fitted"

    weights = forms.ChoiceField(choices=[(name, name) for name in (DEFAULTS, FITTED)])
