"""What the tests of cards share: learners with cards, and reviews in a line."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from quizzes.actions import cards
from quizzes.actions.cards import Reviewed
from quizzes.kinds import Rating
from quizzes.models import Card, Question, ReviewLog, StudyPlan, User
from quizzes.models.cards import LogKind
from quizzes.scheduling import log
from quizzes.scheduling.memory import DEFAULT_PARAMETERS, Parameters, state_from_json
from tests.factories import (
    NOON,
    TopicFactory,
    UserFactory,
    choice_question,
    flashcard_question,
    ordering_question,
)

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def card_of(question: Question | None = None, learner: User | None = None, **columns: Any) -> Card:
    """A new card; without a question it is a flashcard on a fact of its own."""
    question = question or flashcard_question(TopicFactory.create())
    return Card.objects.create(
        learner=learner or UserFactory.create(),
        question=question,
        topic=question.topic,
        created_at=NOON,
        **columns,
    )


def choice_card(learner: User | None = None) -> Card:
    return card_of(choice_question(TopicFactory.create()), learner)


def ordering_card(learner: User | None = None) -> Card:
    return card_of(ordering_question(TopicFactory.create()), learner)


def own_card(learner: User, front: str = "A made-up front", back: str = "A made-up back") -> Card:
    return Card.objects.create(
        learner=learner, own_front=front, own_back=back, own_source="", created_at=NOON
    )


def deck(learner: User, count: int = 3) -> list[Card]:
    """Flashcards of one topic, each on a fact of its own."""
    topic = TopicFactory.create()
    return [card_of(flashcard_question(topic), learner) for _ in range(count)]


def rate(
    card: Card, rating: Rating = Rating.GOOD, *, now: datetime = NOON, **arguments: Any
) -> Reviewed:
    """As its page would, at its present version."""
    card.refresh_from_db()
    given = {"token": uuid4(), "version": card.version} | arguments
    return cards.review(card_id=card.pk, learner=card.learner, rating=rating, now=now, **given)


def undo(learner: User, *, now: datetime = NOON) -> Reviewed:
    return cards.undo(learner=learner, token=uuid4(), now=now)


def settled(card: Card, *, now: datetime = NOON) -> Card:
    """Through its learning steps into review, on the study day of ``now``."""
    rate(card, now=now)
    rate(card, now=now + 10 * MINUTE)
    card.refresh_from_db()
    return card


def entries(card: Card) -> list[log.LogEntry]:
    """The rows of a card and the changes of its learner's parameters, as ``scheduling`` replays
    them."""
    rows = ReviewLog.objects.filter(learner=card.learner).order_by("pk")
    made: list[log.LogEntry] = []
    for row in rows:
        if row.kind == LogKind.PARAMETERS:
            adopted = Parameters(
                version=row.parameters_version,
                weights=tuple(row.parameters["weights"]),
                retention=row.parameters["retention"],
            )
            made.append(log.ParametersAdopted(parameters=adopted))
        elif row.card_id == card.pk and row.kind == LogKind.BROUGHT:
            made.append(log.Brought(state=state_from_json(row.state_before)))
        elif row.card_id == card.pk and row.kind == LogKind.VOID:
            made.append(log.Voided(key=row.voids_id))
        elif row.card_id == card.pk and row.kind == LogKind.REVIEW:
            made.append(
                log.Reviewed(
                    key=row.pk,
                    at=row.at,
                    day=row.study_day,
                    rating=Rating(row.rating),
                    interval=row.interval,
                )
            )
    return made


def replayed(card: Card) -> Any:
    return log.replay(entries(card), DEFAULT_PARAMETERS)


def plan_of(learner: User, **choices: Any) -> StudyPlan:
    plan, _new = StudyPlan.objects.update_or_create(learner=learner, defaults=choices)
    return plan
