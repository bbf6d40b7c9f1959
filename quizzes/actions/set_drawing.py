"""Drawing the questions of a set: an even hand over topics, one fact once, within limits, and no
question that gives another one's answer away.

The same seed draws the same questions from the same bank. Nothing is written here.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet

from quizzes.kinds import Kind, Level, Sensitivity
from quizzes.models import Fact, Question, QuestionSet, QuestionVersion, SetEntry, User
from quizzes.models.questions import Origin, QuestionQuerySet
from quizzes.quality import check_set

ASKED_KINDS = tuple(kind for kind in Kind if kind != Kind.FLASHCARD)
ROUNDS = 6  # of drawing anew for what was put back; most draws need two
MOST_COMPARED = 120  # beyond it, comparing each with each takes too long
MOST_CANDIDATES = 2000  # looked at with their facts
ORDERING_SHARE = 0.2  # two of ten: an ordering takes longer than a choice


Row = tuple[int, str, str, int]  # question, kind, level, topic


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What shall be drawn. ``topics`` and ``packs`` are ids; no topics means all of the packs, no
    kinds all that a quiz asks, no levels any. ``most_orderings`` and ``most_hard`` are upper
    limits, None for none. ``proven`` leaves out what people wrote. ``military`` admits facts of
    sensitivity 1."""

    count: int
    topics: tuple[int, ...] = ()
    packs: tuple[int, ...] = ()
    kinds: tuple[Kind, ...] = ()
    levels: tuple[Level, ...] = ()
    most_orderings: int | None = None
    most_hard: int | None = None
    proven: bool = False
    military: bool = True


@dataclass(frozen=True, kw_only=True)
class Candidate:
    question: int
    kind: str
    level: str
    topic: int
    facts: frozenset[int] = field(default_factory=frozenset)


def addable(teacher: User | None) -> QuestionQuerySet:
    """What may stand in a new set: in use, and nothing generated that tells of harm."""
    questions = Question.objects.live().filter(current__isnull=False)
    if teacher is not None:
        questions = questions.visible_to(teacher)
    return questions.exclude(origin=Origin.GENERATED, sensitivity__gt=Sensitivity.MILITARY)


def draw(
    *, teacher: User | None, wanted: Wanted, seed: int, beside: Iterable[int] = ()
) -> list[int]:
    """Ids of at most ``wanted.count`` questions, fewer where no more go together. ``beside`` are
    ids of questions that stand there already: neither they nor their facts come again. Four
    queries, and one for each time that a question is put back because another one tells its
    answer."""
    rng = random.Random(seed)
    there = set(beside)
    candidates = _within_topics(_candidates(_fitting(teacher, wanted), rng), wanted)
    rng.shuffle(candidates)
    hand = _Hand(wanted, taken=there, used=_facts_of(there))
    orderings = [c for c in candidates if c.kind == Kind.ORDERING]
    others = [c for c in candidates if c.kind != Kind.ORDERING]
    for _round in range(ROUNDS):
        if others:
            # First, because their several facts leave less room than a choice does.
            hand.take(orderings, round(wanted.count * ORDERING_SHARE), rng)
        hand.take(others, wanted.count, rng)
        hand.take(orderings, wanted.count, rng)
        if not hand.put_back(_told({c.question for c in hand.chosen}, there)):
            break
    return [candidate.question for candidate in _spread(hand.chosen, rng)]


def instead(*, teacher: User, question: Question, beside: Iterable[int], seed: int) -> int | None:
    """Another question on the same topic, of the same kind and level where there is one; None where
    the topic has no other that goes with those ``beside``."""
    there = {*beside, question.pk}
    wanted = Wanted(
        count=1,
        topics=(question.topic_id,),
        kinds=(Kind(question.kind),),
        levels=(Level(question.level),),
    )
    for looser in (
        wanted,
        replace(wanted, levels=()),
        replace(wanted, levels=(), kinds=()),
    ):
        if found := draw(teacher=teacher, wanted=looser, seed=seed, beside=there):
            return found[0]
    return None


