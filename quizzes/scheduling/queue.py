"""What to answer next: never a pile, two cards of one fact never on one study day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from quizzes.items import MemoryState
from quizzes.kinds import Phase

STEP_AHEAD = timedelta(minutes=20)


@dataclass(frozen=True, kw_only=True)
class DueCard:
    """What the order depends on; ``MemoryState`` tells what the fields mean. Cards that share one
    of ``fact_ids`` are siblings; a card of nobody's facts has none."""

    id: int
    fact_ids: tuple[int | str, ...]
    phase: Phase
    stability: float
    last_day: date | None
    due_day: date | None
    due_at: datetime | None

    @classmethod
    def of(cls, card: int, fact_ids: Iterable[int | str], state: MemoryState) -> "DueCard":
        return cls(
            id=card,
            fact_ids=tuple(fact_ids),
            phase=state.phase,
            stability=state.stability,
            last_day=state.last_day,
            due_day=state.due_day,
            due_at=state.due_at,
        )


def order_due(
    cards: Sequence[DueCard],
    *,
    now: datetime,
    day: date,
    budget: int,
    new_limit: int,
    learn_ahead: int = 0,
    facts_today: frozenset[int | str] = frozenset(),
) -> list[int]:
    """The ids of the cards to show, first one first.

    1. steps of cards begun on this study day whose time has come, earliest first
    2. what is due, most stable first, within ``budget`` (answers left today)
    3. new cards in the order given, within ``new_limit`` and what the budget leaves
    4. steps whose time comes within 20 minutes
    5. up to ``learn_ahead`` more, which are asked for, so that neither the budget nor the limit
       holds them: what else is due, then reviews of coming days, nearest first, then new cards

    ``facts_today`` are the facts of cards answered today; a card of one of them waits for another
    day, unless it is in the middle of its own steps.
    """
    begun = [card for card in cards if card.due_at is not None and card.last_day == day]
    facts = set(facts_today).union(*(card.fact_ids for card in begun))
    begun.sort(key=lambda card: (card.due_at, card.id))
    limit = max(budget, 0)
    backlog = [card for card in cards if _is_due(card, now, day)]
    backlog.sort(key=lambda card: (-card.stability, card.id))
    due = _apart(backlog, facts, limit)
    unseen = [card for card in cards if card.phase is Phase.NEW]
    new = _apart(unseen, facts, min(max(new_limit, 0), limit - len(due)))
    ahead = [
        card
        for card in cards
        if card.due_day is not None and card.due_day > day and card.last_day != day
    ]
    ahead.sort(key=lambda card: (card.due_day, card.id))
    chosen = {card.id for card in (*due, *new)}
    others = [card for card in (*backlog, *ahead, *unseen) if card.id not in chosen]
    more = _apart(others, facts, learn_ahead)
    return [
        *(card.id for card in begun if card.due_at is not None and card.due_at <= now),
        *(card.id for card in due),
        *(card.id for card in new),
        *(card.id for card in begun if card.due_at is not None and _is_soon(card.due_at, now)),
        *(card.id for card in more),
    ]


def _is_due(card: DueCard, now: datetime, day: date) -> bool:
    """Reviews of this day and before, and steps left over from another day."""
    if card.due_day is not None:
        return card.due_day <= day
    return card.due_at is not None and card.last_day != day and card.due_at <= now


def _is_soon(due_at: datetime, now: datetime) -> bool:
    return now < due_at <= now + STEP_AHEAD


def _apart(cards: Iterable[DueCard], facts: set[int | str], limit: int) -> list[DueCard]:
    """The first ``limit`` cards of which no two share a fact, nor any with ``facts``, which grows
    by theirs."""
    chosen: list[DueCard] = []
    for card in cards:
        if len(chosen) >= limit:
            break
        if facts.isdisjoint(card.fact_ids):
            chosen.append(card)
            facts.update(card.fact_ids)
    return chosen
