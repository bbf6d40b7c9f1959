"""Grading old attempts anew, on purpose and on record."""

from typing import Any

from django.conf import settings
from django.db import models

from quizzes.models.assignments import Assignment
from quizzes.models.questions import Question, QuestionVersion


class Regrade(models.Model):
    """Answers to ``question`` were graded with the key of ``version``. ``changes`` lists what
    moved: {answer, attempt, position, before, after} with shares from 0 to 1; ``left`` what could
    not be graded so (its option is gone) or was set by hand: {answer, attempt, position, why}."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE)
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, null=True, blank=True, on_delete=models.SET_NULL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    at = models.DateTimeField()
    reason = models.TextField(max_length=1000)
    graded = models.PositiveIntegerField()
    changes = models.JSONField(default=list)
    left = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.question_id} {self.at:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("what is on record is never changed")
        super().save(*args, **kwargs)
