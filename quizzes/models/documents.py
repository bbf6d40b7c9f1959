"""The text of a source, attached by somebody who has it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F

from quizzes.models.packs import Source


class DocumentQuerySet(models.QuerySet["Document"]):
    def current(self) -> Self:
        """Those that are still the copy their source speaks of: a pack may be loaded anew, with
        anchors for another edition."""
        return self.filter(sha256=F("source__sha256"))


class Document(models.Model):
    """``text`` holds the file's characters as they are, so that anchors count code points in it;
    ``sha256`` (hex) is that of the file's bytes. It is read in short passages only."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE)
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    attached_at = models.DateTimeField()

    objects = DocumentQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.source)
