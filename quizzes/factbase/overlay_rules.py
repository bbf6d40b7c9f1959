"""What must hold between an overlay and the pack that it translates.

Everything of a translated fact that a reader could meet is translated, too: else two languages
would stand in one sentence. Only its questions, event, card and note may be left out.

A breach is a warning, for the original changes without asking its translators: the fact is left out
until somebody looks, so that a mistake that was mended in one language does not live on in another.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from quizzes.factbase.fields import nearest
from quizzes.factbase.model import Agent, Ask, Assertion, Entity, Fact, Pack, Quantity
from quizzes.factbase.overlay_tables import AskText, FactText, SaidText, Texts
from quizzes.factbase.problems import Problem

Find = Callable[..., Problem]
# These concern a single ask; the fact can do without it.
OF_ASKS = frozenset({"overlay-ask-missing", "overlay-ask-unknown"})
_LITERAL_RANGES = frozenset({"quantity", "text", "date"})


def check(
    pack: Pack, texts: Texts, language: str, find: Find
) -> tuple[list[Problem], frozenset[str]]:
    """Every breach, and the ids of the facts that have to be left out for one."""
    problems = list(_known(pack, texts, find))
    left_out = set()
    for fact_id, text in texts.facts.items():
        fact = pack.facts.get(fact_id)
        if fact is None:
            continue
        own = [
            *_parts(fact, text, pack, texts, find),
            *_names(fact, text, pack, texts, language, find),
            *_wording(fact, text, pack, find),
            *_asks(fact, text, pack, texts, language, find),
        ]
        if any(problem.code not in OF_ASKS for problem in own):
            left_out.add(fact_id)
        problems += own
    return [replace(problem, warning=True) for problem in problems], frozenset(left_out)


def own_name(thing: Agent | Entity, language: str) -> str:
    """The name that the original itself gives in this language."""
    return thing.uk if language == "uk" else ""


def named(pack: Pack, entities: Mapping[str, str], entity_id: str, language: str) -> bool:
    """Whether an entity has a name in this language."""
    entity = pack.entities.get(entity_id)
    return entity is not None and bool(entities.get(entity_id) or own_name(entity, language))


def matching(ask: Ask, stems: Sequence[AskText], fact: Fact) -> AskText | None:
    """The first of the stems that translates the ask: same slot, assertion and given value."""
    first = fact.assertions[0].id
    for stem in stems:
        if (stem.slot, stem.of or first, stem.given) == (ask.slot, ask.of, ask.given):
            return stem
    return None


def texts_within(fact: Fact, pack: Pack) -> tuple[str, ...]:
    """The texts and units among a fact's values and qualifiers: whatever is no entity."""
    found: dict[str, None] = {}
    literal = pack.predicates[fact.predicate].range & _LITERAL_RANGES
    for assertion in fact.assertions:
        for value in assertion.values:
            if isinstance(value.value, Quantity):
                if value.value.unit:
                    found[value.value.unit] = None
            elif isinstance(value.value, str) and literal:
                found[value.value] = None
        for text in _qualified(assertion):
            if text not in pack.entities:
                found[text] = None
    return tuple(found)


def _qualified(assertion: Assertion) -> Iterator[str]:
    for values in assertion.qualifiers.values():
        yield from values
    for value in assertion.values:
        for values in value.qualifiers.values():
            yield from values


def _parts(fact: Fact, text: FactText, pack: Pack, texts: Texts, find: Find) -> Iterator[Problem]:
    if fact.topic not in texts.topics:
        yield find("overlay-lacks", text, what="topic", id=fact.topic)
    predicate = pack.predicates[fact.predicate]
    translated = texts.predicates.get(fact.predicate)
    if translated is None:
        yield find("overlay-lacks", text, what="predicate", id=predicate.id)
    elif len(translated.because) != len(predicate.functional):
        wanted = len(predicate.functional)
        yield find("overlay-because", translated, id=predicate.id, wanted=wanted)


