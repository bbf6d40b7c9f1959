"""What a learner keeps: adding cards and leaving them, and cards of the learner's own.

Leaving sets a card's ``left_at`` alone; who adds it again finds its memory and its log.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from quizzes.errors import Withheld
from quizzes.kinds import Kind, Sensitivity
from quizzes.models import (
    Attempt,
    Card,
    Fact,
    Question,
    QuestionSet,
    ReviewLog,
    StudyPlan,
    Topic,
    User,
)
from quizzes.models.questions import QuestionQuerySet, QuestionStatus
from quizzes.reports.attempts import released
from quizzes.reports.taking import withheld_by

MOST_OWN_CARDS = 5000


@dataclass(frozen=True, kw_only=True)
class Added:
    """Cards made, cards taken up again after they were left, and those that were there."""

    new: int
    back: int
    there: int

    @property
    def total(self) -> int:
        return self.new + self.back


def add_topic(*, learner: User, topic: Topic, now: datetime) -> Added:
    """The flashcards of a topic, in reading order."""
    wanted = Question.objects.visible_to(learner).filter(topic=topic, kind=Kind.FLASHCARD)
    return _add(learner, wanted.order_by("facts__position", "identity"), now=now)


def add_missed(*, learner: User, attempt_id: UUID, now: datetime) -> Added:
    """The questions of an attempt that were answered, and not rightly, as question cards. Raises
    ``Attempt.DoesNotExist``, also while the learner may not be told what that is."""
    attempt: Attempt = Attempt.objects.answerable_by(learner).get(pk=attempt_id)
    if not released(attempt, now=now):
        raise Attempt.DoesNotExist
    missed = attempt.answers.filter(score__lt=1).values("version__question")
    return _add(learner, Question.objects.filter(pk__in=missed).order_by("identity"), now=now)


def add_fact(*, learner: User, fact: Fact, now: datetime) -> Added:
    """The flashcards of one fact. What tells of harm is kept to be read again and is never asked;
    of atrocities no card is made at all."""
    if fact.sensitivity >= Sensitivity.ATROCITY:
        return Added(new=0, back=0, there=0)
    if fact.sensitivity == Sensitivity.HARM:
        return _add_to_read(learner, fact, now=now)
    wanted = Question.objects.visible_to(learner).filter(facts=fact, kind=Kind.FLASHCARD)
    return _add(learner, wanted.order_by("identity"), now=now)


def add_given(*, learner: User, questions: QuestionQuerySet, now: datetime) -> Added:
    """What a class is given as cards, in reading order: reached through the class, whoever else
    may see the questions."""
    return _add(learner, questions.order_by("topic", "facts__position", "identity"), now=now)


def add_set(*, learner: User, question_set: QuestionSet, now: datetime) -> Added:
    """The questions of a set that every learner meets, flashcards and others, in its order; what
    the set draws anew each time is nobody's card."""
    wanted = Question.objects.filter(setentry__question_set=question_set)
    return _add(learner, wanted.order_by("setentry__position", "pk"), now=now)


def keep_set(*, learner: User, question_set: QuestionSet, now: datetime) -> Added:
    """``add_set`` by the learner's own choice. Raises ``Withheld`` where class work asks the same
    questions and tells its answers later."""
    withheld = withheld_by(question_set, learner, now=now)
    if withheld is not None:
        raise Withheld(assignment=withheld.pk)
    return add_set(learner=learner, question_set=question_set, now=now)


@transaction.atomic
def leave_set(*, learner: User, question_set: QuestionSet, now: datetime) -> int:
    """Returns how many cards were left."""
    questions = question_set.entries.exclude(question=None).values("question")
    cards = Card.objects.visible_to(learner).kept().filter(question__in=questions)
    _plan_anew(learner)
    return cards.update(left_at=now)


@transaction.atomic
def leave_topic(*, learner: User, topic: Topic, now: datetime) -> int:
    """Returns how many cards were left."""
    cards = Card.objects.visible_to(learner).kept().of_topic(topic)
    _plan_anew(learner)
    return cards.update(left_at=now)


