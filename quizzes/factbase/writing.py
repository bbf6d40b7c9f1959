"""A pack as files: what ``reading`` reads. ``parse_pack(write_pack(pack)) == pack``.

Comments are an author's own and lost on the way through the database; so is the order of facts
within a topic, where they come from rows: they stand by their ids.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import yaml

from quizzes.dates import Date
from quizzes.factbase.model import (
    Anchor,
    Ask,
    Assertion,
    Entity,
    Fact,
    Functional,
    LeftOut,
    Pack,
    Predicate,
    Quantity,
    Scalar,
    Section,
    Source,
    Value,
)
from quizzes.kinds import Edge, Extent, Op

_Table = dict[str, Any]


def write_pack(pack: Pack) -> dict[str, str]:
    """The files of a pack by their path; facts and entities lie in a file for each topic and type.

    Every scalar is written as text, as it is read.
    """
    files = {
        "pack.yaml": _yaml(_head(pack)),
        "topics.yaml": _yaml(
            [_told(id=t.id, title=t.title, subtitle=t.subtitle) for t in _in_place(pack)]
        ),
        "sources.yaml": _yaml({s.id: _source(s) for s in pack.sources.values()}),
        "agents.yaml": _yaml(
            {a.id: _told(name=a.name, party=str(a.party), uk=a.uk) for a in pack.agents.values()}
        ),
        "predicates.yaml": _yaml({p.id: _predicate(p) for p in pack.predicates.values()}),
    }
    entities: dict[str, dict[str, _Table]] = {}
    for entity in pack.entities.values():
        entities.setdefault(entity.type, {})[entity.id] = _entity(entity)
    facts: dict[str, list[_Table]] = {}
    for fact in pack.facts.values():
        facts.setdefault(fact.topic, []).append(_fact(fact))
    files |= {f"entities/{kind}.yaml": _yaml(table) for kind, table in sorted(entities.items())}
    files |= {f"facts/{topic}.yaml": _yaml(told) for topic, told in sorted(facts.items())}
    if pack.left_out:
        files["left_out.yaml"] = _yaml([_left_out(entry) for entry in pack.left_out])
    return files


def _yaml(tree: object) -> str:
    # Long lines stay whole: a fold in the middle of a statement only hides what changed.
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=10**6)


def _told(**fields: object) -> _Table:
    """Without what is empty: the reader's default says the same."""
    return {name: value for name, value in fields.items() if value not in ("", None, [], {})}


def _in_place(pack: Pack) -> Iterable[Any]:
    return sorted(pack.topics.values(), key=lambda topic: topic.position)


def _head(pack: Pack) -> _Table:
    return _told(
        id=pack.id,
        title=pack.title,
        language=pack.language,
        as_of=pack.as_of.edtf,
        seed=str(pack.seed),
        home={"title": pack.home_title, "lead": pack.home_lead},
        eras=[{"id": e.id, "title": e.title, "date": e.date.edtf} for e in pack.eras.values()],
        campaigns=dict(pack.campaigns),
        milestones=[{"event": m.event, "label": m.label, "year": m.year} for m in pack.milestones],
    )


def _source(source: Source) -> _Table:
    return _told(
        title=source.title,
        kind=source.kind,
        publisher=source.publisher,
        licence=source.licence,
        url=source.url,
        language=source.language,
        sha256=source.sha256,
        length=str(source.length) if source.length else "",
        sections=[_section(section) for section in source.sections],
        not_text=[_section(section) for section in source.not_text],
        excerpt_of=source.excerpt_of,
    )


def _left_out(entry: LeftOut) -> _Table:
    return {
        "source": entry.source,
        "start": str(entry.start),
        "end": str(entry.end),
        "sha256": entry.sha256,
        "reason": entry.reason,
    }


def _section(section: Section) -> _Table:
    return {
        "id": section.id,
        "title": section.title,
        "start": str(section.start),
        "end": str(section.end),
    }


def _predicate(predicate: Predicate) -> _Table:
    return _told(
        label=predicate.label,
        domain=sorted(predicate.domain),
        range=sorted(predicate.range),
        functional=[_functional(functional) for functional in predicate.functional],
        qualifiers=sorted(predicate.qualifiers),
    )


def _functional(functional: Functional) -> _Table:
    return {
        "slot": functional.slot,
        "given": sorted(functional.given),
        "because": functional.because,
    }


def _entity(entity: Entity) -> _Table:
    return _told(
        label=entity.label,
        type=entity.type,
        role=entity.role,
        number="plural" if entity.plural else "",
        aliases=list(entity.aliases),
        part_of=list(entity.part_of),
        uk=entity.uk,
        lived=entity.lived.edtf if entity.lived else "",
        foil="true" if entity.foil else "",
        why=entity.why,
        cite=_told(title=entity.cite_title, url=entity.cite_url),
    )


def _fact(fact: Fact) -> _Table:
    event = fact.event and _told(
        id=fact.event.id,
        title=fact.event.title,
        edge="" if fact.event.edge is Edge.HAPPENED else str(fact.event.edge),
        of=fact.event.of,
        campaign=fact.event.campaign,
    )
    return _told(
        id=fact.id,
        topic=fact.topic,
        statement=fact.statement,
        subject=fact.subject,
        predicate=fact.predicate,
        sensitivity=str(fact.sensitivity),
        event=event,
        card=fact.card and {"front": fact.card.front, "back": fact.card.back},
        suspect=fact.suspect,
        note=fact.note,
        assertions=[_assertion(assertion) for assertion in fact.assertions],
        ask=[_ask(ask) for ask in fact.asks],
    )


def _ask(ask: Ask) -> _Table:
    return _told(
        slot=ask.slot,
        stem=ask.stem,
        of=ask.of,
        fixes=sorted(ask.fixes),
        given=ask.given,
        among=list(ask.among),
    )


def _assertion(assertion: Assertion) -> _Table:
    when = assertion.when
    return _told(
        id=assertion.id,
        agent=assertion.agent,
        stance=str(assertion.stance),
        of=assertion.of,
        verb=assertion.verb,
        said_on=assertion.said_on.edtf if assertion.said_on else "",
        values=[_value(value) for value in assertion.values],
        when=when
        and _told(
            edtf=when.date.edtf,
            **{"is": "" if when.extent is Extent.POINT else str(when.extent)},
            words=when.words,
        ),
        **{"with": _qualifiers(assertion.qualifiers)},
        gloss=assertion.gloss,
        complete=assertion.complete_because,
        anchors=[_anchor(anchor) for anchor in assertion.anchors],
    )


def _qualifiers(qualifiers: Mapping[str, tuple[str, ...]]) -> _Table:
    return {name: list(values) for name, values in qualifiers.items()}


def _value(value: Value) -> object:
    scalar = _scalar(value.value)
    if not value.qualifiers:
        return scalar
    return {"value": scalar, "with": _qualifiers(value.qualifiers)}


def _scalar(scalar: Scalar) -> object:
    match scalar:
        case Quantity(op=Op.EQUAL, unit=""):
            return _number(scalar.n)
        case Quantity():
            return _told(
                op="" if scalar.op is Op.EQUAL else str(scalar.op),
                n=_number(scalar.n),
                to="" if scalar.to is None else _number(scalar.to),
                unit=scalar.unit,
            )
        case Date():
            return scalar.edtf
        case _:
            return scalar


def _number(number: Decimal) -> str:
    return f"{number:f}"


def _anchor(anchor: Anchor) -> object:
    if anchor.locator:
        return {"source": anchor.source, "locator": anchor.locator}
    return [anchor.source, str(anchor.start), str(anchor.end), anchor.sha256, anchor.phrase]
