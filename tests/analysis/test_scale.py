from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.analysis import (
    Band,
    Counts,
    Scale,
    band_of,
    bands_from_json,
    bands_to_json,
    counting,
    grade_of,
    overall,
    percent,
    twelve,
)
from quizzes.errors import BandsInvalid

SCHOOL = [
    {"from": 90, "label": "відмінно"},
    {"from": 70, "label": "добре"},
    {"from": 0, "label": "треба повторити"},
]
BANDS = bands_from_json(SCHOOL)
shares = st.builds(Fraction, st.integers(0, 60), st.just(60))


@pytest.mark.parametrize(
    ("counts", "share", "place"),
    [("best", 0.8, 1), ("last", 0.3, 3), ("first", 0.5, 0), ("average", 0.6, None)],
)
def test_the_attempt_that_counts(counts, share, place):
    attempts = [0.5, 0.8, 0.8, 0.3]

    assert overall(attempts, counts) == share
    assert counting(attempts, counts) == place


@pytest.mark.parametrize("counts", Counts)
def test_without_an_attempt_nothing_counts(counts):
    assert overall([], counts) is None
    assert counting([], counts) is None


def test_an_average_of_thirds_is_exact():
    assert overall([1 / 3, 2 / 3, 1], "average") == 2 / 3
    assert overall([0.1] * 3, "average") == 0.1


def test_an_unknown_way_of_counting_is_refused():
    with pytest.raises(ValueError, match="luckiest"):
        overall([0.5], "luckiest")


@pytest.mark.parametrize(
    ("share", "told"),
    [(0, 0), (1, 100), (2 / 3, 67), (1 / 3, 33), (0.125, 13), (0.005, 1), (0.004, 0), (0.999, 99)],
)
def test_percent_is_rounded_but_hundred_is_all_of_it(share, told):
    assert percent(share) == told


def test_percent_is_not_rounded_up_to_a_limit_that_was_missed():
    assert percent(0.596) == 60
    assert percent(0.596, [60]) == 59
    assert percent(0.6, [60]) == 60


def test_twelve_equals_the_documented_cut_offs():
    cut_offs = {points: Fraction(2 * points - 1, 24) for points in range(2, 13)}

    assert twelve(0) == 1
    for points, cut_off in cut_offs.items():
        assert twelve(float(cut_off)) == points
        assert twelve(float(cut_off - Fraction(1, 1000))) == points - 1
    assert twelve(1) == 12


@given(st.lists(shares, min_size=2, max_size=2))
def test_a_better_share_is_never_graded_lower(two):
    low, high = sorted(map(float, two))
    order = [band.label for band in reversed(BANDS)]

    assert percent(low, [60]) <= percent(high, [60])
    assert twelve(low) <= twelve(high)
    assert order.index(band_of(low, BANDS)) <= order.index(band_of(high, BANDS))


@given(shares, st.integers(1, 100))
def test_the_percent_told_reaches_the_mark_when_the_share_does(share, mark):
    grade = grade_of(float(share), "percent", pass_mark=mark)

    assert grade.passed == (100 * share >= mark) == (grade.percent >= mark)


def test_tenths_added_up_as_floats_pass_the_mark_they_reach():
    share = 0.7 + 0.1  # 0.7999999999999999
    assert share < 0.8
    assert grade_of(share, "pass", pass_mark=80).passed is True
    assert band_of(sum([0.1] * 7), (Band(lowest=70, label="добре"),)) == "добре"


@pytest.mark.parametrize(
    ("scale", "share", "value"),
    [
        ("percent", 0.75, 75),
        ("twelve", 0.75, 9),
        ("pass", 0.5, True),
        ("pass", 0.49, False),
        ("bands", 0.75, "добре"),
        ("bands", 0.7, "добре"),
        ("bands", 0.6999, "треба повторити"),
        ("bands", 1, "відмінно"),
    ],
)
def test_grade_of_tells_the_share_on_the_scale(scale, share, value):
    assert grade_of(share, scale, bands=BANDS).value == value


def test_grade_of_tells_percent_while_a_class_has_no_bands():
    grade = grade_of(0.75, "bands")

    assert (grade.label, grade.value) == ("", 75)


def test_grade_of_says_passed_on_any_scale_with_a_pass_mark():
    assert grade_of(0.6, "twelve", pass_mark=60).passed is True
    assert grade_of(0.6, "twelve").passed is None
    assert grade_of(0.6, "pass", pass_mark=61).passed is False


@pytest.mark.parametrize("scale", Scale)
def test_grade_of_nothing_is_nothing(scale):
    assert grade_of(None, scale) is None


def test_bands_travel_through_json_and_back():
    assert bands_to_json(BANDS) == SCHOOL


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (None, "bands-missing", None),
        ([], "bands-missing", None),
        ({"from": 0, "label": "a"}, "bands-missing", None),
        ([{"from": 0, "label": "a"}] * 21, "bands-many", None),
        (["a"], "band-form", 1),
        ([{"from": 0}], "band-form", 1),
        ([{"from": 0, "label": "a", "x": 1}], "band-form", 1),
        ([{"from": "0", "label": "a"}], "band-form", 1),
        ([{"from": True, "label": "a"}], "band-form", 1),
        ([{"from": 101, "label": "a"}], "band-range", 1),
        ([{"from": -1, "label": "a"}], "band-range", 1),
        ([{"from": float("nan"), "label": "a"}], "band-range", 1),
        ([{"from": 0, "label": " "}], "band-label", 1),
        ([{"from": 0, "label": "a" * 41}], "band-label", 1),
        ([{"from": 0, "label": 5}], "band-label", 1),
        ([{"from": 50, "label": "a"}, {"from": 50, "label": "b"}], "bands-order", 2),
        ([{"from": 0, "label": "a"}, {"from": 50, "label": "b"}], "bands-order", 2),
        ([{"from": 50, "label": "a"}, {"from": 1, "label": "b"}], "bands-floor", 2),
    ],
)
def test_bands_from_json_names_what_is_wrong(data, code, place):
    with pytest.raises(BandsInvalid) as refused:
        bands_from_json(data)

    assert (refused.value.code, refused.value.params.get("place")) == (code, place)
