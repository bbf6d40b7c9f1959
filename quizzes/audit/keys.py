"""Whether an item asks what a fact of the pack says, and cites where it says so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quizzes.audit.documents import anchor_faults
from quizzes.audit.findings import Finding, finding
from quizzes.audit.meaning import says, says_all
from quizzes.audit.pack import Anchor, Ask, Assertion, Fact, Pack, Value
from quizzes.audit.standing import contested, live, own_voice, values_of
from quizzes.items import AnyItem, Choice, Flashcard
from quizzes.kinds import Party, Sensitivity, Stance
from quizzes.quality import names_claimant

CARD = "card"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an item asks for, as the pack writes it."""

    fact: Fact
    ask: Ask
    assertion: Assertion
    values: tuple[Value, ...]


def asked(item: Choice | Flashcard, pack: Pack) -> Asked | None:
    """The fact, question and assertion that the item's identity names, or None."""
    fact = pack.facts.get(item.facts[0]) if item.facts else None
    if fact is None:
        return None
    rest = item.identity.removeprefix(f"{pack.id}:{item.kind}:{fact.id}:").split(":")
    slot, given = rest[0], rest[1] if len(rest) > 1 else ""
    for ask in fact.asks:
        if (ask.slot, ask.given) == (slot, given) and item.slot == slot:
            try:
                assertion = fact.assertion(ask.of)
            except KeyError:
                return None
            values = values_of(fact, assertion, slot, given)
            return Asked(fact=fact, ask=ask, assertion=assertion, values=values)
    return None


def check(item: Choice | Flashcard, pack: Pack, texts: Mapping[str, str]) -> Iterator[Finding]:
    """That the item's question, key and citations follow from its fact."""
    fact = pack.facts.get(item.facts[0]) if item.facts else None
    if fact is None:
        yield finding(item.identity, "fact-unknown", facts=item.facts)
        return
    yield from check_facts(item, pack)
    if item.topic != fact.topic:
        yield finding(item.identity, "topic-differs", topic=item.topic, fact=fact.topic)
    if isinstance(item, Flashcard) and item.slot == CARD:
        if fact.card != (item.front, item.back):
            yield finding(item.identity, "card-differs", back=item.back)
        yield from check_citations(item, fact, live(fact)[:1], pack, texts)
        # A card tells of the fact as a whole: whose claim it is about, its words have to say.
        yield from _claimant(item, f"{item.front} {item.back}", fact, live(fact), pack)
        return
    question = asked(item, pack)
    if question is None:
        yield finding(item.identity, "question-unknown", slot=item.slot)
        return
    stem = item.stem if isinstance(item, Choice) else item.front
    if stem != question.ask.stem:
        yield finding(item.identity, "stem-differs", stem=stem, asked=question.ask.stem)
    yield from _key(item, question, pack)
    yield from check_citations(item, fact, (question.assertion,), pack, texts)
    if item.slot != "agent":
        told = stem if isinstance(item, Choice) else f"{item.front} {item.back}"
        yield from _claimant(item, told, fact, (question.assertion,), pack)


def check_facts(item: AnyItem, pack: Pack) -> Iterator[Finding]:
    """That every fact of the item may be asked about at all."""
    for fact_id in item.facts:
        fact = pack.facts.get(fact_id)
        if fact is None:
            yield finding(item.identity, "fact-unknown", fact=fact_id)
            continue
        if fact.sensitivity > Sensitivity.MILITARY:
            yield finding(item.identity, "too-sensitive", fact=fact_id, level=fact.sensitivity)
        if fact.suspect:
            yield finding(item.identity, "suspect", fact=fact_id, why=fact.suspect)
    known = [pack.facts[f].sensitivity for f in item.facts if f in pack.facts]
    if known and item.sensitivity != max(known):
        yield finding(item.identity, "sensitivity-differs", item=item.sensitivity, facts=max(known))
    if item.language != pack.language:
        yield finding(item.identity, "language-differs", language=item.language)


