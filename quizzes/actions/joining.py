"""Coming into a class by its code, without an e-mail address, and coming back to it."""

import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from quizzes.actions import logbook
from quizzes.actions.accounts import passphrase
from quizzes.actions.words import WORDS
from quizzes.errors import DomainError
from quizzes.models import Classroom, Deed, Membership, MissedCode, User
from quizzes.models.classes import CODE_ALPHABET, CODE_LENGTH, MemberRole
from quizzes.models.people import Role, username_key

PASSPHRASE_WORDS = 3
MOST_PUPILS = 200
# Whoever mistypes does so a few times; a class of thirty behind one address, each a few times.
MISSES_OF_SESSION = 8
MISSES_OF_ADDRESS = 120
MISSES_COUNT_FOR = timedelta(minutes=15)
HASHING_AT_ONCE = 4
# Two clicks on one button are one pupil.
DOUBLE_CLICK = timedelta(minutes=1)
# Letters of a Ukrainian keyboard that look like those of a code.
_LOOK_ALIKES = str.maketrans("АВЕКМНРСТХУ", "ABEKMHPCTXY")


class NoSuchClass(DomainError):
    code = "no-such-class"


class TooManyMisses(DomainError):
    """``seconds`` is how long to wait at most."""

    code = "too-many-misses"


class ClassClosed(DomainError):
    """Archived, or its teachers let nobody join at present."""

    code = "class-closed"


class ClassFull(DomainError):
    code = "class-full"


class NicknameTaken(DomainError):
    """``nickname`` is the one that somebody else of the class has."""

    code = "nickname-taken"


class AlreadyThere(DomainError):
    code = "already-there"


@dataclass(frozen=True, kw_only=True)
class Issued:
    """A passphrase that is told this once: only its hash is kept."""

    user: User
    nickname: str
    passphrase: str


def class_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def normal_code(typed: str) -> str:
    """A code as it is kept, from what was typed: any case, blanks and hyphens, look-alikes of
    another alphabet. What is no code comes out as none either."""
    letters = typed.upper().translate(_LOOK_ALIKES)
    return "".join(letter for letter in letters[:40] if letter.isalnum())


def find_class(*, code: str, session: str, address: str, now: datetime) -> Classroom:
    """The class of ``code`` (in its one form), archived or not. A miss counts for ``session`` and
    ``address``. Raises ``NoSuchClass``, and ``TooManyMisses`` even for a code that is right."""
    sitting, place = _fingerprint("session", session), _fingerprint("address", address)
    since = now - MISSES_COUNT_FOR
    recent = MissedCode.objects.filter(at__gt=since)
    if (
        recent.filter(session=sitting).count() >= MISSES_OF_SESSION
        or recent.filter(address=place).count() >= MISSES_OF_ADDRESS
    ):
        raise TooManyMisses(seconds=int(MISSES_COUNT_FOR.total_seconds()))
    found = Classroom.objects.filter(code=code).first()
    if found is None:
        MissedCode.objects.create(session=sitting, address=place, at=now)
        raise NoSuchClass
    return found


def lock_name(*, code: str, nickname: str) -> str:
    """What wrong passphrases are counted by. It cannot be read back: a nickname is a name."""
    one_form = username_key(" ".join(nickname.split()))
    return f"class:{_fingerprint('nickname', f'{code} {one_form}')}"


def join(
    *, classroom: Classroom, nickname: str, guest: User | None, now: datetime, token: str = ""
) -> tuple[User, str]:
    """Make a pupil, out of ``guest`` where there is one, so that its work stays. Returns the pupil
    and the passphrase. The same ``token`` (that of the page, known to nobody else) with the same
    nickname gives both again for a minute: a second click must not leave a pupil without them.
    Raises ``ClassClosed``, ``ClassFull``, ``NicknameTaken``."""
    _check_open(classroom)
    told = _words_of(token, classroom, nickname) if token else passphrase(PASSPHRASE_WORDS)
    made = guest if guest is not None and guest.is_guest else User()
    made.password = make_password(told)
    try:
        _admit(classroom, made, nickname, now=now)
    except NicknameTaken:
        there = _just_joined(classroom, nickname, now=now) if token else None
        if there is None or not check_password(told, there.password):
            raise
        return there, told
    return made, told


