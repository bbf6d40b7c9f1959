"""Timeline items: events to put in order. Four where the gaps are easy or medium, five or six
where any certain order does; within a topic, or across topics with at most two events of one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from quizzes import quality
from quizzes.factbase.model import Pack
from quizzes.generator import chronology, draw, selections
from quizzes.generator.bank import Rejection
from quizzes.generator.chronology import Dated
from quizzes.generator.citing import citations
from quizzes.generator.difficulty import of_order
from quizzes.generator.wording import phrase
from quizzes.items import Citation, Ordering

FOUR = 4
LARGE = (6, 5)
TOPIC_SHARE = 2
# Fours are chosen among so many events at most; beyond, events are divided into cells, so that the
# work grows with the pack and not with its square.
CELL = 192
# Fives and sixes are chosen within smaller cells: their number grows faster.
SMALL_CELL = 64
# See ``selections.bits_for``: as many sets as make a few items for each event.
SPARE_ACROSS, STEPS_ACROSS = 11, 2
SPARE_WITHIN, STEPS_WITHIN = 8, 1
SPARE_LARGE, STEPS_LARGE = {5: 9, 6: 12}, 2

Group = tuple[Dated, ...]


def build_orderings(
    pack: Pack, events: Sequence[Dated], *, seed: int
) -> tuple[list[Ordering], list[Rejection]]:
    """Orderings of which any two share at most two events."""
    if pack.as_of.lo is None:
        return [], []
    candidates = {_name(group): group for group in _groups(pack, events, seed)}
    ranked = sorted(
        candidates.items(), key=lambda entry: (-len(entry[1]), draw.number(seed, entry[0]))
    )
    by_id = {event.id: event for event in events}
    kept = selections.apart([tuple(event.id for event in group) for _, group in ranked])
    items: list[Ordering] = []
    rejections: list[Rejection] = []
    for ids in kept:
        item = _item(pack, [by_id[i] for i in ids], seed)
        flags = quality.check(item, generated=True)
        errors = {flag.rule for flag in flags if flag.severity is quality.Severity.ERROR}
        if errors:
            params = {"rules": ", ".join(sorted(errors))}
            rejections.append(
                Rejection(
                    identity=item.identity, fact=item.facts[0], slot="", code="lint", params=params
                )
            )
            continue
        told = tuple(sorted({flag.rule for flag in flags}))
        items.append(replace(item, flags=told))
    return items, rejections


def _groups(pack: Pack, events: Sequence[Dated], seed: int) -> Iterator[Group]:
    as_of = pack.as_of.lo or 0
    yield from _fours(events, seed, as_of, within=False)
    yield from _large(events, seed, as_of, within=False)
    for _, members in groupby(sorted(events, key=lambda e: (e.topic, e.id)), lambda e: e.topic):
        topic = list(members)
        yield from _fours(topic, seed, as_of, within=True)
        yield from _large(topic, seed, as_of, within=True)


def _fours(events: Sequence[Dated], seed: int, as_of: int, *, within: bool) -> Iterator[Group]:
    salt = (seed, "within" if within else "across", FOUR)
    cells = selections.cells_for(len(events), CELL)
    spare, steps = (SPARE_WITHIN, STEPS_WITHIN) if within else (SPARE_ACROSS, STEPS_ACROSS)
    bits = selections.bits_for(len(events) // cells, FOUR, spare=spare, steps=steps)
    place = [draw.number(seed, "cell", event.id) for event in events]
    for cell in chronology.in_cells(events, cells, place):
        residues = [draw.number(*salt, events[i].id) for i in cell]
        for indexes in selections.zero_sums(residues, FOUR, bits):
            group = _group(events, [cell[i] for i in indexes], within=within)
            if group and chronology.narrowest(group, as_of=as_of) >= chronology.MEDIUM:
                yield group


def _large(events: Sequence[Dated], seed: int, as_of: int, *, within: bool) -> Iterator[Group]:
    salt = (seed, "within" if within else "across")
    cells = selections.cells_for(len(events), SMALL_CELL)
    place = [draw.number(seed, "small cell", event.id) for event in events]
    for cell in chronology.in_cells(events, cells, place):
        for size in LARGE:
            residues = [draw.number(*salt, size, events[i].id) for i in cell]
            bits = selections.bits_for(
                len(events) // cells, size, spare=SPARE_LARGE[size], steps=STEPS_LARGE
            )
            for indexes in selections.zero_sums(residues, size, bits):
                group = _group(events, [cell[i] for i in indexes], within=within)
                if group and chronology.narrowest(group, as_of=as_of) == chronology.HARD:
                    yield group


def _group(events: Sequence[Dated], indexes: Sequence[int], *, within: bool) -> Group | None:
    """Those events in their order; None where across topics too many are of one."""
    group = [events[i] for i in indexes]
    if not within and max(Counter(event.topic for event in group).values()) > TOPIC_SHARE:
        return None
    if len({event.fact.id for event in group}) < len(group):
        return None
    return tuple(chronology.in_order(group))


def _name(group: Sequence[Dated]) -> str:
    return draw.short(*sorted(event.id for event in group))


def _item(pack: Pack, group: Sequence[Dated], seed: int) -> Ordering:
    topics = Counter(event.topic for event in group)
    # The topic with most events; among equals any, but always the same one.
    topic = min(topics, key=lambda name: (-topics[name], draw.number(seed, _name(group), name)))
    level = chronology.narrowest(group, as_of=pack.as_of.lo or 0)
    return Ordering(
        identity=f"{pack.id}:ordering:{_name(group)}",
        topic=topic,
        language=pack.language,
        facts=tuple(event.fact.id for event in group),
        sensitivity=max(event.fact.sensitivity for event in group),
        difficulty=of_order(level, len(group)),
        explanation=" ".join(f"{event.words}: {event.title}." for event in group),
        citations=tuple(_first_citation(pack, event) for event in group),
        stem=phrase(pack.language, "order"),
        events=tuple(event.as_event() for event in group),
    )


def _first_citation(pack: Pack, event: Dated) -> Citation:
    return citations(pack, event.fact, event.assertion)[0]
