from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.grading.number import readings, within


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("12", ["12"]),
        (" 12. ", ["12"]),
        ("1 681", ["1681"]),
        ("1\u202f681,5", ["1681.5"]),
        ("1\u00a0681.5", ["1681.5"]),
        ("0,5", ["0.5"]),
        (".5", ["0.5"]),
        ("−3", ["-3"]),
        ("–3", ["-3"]),
        ("+3", ["3"]),
        ("1,681", ["1.681", "1681"]),
        ("1.681", ["1.681", "1681"]),
        ("1,234,567", ["1234567"]),
        ("1,234.56", ["1234.56"]),
        ("1.234,56", ["1234.56"]),
        ("٣", []),
        ("", []),
        ("twelve", []),
        ("1e5", []),
        ("1,2,3", []),
        ("12 km", []),
        ("--3", []),
        ("NaN", []),
        ("9" * 5000, []),
    ],
)
def test_numbers_are_read_as_people_type_them(text, numbers):
    assert [str(number) for number in readings(text)] == numbers


@pytest.mark.parametrize("text", ["12 km", "12km", "12 KM", "12 km.", "km 12", "12"])
def test_the_unit_of_the_item_may_be_typed(text):
    assert readings(text, "km") == (Decimal(12),)


@pytest.mark.parametrize("text", ["12 m", "12 kms", "km", "12 km km"])
def test_another_unit_may_not(text):
    assert readings(text, "km") == ()


def test_sign_may_stand_before_the_unit():
    assert readings("−€5", "€") == (Decimal(-5),)


@pytest.mark.parametrize(
    ("number", "value", "tolerance", "fits"),
    [
        ("0.3", "0.1", "0.2", True),
        ("0.30000001", "0.1", "0.2", False),
        ("-0.1", "0.1", "0.2", True),
        ("5", "5", "0", True),
        ("5", "1e999999999", "1", False),
        ("5", "5.000", "0", True),
    ],
)
def test_tolerance_holds_its_edges(number, value, tolerance, fits):
    assert within(Decimal(number), value, tolerance) is fits


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
    )
)
def test_a_number_written_with_comma_or_point_is_read_as_itself(number):
    assert number in readings(str(number).replace(".", ","))
    assert number in readings(str(number))


@given(st.text(max_size=60), st.text(max_size=5))
def test_anything_typed_gives_numbers_or_none(text, unit):
    assert len(readings(text, unit)) <= 2
