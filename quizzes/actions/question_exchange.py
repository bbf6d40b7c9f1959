"""Questions from other programs.

upload or paste ── look ──▶ Looked ── keep ──▶ QuestionImport ── look again ──▶ shown
                                                     └── take_over ──▶ Question, QuestionSet

Nothing is a question before the last step, and that one is all or nothing. A file with an error in
it is never kept: whoever sent it has it, and is told what to mend.
"""

import zlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from quizzes import items
from quizzes.actions import pictures, sets, writing
from quizzes.errors import PictureRefused, QuestionsRefused
from quizzes.exchange import formats
from quizzes.exchange.formats import Format
from quizzes.exchange.markup import one_line
from quizzes.exchange.question import QUESTION_LIMITS, ExchangedQuestion, PictureFile, Read
from quizzes.items import AnyItem
from quizzes.models import Question, QuestionImport, QuestionSet, Topic, User
from quizzes.models.questions import Origin
from quizzes.models.sets import MOST_IN_A_SET

LIMITS = replace(QUESTION_LIMITS, questions=MOST_IN_A_SET)
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a file holds, read in this format."""

    format: Format
    read: Read

    @property
    def can_be_taken(self) -> bool:
        return bool(self.read.questions) and not self.read.errors


@dataclass(frozen=True, kw_only=True)
class Taken:
    """``pictures_refused`` counts those that proved damaged once they were drawn."""

    pending: QuestionImport
    pictures_refused: int = 0


def look(data: bytes, *, format: Format | None, teacher: User) -> Looked:
    """Read a file in that format, or in the likeliest one. Stores nothing."""
    chosen = format or formats.format_of(data)
    language = teacher.language or "en"
    read = formats.read(data, format=chosen, language=language, limits=LIMITS)
    return Looked(format=chosen, read=read)


def look_again(pending: QuestionImport) -> Looked:
    return look(_data(pending), format=Format(pending.format), teacher=pending.owner)


@transaction.atomic
def keep(*, owner: User, name: str, data: bytes, format: Format, now: datetime) -> QuestionImport:
    """Hold a file until its owner has seen what is in it; an earlier one that waits is dropped."""
    User.objects.select_for_update().get(pk=owner.pk)  # two uploads at once: the later one stays
    prune_question_imports(before=now - KEPT_FOR)
    QuestionImport.objects.filter(owner=owner).delete()
    return QuestionImport.objects.create(
        owner=owner,
        name=one_line(name)[:100],
        format=format,
        content=zlib.compress(data),
        created_at=now,
    )


def read_as(*, pending: QuestionImport, format: Format) -> Looked:
    """Read what is held in another format."""
    QuestionImport.objects.filter(pk=pending.pk, done_at=None).update(format=format)
    pending.format = format
    return look_again(pending)


@transaction.atomic
def take_over(
    *,
    owner: User,
    pending_id: UUID,
    topic: Topic | None,
    question_set: QuestionSet | None,
    title: str,
    now: datetime,
) -> Taken:
    """Make private questions of all that is in the file, in ``question_set`` or in a new one of
    that title, or none. Without a topic they stand among the owner's own. The same word again
    changes nothing and gives the first result again.

    Raises ``QuestionImport.DoesNotExist``, ``QuestionsRefused`` and ``sets.SetFull``.
    """
    held = QuestionImport.objects.visible_to(owner).select_for_update(of=("self",))
    pending: QuestionImport = held.select_related("owner").get(pk=pending_id)
    if pending.done_at is not None:
        return Taken(pending=pending)
    looked = look_again(pending)
    if looked.read.errors:
        raise QuestionsRefused(looked.read.errors[0].code)
    if not looked.read.questions:
        raise QuestionsRefused("no-questions")
    topic = topic or writing.own_topic(teacher=owner, now=now)
    refused = 0
    questions: list[Question] = []
    for exchanged in looked.read.questions:
        picture = _picture(exchanged.picture, owner=owner, now=now)
        refused += exchanged.picture is not None and picture is None
        questions.append(_write(exchanged, picture, owner=owner, topic=topic, now=now))
    if question_set is None:
        question_set = sets.create(owner=owner, title=title, questions=questions, now=now)
    else:
        sets.add(question_set=question_set, questions=questions, now=now)
    pending.question_set, pending.added = question_set, len(questions)
    pending.done_at, pending.content = now, b""
    pending.save()
    return Taken(pending=pending, pictures_refused=refused)


def prune_question_imports(*, before: datetime) -> int:
    """Drop what nobody came back to. Returns how many."""
    dropped, _rows = QuestionImport.objects.filter(created_at__lt=before).delete()
    return dropped


def _write(
    exchanged: ExchangedQuestion,
    picture: items.Picture | None,
    *,
    owner: User,
    topic: Topic,
    now: datetime,
) -> Question:
    return writing.write(
        author=owner,
        item=_item(exchanged, picture),
        topic=topic,
        origin=Origin.IMPORTED,
        now=now,
        name=exchanged.name,
        tags=exchanged.tags,
        foreign_id=exchanged.foreign_id,
    )


def _item(exchanged: ExchangedQuestion, picture: items.Picture | None) -> AnyItem:
    carried = dict(exchanged.item.carried)
    if exchanged.category:
        carried["category"] = exchanged.category
    return replace(exchanged.item, picture=picture, carried=carried)


def _picture(file: PictureFile | None, *, owner: User, now: datetime) -> items.Picture | None:
    if file is None:
        return None
    try:
        drawn = pictures.keep(owner=owner, data=file.data, now=now)
    except PictureRefused:
        return None
    return items.Picture(id=str(drawn.pk), alt=file.alt, width=drawn.width, height=drawn.height)


def _data(pending: QuestionImport) -> bytes:
    return zlib.decompress(bytes(pending.content)) if pending.content else b""