def laid_out(question_set: QuestionSet, *, seed: int) -> list[tuple[SetEntry, Question]]:
    """The set as it stands on paper: each question with the entry that gave it, in order. What is
    drawn from a topic is drawn by ``seed`` for everybody alike; retired questions are left out."""
    entries = list(
        question_set.entries.select_related("question__current", "topic").order_by("position", "pk")
    )
    there = [entry.question_id for entry in entries if entry.question_id is not None]
    drawn: dict[int, list[int]] = {}
    for entry in entries:
        if entry.topic_id is None:
            continue
        found = draw(
            teacher=question_set.owner,
            wanted=wanted_of(entry),
            seed=seed + entry.position,
            beside=there,
        )
        drawn[entry.pk] = found
        there += found
    questions = (
        addable(None).select_related("current").in_bulk([i for d in drawn.values() for i in d])
    )
    rows: list[tuple[SetEntry, Question]] = []
    for entry in entries:
        if entry.question is not None:
            if entry.question.current is not None and entry.question.status == "live":
                rows.append((entry, entry.question))
        else:
            rows += [(entry, questions[pk]) for pk in drawn[entry.pk]]
    return rows


def wanted_of(entry: SetEntry) -> Wanted:
    """What an entry that draws from a topic asks for: proven questions alone."""
    if entry.topic_id is None:
        raise ValueError("this entry is a question")
    return Wanted(
        count=entry.count,
        topics=(entry.topic_id,),
        kinds=tuple(Kind(kind) for kind in entry.kinds),
        levels=tuple(Level(level) for level in entry.levels),
        proven=True,
    )


class _Hand:
    """What was taken so far, and whether one more may be."""

    def __init__(self, wanted: Wanted, *, taken: set[int], used: set[int]) -> None:
        self.wanted = wanted
        self.chosen: list[Candidate] = []
        self._taken = set(taken)
        self._used = set(used)

    def take(self, pool: Sequence[Candidate], upto: int, rng: random.Random) -> None:
        """Fill up to ``upto``, each time from a topic that has had the fewest so far."""
        by_topic: dict[int, list[Candidate]] = {}
        for candidate in pool:
            by_topic.setdefault(candidate.topic, []).append(candidate)
        luck = {topic: rng.random() for topic in by_topic}
        had = Counter(candidate.topic for candidate in self.chosen)
        while by_topic and len(self.chosen) < upto:
            topic = min(by_topic, key=lambda t: (had[t], luck[t]))
            place = next((i for i, c in enumerate(by_topic[topic]) if self._may(c)), None)
            if place is None:
                del by_topic[topic]
                continue
            candidate = by_topic[topic][place]
            del by_topic[topic][: place + 1]
            self.chosen.append(candidate)
            self._taken.add(candidate.question)
            self._used |= candidate.facts
            had[topic] += 1

    def put_back(self, questions: set[int]) -> bool:
        """Whether there was anything to put back. It is not drawn again; its facts are free."""
        back = [candidate for candidate in self.chosen if candidate.question in questions]
        self.chosen = [c for c in self.chosen if c.question not in questions]
        for candidate in back:
            self._used -= candidate.facts
        return bool(back)

    def _may(self, candidate: Candidate) -> bool:
        if candidate.question in self._taken or candidate.facts & self._used:
            return False
        wanted = self.wanted
        if candidate.kind == Kind.ORDERING and self._full(
            wanted.most_orderings, lambda c: c.kind == Kind.ORDERING
        ):
            return False
        return not (
            candidate.level == Level.HARD
            and self._full(wanted.most_hard, lambda c: c.level == Level.HARD)
        )

    def _full(self, most: int | None, counts: Callable[[Candidate], bool]) -> bool:
        return most is not None and sum(map(counts, self.chosen)) >= most


