"""Dates and quantities beside a given one."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.dates import Date, disjoint, parse
from quizzes.factbase.model import Quantity
from quizzes.factbase.values import quantities_differ
from quizzes.generator.alternatives import around, beside, reworded
from quizzes.kinds import Op

AS_OF = parse("2026-01-01")
ANYWHERE = (None, None)


def neighbours(
    edtf: str, salt: object = 1, window: tuple[int | None, int | None] = ANYWHERE
) -> list[str]:
    key = parse(edtf)
    found = beside(
        key, as_of=AS_OF, window=window, wrong=lambda other: disjoint(key, other), salt=(salt,)
    )
    return [date.edtf for date in found]


@pytest.mark.parametrize(
    "edtf",
    [
        "1681", "1680~", "1707-10-07", "2022-03-06", "2022-03", "1708-22", "124X", "17XX",
        "1601/1700", "1467/1500", "1451/1500", "1707/1708", "1501/1700", "-1299/-0500",
        "2022-03-15/2022-03-16", "1941-06/1941-07",
    ],
)  # fmt: skip
def test_beside_gives_three_dates_of_the_keys_shape(edtf: str) -> None:
    key = parse(edtf)
    found = [parse(text) for text in neighbours(edtf)]
    assert len(found) == 3
    assert {date.precision for date in found} == {key.precision}
    assert {date.approximate for date in found} == {key.approximate}
    together = sorted([key, *found], key=lambda date: date.lo or 0)
    assert all(disjoint(a, b) for a, b in pairwise(together))


@pytest.mark.parametrize("edtf", ["../1884", "1990/..", "1708/1709-03"])
def test_beside_refuses_open_and_mixed_dates(edtf: str) -> None:
    assert neighbours(edtf) == []


def test_beside_moves_thirds_of_a_century_by_thirds() -> None:
    thirds = {"1401/1433", "1434/1466", "1501/1533", "1534/1566", "1567/1600", "1367/1400"}
    assert set(neighbours("1467/1500")) <= thirds | {"1334/1366", "1301/1333"}


def test_beside_moves_seasons_by_seasons_and_not_by_years() -> None:
    for salt in range(20):
        assert all(1705 <= int(text[:4]) <= 1711 for text in neighbours("1708-22", salt))


def test_beside_stays_near_a_month_or_a_day_of_long_ago() -> None:
    for salt in range(20):
        months = [int(text[:4]) * 12 + int(text[5:]) for text in neighbours("1943-03", salt)]
        assert all(abs(month - (1943 * 12 + 3)) <= 6 for month in months)
        days = [parse(text).lo or 0 for text in neighbours("1943-02-05", salt)]
        assert all(abs(day - (parse("1943-02-05").lo or 0)) <= 200 for day in days)


def test_beside_offers_no_next_day() -> None:
    for salt in range(20):
        assert {"2022-03-05", "2022-03-07"}.isdisjoint(neighbours("2022-03-06", salt))


def test_beside_tells_no_first_decade_of_a_century_beside_others() -> None:
    for salt in range(30):
        assert not [text for text in neighbours("124X", salt) if text[2] == "0"]


@given(st.integers(min_value=1000, max_value=2020), st.integers())
def test_beside_never_reaches_beyond_the_packs_date(year: int, salt: int) -> None:
    assert all((parse(text).hi or 0) < (AS_OF.lo or 0) for text in neighbours(str(year), salt))


def test_beside_stays_within_the_window() -> None:
    march = parse("2022-03")
    for salt in range(20):
        found = neighbours("2022-03-29", salt, (march.lo, march.hi))
        assert len(found) == 3
        assert all(text.startswith("2022-03") for text in found)


def test_beside_spreads_the_rank_of_the_key() -> None:
    ranks = [sum(text < "1700" for text in neighbours("1700", salt)) for salt in range(200)]
    assert {rank: ranks.count(rank) > 25 for rank in range(4)} == dict.fromkeys(range(4), True)


@pytest.mark.parametrize(
    ("words", "key", "other", "told"),
    [
        ("on the evening of 12 March 2022", "2022-03-12", "2022-03-19",
         "on the evening of 19 March 2022"),
        ("the years 1707 and 1708", "1707/1708", "1712/1713", "the years 1712 and 1713"),
        ("towards the end of the 15th century", "1451/1500", "1551/1600",
         "towards the end of the 16th century"),
        ("towards the end of the 15th century", "1451/1500", "1401/1450", None),
        ("in the days of the rising", "1707", "1712", None),
    ],
)  # fmt: skip
def test_reworded_moves_what_the_author_wrote(
    words: str, key: str, other: str, told: str | None
) -> None:
    assert reworded(words, parse(key), parse(other), "en") == told


def amounts(n: str, op: Op = Op.EQUAL, unit: str = "people", salt: object = 1) -> list[Quantity]:
    key = Quantity(op=op, n=Decimal(n), unit=unit)
    return around(key, wrong=lambda other: quantities_differ(key, other), salt=(salt,))


@given(st.integers(min_value=20, max_value=10**6), st.integers())
def test_around_gives_three_others_ascending(n: int, salt: int) -> None:
    found = [quantity.n for quantity in amounts(str(n), salt=salt)]
    assert len(found) == 3
    assert found == sorted(set(found) - {Decimal(n)})


def test_around_keeps_form_and_rounding() -> None:
    found = amounts("12000", Op.ABOUT)
    assert {q.op for q in found} == {Op.ABOUT}
    assert all(q.n % 1000 == 0 for q in found)


def test_around_keeps_shares_below_a_hundred() -> None:
    for salt in range(30):
        assert all(q.n < 100 for q in amounts("74.22", unit="per cent", salt=salt))


@pytest.mark.parametrize("n", ["2", "3", "7"])
def test_around_writes_no_single_plural(n: str) -> None:
    for salt in range(20):
        assert min(q.n for q in amounts(n, unit="councils", salt=salt)) >= 2


def test_around_keeps_the_form_of_a_ukrainian_unit() -> None:
    key = Quantity(op=Op.EQUAL, n=Decimal(22), unit="вулиці")
    for salt in range(20):
        found = around(key, wrong=lambda other: other != key, salt=(salt,), language="uk")
        assert len(found) == 3
        assert all(2 <= q.n % 10 <= 4 and not 12 <= q.n % 100 <= 14 for q in found)


@given(st.integers(min_value=1000, max_value=10**6).filter(lambda n: n % 10), st.integers())
def test_around_has_a_neighbour_that_tempts(n: int, salt: int) -> None:
    key = Decimal(n)
    found = amounts(str(n), salt=salt)
    assert min(max(q.n / key, key / q.n) for q in found) <= Decimal("1.6")


def test_around_looks_as_precise_as_the_key() -> None:
    for salt in range(30):
        assert not [q.n for q in amounts("14761", salt=salt) if q.n % 10 == 0]
        assert {q.n % 10 for q in amounts("75", unit="per cent", salt=salt)} == {5}


@pytest.mark.parametrize("op", [Op.MORE, Op.AT_LEAST, Op.LESS, Op.AT_MOST])
def test_around_finds_nothing_beside_a_bound(op: Op) -> None:
    assert amounts("440", op) == []


def test_window_of_a_date_is_no_longer_than_the_date_itself() -> None:
    day: Date = parse("2022-03-06")
    assert neighbours("2022-03-06", window=(day.lo, day.hi)) == []
