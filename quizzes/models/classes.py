"""Classes and who is in them."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from quizzes.models.people import User

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 signs: no 0 O 1 I L
CODE_LENGTH = 8


class MemberRole(models.TextChoices):
    TEACHER = "teacher", _("teacher")
    PUPIL = "pupil", _("pupil")


class ClassroomQuerySet(models.QuerySet["Classroom"]):
    def taught_by(self, user: "User") -> Self:
        return self.filter(membership__user=user, membership__role=MemberRole.TEACHER)

    def attended_by(self, user: "User") -> Self:
        return self.current().filter(membership__user=user, membership__role=MemberRole.PUPIL)

    def current(self) -> Self:
        return self.filter(archived_at=None)


class Classroom(models.Model):
    """``code`` has eight characters of CODE_ALPHABET and is what pupils type to join. ``exam_day``
    is set by its teachers; pupils plan towards it if they want to."""

    name = models.CharField(_("name"), max_length=80)
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    exam_day = models.DateField(_("day of the exam"), null=True, blank=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership")

    objects = ClassroomQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    role = models.CharField(max_length=8, choices=MemberRole.choices, default=MemberRole.PUPIL)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["classroom", "user"], name="member_once_a_class"),
            models.CheckConstraint(
                condition=Q(role__in=["teacher", "pupil"]), name="member_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.classroom_id}:{self.user_id}"
