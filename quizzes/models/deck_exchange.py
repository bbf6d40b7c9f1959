"""A deck from another program, between its preview and the learner's word."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models

from quizzes.models.people import User


class PendingImportQuerySet(models.QuerySet["PendingImport"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owner=user)


class PendingImport(models.Model):
    """One a learner: the next upload replaces it. Nothing in it is a card yet.

    ``content`` is what ``actions.deck_exchange`` read from the file, as compressed JSON; the file
    itself is not kept. ``done_at`` is set where it was taken over, with ``added`` and ``changed``
    cards: the content is gone then, and who sends the same word again is told the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=100)
    content = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    objects = PendingImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
