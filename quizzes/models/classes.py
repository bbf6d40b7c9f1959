"""Classes and who is in them."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.models.people import Role, SensitiveChoice, username_key, validate_time_zone

if TYPE_CHECKING:
    from quizzes.models.people import User

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 signs: no 0 O 1 I L
CODE_LENGTH = 8


class MemberRole(models.TextChoices):
    TEACHER = "teacher", _("teacher")
    PUPIL = "pupil", _("pupil")


class GradeScale(models.TextChoices):
    PERCENT = "percent", _("percent")
    TWELVE = "twelve", _("12 points")
    PASS = "pass", _("passed or not")
    BANDS = "bands", _("own bands")


class ClassroomQuerySet(models.QuerySet["Classroom"]):
    def taught_by(self, user: "User") -> Self:
        """Whoever no longer teaches at this school sees no class, until the role is given back."""
        if not user.is_teacher:
            return self.none()
        return self.filter(membership__user=user, membership__role=MemberRole.TEACHER)

    def attended_by(self, user: "User") -> Self:
        return self.current().filter(membership__user=user, membership__role=MemberRole.PUPIL)

    def current(self) -> Self:
        return self.filter(archived_at=None)


class Classroom(models.Model):
    """``code`` has eight characters of CODE_ALPHABET and is what pupils type to join. ``exam_day``
    is set by its teachers; pupils plan towards it if they want to.

    ``sensitive`` decides for the class what its pupils are shown of harm done to people; while it
    is empty, each pupil decides. ``bands`` (for the scale of that name) is a list of
    {from: percent, label}, highest first.
    """

    name = models.CharField(_("name"), max_length=80)
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    exam_day = models.DateField(_("day of the exam"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="Europe/Kyiv", validators=[validate_time_zone]
    )
    sensitive = models.CharField(
        _("pages about harm done to people"),
        max_length=10,
        blank=True,
        choices=SensitiveChoice.choices,
    )
    grade_scale = models.CharField(
        _("grades"), max_length=7, choices=GradeScale.choices, default=GradeScale.PERCENT
    )
    bands = models.JSONField(default=list, blank=True)
    joining = models.BooleanField(_("pupils may join by the code"), default=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership")

    objects = ClassroomQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class MissedCode(models.Model):
    """Somebody typed the code of no class. Fingerprints tell one browser and one address from the
    others, for as long as misses count; neither can be read back."""

    session = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["session", "at"], name="missed_by_session"),
            models.Index(fields=["address", "at"], name="missed_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Membership(models.Model):
    """``nickname`` is how a pupil is called in this class; ``nickname_key`` is its one form, once a
    class: code + nickname + passphrase lead back to the account. Teachers have none.
    ``time_percent`` of each time limit is the pupil's own."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    role = models.CharField(max_length=8, choices=MemberRole.choices, default=MemberRole.PUPIL)
    joined_at = models.DateTimeField()
    nickname = models.CharField(_("nickname"), max_length=40, blank=True)
    nickname_key = models.CharField(max_length=60, null=True, blank=True, editable=False)
    time_percent = models.PositiveSmallIntegerField(_("extra time"), default=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["classroom", "nickname_key"],
                name="nickname_once_a_class",
                violation_error_message=_("Somebody in this class has that nickname."),
            ),
            models.CheckConstraint(
                condition=Q(time_percent__gte=100) & Q(time_percent__lte=1000),
                name="member_time_is_more_not_less",
            ),
            models.UniqueConstraint(fields=["classroom", "user"], name="member_once_a_class"),
            models.CheckConstraint(
                condition=Q(role__in=["teacher", "pupil"]), name="member_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.classroom_id}:{self.user_id}"

    @property
    def called(self) -> str:
        """What this member is called in the class."""
        return self.nickname or str(self.user)

    @property
    def issuable(self) -> bool:
        """Whether teachers of the class may issue a passphrase. Else one could take over whatever
        account joins, an administrator's too."""
        user = self.user
        return self.role == MemberRole.PUPIL and user.made_in_class and user.role == Role.LEARNER

    def call(self, nickname: str) -> None:
        """Set the nickname and its one form together; saving is the caller's."""
        self.nickname = " ".join(nickname.split())
        self.nickname_key = username_key(self.nickname) or None