@transaction.atomic
def leave_card(*, learner: User, card_id: int, now: datetime) -> None:
    """Raises ``Card.DoesNotExist``."""
    _plan_anew(learner)
    if not Card.objects.visible_to(learner).filter(pk=card_id).update(left_at=now):
        raise Card.DoesNotExist


@transaction.atomic
def write_card(*, learner: User, front: str, back: str, source: str, now: datetime) -> Card:
    card = Card.objects.create(
        learner=learner, own_front=front, own_back=back, own_source=source, created_at=now
    )
    _plan_anew(learner)
    return card


def edit_card(*, learner: User, card_id: int, front: str, back: str, source: str) -> None:
    """The memory stays: a card whose answer became another one is better written anew. Raises
    ``Card.DoesNotExist``."""
    own = Card.objects.visible_to(learner).own().filter(pk=card_id)
    # An older version that is imported later must not undo this one.
    written = {"own_front": front, "own_back": back, "own_source": source}
    if not own.update(**written, own_changed_at=Now()):
        raise Card.DoesNotExist


def delete_card(*, learner: User, card_id: int) -> None:
    """The words are gone for good; the log keeps when something was reviewed. Raises
    ``Card.DoesNotExist``."""
    deleted, _rows = Card.objects.visible_to(learner).own().filter(pk=card_id).delete()
    if not deleted:
        raise Card.DoesNotExist


def move_cards(*, guest: User, account: User) -> None:
    """A guest's cards go to an account. Of two cards on one thing the one reviewed more stays."""
    mine = {_subject(card): card for card in Card.objects.filter(learner=account)}
    moving = []
    for card in Card.objects.filter(learner=guest):
        rival = mine.get(_subject(card))
        if rival is None:
            moving.append(card.pk)
        elif rival.reps < card.reps:
            rival.delete()
            moving.append(card.pk)
    Card.objects.filter(pk__in=moving).update(learner=account)
    ReviewLog.objects.filter(learner=guest).update(learner=account)
    if not StudyPlan.objects.filter(learner=account).exists():
        StudyPlan.objects.filter(learner=guest).update(learner=account)
    _plan_anew(account)


def _subject(card: Card) -> tuple[int | None, int | None, int | str | None]:
    return card.question_id, card.fact_id, (card.guid or card.pk) if card.is_own else None


@transaction.atomic
def _add(learner: User, wanted: Iterable[Question], *, now: datetime) -> Added:
    questions = {
        question.pk: question
        for question in wanted
        if question.status == QuestionStatus.LIVE
        and question.sensitivity <= Sensitivity.MILITARY
        and question.current_id is not None
    }
    _plan_anew(learner)
    held = Card.objects.filter(learner=learner, question__in=questions)
    known = set(held.values_list("question_id", flat=True))
    back = held.exclude(left_at=None).update(left_at=None)
    cards = [
        Card(learner=learner, question=question, topic_id=question.topic_id, created_at=now)
        for pk, question in questions.items()
        if pk not in known
    ]
    # Two tabs may add at once: the second finds them there.
    Card.objects.bulk_create(cards, ignore_conflicts=True)
    return Added(new=len(cards), back=back, there=len(known) - back)


@transaction.atomic
def _add_to_read(learner: User, fact: Fact, *, now: datetime) -> Added:
    held = Card.objects.filter(learner=learner, fact=fact)
    there = held.count()
    back = held.exclude(left_at=None).update(left_at=None)
    if not there:
        card = Card(learner=learner, fact=fact, topic_id=fact.topic_id, created_at=now)
        Card.objects.bulk_create([card], ignore_conflicts=True)
    return Added(new=1 - there, back=back, there=there - back)


def _plan_anew(learner: User) -> None:
    """Before any card is touched: a review locks the plan, then its card, and two that lock in
    another order would wait for each other."""
    StudyPlan.objects.filter(learner=learner).update(queue_day=None)