def _fitting(teacher: User | None, wanted: Wanted) -> QuestionQuerySet:
    questions = addable(teacher).filter(kind__in=wanted.kinds or ASKED_KINDS)
    if wanted.proven:
        questions = questions.filter(origin=Origin.GENERATED)
    if wanted.topics:
        questions = questions.filter(topic__in=wanted.topics)
    elif wanted.packs:
        questions = questions.filter(pack__in=wanted.packs)
    if wanted.levels:
        questions = questions.filter(level__in=wanted.levels)
    if not wanted.military:
        questions = questions.filter(sensitivity__lt=Sensitivity.MILITARY)
    return questions


def _candidates(questions: QuestionQuerySet, rng: random.Random) -> list[Candidate]:
    rows = list(questions.order_by("pk").values_list("pk", "kind", "level", "topic_id"))
    if len(rows) > MOST_CANDIDATES:
        rows = _sample(rows, rng)
    facts: dict[int, set[int]] = {}
    through = Question.facts.through.objects.filter(question__in=[row[0] for row in rows])
    for question, fact in through.values_list("question_id", "fact_id"):
        facts.setdefault(question, set()).add(fact)
    return [
        Candidate(
            question=pk, kind=kind, level=level, topic=topic, facts=frozenset(facts.get(pk, ()))
        )
        for pk, kind, level, topic in rows
    ]


def _sample(rows: list[Row], rng: random.Random) -> list[Row]:
    """Of a very large bank as many of each topic, kind and level as leave enough to choose from."""
    groups: dict[tuple[str, str, int], list[Row]] = {}
    for row in rows:
        groups.setdefault(row[1:], []).append(row)
    each = max(MOST_CANDIDATES // len(groups), 20)
    return [row for group in groups.values() for row in rng.sample(group, min(each, len(group)))]


def _within_topics(candidates: list[Candidate], wanted: Wanted) -> list[Candidate]:
    """A timeline may cross topics: who asked for the empire shall not meet the war in it."""
    if not wanted.topics:
        return candidates
    within = set(Fact.objects.filter(topic__in=wanted.topics).values_list("pk", flat=True))
    return [candidate for candidate in candidates if candidate.facts <= within]


def _facts_of(questions: set[int]) -> set[int]:
    """Flashcards are not asked in a quiz: theirs are free."""
    if not questions:
        return set()
    through = Question.facts.through.objects.filter(question__in=questions)
    through = through.exclude(question__kind=Kind.FLASHCARD)
    return set(through.values_list("fact_id", flat=True))


def _told(chosen: set[int], beside: set[int]) -> set[int]:
    """Those of ``chosen`` whose answer another question tells, or that tell one of ``beside``."""
    if len(chosen) + len(beside) > MOST_COMPARED:
        return set()
    versions = QuestionVersion.objects.filter(pk__in=_current(chosen | beside))
    found = sorted(versions, key=lambda version: version.question_id)
    items = {version.question_id: version.item for version in found}
    by_identity = {item.identity: pk for pk, item in items.items()}
    told: set[int] = set()
    for identity, flags in check_set(list(items.values())).items():
        pk = by_identity[identity]
        tellers = {by_identity[flag.params["told_by"]] for flag in flags} - told
        if pk in chosen and tellers:
            told.add(pk)
        elif pk in beside:
            told |= tellers & chosen
    return told


def _current(questions: set[int]) -> "QuerySet[Question, int | None]":
    asked = Question.objects.filter(pk__in=questions).exclude(kind=Kind.FLASHCARD)
    return asked.values_list("current_id", flat=True)


def _spread(chosen: list[Candidate], rng: random.Random) -> list[Candidate]:
    """The others in a random order, the orderings spread evenly among them."""
    orderings = [c for c in chosen if c.kind == Kind.ORDERING]
    spread = [c for c in chosen if c.kind != Kind.ORDERING]
    rng.shuffle(orderings)
    rng.shuffle(spread)
    gap = len(chosen) / (len(orderings) + 1)
    for count, ordering in enumerate(orderings, start=1):
        spread.insert(min(round(gap * count), len(spread)), ordering)
    return spread
