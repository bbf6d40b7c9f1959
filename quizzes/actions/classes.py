"""What a teacher changes about a class and those in it. Whatever touches a pupil is noted."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from quizzes.actions import logbook, questions
from quizzes.actions.joining import AlreadyThere, Issued, NicknameTaken, class_code, enter, hashed
from quizzes.errors import DomainError
from quizzes.models import Classroom, Deed, ItemReport, Membership, Question, User
from quizzes.models.classes import MemberRole
from quizzes.models.people import Role, username_key


class NoSuchTeacher(DomainError):
    """Nobody who teaches has that username."""

    code = "no-such-teacher"


class LastTeacher(DomainError):
    """A class without a teacher is nobody's to look after."""

    code = "last-teacher"


class NotIssuable(DomainError):
    """The account was not made in a class: its password is nobody else's to set."""

    code = "not-issuable"


@transaction.atomic
def create(*, teacher: User, now: datetime, fields: Mapping[str, object]) -> Classroom:
    """``fields`` by the names of the model."""
    made: Classroom = Classroom.objects.create(code=_free_code(), created_at=now, **fields)
    Membership.objects.create(classroom=made, user=teacher, role=MemberRole.TEACHER, joined_at=now)
    return made


@transaction.atomic
def change(
    *, classroom: Classroom, teacher: User, now: datetime, fields: Mapping[str, object]
) -> None:
    """``fields`` by the names of the model; noted with the names of those that are new."""
    stored = Classroom.objects.get(pk=classroom.pk)
    new = sorted(name for name, value in fields.items() if getattr(stored, name) != value)
    if not new:
        return
    Classroom.objects.filter(pk=classroom.pk).update(**{name: fields[name] for name in new})
    logbook.note(actor=teacher, deed=Deed.CLASS_CHANGED, classroom=classroom, at=now, fields=new)


def set_exam_day(*, classroom: Classroom, exam_day: date | None) -> None:
    """Pupils see it beside their own plan; none of their plans is changed."""
    Classroom.objects.filter(pk=classroom.pk).update(exam_day=exam_day)


@transaction.atomic
def change_code(*, classroom: Classroom, teacher: User, now: datetime) -> str:
    """The old one leads nowhere from now on: pupils come back with the new one."""
    code = _free_code()
    Classroom.objects.filter(pk=classroom.pk).update(code=code)
    logbook.note(actor=teacher, deed=Deed.CODE_CHANGED, classroom=classroom, at=now)
    return code


@transaction.atomic
def let_join(*, classroom: Classroom, joining: bool, teacher: User, now: datetime) -> None:
    """Those who are in the class come back all the same."""
    if Classroom.objects.filter(pk=classroom.pk, joining=not joining).update(joining=joining):
        logbook.note(
            actor=teacher, deed=Deed.CLASS_CHANGED, classroom=classroom, at=now, fields=["joining"]
        )


@transaction.atomic
def archive(*, classroom: Classroom, teacher: User, now: datetime) -> None:
    """Nobody joins any more and nothing is due; what was done in it stays."""
    if Classroom.objects.filter(pk=classroom.pk, archived_at=None).update(archived_at=now):
        logbook.note(actor=teacher, deed=Deed.CLASS_ARCHIVED, classroom=classroom, at=now)


@transaction.atomic
def restore(*, classroom: Classroom, teacher: User, now: datetime) -> None:
    archived = Classroom.objects.filter(pk=classroom.pk, archived_at__isnull=False)
    if archived.update(archived_at=None):
        logbook.note(actor=teacher, deed=Deed.CLASS_RESTORED, classroom=classroom, at=now)


@transaction.atomic
def rename(*, member: Membership, nickname: str, teacher: User, now: datetime) -> None:
    """What a pupil is called in this class; where the account was made in a class, by the app too.
    Raises ``NicknameTaken``."""
    member.call(nickname)
    others = Membership.objects.filter(classroom=member.classroom_id).exclude(pk=member.pk)
    if others.filter(nickname_key=member.nickname_key).exists():
        raise NicknameTaken(nickname=nickname)
    try:
        with transaction.atomic():
            member.save(update_fields=["nickname", "nickname_key"])
    except IntegrityError as error:
        raise NicknameTaken(nickname=nickname) from error
    if member.user.made_in_class:
        User.objects.filter(pk=member.user_id).update(display_name=member.nickname)
    _note(Deed.PUPIL_RENAMED, member, teacher, now)


