"""Pictures that stand beside questions."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from quizzes.models.people import User


class PictureQuerySet(models.QuerySet["Picture"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Whoever is at work and was shown the address: it cannot be guessed, and tells no key."""
        return self.all() if user.is_authenticated else self.none()

    def editable_by(self, user: "User | AnonymousUser") -> Self:
        return self.filter(owner=user.pk) if user.is_authenticated else self.none()


class Picture(models.Model):
    """``content`` was drawn anew from what was uploaded: nothing that rode along in the file (the
    place, the camera, names) is kept. Versions of questions name pictures by id, so none is deleted
    while a version shows it. ``sha256`` (hex) is that of ``content``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    media_type = models.CharField(max_length=20)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_index=True)
    width = models.PositiveIntegerField(help_text=_("pixels"))
    height = models.PositiveIntegerField(help_text=_("pixels"))
    created_at = models.DateTimeField()

    objects = PictureQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