def check_citations(
    item: AnyItem,
    fact: Fact,
    needed: tuple[Assertion, ...],
    pack: Pack,
    texts: Mapping[str, str],
) -> Iterator[Finding]:
    """That each citation is an assertion's of one of the item's facts, that those in ``needed``
    are cited, and that their anchors hold."""
    on_record: dict[tuple[str, int, int, str, str], tuple[Assertion, Anchor]] = {
        (a.agent, anchor.start, anchor.end, anchor.source, anchor.locator): (a, anchor)
        for fact_id in item.facts
        if fact_id in pack.facts
        for a in pack.facts[fact_id].assertions
        for anchor in a.anchors
    }
    cited = set()
    for citation in item.citations:
        place = (
            citation.agent,
            citation.start,
            citation.end,
            citation.source,
            citation.locator,
        )
        if place not in on_record:
            yield finding(item.identity, "citation-unknown", place=place)
            continue
        cited.add(place)
        yield from _citation(item, citation_faults(citation, on_record[place][1], pack, texts))
    for assertion in needed:
        places = {(assertion.agent, a.start, a.end, a.source, a.locator) for a in assertion.anchors}
        if not places & cited:
            yield finding(item.identity, "not-cited", fact=fact.id, assertion=assertion.id)


def citation_faults(
    citation: object, anchor: Anchor, pack: Pack, texts: Mapping[str, str]
) -> Iterator[str]:
    """What is wrong with a citation, and with the anchor that it stands for."""
    from_pack = pack.sources[anchor.source]
    agent = pack.agents[getattr(citation, "agent", "")]
    section = next((t for s, e, t in from_pack.sections if s <= anchor.start < e), "")
    told = {
        "source_title": from_pack.title,
        "agent_name": agent.name,
        "party": agent.party,
        "section": section,
    }
    for name, expected in told.items():
        if getattr(citation, name) != expected:
            yield f"{name} is {getattr(citation, name)!r}, not {expected!r}"
    if from_pack.url and not getattr(citation, "url", "").startswith(from_pack.url):
        yield "the address is another"
    yield from anchor_faults(anchor, pack, texts)


def _citation(item: AnyItem, faults: Iterator[str]) -> Iterator[Finding]:
    for fault in faults:
        yield finding(item.identity, "anchor-unproven", what=fault)


def _key(item: Choice | Flashcard, question: Asked, pack: Pack) -> Iterator[Finding]:
    identity, values = item.identity, question.values
    if question.assertion not in live(question.fact):
        yield finding(identity, "retracted", assertion=question.assertion.id)
    if question.assertion.stance is Stance.DENIES and item.slot not in ("agent", "gloss"):
        yield finding(identity, "key-from-denial", assertion=question.assertion.id)
    if not values:
        yield finding(identity, "key-not-on-record", slot=item.slot)
        return
    if isinstance(item, Flashcard):
        if not says_all(item.back, values, pack) and not any(
            says(item.back, value, pack) for value in values
        ):
            yield finding(identity, "key-differs", back=item.back, record=values)
        return
    for option in item.options:
        right = any(says(option.text, value, pack) for value in values)
        if option.id == item.key and not right:
            yield finding(identity, "key-differs", key=option.text, record=values)
        if option.id != item.key and right:
            yield finding(identity, "distractor-true", option=option.text)


def _claimant(
    item: AnyItem, told: str, fact: Fact, claims: tuple[Assertion, ...], pack: Pack
) -> Iterator[Finding]:
    disputed = contested(fact, pack)
    if not disputed and own_voice(fact, pack):
        return
    agents = [(pack.agents[claim.agent], claim.verb) for claim in claims]
    if not disputed and any(agent.party is Party.ENCYCLOPAEDIA for agent, _ in agents):
        # It reports what others say, without a name: the document speaks for them.
        return
    if not any(names_claimant(told, name=a.name, party=a.party, verb=verb) for a, verb in agents):
        code = "contested-without-claimant" if disputed else "claim-without-claimant"
        yield finding(item.identity, code, claimant=", ".join(a.name for a, _ in agents))
