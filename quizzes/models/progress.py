"""Roll-ups of a learner's answers, each of which the answers can rebuild."""

from django.conf import settings
from django.db import models

from quizzes.models.packs import Fact


class Recall(models.Model):
    """Whether the learner's latest answer on a fact was right. Mastery of a topic is the share of
    its askable facts with ``right``; a fact without a row is unseen."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    fact = models.ForeignKey(Fact, on_delete=models.CASCADE)
    right = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "fact"], name="recall_once_a_fact")
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}:{self.fact_id}"


class StudyDay(models.Model):
    """A learner's study day: the date in the learner's time zone that began at 04:00 there.

    ``answered`` and ``score`` are of quizzes. Of cards, ``reviewed`` counts reviews, ``introduced``
    those that were the card's first, ``tested`` those that tell of memory (the first of the day on
    a card in review), ``passed`` those of them that were remembered. ``seconds`` is of both.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    day = models.DateField()
    answered = models.PositiveIntegerField(default=0)
    score = models.FloatField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    reviewed = models.PositiveIntegerField(default=0)
    introduced = models.PositiveIntegerField(default=0)
    tested = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["learner", "day"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "day"], name="study_day_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}:{self.day}"
