"""An attempt as the player and the result page show it.

Before an answer a template is handed an ``Asked`` alone, which holds nothing that tells the key;
what tells it stands in ``Told``, which is built from a stored answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import BigIntegerField, IntegerField, UUIDField

from quizzes.grading import Result, grade, response_from_json
from quizzes.items import AnyItem, Choice, Citation, Ordering, Proof
from quizzes.kinds import Rule
from quizzes.models import Answer, Attempt, AttemptItem, Fact, Topic, User
from quizzes.models.prepared import PreparedQuery, Slot

OPEN = "open"
CURRENT = "current"


@dataclass(frozen=True, kw_only=True)
class Face:
    """An option or a card as it is shown: its display place, counted from 1, and its text."""

    place: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question before its answer."""

    kind: str
    stem: str
    faces: tuple[Face, ...]


@dataclass(frozen=True, kw_only=True)
class ToldOption:
    place: int
    text: str
    is_key: bool
    is_chosen: bool
    proof: Proof | None


@dataclass(frozen=True, kw_only=True)
class ToldCard:
    """A card where the learner put it (``place``), and where it belongs; both counted from 1."""

    place: int
    belongs: int
    text: str
    date: str
    fact: str
    citation: Citation | None

    @property
    def is_in_place(self) -> bool:
        return self.place == self.belongs


@dataclass(frozen=True, kw_only=True)
class Told:
    """A question after its answer. ``timeline`` holds the cards in their right order, ``cards`` in
    the learner's (empty where it was skipped). ``shared`` is the one proof that rules out all
    distractors alike, to be told once."""

    item: AnyItem
    outcome: str
    result: Result
    options: tuple[ToldOption, ...] = ()
    shared: Proof | None = None
    cards: tuple[ToldCard, ...] = ()
    timeline: tuple[ToldCard, ...] = ()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Those that no card carries."""
        return () if any(card.citation for card in self.timeline) else self.item.citations

    @property
    def reason(self) -> str:
        """The explanation, unless it only tells the timeline over again."""
        text = self.item.explanation
        retold = bool(self.timeline) and all(card.text in text for card in self.timeline)
        return "" if retold else text


@dataclass(frozen=True, kw_only=True)
class Row:
    """One item of a result."""

    position: int
    item: AnyItem
    topic: Topic
    outcome: str
    told: Told | None


@dataclass(kw_only=True)
class TopicScore:
    topic: Topic
    score: float = 0
    of: int = 0
    facts: list[Fact] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Summary:
    """``topics`` in reading order, each with the facts that were missed."""

    rows: tuple[Row, ...]
    topics: tuple[TopicScore, ...]
    right: int
    missed: int
    unanswered: int

    @property
    def stones(self) -> list[str]:
        return [row.outcome for row in self.rows]

    @property
    def to_repeat(self) -> list[TopicScore]:
        return [topic for topic in self.topics if topic.facts]


def shown_item(user: User, attempt_id: UUID, position: int) -> AttemptItem:
    """One query. Raises ``AttemptItem.DoesNotExist``, also for what is not this learner's."""
    found = _shown.rows(learner=user.pk, attempt=attempt_id, position=position)
    if not found:
        raise AttemptItem.DoesNotExist
    return found[0]


# The learner's own, as in ``answerable_by``.
_shown = PreparedQuery(
    lambda: AttemptItem.objects.select_related("attempt", "version__question__topic").filter(
        attempt=Slot("attempt", UUIDField()),
        attempt__learner=Slot("learner", BigIntegerField()),
        position=Slot("position", IntegerField()),
    )
)


def answers_of(attempt: Attempt) -> dict[int, Answer]:
    """By position. One query."""
    return {answer.position: answer for answer in _answers.rows(attempt=attempt.pk)}


# Up to fifty rows: without what only the action and the audits look at.
_answers = PreparedQuery(
    lambda: Answer.objects.filter(attempt=Slot("attempt", UUIDField())).only(
        "attempt_id", "position", "response", "score", "token"
    )
)


def outcome(answer: Answer | None) -> str:
    """A stone of the river line: right, partial, wrong, skipped, or open."""
    if answer is None:
        return OPEN
    if answer.response.get("skipped"):
        return "skipped"
    if answer.is_right:
        return "right"
    return "partial" if answer.score > 0 else "wrong"


def stones(attempt: Attempt, answers: Mapping[int, Answer], *, current: int = 0) -> list[str]:
    """The state of each position; an unanswered ``current`` is marked."""
    return [
        CURRENT
        if position == current and position not in answers
        else outcome(answers.get(position))
        for position in range(1, attempt.length + 1)
    ]


def next_position(attempt: Attempt, answers: Mapping[int, Answer], *, after: int = 0) -> int | None:
    """The next position without an answer, from ``after`` on and then from the beginning."""
    missing = [p for p in range(1, attempt.length + 1) if p not in answers]
    return next((p for p in missing if p > after), missing[0] if missing else None)


