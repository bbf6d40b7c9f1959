"""Questions and their versions. A question is an identity; a version is what was asked."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from quizzes.items import AnyItem, from_json, level_of
from quizzes.kinds import Kind, Level, Sensitivity
from quizzes.models.packs import Fact, Pack, Topic, Visibility
from quizzes.models.people import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from quizzes.models.people import User

QUIZ_KINDS = (Kind.CHOICE, Kind.ORDERING)


def kinds() -> list[tuple[str, str]]:
    return [(kind.value, kind.value) for kind in Kind]


def levels() -> list[tuple[str, str]]:
    return [(level.value, level.value) for level in Level]


class Origin(models.TextChoices):
    GENERATED = "generated", _("generated from the facts")
    WRITTEN = "written", _("written by a teacher")
    IMPORTED = "imported", _("imported")


class QuestionStatus(models.TextChoices):
    LIVE = "live", _("in use")
    RETIRED = "retired", _("retired")


class QuestionQuerySet(models.QuerySet["Question"]):
    def live(self) -> Self:
        return self.filter(status=QuestionStatus.LIVE)

    def drawable(self) -> Self:
        """Live questions that free practice may show: generated, hence proven, choices and
        orderings of sensitivity 0 or 1."""
        return self.live().filter(
            origin=Origin.GENERATED, kind__in=QUIZ_KINDS, sensitivity__lte=Sensitivity.MILITARY
        )

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Generated ones follow their pack. Written and imported ones are their author's, and to
        teachers what colleagues share; learners meet them in what they are given."""
        packs = Pack.objects.visible_to(user)
        generated = Q(origin=Origin.GENERATED, pack__in=packs)
        if not user.is_authenticated:
            return self.filter(generated)
        shared = Q(owner=user.pk)
        if user.role in {Role.TEACHER, Role.ADMINISTRATOR}:
            shared |= ~Q(visibility=Visibility.PRIVATE)
        return self.filter(generated | (~Q(origin=Origin.GENERATED) & shared))

    def editable_by(self, user: "User | AnonymousUser") -> Self:
        """What one wrote or imported. A generated question is copied, then changed."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(owner=user.pk).exclude(origin=Origin.GENERATED)

    def answered_for_by(self, user: "User") -> Self:
        """One's own; and administrators answer for the generated ones."""
        mended = self.editable_by(user)
        if user.role != Role.ADMINISTRATOR:
            return mended
        return mended | self.filter(origin=Origin.GENERATED)

    def containing(self, text: str) -> Self:
        """Questions that hold every word of ``text``, in any case and script."""
        found = self
        for word in text.casefold().split():
            found = found.filter(search_text__contains=word)
        return found


class Question(models.Model):
    """What lists filter by stands in columns; the item itself stands in ``current``.

    ``difficulty`` is an estimate from the item; ``facility`` the mean score, 0 to 1, of the first
    answers of learners, once there are enough of them (``actions.bank.observe``). ``level`` follows
    the facility where there is one, else the estimate.

    A written or imported question has an ``owner`` and its own ``visibility``; ``name``, ``tags``
    and ``foreign_id`` (its id in another program) are the author's.
    """

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE)
    identity = models.CharField(max_length=200)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.GENERATED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    kind = models.CharField(max_length=10, choices=kinds)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT)
    level = models.CharField(max_length=6, choices=levels)
    difficulty = models.FloatField()
    facility = models.FloatField(null=True, blank=True)
    sensitivity = models.PositiveSmallIntegerField(default=0)
    flags = models.JSONField(default=list)
    status = models.CharField(
        max_length=8, choices=QuestionStatus.choices, default=QuestionStatus.LIVE
    )
    visibility = models.CharField(
        max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    name = models.CharField(max_length=200, blank=True)
    tags = models.JSONField(default=list, blank=True)
    foreign_id = models.CharField(max_length=100, blank=True)
    facts = models.ManyToManyField(Fact, blank=True)
    current = models.ForeignKey(
        "QuestionVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )
    search_text = models.TextField(blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "identity"], name="question_identity_once_a_pack"
            ),
            models.CheckConstraint(
                condition=Q(difficulty__gte=0) & Q(difficulty__lte=1),
                name="question_difficulty_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(facility=None) | (Q(facility__gte=0) & Q(facility__lte=1)),
                name="question_facility_is_a_share",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pack", "status", "kind", "topic", "level"], name="question_to_draw"
            ),
            models.Index(fields=["owner", "status"], name="question_of_owner"),
        ]

    def __str__(self) -> str:
        return self.identity

    def level_now(self) -> Level:
        """The level that follows from what is known. What learners mostly get right is easy."""
        return level_of(self.difficulty if self.facility is None else 1 - self.facility)


class QuestionVersion(models.Model):
    """What was asked, word for word. Written once: a revision is a new version."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )

    class Meta:
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="version_number_once_a_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a question version is never updated; add a new one")
        super().save(*args, **kwargs)

    @cached_property
    def item(self) -> AnyItem:
        """The item, read from JSON. Raises ``ItemError`` if the row was tampered with."""
        return from_json(self.content)
