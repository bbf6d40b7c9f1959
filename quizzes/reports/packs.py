"""A pack's rows as the frozen value that the pure rooms read."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from quizzes import dates
from quizzes.factbase import model as factbase
from quizzes.kinds import Edge, Extent, Op, Party, Stance, Status
from quizzes.models import (
    Agent,
    Anchor,
    Assertion,
    Entity,
    Fact,
    Pack,
    Predicate,
    Source,
    Topic,
)


def frozen_pack(row: Pack) -> factbase.Pack:
    """The rows of a pack as the same frozen value that reading its files gives. Nine queries."""
    sources = {s.pk: s.slug for s in Source.objects.filter(pack=row)}
    agents = {a.pk: a.slug for a in Agent.objects.filter(pack=row)}
    anchors: dict[int, list[factbase.Anchor]] = {}
    for anchor in Anchor.objects.filter(assertion__fact__pack=row).order_by("position"):
        anchors.setdefault(anchor.assertion_id, []).append(_anchor(anchor, sources))
    assertions: dict[int, list[factbase.Assertion]] = {}
    for assertion in Assertion.objects.filter(fact__pack=row).order_by("position"):
        assertions.setdefault(assertion.fact_id, []).append(
            _assertion(assertion, agents, tuple(anchors.get(assertion.pk, ())))
        )
    facts = Fact.objects.filter(pack=row).select_related("topic", "subject", "predicate")
    return factbase.Pack(
        id=row.slug,
        title=row.title,
        language=row.language,
        as_of=dates.parse(row.as_of),
        seed=row.seed,
        home_title=row.home_title,
        home_lead=row.home_lead,
        sources={s.slug: _source(s) for s in Source.objects.filter(pack=row).order_by("slug")},
        agents={
            a.slug: factbase.Agent(id=a.slug, name=a.name, party=Party(a.party), uk=a.uk)
            for a in Agent.objects.filter(pack=row).order_by("slug")
        },
        predicates={
            p.slug: _predicate(p) for p in Predicate.objects.filter(pack=row).order_by("slug")
        },
        entities={e.slug: _entity(e) for e in Entity.objects.filter(pack=row).order_by("slug")},
        topics={
            t.slug: factbase.Topic(
                id=t.slug, title=t.title, subtitle=t.subtitle, position=t.position
            )
            for t in Topic.objects.filter(pack=row).order_by("position")
        },
        eras={
            e["id"]: factbase.Era(id=e["id"], title=e["title"], date=dates.parse(e["date"]))
            for e in row.eras
        },
        campaigns=dict(row.campaigns),
        facts={f.slug: _fact(f, tuple(assertions.get(f.pk, ()))) for f in facts.order_by("slug")},
        milestones=tuple(factbase.Milestone(**m) for m in row.milestones),
        left_out=tuple(factbase.LeftOut(**p) for p in row.left_out),
    )


def _source(row: Source) -> factbase.Source:
    return factbase.Source(
        id=row.slug,
        title=row.title,
        kind=row.kind,
        publisher=row.publisher,
        licence=row.licence,
        url=row.url,
        language=row.language,
        sha256=row.sha256,
        length=row.length,
        sections=tuple(factbase.Section(**s) for s in row.sections),
        not_text=tuple(factbase.Section(**s) for s in row.not_text),
        excerpt_of=row.excerpt_of,
    )


def _predicate(row: Predicate) -> factbase.Predicate:
    return factbase.Predicate(
        id=row.slug,
        label=row.label,
        domain=frozenset(row.domain),
        range=frozenset(row.range),
        functional=tuple(
            factbase.Functional(slot=f["slot"], given=frozenset(f["given"]), because=f["because"])
            for f in row.functional
        ),
        qualifiers=frozenset(row.qualifiers),
    )


def _entity(row: Entity) -> factbase.Entity:
    return factbase.Entity(
        id=row.slug,
        label=row.label,
        type=row.type,
        role=row.role,
        plural=row.plural,
        aliases=tuple(row.aliases),
        part_of=tuple(row.part_of),
        uk=row.uk,
        lived=dates.parse(row.lived) if row.lived else None,
        foil=row.foil,
        why=row.why,
        cite_title=row.cite_title,
        cite_url=row.cite_url,
    )


def _anchor(row: Anchor, sources: Mapping[int, str]) -> factbase.Anchor:
    return factbase.Anchor(
        source=sources[row.source_id],
        start=row.start,
        end=row.end,
        sha256=row.sha256,
        phrase=row.phrase,
        locator=row.locator,
    )


def _assertion(
    row: Assertion, agents: Mapping[int, str], anchors: tuple[factbase.Anchor, ...]
) -> factbase.Assertion:
    return factbase.Assertion(
        id=row.slug,
        agent=agents[row.agent_id],
        stance=Stance(row.stance),
        anchors=anchors,
        of=row.of,
        verb=row.verb,
        said_on=dates.parse(row.said_on) if row.said_on else None,
        values=tuple(
            factbase.Value(value=_scalar(v["value"]), qualifiers=_tuples(v["qualifiers"]))
            for v in row.values
        ),
        when=factbase.When(
            date=dates.parse(row.when_edtf), extent=Extent(row.when_extent), words=row.when_words
        )
        if row.when_edtf
        else None,
        qualifiers=_tuples(row.qualifiers),
        gloss=row.gloss,
        complete_because=row.complete_because,
    )


def _scalar(value: Any) -> factbase.Scalar:
    match value:
        case {"edtf": str(edtf)}:
            return dates.parse(edtf)
        case {"op": op, "n": n, "to": to, "unit": unit}:
            return factbase.Quantity(
                op=Op(op), n=Decimal(n), to=None if to is None else Decimal(to), unit=unit
            )
    return str(value)


def _tuples(qualifiers: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in qualifiers.items()}


def _fact(row: Fact, assertions: tuple[factbase.Assertion, ...]) -> factbase.Fact:
    return factbase.Fact(
        id=row.slug,
        topic=row.topic.slug,
        statement=row.statement,
        subject=row.subject.slug,
        predicate=row.predicate.slug,
        sensitivity=row.sensitivity,
        assertions=assertions,
        status=Status(row.status),
        asks=tuple(
            factbase.Ask(
                slot=a["slot"],
                stem=a["stem"],
                of=a["of"],
                fixes=frozenset(a["fixes"]),
                given=a["given"],
                among=tuple(a["among"]),
            )
            for a in row.asks
        ),
        event=factbase.HistoricalEvent(
            id=row.event_slug,
            title=row.event_title,
            edge=Edge(row.event_edge),
            of=row.event_of,
            campaign=row.event_campaign,
        )
        if row.event_slug
        else None,
        card=factbase.Card(**row.card) if row.card else None,
        suspect=row.suspect,
        note=row.note,
    )
