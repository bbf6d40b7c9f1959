"""When two values certainly differ: the ground on which a distractor is proven wrong.

    Kind       Certainly different
    entities   neither is the other, no label or alias is shared, neither is part of the other,
               however indirectly
    agents     of different parties: a ministry may speak for its state
    dates      no common day (``dates.disjoint``)
    quantities the same unit, and no common number within what is stated and its rounding
    texts      never: two wordings may mean one thing
    mixed      never

A quantity as an interval:

    Op     Numbers that it leaves open
    =      n itself; numbers ending in two or more zeros are taken as rounded (12000: 11500 to
           12500), and decimals as rounded to their last place
    ~      half the place of the last digit that is not 0 (1000: 500 to 1500), at least 5 %
    > <    beyond n;  ≥ ≤ n, too
    range  n to ``to``, both included
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from quizzes.dates import Date, disjoint
from quizzes.factbase.model import Entity, Pack, Quantity, Scalar
from quizzes.kinds import Op

ABOUT = Decimal("0.05")
ROUND_FROM_ZEROS = 2
_ARTICLE = re.compile(r"^(the|a|an)\s+")
_INFINITY = Decimal("Infinity")


def certainly_differs(pack: Pack, a: Scalar, b: Scalar) -> bool:
    """Whether no state of the world lets both values be right. Strings are ids of entities or
    agents of the pack; any other string is a text."""
    if isinstance(a, Date) and isinstance(b, Date):
        return disjoint(a, b)
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return quantities_differ(a, b)
    if isinstance(a, str) and isinstance(b, str):
        if a in pack.entities and b in pack.entities:
            return entities_differ(pack, a, b)
        if a in pack.agents and b in pack.agents:
            return pack.agents[a].party != pack.agents[b].party
    return False


def compatible(pack: Pack, a: Scalar, b: Scalar) -> bool:
    """Whether both values may be right."""
    return not certainly_differs(pack, a, b)


def differs_from_all(pack: Pack, a: Scalar, others: Iterable[Scalar]) -> bool:
    return all(certainly_differs(pack, a, other) for other in others)


def entities_differ(pack: Pack, a: str, b: str) -> bool:
    if a == b or a in wholes(pack, b) or b in wholes(pack, a):
        return False
    return not (names(pack.entities[a]) & names(pack.entities[b]))


def names(entity: Entity) -> frozenset[str]:
    """Label, aliases and Ukrainian name, casefolded and without an article."""
    every = (entity.label, entity.uk, *entity.aliases)
    return frozenset(_ARTICLE.sub("", " ".join(n.casefold().split())) for n in every if n)


def wholes(pack: Pack, entity_id: str) -> frozenset[str]:
    """Everything that an entity is part of, however indirectly; unknown ids are passed over."""
    found: set[str] = set()
    ahead = [entity_id]
    while ahead:
        entity = pack.entities.get(ahead.pop())
        for whole in entity.part_of if entity else ():
            if whole not in found:
                found.add(whole)
                ahead.append(whole)
    return frozenset(found)


def quantities_differ(a: Quantity, b: Quantity) -> bool:
    if a.unit.casefold() != b.unit.casefold():
        return False
    (low_a, low_a_in, high_a, high_a_in) = interval(a)
    (low_b, low_b_in, high_b, high_b_in) = interval(b)
    if high_a == low_b:
        return not (high_a_in and low_b_in)
    if high_b == low_a:
        return not (high_b_in and low_a_in)
    return high_a < low_b or high_b < low_a


def interval(quantity: Quantity) -> tuple[Decimal, bool, Decimal, bool]:
    """(low, whether low itself is possible, high, whether high itself is possible)."""
    n = quantity.n
    match quantity.op:
        case Op.EQUAL:
            slack = _rounding(n) if _looks_rounded(n) else Decimal(0)
            return n - slack, True, n + slack, True
        case Op.ABOUT:
            slack = max(_rounding(n), abs(n) * ABOUT)
            return n - slack, True, n + slack, True
        case Op.MORE:
            return n, False, _INFINITY, False
        case Op.AT_LEAST:
            return n, True, _INFINITY, False
        case Op.LESS:
            return -_INFINITY, False, n, False
        case Op.AT_MOST:
            return -_INFINITY, False, n, True
        case Op.RANGE:
            return n, True, n if quantity.to is None else quantity.to, True


def _looks_rounded(n: Decimal) -> bool:
    exponent = _place(n)
    return exponent < 0 or exponent >= ROUND_FROM_ZEROS


def _rounding(n: Decimal) -> Decimal:
    """Half the place of the last digit that tells something."""
    return Decimal(5).scaleb(_place(n) - 1)


def _place(n: Decimal) -> int:
    """The power of ten of the last digit: 2 for 1200, 0 for 1201, -1 for 74.2 and 74.0 alike."""
    exponent = n.as_tuple().exponent
    if not isinstance(exponent, int):
        return 0
    if exponent < 0 or n == 0:
        return exponent
    normal = n.normalize().as_tuple().exponent
    return normal if isinstance(normal, int) else 0
