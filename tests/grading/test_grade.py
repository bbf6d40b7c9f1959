import pytest

from quizzes.errors import ResponseInvalid
from quizzes.grading import (
    Chosen,
    Method,
    Ordered,
    Skipped,
    grade,
    response_from_json,
    response_to_json,
)
from tests.grading.items import choice, dated


def test_choice_of_the_key_is_right():
    result = grade(choice(key="b"), Chosen(option="b"))
    assert (result.score, result.right, result.words.code, result.missed) == (
        1,
        True,
        "right",
        frozenset(),
    )


def test_choice_of_a_distractor_misses_the_fact():
    result = grade(choice(key="b"), Chosen(option="c"))
    assert (result.score, result.right, result.words.code, result.missed) == (
        0,
        False,
        "wrong",
        frozenset({"fort"}),
    )


def test_ordering_is_told_in_pairs_by_default():
    result = grade(dated("abcde"), Ordered(events=tuple("acbed")))
    assert result.score == pytest.approx(0.8)
    assert (result.words.code, result.words.params) == ("pairs", {"right": 8, "of": 10})
    assert result.order == tuple("abcde")


def test_ordering_misses_the_facts_whose_card_stands_on_a_wrong_side():
    result = grade(dated("abcd"), Ordered(events=tuple("bacd")))
    assert result.missed == {"fact-a", "fact-b"}


@pytest.mark.parametrize(
    ("method", "code", "params"),
    [
        (Method.ALL_OR_NOTHING, "places", {"right": 1, "of": 4}),
        (Method.ABSOLUTE_POSITION, "places", {"right": 1, "of": 4}),
        (Method.RELATIVE_TO_CORRECT, "steps", {"away": 4, "of": 12}),
        (Method.RELATIVE_NEXT_EXCLUDE_LAST, "neighbours", {"right": 1, "of": 3}),
        (Method.RELATIVE_NEXT_INCLUDE_LAST, "neighbours", {"right": 1, "of": 4}),
        (Method.RELATIVE_ONE_PREVIOUS_AND_NEXT, "neighbours", {"right": 3, "of": 8}),
        (Method.RELATIVE_ALL_PREVIOUS_AND_NEXT, "pairs", {"right": 4, "of": 6}),
        (Method.LONGEST_ORDERED_SUBSET, "run", {"right": 3, "of": 4}),
        (Method.LONGEST_CONTIGUOUS_SUBSET, "run", {"right": 3, "of": 4}),
    ],
)
def test_each_method_has_words_that_can_be_counted(method, code, params):
    words = grade(dated("abcd"), Ordered(events=tuple("adbc")), method).words
    assert (words.code, words.params) == (code, params)


@pytest.mark.parametrize("item", [choice(), dated("abc")], ids=["choice", "ordering"])
def test_skipping_scores_nothing_and_is_called_skipped(item):
    result = grade(item, Skipped())
    assert (result.score, result.right, result.words.code) == (0, False, "skipped")
    assert result.missed == set(item.facts)


@pytest.mark.parametrize(
    ("item", "response", "code"),
    [
        (choice(), Chosen(option="z"), "option-unknown"),
        (choice(), Ordered(events=tuple("abcd")), "response-of-another-kind"),
        (dated("abc"), Chosen(option="a"), "response-of-another-kind"),
        (dated("abc"), Ordered(events=tuple("ab")), "cards-differ"),
        (dated("abc"), Ordered(events=tuple("abb")), "cards-differ"),
        (dated("abc"), Ordered(events=tuple("abcc")), "cards-differ"),
    ],
)
def test_response_that_does_not_fit_is_refused(item, response, code):
    with pytest.raises(ResponseInvalid) as refused:
        grade(item, response)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "response", [Chosen(option="a"), Ordered(events=("b", "a")), Skipped()], ids=str
)
def test_response_survives_its_json(response):
    assert response_from_json(response_to_json(response)) == response


@pytest.mark.parametrize("data", [{}, {"chosen": 3}, {"order": "ab"}, {"skipped": False}])
def test_response_of_no_known_shape_is_refused(data):
    with pytest.raises(ResponseInvalid):
        response_from_json(data)
