"""Made-up content for tests: one small pack whose facts, items and people claim nothing real.

``bank(topics=…, choices=…, orderings=…)`` makes a pack with questions in two or three lines of a
test; every question is the only one on its facts, unless a test says otherwise.
"""

from datetime import UTC, datetime
from itertools import count
from typing import Any

import factory
from factory.django import DjangoModelFactory

from quizzes.items import (
    AnyItem,
    Choice,
    Citation,
    Event,
    Flashcard,
    Option,
    Ordering,
    Proof,
    content_hash,
    to_json,
)
from quizzes.kinds import Party, Rule, Stance, Status
from quizzes.models import Entity, Fact, Pack, Predicate, Question, QuestionVersion, Topic, User
from quizzes.models.people import Role

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"learner-{n}")
    display_name = factory.Sequence(lambda n: f"Learner {n}")
    role = Role.LEARNER
    password = factory.django.Password("correct horse battery")


class PackFactory(DjangoModelFactory[Pack]):
    class Meta:
        model = Pack

    slug = factory.Sequence(lambda n: f"pack-{n}")
    title = "A made-up town"
    language = "en"
    as_of = "2026-01-01"
    seed = 1
    home_title = "A made-up town"
    home_lead = "Nothing here is true."


class TopicFactory(DjangoModelFactory[Topic]):
    class Meta:
        model = Topic

    pack = factory.SubFactory(PackFactory)
    slug = factory.Sequence(lambda n: f"topic-{n}")
    title = factory.Sequence(lambda n: f"Topic {n}")
    position = factory.Sequence(int)


class EntityFactory(DjangoModelFactory[Entity]):
    class Meta:
        model = Entity

    pack = factory.SubFactory(PackFactory)
    slug = factory.Sequence(lambda n: f"entity-{n}")
    label = "the made-up fort"
    type = "structure"


class PredicateFactory(DjangoModelFactory[Predicate]):
    class Meta:
        model = Predicate

    pack = factory.SubFactory(PackFactory)
    slug = factory.Sequence(lambda n: f"predicate-{n}")
    label = "was built by"


class FactFactory(DjangoModelFactory[Fact]):
    class Meta:
        model = Fact

    topic = factory.SubFactory(TopicFactory)
    pack = factory.SelfAttribute("topic.pack")
    slug = factory.Sequence(lambda n: f"fact-{n}")
    subject = factory.SubFactory(EntityFactory, pack=factory.SelfAttribute("..pack"))
    predicate = factory.SubFactory(PredicateFactory, pack=factory.SelfAttribute("..pack"))
    statement = factory.LazyAttribute(lambda fact: f"The made-up statement of {fact.slug}.")
    sensitivity = 0
    status = Status.PLAIN
    position = factory.Sequence(int)
    askable = True


CITATION = Citation(
    source="chronicle",
    source_title="A made-up chronicle",
    section="Beginnings",
    url="https://example.org/chronicle#:~:text=made-up",
    start=10,
    end=40,
    locator="",
    agent="chronicler",
    agent_name="the chronicler",
    party=Party.ENCYCLOPAEDIA,
    stance=Stance.ASSERTS,
    verb="",
    said_on="",
)


def choice(fact: Fact, *, key: str = "a", **fields: Any) -> Choice:
    """Four options a to d; the distractors are proven by D1."""
    proof = Proof(
        rule=Rule.FUNCTIONAL,
        facts=(fact.slug,),
        params={"because": "a fort has one builder", "key": f"the builder {key}"},
    )
    given: dict[str, Any] = {
        "identity": f"{fact.pack.slug}:choice:{fact.slug}:value",
        "topic": fact.topic.slug,
        "language": "en",
        "facts": (fact.slug,),
        "sensitivity": fact.sensitivity,
        "difficulty": 0.4,
        "explanation": f"It was as {fact.slug} says.",
        "citations": (CITATION,),
        "stem": f"Who built what {fact.slug} speaks of?",
        "slot": "value",
        "options": tuple(
            Option(id=name, text=f"the builder {name}", proof=None if name == key else proof)
            for name in "abcd"
        ),
        "key": key,
    }
    return Choice(**(given | fields))


def ordering(facts: list[Fact], **fields: Any) -> Ordering:
    """One event a fact, ten years apart, in the order of ``facts``."""
    given: dict[str, Any] = {
        "identity": f"{facts[0].pack.slug}:ordering:{facts[0].slug}",
        "topic": facts[0].topic.slug,
        "language": "en",
        "facts": tuple(fact.slug for fact in facts),
        "sensitivity": 0,
        "difficulty": 0.5,
        "explanation": "The years decide.",
        "citations": (CITATION,),
        "stem": "Put these in order, earliest first.",
        "events": tuple(
            Event(
                id=fact.slug,
                title=f"Opening of {fact.slug}",
                date=str(1700 + 10 * year),
                edtf=str(1700 + 10 * year),
                lo=620_000 + 3650 * year,
                hi=620_364 + 3650 * year,
                fact=fact.slug,
            )
            for year, fact in enumerate(facts)
        ),
    }
    return Ordering(**(given | fields))


def flashcard(fact: Fact, **fields: Any) -> Flashcard:
    given: dict[str, Any] = {
        "identity": f"{fact.pack.slug}:flashcard:{fact.slug}:value",
        "topic": fact.topic.slug,
        "language": "en",
        "facts": (fact.slug,),
        "sensitivity": fact.sensitivity,
        "difficulty": 0.4,
        "explanation": f"It was as {fact.slug} says.",
        "citations": (CITATION,),
        "front": f"What does {fact.slug} speak of?",
        "back": f"Of {fact.slug}",
        "slot": "value",
    }
    return Flashcard(**(given | fields))


_copies = count(1)


def question(item: AnyItem, *, topic: Topic, facts: list[Fact], **columns: Any) -> Question:
    """A live question with its first version."""
    made: Question = Question.objects.create(
        pack=topic.pack,
        identity=f"{item.identity}:{next(_copies)}",
        kind=item.kind,
        topic=topic,
        level=item.level,
        difficulty=item.difficulty,
        sensitivity=item.sensitivity,
        **columns,
    )
    made.facts.set(facts)
    made.current = QuestionVersion.objects.create(
        question=made,
        number=1,
        content=to_json(item),
        content_hash=content_hash(item),
        created_at=NOON,
    )
    made.save(update_fields=["current"])
    return made


def choice_question(topic: Topic, **fields: Any) -> Question:
    """On a fact of its own."""
    fact: Fact = FactFactory.create(topic=topic, sensitivity=fields.get("sensitivity", 0))
    return question(choice(fact, **fields), topic=topic, facts=[fact])


def flashcard_question(topic: Topic, **fields: Any) -> Question:
    """On a fact of its own."""
    fact: Fact = FactFactory.create(topic=topic, sensitivity=fields.get("sensitivity", 0))
    return question(flashcard(fact, **fields), topic=topic, facts=[fact])


def ordering_question(topic: Topic, *, cards: int = 4, **fields: Any) -> Question:
    """On facts of its own."""
    facts = FactFactory.create_batch(cards, topic=topic)
    return question(ordering(facts, **fields), topic=topic, facts=facts)


def bank(*, topics: int = 2, choices: int = 6, orderings: int = 2) -> Pack:
    """``choices`` and ``orderings`` for each of ``topics``."""
    pack: Pack = PackFactory.create()
    for topic in TopicFactory.create_batch(topics, pack=pack):
        for _ in range(choices):
            choice_question(topic)
        for _ in range(orderings):
            ordering_question(topic)
    return pack
