"""What the made-up class is given and hands in: sets, class work, cards to know, a report."""

import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from quizzes.actions import assignments, attempts, marks, questions, set_drawing, sets, writing
from quizzes.actions.set_drawing import Wanted
from quizzes.grading import Chosen, Ordered, Response, Skipped, Typed
from quizzes.items import Accepted, AnyItem, Choice, Ordering, ShortAnswer
from quizzes.models import Assignment, Attempt, Classroom, Fact, Question, QuestionSet, Topic, User
from quizzes.reports.questions import citations_of

MOST_ORDERINGS, MOST_HARD = 2, 3
WRITTEN_DIFFICULTY = 0.1
# Whoever knows that much knows the teacher's own question, and has words of their own for it.
KNOWS_WELL = 0.7
# Of those who choose wrongly so many fall for the same distractor.
LURED = 0.5
# How far what is known differs from question to question: a standard deviation.
OFF_DAY = 0.28


@dataclass(frozen=True, kw_only=True)
class DemoReport:
    """What a pupil, by username, says is wrong, and the word that the teacher leaves there."""

    by: str
    text: str
    word: str


@dataclass(frozen=True, kw_only=True)
class DemoWritten:
    """A question for a typed answer, on a fact of the pack. ``unforeseen`` is right as well, and
    the teacher did not think of it: those who know most write it. ``slips`` are wrong."""

    topic: str
    fact: str
    stem: str
    accepted: Sequence[str]
    explanation: str
    unforeseen: str
    slips: Sequence[str]
    report: DemoReport


@dataclass(frozen=True, kw_only=True)
class DemoSet:
    """``count`` questions drawn on the topics (slugs), and at its end the one that is written."""

    title: str
    description: str
    topics: Sequence[str]
    count: int
    written: DemoWritten | None = None


@dataclass(frozen=True, kw_only=True)
class DemoWork:
    """The set of that title, given ``opened`` days ago. It closes in ``closes_in`` days; below 0 it
    is over. ``handed_in`` of the pupils are done (None: all), ``at_work`` more are in the middle.
    """

    title: str
    opened: int
    closes_in: int
    handed_in: int | None = None
    at_work: int = 0


@dataclass(frozen=True, kw_only=True)
class DemoDeck:
    """The cards of a topic (its slug), given ``opened`` days ago, to be known on the exam day."""

    title: str
    topic: str
    opened: int


@dataclass(frozen=True, kw_only=True)
class Pupil:
    """``knows``: the share of answers given right, 0 to 1."""

    user: User
    knows: float


@dataclass(frozen=True, kw_only=True)
class Room:
    """The class with its people, as class work needs them. Pupils by username."""

    classroom: Classroom
    teacher: User
    pupils: Mapping[str, Pupil]


def give_work(
    room: Room, plan: Sequence[DemoWork], made: Sequence[DemoSet], *, now: datetime, seed: int
) -> None:
    """Make the sets shortly before they are first given, give them, and let the pupils work. A set
    on topics that the packs do not have is left out with its work: the demo is written for one
    pack and must not keep another from starting."""
    by_title = {one.title: one for one in made}
    for work in plan:
        of_set = by_title[work.title]
        opened = now - timedelta(days=work.opened)
        rng = random.Random(f"{seed} {work.title}")
        kept = _make_set(of_set, room.teacher, now=opened, seed=rng.getrandbits(32))
        if kept is None:
            continue
        question_set, written = kept
        order = assignments.Order(
            classroom=room.classroom,
            opens_at=opened,
            closes_at=now + timedelta(days=work.closes_in),
        )
        (given,) = assignments.assign(
            teacher=room.teacher,
            orders=[order],
            title=work.title,
            question_set=question_set,
            now=opened,
        )
        _take(given, work, room, written=of_set.written, rng=rng, now=now)
        if written is not None and of_set.written is not None:
            _report(given, written, of_set.written.report, room)


def give_deck(room: Room, deck: DemoDeck, *, now: datetime) -> None:
    topic = _topics([deck.topic]).get(deck.topic)
    if topic is None:
        return
    opened = now - timedelta(days=deck.opened)
    assignments.assign(
        teacher=room.teacher,
        orders=[assignments.Order(classroom=room.classroom, opens_at=opened, closes_at=None)],
        title=deck.title,
        topic=topic,
        exam_day=room.classroom.exam_day,
        now=opened,
    )


def answer_items(
    attempt: Attempt,
    pupil: Pupil,
    *,
    rng: random.Random,
    now: datetime,
    seconds: Sequence[int],
    written: DemoWritten | None = None,
) -> datetime:
    """Answer as many items as there are ``seconds``, one after the other from ``now`` on. Returns
    when the last answer was given."""
    shown = attempt.items.select_related("version").order_by("position")
    for one, spent in zip(shown, seconds, strict=False):
        now += timedelta(seconds=spent)
        attempts.answer(
            attempt_id=attempt.pk,
            learner=pupil.user,
            position=one.position,
            response=_response(one.version.item, pupil.knows, rng=rng, written=written),
            token=uuid.UUID(int=rng.getrandbits(128)),
            seconds=spent,
            now=now,
        )
    return now


