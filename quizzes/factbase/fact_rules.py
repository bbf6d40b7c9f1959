"""What must hold for one fact within its pack."""

import re
from collections.abc import Iterator

from quizzes.factbase.fields import is_id, nearest
from quizzes.factbase.findings import Finder
from quizzes.factbase.model import (
    Anchor,
    Ask,
    Assertion,
    Fact,
    HistoricalEvent,
    Pack,
    Predicate,
    Scalar,
    Value,
)
from quizzes.factbase.problems import Problem
from quizzes.factbase.sentences import split
from quizzes.factbase.slots import CORE_SLOTS, FIXABLE_ONLY, slot_values, value_given
from quizzes.kinds import Sensitivity, Stance, Status

PHRASE_WORDS = 6
STEM_WORDS = 30
# How like an entity's id a qualifier must be to be taken for a slip of the pen.
_SLIP = 0.85
_LITERAL_RANGES = frozenset({"quantity", "text", "date"})
_ON_ANOTHER = (Stance.DENIES, Stance.CORRECTS)
_HASH = re.compile(r"[0-9a-f]{16}")
_PRONOUN = re.compile(
    r"(?:It|Its|He|She|They|His|Her|Their|This|That|These|Those|We|Our"
    r"|Він|Вона|Воно|Вони|Його|Її|Їх|Це|Цей|Ця|Ці)\b"
)
_MONTHS = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    "|січень|січня|лютий|лютого|березень|березня|квітень|квітня|травень|травня|червень|червня"
    "|липень|липня|серпень|серпня|вересень|вересня|жовтень|жовтня|листопад|листопада"
    "|грудень|грудня)"
)
# A year, a century, a season or a month; the first word may be a verb ("March on the Donets").
_DATED = re.compile(
    r"\b(?:1[0-9]{3}|20[0-9]{2})(?:s|-х)?\b|\bcentur(?:y|ies)\b|\bстоліт"
    r"|\b(?:summer|autumn|winter)\b|\bin (?:the )?spring\b"
    rf"|(?<!^)\b{_MONTHS}\b|^{_MONTHS}\b(?=\s[0-9])"
)


def check(fact: Fact, pack: Pack, find: Finder) -> Iterator[Problem]:
    predicate = pack.predicates.get(fact.predicate)
    yield from _statement(fact, find)
    yield from _references(fact, pack, find)
    yield from _tact(fact, find)
    seen: set[str] = set()
    for assertion in fact.assertions:
        if assertion.id in seen:
            yield find("id-twice", assertion, "id", id=assertion.id, first=f"fact {fact.id}")
        seen.add(assertion.id)
        yield from _assertion(assertion, fact, pack, predicate, find)
    if fact.event:
        yield from _event(fact.event, fact, pack, find)
    for ask in fact.asks:
        yield from _ask(ask, fact, pack, predicate, find)


def _statement(fact: Fact, find: Finder) -> Iterator[Problem]:
    statement = fact.statement
    if not statement:
        return
    if _PRONOUN.match(statement):
        yield find("statement-pronoun", fact, "statement", word=statement.split()[0])
    if statement[-1] not in '.!?”"»':
        yield find("statement-unfinished", fact, "statement")
    if len(split(statement)) > 1:
        yield find("statement-sentences", fact, "statement", warning=True)


def _references(fact: Fact, pack: Pack, find: Finder) -> Iterator[Problem]:
    predicate = pack.predicates.get(fact.predicate)
    subject = pack.entities.get(fact.subject)
    if fact.topic not in pack.topics:
        yield find.missing("topic", fact.topic, pack.topics, fact, "topic")
    if subject is None:
        yield find.missing("entity", fact.subject, pack.entities, fact, "subject")
    elif subject.foil:
        yield find("foil-used", fact, "subject", id=subject.id)
    if predicate is None:
        yield find.missing("predicate", fact.predicate, pack.predicates, fact, "predicate")
    elif subject and subject.type and predicate.domain and subject.type not in predicate.domain:
        yield find(
            "domain-mismatch",
            fact,
            "subject",
            id=subject.id,
            type=subject.type,
            predicate=predicate.id,
            domain=", ".join(sorted(predicate.domain)),
        )


def _tact(fact: Fact, find: Finder) -> Iterator[Problem]:
    if fact.asks and fact.sensitivity >= Sensitivity.HARM:
        yield find("ask-too-sensitive", fact, "ask", sensitivity=fact.sensitivity)
    if fact.card and fact.sensitivity >= Sensitivity.ATROCITY:
        yield find("card-too-sensitive", fact, "card", sensitivity=fact.sensitivity)
    if fact.suspect and (fact.asks or fact.card):
        yield find("ask-of-suspect", fact, "ask", "card")


# Assertions


