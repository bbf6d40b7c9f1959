"""How firmly a claim stands, derived from the assertions alone."""

from collections.abc import Iterator
from itertools import combinations

from quizzes.audit.meaning import certainly_differ, certainly_same
from quizzes.audit.pack import Assertion, Fact, Pack, Speaker, Thing, Value, Words
from quizzes.kinds import Party, Stance


def values_of(fact: Fact, assertion: Assertion, slot: str, given: str = "") -> tuple[Value, ...]:
    """Every value that the assertion holds in a slot. ``given`` narrows a qualifier to those of
    one value; without it a qualifier is that of all values together."""
    match slot:
        case "subject":
            return (Thing(entity=fact.subject),)
        case "agent":
            return (Speaker(agent=assertion.agent),)
        case "value":
            return tuple(value for value, _ in assertion.values)
        case "when":
            return (assertion.when,) if assertion.when else ()
        case "gloss":
            return (Words(text=assertion.gloss),) if assertion.gloss else ()
    own = [
        value
        for of, qualifiers in assertion.values
        if not given or _names(of) == given
        for value in qualifiers.get(slot, ())
    ]
    return (*assertion.qualifiers.get(slot, ()), *own)


def live(fact: Fact) -> tuple[Assertion, ...]:
    """The assertions that no other corrects."""
    corrected = {a.of for a in fact.assertions if a.stance is Stance.CORRECTS}
    return tuple(a for a in fact.assertions if a.id not in corrected)


def retracted(fact: Fact) -> bool:
    return not [a for a in live(fact) if a.stance is not Stance.DENIES]


def contested(fact: Fact, pack: Pack) -> bool:
    """A live denial of a live assertion, or two live assertions that can't both be true."""
    standing = live(fact)
    ids = {a.id for a in standing}
    if any(a.stance is Stance.DENIES and a.of in ids for a in standing):
        return True
    claims = [a for a in standing if a.stance is not Stance.DENIES]
    return any(rival(fact, a, fact, b, pack) for a, b in combinations(claims, 2))


def rival(
    fact: Fact, one: Assertion, other_fact: Fact, other: Assertion, pack: Pack, slot: str = ""
) -> bool:
    """Whether some functional slot of the predicate (``slot`` alone where it is named) holds values
    in both that certainly differ, though all that the slot depends on may be the same."""
    for functional in pack.predicates[fact.predicate].functional:
        if slot and functional.slot != slot:
            continue
        if not _may_share(fact, one, other_fact, other, functional.given, pack, related=False):
            continue
        first = values_of(fact, one, functional.slot)
        second = values_of(other_fact, other, functional.slot)
        if _comparable(first, second, pack) and _all_differ(first, second, pack):
            return True
    return False


def in_scope(
    fact: Fact, assertion: Assertion, given: frozenset[str], pack: Pack
) -> Iterator[tuple[Fact, Assertion]]:
    """Every assertion of the same predicate, of any stance and standing, that may speak of the
    same as ``assertion`` does in the slots ``given``. What it leaves open may be the same."""
    for other in pack.facts.values():
        if other.predicate != fact.predicate:
            continue
        for claim in other.assertions:
            own = other is fact and claim is assertion
            if own or _may_share(fact, assertion, other, claim, given, pack):
                yield other, claim


def own_voice(fact: Fact, pack: Pack) -> bool:
    """Whether the encyclopaedia says it itself, in a live assertion."""
    return any(
        a.stance is Stance.ASSERTS and pack.agents[a.agent].party is Party.ENCYCLOPAEDIA
        for a in live(fact)
    )


def _may_share(
    fact: Fact,
    one: Assertion,
    other_fact: Fact,
    other: Assertion,
    given: frozenset[str],
    pack: Pack,
    *,
    related: bool = True,
) -> bool:
    """Whether the two agree in the slots, as far as they tell. ``related`` lets a part pass for its
    whole: right where a distractor has to be safe, too much where a contradiction is alleged."""
    for slot in given:
        first = values_of(fact, one, slot)
        second = values_of(other_fact, other, slot)
        if slot == "subject" and not certainly_same(first[0], second[0], pack):
            return False
        if first and second and _all_differ(first, second, pack):
            return False
        things = all(isinstance(value, Thing) for value in (*first, *second))
        if things and not related and first and second and not _any_same(first, second, pack):
            return False
    return True


def _comparable(first: tuple[Value, ...], second: tuple[Value, ...], pack: Pack) -> bool:
    """Whether both hold values, of one type and rank: an oblast is no rival of a raion in it."""
    ranks = {
        (pack.entities[value.entity].type, pack.entities[value.entity].role)
        if isinstance(value, Thing)
        else type(value)
        for value in (*first, *second)
    }
    return bool(first and second) and len(ranks) == 1


def _all_differ(first: tuple[Value, ...], second: tuple[Value, ...], pack: Pack) -> bool:
    return all(certainly_differ(a, b, pack) for a in first for b in second)


def _any_same(first: tuple[Value, ...], second: tuple[Value, ...], pack: Pack) -> bool:
    return any(certainly_same(a, b, pack) for a in first for b in second)


def _names(value: Value) -> str:
    return value.entity if isinstance(value, Thing) else getattr(value, "text", "")
