"""Question sets: what a teacher puts together, to be taken, assigned, printed or reviewed."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.models.packs import Topic, Visibility
from quizzes.models.people import Role
from quizzes.models.questions import Question

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from quizzes.models.people import User

MOST_IN_A_SET = 500
LONGEST_LIMIT = 8 * 60  # minutes


class Release(models.TextChoices):
    """When a learner is told what was right."""

    AT_ONCE = "at-once", _("after each question")
    AT_END = "at-end", _("when all is handed in")
    AFTER_DUE = "after-due", _("when the time for everybody is over")


class Terms(models.Model):
    """How a set is taken. An assignment copies them from its set and may differ from then on.

    ``attempts_allowed`` 0 means as many as one likes; ``time_limit`` is in minutes, ``pass_mark``
    in percent.
    """

    release = models.CharField(
        _("feedback"), max_length=9, choices=Release.choices, default=Release.AT_ONCE
    )
    shuffle_questions = models.BooleanField(_("questions in another order for each"), default=True)
    shuffle_options = models.BooleanField(_("options in another order for each"), default=True)
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts"), default=0, validators=[MaxValueValidator(20)]
    )
    time_limit = models.PositiveSmallIntegerField(
        _("time limit"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_LIMIT)],
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    retry_missed = models.BooleanField(_("missed questions may be tried again"), default=True)

    class Meta:
        abstract = True


class QuestionSetQuerySet(models.QuerySet["QuestionSet"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """One's own, public ones, and to teachers those of their school. What a class is given is
        reached through its assignment."""
        if not user.is_authenticated:
            return self.filter(visibility=Visibility.PUBLIC)
        if user.role in {Role.TEACHER, Role.ADMINISTRATOR}:
            return self.filter(Q(owner=user.pk) | ~Q(visibility=Visibility.PRIVATE))
        return self.filter(Q(owner=user.pk) | Q(visibility=Visibility.PUBLIC))

    def editable_by(self, user: "User | AnonymousUser") -> Self:
        return self.filter(owner=user.pk) if user.is_authenticated else self.none()

    def current(self) -> Self:
        return self.filter(archived_at=None)


class QuestionSet(Terms):
    """``search_text`` is casefolded title and description."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), blank=True, max_length=2000)
    visibility = models.CharField(
        _("who sees it"), max_length=8, choices=Visibility.choices, default=Visibility.PRIVATE
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    search_text = models.TextField(blank=True)

    objects = QuestionSetQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "pk"]
        indexes = [models.Index(fields=["owner", "-changed_at"], name="set_of_owner")]

    def __str__(self) -> str:
        return self.title


class SetEntry(models.Model):
    """A question, or a number of questions to be drawn anew for each learner.

    ============ ======================== =====================================================
    entry        columns                  gives
    ============ ======================== =====================================================
    question     question                 its current version at the start of an attempt
    drawn        topic, count, kinds,     ``count`` drawable questions of the topic, of those kinds
                 levels                   and levels (empty: any)
    ============ ======================== =====================================================

    ``weight`` is what full marks on one question of the entry count.
    """

    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveSmallIntegerField()
    weight = models.FloatField(default=1, validators=[MinValueValidator(0), MaxValueValidator(100)])
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.PROTECT)
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.PROTECT)
    count = models.PositiveSmallIntegerField(default=1)
    kinds = models.JSONField(default=list, blank=True)
    levels = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name_plural = "set entries"
        ordering = ["question_set", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(question=None, topic__isnull=False)
                | Q(question__isnull=False, topic=None, count=1),
                name="entry_is_a_question_or_a_draw",
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="entry_weight_not_below_0"),
            models.CheckConstraint(condition=Q(count__gte=1), name="entry_counts_from_1"),
            models.UniqueConstraint(
                fields=["question_set", "question"],
                name="question_once_a_set",
                violation_error_message=_("This question is in the set already."),
            ),
        ]
        indexes = [models.Index(fields=["question_set", "position"], name="entry_in_order")]

    def __str__(self) -> str:
        return f"{self.question_set_id}:{self.position}"