@transaction.atomic
def give_time(*, member: Membership, percent: int, teacher: User, now: datetime) -> None:
    """``percent`` of each time limit in this class, from 100."""
    if percent == member.time_percent:
        return
    member.time_percent = percent
    member.save(update_fields=["time_percent"])
    _note(Deed.ACCOMMODATED, member, teacher, now, percent=percent)


@transaction.atomic
def move(*, member: Membership, to: Classroom, teacher: User, now: datetime) -> None:
    """The pupil keeps answers and cards; what was given to the old class stays with it. Raises
    ``NicknameTaken``, ``AlreadyThere`` and ``ClassFull``."""
    there = Membership.objects.filter(classroom=to, user=member.user)
    if there.exists():
        raise AlreadyThere
    new = enter(classroom=to, user=member.user, nickname=member.called, now=now)
    Membership.objects.filter(pk=new.pk).update(time_percent=member.time_percent)
    _note(Deed.PUPIL_MOVED, member, teacher, now, to_class=to.pk)
    logbook.note(actor=teacher, deed=Deed.PUPIL_ADDED, classroom=to, subject=member.user, at=now)
    member.delete()


@transaction.atomic
def remove(*, member: Membership, teacher: User, now: datetime) -> None:
    """The account stays with all that was done: the pupil logs in with the username from then
    on."""
    _note(Deed.PUPIL_REMOVED, member, teacher, now)
    member.delete()


def issue(*, members: Sequence[Membership], teacher: User, now: datetime) -> list[Issued]:
    """New passphrases; the old ones no longer work, and whoever is logged in is logged out. Raises
    ``NotIssuable`` unless each account was made in a class."""
    if not all(member.issuable for member in members):
        raise NotIssuable
    people = hashed([member.user for member in members])
    with transaction.atomic():
        for member, (user, _told) in zip(members, people, strict=True):
            User.objects.filter(pk=user.pk).update(password=user.password)
            _note(Deed.PASSPHRASE_RESET, member, teacher, now)
    return [
        Issued(user=user, nickname=member.called, passphrase=told)
        for member, (user, told) in zip(members, people, strict=True)
    ]


@transaction.atomic
def add_teacher(*, classroom: Classroom, username: str, teacher: User, now: datetime) -> User:
    """Raises ``NoSuchTeacher``, and ``AlreadyThere`` for a member of any kind."""
    teachers = User.objects.filter(role__in=[Role.TEACHER, Role.ADMINISTRATOR], is_active=True)
    found = teachers.filter(username=username_key(username)).first()
    if found is None:
        raise NoSuchTeacher
    if Membership.objects.filter(classroom=classroom, user=found).exists():
        raise AlreadyThere
    Membership.objects.create(
        classroom=classroom, user=found, role=MemberRole.TEACHER, joined_at=now
    )
    logbook.note(actor=teacher, deed=Deed.TEACHER_ADDED, classroom=classroom, subject=found, at=now)
    return found


@transaction.atomic
def remove_teacher(*, member: Membership, teacher: User, now: datetime) -> None:
    """Raises ``LastTeacher``."""
    # Two who leave at once must not both find the other there.
    Classroom.objects.select_for_update().get(pk=member.classroom_id)
    teachers = Membership.objects.filter(
        classroom=member.classroom_id,
        role=MemberRole.TEACHER,
        user__is_active=True,
        user__role__in=[Role.TEACHER, Role.ADMINISTRATOR],
    )
    if not teachers.exclude(pk=member.pk).exists():
        raise LastTeacher
    _note(Deed.TEACHER_REMOVED, member, teacher, now)
    member.delete()


def prune_archived(*, before: datetime) -> int:
    """Remove classes that were archived before ``before``, with what they were given and what came
    of it. Pupils keep accounts and cards. Returns how many."""
    old = Classroom.objects.filter(archived_at__lt=before)
    count: int = old.count()
    old.delete()
    return count


def ask_to_mend(*, question: Question, teacher: User, text: str, now: datetime) -> ItemReport:
    """Tell the authors of a question that a class keeps forgetting it. Raises ``TooManyReports``,
    and ``ValueError`` for a question without a version."""
    if question.current is None:
        raise ValueError("a question in use has a version")
    return questions.report(
        version=question.current,
        reporter=teacher,
        text=text or gettext("A class keeps forgetting this card."),
        now=now,
    )


def _free_code() -> str:
    while True:
        code = class_code()
        if not Classroom.objects.filter(code=code).exists():
            return code


def _note(deed: Deed, member: Membership, teacher: User, now: datetime, **detail: object) -> None:
    logbook.note(
        actor=teacher,
        deed=deed,
        classroom=member.classroom,
        subject=member.user,
        at=now,
        **detail,
    )