def join_as(*, classroom: Classroom, user: User, nickname: str, now: datetime) -> Membership:
    """Let somebody who has an account into the class. Raises ``ClassClosed``, ``ClassFull``,
    ``NicknameTaken``, ``AlreadyThere``."""
    _check_open(classroom)
    if Membership.objects.filter(classroom=classroom, user=user).exists():
        raise AlreadyThere
    with transaction.atomic():
        member = enter(classroom=classroom, user=user, nickname=nickname, now=now)
        logbook.note(actor=user, deed=Deed.PUPIL_ADDED, classroom=classroom, subject=user, at=now)
    return member


def add_pupils(
    *, classroom: Classroom, nicknames: Sequence[str], teacher: User, now: datetime
) -> list[Issued]:
    """Accounts for a list of names, all or none. Raises ``ClassFull`` and ``NicknameTaken``."""
    people = hashed([User() for _name in nicknames])
    with transaction.atomic():
        for nickname, (made, _told) in zip(nicknames, people, strict=True):
            _admit(classroom, made, nickname, now=now, actor=teacher)
    return [
        Issued(user=made, nickname=nickname, passphrase=told)
        for nickname, (made, told) in zip(nicknames, people, strict=True)
    ]


def hashed(users: Sequence[User]) -> list[tuple[User, str]]:
    """Give each a new passphrase, not saved yet. Hashing takes long on purpose: it is done before
    any transaction, which would keep the whole class from writing, and several at a time."""
    told = [passphrase(PASSPHRASE_WORDS) for _user in users]
    with ThreadPoolExecutor(HASHING_AT_ONCE) as pool:
        for user, password in zip(users, pool.map(make_password, told), strict=True):
            user.password = password
    return list(zip(users, told, strict=True))


def enter(*, classroom: Classroom, user: User, nickname: str, now: datetime) -> Membership:
    """A pupil's row, in the caller's transaction. Raises ``NicknameTaken``, ``ClassFull``."""
    pupils = Membership.objects.filter(classroom=classroom, role=MemberRole.PUPIL)
    if pupils.count() >= MOST_PUPILS:
        raise ClassFull
    member = Membership(classroom=classroom, user=user, role=MemberRole.PUPIL, joined_at=now)
    member.call(nickname)
    if pupils.filter(nickname_key=member.nickname_key).exists():
        raise NicknameTaken(nickname=nickname)
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as error:  # somebody was quicker
        raise NicknameTaken(nickname=nickname) from error
    return member


def prune_misses(*, now: datetime) -> None:
    MissedCode.objects.filter(at__lte=now - MISSES_COUNT_FOR).delete()


def _words_of(token: str, classroom: Classroom, nickname: str) -> str:
    """As good as drawn: nobody can work them out without the secret key of the app."""
    value = f"{token} {classroom.pk} {username_key(' '.join(nickname.split()))}"
    number = int(_fingerprint("words", value), 16)
    words = []
    for _ in range(PASSPHRASE_WORDS):
        number, place = divmod(number, len(WORDS))
        words.append(WORDS[place])
    return "-".join(words)


def _just_joined(classroom: Classroom, nickname: str, *, now: datetime) -> User | None:
    """Not for long: somebody else may sit down at the same computer."""
    member = (
        Membership.objects.filter(
            classroom=classroom,
            nickname_key=username_key(" ".join(nickname.split())),
            role=MemberRole.PUPIL,
            joined_at__gt=now - DOUBLE_CLICK,
            user__made_in_class=True,
        )
        .select_related("user")
        .first()
    )
    return member.user if member else None


def _check_open(classroom: Classroom) -> None:
    if classroom.archived_at is not None or not classroom.joining:
        raise ClassClosed


@transaction.atomic
def _admit(
    classroom: Classroom, made: User, nickname: str, *, now: datetime, actor: User | None = None
) -> None:
    made.username = _free_username()
    made.display_name = " ".join(nickname.split())
    made.role = Role.LEARNER
    made.made_in_class = True
    made.time_zone = made.time_zone if made.pk else classroom.time_zone
    if actor is None:
        made.last_seen = now
    made.save()
    enter(classroom=classroom, user=made, nickname=nickname, now=now)
    logbook.note(
        actor=actor or made, deed=Deed.PUPIL_ADDED, classroom=classroom, subject=made, at=now
    )


def _free_username() -> str:
    """Two words and a number: no name in it, and easy to copy."""
    while True:
        number = secrets.randbelow(90) + 10
        name = f"{secrets.choice(WORDS)}-{secrets.choice(WORDS)}-{number}"
        if not User.objects.filter(username=name).exists():
            return name


def _fingerprint(what: str, value: str) -> str:
    return salted_hmac(f"quizzes.joining.{what}", value, algorithm="sha256").hexdigest()