def _assertion(
    assertion: Assertion, fact: Fact, pack: Pack, predicate: Predicate | None, find: Finder
) -> Iterator[Problem]:
    if assertion.agent not in pack.agents:
        yield find.missing("agent", assertion.agent, pack.agents, assertion, "agent")
    yield from _of(assertion, fact, find)
    if assertion.complete_because and (not assertion.values or assertion.stance is Stance.DENIES):
        yield find("complete-without-values", assertion, "complete")
    told = assertion.values or assertion.when or assertion.gloss or assertion.qualifiers
    if not told and assertion.stance not in _ON_ANOTHER:
        yield find("assertion-says-nothing", assertion, id=assertion.id)
    if predicate is not None:
        yield from _functional_values(assertion, predicate, find)
    yield from _qualifiers(assertion, pack, predicate, find)
    listed: list[Scalar] = []
    for value in assertion.values:
        if value.value in listed:
            yield find("value-twice", assertion, "values", field="values")
        listed.append(value.value)
        yield from _value(value, assertion, pack, predicate, find)
    for anchor in assertion.anchors:
        yield from _anchor(anchor, assertion, pack, find)
    if assertion.verb in ("claimed", "claims"):
        yield find("verb-casts-doubt", assertion, "verb", warning=True, verb=assertion.verb)


def _of(assertion: Assertion, fact: Fact, find: Finder) -> Iterator[Problem]:
    ids = [other.id for other in fact.assertions]
    if assertion.stance not in _ON_ANOTHER:
        if assertion.of:
            yield find("of-without-cause", assertion, "of", stance=str(assertion.stance))
        return
    if not assertion.of:
        yield find("of-missing", assertion, stance=str(assertion.stance), known=", ".join(ids))
    elif assertion.of not in ids:
        yield find.missing("assertion", assertion.of, ids, assertion, "of")
    elif _returns_to_itself(assertion, fact):
        yield find("of-circle", assertion, "of", id=assertion.id)


def _returns_to_itself(assertion: Assertion, fact: Fact) -> bool:
    leads_to = {a.id: a.of for a in fact.assertions}
    at, seen = assertion.of, set[str]()
    while at and at not in seen:
        if at == assertion.id:
            return True
        seen.add(at)
        at = leads_to.get(at, "")
    return False


def _functional_values(
    assertion: Assertion, predicate: Predicate, find: Finder
) -> Iterator[Problem]:
    if len(assertion.values) < 2:
        return
    for functional in predicate.functional:
        fixed = functional.given <= {"subject", "when", "agent"}
        if functional.slot == "value" and fixed:
            yield find(
                "functional-many-values",
                assertion,
                "values",
                predicate=predicate.id,
                because=functional.because,
            )


def _qualifiers(
    thing: Assertion | Value, pack: Pack, predicate: Predicate | None, find: Finder
) -> Iterator[Problem]:
    for name, entries in thing.qualifiers.items():
        if predicate is not None and name not in predicate.qualifiers:
            yield find(
                "qualifier-unknown",
                thing,
                "with",
                name=name,
                predicate=predicate.id,
                known=", ".join(sorted(predicate.qualifiers)) or "none",
                suggestion=nearest(name, predicate.qualifiers),
            )
        for entry in entries:
            if entry in pack.entities:
                if pack.entities[entry].foil:
                    yield find("foil-used", thing, "with", id=entry)
            elif is_id(entry) and (meant := nearest(entry, pack.entities, cutoff=_SLIP)):
                yield find(
                    "perhaps-entity", thing, "with", warning=True, id=entry, suggestion=meant
                )


def _value(
    value: Value, assertion: Assertion, pack: Pack, predicate: Predicate | None, find: Finder
) -> Iterator[Problem]:
    yield from _qualifiers(value, pack, predicate, find)
    if predicate is None or predicate.range & _LITERAL_RANGES or not isinstance(value.value, str):
        return
    if not value.value:
        return
    entity = pack.entities.get(value.value)
    if entity is None:
        yield find.missing("entity", value.value, pack.entities, assertion, "value", "values")
        return
    if entity.foil:
        yield find("foil-used", assertion, "value", "values", id=entity.id)
    if entity.type and predicate.range and entity.type not in predicate.range:
        yield find(
            "range-mismatch",
            assertion,
            "value",
            "values",
            id=entity.id,
            type=entity.type,
            predicate=predicate.id,
            range=", ".join(sorted(predicate.range)),
        )


def _anchor(anchor: Anchor, assertion: Assertion, pack: Pack, find: Finder) -> Iterator[Problem]:
    source = pack.sources.get(anchor.source)
    if source is None:
        yield find.missing("source", anchor.source, pack.sources, anchor)
        return
    if anchor.locator:
        if source.length:
            yield find("locator-in-text", anchor, source=source.id)
        return
    if not source.length:
        yield find("offsets-without-text", anchor, source=source.id)
        return
    if not anchor.start < anchor.end <= source.length:
        yield find("range-outside", anchor, start=anchor.start, end=anchor.end, id=source.id)
    elif any(s.start < anchor.end and anchor.start < s.end for s in source.not_text):
        yield find("anchor-in-not-text", anchor, start=anchor.start, end=anchor.end, id=source.id)
    if not _HASH.fullmatch(anchor.sha256):
        yield find("hash-malformed", anchor)
    words = len(anchor.phrase.split())
    if not words:
        yield find("phrase-missing", anchor)
    elif words > PHRASE_WORDS:
        yield find("phrase-too-long", anchor, words=words, limit=PHRASE_WORDS)


