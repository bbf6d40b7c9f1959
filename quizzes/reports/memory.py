"""What a learner's memory of the cards is like: what is coming, what was recalled, what holds, and
what will not stick.

Weeks come from the roll-ups of study days, never from the log. States are read for at most
``MOST_STATES`` cards: who keeps more is shown figures of an even sample, scaled, and told so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from quizzes.items import MemoryState
from quizzes.models import Card, Classroom, StudyDay, StudyPlan, Topic, User
from quizzes.models.cards import STATE_COLUMNS, withdrawn
from quizzes.reports.shown import Shown, shown, stem_of
from quizzes.reports.taking import withheld_questions
from quizzes.scheduling.exam import known_share
from quizzes.scheduling.forecast import DueOn, WhatIf, due_by_day, what_if
from quizzes.scheduling.retention import Share, wilson

FORECAST_DAYS = 30
WEEKS = 18
WHAT_IF_DAYS = 120
MOST_STATES = 1000
LEECHES_SHOWN = 30
# Days of stability at which the next band begins: a week, three weeks, three months.
BANDS = (7, 21, 90)


@dataclass(frozen=True, kw_only=True)
class TopicMemory:
    """The cards kept of a topic, or of one's own writing (``topic`` None). ``bands`` counts those
    seen by their stability: under a week, under three, under three months, longer."""

    topic: Topic | None
    kept: int
    bands: tuple[int, int, int, int]

    @property
    def seen(self) -> int:
        return sum(self.bands)

    @property
    def unseen(self) -> int:
        return self.kept - self.seen

    @property
    def firm(self) -> int:
        """Those that hold for three weeks or longer."""
        return self.bands[2] + self.bands[3]


@dataclass(frozen=True, kw_only=True)
class StudyWeek:
    """``retention`` is of reviews that tested the memory, None where there were none. ``seconds``
    is of cards and quizzes together."""

    monday: date
    days: int
    reviewed: int
    seconds: int
    retention: Share | None

    @property
    def minutes(self) -> int:
        return round(self.seconds / 60)


@dataclass(frozen=True, kw_only=True)
class Leech:
    """A card forgotten again and again. ``shown`` is its question, None for an own card, whose two
    sides stand on itself. ``fact`` is the slug of what it asks, "" where none stands behind it."""

    card: Card
    shown: Shown | None
    front: str
    fact: str


@dataclass(frozen=True, kw_only=True)
class Memory:
    """``kept`` counts all cards; ``states`` are those of them that were read, in no order of
    meaning. ``known`` is the share known today, 0 to 1, unseen cards counted as 0."""

    kept: int
    states: Sequence[MemoryState]
    due: Sequence[DueOn]
    topics: Sequence[TopicMemory]
    known: float

    @property
    def is_sample(self) -> bool:
        return len(self.states) < self.kept

    @property
    def seen(self) -> int:
        return sum(topic.seen for topic in self.topics)

    @property
    def coming(self) -> int:
        """Reviews of the days ahead, today's among them."""
        return sum(on.reviews for on in self.due)

    @property
    def busiest(self) -> DueOn:
        return max(self.due, key=lambda on: on.reviews)


def memory(learner: User, plan: StudyPlan, *, today: date) -> Memory:
    """Four queries, however many cards and topics."""
    rows, of = _rows(learner)
    states = [state for state, _topic, _aside in rows]
    scale = of / len(rows) if rows else 1.0
    waiting = [state for state, _topic, aside in rows if not aside]
    return Memory(
        kept=of,
        states=states,
        due=[_scaled(on, scale) for on in due_by_day(waiting, today, FORECAST_DAYS)],
        topics=_topics(rows, scale),
        known=known_share(states, plan.parameters, today).share,
    )


def weeks(learner: User, *, today: date) -> list[StudyWeek]:
    """Every week from the first one studied in, at most ``WEEKS``, oldest first. One query."""
    this_monday = _monday(today)
    first = this_monday - timedelta(weeks=WEEKS - 1)
    found: dict[date, list[StudyDay]] = {}
    for row in StudyDay.objects.filter(learner=learner, day__range=(first, today)):
        if row.reviewed or row.answered:
            found.setdefault(_monday(row.day), []).append(row)
    if not found:
        return []
    count = (this_monday - min(found)).days // 7 + 1
    mondays = [min(found) + timedelta(weeks=week) for week in range(count)]
    return [_week(monday, found.get(monday, [])) for monday in mondays]


