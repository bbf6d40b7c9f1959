"""An attempt as the player and the result page show it.

Before an answer a template is handed an ``Asked`` alone, which holds nothing that tells the key;
what tells it stands in ``Told``, which is built from a stored answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import BigIntegerField, IntegerField, Max, UUIDField

from quizzes.grading import (
    Chosen,
    Ordered,
    Picked,
    Response,
    Result,
    Skipped,
    Typed,
    grade,
    response_from_json,
)
from quizzes.items import (
    FALSE,
    TRUE,
    AnyItem,
    Choice,
    Citation,
    DateAnswer,
    Flashcard,
    Multiple,
    Numerical,
    Option,
    Ordering,
    Picture,
    Proof,
    ShortAnswer,
    TrueFalse,
)
from quizzes.kinds import Rule
from quizzes.models import Answer, Assignment, Attempt, AttemptItem, Fact, Topic, User
from quizzes.models.prepared import PreparedQuery, Slot
from quizzes.models.sets import Release

OPEN = "open"
CURRENT = "current"
ANSWERED = "answered"


@dataclass(frozen=True, kw_only=True)
class Face:
    """An option or a card as it is shown: its display place, counted from 1, and its text. The two
    of a true-or-false item have ``items.TRUE`` and ``items.FALSE`` for a text, which templates put
    into words. ``picked`` where the learner chose it before and may change the answer."""

    place: int
    text: str
    picked: bool = False


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question before its answer. ``typed`` is what the learner typed before, where the answer
    may be changed. A flashcard has its answer in ``back``, as both sides stand in its page."""

    kind: str
    stem: str
    language: str
    faces: tuple[Face, ...] = ()
    unit: str = ""
    picture: Picture | None = None
    typed: str = ""
    back: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """One item of an attempt that is still open, in a list of all: ``state`` tells no more than
    whether there is an answer."""

    position: int
    state: str
    is_current: bool = False
    stem: str = ""

    @property
    def is_answered(self) -> bool:
        return self.state == ANSWERED


