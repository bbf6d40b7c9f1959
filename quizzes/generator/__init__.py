"""A pack and a seed become items with proofs, and rejections with reasons.

    build       the whole bank
    Bank        items and rejections, each sorted by identity
    Rejection   why an item was not made (its codes are listed there)

    draw          randomness from hashes, without a state
    record        what the pack puts on record: scopes for proofs, pools for distractors
    proofs        why a candidate is certainly wrong (D1 to D4, D6)
    alternatives  dates and quantities beside a given one
    choices       multiple-choice items; firsts: what came when (D5)
    chronology    events whose dates decide their order; selections: sets that stay as they are
    orderings     timeline items; cards: flashcards

The bank depends on the pack's facts and the seed alone: not on the order in which they were read,
nor on the interpreter's hashes. An item's randomness is drawn from its own identity, so that one
new fact leaves the others as they were, save where it stands in their pool or on their record.
"""

from collections.abc import Collection, Iterator

from quizzes.factbase.model import Fact, Pack
from quizzes.generator import draw
from quizzes.generator.bank import Bank, Rejection
from quizzes.generator.cards import build_card, build_written_card
from quizzes.generator.choices import build_choice
from quizzes.generator.chronology import dated_events
from quizzes.generator.firsts import build_time_questions
from quizzes.generator.orderings import build_orderings
from quizzes.generator.proofs import accounted_for
from quizzes.generator.record import HARM, Asked, Record
from quizzes.items import AnyItem, Choice
from quizzes.kinds import Kind

__all__ = ["Bank", "Rejection", "build"]


def build(pack: Pack, *, seed: int, accounted: Collection[str] | None = None) -> Bank:
    """The bank of a pack. ``accounted`` names the sources of which every sentence is known to be
    anchored or left out with a reason (D6 rests on it); without it, the pack's own ranges decide,
    which errs on the safe side."""
    known = accounted_for(pack) if accounted is None else frozenset(accounted)
    record = Record(pack)
    made: list[AnyItem | Rejection] = []
    for fact_id in sorted(pack.facts):
        made += _of_fact(record, pack.facts[fact_id], seed, known)
    events, rejected_events = dated_events(pack)
    others = sum(isinstance(item, Choice) for item in made)
    orderings, rejected_orderings = build_orderings(pack, events, seed=seed)
    made += rejected_events
    made += rejected_orderings
    made += orderings
    made += build_time_questions(pack, events, seed=seed, others=others)
    items = [item for item in made if not isinstance(item, Rejection)]
    rejections = [item for item in made if isinstance(item, Rejection)]
    return Bank(
        items=tuple(sorted(items, key=lambda item: item.identity)),
        rejections=tuple(sorted(rejections, key=lambda r: (r.identity, r.code))),
    )


def _of_fact(
    record: Record, fact: Fact, seed: int, accounted: Collection[str]
) -> Iterator[AnyItem | Rejection]:
    pack = record.pack
    for asked in _asked(pack, fact, Kind.CHOICE):
        yield build_choice(record, asked, seed=seed, accounted=accounted)
    if fact.card is None and fact.asks:
        if fact.sensitivity < HARM:
            for asked in _asked(pack, fact, Kind.FLASHCARD):
                yield build_card(pack, asked, seed=seed)
        return
    written = build_written_card(pack, fact)
    if written is not None:
        yield written


def _asked(pack: Pack, fact: Fact, kind: Kind) -> Iterator[Asked]:
    """The asks of a fact with their identities. A second ask of the same slot is told apart by the
    assertion it is of, a third by its stem; the first one keeps the plain identity."""
    taken: set[str] = set()
    for ask in fact.asks:
        plain = ":".join(filter(None, (pack.id, kind, fact.id, ask.slot, ask.given)))
        by_stem = f"{plain}:{draw.short(ask.stem)}"
        identity = next(name for name in (plain, f"{plain}:{ask.of}", by_stem) if name not in taken)
        taken.add(identity)
        yield Asked(identity=identity, fact=fact, assertion=fact.assertion(ask.of), ask=ask)
