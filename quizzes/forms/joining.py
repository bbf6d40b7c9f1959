"""The shape of what somebody types to come into a class, or back into it."""

import secrets
import unicodedata
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quizzes.actions.joining import lock_name, normal_code
from quizzes.models import Classroom, User
from quizzes.models.classes import CODE_ALPHABET, CODE_LENGTH
from quizzes.models.people import username_key

_TOKEN_SALT, _TOKEN_AGE = "joining.page", timedelta(hours=1)
NICKNAME_LENGTH = 40
NICKNAME_KEY_LENGTH = 60


class NicknameField(forms.CharField):
    """How somebody is called in a class. No address: pupils must not leave one by mistake."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "spellcheck": "false"}
        defaults: dict[str, Any] = {
            "label": _("Nickname"),
            "widget": forms.TextInput(attrs=attrs),
            "error_messages": {"required": _("Type a nickname.")},
        }
        super().__init__(max_length=NICKNAME_LENGTH, **(defaults | kwargs))

    def clean(self, value: Any) -> str:
        return nickname(super().clean(value))


def nickname(typed: str) -> str:
    """Raises ``ValidationError`` for what cannot be a nickname."""
    name = " ".join(typed.split())
    if "@" in name:
        raise ValidationError(_("A nickname has no @. Never use an e-mail address here."))
    if not any(letter.isalnum() for letter in name):
        raise ValidationError(_("A nickname has at least one letter or digit."))
    if any(unicodedata.category(letter) in {"Cc", "Cf"} for letter in name):
        raise ValidationError(_("This nickname holds signs that cannot be seen. Type it anew."))
    # One character can stand for eighteen in the one form.
    if len(name) > NICKNAME_LENGTH or len(username_key(name)) > NICKNAME_KEY_LENGTH:
        raise ValidationError(_("This nickname is too long."))
    return name


class CodeForm(forms.Form):
    """``code`` comes out in its one form."""

    code = forms.CharField(
        label=_("Class code"),
        max_length=40,
        help_text=_("Eight letters and digits, from your teacher. Capitals or not: all the same."),
        error_messages={"required": _("Type the class code.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        code = normal_code(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH:
            raise ValidationError(_("A class code has eight letters and digits."))
        if set(code) - set(CODE_ALPHABET):
            raise ValidationError(_("A class code has no 0, O, 1, I or L. Look at it once more."))
        return code


class JoinForm(forms.Form):
    """``token`` is that of the page, signed; ``""`` for one that is too old or none of ours."""

    token = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    nickname = NicknameField(
        help_text=_("How your teacher will know you. Not your full name; a first name is enough.")
    )

    def clean_token(self) -> str:
        try:
            return str(
                signing.loads(self.cleaned_data["token"], salt=_TOKEN_SALT, max_age=_TOKEN_AGE)
            )
        except signing.BadSignature:
            return ""


def page_token() -> str:
    return signing.dumps(secrets.token_urlsafe(16), salt=_TOKEN_SALT)


class ComeBackForm(forms.Form):
    """``user`` is set once the form is valid. A lock-out after many failures answers 429."""

    nickname = NicknameField(help_text=_("The one you have in this class."))
    passphrase = forms.CharField(
        label=_("Your three words"),
        max_length=100,
        strip=False,
        help_text=_("Spaces or hyphens, any case. If you chose a password yourself, type that."),
        error_messages={"required": _("Type your three words.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(
        self, *args: Any, request: HttpRequest, classroom: Classroom, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.classroom = classroom
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        code, called = self.classroom.code, cleaned["nickname"]
        user = authenticate(
            self.request,
            username=lock_name(code=code, nickname=called),
            class_code=code,
            nickname=called,
            passphrase=cleaned["passphrase"],
        )
        if not isinstance(user, User):
            raise ValidationError(
                _(
                    "This nickname and these words do not go together in this class. "
                    "Check both; your teacher can issue new words."
                )
            )
        self.user = user
        return cleaned
