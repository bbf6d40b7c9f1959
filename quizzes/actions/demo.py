"""A made-up teacher, a class and its history, to try the app with."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from quizzes.actions import attempts, cards, classes, decks, plans
from quizzes.actions.demo_work import (
    DemoDeck,
    DemoSet,
    DemoWork,
    Pupil,
    Room,
    answer_items,
    give_deck,
    give_work,
)
from quizzes.actions.drawing import QuizOptions
from quizzes.actions.joining import Issued, hashed, join_as
from quizzes.kinds import Phase, Rating
from quizzes.models import Card, Classroom, StudyPlan, Topic, User
from quizzes.models.people import Role
from quizzes.scheduling.days import study_day
from quizzes.scheduling.memory import retrievability

BUDGET, NEW_A_DAY = 12, 4
# Of each pupil's first cards so many are failed whenever they come back.
STUMBLING_BLOCKS = 1


@dataclass(frozen=True, kw_only=True)
class DemoPupil:
    """``knows``: the share of answers given right, 0 to 1. ``quizzes``: days ago of each.
    ``cards``: the topics whose cards are kept, by slug; ``reviews``: days ago on which they were
    studied."""

    username: str
    display_name: str
    knows: float
    quizzes: Sequence[int]
    cards: Sequence[str] = ()
    reviews: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True)
class DemoClass:
    teacher_username: str
    teacher_name: str
    classroom: str
    exam_in_days: int
    pupils: Sequence[DemoPupil]
    sets: Sequence[DemoSet] = ()
    work: Sequence[DemoWork] = ()
    decks: Sequence[DemoDeck] = ()


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """Passphrases are kept as hashes alone: they are told this once."""

    classroom: Classroom
    teacher: Issued
    pupils: Sequence[Issued]


def load(demo: DemoClass, *, now: datetime, seed: int) -> Loaded:
    """Create the accounts and their history. The history is the same for the same ``seed``, bank
    and ``now``; passphrases and the code of the class never are."""
    teacher = User(
        username=demo.teacher_username, display_name=demo.teacher_name, role=Role.TEACHER
    )
    pupils = [
        User(
            username=pupil.username,
            display_name=pupil.display_name,
            role=Role.LEARNER,
            made_in_class=True,
        )
        for pupil in demo.pupils
    ]
    issued = [
        Issued(user=user, nickname=user.display_name, passphrase=told)
        for user, told in hashed([teacher, *pupils])
    ]
    return _load(demo, issued[0], issued[1:], now=now, seed=seed)


@transaction.atomic
def _load(
    demo: DemoClass, teacher: Issued, pupils: Sequence[Issued], *, now: datetime, seed: int
) -> Loaded:
    begun = now - timedelta(days=1 + _oldest(demo))
    teacher.user.save()
    classroom = classes.create(
        teacher=teacher.user,
        now=begun,
        fields={
            "name": demo.classroom,
            "exam_day": study_day(now, teacher.user.zone) + timedelta(days=demo.exam_in_days),
        },
    )
    taught = {}
    for plan, pupil in zip(demo.pupils, pupils, strict=True):
        pupil.user.save()
        join_as(classroom=classroom, user=pupil.user, nickname=pupil.nickname, now=begun)
        taught[plan.username] = Pupil(user=pupil.user, knows=plan.knows)
        for days_ago in plan.quizzes:
            _take_quiz(
                taught[plan.username],
                rng=random.Random(f"{seed} {plan.username} {days_ago}"),
                now=now - timedelta(days=days_ago),
            )
        _keep_cards(pupil.user, plan, rng=random.Random(f"{seed} {plan.username}"), now=now)
    room = Room(classroom=classroom, teacher=teacher.user, pupils=taught)
    give_work(room, demo.work, demo.sets, now=now, seed=seed)
    for deck in demo.decks:
        give_deck(room, deck, now=now)
    return Loaded(classroom=classroom, teacher=teacher, pupils=pupils)


def _oldest(demo: DemoClass) -> int:
    """How many days ago the first thing happened."""
    days = [day for pupil in demo.pupils for day in (*pupil.quizzes, *pupil.reviews)]
    days += [work.opened for work in demo.work] + [deck.opened for deck in demo.decks]
    return max(days, default=0)


def _take_quiz(pupil: Pupil, *, rng: random.Random, now: datetime) -> None:
    seed = rng.getrandbits(32)
    attempt = attempts.start(learner=pupil.user, options=QuizOptions(), seed=seed, now=now)
    seconds = [rng.randint(8, 45) for _ in range(attempt.length)]
    answer_items(attempt, pupil, rng=rng, now=now, seconds=seconds)


def _keep_cards(learner: User, pupil: DemoPupil, *, rng: random.Random, now: datetime) -> None:
    if not pupil.reviews:
        return
    begun = now - timedelta(days=max(pupil.reviews))
    kept = Topic.objects.filter(pack__translation_of=None, slug__in=pupil.cards)
    for topic in sorted(kept, key=lambda topic: pupil.cards.index(topic.slug)):
        decks.add_topic(learner=learner, topic=topic, now=begun)
    plans.choose(learner=learner, now=begun, budget=BUDGET, new_a_day=NEW_A_DAY)
    first = Card.objects.visible_to(learner).order_by("pk")[:STUMBLING_BLOCKS]
    hard = set(first.values_list("pk", flat=True))
    for days_ago in sorted(pupil.reviews, reverse=True):
        _review_cards(learner, pupil, hard=hard, rng=rng, now=now - timedelta(days=days_ago))


def _review_cards(
    learner: User, pupil: DemoPupil, *, hard: set[int], rng: random.Random, now: datetime
) -> None:
    """What the day holds, then the steps that follow from it, until nothing is left."""
    plan = plans.today(learner=learner, now=now)
    waiting = list(plan.queue)
    while waiting:
        for card in Card.objects.filter(pk__in=waiting).order_by("pk"):
            seconds = rng.randint(4, 18)
            now += timedelta(seconds=seconds)
            cards.review(
                card_id=card.pk,
                learner=learner,
                rating=_rating(card, plan, pupil, hard=hard, rng=rng, now=now),
                token=uuid.UUID(int=rng.getrandbits(128)),
                version=card.version,
                seconds=seconds,
                now=now,
            )
        day, now = study_day(now, learner.zone), now + timedelta(minutes=10)
        stepping = Card.objects.visible_to(learner).stepping(day, until=now)
        waiting = list(stepping.values_list("pk", flat=True))


def _rating(
    card: Card,
    plan: StudyPlan,
    pupil: DemoPupil,
    *,
    hard: set[int],
    rng: random.Random,
    now: datetime,
) -> Rating:
    """Steps are passed; of what comes back as much is known as the memory model expects."""
    if card.phase == Phase.NEW:
        return Rating.GOOD if rng.random() < pupil.knows else Rating.AGAIN
    if card.phase != Phase.REVIEW:
        return Rating.GOOD
    recall = retrievability(card.state, plan.parameters, study_day(now, plan.learner.zone)) or 1.0
    return Rating.AGAIN if card.pk in hard or rng.random() > recall else Rating.GOOD
