"""What must hold between the values of a pack. ``check`` finds every breach; it reads a ``Pack``
alone, so that facts from a database are held to the same rules as facts from files.

Placeholders left by a faulty field (an empty id, type or date) are passed over: their fault is
told already.
"""

import re
from collections.abc import Iterable, Iterator

from quizzes.factbase import fact_rules
from quizzes.factbase.fields import Places, nearest
from quizzes.factbase.findings import Finder
from quizzes.factbase.model import Entity, Pack, Predicate, Source
from quizzes.factbase.problems import Problem
from quizzes.factbase.slots import CORE_SLOTS
from quizzes.factbase.values import wholes

SOURCE_KINDS = ("encyclopaedia", "book", "article", "film", "archive", "other")
LITERAL_RANGES = frozenset({"quantity", "text", "date"})
_HASH = re.compile(r"[0-9a-f]{16}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def check(
    pack: Pack, places: Places | None = None, *, every_fact_read: bool = True
) -> list[Problem]:
    """Every breach of the rules. ``places`` tells files and lines; without it they are those of the
    fact, or empty. ``every_fact_read`` is False where facts were left out for faults of form, so
    that what points to them is not called missing."""
    finder = Finder(places or Places())
    found: list[Problem] = [
        *_head(pack, finder),
        *_sources(pack, finder),
        *_predicates(pack, finder),
        *_entities(pack, finder),
        *_left_out(pack, finder),
    ]
    for fact in pack.facts.values():
        found += fact_rules.check(fact, pack, finder.within(fact))
    found += _events(pack, finder, every_fact_read=every_fact_read)
    return found


def _head(pack: Pack, find: Finder) -> Iterator[Problem]:
    last: int | None = None
    for era in pack.eras.values():
        if not era.date.edtf:
            continue
        start = era.date.lo
        if last is not None and (start is None or start < last):
            yield find("eras-not-ascending", era, "date", id=era.id)
        last = start if start is not None else last
    if not pack.facts:
        yield find("no-facts", pack, warning=True)


def _sources(pack: Pack, find: Finder) -> Iterator[Problem]:
    for source in pack.sources.values():
        if source.kind and source.kind not in SOURCE_KINDS:
            yield find(
                "not-one-of",
                source,
                "kind",
                field="kind",
                value=source.kind,
                known=", ".join(SOURCE_KINDS),
                suggestion=nearest(source.kind, SOURCE_KINDS),
            )
        if source.excerpt_of and (
            source.excerpt_of not in pack.sources or source.excerpt_of == source.id
        ):
            yield find.missing("source", source.excerpt_of, pack.sources, source, "excerpt_of")
        if not source.url and source.kind in ("encyclopaedia", "article"):
            yield find("field-missing", source, field="url")
        if not _leads_to_the_web(source.url):
            yield find("url-not-web", source, "url", url=source.url)
        if not source.sha256 and not source.length:
            continue
        if not _SHA256.fullmatch(source.sha256):
            yield find("sha256-malformed", source, "sha256")
        if not source.length:
            yield find("field-missing", source, field="length")
            continue
        yield from _coverage(source, find)


def _coverage(source: Source, find: Finder) -> Iterator[Problem]:
    """Sections and not_text follow each other from 0 to the length."""
    seen: set[str] = set()
    reached = 0
    ranges = sorted((*source.sections, *source.not_text), key=lambda s: (s.start, s.end))
    for section in ranges:
        if section.id in seen:
            yield find("id-twice", section, "id", id=section.id, first=f"source {source.id}")
        seen.add(section.id)
        if section.end <= section.start:
            yield find("range-empty", section, start=section.start, end=section.end)
            continue
        if section.start != reached:
            code = "section-gap" if section.start > reached else "section-overlap"
            yield find(
                code, section, source=source.id, id=section.id, reached=reached, start=section.start
            )
        reached = max(reached, section.end)
    if reached != source.length:
        yield find(
            "sections-end", source, "sections", id=source.id, reached=reached, length=source.length
        )


def _predicates(pack: Pack, find: Finder) -> Iterator[Problem]:
    for predicate in pack.predicates.values():
        literal = predicate.range & LITERAL_RANGES
        if literal and len(predicate.range) > 1:
            yield find("range-mixed", predicate, "range", range=_joined(predicate.range))
        if taken := predicate.qualifiers & {*CORE_SLOTS, "said_on"}:
            yield find("qualifier-taken", predicate, "qualifiers", name=min(taken))
        yield from _functional(predicate, find)


def _functional(predicate: Predicate, find: Finder) -> Iterator[Problem]:
    slots = [*CORE_SLOTS, *predicate.qualifiers]
    for functional in predicate.functional:
        for field, slot in (
            ("slot", functional.slot),
            *(("given", slot) for slot in sorted(functional.given)),
        ):
            if slot and slot not in slots:
                yield find(
                    "slot-unknown",
                    functional,
                    field,
                    slot=slot,
                    known=_joined(slots),
                    suggestion=nearest(slot, slots),
                )
        if functional.slot in functional.given:
            yield find("functional-given-itself", functional, "given", slot=functional.slot)


def _entities(pack: Pack, find: Finder) -> Iterator[Problem]:
    labels: dict[tuple[str, str], Entity] = {}
    known_types = {t for p in pack.predicates.values() for t in (*p.domain, *p.range)}
    for entity in pack.entities.values():
        for whole in entity.part_of:
            if whole not in pack.entities:
                yield find.missing("entity", whole, pack.entities, entity, "part_of")
        if entity.id in wholes(pack, entity.id):
            yield find("part-of-itself", entity, "part_of", id=entity.id)
        if entity.foil and not (entity.cite_title and entity.why):
            yield find("foil-unattested", entity, id=entity.id)
        if not _leads_to_the_web(entity.cite_url):
            yield find("url-not-web", entity, "cite", url=entity.cite_url)
        if entity.label:
            key = (entity.type, entity.label.casefold())
            if key in labels:
                yield find("label-twice", entity, "label", id=entity.id, other=labels[key].id)
            labels.setdefault(key, entity)
        if entity.type and entity.type not in known_types:
            yield find(
                "type-unused",
                entity,
                "type",
                warning=True,
                type=entity.type,
                suggestion=nearest(entity.type, known_types),
            )


def _left_out(pack: Pack, find: Finder) -> Iterator[Problem]:
    for entry in pack.left_out:
        source = pack.sources.get(entry.source)
        if source is None:
            if entry.source:
                yield find.missing("source", entry.source, pack.sources, entry, "source")
            continue
        if not entry.start < entry.end <= source.length:
            yield find("range-outside", entry, start=entry.start, end=entry.end, id=source.id)
        if entry.sha256 and not _HASH.fullmatch(entry.sha256):
            yield find("hash-malformed", entry, "sha256")


def _events(pack: Pack, find: Finder, *, every_fact_read: bool) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for fact in pack.facts.values():
        if fact.event is None:
            continue
        if fact.event.id in seen:
            first = f"fact {seen[fact.event.id]}"
            yield find.within(fact)("id-twice", fact.event, "id", id=fact.event.id, first=first)
        seen.setdefault(fact.event.id, fact.id)
    for milestone in pack.milestones:
        if every_fact_read and milestone.event and milestone.event not in seen:
            yield find.missing("event", milestone.event, seen, milestone, "event")


def _leads_to_the_web(url: str) -> bool:
    """An address becomes a link: one that runs a script or opens a file is none."""
    return not url or url.lower().startswith(("https://", "http://"))


def _joined(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
