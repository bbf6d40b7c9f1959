"""Deleting a pack of one's own, or a topic of it, with its facts and questions.

PackInUse    something rests on its questions: attempts, cards, sets, class work, or colleagues
             wrote questions in it or on its facts. Such a pack can be kept to oneself instead

What protects a question in the database protects it here, too: nothing that somebody answered,
keeps or gave is ever deleted along with a pack.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.query import QuerySet

from quizzes.actions import authoring, logbook
from quizzes.errors import DomainError
from quizzes.models import (
    Agent,
    Deed,
    Entity,
    Fact,
    Pack,
    Predicate,
    Question,
    Regrade,
    Source,
    Topic,
    User,
)
from quizzes.reports.authoring import rests_on


class PackInUse(DomainError):
    code = "pack-in-use"


@transaction.atomic
def delete_pack(*, pack: Pack, by: User, now: datetime) -> None:
    """Raises ``PackInUse``, and ``Pack.DoesNotExist`` where another click was first."""
    held = Pack.objects.select_for_update().get(pk=pack.pk)
    questions = Question.objects.filter(pack=held)
    facts = Fact.objects.filter(pack=held)
    logbook.note(
        actor=by,
        deed=Deed.PACK_DELETED,
        at=now,
        pack=held.slug,
        facts=facts.count(),
        questions=questions.count(),
    )
    _delete_questions(held, questions, Topic.objects.filter(pack=held), by=by)
    # Facts point at the other parts, and protect them.
    facts.delete()
    for part in (Entity, Predicate, Agent, Source, Topic):
        part._default_manager.filter(pack=held).delete()
    held.delete()


@transaction.atomic
def delete_topic(*, topic: Topic, by: User, now: datetime) -> None:
    """Raises ``PackInUse``, ``PackError`` where the pack would have a fault without it, and
    ``Topic.DoesNotExist`` where another click was first."""
    held = Pack.objects.select_for_update().get(pk=topic.pack_id)
    topic = Topic.objects.get(pk=topic.pk)
    questions = Question.objects.filter(topic=topic)
    logbook.note(
        actor=by,
        deed=Deed.TOPIC_DELETED,
        at=now,
        pack=held.slug,
        topic=topic.slug,
        questions=questions.count(),
    )
    _delete_questions(held, questions, Topic.objects.filter(pk=topic.pk), by=by)
    authoring.remove_topic(pack=held, topic_id=topic.slug)


def _delete_questions(
    pack: Pack, questions: QuerySet[Question], topics: QuerySet[Topic], *, by: User
) -> None:
    if rests_on(pack, topics, author=by).anything:
        raise PackInUse()
    wanted = list(questions.values_list("pk", flat=True))
    # The attempts that were graded anew are gone.
    Regrade.objects.filter(question__in=wanted).delete()
    try:
        # A question protects its present version, which goes with it.
        Question.objects.filter(pk__in=wanted).update(current=None)
        Question.objects.filter(pk__in=wanted).delete()
    except ProtectedError as error:
        raise PackInUse() from error
