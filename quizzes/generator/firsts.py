"""Multiple-choice items that ask which event came first. The order of the dates proves the others
wrong (D5); each event is the key of one item at most."""

import math
from collections.abc import Iterator, Sequence

from quizzes import quality
from quizzes.factbase.model import Pack
from quizzes.generator import chronology, draw, selections
from quizzes.generator.chronology import Dated
from quizzes.generator.citing import citations, explanation
from quizzes.generator.difficulty import of_order
from quizzes.generator.orderings import CELL, FOUR
from quizzes.generator.wording import phrase
from quizzes.items import Choice, Option, Proof
from quizzes.kinds import Rule

SLOT = "first"
# At most a quarter of the choice items: one for three others.
OTHERS = 3
SPARE = 7
# Of the key's age: events further from it than this are no temptation.
REACH = 0.6


def build_firsts(pack: Pack, events: Sequence[Dated], *, seed: int, others: int) -> list[Choice]:
    """One item for each event that is the first of a chosen four; at most one for three of the
    ``others`` of the bank."""
    if pack.as_of.lo is None:
        return []
    best: dict[str, Choice] = {}
    ranks: dict[str, int] = {}
    for group in _fours(events, seed, pack.as_of.lo):
        key = group[0]
        rank = draw.number(seed, SLOT, *sorted(event.id for event in group))
        if rank >= ranks.get(key.fact.id, rank + 1):
            continue
        item = _item(pack, group, seed)
        flags = quality.check(item, generated=True)
        if not any(flag.severity is quality.Severity.ERROR for flag in flags):
            ranks[key.fact.id] = rank
            best[key.fact.id] = item
    kept = draw.ranked(best, seed, SLOT)[: others // OTHERS]
    return [best[fact] for fact in kept]


def _fours(events: Sequence[Dated], seed: int, as_of: int) -> Iterator[Sequence[Dated]]:
    """Fours whose first event certainly comes before each of the others, and not ages before."""
    cells = 1
    while len(events) / cells > CELL:
        cells *= 2
    count = max(2, len(events) // cells)
    bits = max(0, 3 * math.ceil(math.log2(count / 1.5)) - SPARE)
    place = [draw.number(seed, "cell", event.id) for event in events]
    for cell in chronology.in_cells(events, cells, place):
        residues = [draw.number(seed, SLOT, events[i].id) for i in cell]
        for indexes in selections.zero_sums(residues, FOUR, bits):
            group = chronology.in_order([events[cell[i]] for i in indexes])
            key, rest = group[0], group[1:]
            if len({event.fact.id for event in group}) < FOUR:
                continue
            levels = [chronology.gap_level(key, other, as_of=as_of) for other in rest]
            tempting = all(other.lo - key.hi <= REACH * (as_of - key.lo) for other in rest)
            if tempting and min(levels) >= chronology.HARD:
                yield group


def _item(pack: Pack, group: Sequence[Dated], seed: int) -> Choice:
    key, rest = group[0], group[1:]
    identity = f"{pack.id}:choice:{key.fact.id}:{SLOT}"
    options = [Option(id=key.id, text=key.title)]
    for other in rest:
        proof = Proof(
            rule=Rule.ORDER,
            facts=(key.fact.id, other.fact.id),
            params={"date": other.words, "key_date": key.words},
        )
        options.append(Option(id=other.id, text=other.title, proof=proof))
    order = draw.ranked([option.id for option in options], seed, identity, "position")
    options.sort(key=lambda option: order.index(option.id))
    as_of = pack.as_of.lo or 0
    level = min(chronology.gap_level(key, other, as_of=as_of) for other in rest)
    return Choice(
        identity=identity,
        topic=key.topic,
        language=pack.language,
        facts=tuple(event.fact.id for event in group),
        sensitivity=max(event.fact.sensitivity for event in group),
        difficulty=of_order(level, FOUR),
        explanation=explanation(key.fact),
        citations=citations(pack, key.fact, key.assertion),
        stem=phrase(pack.language, SLOT),
        slot=SLOT,
        options=tuple(options),
        key=key.id,
    )
