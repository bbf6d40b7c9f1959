"""Who may do what, who decides it, and how somebody is forgotten."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.admin.models import LogEntry as AdminEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q

from quizzes.actions import logbook
from quizzes.actions.accounts import passphrase
from quizzes.actions.joining import PASSPHRASE_WORDS, lock_name
from quizzes.errors import DomainError
from quizzes.models import (
    Classroom,
    Deed,
    LogEntry,
    Membership,
    Pack,
    Picture,
    Question,
    QuestionSet,
    QuestionVersion,
    TeacherRequest,
    User,
)
from quizzes.models.classes import MemberRole
from quizzes.models.packs import Visibility
from quizzes.models.people import Role, username_key

OPEN, APPROVAL, CLOSED = "open", "approval", "closed"  # of settings.TEACHERS


class TeachingClosed(DomainError):
    """Nobody becomes a teacher here by asking."""

    code = "teaching-closed"


class AlreadyAsked(DomainError):
    code = "already-asked"


class LastAdministrator(DomainError):
    """Nobody would be left to look after the people."""

    code = "last-administrator"


@transaction.atomic
def ask_to_teach(*, user: User, text: str, now: datetime) -> bool:
    """True where the person teaches from now on, False where an administrator will decide. Who was
    refused may ask again. Raises ``TeachingClosed`` and ``AlreadyAsked``."""
    if settings.TEACHERS == CLOSED or user.is_guest or user.made_in_class:
        raise TeachingClosed  # a pupil stays one until an administrator says otherwise
    if user.is_teacher:
        return True
    if settings.TEACHERS == OPEN:
        _give_role(user, Role.TEACHER)
        logbook.note(
            actor=user,
            deed=Deed.ROLE_CHANGED,
            subject=user,
            at=now,
            old_role=Role.LEARNER,
            role=Role.TEACHER,
        )
        return True
    if TeacherRequest.objects.filter(user=user, accepted=None).exists():
        raise AlreadyAsked
    TeacherRequest.objects.update_or_create(
        user=user,
        defaults={
            "text": text.strip(),
            "created_at": now,
            "accepted": None,
            "decided_at": None,
            "decided_by": None,
        },
    )
    return False


@transaction.atomic
def decide(*, asked: TeacherRequest, accept: bool, by: User, now: datetime) -> bool:
    """False where somebody decided before."""
    waiting = TeacherRequest.objects.filter(pk=asked.pk, accepted=None)
    if not waiting.update(accepted=accept, decided_at=now, decided_by=by):
        return False
    if accept and not asked.user.is_teacher:
        _give_role(asked.user, Role.TEACHER)
    deed = Deed.TEACHER_ACCEPTED if accept else Deed.TEACHER_REFUSED
    logbook.note(actor=by, deed=deed, subject=asked.user, at=now)
    return True


@transaction.atomic
def change_role(*, person: User, role: Role, by: User | None, now: datetime) -> None:
    """Raises ``LastAdministrator``."""
    if role == person.role:
        return
    _keep_an_administrator(person)
    old = person.role
    _give_role(person, role)
    logbook.note(actor=by, deed=Deed.ROLE_CHANGED, subject=person, at=now, old_role=old, role=role)


@transaction.atomic
def let_in(*, person: User, active: bool, by: User, now: datetime) -> None:
    """Close an account to its owner, or open it again. Raises ``LastAdministrator``."""
    if active == person.is_active:
        return
    if not active:
        _keep_an_administrator(person)
    person.is_active = active
    person.save(update_fields=["is_active"])
    deed = Deed.ACCOUNT_OPENED if active else Deed.ACCOUNT_CLOSED
    logbook.note(actor=by, deed=deed, subject=person, at=now)


def issue_passphrase(*, person: User, by: User | None, now: datetime) -> str:
    """A new password made of words. Whoever is logged in with the old one is logged out."""
    told = passphrase(PASSPHRASE_WORDS if person.made_in_class else PASSPHRASE_WORDS + 1)
    person.set_password(told)
    with transaction.atomic():
        person.save(update_fields=["password"])
        logbook.note(actor=by, deed=Deed.PASSPHRASE_RESET, subject=person, at=now)
    return told


def make_administrator(*, username: str, now: datetime) -> tuple[User, str]:
    """Make or promote one. Returns the person, and the passphrase of a new one, else nothing."""
    found = User.objects.filter(username=username_key(username)).first()
    if found is not None:
        change_role(person=found, role=Role.ADMINISTRATOR, by=None, now=now)
        return found, ""
    told = passphrase(PASSPHRASE_WORDS + 1)
    return User.objects.create_superuser(username, told), told


@transaction.atomic
def erase(*, person: User, by: User | None, now: datetime) -> None:
    """Remove somebody, and the name with them.

    Attempts, cards, plans, drafts and memberships go. What others work with stays, without an
    author: versions of questions, sets and questions that are shared or were used, and the log,
    which holds no names. A class that loses its last teacher goes into the archive. Raises
    ``LastAdministrator``.
    """
    _keep_an_administrator(person)
    members = list(Membership.objects.filter(user=person).select_related("classroom"))
    taught = [member.classroom_id for member in members if member.role == MemberRole.TEACHER]
    _forget_log_ins(person, members)
    _forget_reasons(person)
    pictures = list(Picture.objects.filter(owner=person).values_list("pk", flat=True))
    content_type = ContentType.objects.get_for_model(User)
    AdminEntry.objects.filter(content_type=content_type, object_id=str(person.pk)).delete()
    for kept_alone in (
        QuestionSet.objects.filter(owner=person, visibility=Visibility.PRIVATE),
        Question.objects.filter(owner=person, visibility=Visibility.PRIVATE),
        Pack.objects.filter(owner=person, visibility=Visibility.PRIVATE),
    ):
        _delete_unused(kept_alone)
    Picture.objects.filter(pk__in=[pk for pk in pictures if not _is_shown(pk)]).delete()
    # The log speaks of nobody any more, not even of whose account it was.
    logbook.note(actor=by if by != person else None, deed=Deed.PERSON_ERASED, at=now)
    person.delete()
    alone = Classroom.objects.filter(pk__in=taught, archived_at=None).exclude(
        membership__role=MemberRole.TEACHER
    )
    Classroom.objects.filter(pk__in=list(alone.values_list("pk", flat=True))).update(
        archived_at=now
    )


def _give_role(person: User, role: Role) -> None:
    person.role = role
    # Administrators alone see Django's own pages.
    person.is_staff = person.is_superuser = role == Role.ADMINISTRATOR
    person.save(update_fields=["role", "is_staff", "is_superuser"])


def _keep_an_administrator(person: User) -> None:
    if person.role != Role.ADMINISTRATOR:
        return
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    # Locked, so that two do not take each other's leave for granted.
    if not list(others.select_for_update().values_list("pk", flat=True)):
        raise LastAdministrator


def _forget_log_ins(person: User, members: Iterable[Membership]) -> None:
    names = Q(username=person.username)
    for member in members:
        names |= Q(username=lock_name(code=member.classroom.code, nickname=member.nickname))
    AccessAttempt.objects.filter(names).delete()


def _forget_reasons(person: User) -> None:
    """What teachers wrote of the person into the log, and may have named: the deeds stay."""
    for entry in LogEntry.objects.filter(subject=person, detail__has_key="reason"):
        detail = {name: value for name, value in entry.detail.items() if name != "reason"}
        LogEntry.objects.filter(pk=entry.pk).update(detail=detail)


def _is_shown(picture: UUID) -> bool:
    return QuestionVersion.objects.filter(content__picture__id=str(picture)).exists()


def _delete_unused(rows: models.QuerySet) -> None:
    """Each that nothing else rests on; the others stay, nobody's."""
    for row in rows:
        try:
            with transaction.atomic():
                row.delete()
        except models.ProtectedError:
            continue
