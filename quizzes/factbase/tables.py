"""The tables of a pack that are no facts, field by field. docs/PACKS.md shows them.

Each function reads one table, reports what is wrong with it, and gives a value with placeholders
where a field could not be read.
"""

from quizzes.factbase.fields import NO_DATE, Fields, nearest
from quizzes.factbase.model import (
    Agent,
    Entity,
    Era,
    Functional,
    LeftOut,
    Milestone,
    Predicate,
    Section,
    Source,
    Topic,
)
from quizzes.kinds import Party


def topic(fields: Fields, position: int) -> Topic:
    """``position`` counts from 1 in the author's order."""
    topic = Topic(
        id=fields.id("id"),
        title=fields.text("title", required=True),
        subtitle=fields.text("subtitle"),
        position=position,
    )
    return fields.done(topic)


def era(fields: Fields) -> Era:
    era = Era(
        id=fields.id("id"),
        title=fields.text("title", required=True),
        date=fields.date("date", required=True) or NO_DATE,
    )
    return fields.done(era)


def milestone(fields: Fields) -> Milestone:
    milestone = Milestone(
        event=fields.id("event"),
        label=fields.text("label", required=True),
        year=fields.text("year", required=True),
    )
    return fields.done(milestone)


def agent(key: str, fields: Fields) -> Agent:
    agent = Agent(
        id=key,
        name=fields.text("name", required=True),
        party=fields.member("party", Party, default=Party.THIRD),
        uk=fields.text("uk"),
    )
    return fields.done(agent)


def source(key: str, fields: Fields) -> Source:
    source = Source(
        id=key,
        title=fields.text("title", required=True),
        kind=fields.text("kind", required=True),
        publisher=fields.text("publisher"),
        licence=fields.text("licence", required=True),
        url=fields.text("url"),
        language=fields.text("language", required=True),
        sha256=fields.text("sha256"),
        length=fields.integer("length", required=False),
        sections=tuple(_section(inner) for inner in fields.tables("sections")),
        not_text=tuple(_section(inner) for inner in fields.tables("not_text")),
        excerpt_of=fields.id("excerpt_of", required=False),
    )
    return fields.done(source)


def _section(fields: Fields) -> Section:
    section = Section(
        id=fields.id("id"),
        title=fields.text("title", required=True),
        start=fields.integer("start"),
        end=fields.integer("end"),
    )
    return fields.done(section)


def predicate(key: str, fields: Fields) -> Predicate:
    predicate = Predicate(
        id=key,
        label=fields.text("label", required=True),
        domain=frozenset(fields.ids("domain", required=True)),
        range=frozenset(fields.ids("range", required=True)),
        functional=tuple(_functional(inner) for inner in fields.tables("functional")),
        qualifiers=frozenset(fields.ids("qualifiers")),
    )
    return fields.done(predicate)


def _functional(fields: Fields) -> Functional:
    functional = Functional(
        slot=fields.id("slot"),
        given=frozenset(fields.ids("given", required=True)),
        because=fields.text("because", required=True),
    )
    return fields.done(functional)


def entity(key: str, fields: Fields) -> Entity:
    number = fields.text("number") or "singular"
    if number not in ("singular", "plural"):
        fields.report(
            "not-one-of",
            fields.line_of("number"),
            field="number",
            value=number,
            known="singular, plural",
            suggestion=nearest(number, ["singular", "plural"]),
        )
    cite = fields.table("cite")
    entity = Entity(
        id=key,
        label=fields.text("label", required=True),
        type=fields.id("type"),
        role=fields.text("role"),
        plural=number == "plural",
        aliases=fields.texts("aliases"),
        part_of=fields.ids("part_of"),
        uk=fields.text("uk"),
        lived=fields.date("lived"),
        foil=fields.flag("foil"),
        why=fields.text("why"),
        cite_title=cite.text("title", required=True) if cite else "",
        cite_url=cite.text("url", required=True) if cite else "",
    )
    if cite:
        cite.done(cite)
    return fields.done(entity)


def left_out(fields: Fields) -> LeftOut:
    left_out = LeftOut(
        source=fields.id("source"),
        start=fields.integer("start"),
        end=fields.integer("end"),
        sha256=fields.text("sha256", required=True),
        reason=fields.text("reason", required=True),
    )
    return fields.done(left_out)
