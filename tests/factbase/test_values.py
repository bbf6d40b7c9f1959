from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.dates import parse
from quizzes.factbase.model import Entity, Quantity
from quizzes.factbase.values import (
    certainly_differs,
    compatible,
    differs_from_all,
    quantities_differ,
    wholes,
)
from quizzes.kinds import Op
from tests.factbase.packs import pack

PACK = pack()


def quantity(text: str) -> Quantity:
    """The operator, then n, ``to`` and the unit: ``~ 50 people``, ``range 3 5``."""
    op, *rest = text.split()
    numbers = [Decimal(word) for word in rest if word[0].isdigit()]
    unit = "".join(word for word in rest if not word[0].isdigit())
    to = numbers[1] if len(numbers) > 1 else None
    return Quantity(op=Op(op), n=numbers[0], to=to, unit=unit)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("= 440", "= 447"),
        ("= 440 people", "= 447 People"),
        ("> 440", "= 440"),
        ("≥ 440", "= 439"),
        ("< 440", "≥ 440"),
        ("≤ 440", "> 440"),
        ("range 30 35", "= 36"),
        ("range 30 35", "range 36 40"),
        # Rounding: 12000 may be 11500 to 12500, "about 50" 45 to 55.
        ("= 12000", "= 12501"),
        ("~ 50", "= 56"),
        ("~ 1000", "= 499"),
        ("= 74.22", "= 74.24"),
        ("~ 64334", "= 80000"),
    ],
)
def test_quantities_certainly_differ(a: str, b: str) -> None:
    assert quantities_differ(quantity(a), quantity(b))
    assert quantities_differ(quantity(b), quantity(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("= 440", "= 440"),
        ("> 440", "= 447"),
        ("≥ 440", "= 440"),
        ("> 440", "≥ 440"),
        ("> 440", "> 9000"),
        ("range 30 35", "= 35"),
        ("range 30 35", "range 35 40"),
        ("= 12000", "= 12400"),
        ("= 12000", "= 11500"),
        ("~ 50", "= 46"),
        ("~ 1000", "= 1400"),
        ("~ 64334", "= 66000"),
        ("= 74.2", "= 74.22"),
        # What is counted in different units is not compared.
        ("= 440 people", "= 3 graves"),
        ("= 440", "= 3 people"),
    ],
)
def test_quantities_may_both_be_right(a: str, b: str) -> None:
    assert not quantities_differ(quantity(a), quantity(b))
    assert not quantities_differ(quantity(b), quantity(a))


quantities = st.builds(
    Quantity,
    op=st.sampled_from([op for op in Op if op is not Op.RANGE]),
    n=st.decimals(0, 10_000, places=1) | st.integers(0, 100_000).map(Decimal),
)


@given(quantities, quantities)
def test_no_quantity_differs_from_itself_and_the_relation_is_symmetric(
    a: Quantity, b: Quantity
) -> None:
    assert not quantities_differ(a, a)
    assert quantities_differ(a, b) == quantities_differ(b, a)


@pytest.mark.parametrize(
    ("a", "b", "differs"),
    [
        ("guild", "parish", True),
        ("guild", "guild", False),
        # Almersted and Orrin lie in the district.
        ("orrin", "district", False),
        ("district", "orrin", False),
        ("orrin", "almersted", True),
        # Agents of one party may speak for each other.
        ("owners", "union", False),
        ("owners", "halm", True),
        # Wordings prove nothing, and neither does an entity against a text.
        ("the strike was over", "the strike went on", False),
        ("guild", "nobody", False),
    ],
)
def test_entities_agents_and_texts(a: str, b: str, differs: bool) -> None:
    assert certainly_differs(PACK, a, b) is differs
    assert certainly_differs(PACK, b, a) is differs


def with_entities(*more: Entity):
    return replace(PACK, entities={**PACK.entities, **{entity.id: entity for entity in more}})


def test_a_shared_alias_is_no_difference() -> None:
    pack = with_entities(
        Entity(id="x", label="The Old brede", type="settlement"),
        Entity(id="y", label="Y", type="settlement", aliases=("Оррін",)),
        Entity(id="z", label="Z", type="settlement", uk="Оррін"),
    )

    assert not certainly_differs(pack, "x", "brede")
    assert not certainly_differs(pack, "y", "z")
    assert certainly_differs(pack, "x", "orrin")


def test_part_of_reaches_over_several_steps_and_survives_circles() -> None:
    pack = with_entities(
        Entity(id="quarter", label="Q", type="settlement", part_of=("orrin",)),
        Entity(id="a", label="A", type="region", part_of=("b",)),
        Entity(id="b", label="B", type="region", part_of=("a",)),
    )

    assert wholes(pack, "quarter") == {"orrin", "district"}
    assert not certainly_differs(pack, "quarter", "district")
    assert wholes(pack, "a") == {"a", "b"}


def test_dates_differ_where_they_share_no_day() -> None:
    assert certainly_differs(PACK, parse("1681"), parse("1700"))
    assert not certainly_differs(PACK, parse("1681"), parse("16XX"))
    assert not certainly_differs(PACK, parse("1681"), "1700")


def test_compatible_is_the_opposite_and_all_means_every_one() -> None:
    assert compatible(PACK, "orrin", "district")
    assert differs_from_all(PACK, "orrin", ["brede", "almersted"])
    assert not differs_from_all(PACK, "orrin", ["brede", "district"])
