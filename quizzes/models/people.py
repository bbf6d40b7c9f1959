"""People: guests, learners, teachers, administrators. No e-mail address anywhere."""

import unicodedata
import zoneinfo
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def username_key(username: str) -> str:
    """The one form of a username: compatibility-normalised and casefolded, so that "Олена" and
    "ОЛЕНА" are one pupil on every database."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is no time zone that we know."), params={"name": name})


class Role(models.TextChoices):
    GUEST = "guest", _("guest")
    LEARNER = "learner", _("learner")
    TEACHER = "teacher", _("teacher")
    ADMINISTRATOR = "administrator", _("administrator")


class Theme(models.TextChoices):
    SYSTEM = "system", _("as the device")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


class SensitiveChoice(models.TextChoices):
    """What a learner wants of pages that tell of harm done to people."""

    ASK = "ask", _("ask each time")
    READ = "read", _("show them")
    LEAVE_OUT = "leave-out", _("leave them out")


class UserQuerySet(models.QuerySet["User"]):
    def guests(self) -> Self:
        return self.filter(role=Role.GUEST)

    def stale_guests(self, *, before: datetime) -> Self:
        """Guests who have done nothing since ``before``: ``last_seen`` tells when they began, their
        study days tell of all that they did since."""
        return (
            self.guests()
            .filter(last_seen__lt=before)
            .exclude(studyday__day__gte=before.date() - timedelta(days=1))
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, username: str, password: str | None = None, **extra: Any) -> "User":
        user: User = self.model(username=username_key(username), **extra)
        user.password = make_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **extra: Any) -> "User":
        extra = {"role": Role.ADMINISTRATOR, "is_staff": True, "is_superuser": True, **extra}
        return self.create_user(username, password, **extra)

    def get_by_natural_key(self, username: str | None) -> "User":
        user: User = self.get(username=username_key(username or ""))
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """``username`` is kept in its one form (``username_key``); ``display_name`` is what people see.

    A guest is a real user without a usable password: work done as a guest stays when the guest
    signs up, because the row stays. Whoever was ``made_in_class`` joined by a code, or was put into
    the class by a teacher: the password is a passphrase, and the teachers of a class may issue a
    new one. Nobody else's password is theirs to set.
    """

    username = models.CharField(
        _("username"),
        max_length=60,
        unique=True,
        error_messages={"unique": _("This username is taken. Choose another.")},
    )
    display_name = models.CharField(_("name to show"), max_length=60, blank=True)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.LEARNER)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    recovery = models.CharField(max_length=200, blank=True, help_text="hash of the passphrase")
    made_in_class = models.BooleanField(default=False)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Kyiv", validators=[validate_time_zone]
    )
    language = models.CharField(_("language"), max_length=8, blank=True)
    theme = models.CharField(
        _("colours"), max_length=8, choices=Theme.choices, default=Theme.SYSTEM
    )
    single_keys = models.BooleanField(_("single keys answer"), default=True)
    sensitive = models.CharField(
        _("pages about harm done to people"),
        max_length=10,
        choices=SensitiveChoice.choices,
        default=SensitiveChoice.ASK,
    )
    date_joined = models.DateTimeField(auto_now_add=True)
    last_seen = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[value for value, _label in Role.choices]),
                name="user_role_known",
            ),
        ]
        indexes = [models.Index(fields=["role", "last_seen"], name="user_stale_guests")]

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def is_guest(self) -> bool:
        return self.role == Role.GUEST

    @property
    def is_teacher(self) -> bool:
        return self.role in {Role.TEACHER, Role.ADMINISTRATOR}

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)


class TeacherRequest(models.Model):
    """Somebody asks to teach. An administrator decides; ``accepted`` None while nobody has."""

    user = models.OneToOneField(User, on_delete=models.CASCADE)
    text = models.TextField(_("who you are"), max_length=500, blank=True)
    created_at = models.DateTimeField()
    accepted = models.BooleanField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted=None, decided_at=None)
                | Q(accepted__isnull=False, decided_at__isnull=False),
                name="request_decided_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"
