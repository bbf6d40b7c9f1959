"""Questions from another program, between their preview and the teacher's word."""

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models

from quizzes.models.sets import QuestionSet

if TYPE_CHECKING:
    from quizzes.models.people import User


class QuestionImportQuerySet(models.QuerySet["QuestionImport"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(owner=user.pk)


class QuestionImport(models.Model):
    """One a teacher: the next upload replaces it. Nothing in it is a question yet.

    ``content`` is the file itself, compressed, since it may be read anew in another ``format`` (one
    of ``exchange.formats``). ``done_at`` is set where it was taken over into ``question_set``, with
    ``added`` questions: the content is gone then, and who sends the same word again is told the
    same.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=100, blank=True)
    format = models.CharField(max_length=12)
    content = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField(default=0)
    question_set = models.ForeignKey(QuestionSet, null=True, blank=True, on_delete=models.SET_NULL)

    objects = QuestionImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name or str(self.pk)
