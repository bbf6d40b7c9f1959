"""Events whose order can be asked, and what the dates decide between them.

    Edge      Point     Span                State
    happened  the date  the date            –  (it held then: when it came about is open)
    began     the date  its first side      –
    ended     the date  its last side       –

A date told as "by …" is open towards the past, and no event is placed by it.

Gap between neighbours, counted from the earliest day of the later one and the latest day of the
earlier one; the age is that of the earlier one at the pack's ``as_of``:

    3  easy    4 % of the age, and a year
    2  medium  1 % of the age
    1  hard    any certain order; within one campaign 2 days
    0          the dates don't decide, or decide too narrowly
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quizzes import dates, quality
from quizzes.dates import Date
from quizzes.errors import DateError
from quizzes.factbase.model import Assertion, Fact, HistoricalEvent, Pack, When
from quizzes.generator.bank import Rejection
from quizzes.generator.record import HARM
from quizzes.generator.wording import as_option, told_when
from quizzes.items import Event
from quizzes.kinds import Edge, Extent, Stance, Status

EASY, MEDIUM, HARD, UNDECIDED = 3, 2, 1, 0
EASY_SHARE, EASY_DAYS = 0.04, 365
MEDIUM_SHARE = 0.01
CAMPAIGN_DAYS = 2
# "By the morning of 6 March": at some time before, whatever day the date itself names.
_BY = re.compile(r"(by|until|before|до|не пізніше)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Dated:
    """An event with certain bounds. ``words`` tells its date to people."""

    id: str
    title: str
    fact: Fact
    assertion: Assertion
    campaign: str
    date: Date
    words: str
    lo: int
    hi: int

    @property
    def topic(self) -> str:
        return self.fact.topic

    def as_event(self) -> Event:
        return Event(
            id=self.id,
            title=self.title,
            date=self.words,
            edtf=self.date.edtf,
            lo=self.lo,
            hi=self.hi,
            fact=self.fact.id,
        )


def dated_events(pack: Pack) -> tuple[list[Dated], list[Rejection]]:
    """Every event that may be asked, in the order of ids, and why the others may not. Contested,
    suspect, retracted and harmful ones are left out without a word: the fact says it."""
    found: list[Dated] = []
    rejections: list[Rejection] = []
    for fact_id in sorted(pack.facts):
        fact = pack.facts[fact_id]
        if fact.event is None or not _may_be_asked(fact):
            continue
        event = _dated(pack, fact, fact.event)
        if isinstance(event, Rejection):
            rejections.append(event)
        else:
            found.append(event)
    found.sort(key=lambda event: event.id)
    return found, rejections


def _may_be_asked(fact: Fact) -> bool:
    settled = fact.status in (Status.PLAIN, Status.ATTRIBUTED)
    return settled and not fact.suspect and fact.sensitivity < HARM


def _dated(pack: Pack, fact: Fact, event: HistoricalEvent) -> Dated | Rejection:
    assertion = fact.assertion(event.of)

    def refused(code: str, **params: str) -> Rejection:
        identity = f"{pack.id}:event:{event.id}"
        return Rejection(identity=identity, fact=fact.id, slot="event", code=code, params=params)

    corrected = any(o.stance is Stance.CORRECTS and o.of == assertion.id for o in fact.assertions)
    if corrected or assertion.when is None:
        return refused("corrected" if corrected else "slot-empty", title=event.title)
    if quality.leaks_date(event.title):
        return refused("title-leaks-date", title=event.title)
    date = at_edge(assertion.when, event.edge)
    if date is None or date.lo is None or date.hi is None:
        return refused("vague-date", key=told_when(pack, assertion.when))
    whole = date == assertion.when.date
    return Dated(
        id=event.id,
        title=as_option(event.title),
        fact=fact,
        assertion=assertion,
        campaign=event.campaign,
        date=date,
        words=told_when(pack, assertion.when) if whole else dates.words(date, pack.language),
        lo=date.lo,
        hi=date.hi,
    )


def at_edge(when: When, edge: Edge) -> Date | None:
    """The date of that edge, as the table says; None where it is open."""
    if when.extent is Extent.STATE or _BY.match(when.words):
        return None
    if when.extent is Extent.POINT or edge is Edge.HAPPENED or "/" not in when.date.edtf:
        return when.date
    first, _, last = when.date.edtf.partition("/")
    try:
        return dates.parse(first if edge is Edge.BEGAN else last)
    except DateError:
        # An open side: the span has no such edge on record.
        return None


def gap_level(a: Dated, b: Dated, *, as_of: int) -> int:
    """How clearly ``a`` comes before ``b``, as the table says."""
    gap = b.lo - a.hi
    if gap <= 0:
        return UNDECIDED
    if a.campaign and a.campaign == b.campaign and gap < CAMPAIGN_DAYS:
        return UNDECIDED
    age = max(0, as_of - a.lo)
    if gap >= max(EASY_SHARE * age, EASY_DAYS):
        return EASY
    return MEDIUM if gap >= MEDIUM_SHARE * age else HARD


def in_order(events: Sequence[Dated]) -> list[Dated]:
    return sorted(events, key=lambda event: (event.lo, event.hi, event.id))


def narrowest(ordered: Sequence[Dated], *, as_of: int) -> int:
    """The level of the narrowest gap of a sequence. Neighbours decide for all: between two that
    are further apart there lies at least as much."""
    return min(gap_level(a, b, as_of=as_of) for a, b in pairwise(ordered))


def in_cells(events: Sequence[Dated], cells: int, place: Sequence[int]) -> Iterator[list[int]]:
    """Indexes of events by the leading bits of their hashes (64 bits), ``cells`` a power of two."""
    shift = 64 - (cells.bit_length() - 1)
    grouped: dict[int, list[int]] = {}
    for index in range(len(events)):
        grouped.setdefault(place[index] >> shift, []).append(index)
    for cell in sorted(grouped):
        yield grouped[cell]