@dataclass(frozen=True, kw_only=True)
class ToldOption:
    """``share`` is what choosing it earned, from -1 to 1; ``feedback`` is set where it was chosen
    and its author has a word on it."""

    place: int
    text: str
    is_key: bool
    is_chosen: bool
    proof: Proof | None
    share: float = 0
    feedback: str = ""


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
class ToldKey:
    """One right answer of those that are typed. ``tolerance`` is "" where there is none."""

    text: str
    tolerance: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A question after its answer. ``timeline`` holds the cards in their right order, ``cards`` in
    the learner's (empty where it was skipped). ``shared`` is the one proof that rules out all
    distractors alike, to be told once. Of a typed answer ``typed`` is what the learner wrote and
    ``keys`` what would have been right: texts, numbers with ``tolerance``, or one date in EDTF."""

    item: AnyItem
    outcome: str
    result: Result
    options: tuple[ToldOption, ...] = ()
    shared: Proof | None = None
    cards: tuple[ToldCard, ...] = ()
    timeline: tuple[ToldCard, ...] = ()
    typed: str = ""
    keys: tuple[ToldKey, ...] = ()

    @property
    def stem(self) -> str:
        return stem_of(self.item)

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

    @property
    def stem(self) -> str:
        return stem_of(self.item)


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
        "attempt_id", "position", "response", "score", "token", "sequence"
    )
)


def released(attempt: Attempt, *, now: datetime) -> bool:
    """Whether the learner may be told keys and scores: with ``AT_ONCE`` those of what is answered,
    else all of them, once handed in or, ``AFTER_DUE``, once the time of everybody is over. What
    has no end, or no class, is told once handed in.

    At most two queries, and only for ``AFTER_DUE``. The twin for many is
    ``AttemptQuerySet.to_be_counted``.
    """
    if attempt.release == Release.AT_ONCE:
        return True
    if attempt.is_open:
        return False
    if attempt.release == Release.AT_END or attempt.counted_at is not None:
        return True
    until = told_from(attempt)
    return until is None or until <= now


def told_from(attempt: Attempt) -> datetime | None:
    """When the time of everybody is over: the assignment's, or the latest that one of the class was
    given; None where there is no end to wait for."""
    given = attempt.assignment
    if attempt.release != Release.AFTER_DUE or given is None or given.closes_at is None:
        return None
    return end_for_all(given, given.closes_at)


def end_for_all(given: Assignment, closes_at: datetime) -> datetime:
    """``closes_at``, or the later date that one of the class was given. One query."""
    latest = given.accommodation_set.aggregate(latest=Max("closes_at"))["latest"]
    return max(closes_at, latest) if latest else closes_at


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
    """The state of each position; an unanswered ``current`` is marked. Where answers are not told
    at once, no more is said than that there is one."""
    told_at_once = attempt.tells_at_once
    states = []
    for position in range(1, attempt.length + 1):
        given = answers.get(position)
        if position == current and (given is None or not told_at_once):
            states.append(CURRENT)
        elif given is not None and not told_at_once:
            states.append(ANSWERED)
        else:
            states.append(outcome(given))
    return states


def next_position(attempt: Attempt, answers: Mapping[int, Answer], *, after: int = 0) -> int | None:
    """The next position without an answer, from ``after`` on and then from the beginning."""
    missing = [p for p in range(1, attempt.length + 1) if p not in answers]
    return next((p for p in missing if p > after), missing[0] if missing else None)


def following(attempt: Attempt, answers: Mapping[int, Answer], *, after: int) -> int | None:
    """The next position without an answer behind ``after``; None where none is left there."""
    later = range(after + 1, attempt.length + 1)
    return next((position for position in later if position not in answers), None)


def places(
    attempt: Attempt, answers: Mapping[int, Answer], *, current: int = 0
) -> tuple[Place, ...]:
    """Where one can go within an attempt whose answers may be changed. No query."""
    return tuple(
        Place(
            position=position,
            state=ANSWERED if position in answers else OPEN,
            is_current=position == current,
        )
        for position in range(1, attempt.length + 1)
    )


def places_of(attempt: Attempt) -> tuple[Place, ...]:
    """The same with what is asked there. Two queries, however long the attempt."""
    answers = answers_of(attempt)
    items = attempt.items.select_related("version").order_by("position")
    stems = {shown.position: stem_of(shown.version.item) for shown in items}
    return tuple(
        replace(place, stem=stems.get(place.position, "")) for place in places(attempt, answers)
    )


def asked(
    shown: AttemptItem, *, order: Sequence[int] = (), response: Response | None = None
) -> Asked:
    """See ``asked_of``."""
    return asked_of(shown.version.item, shown.shuffle, order=order, response=response)


def asked_of(
    item: AnyItem,
    shuffle: Sequence[int],
    *,
    order: Sequence[int] = (),
    response: Response | None = None,
) -> Asked:
    """What a learner is shown before answering: nothing in it but a flashcard's back tells the key.

    ``shuffle`` is that of ``AttemptItem``. ``order`` (display places) overrides the order in which
    the cards of an ordering stand; ``response`` is an answer given before, which may be changed.
    """
    ids, texts = _shown_texts(item, shuffle)
    chosen = _chosen_ids(response)
    faces = {
        place: Face(place=place, text=text, picked=name in chosen)
        for place, (name, text) in enumerate(zip(ids, texts, strict=True), start=1)
    }
    if isinstance(response, Ordered) and not order:
        order = [ids.index(name) + 1 for name in response.events]
    return Asked(
        kind=str(item.kind),
        stem=stem_of(item),
        language=item.language,
        faces=tuple(faces[place] for place in order or faces),
        unit=item.unit if isinstance(item, Numerical) else "",
        picture=item.picture,
        typed=response.text if isinstance(response, Typed) else "",
        back=item.back if isinstance(item, Flashcard) else "",
    )


def _shown_texts(item: AnyItem, shuffle: Sequence[int]) -> tuple[list[str], list[str]]:
    """Ids and texts of what there is to choose or to move, in the order of display."""
    match item:
        case Choice() | Multiple():
            options = [item.options[index] for index in shuffle]
            return [option.id for option in options], [option.text for option in options]
        case Ordering():
            events = [item.events[index] for index in shuffle]
            return [event.id for event in events], [event.title for event in events]
        case TrueFalse():
            return [TRUE, FALSE], [TRUE, FALSE]
        case _:
            return [], []


def _chosen_ids(response: Response | None) -> tuple[str, ...]:
    match response:
        case Chosen(option=option):
            return (option,)
        case Picked(options=options):
            return options
        case _:
            return ()


def told(shown: AttemptItem, answer: Answer) -> Told:
    """No query: all that is told stands in the version."""
    response = response_from_json(answer.response)
    return _told(shown.version.item, shown.shuffle, response, outcome(answer))


def key_of(item: AnyItem, shuffle: Sequence[int]) -> Told:
    """The right answer of an item, as its author sees it in a preview."""
    return _told(item, shuffle, Skipped(), "skipped")


def _told(item: AnyItem, shuffle: Sequence[int], response: Response, stone: str) -> Told:
    result = grade(item, response)
    match item:
        case Choice() | Multiple() | TrueFalse():
            return Told(
                item=item,
                outcome=stone,
                result=result,
                options=_told_options(item, shuffle, _chosen_ids(response)),
                shared=_shared_proof(item) if isinstance(item, Choice) else None,
            )
        case Ordering():
            belongs = {event: place for place, event in enumerate(result.order, start=1)}
            given = response.events if isinstance(response, Ordered) else ()
            cards = _told_cards(item, given, belongs)
            timeline = cards or _told_cards(item, result.order, belongs)
            return Told(
                item=item,
                outcome=stone,
                result=result,
                cards=cards,
                timeline=tuple(sorted(timeline, key=lambda card: card.belongs)),
            )
        case _:
            return Told(
                item=item,
                outcome=stone,
                result=result,
                typed=response.text if isinstance(response, Typed) else "",
                keys=_told_keys(item),
            )


def _told_keys(item: ShortAnswer | Numerical | DateAnswer | Flashcard) -> tuple[ToldKey, ...]:
    match item:
        case ShortAnswer():
            full = [accepted.text for accepted in item.accepted if accepted.share == 1]
            # A pattern is no answer to read, save where there is nothing else.
            plain = [text for text in full if "*" not in text]
            return tuple(ToldKey(text=text) for text in plain or full)
        case Numerical():
            return tuple(
                ToldKey(
                    text=accepted.value,
                    tolerance="" if Decimal(accepted.tolerance) == 0 else accepted.tolerance,
                )
                for accepted in item.accepted
                if accepted.share == 1
            )
        case DateAnswer():
            return (
                ToldKey(text=item.edtf, tolerance=str(item.tolerance) if item.tolerance else ""),
            )
        case Flashcard():
            return (ToldKey(text=item.back),)


def stem_of(item: AnyItem) -> str:
    return item.front if isinstance(item, Flashcard) else item.stem


def summary(attempt: Attempt) -> Summary:
    """Three queries, however long the attempt."""
    answers = answers_of(attempt)
    items = attempt.items.select_related("version__question__topic__pack").order_by("position")
    rows = tuple(_row(shown, answers.get(shown.position)) for shown in items)
    missed = {slug for row in rows if row.told for slug in row.told.result.missed}
    facts = Fact.objects.filter(pack__in={row.topic.pack_id for row in rows}, slug__in=missed)
    topics = _by_topic(rows, answers, list(facts.select_related("topic__pack")))
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


def _told_options(
    item: Choice | Multiple | TrueFalse, shuffle: Sequence[int], chosen: Sequence[str]
) -> tuple[ToldOption, ...]:
    options = _options_of(item)
    shares = _shares_of(item)
    return tuple(
        ToldOption(
            place=place,
            text=option.text,
            is_key=shares[option.id] > 0 if isinstance(item, Multiple) else option.id == item.key,
            is_chosen=option.id in chosen,
            proof=option.proof,
            share=shares[option.id],
            feedback=option.feedback if option.id in chosen else "",
        )
        for place, option in enumerate((options[index] for index in shuffle), start=1)
    )


def _options_of(item: Choice | Multiple | TrueFalse) -> tuple[Option, ...]:
    if isinstance(item, TrueFalse):
        return (
            Option(id=TRUE, text=TRUE, feedback=item.feedback_true),
            Option(id=FALSE, text=FALSE, feedback=item.feedback_false),
        )
    return item.options


def _shares_of(item: Choice | Multiple | TrueFalse) -> Mapping[str, float]:
    match item:
        case Choice():
            return {option.id: item.share(option.id) for option in item.options}
        case Multiple():
            return {option.id: option.share or 0 for option in item.options}
        case TrueFalse():
            return {TRUE: float(item.answer), FALSE: float(not item.answer)}


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