def _event(event: HistoricalEvent, fact: Fact, pack: Pack, find: Finder) -> Iterator[Problem]:
    if leak := _DATED.search(event.title):
        yield find("event-title-dated", event, "title", leak=leak[0].strip())
    if event.campaign and event.campaign not in pack.campaigns:
        yield find.missing("campaign", event.campaign, pack.campaigns, event, "campaign")
    ids = [a.id for a in fact.assertions]
    if event.of not in ids:
        yield find.missing("assertion", event.of, ids, event, "of")
    elif fact.assertion(event.of).when is None:
        yield find("event-without-date", event, "of", of=event.of)


# Asks


def _ask(
    ask: Ask, fact: Fact, pack: Pack, predicate: Predicate | None, find: Finder
) -> Iterator[Problem]:
    yield from _stem(ask, find)
    if predicate is None:
        return
    slots = [*CORE_SLOTS, *sorted(predicate.qualifiers)]
    fixable = [*slots, *FIXABLE_ONLY]
    if ask.slot not in slots:
        yield _slot_unknown(ask, "slot", ask.slot, slots, find)
    for slot in sorted(ask.fixes):
        if slot not in fixable:
            yield _slot_unknown(ask, "fixes", slot, fixable, find)
        elif slot == ask.slot:
            yield find("ask-fixes-itself", ask, "fixes", slot=slot)
    ids = [a.id for a in fact.assertions]
    if ask.of not in ids:
        yield find.missing("assertion", ask.of, ids, ask, "of")
        return
    assertion = fact.assertion(ask.of)
    if ask.slot in slots:
        yield from _answer(ask, fact, assertion, find)
    for slot in sorted(ask.fixes):
        if slot in fixable and not slot_values(fact, assertion, slot):
            yield find("ask-fixes-nothing", ask, "fixes", slot=slot, of=assertion.id)
    yield from _among(ask, fact, assertion, pack, predicate, find)
    if fact.status is Status.CONTESTED and ask.slot != "agent" and "agent" not in ask.fixes:
        yield find("ask-contested", ask, "fixes", agent=assertion.agent)


def _slot_unknown(ask: Ask, field: str, slot: str, known: list[str], find: Finder) -> Problem:
    return find(
        "slot-unknown",
        ask,
        field,
        slot=slot,
        known=", ".join(known),
        suggestion=nearest(slot, known),
    )


def _stem(ask: Ask, find: Finder) -> Iterator[Problem]:
    if ask.stem and not ask.stem.endswith("?"):
        yield find("stem-no-question", ask, "stem")
    if (words := len(ask.stem.split())) > STEM_WORDS:
        yield find("stem-too-long", ask, "stem", words=words, limit=STEM_WORDS)


def _answer(ask: Ask, fact: Fact, assertion: Assertion, find: Finder) -> Iterator[Problem]:
    if ask.given and value_given(assertion, ask.given) is None:
        known = [str(v.value) for v in assertion.values if isinstance(v.value, str)]
        yield find.missing("value", ask.given, known, ask, "given")
        return
    if not slot_values(fact, assertion, ask.slot, ask.given):
        yield find("ask-unanswerable", ask, "slot", slot=ask.slot, of=assertion.id)
        return
    carriers = [v for v in assertion.values if v.qualifiers.get(ask.slot)]
    if len(assertion.values) > 1 and carriers and not ask.given:
        yield find("ask-given-missing", ask, "slot", slot=ask.slot)
    if ask.given and ask.slot in CORE_SLOTS:
        yield find("ask-given-idle", ask, "given", slot=ask.slot)


def _among(
    ask: Ask, fact: Fact, assertion: Assertion, pack: Pack, predicate: Predicate, find: Finder
) -> Iterator[Problem]:
    known = pack.agents if ask.slot == "agent" else pack.entities
    keys = slot_values(fact, assertion, ask.slot, ask.given) if ask.slot else ()
    literal = ask.slot in ("when", "gloss") or (
        ask.slot == "value" and predicate.range & _LITERAL_RANGES
    )
    if ask.among and literal:
        yield find("among-no-entities", ask, "among", slot=ask.slot)
        return
    for entity_id in ask.among:
        if entity_id not in known:
            what = "agent" if ask.slot == "agent" else "entity"
            yield find.missing(what, entity_id, known, ask, "among")
        elif entity_id in keys:
            yield find("among-holds-key", ask, "among", id=entity_id)
        elif ask.slot == "value" and predicate.range:
            entity_type = pack.entities[entity_id].type
            if entity_type and entity_type not in predicate.range:
                yield find(
                    "range-mismatch",
                    ask,
                    "among",
                    id=entity_id,
                    type=entity_type,
                    predicate=predicate.id,
                    range=", ".join(sorted(predicate.range)),
                )