def _known(pack: Pack, texts: Texts, find: Find) -> Iterator[Problem]:
    """Nothing is translated that the pack does not hold."""

    def unknown(what: str, ids: Iterable[str], known: Iterable[str], place: object) -> Iterator:
        known = list(known)
        for key in ids:
            if key not in known:
                at = (place, key) if isinstance(place, str) else place
                params = {"what": what, "id": key, "suggestion": nearest(key, known)}
                yield find("missing-reference", at, **params)

    yield from unknown("topic", texts.topics, pack.topics, "topics.yaml")
    yield from unknown("agent", texts.agents, pack.agents, "agents.yaml")
    yield from unknown("entity", texts.entities, pack.entities, "entities.yaml")
    yield from unknown("predicate", texts.predicates, pack.predicates, "predicates.yaml")
    for fact_id, text in texts.facts.items():
        yield from unknown("fact", [fact_id], pack.facts, text)
    if texts.head is not None:
        yield from unknown("era", texts.head.eras, pack.eras, texts.head)
        yield from unknown("campaign", texts.head.campaigns, pack.campaigns, texts.head)
        stones = [milestone.event for milestone in pack.milestones]
        yield from unknown("milestone", texts.head.milestones, stones, texts.head)


def _names(
    fact: Fact, text: FactText, pack: Pack, texts: Texts, language: str, find: Find
) -> Iterator[Problem]:
    entities = {fact.subject: None}
    for assertion in fact.assertions:
        agent = pack.agents[assertion.agent]
        if not (texts.agents.get(agent.id) or own_name(agent, language)):
            yield find("overlay-lacks", text, what="agent", id=agent.id)
        for value in assertion.values:
            if isinstance(value.value, str) and value.value in pack.entities:
                entities[value.value] = None
        entities.update(dict.fromkeys(t for t in _qualified(assertion) if t in pack.entities))
    for entity in entities:
        if not named(pack, texts.entities, entity, language):
            yield find("overlay-lacks", text, what="entity", id=entity)


def _wording(fact: Fact, text: FactText, pack: Pack, find: Find) -> Iterator[Problem]:
    def pair(field: str, original: str, translated: str, id_: str = "") -> Iterator[Problem]:
        if original and not translated:
            yield find("overlay-text-missing", text, field=field, original=original)
        elif translated and not original:
            yield find("overlay-text-idle", text, field=field, id=id_ or fact.id)

    yield from pair("suspect", fact.suspect, text.suspect)
    for assertion in fact.assertions:
        said = text.said.get(assertion.id, SaidText())
        words = assertion.when.words if assertion.when else ""
        yield from pair("words", words, said.words, assertion.id)
        yield from pair("gloss", assertion.gloss, said.gloss, assertion.id)
        yield from pair("verb", assertion.verb, said.verb, assertion.id)
        yield from pair("complete", assertion.complete_because, said.complete, assertion.id)
    known = [assertion.id for assertion in fact.assertions]
    for key in text.said:
        if key not in known:
            params = {"what": "assertion", "id": key, "suggestion": nearest(key, known)}
            yield find("missing-reference", text, **params)
    within = texts_within(fact, pack)
    for original in within:
        yield from pair("texts", original, text.texts.get(original, ""))
    for original in text.texts:
        if original not in within:
            yield find("overlay-text-idle", text, field="texts", id=original)
    # What may be left out is idle only where the original has none.
    for field, has, translated in (
        ("event", fact.event is not None, text.event),
        ("card", fact.card is not None, text.front),
        ("note", bool(fact.note), text.note),
    ):
        if translated and not has:
            yield find("overlay-text-idle", text, field=field, id=fact.id)


def _asks(
    fact: Fact, text: FactText, pack: Pack, texts: Texts, language: str, find: Find
) -> Iterator[Problem]:
    left = list(text.asks)
    for ask in fact.asks:
        stem = matching(ask, left, fact)
        if stem is None:
            yield find("overlay-ask-missing", text, slot=ask.slot, of=ask.of)
            continue
        left.remove(stem)
        nameless = [
            agent.id
            for agent in pack.agents.values()
            if not (texts.agents.get(agent.id) or own_name(agent, language))
        ]
        if ask.slot == "agent" and nameless:
            # Everybody who speaks in the pack may stand among the options.
            yield find("overlay-agents", stem, known=", ".join(nameless))
    for stem in left:
        yield find("overlay-ask-unknown", stem, slot=stem.slot, of=stem.of or "the first")
