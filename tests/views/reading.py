"""Facts with a claim and a place, as reading pages need them."""

from typing import Any

from quizzes.models import Agent, Anchor, Assertion, Fact, Source, Topic
from tests.factories import FactFactory

HTMX = {"HX-Request": "true"}


def document(topic: Topic, slug: str = "chronicle", **columns: Any) -> Source:
    """Two sections of a hundred characters each."""
    values: dict[str, Any] = {
        "title": "A made-up chronicle",
        "kind": "encyclopaedia",
        "publisher": "Nobody",
        "licence": "CC-BY-SA-4.0",
        "url": "https://example.org/chronicle",
        "language": "en",
        "sha256": "0" * 64,
        "length": 200,
        "sections": [
            {"id": "first", "title": "Beginnings", "start": 0, "end": 100},
            {"id": "second", "title": "Later days", "start": 100, "end": 200},
        ],
    }
    source, _created = Source.objects.get_or_create(
        pack=topic.pack, slug=slug, defaults=values | columns
    )
    return source


def speaker(topic: Topic, name: str, party: str = "encyclopaedia") -> Agent:
    agent, _created = Agent.objects.get_or_create(
        pack=topic.pack, slug=name.replace(" ", "-"), defaults={"name": name, "party": party}
    )
    return agent


def claim(fact: Fact, *, who: str = "the chronicler", start: int = 10, **columns: Any) -> Assertion:
    """One more claim on ``fact``, anchored at ``start`` of the document."""
    count = fact.assertion_set.count()
    values: dict[str, Any] = {"slug": "abcdef"[count], "position": count, "stance": "asserts"}
    assertion: Assertion = Assertion.objects.create(
        fact=fact, agent=speaker(fact.topic, who), **(values | columns)
    )
    Anchor.objects.create(
        assertion=assertion,
        position=0,
        source=document(fact.topic),
        start=start,
        end=start + 5,
        sha256="0" * 16,
        phrase="a made-up passage",
    )
    return assertion


def cited_fact(topic: Topic, *, start: int = 10, **columns: Any) -> Fact:
    fact: Fact = FactFactory.create(topic=topic, **columns)
    claim(fact, start=start)
    return fact


def event(topic: Topic, *, year: int = 1700, days: int = 364, **columns: Any) -> Fact:
    """A fact that is an event, ``days`` long from 1 January of ``year`` on."""
    from quizzes.dates import day_number

    lo = day_number(year, 1, 1)
    fact: Fact = FactFactory.create(topic=topic)
    values: dict[str, Any] = {
        "event_slug": f"event-{fact.pk}",
        "event_title": f"Opening of {fact.slug}",
        "event_edge": "happened",
        "event_of": "a",
        "event_edtf": str(year),
        "event_words": str(year),
        "event_era": "old",
        "event_lo": lo,
        "event_hi": lo + days,
    }
    for name, value in (values | columns).items():
        setattr(fact, name, value)
    fact.save()
    claim(fact)
    return fact
