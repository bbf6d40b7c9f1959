"""What is written reads back as the same pack."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from quizzes.factbase.model import Quantity, Value
from quizzes.factbase.reading import parse_pack, read_pack
from quizzes.factbase.writing import write_pack
from quizzes.kinds import Op

ROOT = Path(__file__).parents[2]
FOLDERS = ["fixtures/izium", "quizzes/factbase/starter", "tests/data/pack"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_written_pack_reads_back_as_itself(folder: str) -> None:
    pack = read_pack(ROOT / folder)
    assert parse_pack(write_pack(pack)) == pack


@pytest.mark.parametrize(
    "title",
    [
        "no",
        "1681",
        "~",
        "- a: {b}",
        "# none",
        "Ізюм: «фортеця»",
        "quote \" and ' both",
        "tab\tinside",
        "0x1F",
        "*star",
        "!tag",
        "x" * 200,
        "line\nbreak",
    ],
)
def test_text_of_any_kind_stays_text(title: str) -> None:
    pack = replace(read_pack(ROOT / FOLDERS[1]), title=title)
    assert parse_pack(write_pack(pack)).title == title


@pytest.mark.parametrize(
    "quantity",
    [
        Quantity(op=Op.EQUAL, n=Decimal(440)),
        Quantity(op=Op.EQUAL, n=Decimal("74.20"), unit="km"),
        Quantity(op=Op.ABOUT, n=Decimal(0), unit="people"),
        Quantity(op=Op.AT_LEAST, n=Decimal(-3)),
        Quantity(op=Op.RANGE, n=Decimal(1), to=Decimal("2.5"), unit="days"),
    ],
)
def test_quantity_keeps_its_bound_its_places_and_its_unit(quantity: Quantity) -> None:
    pack = read_pack(ROOT / FOLDERS[1])
    fact = next(f for f in pack.facts.values() if f.predicate == "population")
    first, *others = fact.assertions
    told = replace(first, values=(Value(value=quantity),))
    pack = replace(
        pack, facts={**pack.facts, fact.id: replace(fact, assertions=(told, *others), asks=())}
    )
    read = parse_pack(write_pack(pack)).facts[fact.id].assertions[0].values[0].value
    assert read == quantity
    assert str(read.n) == str(quantity.n)


def test_what_is_empty_is_not_written() -> None:
    files = write_pack(read_pack(ROOT / FOLDERS[1]))
    assert "''" not in "".join(files.values())
