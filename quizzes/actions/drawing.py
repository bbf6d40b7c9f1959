"""Choosing the questions of a quiz: an even hand over topics, fresh before seen, one fact once."""

import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from quizzes.errors import NothingToAsk
from quizzes.items import AnyItem, Choice, Multiple, Ordering, TrueFalse
from quizzes.kinds import Kind, Level, Sensitivity
from quizzes.models import AttemptItem, Fact, Question, User
from quizzes.models.questions import QuestionQuerySet

DEFAULT_LENGTH = 10
ORDERING_SHARE = 0.2  # two of ten: an ordering takes longer than a choice
RECENT = 400  # how many items back a question counts as seen


@dataclass(frozen=True, kw_only=True)
class QuizOptions:
    """What a learner asks for. No topics or no levels means all of them; an empty ``pack`` all that
    the learner may see, as they were written. ``military`` admits facts of sensitivity 1."""

    pack: str = ""
    length: int = DEFAULT_LENGTH
    topics: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = (Kind.CHOICE, Kind.ORDERING)
    levels: tuple[Level, ...] = ()
    military: bool = True

    def to_json(self) -> dict[str, Any]:
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}


@dataclass(frozen=True, kw_only=True)
class Candidate:
    question: int
    version: int
    kind: Kind
    topic: int
    facts: frozenset[int] = field(default_factory=frozenset)


def draw(
    *,
    learner: User,
    options: QuizOptions,
    rng: random.Random,
    without: Collection[int] = frozenset(),
) -> list[Candidate]:
    """At most ``options.length`` questions, fewer where no more go together, and none of the ids in
    ``without``. Three queries, one more for chosen topics.

    Raises ``NothingToAsk``; its ``loosen`` names the options any one of which, given up, would
    leave something to ask.
    """
    questions = _fitting(learner, options)
    fitting = _within_topics(candidates(questions), options)
    fitting = [candidate for candidate in fitting if candidate.question not in without]
    if not fitting:
        raise NothingToAsk(loosen=_what_to_loosen(learner, options, without))
    freshest_first(fitting, seen=seen(learner), rng=rng)
    chosen = _pick(fitting, options=options, rng=rng)
    return _spread(chosen, rng)


def shuffle_of(item: AnyItem, rng: random.Random, *, shuffled: bool = True) -> list[int]:
    """At display place i stands the option or event number result[i]; empty where there is nothing
    to choose from. Numbers and dates keep their ascending order, true stands before false; without
    ``shuffled`` other options stand as their author put them, too. The cards of an ordering are
    always shuffled; they may come out right, and be confirmed so."""
    match item:
        case Choice() | Multiple():
            places = list(range(len(item.options)))
            stays = not shuffled or (isinstance(item, Choice) and item.ordered)
        case Ordering():
            places, stays = list(range(len(item.events))), False
        case TrueFalse():
            return [0, 1]
        case _:
            return []
    if not stays:
        rng.shuffle(places)
    return places


def _fitting(learner: User, options: QuizOptions) -> QuestionQuerySet:
    questions = Question.objects.drawable().visible_to(learner)
    questions = questions.filter(current__isnull=False, kind__in=options.kinds)
    if options.pack:
        questions = questions.filter(pack__slug=options.pack)
    else:
        # The same facts in two languages are no two questions.
        questions = questions.filter(pack__translation_of=None)
    if options.topics:
        questions = questions.filter(topic__slug__in=options.topics)
    if options.levels:
        questions = questions.filter(level__in=options.levels)
    if not options.military:
        questions = questions.filter(sensitivity__lt=Sensitivity.MILITARY)
    return questions


def candidates(questions: QuestionQuerySet) -> list[Candidate]:
    """With their facts; two queries. In the order of their identities, so that a seed decides."""
    facts: dict[int, set[int]] = {}
    through = Question.facts.through.objects.filter(question__in=questions)
    for question, fact in through.values_list("question_id", "fact_id"):
        facts.setdefault(question, set()).add(fact)
    rows = questions.order_by("identity").values_list("pk", "current_id", "kind", "topic_id")
    return [
        Candidate(
            question=pk,
            version=version,
            kind=Kind(kind),
            topic=topic,
            facts=frozenset(facts.get(pk, ())),
        )
        for pk, version, kind, topic in rows
    ]


