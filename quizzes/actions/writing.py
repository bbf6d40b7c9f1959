"""Questions as their authors change them: every edit is a new version, and nothing is deleted."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from quizzes.actions import drafts, sets
from quizzes.items import (
    AnyItem,
    Choice,
    DateAnswer,
    Flashcard,
    Multiple,
    Numerical,
    Ordering,
    ShortAnswer,
    TrueFalse,
    content_hash,
    to_json,
)
from quizzes.models import Fact, Pack, Question, QuestionSet, QuestionVersion, Topic, User
from quizzes.models.packs import OWN_QUESTIONS, Visibility
from quizzes.models.questions import Origin, QuestionStatus


@dataclass(frozen=True, kw_only=True)
class Written:
    """What an author settled in the editor: the item, and what stands beside it."""

    item: AnyItem
    topic: Topic
    visibility: str = Visibility.PRIVATE
    name: str = ""
    tags: Sequence[str] = ()


def own_topic(*, teacher: User, now: datetime) -> Topic:
    """Where a teacher's questions stand that belong to no topic of a pack: in a private pack of the
    teacher's own, made on first use. Pupils who are asked them read the name of the topic."""
    pack, _made = Pack.objects.get_or_create(
        slug=f"{OWN_QUESTIONS}-{teacher.pk}",
        defaults={
            "title": gettext("My own questions"),
            "language": teacher.language or "en",
            "as_of": now.date().isoformat(),
            "seed": teacher.pk,
            "home_title": gettext("My own questions"),
            "home_lead": "",
            "owner": teacher,
            "visibility": Visibility.PRIVATE,
        },
    )
    topic, _made = Topic.objects.get_or_create(
        pack=pack, slug="general", defaults={"title": gettext("Other questions"), "position": 0}
    )
    return topic


@transaction.atomic
def save(
    *,
    author: User,
    written: Written,
    question: Question | None = None,
    draft_id: UUID | None = None,
    question_set: QuestionSet | None = None,
    now: datetime,
) -> Question:
    """What the editor's *Save* does: a new question or the next version of ``question``; its draft
    goes; ``question_set`` gets it at its end. All of it or nothing."""
    if question is None:
        question = write(
            author=author,
            item=written.item,
            topic=written.topic,
            visibility=written.visibility,
            now=now,
            name=written.name,
            tags=written.tags,
        )
    else:
        _describe(question, written)
        revise(question=question, item=written.item, topic=written.topic, author=author, now=now)
    if draft_id is not None:
        drafts.discard(owner=author, draft_id=draft_id)
    if question_set is not None:
        sets.add(question_set=question_set, questions=[question], now=now)
    return question


def _describe(question: Question, written: Written) -> None:
    """What is no version's: whose eyes it is for, its name and tags, the pack of its topic."""
    Question.objects.filter(pk=question.pk).update(
        visibility=written.visibility,
        name=written.name,
        tags=list(written.tags),
        pack=written.topic.pack_id,
    )


@transaction.atomic
def write(
    *,
    author: User,
    item: AnyItem,
    topic: Topic,
    visibility: str = Visibility.PRIVATE,
    origin: str = Origin.WRITTEN,
    now: datetime,
    name: str = "",
    tags: Sequence[str] = (),
    foreign_id: str = "",
) -> Question:
    """A new question with its first version. The item's identity, topic and language become those
    of the question; facts that the pack of the topic does not hold are not linked."""
    question = Question(
        pack=topic.pack,
        identity=f"{origin}:{uuid.uuid4()}",
        origin=origin,
        owner=author,
        visibility=visibility,
        name=name,
        tags=list(tags),
        foreign_id=foreign_id,
    )
    item = _placed(item, question, topic)
    fill(question, item, topic)
    question.save(force_insert=True)
    _add_version(question, item, author=author, now=now)
    return question


@transaction.atomic
def revise(
    *, question: Question, item: AnyItem, topic: Topic, author: User, now: datetime
) -> QuestionVersion:
    """A new version, unless nothing that a learner sees changed: then the present one. The question
    is locked, so that two tabs make two versions, not one number twice."""
    locked = Question.objects.select_for_update(of=("self",)).select_related("current")
    held: Question = locked.get(pk=question.pk)
    item = _placed(item, held, topic)
    fill(held, item, topic)
    held.save()
    question.refresh_from_db()
    if held.current is not None and held.current.content_hash == content_hash(item):
        return held.current
    version = _add_version(held, item, author=author, now=now)
    question.current = version
    return version


def retire(*, question: Question) -> None:
    """Never drawn or assigned again; whatever it stands in keeps it."""
    Question.objects.filter(pk=question.pk).update(status=QuestionStatus.RETIRED)


def restore(*, question: Question) -> None:
    Question.objects.filter(pk=question.pk).update(status=QuestionStatus.LIVE)


def fill(question: Question, item: AnyItem, topic: Topic) -> None:
    """Set the columns that lists filter by; saving is the caller's."""
    question.kind = item.kind
    question.topic = topic
    question.difficulty = item.difficulty
    question.level = question.level_now()
    question.sensitivity = item.sensitivity
    question.flags = list(item.flags)
    question.status = QuestionStatus.LIVE
    question.search_text = search_text(question, item)


def search_text(question: Question, item: AnyItem) -> str:
    """All words of the item and its author's, casefolded."""
    words = [question.name, *question.tags, *_words(item)]
    return " ".join(filter(None, words)).casefold()


def _words(item: AnyItem) -> list[str]:
    match item:
        case Choice() | Multiple():
            return [item.stem, *(option.text for option in item.options)]
        case Ordering():
            return [item.stem, *(event.title for event in item.events)]
        case Flashcard():
            return [item.front, item.back]
        case ShortAnswer():
            return [item.stem, *(accepted.text for accepted in item.accepted)]
        case Numerical():
            return [item.stem, *(accepted.value for accepted in item.accepted)]
        case TrueFalse() | DateAnswer():
            return [item.stem]


def _placed(item: AnyItem, question: Question, topic: Topic) -> AnyItem:
    return replace(item, identity=question.identity, topic=topic.slug, language=topic.pack.language)


def _add_version(
    question: Question, item: AnyItem, *, author: User, now: datetime
) -> QuestionVersion:
    number = question.current.number + 1 if question.current else 1
    version = QuestionVersion.objects.create(
        question=question,
        number=number,
        content=to_json(item),
        content_hash=content_hash(item),
        created_at=now,
        author=author,
    )
    question.current = version
    question.save(update_fields=["current"])
    question.facts.set(Fact.objects.filter(pack=question.pack_id, slug__in=item.facts))
    return version
