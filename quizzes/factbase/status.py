"""How firmly a fact stands, derived from its assertions and never typed in.

    contested   a live denial of a live claim, or live claims that cannot all be right
    retracted   every claim is corrected, and nothing was put in its place
    plain       the encyclopaedia asserts it in its own voice
    attributed  otherwise: somebody says so

*Live*: not corrected by another assertion. *Claim*: an assertion that asserts or reports, or a
correction that puts something in the place of what it corrects. Claims cannot all be right where
the predicate is functional in a slot, two of them do not certainly differ in what it is given, and
certainly differ in the slot itself.
"""

from collections.abc import Mapping, Sequence

from quizzes.factbase.model import Agent, Assertion, Fact, Functional, Pack, Predicate
from quizzes.factbase.slots import slot_values
from quizzes.factbase.values import certainly_differs
from quizzes.kinds import Party, Stance, Status

# One subject speaks for a whole fact, and rival agents are no contradiction.
_NEVER_RIVAL = frozenset({"subject", "agent", "gloss"})


def live(assertions: Sequence[Assertion]) -> tuple[Assertion, ...]:
    """The assertions that none of the others corrects."""
    corrected = {a.of for a in assertions if a.stance is Stance.CORRECTS}
    return tuple(a for a in assertions if a.id not in corrected)


def is_claim(assertion: Assertion) -> bool:
    if assertion.stance is Stance.CORRECTS:
        return bool(assertion.values or assertion.when or assertion.gloss)
    return assertion.stance in (Stance.ASSERTS, Stance.REPORTS)


def status_of(fact: Fact, pack: Pack) -> Status:
    """The status of a fact within its pack; ``fact.status`` plays no part. Unknown predicates and
    agents count as saying nothing."""
    alive = live(fact.assertions)
    claims = [a for a in alive if is_claim(a)]
    if not claims:
        return Status.RETRACTED
    if _denied(alive, claims) or _rival(fact, claims, pack):
        return Status.CONTESTED
    if any(_own_voice(claim, pack.agents) for claim in claims):
        return Status.PLAIN
    return Status.ATTRIBUTED


def _denied(alive: Sequence[Assertion], claims: Sequence[Assertion]) -> bool:
    claimed = {claim.id for claim in claims}
    return any(a.stance is Stance.DENIES and a.of in claimed for a in alive)


def _own_voice(claim: Assertion, agents: Mapping[str, Agent]) -> bool:
    agent = agents.get(claim.agent)
    return (
        agent is not None
        and agent.party is Party.ENCYCLOPAEDIA
        and claim.stance is not Stance.REPORTS
    )


def _rival(fact: Fact, claims: Sequence[Assertion], pack: Pack) -> bool:
    predicate: Predicate | None = pack.predicates.get(fact.predicate)
    if predicate is None:
        return False
    return any(
        _contradict(pack, fact, a, b, rule)
        for rule in predicate.functional
        if rule.slot not in _NEVER_RIVAL
        for i, a in enumerate(claims)
        for b in claims[i + 1 :]
    )


def _contradict(pack: Pack, fact: Fact, a: Assertion, b: Assertion, rule: Functional) -> bool:
    given = (slot for slot in rule.given if slot not in _NEVER_RIVAL)
    if any(_apart(pack, fact, a, b, slot) for slot in given):
        return False
    return _apart(pack, fact, a, b, rule.slot)


def _apart(pack: Pack, fact: Fact, a: Assertion, b: Assertion, slot: str) -> bool:
    """Whether both say something in the slot, and nothing that one says fits the other."""
    of_a, of_b = slot_values(fact, a, slot), slot_values(fact, b, slot)
    return (
        bool(of_a)
        and bool(of_b)
        and all(certainly_differs(pack, one, other) for one in of_a for other in of_b)
    )
