"""Multiple-choice items on time: which event came first, and which happened in a period. The dates
prove the others wrong (D5); each event is the key of one item of a kind at most."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from quizzes import dates, quality
from quizzes.dates import Date
from quizzes.factbase.model import Pack
from quizzes.generator import chronology, draw, selections
from quizzes.generator.chronology import Dated
from quizzes.generator.citing import citations, explanation
from quizzes.generator.difficulty import of_order
from quizzes.generator.orderings import CELL, FOUR
from quizzes.generator.wording import phrase
from quizzes.items import Choice, Option, Proof
from quizzes.kinds import Extent, Rule

FIRST, PERIOD = "first", "period"
# At most a quarter of the choice items asks what came first: one for three others. Of periods there
# are fewer. The limits are for packs of events alone: at a limit a new item displaces another.
OTHERS = {FIRST: 3, PERIOD: 9}
SPARE = {FIRST: 7, PERIOD: 6}
# Of the key's age: events further from it than this are no temptation.
REACH = 0.6
# Periods asked for: centuries up to 1900, then decades, years from 2010 on, months from 2022 on.
_DECADES, _YEARS, _MONTHS = 1901, 2010, 2022


@dataclass(frozen=True, kw_only=True)
class Question:
    """A key among four events; ``level`` of the narrowest gap as in ``chronology``."""

    slot: str
    stem: str
    key: Dated
    others: Sequence[Dated]
    level: int


def build_time_questions(
    pack: Pack, events: Sequence[Dated], *, seed: int, others: int
) -> list[Choice]:
    """Items of both kinds, as many as their share of the ``others`` of the bank allows."""
    if pack.as_of.lo is None:
        return []
    made: list[Choice] = []
    for slot, asked in ((FIRST, _came_first), (PERIOD, _in_period)):
        made += _best(pack, events, slot, asked, seed)[: others // OTHERS[slot]]
    return made


def _best(
    pack: Pack,
    events: Sequence[Dated],
    slot: str,
    asked: Callable[[Pack, Sequence[Dated]], Question | None],
    seed: int,
) -> list[Choice]:
    """For each key the clean item that ranks first by its hash; keys in the order of theirs."""
    best: dict[str, tuple[int, Choice]] = {}
    for group in _fours(events, slot, seed):
        question = asked(pack, group)
        if question is None:
            continue
        fact = question.key.fact.id
        rank = draw.number(seed, slot, *sorted(event.id for event in group))
        if fact in best and best[fact][0] <= rank:
            continue
        item = _item(pack, question, seed)
        flags = quality.check(item, generated=True)
        if not any(flag.severity is quality.Severity.ERROR for flag in flags):
            told = tuple(sorted({flag.rule for flag in flags}))
            best[fact] = (rank, replace(item, flags=told))
    return [best[fact][1] for fact in draw.ranked(best, seed, slot)]


def _fours(events: Sequence[Dated], slot: str, seed: int) -> Iterator[Sequence[Dated]]:
    """Fours of events of four facts, in their order, chosen as ``selections`` tells."""
    cells = selections.cells_for(len(events), CELL)
    count = max(2, len(events) // cells)
    bits = max(0, 3 * math.ceil(math.log2(count / 1.5)) - SPARE[slot])
    place = [draw.number(seed, "cell", event.id) for event in events]
    for cell in chronology.in_cells(events, cells, place):
        residues = [draw.number(seed, slot, events[i].id) for i in cell]
        for indexes in selections.zero_sums(residues, FOUR, bits):
            group = chronology.in_order([events[cell[i]] for i in indexes])
            if len({event.fact.id for event in group}) == FOUR:
                yield group


def _came_first(pack: Pack, group: Sequence[Dated]) -> Question | None:
    """The first event certainly comes before each of the others, and not ages before."""
    key, others = group[0], group[1:]
    as_of = pack.as_of.lo or 0
    level = min(chronology.gap_level(key, other, as_of=as_of) for other in others)
    tempting = all(_tempts(key, other, as_of) for other in others)
    if not tempting or level < chronology.HARD:
        return None
    stem = phrase(pack.language, FIRST)
    return Question(slot=FIRST, stem=stem, key=key, others=others, level=level)


def _in_period(pack: Pack, group: Sequence[Dated]) -> Question | None:
    """One event lies in its period with all that its date may mean, and the others certainly lie
    outside. Of several such events the one whose hash is least is asked for."""
    as_of = pack.as_of.lo or 0
    for name in draw.ranked((event.id for event in group), PERIOD):
        key = next(event for event in group if event.id == name)
        others = [event for event in group if event is not key]
        period = period_of(key)
        if period is None or not all(dates.disjoint(other.date, period) for other in others):
            continue
        if not all(_tempts(key, other, as_of) for other in others):
            continue
        told = dates.with_preposition(period, pack.language, Extent.STATE)
        stem = phrase(pack.language, PERIOD).format(period=told)
        level = min(_outside(period, other, as_of) for other in others)
        return Question(slot=PERIOD, stem=stem, key=key, others=others, level=level)
    return None


def period_of(event: Dated) -> Date | None:
    """The century, decade, year or month that holds an event with all that its date may mean."""
    year, month, _ = dates.calendar_date(event.lo)
    if year < _DECADES:
        first = (year - 1) // 100 * 100 + 1
        edtf = f"{first:04d}/{first + 99:04d}" if first > 0 else ""
    elif year < _YEARS:
        edtf = f"{year // 10}X"
    else:
        edtf = f"{year}" if year < _MONTHS else f"{year}-{month:02d}"
    if not edtf:
        return None
    period = dates.parse(edtf)
    within = period.lo is not None and period.hi is not None
    return period if within and event.hi <= (period.hi or 0) else None


def _tempts(key: Dated, other: Dated, as_of: int) -> bool:
    """Whether an event is near enough to the key for its age."""
    gap = max(other.lo - key.hi, key.lo - other.hi)
    return gap <= REACH * (as_of - min(key.lo, other.lo))


def _outside(period: Date, other: Dated, as_of: int) -> int:
    """How clearly an event lies outside a period, on the scale of ``chronology``."""
    gap = max(other.lo - (period.hi or 0), (period.lo or 0) - other.hi)
    age = max(1, as_of - other.lo)
    if gap >= max(chronology.EASY_SHARE * age, chronology.EASY_DAYS):
        return chronology.EASY
    return chronology.MEDIUM if gap >= chronology.MEDIUM_SHARE * age else chronology.HARD


def _item(pack: Pack, question: Question, seed: int) -> Choice:
    key, others = question.key, question.others
    identity = f"{pack.id}:choice:{key.fact.id}:{question.slot}"
    options = [Option(id=key.id, text=key.title)]
    for other in others:
        proof = Proof(
            rule=Rule.ORDER,
            facts=(key.fact.id, other.fact.id),
            params={"date": other.words, "key_date": key.words},
        )
        options.append(Option(id=other.id, text=other.title, proof=proof))
    order = draw.ranked([option.id for option in options], seed, identity, "position")
    options.sort(key=lambda option: order.index(option.id))
    return Choice(
        identity=identity,
        topic=key.topic,
        language=pack.language,
        facts=(key.fact.id, *(other.fact.id for other in others)),
        sensitivity=max(event.fact.sensitivity for event in (key, *others)),
        difficulty=of_order(question.level, FOUR),
        explanation=explanation(key.fact),
        citations=citations(pack, key.fact, key.assertion),
        stem=question.stem,
        slot=question.slot,
        options=tuple(options),
        key=key.id,
    )