def _within_topics(candidates: list[Candidate], options: QuizOptions) -> list[Candidate]:
    """A timeline may cross topics: who asked for the empire shall not meet the war in it. Sifted
    here, because PostgreSQL takes minutes for the same as a subquery over tables just filled."""
    if not options.topics:
        return candidates
    facts = Fact.objects.filter(topic__slug__in=options.topics)
    within = set(facts.values_list("pk", flat=True))
    return [candidate for candidate in candidates if candidate.facts <= within]


def seen(learner: User) -> dict[int, int]:
    """Question → how many items ago the learner last saw it."""
    items = AttemptItem.objects.filter(attempt__learner=learner)
    newest = items.order_by("-attempt__started_at", "-position")
    recent = newest.values_list("version__question_id", flat=True)[:RECENT]
    ago: dict[int, int] = {}
    for distance, question in enumerate(recent):
        ago.setdefault(question, distance)
    return ago


def freshest_first(
    candidates: list[Candidate], *, seen: Mapping[int, int], rng: random.Random
) -> None:
    rng.shuffle(candidates)
    candidates.sort(key=lambda c: (c.question in seen, -seen.get(c.question, 0)))


def _pick(
    candidates: Sequence[Candidate], *, options: QuizOptions, rng: random.Random
) -> list[Candidate]:
    """Orderings first, because their several facts leave less room than a choice does."""
    chosen: list[Candidate] = []
    if set(options.kinds) == {Kind.CHOICE, Kind.ORDERING}:
        _take(_of(candidates, Kind.ORDERING), round(options.length * ORDERING_SHARE), chosen, rng)
        _take(_of(candidates, Kind.CHOICE), options.length, chosen, rng)
    _take(candidates, options.length, chosen, rng)
    return chosen


def _take(
    candidates: Iterable[Candidate], upto: int, chosen: list[Candidate], rng: random.Random
) -> None:
    """Fill ``chosen`` up to ``upto``, each time from a topic that has had the fewest so far."""
    by_topic: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        by_topic.setdefault(candidate.topic, []).append(candidate)
    luck = {topic: rng.random() for topic in by_topic}
    had = Counter(candidate.topic for candidate in chosen)
    used = {fact for candidate in chosen for fact in candidate.facts}
    taken = {candidate.question for candidate in chosen}
    while by_topic and len(chosen) < upto:
        topic = min(by_topic, key=lambda t: (had[t], luck[t]))
        free = [c for c in by_topic[topic] if c.question not in taken and not c.facts & used]
        if not free:
            del by_topic[topic]
            continue
        candidate, by_topic[topic] = free[0], free[1:]
        chosen.append(candidate)
        had[topic] += 1
        used |= candidate.facts


def _of(candidates: Iterable[Candidate], kind: Kind) -> list[Candidate]:
    return [candidate for candidate in candidates if candidate.kind == kind]


def _spread(chosen: list[Candidate], rng: random.Random) -> list[Candidate]:
    """Choices in a random order, the orderings spread evenly among them."""
    orderings, choices = _of(chosen, Kind.ORDERING), _of(chosen, Kind.CHOICE)
    rng.shuffle(orderings)
    rng.shuffle(choices)
    if not choices:
        return orderings
    spread = list(choices)
    gap = len(chosen) / (len(orderings) + 1)
    for count, ordering in enumerate(orderings, start=1):
        spread.insert(min(round(gap * count), len(spread)), ordering)
    return spread


def _what_to_loosen(learner: User, options: QuizOptions, without: Collection[int]) -> list[str]:
    """At most four more queries, and only where there was nothing."""
    widest = QuizOptions()
    looser = {
        "topics": replace(options, topics=widest.topics),
        "kinds": replace(options, kinds=widest.kinds),
        "levels": replace(options, levels=widest.levels),
        "military": replace(options, military=widest.military),
    }
    return [
        name
        for name, wider in looser.items()
        if wider != options and _fitting(learner, wider).exclude(pk__in=without).exists()
    ]