def asked(shown: AttemptItem, *, order: Sequence[int] = ()) -> Asked:
    """``order`` (display places) overrides the order in which the cards stand."""
    item = shown.version.item
    if isinstance(item, Choice):
        texts = [item.options[index].text for index in shown.shuffle]
    elif isinstance(item, Ordering):
        texts = [item.events[index].title for index in shown.shuffle]
    else:
        texts = []
    faces = {place: Face(place=place, text=text) for place, text in enumerate(texts, start=1)}
    return Asked(
        kind=str(item.kind),
        stem=stem_of(item),
        faces=tuple(faces[place] for place in order or faces),
    )


def told(shown: AttemptItem, answer: Answer) -> Told:
    """No query: all that is told stands in the version."""
    item = shown.version.item
    result = grade(item, response_from_json(answer.response))
    if isinstance(item, Choice):
        return Told(
            item=item,
            outcome=outcome(answer),
            result=result,
            options=_told_options(item, shown.shuffle, answer.response.get("chosen", "")),
            shared=_shared_proof(item),
        )
    if isinstance(item, Ordering):
        belongs = {event: place for place, event in enumerate(result.order, start=1)}
        cards = _told_cards(item, answer.response.get("order", ()), belongs)
        timeline = cards or _told_cards(item, result.order, belongs)
        return Told(
            item=item,
            outcome=outcome(answer),
            result=result,
            cards=cards,
            timeline=tuple(sorted(timeline, key=lambda card: card.belongs)),
        )
    return Told(item=item, outcome=outcome(answer), result=result)


def stem_of(item: AnyItem) -> str:
    return item.stem if isinstance(item, Choice | Ordering) else item.front


def summary(attempt: Attempt) -> Summary:
    """Three queries, however long the attempt."""
    answers = answers_of(attempt)
    items = attempt.items.select_related("version__question__topic").order_by("position")
    rows = tuple(_row(shown, answers.get(shown.position)) for shown in items)
    missed = {slug for row in rows if row.told for slug in row.told.result.missed}
    facts = Fact.objects.filter(pack__in={row.topic.pack_id for row in rows}, slug__in=missed)
    topics = _by_topic(rows, answers, list(facts.select_related("topic")))
    outcomes = [row.outcome for row in rows]
    return Summary(
        rows=rows,
        topics=tuple(topics),
        right=outcomes.count("right"),
        missed=len(rows) - outcomes.count("right") - outcomes.count(OPEN),
        unanswered=outcomes.count(OPEN),
    )


def _row(shown: AttemptItem, answer: Answer | None) -> Row:
    return Row(
        position=shown.position,
        item=shown.version.item,
        topic=shown.version.question.topic,
        outcome=outcome(answer),
        told=told(shown, answer) if answer else None,
    )


def _by_topic(
    rows: Sequence[Row], answers: Mapping[int, Answer], facts: Sequence[Fact]
) -> list[TopicScore]:
    """A missed fact stands under its own topic, which may differ from that of the question."""
    topics: dict[int, TopicScore] = {}
    for row in rows:
        score = topics.setdefault(row.topic.pk, TopicScore(topic=row.topic))
        score.of += 1
        if answer := answers.get(row.position):
            score.score += answer.score
    for fact in facts:
        topics.setdefault(fact.topic_id, TopicScore(topic=fact.topic)).facts.append(fact)
    return sorted(topics.values(), key=lambda score: score.topic.position)


def _told_options(item: Choice, shuffle: Sequence[int], chosen: str) -> tuple[ToldOption, ...]:
    options = [item.options[index] for index in shuffle]
    return tuple(
        ToldOption(
            place=place,
            text=option.text,
            is_key=option.id == item.key,
            is_chosen=option.id == chosen,
            proof=option.proof,
        )
        for place, option in enumerate(options, start=1)
    )


def _shared_proof(item: Choice) -> Proof | None:
    """D1 says the same of every distractor, save where one occurs ``instead``."""
    proofs = [option.proof for option in item.options if option.proof]
    said = {(p.rule, p.params.get("key"), p.params.get("because")) for p in proofs}
    alike = len(proofs) > 1 and len(said) == 1 and proofs[0].rule == Rule.FUNCTIONAL
    return proofs[0] if alike else None


def _told_cards(
    item: Ordering, order: Sequence[str], belongs: Mapping[str, int]
) -> tuple[ToldCard, ...]:
    events = {event.id: event for event in item.events}
    # As many citations as events, in their order, are one for each; other numbers tell nothing.
    cited = dict(zip(events, item.citations, strict=False))
    each = len(item.citations) == len(events)
    return tuple(
        ToldCard(
            place=place,
            belongs=belongs[name],
            text=events[name].title,
            date=events[name].date,
            fact=events[name].fact,
            citation=cited[name] if each else None,
        )
        for place, name in enumerate(order, start=1)
    )
