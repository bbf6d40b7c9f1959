"""The shape of what administrators decide about people, and people about their accounts."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quizzes.forms.accounts import PasswordField
from quizzes.models import User
from quizzes.models.people import Role


class TeachForm(forms.Form):
    text = forms.CharField(
        label=_("Who you are"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Such as: “Olena, history, year 8”. The administrator reads it, nobody else."),
    )


class DecisionForm(forms.Form):
    accept = forms.ChoiceField(choices=[("yes", ""), ("no", "")])


class SearchPeopleForm(forms.Form):
    q = forms.CharField(label=_("Part of the name or username"), max_length=60, required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    page = forms.IntegerField(min_value=1, max_value=10_000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(field)
        field.choices = [("", _("everybody")), *given_roles()]


def given_roles() -> list[tuple[str, object]]:
    """Those that somebody can be given."""
    return [(str(role.value), role.label) for role in Role if role != Role.GUEST]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=given_roles)


class ActiveForm(forms.Form):
    active = forms.ChoiceField(choices=[("yes", ""), ("no", "")])


class EraseForm(forms.Form):
    """An administrator types the username, so that it is not somebody else's by a slip."""

    username = forms.CharField(label=_("Username, once more"), max_length=60)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"]).strip()
        if username != self.person.username:
            raise ValidationError(_("This is not the username of this person."))
        return username


class DeleteAccountForm(forms.Form):
    """The person's own password, or three words. A lock-out after many failures answers 429."""

    password = PasswordField(
        label=_("Your password, or your three words"), autocomplete="current-password"
    )

    def __init__(self, *args: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user = user
        if user.is_guest:
            del self.fields["password"]

    def clean_password(self) -> str:
        typed = str(self.cleaned_data["password"])
        known = authenticate(self.request, username=self.user.username, password=typed)
        if known != self.user:
            raise ValidationError(_("That is not it. Nothing was deleted."))
        return typed
