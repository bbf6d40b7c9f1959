"""A pack as its author's pages show it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from quizzes import dates
from quizzes.factbase import model as factbase
from quizzes.kinds import Edge, Extent, Op
from quizzes.models import (
    Assignment,
    AttemptItem,
    Card,
    Document,
    Fact,
    Pack,
    Question,
    SetEntry,
    Source,
    Topic,
    User,
)

_SIGNS = {
    Op.EQUAL: "",
    Op.ABOUT: "about ",
    Op.MORE: "more than ",
    Op.AT_LEAST: "at least ",
    Op.LESS: "less than ",
    Op.AT_MOST: "at most ",
    Op.RANGE: "",
}


@dataclass(frozen=True, kw_only=True)
class PackRow:
    pack: Pack
    facts: int
    questions: int


@dataclass(frozen=True, kw_only=True)
class TopicPart:
    """A topic with its facts in their order, and how many questions it has in use."""

    topic: Topic
    facts: Sequence[Fact]
    questions: int


@dataclass(frozen=True, kw_only=True)
class PackPage:
    topics: tuple[TopicPart, ...]
    sources: tuple[Source, ...]
    with_text: frozenset[str]
    questions: int

    @property
    def facts(self) -> int:
        return sum(len(part.facts) for part in self.topics)


@dataclass(frozen=True, kw_only=True)
class RestsOn:
    """How much would be lost with a pack or a topic: attempts in which its questions were asked,
    cards kept of them, sets that hold them, class work that gives a topic as cards, questions that
    colleagues wrote in it or on its facts, translations of the pack. ``facts`` and ``questions``
    are what would go."""

    facts: int
    questions: int
    attempts: int
    cards: int
    sets: int
    work: int
    written: int
    translations: int

    @property
    def anything(self) -> bool:
        held = (self.attempts, self.cards, self.sets, self.work, self.written, self.translations)
        return any(held)


def rests_on(pack: Pack, topics: QuerySet[Topic], *, author: User) -> RestsOn:
    """Seven queries. ``topics`` are those of ``pack`` that would go."""
    wanted = topics.values("pk")
    questions = Question.objects.filter(pack=pack, topic__in=wanted)
    asked = AttemptItem.objects.filter(version__question__topic__in=wanted)
    kept = Card.objects.filter(Q(question__topic__in=wanted) | Q(fact__topic__in=wanted))
    entries = SetEntry.objects.filter(Q(question__topic__in=wanted) | Q(topic__in=wanted))
    on_it = Question.objects.filter(Q(topic__in=wanted) | Q(facts__topic__in=wanted))
    written = on_it.exclude(owner=None).exclude(owner=author)
    parts = Pack.objects.filter(pk=pack.pk).aggregate(
        facts=Count("fact", filter=Q(fact__topic__in=wanted), distinct=True),
        translations=Count("translations", distinct=True),
    )
    return RestsOn(
        facts=parts["facts"],
        questions=questions.count(),
        attempts=asked.values("attempt").distinct().count(),
        cards=kept.count(),
        sets=entries.values("question_set").distinct().count(),
        work=Assignment.objects.filter(topic__in=wanted).count(),
        written=written.distinct().count(),
        translations=parts["translations"],
    )


def packs_of(author: User) -> list[PackRow]:
    """One's own, newest first. Three queries."""
    packs = list(Pack.objects.editable_by(author).order_by("-pk"))
    facts = Counter(Fact.objects.filter(pack__in=packs).values_list("pack", flat=True))
    live = Question.objects.live().filter(pack__in=packs)
    questions = Counter(live.values_list("pack", flat=True))
    return [PackRow(pack=p, facts=facts[p.pk], questions=questions[p.pk]) for p in packs]


def pack_page(pack: Pack) -> PackPage:
    """Five queries, however large the pack."""
    facts: dict[int, list[Fact]] = {}
    for fact in Fact.objects.filter(pack=pack).order_by("position"):
        facts.setdefault(fact.topic_id, []).append(fact)
    questions = Counter(Question.objects.live().filter(pack=pack).values_list("topic", flat=True))
    topics = Topic.objects.filter(pack=pack)
    current = Document.objects.current().filter(source__pack=pack)
    return PackPage(
        topics=tuple(
            TopicPart(topic=t, facts=facts.get(t.pk, []), questions=questions[t.pk]) for t in topics
        ),
        sources=tuple(Source.objects.filter(pack=pack).order_by("title")),
        with_text=frozenset(current.values_list("source__slug", flat=True)),
        questions=questions.total(),
    )


def as_written(
    pack: factbase.Pack, fact: factbase.Fact, texts: Mapping[str, str]
) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]] | None:
    """What the forms of a fact would hold to give it; None where it holds more than they show:
    such a fact is changed in the pack's files. ``texts`` are those attached, by source."""
    voices = [_voice(pack, assertion, texts) for assertion in fact.assertions]
    event = fact.event
    beyond = (
        fact.suspect
        or fact.note
        or (event and (event.campaign or event.of != "a" or event.edge is not Edge.HAPPENED))
        or any(ask.given or ask.among or ask.of != "a" for ask in fact.asks)
        or [a.id for a in fact.assertions] != list("abcd"[: len(fact.assertions)])
    )
    if beyond or None in voices:
        return None
    matter = {
        "statement": fact.statement,
        "topic": fact.topic,
        "subject": pack.entities[fact.subject].label,
        "predicate": fact.predicate,
        "sensitivity": fact.sensitivity,
        "event_title": event.title if event else "",
        "card_front": fact.card.front if fact.card else "",
        "card_back": fact.card.back if fact.card else "",
    }
    asks = [{"slot": ask.slot, "stem": ask.stem} for ask in fact.asks]
    return matter, [voice for voice in voices if voice is not None], asks


def _voice(
    pack: factbase.Pack, said: factbase.Assertion, texts: Mapping[str, str]
) -> dict[str, Any] | None:
    when = said.when
    beyond = (
        said.verb
        or said.said_on
        or said.gloss
        or said.complete_because
        or said.qualifiers
        or len(said.values) > 1
        or any(value.qualifiers for value in said.values)
        or len(said.anchors) != 1
        or said.of not in {"", "a"}
        or (when and (when.words or when.extent is not Extent.POINT))
    )
    if beyond:
        return None
    [anchor] = said.anchors
    text = texts.get(anchor.source, "")
    if not anchor.locator and not text:
        return None
    return {
        "agent": said.agent,
        "stance": said.stance.value,
        "value": _words(pack, said.values[0].value) if said.values else "",
        "when": when.date.edtf if when else "",
        "source": anchor.source,
        "quote": "" if anchor.locator else text[anchor.start : anchor.end],
        "locator": anchor.locator,
    }


def _words(pack: factbase.Pack, value: factbase.Scalar) -> str:
    match value:
        case factbase.Quantity():
            to = f" to {_number(value.to)}" if value.to is not None else ""
            return f"{_SIGNS[value.op]}{_number(value.n)}{to} {value.unit}".strip()
        case dates.Date():
            return value.edtf
        case _:
            held = pack.entities.get(value)
            return held.label if held else value


def _number(number: Decimal) -> str:
    return f"{number:f}"
