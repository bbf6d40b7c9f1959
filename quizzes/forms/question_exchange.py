"""The shape of what is asked when questions come from another program."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.actions.question_exchange import LIMITS
from quizzes.exchange.formats import Format
from quizzes.models import QuestionSet, Topic
from quizzes.reports.bank import PackTopics

FORMATS = [
    (Format.GIFT.value, _("GIFT")),
    (Format.MOODLE_XML.value, _("Moodle XML")),
    (Format.AIKEN.value, _("Aiken")),
    (Format.TABLE.value, _("a table (CSV, TSV)")),
]
MOST_PASTED = 400_000
NEW = "new"


class UploadForm(forms.Form):
    """A file or a text, one of the two. What it holds, ``exchange.formats`` says."""

    file = forms.FileField(
        label=_("A file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".txt,.gift,.xml,.csv,.tsv,text/plain"}),
    )
    text = forms.CharField(
        label=_("Or paste the questions"),
        required=False,
        strip=False,
        max_length=MOST_PASTED,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "source-text"}),
        help_text=_("Rows copied from a spreadsheet will do: question, right answer, wrong ones."),
    )
    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[("", _("find out by itself")), *FORMATS],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = {"limit": filesizeformat(LIMITS.upload), "questions": LIMITS.questions}
        help_text = gettext("In UTF-8, up to %(limit)s and %(questions)s questions.")
        self.fields["file"].help_text = help_text % told

    def clean_file(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload is not None and (upload.size or 0) > LIMITS.upload:
            raise forms.ValidationError(
                gettext("This file has %(size)s; %(limit)s is the most."),
                params={
                    "size": filesizeformat(upload.size or 0),
                    "limit": filesizeformat(LIMITS.upload),
                },
            )
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("text", "").strip():
            self.add_error("file", gettext("Choose a file, or paste the questions below."))
        return cleaned

    @property
    def data_sent(self) -> bytes:
        upload: UploadedFile | None = self.cleaned_data["file"]
        return upload.read() if upload else self.cleaned_data["text"].encode()

    @property
    def chosen(self) -> Format | None:
        name = self.cleaned_data["format"]
        return Format(name) if name else None


class ReadAsForm(forms.Form):
    format = forms.ChoiceField(label=_("Read as"), choices=FORMATS)


class TakeOverForm(forms.Form):
    """Where the questions go. Topics and sets are those that the teacher may use."""

    into = forms.ChoiceField(label=_("Set"))
    title = forms.CharField(
        label=_("Title"), max_length=120, required=False, help_text=_("Of a new set only.")
    )
    topic = forms.ChoiceField(
        label=_("Topic"),
        required=False,
        help_text=_("All of them go to this topic; you can move single ones afterwards."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        topics: Sequence[PackTopics],
        sets: Iterable[QuestionSet],
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        self._topics = {str(t.pk): t for group in topics for t in group.topics}
        self._sets = {str(found.pk): found for found in sets}
        choices: list[Any] = [("", _("none: among my own questions"))]
        choices += [(g.pack.title, [(str(t.pk), t.title) for t in g.topics]) for g in topics]
        self.fields["topic"].choices = choices  # type: ignore[attr-defined]
        known = [(pk, found.title) for pk, found in self._sets.items()]
        self.fields["into"].choices = [(NEW, _("a new set")), *known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("into") == NEW and not cleaned.get("title"):
            self.add_error("title", gettext("Give the new set a title."))
        return cleaned

    @property
    def chosen_topic(self) -> Topic | None:
        return self._topics.get(self.cleaned_data["topic"])

    @property
    def chosen_set(self) -> QuestionSet | None:
        return self._sets.get(self.cleaned_data["into"])


class ExportForm(forms.Form):
    sources = forms.BooleanField(
        label=_("Sources as lines below the explanation"),
        required=False,
        help_text=_("No other program keeps a citation by itself."),
    )
