"""Who did what to pupils' data, their classes and their grades. Written once, read by those it
concerns, pruned by age."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quizzes.models.classes import Classroom
from quizzes.models.people import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from quizzes.models.people import User


class Deed(models.TextChoices):
    """What can be done. Actions note it; pages tell it in words."""

    PUPIL_ADDED = "pupil-added", _("added a pupil")
    PUPIL_RENAMED = "pupil-renamed", _("renamed a pupil")
    PUPIL_MOVED = "pupil-moved", _("moved a pupil")
    PUPIL_REMOVED = "pupil-removed", _("removed a pupil")
    PASSPHRASE_RESET = "passphrase-reset", _("issued a new passphrase")
    CODE_CHANGED = "code-changed", _("changed the class code")
    TEACHER_ADDED = "teacher-added", _("added a teacher")
    TEACHER_REMOVED = "teacher-removed", _("removed a teacher")
    CLASS_ARCHIVED = "class-archived", _("archived a class")
    CLASS_RESTORED = "class-restored", _("took a class up again")
    CLASS_CHANGED = "class-changed", _("changed the settings of a class")
    ATTEMPT_READ = "attempt-read", _("read a pupil’s attempt")
    ATTEMPT_REOPENED = "attempt-reopened", _("opened an attempt again")
    ATTEMPT_DELETED = "attempt-deleted", _("deleted an attempt")
    GRADE_OVERRIDDEN = "grade-overridden", _("set a mark by hand")
    COMMENTED = "commented", _("commented on an answer")
    REGRADED = "regraded", _("graded attempts anew")
    ACCOMMODATED = "accommodated", _("gave a pupil other terms")
    RESULTS_EXPORTED = "results-exported", _("exported results")
    TEACHER_ACCEPTED = "teacher-accepted", _("accepted a teacher")
    TEACHER_REFUSED = "teacher-refused", _("refused a request to teach")
    ROLE_CHANGED = "role-changed", _("changed a role")
    ACCOUNT_CLOSED = "account-closed", _("closed an account")
    ACCOUNT_OPENED = "account-opened", _("opened an account again")
    DATA_EXPORTED = "data-exported", _("exported one’s own data")
    PERSON_ERASED = "person-erased", _("erased an account")
    PACK_DELETED = "pack-deleted", _("deleted a pack of facts")
    TOPIC_DELETED = "topic-deleted", _("deleted a topic")


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Administrators all, teachers what happened in their classes."""
        if not user.is_authenticated:
            return self.none()
        if user.role == Role.ADMINISTRATOR:
            return self.all()
        return self.filter(classroom__in=Classroom.objects.taught_by(user))


class LogEntry(models.Model):
    """``detail`` holds ids, numbers and reasons, never a name: an erasure then has nothing to look
    for here."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="deeds",
    )
    deed = models.CharField(max_length=20, choices=Deed.choices)
    classroom = models.ForeignKey(Classroom, null=True, blank=True, on_delete=models.SET_NULL)
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="deeds_done_to",
    )
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "log entries"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["classroom", "-at"], name="deeds_of_class"),
            models.Index(fields=["-at"], name="deeds_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.deed} {self.at:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("what is in the log is never changed")
        super().save(*args, **kwargs)
