"""The shape of what people type about themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quizzes.actions.accounts import normal_passphrase
from quizzes.models import User
from quizzes.models.people import SensitiveChoice, username_key

username_characters = RegexValidator(
    r"^[\w.\-'’]+\Z", _("Use letters, digits, dots, hyphens and underscores, without spaces.")
)


class PasswordField(forms.CharField):
    """A password as typed: nothing trimmed, pasting allowed, ``autocomplete`` for managers."""

    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        kwargs.setdefault("strip", False)
        kwargs.setdefault("error_messages", {"required": _("Type a password.")})
        super().__init__(widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}), **kwargs)


class UsernameField(forms.CharField):
    """A username in its one form. One character can stand for eighteen, so its length is that of
    the one form."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(
            label=_("Username"),
            widget=forms.TextInput(attrs=attrs),
            error_messages={"required": _("Type a username.")},
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        return username_key(super().to_python(value) or "")


class SignUpForm(forms.Form):
    username = UsernameField(
        max_length=30,
        validators=[username_characters],
        help_text=_("You log in with it. Your real name is not needed."),
    )
    display_name = forms.CharField(
        label=_("Name to show"),
        max_length=40,
        required=False,
        help_text=_("How the app greets you. A nickname is fine; empty means your username."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    password = PasswordField(
        label=_("Password"),
        autocomplete="new-password",
        help_text=_("At least 8 characters. Several words are easy to remember."),
    )
    teach = forms.BooleanField(label=_("I am a teacher"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.TEACHERS == "closed":
            del self.fields["teach"]

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if username.startswith("guest-") or User.objects.filter(username=username).exists():
            raise ValidationError(_("This username is taken. Choose another."))
        return username

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        password = cleaned.get("password")
        if password:
            # An unsaved user lets the validator compare the password with the names.
            person = User(
                username=cleaned.get("username", ""), display_name=cleaned.get("display_name", "")
            )
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class LogInForm(forms.Form):
    """``user`` is set once the form is valid. A lock-out after many failures answers 429."""

    username = UsernameField(max_length=60)
    password = PasswordField(label=_("Password"), autocomplete="current-password")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        user = authenticate(
            self.request,
            username=cleaned["username"],
            password=cleaned["password"],
        )
        if not isinstance(user, User):
            raise ValidationError(
                _("This username and password do not go together. Check both and try again.")
            )
        self.user = user
        return cleaned


class RecoverForm(forms.Form):
    """``user`` is set once the form is valid. Failures count for the same lock-out as log-ins."""

    username = UsernameField(max_length=60)
    passphrase = forms.CharField(
        label=_("Recovery words"),
        max_length=100,
        help_text=_("The words you were given when you signed up. Spaces or hyphens, any case."),
        error_messages={"required": _("Type the recovery words.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    password = PasswordField(label=_("New password"), autocomplete="new-password")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        user = authenticate(
            self.request,
            username=cleaned["username"],
            passphrase=normal_passphrase(cleaned["passphrase"]),
        )
        if not isinstance(user, User):
            raise ValidationError(_("This username and these recovery words do not go together."))
        self.user = user
        return cleaned


def languages() -> list[tuple[str, object]]:
    return [("", _("as the device")), *settings.LANGUAGES]


class PreferencesForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), choices=languages, required=False)

    class Meta:
        model = User
        fields = ["display_name", "time_zone", "theme", "language", "single_keys", "sensitive"]
        help_texts = {
            "time_zone": _("Your study day begins at four in the morning there."),
            "single_keys": _("1 to 4 choose an option, Enter goes on, ? shows the keys."),
        }


class SensitiveForm(forms.Form):
    """The choice offered beside a page that tells of harm done to people."""

    choice = forms.ChoiceField(choices=SensitiveChoice.choices)
    next = forms.CharField(required=False, max_length=500)