def _make_set(
    plan: DemoSet, teacher: User, *, now: datetime, seed: int
) -> tuple[QuestionSet, Question | None] | None:
    """The set and the question written for it; None where the packs lack a topic or the fact."""
    topics = _topics(plan.topics)
    if len(topics) < len(plan.topics):
        return None
    written = None
    if plan.written is not None:
        written = _write(plan.written, teacher, now=now)
        if written is None:
            return None
    drawn = set_drawing.draw(
        teacher=teacher,
        wanted=Wanted(
            count=plan.count,
            topics=tuple(topic.pk for topic in topics.values()),
            most_orderings=MOST_ORDERINGS,
            most_hard=MOST_HARD,
            proven=True,
        ),
        seed=seed,
        beside=[written.pk] if written else [],
    )
    found = Question.objects.in_bulk(drawn)
    if not found:
        return None
    chosen = [*(found[pk] for pk in drawn), *([written] if written else [])]
    made = sets.create(owner=teacher, title=plan.title, questions=chosen, now=now)
    terms = {"description": plan.description, "release": "at-end", "attempts_allowed": 1}
    sets.describe(question_set=made, values=terms, now=now)
    made.refresh_from_db()
    return made, written


def _write(plan: DemoWritten, teacher: User, *, now: datetime) -> Question | None:
    topic = _topics([plan.topic]).get(plan.topic)
    facts = Fact.objects.with_citations().filter(topic=topic, slug=plan.fact)
    fact = facts.first() if topic else None
    if topic is None or fact is None:
        return None
    item = ShortAnswer(
        identity="",
        topic=topic.slug,
        language=topic.pack.language,
        facts=(fact.slug,),
        sensitivity=fact.sensitivity,
        difficulty=WRITTEN_DIFFICULTY,
        explanation=plan.explanation,
        citations=citations_of(fact),
        stem=plan.stem,
        accepted=tuple(Accepted(text=text) for text in plan.accepted),
    )
    return writing.write(author=teacher, item=item, topic=topic, now=now)


def _topics(slugs: Sequence[str]) -> dict[str, Topic]:
    """By slug, those that the packs have; of packs alone that are no translation."""
    found = Topic.objects.filter(pack__translation_of=None, slug__in=slugs)
    return {topic.slug: topic for topic in found.select_related("pack").order_by("-pk")}


def _take(
    given: Assignment,
    work: DemoWork,
    room: Room,
    *,
    written: DemoWritten | None,
    rng: random.Random,
    now: datetime,
) -> None:
    """Who is done began in the first half of the time that there was; who is in the middle answered
    last just now."""
    pupils = list(room.pupils.values())
    rng.shuffle(pupils)
    done = len(pupils) if work.handed_in is None else work.handed_in
    there_was = min(given.closes_at or now, now) - given.opens_at
    for pupil in pupils[:done]:
        begun = given.opens_at + there_was * rng.uniform(0.05, 0.5)
        attempt = _begin(given, pupil, rng=rng, now=begun)
        seconds = list(_seconds(attempt.length, pupil.knows, rng))
        last = answer_items(attempt, pupil, rng=rng, now=begun, seconds=seconds, written=written)
        attempts.finish(attempt_id=attempt.pk, learner=pupil.user, now=last + timedelta(seconds=20))
    for pupil in pupils[done : done + work.at_work]:
        # At least one stone of the river line, and at least one that is still to come.
        seconds = list(_seconds(rng.randint(2, 5), pupil.knows, rng))
        begun = now - timedelta(seconds=sum(seconds) + rng.randint(5, 30))
        attempt = _begin(given, pupil, rng=rng, now=begun)
        seconds = seconds[: attempt.length - 1]
        answer_items(attempt, pupil, rng=rng, now=begun, seconds=seconds, written=written)


def _begin(given: Assignment, pupil: Pupil, *, rng: random.Random, now: datetime) -> Attempt:
    return assignments.begin(assignment=given, pupil=pupil.user, seed=rng.getrandbits(32), now=now)


def _seconds(count: int, knows: float, rng: random.Random) -> Iterator[int]:
    """Whoever knows less thinks longer."""
    for _ in range(count):
        yield round(rng.randint(8, 30) * (1.8 - knows))


def _report(given: Assignment, written: Question, plan: DemoReport, room: Room) -> None:
    """Right after handing in; the teacher answers beside the mark an hour later."""
    pupil = room.pupils.get(plan.by)
    attempt = Attempt.objects.filter(
        assignment=given, learner=pupil.user if pupil else None, finished_at__isnull=False
    ).first()
    if pupil is None or attempt is None or attempt.finished_at is None or written.current is None:
        return
    questions.report(
        version=written.current,
        reporter=pupil.user,
        text=plan.text,
        now=attempt.finished_at + timedelta(minutes=1),
    )
    shown = attempt.items.get(version=written.current)
    marks.comment(
        attempt_id=attempt.pk,
        position=shown.position,
        text=plan.word,
        by=room.teacher,
        now=attempt.finished_at + timedelta(hours=1),
    )


def _response(
    item: AnyItem, knows: float, *, rng: random.Random, written: DemoWritten | None
) -> Response:
    """Right where what is known on the day reaches what the question asks: a half, more for a hard
    one, less for an easy one."""
    right = rng.gauss(knows, OFF_DAY) > 0.5 + (item.difficulty - 0.5) / 2
    match item:
        case Choice():
            if right:
                return Chosen(option=item.key)
            wrong = [option.id for option in item.options if option.id != item.key]
            lure = random.Random(item.identity).choice(wrong)
            return Chosen(option=lure if rng.random() < LURED else rng.choice(wrong))
        case Ordering():
            order = [event.id for event in item.events]
            if not right:
                place = rng.randrange(len(order) - 1)
                order[place], order[place + 1] = order[place + 1], order[place]
            return Ordered(events=tuple(order))
        case ShortAnswer() if written is not None:
            if knows >= KNOWS_WELL:
                return Typed(text=written.unforeseen)
            if right:
                return Typed(text=rng.choice(written.accepted))
            slip = rng.choice(["", *written.slips])
            return Typed(text=slip) if slip else Skipped()
    raise TypeError(f"the demo answers no {item.kind}")
