"""Cards as the review pages show them: what comes next, both sides, and what the buttons give."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    DateTimeField,
    Q,
    QuerySet,
    Value,
)

from quizzes.actions.drawing import shuffle_of
from quizzes.grading import grade, response_from_json
from quizzes.grading.typed import Comparison, compare
from quizzes.items import Citation, Flashcard
from quizzes.kinds import Kind, Phase, Rating, Sensitivity
from quizzes.models import (
    Answer,
    AttemptItem,
    Card,
    Fact,
    Pack,
    Question,
    ReviewLog,
    StudyDay,
    StudyPlan,
    Topic,
    User,
)
from quizzes.models.cards import CardQuerySet, Suspension
from quizzes.models.prepared import PreparedQuery, Slot, Slots
from quizzes.models.questions import QuestionStatus
from quizzes.reports import attempts
from quizzes.reports.attempts import Asked, Told
from quizzes.scheduling.days import study_day
from quizzes.scheduling.queue import STEP_AHEAD
from quizzes.scheduling.reviewing import Situation, preview, seed_of

TWO_BUTTONS = (Rating.AGAIN, Rating.GOOD)
MOST_COUNTED = 1000  # beyond it a number says no more than "many", and counting takes time
EASY_FROM = 21  # days: from here on a memory counts as firm


@dataclass(frozen=True, kw_only=True)
class Button:
    """``days`` is 0 where a step of ``minutes`` follows."""

    rating: Rating
    days: int
    minutes: int | None


@dataclass(frozen=True, kw_only=True)
class Face:
    """A card to be reviewed. ``asked`` is set for a question card, which has no buttons; ``front``
    and ``back`` for the others. ``source`` is what the learner wrote on an own card."""

    card: Card
    kind: str
    front: str
    back: str
    explanation: str
    citations: tuple[Citation, ...]
    fact: str
    source: str
    language: str
    asked: Asked | None
    buttons: tuple[Button, ...]
    situation: Situation

    @property
    def is_once_more(self) -> bool:
        """In the midst of its steps: answered on this study day."""
        return self.card.due_at is not None and self.card.last_day == self.situation.day


@dataclass(frozen=True, kw_only=True)
class Upcoming:
    """The next cards in order, and how many are ``left`` in all: ``new`` ones among them, and those
    that were answered today and come ``again``."""

    cards: tuple[Card, ...]
    left: int
    new: int
    again: int


@dataclass(frozen=True, kw_only=True)
class Today:
    """``left`` is what the plan still holds, ``new`` cards among it; ``due`` all that is due,
    within the budget or not; ``fresh`` the cards never seen; ``done`` the reviews of today;
    ``resting`` those that wait for class work, neither due nor fresh. ``due`` and ``fresh`` stop
    one beyond ``MOST_COUNTED``. ``more``: whether any card is there for who wants to go on."""

    kept: bool
    left: int
    new: int
    due: int
    fresh: int
    done: int
    resting: int
    to_read: int
    leeches: int
    more: bool

    @property
    def to_repeat(self) -> int:
        return self.left - self.new

    @property
    def waiting(self) -> int:
        """Due, but beyond what was planned for today."""
        return min(max(self.due - self.to_repeat, 0), MOST_COUNTED)

    @property
    def is_waiting_long(self) -> bool:
        """More wait than were counted."""
        return self.due > MOST_COUNTED

    @property
    def fresh_told(self) -> str:
        return f"{MOST_COUNTED}+" if self.fresh > MOST_COUNTED else str(self.fresh)


@dataclass(frozen=True, kw_only=True)
class Deck:
    """A topic's cards. ``offered`` counts its flashcards, ``kept`` the cards of it that the learner
    keeps, ``flashcards`` such among them, ``seen`` those reviewed at least once, ``firm`` those
    that hold for three weeks. ``elsewhere``: it is not of the pack that is shown but of another
    language, or of what a class was given."""

    topic: Topic
    offered: int
    kept: int
    flashcards: int
    seen: int
    firm: int
    elsewhere: bool

    @property
    def rest(self) -> int:
        return 0 if self.elsewhere else max(self.offered - self.flashcards, 0)


@dataclass(frozen=True, kw_only=True)
class Sides:
    """Both sides of a card. ``fact`` is where it stands among the facts, ``source`` what the
    learner wrote on an own card; one of them is empty, or both are."""

    front: str
    back: str
    explanation: str = ""
    citations: tuple[Citation, ...] = ()
    fact: str = ""
    source: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Practice:
    """The card at ``place`` (from 0) of a round of ``count``; None past the last one."""

    face: Sides | None
    place: int
    count: int

    @property
    def number(self) -> int:
        return self.place + 1


def upcoming(plan: StudyPlan, *, now: datetime, limit: int) -> Upcoming:
    """At most two queries, whatever the number of cards: steps whose time has come, then the queue
    of the day, then steps that come soon."""
    learner = plan.learner
    day = study_day(now, learner.zone)
    waiting = _waiting.rows(learner=learner.pk, day=day, until=now + STEP_AHEAD, queue=plan.queue)
    undone = {pk: phase for pk, due_at, _asks, phase in waiting if due_at is None}
    steps = sorted(
        (due_at, pk)
        for pk, due_at, asks, _phase in waiting
        if due_at is not None and asks not in plan.resting
    )
    order = [
        *(pk for due_at, pk in steps if due_at <= now),
        *(pk for pk in plan.queue if pk in undone),
        *(pk for due_at, pk in steps if due_at > now),
    ]
    shown = order[:limit]
    found = _shown.rows(learner=learner.pk, cards=shown) if shown else []
    for card in found:
        card.learner = learner
    cards = {card.pk: card for card in found}
    return Upcoming(
        cards=tuple(cards[pk] for pk in shown if pk in cards),
        left=len(order),
        new=list(undone.values()).count(Phase.NEW),
        again=len(steps),
    )


# Behind every card: written once.
_learner = Slot("learner", BigIntegerField())
_day: Any = Slot("day", DateField())
_until: Any = Slot("until", DateTimeField())


def _steps_and_queue() -> QuerySet[Card, tuple[int, datetime | None, int | None, str]]:
    """Cards in today's steps with the moment of the next one, then what is undone of the queue,
    without a moment: a card is one or the other, answered today or not."""
    begun = Card.objects.filter(learner=_learner, last_day__gte=_day)
    steps = begun.stepping(_day, until=_until).order_by()
    # Whose they are needs no asking; to SQLite it would suggest an index that takes twice as long.
    queued = Card.objects.filter(pk__in=Slots("queue")).active(_day).undone(_day)
    without = queued.values_list("pk", Value(None, DateTimeField()), "question", "phase")
    return steps.values_list("pk", "due_at", "question", "phase").union(without, all=True)


_waiting = PreparedQuery(_steps_and_queue)
_shown = PreparedQuery(
    lambda: Card.objects.filter(learner=_learner, pk__in=Slots("cards")).select_related(
        "question__current", "topic"
    )
)


def card_to_show(plan: StudyPlan, card_id: int, *, now: datetime) -> Card | None:
    """A card asked for by its id, where it may be rated now. One query."""
    cards = Card.objects.visible_to(plan.learner).scheduled().not_asking(plan.resting)
    card = cards.select_related("question__current", "topic").filter(pk=card_id).first()
    if card is None:
        return None
    card.learner = plan.learner
    day = card.day_at(now)
    in_queue = card.pk in plan.queue and card.is_active(day) and card.last_day != day
    return card if in_queue or card.is_due(day, until=now + STEP_AHEAD) else None


def card_away(plan: StudyPlan, card_id: int, *, now: datetime) -> Card | None:
    """A card asked for by its id, where its learner put it off or set it aside. One query."""
    cards = Card.objects.visible_to(plan.learner).filter(pk=card_id)
    day = study_day(now, plan.learner.zone)
    return cards.filter(Q(suspended=Suspension.LEARNER) | Q(buried_until__gt=day)).first()


def faces(cards: Sequence[Card], plan: StudyPlan, *, now: datetime) -> list[Face]:
    """One query, however many cards."""
    situations = plan.situations([(card, card.day_at(now)) for card in cards], now=now)
    return [_face(card, plan, s) for card, s in zip(cards, situations, strict=True)]


def compared(face: Face, typed: str) -> Comparison:
    return compare(face.back, typed)


def shuffle(card: Card, reps: int) -> list[int]:
    """The display order of a question card: the same for one repetition, so that an answer speaks
    of what was shown."""
    if card.question is None or card.question.current is None:
        return []
    return shuffle_of(card.question.current.item, Random(seed_of(card.pk, reps)))


def answered(learner: User, token: str) -> ReviewLog | None:
    """The review of a question card that this token stands for. One query."""
    rows = ReviewLog.objects.standing().filter(learner=learner, token=token)
    rows = rows.exclude(response=None).exclude(card=None)
    return rows.select_related("version", "card__question__current", "card__topic").first()


def told(row: ReviewLog) -> Told:
    """The feedback of a question card; nothing but the row is read."""
    if row.card is None or row.version is None or row.state_before is None:
        raise ValueError("only the review of a question card can be told")
    order = shuffle_of(row.version.item, Random(seed_of(row.card.pk, row.state_before["reps"])))
    shown = AttemptItem(version=row.version, position=1, shuffle=order)
    score = grade(row.version.item, response_from_json(row.response or {})).score
    return attempts.told(shown, Answer(version=row.version, response=row.response, score=score))


def today(plan: StudyPlan, *, now: datetime) -> Today:
    """Eight queries, one more where cards rest and where nothing is left, none of which reads more
    than ``MOST_COUNTED`` cards."""
    learner = plan.learner
    day = study_day(now, learner.zone)
    mine = Card.objects.filter(learner=learner)
    may_come = mine.not_asking(plan.resting)
    counted = StudyDay.objects.filter(learner=learner, day=day).first()
    coming = upcoming(plan, now=now, limit=0)
    return Today(
        kept=mine.kept().scheduled().exists(),
        left=coming.left,
        new=coming.new,
        due=_counted(may_come.due(day)) + _counted(may_come.stepping(day, until=now)),
        fresh=_counted(may_come.fresh(day)),
        resting=_counted(mine.active(day).asking(plan.resting)) if plan.resting else 0,
        done=counted.reviewed if counted else 0,
        to_read=_counted(mine.to_read()),
        leeches=_counted(mine.leeches()),
        more=not coming.left and may_come.active(day).undone(day).exists(),
    )


def _counted(cards: QuerySet[Card]) -> int:
    return cards.order_by()[: MOST_COUNTED + 1].count()


def decks(learner: User | None, pack: Pack | None) -> list[Deck]:
    """Every topic of the pack that offers flashcards, and every topic of which cards are kept, in
    reading order. Four queries."""
    offered = dict(
        Question.objects.live()
        .filter(pack=pack, kind=Kind.FLASHCARD)
        .values_list("topic")
        .annotate(n=Count("pk"))
    )
    rows: Mapping[int, tuple[int, int, int]] = {}
    flashcards: Mapping[int, int] = {}
    if learner is not None:
        mine = Card.objects.visible_to(learner).kept().scheduled().exclude(topic=None).order_by()
        counted = mine.values_list("topic").annotate(
            kept=Count("pk"),
            seen=Count("pk", filter=~Q(phase=Phase.NEW)),
            firm=Count("pk", filter=Q(stability__gte=EASY_FROM)),
        )
        rows = {topic: (kept, seen, firm) for topic, kept, seen, firm in counted}
        # The index that counts all does not know the kinds. So many are flashcards.
        few = [topic for topic, (kept, _seen, _firm) in rows.items() if kept <= MOST_COUNTED]
        known = _flashcards(mine).filter(topic__in=few).values_list("topic").annotate(Count("pk"))
        flashcards = {topic: row[0] for topic, row in rows.items()} | dict.fromkeys(few, 0)
        flashcards |= dict(known)
    topics = Topic.objects.filter(pk__in={*offered, *rows}).select_related("pack")
    topics = topics.order_by("pack", "position", "pk")
    return [
        Deck(
            topic=topic,
            offered=offered.get(topic.pk, 0),
            kept=rows.get(topic.pk, (0, 0, 0))[0],
            flashcards=flashcards.get(topic.pk, 0),
            seen=rows.get(topic.pk, (0, 0, 0))[1],
            firm=rows.get(topic.pk, (0, 0, 0))[2],
            elsewhere=topic.pack != pack,
        )
        for topic in sorted(topics, key=lambda topic: topic.pack != pack)
    ]


def _flashcards(cards: CardQuerySet) -> CardQuerySet:
    return cards.filter(question__kind=Kind.FLASHCARD, question__status=QuestionStatus.LIVE)


def practice(learner: User, topic: Topic | None, *, seed: int, place: int) -> Practice:
    """A round through the flashcards kept of a topic (without one, through the learner's own
    cards), those set aside among them, in an order that ``seed`` draws. Two queries; nothing is
    written, so that no schedule moves."""
    kept = Card.objects.visible_to(learner).kept()
    cards = kept.own() if topic is None else _flashcards(kept.of_topic(topic))
    order = list(cards.order_by("pk").values_list("pk", flat=True)[:MOST_COUNTED])
    Random(seed).shuffle(order)
    face = None
    if place < len(order):
        face = _sides(cards.select_related("question__current").get(pk=order[place]))
    return Practice(face=face, place=place, count=len(order))


def _sides(card: Card) -> Sides:
    """Of an own card or a flashcard."""
    version = card.question.current if card.question else None
    if version is None or not isinstance(version.item, Flashcard):
        return Sides(front=card.own_front, back=card.own_back, source=card.own_source)
    item = version.item
    return Sides(
        front=item.front,
        back=item.back,
        explanation=item.explanation,
        citations=item.citations,
        fact=item.facts[0] if item.facts else "",
        language=item.language,
    )


def own_cards(learner: User) -> QuerySet[Card]:
    return Card.objects.visible_to(learner).kept().own().order_by("-created_at", "-pk")


def set_aside(learner: User) -> QuerySet[Card]:
    """Suspended by the learner or as leeches, and flagged ones."""
    cards = Card.objects.visible_to(learner).kept().scheduled()
    wanted = cards.filter(Q(flagged=True) | ~Q(suspended=""))
    return wanted.select_related("question__current", "topic").order_by("pk")


def facts_to_read(learner: User) -> QuerySet[Fact]:
    return Fact.objects.filter(
        cards_to_read__in=Card.objects.visible_to(learner).to_read()
    ).with_citations()


def front_of(card: Card) -> str:
    if card.question is None or card.question.current is None:
        return card.own_front
    return attempts.stem_of(card.question.current.item)


def offer(learner: User | None, fact: Fact) -> str:
    """What the page of a fact offers: "card", "read-again", "kept" where one of them is, or
    nothing. At most two queries."""
    if fact.sensitivity >= Sensitivity.ATROCITY:
        return ""
    cards = Card.objects.visible_to(learner).kept() if learner else Card.objects.none()
    asked = Q(question__facts=fact, question__kind=Kind.FLASHCARD)
    if cards.filter(Q(fact=fact) | asked).exists():
        return "kept"
    if fact.sensitivity == Sensitivity.HARM:
        return "read-again"
    flashcards = Question.objects.live().filter(facts=fact, kind=Kind.FLASHCARD)
    return "card" if flashcards.exists() else ""


def _face(card: Card, plan: StudyPlan, situation: Situation) -> Face:
    version = card.question.current if card.question else None
    item = version.item if version else None
    is_question = item is not None and not isinstance(item, Flashcard)
    asked = None
    if version is not None and is_question:
        order = shuffle(card, card.reps)
        asked = attempts.asked(AttemptItem(version=version, position=1, shuffle=order))
    return Face(
        card=card,
        kind=str(item.kind) if item else "own",
        front=item.front if isinstance(item, Flashcard) else front_of(card),
        back=item.back if isinstance(item, Flashcard) else card.own_back,
        explanation=item.explanation if isinstance(item, Flashcard) else "",
        citations=item.citations if isinstance(item, Flashcard) else (),
        fact=item.facts[0] if item and item.facts else "",
        source=card.own_source,
        language=item.language if item else "",
        asked=asked,
        buttons=() if is_question else _buttons(card, plan, situation),
        situation=situation,
    )


def _buttons(card: Card, plan: StudyPlan, situation: Situation) -> tuple[Button, ...]:
    ratings: Iterable[Rating] = Rating if plan.four_buttons else TWO_BUTTONS
    outcomes = preview(card.state, plan.parameters, situation)
    return tuple(
        Button(rating=r, days=outcomes[r].interval, minutes=outcomes[r].minutes) for r in ratings
    )
