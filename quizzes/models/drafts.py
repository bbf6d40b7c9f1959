"""What a teacher is in the middle of writing."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from quizzes.models.questions import Question
from quizzes.models.sets import QuestionSet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from quizzes.models.people import User


class DraftQuerySet(models.QuerySet["Draft"]):
    def editable_by(self, user: "User | AnonymousUser") -> Self:
        return self.filter(owner=user.pk) if user.is_authenticated else self.none()


class Draft(models.Model):
    """``data`` is the editor's form as it was last sent, complete or not. ``revision`` counts the
    savings, so that a second tab learns that the first one has gone on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.CASCADE)
    question_set = models.ForeignKey(QuestionSet, null=True, blank=True, on_delete=models.CASCADE)
    data = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "question"], name="draft_one_a_question_and_owner"
            )
        ]
        indexes = [models.Index(fields=["owner", "-saved_at"], name="draft_of_owner")]

    def __str__(self) -> str:
        return str(self.pk)
