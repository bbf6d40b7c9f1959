"""A made-up town on the river Wend, with every case the generator meets."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from quizzes.dates import parse
from quizzes.factbase.model import (
    Agent,
    Anchor,
    Ask,
    Assertion,
    Card,
    Entity,
    Fact,
    Functional,
    HistoricalEvent,
    Pack,
    Predicate,
    Quantity,
    Scalar,
    Section,
    Source,
    Topic,
    Value,
    When,
)
from quizzes.kinds import Edge, Extent, Op, Party, Stance, Status

SEED = 7
LENGTH = 1000

ANCHOR = Anchor(source="annals", start=0, end=LENGTH, sha256="0" * 16, phrase="In that year")

AGENTS = (
    Agent(id="encyclopaedia", name="the encyclopaedia", party=Party.ENCYCLOPAEDIA),
    Agent(id="wend", name="the Wend council", party=Party.UKRAINE),
    Agent(id="moor", name="the Moor general", party=Party.RUSSIA),
    Agent(id="herald", name="the Herald newspaper", party=Party.THIRD),
    Agent(id="ames", name="the historian Ames", party=Party.SCHOLAR),
)


def entity(
    name: str,
    label: str,
    type_: str,
    *,
    role: str = "",
    lived: str = "",
    foil: bool = False,
    part_of: tuple[str, ...] = (),
) -> Entity:
    return Entity(
        id=name,
        label=label,
        type=type_,
        role=role,
        lived=parse(lived) if lived else None,
        foil=foil,
        part_of=part_of,
    )


ENTITIES = (
    entity("fort", "the fort", "structure"),
    entity("mill", "the mill", "structure"),
    entity("bridge", "the bridge", "structure"),
    entity("town", "Wendford", "settlement"),
    entity("red", "the Red Company", "organisation", role="company", lived="1600/1720"),
    entity("blue", "the Blue Company", "organisation", role="company"),
    entity("green", "the Green Company", "organisation", role="company"),
    entity("grey", "the Grey Company", "organisation", role="company", foil=True),
    entity("late", "the Late Company", "organisation", role="company", lived="1950/2000"),
    entity("red-wing", "the Scarlet Wing", "organisation", role="company", part_of=("red",)),
    entity("guild", "the Weavers' Guild", "organisation", role="guild"),
    entity("victim", "Ilse Moor", "person", role="poet"),
    entity("poet-a", "Anna Lind", "person", role="poet"),
    entity("poet-b", "Berta Holm", "person", role="poet"),
    entity("poet-c", "Clara Dahl", "person", role="poet", foil=True),
    entity("poet-d", "Dora Falk", "person", role="poet", foil=True),
    entity("wool", "wool", "good", role="good"),
    entity("salt", "salt", "good", role="good"),
    entity("coal", "coal", "good", role="good", foil=True),
    entity("hemp", "hemp", "good", role="good", foil=True),
    entity("glass", "glass", "good", role="good", foil=True),
    entity("moorland", "Moorland", "state"),
    entity("wendland", "Wendland", "state"),
    entity("fenland", "Fenland", "state", foil=True),
    entity("heathland", "Heathland", "state", foil=True),
)

PREDICATES = (
    Predicate(
        id="built_by",
        label="was built by",
        domain=frozenset({"structure"}),
        range=frozenset({"organisation"}),
        functional=(
            Functional(slot="value", given=frozenset({"subject"}), because="one builder"),
            Functional(slot="when", given=frozenset({"subject"}), because="built once"),
        ),
    ),
    Predicate(
        id="held",
        label="was held by",
        domain=frozenset({"settlement"}),
        range=frozenset({"state"}),
        functional=(
            Functional(slot="value", given=frozenset({"subject", "when"}), because="one holder"),
        ),
    ),
    Predicate(
        id="population",
        label="had a population of",
        domain=frozenset({"settlement"}),
        range=frozenset({"quantity"}),
        functional=(
            Functional(slot="value", given=frozenset({"subject", "when"}), because="one number"),
        ),
    ),
    Predicate(
        id="sold",
        label="sold",
        domain=frozenset({"settlement"}),
        range=frozenset({"good"}),
    ),
    Predicate(
        id="born",
        label="was the birthplace of",
        domain=frozenset({"settlement"}),
        range=frozenset({"person"}),
        functional=(
            Functional(slot="value", given=frozenset({"subject", "when"}), because="one poet"),
        ),
    ),
    Predicate(
        id="happened",
        label="happened",
        domain=frozenset({"structure", "settlement"}),
        range=frozenset({"text"}),
    ),
)


def says(
    *values: Scalar,
    id_: str = "a",
    agent: str = "encyclopaedia",
    stance: Stance = Stance.ASSERTS,
    when: str = "",
    extent: Extent = Extent.POINT,
    of: str = "",
    complete: str = "",
    words: str = "",
) -> Assertion:
    return Assertion(
        id=id_,
        agent=agent,
        stance=stance,
        anchors=(ANCHOR,),
        of=of,
        values=tuple(Value(value=value) for value in values),
        when=When(date=parse(when), extent=extent, words=words) if when else None,
        complete_because=complete,
    )


def ask(slot: str, stem: str, *fixes: str, of: str = "a", among: tuple[str, ...] = ()) -> Ask:
    return Ask(slot=slot, stem=stem, of=of, fixes=frozenset(fixes), among=among)


def fact(
    name: str,
    subject: str,
    predicate: str,
    *assertions: Assertion,
    asks: tuple[Ask, ...] = (),
    status: Status = Status.PLAIN,
    sensitivity: int = 0,
    suspect: str = "",
    event: HistoricalEvent | None = None,
    card: Card | None = None,
    topic: str = "early",
    note: str = "",
) -> Fact:
    return Fact(
        id=name,
        topic=topic,
        statement=f"A statement on {name}.",
        subject=subject,
        predicate=predicate,
        sensitivity=sensitivity,
        assertions=assertions,
        status=status,
        asks=asks,
        suspect=suspect,
        event=event,
        card=card,
        note=note,
    )


def quantity(n: int, op: Op = Op.EQUAL) -> Quantity:
    return Quantity(op=op, n=Decimal(n), unit="people")


FACTS = (
    fact(
        "fort-built", "fort", "built_by", says("red", when="1681"),
        asks=(
            ask("value", "Which company built the fort in 1681?", "subject", "when"),
            ask("when", "In which year was the fort built?", "subject"),
        ),
    ),
    fact("mill-built", "mill", "built_by", says("blue", when="1690")),
    fact("bridge-built", "bridge", "built_by", says("green", when="1702")),
    fact(
        "wing", "town", "happened",
        Assertion(id="a", agent="encyclopaedia", stance=Stance.ASSERTS, anchors=(ANCHOR,),
                  values=(Value(value="red-wing"), Value(value="late"))),
        card=Card(front="Which wing was it?", back="The Scarlet Wing"),
    ),
    fact(
        "held-1700", "town", "held",
        says("wendland", when="1700", agent="wend"),
        says("moorland", id_="b", when="1700", agent="moor"),
        says(id_="c", agent="moor", stance=Stance.DENIES, of="a"),
        status=Status.CONTESTED, sensitivity=1, note="The two disagree.",
        asks=(
            ask("value", "Which state held the town in 1700?", "subject", "when"),
            ask("value", "Which state held the town in 1700, according to the Wend council?",
                "subject", "when"),
            ask("agent", "According to the article called Annals, who said that Wendland held "
                "the town in 1700?", "subject", "when", "value"),
        ),
    ),
    fact(
        "population-1800", "town", "population", says(quantity(4520), when="1800"),
        asks=(ask("value", "How many people lived in the town in 1800?", "subject", "when"),),
    ),
    fact(
        "population-denied", "town", "population",
        says(quantity(5200), when="1800", agent="ames"),
        says(id_="b", agent="herald", stance=Stance.DENIES, of="a"),
        status=Status.CONTESTED,
    ),
    fact(
        "sold-1750", "town", "sold",
        says("wool", "salt", when="1750", complete="the source lists all of its goods"),
        asks=(ask("value", "What did the town sell in 1750?", "subject", "when"),),
    ),
    fact(
        "poet", "town", "born", says("poet-a", when="1820"),
        asks=(ask("value", "Which poet was born in the town in 1820?", "subject", "when"),),
    ),
    fact("poet-other", "fort", "happened", says("poet-b", when="1850")),
    fact("victim-died", "town", "happened", says("victim", when="1943"), sensitivity=3),
    fact("flood", "mill", "happened", says("poet-b", when="../1790"), sensitivity=2,
         asks=(ask("when", "When was the flood?", "subject"),)),
    fact(
        "doubtful", "mill", "built_by", says("blue", when="1691"), suspect="a slip of the pen",
        asks=(ask("value", "Which company built the mill in 1691?", "subject", "when"),),
    ),
)  # fmt: skip

YEARS = (1500, 1530, 1560, 1600, 1640, 1670, 1684, 1709, 1725, 1765, 1780, 1796, 1809, 1823, 1835,
         1860, 1884, 1901, 1916, 1930, 1950, 1970, 1991,
         2003, 2009, 2014, 2019)  # fmt: skip
SHOPS = (
    "bakery", "chapel", "dairy", "forge", "granary", "harbour", "inn", "kiln", "library", "market",
    "nursery", "observatory", "pump", "quarry", "refinery", "sawmill", "tannery", "upland farm",
    "vineyard", "windmill", "yard", "abbey", "brewery", "causeway",
    "depot", "engine house", "foundry",
)  # fmt: skip


def event_fact(name: str, when: str, topic: str, **changes: object) -> Fact:
    """A fact that is an event and nothing else; ``changes`` are fields of the fact."""
    made = fact(
        name, "town", "happened", says(when=when), topic=topic,
        event=HistoricalEvent(id=name, title=f"The {name} opens", edge=Edge.HAPPENED, of="a"),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


EVENTS = tuple(
    event_fact(shop, str(year), "early" if index % 3 else "late")
    for index, (shop, year) in enumerate(zip(SHOPS, YEARS, strict=True))
)


def pack(*facts: Fact, entities: Iterable[Entity] = ENTITIES) -> Pack:
    """The made-up pack, or one of these facts alone."""
    chosen = facts or (*FACTS, *EVENTS)
    return Pack(
        id="wend",
        title="Wendford",
        language="en",
        as_of=parse("2026-01-01"),
        seed=SEED,
        home_title="",
        home_lead="",
        sources={
            "annals": Source(
                id="annals", title="Annals", kind="book", publisher="", licence="CC0-1.0",
                url="https://example.org/annals", language="en", sha256="0" * 64, length=LENGTH,
                sections=(Section(id="all", title="All", start=0, end=LENGTH),),
            )
        },
        agents={agent.id: agent for agent in AGENTS},
        predicates={predicate.id: predicate for predicate in PREDICATES},
        entities={e.id: e for e in entities},
        topics={
            name: Topic(id=name, title=name, subtitle="", position=i)
            for i, name in enumerate(("early", "late"))
        },
        eras={},
        campaigns={},
        facts={f.id: f for f in chosen},
    )  # fmt: skip
