"""Grading of the kinds that people write: several right options, true or false, typed answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.errors import ResponseInvalid
from quizzes.grading import Chosen, Picked, Skipped, Typed, grade
from quizzes.items import FALSE, TRUE, Accepted, AcceptedNumber, Choice, Option
from tests.grading.items import (
    choice,
    date_answer,
    multiple,
    numerical,
    one_of_each,
    short,
    true_false,
)


@pytest.mark.parametrize(
    ("picked", "score", "params"),
    [
        ("ab", 1, {"right": 2, "of": 2, "wrong": 0}),
        ("ba", 1, {"right": 2, "of": 2, "wrong": 0}),
        ("a", 0.5, {"right": 1, "of": 2, "wrong": 0}),
        ("abc", 0.5, {"right": 2, "of": 2, "wrong": 1}),
        ("abcd", 0, {"right": 2, "of": 2, "wrong": 2}),
        ("ac", 0, {"right": 1, "of": 2, "wrong": 1}),
        ("cd", 0, {"right": 0, "of": 2, "wrong": 2}),
        ("", 0, {"right": 0, "of": 2, "wrong": 0}),
    ],
)
def test_multiple_adds_the_shares_chosen(picked, score, params):
    result = grade(multiple(), Picked(options=tuple(picked)))
    assert (result.score, result.right) == (score, score == 1)
    assert (result.words.code, result.words.params) == ("picked", params)


def test_thirds_make_a_whole():
    third = round(1 / 3, 7)
    item = multiple(a=third, b=third, c=third, d=-1)
    assert grade(item, Picked(options=tuple("abc"))).score == pytest.approx(1)
    exact = multiple(a=1 / 3, b=1 / 3, c=1 / 3)
    assert grade(exact, Picked(options=tuple("abc"))).score == 1


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.floats(-1, 1), min_size=1),
    st.sets(st.sampled_from("abcdef")),
)
def test_multiple_stays_within_0_and_1(shares, picked):
    chosen = tuple(sorted(picked & set(shares)))
    earned = sum(shares[name] for name in chosen)
    score = grade(multiple(**shares), Picked(options=chosen)).score
    assert score == pytest.approx(min(1, max(0, earned)), abs=1e-8)


@pytest.mark.parametrize("picked", ["z", "aa", "abz"])
def test_options_that_are_unknown_or_double_are_refused(picked):
    with pytest.raises(ResponseInvalid):
        grade(multiple(), Picked(options=tuple(picked)))


@pytest.mark.parametrize(
    ("answer", "chosen", "score", "feedback"),
    [
        (True, TRUE, 1, "It had."),
        (True, FALSE, 0, "Count again."),
        (False, TRUE, 0, "It had."),
        (False, FALSE, 1, "Count again."),
    ],
)
def test_true_or_false(answer, chosen, score, feedback):
    result = grade(true_false(answer=answer), Chosen(option=chosen))
    assert (result.score, result.feedback) == (score, feedback)


def test_a_choice_may_give_a_part():
    options = (
        Option(id="a", text="A"),
        Option(id="b", text="B", share=0.5, feedback="Nearly."),
        Option(id="c", text="C", share=-0.5),
    )
    item: Choice = choice()
    item = Choice(**{**vars(item), "options": options, "key": "a"})
    assert grade(item, Chosen(option="a")).score == 1
    nearly = grade(item, Chosen(option="b"))
    assert (nearly.score, nearly.right, nearly.feedback) == (0.5, False, "Nearly.")
    assert (nearly.words.code, nearly.words.params) == ("worth", {"percent": 50})
    assert nearly.missed == {"fort"}
    assert grade(item, Chosen(option="c")).score == 0


def test_the_best_of_the_matching_texts_counts():
    item = short(Accepted(text="*ets", share=0.5), Accepted(text="Donets", feedback="Yes."))
    assert grade(item, Typed(text="donets")).score == 1
    assert grade(item, Typed(text="donets")).feedback == "Yes."
    assert grade(item, Typed(text="Danets")).score == 0.5
    assert grade(item, Typed(text="Dnipro")).score == 0


def test_the_first_number_that_fits_counts():
    item = numerical(
        AcceptedNumber(value="3", tolerance="0.5", share=0.5, feedback="About."),
        AcceptedNumber(value="3"),
        unit="km",
    )
    assert grade(item, Typed(text="3 km")).score == 0.5
    assert grade(item, Typed(text="3,5")).feedback == "About."
    assert grade(item, Typed(text="4")).score == 0
    assert grade(item, Typed(text="many")).words.code == "unreadable"


@pytest.mark.parametrize(
    ("edtf", "typed", "right"),
    [
        ("1680-09-27", "27 September 1680", True),
        ("1680-09-27", "27.09.1680", True),
        ("1680-09-27", "28.09.1680", False),
        ("1680-09-27", "1.10.1680", False),  # within what the Julian calendar leaves open
        ("1680-09", "27 вересня 1680", True),
        ("1680-09", "30.09.1680", True),
        ("1680-09", "1.10.1680", False),
        ("1680", "вересень 1680", True),
        ("1680", "1680", True),
        ("1680", "1681", False),
        ("1601/1700", "1680", True),
        ("1601/1700", "XVII століття", True),
        ("1601/1700", "18th century", False),
        ("../1884", "1700", True),
        ("1990/..", "1700", False),
        ("-0499", "500 BC", True),
        ("1950~", "1951", True),
    ],
)
def test_a_date_inside_the_key_is_right(edtf, typed, right):
    assert grade(date_answer(edtf), Typed(text=typed)).right is right


@pytest.mark.parametrize(
    ("edtf", "typed", "asked", "given"),
    [
        ("1680-09-27", "1680", "day", "year"),
        ("1680-09-27", "September 1680", "day", "month"),
        ("1680-09", "1680", "month", "year"),
        ("1680", "17th century", "year", "interval"),
    ],
)
def test_a_less_precise_date_is_not_right_and_told_so(edtf, typed, asked, given):
    result = grade(date_answer(edtf), Typed(text=typed))
    assert result.score == 0
    assert (result.words.code, result.words.params) == ("vaguer", {"given": given, "asked": asked})


@pytest.mark.parametrize(
    ("edtf", "tolerance", "unit", "typed", "right"),
    [
        ("1680-09-27", 3, "day", "30.09.1680", True),
        ("1680-09-27", 3, "day", "1.10.1680", False),
        ("1680-09-27", 1, "month", "27.10.1680", True),
        ("1680-09-27", 1, "month", "28.10.1680", False),
        ("1680-09", 1, "month", "October 1680", True),
        ("1680-09", 1, "month", "November 1680", False),
        ("1680-01", 1, "month", "February 1680", True),
        ("1680", 5, "year", "1685", True),
        ("1680", 5, "year", "1675", True),
        ("1680", 5, "year", "1686", False),
        ("1699", 1, "year", "1700", True),  # the calendars part by another day from then on
        ("1680-02-29", 1, "year", "28.02.1681", True),
        ("1680-09-27", 1, "year", "1680", True),
    ],
)
def test_tolerance_counts_whole_days_months_and_years(edtf, tolerance, unit, typed, right):
    item = date_answer(edtf, tolerance=tolerance, unit=unit)
    assert grade(item, Typed(text=typed)).right is right


def test_what_is_no_date_is_called_unreadable():
    assert grade(date_answer(), Typed(text="long ago")).words.code == "unreadable"


@pytest.mark.parametrize("item", one_of_each(), ids=lambda item: str(item.kind))
def test_every_kind_can_be_skipped_and_refuses_what_is_of_another(item):
    assert grade(item, Skipped()).words.code == "skipped"
    others = (Chosen(option="nothing"), Picked(options=("nothing",)))
    for response in others:
        with pytest.raises(ResponseInvalid):
            grade(item, response)
