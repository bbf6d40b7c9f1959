"""Events and their order, by day bounds derived anew from the pack."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from quizzes.audit.findings import Finding, finding
from quizzes.audit.keys import check_citations, check_facts
from quizzes.audit.meaning import plain, says
from quizzes.audit.pack import Assertion, EventTitle, Fact, Pack, When
from quizzes.audit.standing import contested, live, own_voice
from quizzes.dates import (
    Date,
    calendar_date,
    century,
    certainly_before,
    disjoint,
    parse,
    with_preposition,
)
from quizzes.items import AnyItem, Choice, Ordering
from quizzes.kinds import Edge, Extent, Level, Party, Rule, Stance
from quizzes.quality import leaks_date, names_claimant

FIRST, PERIOD = "first", "period"
GAP_SHARE = {Level.EASY: 0.04, Level.MEDIUM: 0.01, Level.HARD: 0.0}
EASY_DAYS = 365
CAMPAIGN_DAYS = 2
EVENTS = {Level.EASY: (4,), Level.MEDIUM: (4,), Level.HARD: (4, 5, 6)}
SHARED_EVENTS = 2

_SPEAKING = re.compile(
    r"\b(announc|call|claim|confirm|declar|den(?:y|ies)|report|says?\b|speaks?\b|stat(?:e|es|ed)\b"
    r"|tells?\b|writes?\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Happening:
    """An event with the date of the edge that it means."""

    fact: Fact
    event: EventTitle
    assertion: Assertion
    when: When


def happening(event_id: str, pack: Pack) -> Happening | None:
    """The event of that id, or None where there is none, or no date of it."""
    found = pack.event(event_id)
    if found is None:
        return None
    fact, event = found
    dated = [a for a in live(fact) if a.when and (not event.of or a.id == event.of)]
    if not dated or dated[0].when is None:
        return None
    when = edge_of(dated[0].when, event.edge)
    return Happening(fact=fact, event=event, assertion=dated[0], when=when)


def edge_of(when: When, edge: Edge) -> When:
    """The date of one edge. Of a span that is the side in question; a state held then, so that it
    began by its first side and ended on its last or later; a point lies anywhere inside."""
    if when.extent is Extent.POINT or edge is Edge.HAPPENED:
        return when
    first, _, last = when.date.edtf.partition("/")
    side = first if edge is Edge.BEGAN else last or first
    date = when.date if side in ("", "..") else parse(side)
    if when.extent is Extent.STATE:
        date = replace(date, lo=None) if edge is Edge.BEGAN else replace(date, hi=None)
    words = when.words if date == when.date else ""
    return When(date=date, extent=Extent.POINT, words=words)


def check_ordering(item: Ordering, pack: Pack, texts: Mapping[str, str]) -> Iterator[Finding]:
    """That the events stand in the one order that their dates decide, and obey the rules of
    distance, campaign, number and tact."""
    yield from check_facts(item, pack)
    ids = [event.id for event in item.events]
    if len(set(ids)) != len(ids) or len({e.fact for e in item.events}) != len(ids):
        yield finding(item.identity, "event-twice", events=ids)
    if len(ids) not in EVENTS[item.level]:
        yield finding(item.identity, "event-count", events=len(ids), level=item.level)
    if tuple(event.fact for event in item.events) != item.facts:
        yield finding(item.identity, "facts-differ", facts=item.facts)
    known = []
    for event in item.events:
        told = happening(event.id, pack)
        if told is None or told.fact.id != event.fact:
            yield finding(item.identity, "event-unknown", event=event.id)
            continue
        known.append(told)
        yield from _event(item, told, event.title, pack)
        date = told.when.date
        if (event.edtf, event.lo, event.hi) != (date.edtf, date.lo, date.hi):
            yield finding(item.identity, "bounds-differ", event=event.id, record=date)
        if not says(event.date, told.when, pack):
            yield finding(item.identity, "date-words-differ", event=event.id, told=event.date)
        yield from check_citations(item, told.fact, (told.assertion,), pack, texts)
    for one, other in pairwise(known):
        yield from _pair(item, one, other, pack)


def check_events(item: Choice, pack: Pack, texts: Mapping[str, str]) -> Iterator[Finding]:
    """That the key of "which came first" lies certainly before each other event; that the key of
    "which happened in" a period lies within it, and each other event certainly outside."""
    yield from check_facts(item, pack)
    events = {option.id: happening(option.id, pack) for option in item.options}
    key = events.get(item.key)
    if key is None or item.facts[:1] != (key.fact.id,):
        yield finding(item.identity, "event-unknown", event=item.key)
        return
    yield from check_citations(item, key.fact, (key.assertion,), pack, texts)
    period = named_period(item.stem, key.when.date, pack) if item.slot == PERIOD else None
    if item.slot == PERIOD and (period is None or not _within(key.when.date, period)):
        yield finding(item.identity, "period-differs", stem=item.stem, key=key.when.date.edtf)
        return
    for option in item.options:
        told = events[option.id]
        if told is None:
            yield finding(item.identity, "event-unknown", event=option.id)
            continue
        yield from _event(item, told, option.text, pack)
        if told.fact.id not in item.facts:
            yield finding(item.identity, "facts-differ", facts=item.facts)
        if option.id == item.key:
            continue
        yield from _decided(item, key, told, option.id, pack)
        other = told.when.date
        if period is None and not certainly_before(key.when.date, other):
            yield finding(item.identity, "order-undecided", key=item.key, option=option.id)
        if period is not None and not disjoint(period, other):
            yield finding(item.identity, "order-undecided", period=period.edtf, option=option.id)


def named_period(stem: str, date: Date, pack: Pack) -> Date | None:
    """The month, year, decade or century about ``date`` that the stem ends in saying."""
    if date.lo is None:
        return None
    year, month, _ = calendar_date(date.lo)
    written = (f"{year:04d}-{month:02d}", f"{year:04d}", f"{year // 10:03d}X")
    for edtf in (*written, century((year - 1) // 100 + 1)) if year > 0 else ():
        period = parse(edtf)
        if plain(stem).endswith(f" {plain(with_preposition(period, pack.language))}?"):
            return period
    return None


def shared_events(orderings: tuple[Ordering, ...]) -> Iterator[Finding]:
    """Pairs of orderings that share more events than two items may."""
    sets = [(item.identity, frozenset(e.id for e in item.events)) for item in orderings]
    for (one, events), (other, others) in combinations(sets, 2):
        if len(events & others) > SHARED_EVENTS:
            yield finding(one, "events-shared", other=other, events=sorted(events & others))


def _within(date: Date, period: Date) -> bool:
    lo, hi, first, last = date.lo, date.hi, period.lo, period.hi
    if lo is None or hi is None or first is None or last is None:
        return False
    return first <= lo and hi <= last


def _decided(
    item: Choice, key: Happening, told: Happening, option_id: str, pack: Pack
) -> Iterator[Finding]:
    proof = item.option(option_id).proof
    if proof is None or proof.rule is not Rule.ORDER:
        yield finding(item.identity, "proof-missing", option=option_id)
        return
    if not {key.fact.id, told.fact.id} <= set(proof.facts):
        yield finding(item.identity, "proof-facts", option=option_id, facts=proof.facts)
    for name, when in (("date", told.when), ("key_date", key.when)):
        if not says(proof.params.get(name, ""), when, pack):
            yield finding(item.identity, "date-words-differ", option=option_id, what=name)


def _event(item: AnyItem, told: Happening, title: str, pack: Pack) -> Iterator[Finding]:
    identity, fact = item.identity, told.fact
    if plain(title) != plain(told.event.title):
        yield finding(identity, "title-differs", title=title, record=told.event.title)
    if leaks_date(title):
        yield finding(identity, "title-leaks-date", title=title)
    if contested(fact, pack):
        yield finding(identity, "contested-event", fact=fact.id)
    if told.assertion.stance is Stance.DENIES:
        yield finding(identity, "key-from-denial", fact=fact.id)
    agent = pack.agents[told.assertion.agent]
    if agent.party is Party.ENCYCLOPAEDIA or own_voice(fact, pack):
        return
    if _SPEAKING.search(title):
        return  # the event is that somebody says it
    if not names_claimant(title, name=agent.name, party=agent.party, verb=told.assertion.verb):
        yield finding(identity, "claim-without-claimant", event=told.event.id, claimant=agent.name)


def _pair(item: Ordering, one: Happening, other: Happening, pack: Pack) -> Iterator[Finding]:
    first, second = one.when.date, other.when.date
    pair = f"{one.event.id} / {other.event.id}"
    if not certainly_before(first, second) or first.hi is None or second.lo is None:
        yield finding(item.identity, "order-undecided", pair=pair)
        return
    gap = second.lo - first.hi
    today = pack.as_of.lo or 0
    # The age of the older event, at its youngest.
    needed = GAP_SHARE[item.level] * (today - first.hi)
    if item.level is Level.EASY:
        needed = max(needed, EASY_DAYS)
    if gap < needed:
        yield finding(item.identity, "gap-small", pair=pair, days=gap, needed=round(needed))
    campaign = one.event.campaign
    if campaign and campaign == other.event.campaign and gap < CAMPAIGN_DAYS:
        yield finding(item.identity, "gap-small", pair=pair, days=gap, needed=CAMPAIGN_DAYS)