def retention(some: Sequence[StudyWeek]) -> Share | None:
    """Over all these weeks."""
    shares = [week.retention for week in some if week.retention]
    tested = sum(share.total for share in shares)
    return wilson(sum(share.passed for share in shares), tested) if tested else None


def leeches(learner: User, *, now: datetime) -> list[Leech]:
    """Those forgotten most often first, at most ``LEECHES_SHOWN``, without those that class work
    asks and tells later. One query, and where there are any those of ``withheld_questions``."""
    cards = Card.objects.visible_to(learner).leeches().select_related("question__current")
    found = list(cards.order_by("-lapses", "pk")[:LEECHES_SHOWN])
    withheld = withheld_questions(learner, now=now).questions if found else ()
    return [_leech(card) for card in found if card.question_id not in withheld]


def what_would_be(
    memory: Memory, plan: StudyPlan, *, wanted: Sequence[float], today: date
) -> list[WhatIf]:
    """What each share to remember would ask for and bring over ``WHAT_IF_DAYS``. No query."""
    scale = memory.kept / len(memory.states) if memory.states else 1.0
    found = what_if(
        memory.states, plan.parameters, today=today, retentions=wanted, days=WHAT_IF_DAYS
    )
    return [replace(one, answers_a_day=one.answers_a_day * scale) for one in found]


def coming_exams(learner: User, *, today: date) -> list[Classroom]:
    """Classes of the learner with an exam ahead, the next one first. One query."""
    classes = Classroom.objects.attended_by(learner).filter(exam_day__gt=today)
    return list(classes.order_by("exam_day", "pk"))


_Row = tuple[MemoryState, int | None, bool]


def _rows(learner: User) -> tuple[list[_Row], int]:
    """State, topic and whether it is set aside, of all cards or of an even sample; and how many
    cards they stand for. Three queries."""
    mine = Card.objects.visible_to(learner)
    cards = mine.kept().scheduled()
    # An index alone counts all cards; who left some is shown a slightly smaller sample.
    drawn = min(MOST_STATES / max(mine.count(), 1), 1.0)
    taken = list(cards.evenly(drawn).values_list(*STATE_COLUMNS, "topic", "suspended", "question"))
    gone = withdrawn(question for *_rest, question in taken)
    rows = [
        (Card.state_of(state), topic, bool(suspended))
        for *state, topic, suspended, question in taken
        if question not in gone
    ]
    return rows, round(len(rows) / drawn)


def _topics(rows: Sequence[_Row], scale: float) -> list[TopicMemory]:
    """In reading order, own cards last. One query."""
    counts: dict[int | None, list[int]] = {}
    for state, topic, _aside in rows:
        count = counts.setdefault(topic, [0] * (len(BANDS) + 2))
        unseen = state.last_day is None
        count[0 if unseen else 1 + sum(state.stability >= least for least in BANDS)] += 1
    kept = [topic for topic in counts if topic is not None]
    named = Topic.objects.filter(pk__in=kept).select_related("pack")
    order: list[Topic | None] = list(named.order_by("pack", "position"))
    if None in counts:
        order.append(None)
    return [_topic(topic, counts[topic.pk if topic else None], scale) for topic in order]


def _topic(topic: Topic | None, count: Sequence[int], scale: float) -> TopicMemory:
    _unseen, *seen = (round(n * scale) for n in count)
    a, b, c, d = seen
    return TopicMemory(topic=topic, kept=round(sum(count) * scale), bands=(a, b, c, d))


def _scaled(on: DueOn, scale: float) -> DueOn:
    return replace(on, reviews=round(on.reviews * scale), overdue=round(on.overdue * scale))


def _week(monday: date, days: Sequence[StudyDay]) -> StudyWeek:
    tested = sum(day.tested for day in days)
    return StudyWeek(
        monday=monday,
        days=len(days),
        reviewed=sum(day.reviewed for day in days),
        seconds=sum(day.seconds for day in days),
        retention=wilson(sum(day.passed for day in days), tested) if tested else None,
    )


def _leech(card: Card) -> Leech:
    version = card.question.current if card.question else None
    item = version.item if version else None
    return Leech(
        card=card,
        shown=shown(item) if item else None,
        front=stem_of(item) if item else card.own_front,
        fact=item.facts[0] if item and item.facts else "",
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
