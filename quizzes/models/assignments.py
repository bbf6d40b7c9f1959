"""What a class is given to do: a set to take within a window, or a deck to know by a day."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quizzes.models.classes import Classroom, MemberRole
from quizzes.models.packs import Topic
from quizzes.models.sets import QuestionSet, Terms

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from quizzes.models.people import User


class AssignmentKind(models.TextChoices):
    QUIZ = "quiz", _("a set to take")
    DECK = "deck", _("cards to know by a day")


class GradeOf(models.TextChoices):
    """Which of several attempts counts."""

    BEST = "best", _("the best attempt")
    LAST = "last", _("the last attempt")
    FIRST = "first", _("the first attempt")
    AVERAGE = "average", _("the average of all attempts")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those of one's classes: to teachers all, to pupils what was published."""
        if not user.is_authenticated:
            return self.none()
        taught = Q(classroom__in=Classroom.objects.taught_by(user))
        return self.filter(taught | self._attended(user)).distinct()

    def editable_by(self, user: "User | AnonymousUser") -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.filter(classroom__in=Classroom.objects.taught_by(user))

    def attended_by(self, user: "User | AnonymousUser") -> Self:
        return self.filter(self._attended(user)) if user.is_authenticated else self.none()

    def met_by(self, user: "User | AnonymousUser") -> Self:
        """What a pupil is given, archived or not, and what one took before leaving the class: who
        had it is told in words why it cannot be begun."""
        if not user.is_authenticated:
            return self.none()
        taken = Q(attempt__learner=user.pk)
        given = Q(classroom__membership__user=user.pk, classroom__membership__role=MemberRole.PUPIL)
        return self.filter(taken | given).distinct()

    def current(self) -> Self:
        return self.filter(archived_at=None, classroom__archived_at=None)

    @staticmethod
    def _attended(user: "User | AnonymousUser") -> Q:
        return Q(
            archived_at=None,
            classroom__archived_at=None,
            classroom__membership__user=user.pk,
            classroom__membership__role=MemberRole.PUPIL,
        )


class Assignment(Terms):
    """Times are UTC; pages tell them in the class's zone. ``closes_at`` None: it stays open. What
    one pupil is given beyond the others is an ``Accommodation``.

    ``closes_reading`` keeps the reading pages from a pupil in the middle of an attempt. A deck
    (``kind``) is the flashcards of a set or of a topic, to be known by ``exam_day``.
    """

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE)
    kind = models.CharField(
        max_length=4, choices=AssignmentKind.choices, default=AssignmentKind.QUIZ
    )
    question_set = models.ForeignKey(QuestionSet, null=True, blank=True, on_delete=models.PROTECT)
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.PROTECT)
    title = models.CharField(_("title"), max_length=120)
    note = models.TextField(_("a word to the class"), blank=True, max_length=1000)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    exam_day = models.DateField(_("to be known on"), null=True, blank=True)
    grade_of = models.CharField(
        _("what counts"), max_length=7, choices=GradeOf.choices, default=GradeOf.BEST
    )
    closes_reading = models.BooleanField(
        _("reading pages are closed while a pupil works"), default=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="assignment_closes_after_it_opens",
                violation_error_message=_("It must close after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(kind="quiz", question_set__isnull=False, topic=None)
                | Q(kind="deck", exam_day__isnull=False, question_set__isnull=False, topic=None)
                | Q(kind="deck", exam_day__isnull=False, question_set=None, topic__isnull=False),
                name="assignment_gives_a_set_or_a_topic",
            ),
        ]
        indexes = [models.Index(fields=["classroom", "-opens_at"], name="assignment_of_class")]

    def __str__(self) -> str:
        return self.title

    def is_open(self, *, now: datetime) -> bool:
        """For everybody, that is without anybody's own dates."""
        return self.opens_at <= now and (self.closes_at is None or now < self.closes_at)


class Accommodation(models.Model):
    """What one pupil is given beyond the others. Empty fields change nothing. ``time_percent`` of
    the time limit: 150 is half as much again."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE)
    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    attempts_allowed = models.PositiveSmallIntegerField(null=True, blank=True)
    time_percent = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(100), MaxValueValidator(1000)]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "pupil"], name="accommodation_once_a_pupil"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}:{self.pupil_id}"
