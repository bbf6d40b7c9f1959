"""The shape of what is asked when a deck leaves or comes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.actions.deck_exchange import LIMITS, MOST_NOTES
from quizzes.models import Topic

ALL, OWN = "all", "own"
PACKAGE, TEXT = "apkg", "txt"


class ExportForm(forms.Form):
    deck = forms.ChoiceField(label=_("Which cards"))
    format = forms.ChoiceField(
        label=_("As what"),
        choices=[(PACKAGE, _("a package for Anki (.apkg)")), (TEXT, _("text (.txt)"))],
        initial=PACKAGE,
        help_text=_("Text can be read by many programs, and by you. It carries no schedule."),
    )
    schedule = forms.BooleanField(
        label=_("With my schedule and my reviews"),
        required=False,
        help_text=_(
            "Leave it unticked for a deck that you give to somebody else. Anki keeps the schedule "
            "of notes that it already has: yours only reaches cards that are new to it."
        ),
    )

    def __init__(self, data: Any = None, *, topics: Iterable[Topic], has_own: bool) -> None:
        super().__init__(data)
        choices: list[tuple[str, Any]] = [(ALL, _("all my cards"))]
        choices += [(str(topic.pk), topic.title) for topic in topics]
        if has_own:
            choices.append((OWN, _("cards of my own")))
        self.fields["deck"].choices = choices  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    """Looks at the size before anything is read; what the bytes are, ``actions.deck_exchange``
    says."""

    file = forms.FileField(
        label=_("The deck’s file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".apkg,.txt,.csv,.tsv,text/plain"}),
        error_messages={
            "required": _("Choose the file first."),
            "missing": _("Choose the file first."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        help_text = gettext(
            "A package of Anki (.apkg), old or new, or text in UTF-8 with a line for each card. Up "
            "to %(limit)s and %(notes)s notes."
        )
        told = {"limit": filesizeformat(LIMITS.upload), "notes": MOST_NOTES}
        self.fields["file"].help_text = help_text % told

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > LIMITS.upload:
            raise forms.ValidationError(
                gettext(
                    "This file has %(size)s; %(limit)s is the most. Export the deck without "
                    "pictures and sounds: they would be left out here."
                ),
                params={
                    "size": filesizeformat(upload.size or 0),
                    "limit": filesizeformat(LIMITS.upload),
                },
            )
        return upload
