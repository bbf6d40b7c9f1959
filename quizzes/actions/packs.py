"""Writing a pack into the database: all of it or nothing, by stable ids, as often as one likes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from quizzes import dates
from quizzes.factbase import model as factbase
from quizzes.models import (
    Agent,
    Anchor,
    Assertion,
    Entity,
    Fact,
    Pack,
    Predicate,
    Question,
    Source,
    Topic,
)
from quizzes.models.packs import PackPart


@dataclass(frozen=True, kw_only=True)
class LoadReport:
    """How many parts were new, changed, the same; and what went, as "fact:some-id". ``kept`` are
    topics that left the pack but still hold questions whose history stays."""

    new: int
    changed: int
    same: int
    deleted: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(kw_only=True)
class _Tally:
    counts: Counter[str] = field(default_factory=Counter)
    deleted: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def load(
    pack: factbase.Pack, *, content_hash: str = "", translation_of: Pack | None = None
) -> LoadReport:
    """Make the rows of ``pack`` equal to it. ``content_hash`` is remembered, so that a caller can
    skip a folder that has not changed. A translation is seen by whoever sees its original."""
    values = {
        **_pack_fields(pack),
        "content_hash": content_hash,
        "translation_of": translation_of,
    }
    if translation_of is not None:
        values |= {"owner": translation_of.owner, "visibility": translation_of.visibility}
    row, _created = Pack.objects.update_or_create(slug=pack.id, defaults=values)
    tally = _Tally()
    agents = _upsert(Agent, row, {a.id: _agent(a) for a in pack.agents.values()}, tally)
    sources = _upsert(Source, row, {s.id: _source(s) for s in pack.sources.values()}, tally)
    topics = _upsert(Topic, row, {t.id: _topic(t) for t in pack.topics.values()}, tally)
    predicates = _upsert(
        Predicate, row, {p.id: _predicate(p) for p in pack.predicates.values()}, tally
    )
    entities = _upsert(Entity, row, {e.id: _entity(e) for e in pack.entities.values()}, tally)
    ordered = sorted(pack.facts.values(), key=lambda f: (f.file, f.line, f.id))
    wanted = {
        fact.id: {
            **_fact(pack, fact),
            "position": position,
            "topic_id": topics[fact.topic].pk,
            "subject_id": entities[fact.subject].pk,
            "predicate_id": predicates[fact.predicate].pk,
        }
        for position, fact in enumerate(ordered)
    }
    facts = _upsert(Fact, row, wanted, tally)
    _write_assertions(row, pack, facts, agents, sources)
    # Facts point at the other parts, so what left the pack goes in this order.
    for part in (Fact, Entity, Predicate, Agent, Source, Topic):
        _delete_absent(part, row, _ids(pack, part), tally)
    return LoadReport(
        new=tally.counts["new"],
        changed=tally.counts["changed"],
        same=tally.counts["same"],
        deleted=tuple(tally.deleted),
        kept=tuple(tally.kept),
    )


def _upsert(
    part: type[PackPart], pack: Pack, wanted: Mapping[str, Mapping[str, Any]], tally: _Tally
) -> dict[str, Any]:
    """Create and update rows of one part; returns all of them by slug. Three queries at most."""
    rows: dict[str, Any] = {row.slug: row for row in part._default_manager.filter(pack=pack)}
    new, changed = [], []
    for slug, values in wanted.items():
        row = rows.get(slug)
        if row is None:
            rows[slug] = row = part(pack=pack, slug=slug, **values)
            new.append(row)
            continue
        if all(getattr(row, name) == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(row, name, value)
        changed.append(row)
    part._default_manager.bulk_create(new)
    if changed:
        names = [name.removesuffix("_id") for name in next(iter(wanted.values()))]
        part._default_manager.bulk_update(changed, names, batch_size=200)
    tally.counts.update(
        new=len(new), changed=len(changed), same=len(wanted) - len(new) - len(changed)
    )
    return rows


def _delete_absent(part: type[PackPart], pack: Pack, ids: Iterable[str], tally: _Tally) -> None:
    absent = part._default_manager.filter(pack=pack).exclude(slug__in=list(ids))
    if part is Topic:
        # A version that was asked keeps its topic: attempts show it for ever.
        used = set(Question.objects.filter(topic__in=absent).values_list("topic__slug", flat=True))
        tally.kept.extend(f"topic:{slug}" for slug in sorted(used))
        absent = absent.exclude(slug__in=used)
    slugs = sorted(absent.values_list("slug", flat=True))
    if slugs:
        tally.deleted.extend(f"{part._meta.model_name}:{slug}" for slug in slugs)
        absent.delete()


def _ids(pack: factbase.Pack, part: type[PackPart]) -> Iterable[str]:
    ids: dict[type[PackPart], Iterable[str]] = {
        Fact: pack.facts,
        Entity: pack.entities,
        Predicate: pack.predicates,
        Agent: pack.agents,
        Source: pack.sources,
        Topic: pack.topics,
    }
    return ids[part]


def _write_assertions(
    row: Pack,
    pack: factbase.Pack,
    facts: Mapping[str, Fact],
    agents: Mapping[str, Agent],
    sources: Mapping[str, Source],
) -> None:
    """Replace the assertions of facts where any differs. Nothing points at an assertion or an
    anchor, so replacing loses no history."""
    stored: dict[str, list[Any]] = {}
    query = Assertion.objects.filter(fact__pack=row).select_related("fact")
    for assertion in query.prefetch_related("anchor_set").order_by("fact", "position"):
        stored.setdefault(assertion.fact.slug, []).append(_stored(assertion))
    changed = {}
    for fact in pack.facts.values():
        wanted = [
            _wanted(assertion, position, agents, sources)
            for position, assertion in enumerate(fact.assertions)
        ]
        if wanted != stored.get(fact.id, []):
            changed[fact.id] = wanted
    Assertion.objects.filter(fact__pack=row, fact__slug__in=changed).delete()
    assertions: list[Assertion] = []
    anchors: list[Anchor] = []
    for slug, wanted in changed.items():
        for values, places in wanted:
            assertion = Assertion(fact=facts[slug], **values)
            assertions.append(assertion)
            anchors.extend(Anchor(assertion=assertion, **place) for place in places)
    Assertion.objects.bulk_create(assertions)
    for anchor in anchors:
        anchor.assertion_id = anchor.assertion.pk
    Anchor.objects.bulk_create(anchors)


_ASSERTION_FIELDS = [
    "slug",
    "position",
    "agent_id",
    "stance",
    "of",
    "verb",
    "said_on",
    "values",
    "when_edtf",
    "when_extent",
    "when_words",
    "qualifiers",
    "gloss",
    "complete_because",
]
_ANCHOR_FIELDS = ["position", "source_id", "start", "end", "sha256", "phrase", "locator"]


def _stored(assertion: Assertion) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    return (
        {name: getattr(assertion, name) for name in _ASSERTION_FIELDS},
        [
            {name: getattr(anchor, name) for name in _ANCHOR_FIELDS}
            for anchor in sorted(assertion.anchor_set.all(), key=lambda a: a.position)
        ],
    )


def _wanted(
    assertion: factbase.Assertion,
    position: int,
    agents: Mapping[str, Agent],
    sources: Mapping[str, Source],
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    values = {
        "slug": assertion.id,
        "position": position,
        "agent_id": agents[assertion.agent].pk,
        "stance": assertion.stance.value,
        "of": assertion.of,
        "verb": assertion.verb,
        "said_on": assertion.said_on.edtf if assertion.said_on else "",
        "values": [
            {"value": _scalar(v.value), "qualifiers": _lists(v.qualifiers)}
            for v in assertion.values
        ],
        "when_edtf": assertion.when.date.edtf if assertion.when else "",
        "when_extent": assertion.when.extent.value if assertion.when else "",
        "when_words": assertion.when.words if assertion.when else "",
        "qualifiers": _lists(assertion.qualifiers),
        "gloss": assertion.gloss,
        "complete_because": assertion.complete_because,
    }
    places = [
        {
            "position": number,
            "source_id": sources[anchor.source].pk,
            "start": anchor.start,
            "end": anchor.end,
            "sha256": anchor.sha256,
            "phrase": anchor.phrase,
            "locator": anchor.locator,
        }
        for number, anchor in enumerate(assertion.anchors)
    ]
    return values, places


def _scalar(value: factbase.Scalar) -> Any:
    """JSON of a value: a string (entity or text), or a dict that says by its keys what it is."""
    match value:
        case str():
            return value
        case dates.Date():
            return {"edtf": value.edtf}
        case factbase.Quantity():
            return {
                "op": value.op.value,
                "n": str(value.n),
                "to": None if value.to is None else str(value.to),
                "unit": value.unit,
            }


def _lists(qualifiers: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {name: list(values) for name, values in sorted(qualifiers.items())}


def _pack_fields(pack: factbase.Pack) -> dict[str, Any]:
    return {
        "title": pack.title,
        "language": pack.language,
        "as_of": pack.as_of.edtf,
        "seed": pack.seed,
        "home_title": pack.home_title,
        "home_lead": pack.home_lead,
        "eras": [{"id": e.id, "title": e.title, "date": e.date.edtf} for e in pack.eras.values()],
        "campaigns": dict(pack.campaigns),
        "milestones": [
            {"event": m.event, "label": m.label, "year": m.year} for m in pack.milestones
        ],
        "left_out": [
            {
                "source": p.source,
                "start": p.start,
                "end": p.end,
                "sha256": p.sha256,
                "reason": p.reason,
            }
            for p in pack.left_out
        ],
    }


def _source(source: factbase.Source) -> dict[str, Any]:
    def ranges(sections: Iterable[factbase.Section]) -> list[dict[str, Any]]:
        return [{"id": s.id, "title": s.title, "start": s.start, "end": s.end} for s in sections]

    return {
        "title": source.title,
        "kind": source.kind,
        "publisher": source.publisher,
        "licence": source.licence,
        "url": source.url,
        "language": source.language,
        "sha256": source.sha256,
        "length": source.length,
        "excerpt_of": source.excerpt_of,
        "sections": ranges(source.sections),
        "not_text": ranges(source.not_text),
    }


def _agent(agent: factbase.Agent) -> dict[str, Any]:
    return {"name": agent.name, "party": agent.party.value, "uk": agent.uk}


def _topic(topic: factbase.Topic) -> dict[str, Any]:
    return {"title": topic.title, "subtitle": topic.subtitle, "position": topic.position}


def _predicate(predicate: factbase.Predicate) -> dict[str, Any]:
    return {
        "label": predicate.label,
        "domain": sorted(predicate.domain),
        "range": sorted(predicate.range),
        "functional": [
            {"slot": f.slot, "given": sorted(f.given), "because": f.because}
            for f in predicate.functional
        ],
        "qualifiers": sorted(predicate.qualifiers),
    }


def _entity(entity: factbase.Entity) -> dict[str, Any]:
    return {
        "label": entity.label,
        "type": entity.type,
        "role": entity.role,
        "plural": entity.plural,
        "aliases": list(entity.aliases),
        "part_of": list(entity.part_of),
        "uk": entity.uk,
        "lived": entity.lived.edtf if entity.lived else "",
        "foil": entity.foil,
        "why": entity.why,
        "cite_title": entity.cite_title,
        "cite_url": entity.cite_url,
    }


def _fact(pack: factbase.Pack, fact: factbase.Fact) -> dict[str, Any]:
    return {
        "statement": fact.statement,
        "sensitivity": fact.sensitivity,
        "status": fact.status.value,
        "suspect": fact.suspect,
        "note": fact.note,
        "asks": [
            {
                "slot": ask.slot,
                "stem": ask.stem,
                "of": ask.of,
                "fixes": sorted(ask.fixes),
                "given": ask.given,
                "among": list(ask.among),
            }
            for ask in fact.asks
        ],
        "card": {"front": fact.card.front, "back": fact.card.back} if fact.card else None,
        "search_text": _search_text(pack, fact),
        **_event(pack, fact),
    }


def _event(pack: factbase.Pack, fact: factbase.Fact) -> dict[str, Any]:
    event = fact.event
    when = fact.assertion(event.of).when if event else None
    if event is None or when is None:
        return {
            **dict.fromkeys(
                [
                    "event_slug",
                    "event_title",
                    "event_edge",
                    "event_of",
                    "event_campaign",
                    "event_edtf",
                    "event_words",
                    "event_era",
                ],
                "",
            ),
            "event_lo": None,
            "event_hi": None,
        }
    return {
        "event_slug": event.id,
        "event_title": event.title,
        "event_edge": event.edge.value,
        "event_of": event.of,
        "event_campaign": event.campaign,
        "event_edtf": when.date.edtf,
        "event_words": when.words or dates.words(when.date, pack.language),
        "event_era": _era(pack, when.date),
        "event_lo": when.date.lo,
        "event_hi": when.date.hi,
    }


def _era(pack: factbase.Pack, date: dates.Date) -> str:
    """The first era that the earliest possible day falls into; an open start counts by its end."""
    day = date.lo if date.lo is not None else date.hi
    for era in pack.eras.values():
        starts = era.date.lo is None or (day is not None and era.date.lo <= day)
        ends = era.date.hi is None or (day is not None and day <= era.date.hi)
        if starts and ends:
            return era.id
    return ""


def _search_text(pack: factbase.Pack, fact: factbase.Fact) -> str:
    """All words a reader may look for, casefolded here because SQLite folds ASCII alone."""
    names = [fact.subject]
    for assertion in fact.assertions:
        names.extend(v.value for v in assertion.values if isinstance(v.value, str))
    words = [fact.statement, fact.event.title if fact.event else ""]
    for name in dict.fromkeys(names):
        entity = pack.entities.get(name)
        words.extend([entity.label, entity.uk, *entity.aliases] if entity else [name])
    words.extend(pack.agents[a.agent].name for a in fact.assertions)
    return " ".join(dict.fromkeys(word for word in words if word)).casefold()
