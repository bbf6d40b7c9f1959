"""A made-up teacher, a class and its history, to try the app with."""

import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from quizzes.actions import attempts, cards, decks, plans
from quizzes.actions.accounts import passphrase
from quizzes.actions.drawing import QuizOptions
from quizzes.actions.joining import PASSPHRASE_WORDS, class_code
from quizzes.grading import Chosen, Ordered, Response
from quizzes.items import AnyItem, Choice, Ordering
from quizzes.kinds import Phase, Rating
from quizzes.models import Attempt, Card, Classroom, Membership, StudyPlan, Topic, User
from quizzes.models.classes import MemberRole
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


@transaction.atomic
def load(demo: DemoClass, *, now: datetime, seed: int) -> Mapping[str, str]:
    """Create the accounts and their history. Returns the passwords by username: they are kept only
    as hashes. The history is the same for the same ``seed``, bank and ``now``."""
    passwords = {}
    teacher, passwords[demo.teacher_username] = _person(
        demo.teacher_username, demo.teacher_name, Role.TEACHER
    )
    classroom = Classroom.objects.create(
        name=demo.classroom,
        code=class_code(),
        created_at=now,
        exam_day=study_day(now, teacher.zone) + timedelta(days=demo.exam_in_days),
    )
    _join(classroom, teacher, MemberRole.TEACHER, now=now)
    for pupil in demo.pupils:
        learner, passwords[pupil.username] = _person(
            pupil.username, pupil.display_name, Role.LEARNER
        )
        _join(classroom, learner, MemberRole.PUPIL, now=now)
        for days_ago in pupil.quizzes:
            _take_quiz(
                learner,
                knows=pupil.knows,
                rng=random.Random(f"{seed} {pupil.username} {days_ago}"),
                now=now - timedelta(days=days_ago),
            )
        _keep_cards(learner, pupil, rng=random.Random(f"{seed} {pupil.username}"), now=now)
    return passwords


def _person(username: str, display_name: str, role: Role) -> tuple[User, str]:
    password = passphrase(PASSPHRASE_WORDS)
    user = User.objects.create_user(
        username,
        password,
        display_name=display_name,
        role=role,
        made_in_class=role == Role.LEARNER,
    )
    return user, password


def _join(classroom: Classroom, user: User, role: MemberRole, *, now: datetime) -> None:
    member = Membership(classroom=classroom, user=user, role=role, joined_at=now)
    if role == MemberRole.PUPIL:
        member.call(user.display_name)
    member.save()


def _take_quiz(learner: User, *, knows: float, rng: random.Random, now: datetime) -> Attempt:
    seed = rng.getrandbits(32)
    attempt = attempts.start(learner=learner, options=QuizOptions(), seed=seed, now=now)
    for shown in attempt.items.select_related("version"):
        seconds = rng.randint(8, 45)
        now += timedelta(seconds=seconds)
        attempts.answer(
            attempt_id=attempt.pk,
            learner=learner,
            position=shown.position,
            response=_response(shown.version.item, right=rng.random() < knows, rng=rng),
            token=uuid.UUID(int=rng.getrandbits(128)),
            seconds=seconds,
            now=now,
        )
    return attempt


def _response(item: AnyItem, *, right: bool, rng: random.Random) -> Response:
    match item:
        case Choice():
            wrong = [option.id for option in item.options if option.id != item.key]
            return Chosen(option=item.key if right else rng.choice(wrong))
        case Ordering():
            order = [event.id for event in item.events]
            if not right:
                place = rng.randrange(len(order) - 1)
                order[place], order[place + 1] = order[place + 1], order[place]
            return Ordered(events=tuple(order))
    raise TypeError(f"a quiz shows no {item.kind}")


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
