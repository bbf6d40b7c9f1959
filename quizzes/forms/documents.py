"""The file of a document to attach."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.actions.documents import MAX_BYTES


class DocumentForm(forms.Form):
    """Looks at the size before anything is read; what the bytes are, ``actions.documents`` says."""

    document = forms.FileField(
        label=_("The document’s file"),
        allow_empty_file=True,
        help_text=_(
            "Plain text in UTF-8, exactly as the facts were taken from it, up to 2 MB. It is "
            "recognised by its contents; its name does not matter."
        ),
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
        error_messages={
            "required": _("Choose the file first."),
            "missing": _("Choose the file first."),
        },
    )

    def clean_document(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["document"]
        size = upload.size or 0
        if size > MAX_BYTES:
            raise forms.ValidationError(
                gettext("This file has %(size)s; a document has %(limit)s at most."),
                params={"size": filesizeformat(size), "limit": filesizeformat(MAX_BYTES)},
            )
        return upload
