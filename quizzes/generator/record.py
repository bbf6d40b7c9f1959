"""What a pack puts on record, arranged for the questions that proofs and pools ask of it.

Built once for a bank. Lists stand in the order of ids, so that nothing depends on load order.
"""

from bisect import bisect
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from quizzes.dates import Date
from quizzes.factbase.model import Ask, Assertion, Entity, Fact, Pack, Scalar
from quizzes.factbase.slots import slot_values
from quizzes.factbase.values import certainly_differs, names
from quizzes.generator import draw
from quizzes.kinds import Stance

HARM = 2
ATROCITY = 3
# Of a pool, this many neighbours on a ring of hashes are looked at: small pools whole, large ones
# at a cost that doesn't grow with the pack.
WINDOW = 32
NEAR_DAYS = 40 * 365
NEAR_SHARE = 0.10
BEGINNING = -(10**7)  # days: before any history

Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class EraSpan:
    """An era's first and last day; ``None`` is open."""

    id: str
    lo: int | None
    hi: int | None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One ask with what it is about. ``fixed`` are the slots that its stem states."""

    identity: str
    fact: Fact
    assertion: Assertion
    ask: Ask

    @property
    def fixed(self) -> frozenset[str]:
        given = {"value"} if self.ask.given else set()
        return self.ask.fixes | given

    def stated(self, slot: str) -> tuple[Scalar, ...]:
        """What the stem states in a slot."""
        if slot == "value" and self.ask.given:
            return (self.ask.given,)
        return slot_values(self.fact, self.assertion, slot, self.ask.given)


class Record:
    """The indexes over one pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._eras = [
            EraSpan(id=era.id, lo=era.date.lo, hi=era.date.hi) for era in pack.eras.values()
        ]
        self._by_subject: dict[tuple[str, str], list[tuple[Fact, Assertion]]] = defaultdict(list)
        self._by_value: dict[tuple[str, str], list[tuple[Fact, Assertion]]] = defaultdict(list)
        self._by_predicate: dict[str, list[tuple[Fact, Assertion]]] = defaultdict(list)
        self._spans: dict[str, list[Span]] = defaultdict(list)
        self._told: set[str] = set()
        self._harmed: set[str] = set()
        self._speakers: dict[tuple[str, str | None], set[str]] = defaultdict(set)
        for fact_id in sorted(pack.facts):
            self._take(pack.facts[fact_id])

    def _take(self, fact: Fact) -> None:
        for assertion in fact.assertions:
            entry = (fact, assertion)
            self._by_subject[fact.predicate, fact.subject].append(entry)
            self._by_predicate[fact.predicate].append(entry)
            if fact.sensitivity < HARM:
                era = self.era_of_claim(assertion)
                for anchor in assertion.anchors:
                    self._speakers[anchor.source, era].add(assertion.agent)
            for value in assertion.values:
                if isinstance(value.value, str):
                    self._by_value[fact.predicate, value.value].append(entry)
            for entity in entities_of(fact, assertion):
                if assertion.when and None not in (assertion.when.date.lo, assertion.when.date.hi):
                    date = assertion.when.date
                    self._spans[entity].append((date.lo or 0, date.hi or 0))
                if fact.sensitivity >= ATROCITY:
                    self._harmed.add(entity)
                elif fact.sensitivity < HARM and not fact.suspect:
                    self._told.add(entity)

    # Proofs

    def in_scope(self, asked: Asked, given: frozenset[str]) -> list[tuple[Fact, Assertion]]:
        """Every assertion of the asked predicate that doesn't certainly speak of something else
        in one of the ``given`` slots. Subjects are compared by id: that is what ids are for."""
        fact = asked.fact
        if "subject" in given:
            found = self._by_subject[fact.predicate, fact.subject]
        elif "value" in given and all(isinstance(v, str) for v in asked.stated("value")):
            kin = {k for v in asked.stated("value") if isinstance(v, str) for k in self._kin(v)}
            found = [e for value in sorted(kin) for e in self._by_value[fact.predicate, value]]
        else:
            found = self._by_predicate[fact.predicate]
        # What another agent says of the same matter counts, too: denied values are no distractors.
        others = sorted(given - {"subject", "agent"})
        return [e for e in found if not any(self._apart(asked, e, slot) for slot in others)]

    def _apart(self, asked: Asked, entry: tuple[Fact, Assertion], slot: str) -> bool:
        stated = asked.stated(slot)
        there = slot_values(*entry, slot)
        return (
            bool(stated)
            and bool(there)
            and all(self.differs(one, other) for one in stated for other in there)
        )

    def differs(self, one: Scalar, other: Scalar) -> bool:
        return certainly_differs(self.pack, one, other)

    def of_subject(self, predicate: str, subject: str) -> list[tuple[Fact, Assertion]]:
        return self._by_subject[predicate, subject]

    def with_value(self, predicate: str, value: str) -> list[tuple[Fact, Assertion]]:
        return self._by_value[predicate, value]

    def _kin(self, entity: str) -> set[str]:
        """The ids that may name the same thing, or a part or a whole of it."""
        known = self.pack.entities.get(entity)
        if known is None:
            return {entity}
        near = {entity, *known.part_of, *self._parts[entity]}
        for name in names(known):
            near |= self._named[name]
        return near

    @cached_property
    def _parts(self) -> dict[str, set[str]]:
        parts: dict[str, set[str]] = defaultdict(set)
        for entity in self.pack.entities.values():
            for whole in entity.part_of:
                parts[whole].add(entity.id)
        return parts

    @cached_property
    def _named(self) -> dict[str, set[str]]:
        named: dict[str, set[str]] = defaultdict(set)
        for entity in self.pack.entities.values():
            for name in names(entity):
                named[name].add(entity.id)
        return named

    # Pools

    def may_stand(self, entity: Entity) -> bool:
        """Whether an entity may serve as a distractor: a foil, or one that is told of elsewhere.
        Nobody who appears in an account of atrocities ever does."""
        if entity.type == "person" and self.is_harmed(entity.id):
            return False
        return entity.foil or entity.id in self._told

    def is_harmed(self, entity: str) -> bool:
        """Whether an account of atrocities names it."""
        return entity in self._harmed

    def alike(self, entity: Entity, *salt: object) -> Sequence[Entity]:
        """Entities of the same type, role and number, at most ``WINDOW`` of them."""
        ring = self._rings[entity.type, entity.role, entity.plural]
        if len(ring) <= WINDOW:
            return [found for _, found in ring]
        start = bisect(ring, draw.number(*salt), key=lambda entry: entry[0])
        return [ring[(start + i) % len(ring)][1] for i in range(WINDOW)]

    @cached_property
    def _rings(self) -> dict[tuple[str, str, bool], list[tuple[int, Entity]]]:
        rings: dict[tuple[str, str, bool], list[tuple[int, Entity]]] = defaultdict(list)
        for entity in self.pack.entities.values():
            if self.may_stand(entity):
                key = (entity.type, entity.role, entity.plural)
                rings[key].append((draw.number("ring", entity.id), entity))
        for ring in rings.values():
            ring.sort(key=lambda entry: (entry[0], entry[1].id))
        return rings

    def era_distance(self, entity: Entity, span: Span | None) -> int:
        """0 where the entity is attested near the time asked about, 1 where nothing is known,
        2 where it is attested at other times only."""
        spans = self._spans_of(entity)
        if span is None or not spans:
            return 1
        age = max(0, (self.pack.as_of.lo or 0) - span[0])
        reach = max(NEAR_DAYS, int(age * NEAR_SHARE))
        near = any(lo - reach <= span[1] and span[0] <= hi + reach for lo, hi in spans)
        return 0 if near else 2

    def _spans_of(self, entity: Entity) -> Sequence[Span]:
        lived = entity.lived
        if lived is None:
            return self._spans[entity.id]
        today = self.pack.as_of.lo or 0
        return [
            (BEGINNING if lived.lo is None else lived.lo, today if lived.hi is None else lived.hi)
        ]

    def speakers(self, source: str, era: str | None) -> frozenset[str]:
        """Agents on record in a document, in facts that may be asked, with claims of that era;
        None stands for claims of no known time, and for packs without eras."""
        return frozenset(self._speakers.get((source, era), ()))

    def era_of_claim(self, assertion: Assertion) -> str | None:
        """The id of the era in which something was said, else of which it was said."""
        when = assertion.said_on or (assertion.when and assertion.when.date)
        era = self.era_of(when) if when else None
        return era.id if era else None

    def era_of(self, date: Date) -> EraSpan | None:
        """The first era into which the earliest possible day of a date falls."""
        if date.lo is None:
            return None
        for era in self._eras:
            if (era.lo is None or era.lo <= date.lo) and (era.hi is None or date.lo <= era.hi):
                return era
        return None

    def deniers(self, fact: Fact, assertion: Assertion) -> dict[str, Assertion]:
        """Who denies an assertion, by agent."""
        return {
            other.agent: other
            for other in fact.assertions
            if other.stance is Stance.DENIES and other.of == assertion.id
        }


def entities_of(fact: Fact, assertion: Assertion) -> set[str]:
    """Everything that a fact's assertion names: subject, values, qualifiers (texts among them)."""
    found = {fact.subject}
    for value in assertion.values:
        if isinstance(value.value, str):
            found.add(value.value)
        for qualifiers in value.qualifiers.values():
            found.update(qualifiers)
    for qualifiers in assertion.qualifiers.values():
        found.update(qualifiers)
    return found
