from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from quizzes.forms.quiz import LONGEST_PAUSE, AnswerForm, moved, places
from quizzes.grading import Chosen, Ordered, Picked, Skipped, Typed
from quizzes.items import FALSE, TRUE, AcceptedNumber
from tests.grading.items import (
    choice,
    date_answer,
    dated,
    multiple,
    numerical,
    short,
    true_false,
)

TOKEN = "token=6f3c4f3e-95a4-4d0c-9d0e-0c6e4f8d2b11"


def form(query, item, shuffle):
    return AnswerForm(QueryDict(f"{TOKEN}&{query}"), item=item, shuffle=shuffle)


@pytest.mark.parametrize(("place", "option"), [(1, "c"), (2, "a"), (3, "d"), (4, "b")])
def test_place_names_the_option_that_stands_there(place, option):
    answer = form(f"place={place}", choice(), [2, 0, 3, 1])
    assert answer.is_valid()
    assert answer.response == Chosen(option=option)


def test_places_name_the_events_that_stand_there():
    answer = form("order=3&order=1&order=2", dated("abc"), [1, 2, 0])
    assert answer.is_valid()
    assert answer.response == Ordered(events=("a", "b", "c"))


@pytest.mark.parametrize("item", [choice(), dated("abcd")], ids=["choice", "ordering"])
def test_skip_claims_nothing_whatever_else_is_sent(item):
    answer = form("skip=1&place=2&order=1", item, [0, 1, 2, 3])
    assert answer.is_valid()
    assert answer.response == Skipped()


@pytest.mark.parametrize(
    ("sent", "seconds"), [("7", 7), ("-5", 0), ("999999", LONGEST_PAUSE), ("", 0)]
)
def test_seconds_stay_within_reason(sent, seconds):
    answer = form(f"place=1&seconds={sent}", choice(), [0, 1, 2, 3])
    assert answer.is_valid()
    assert answer.cleaned_data["seconds"] == seconds


@pytest.mark.parametrize("query", ["", "order=1&order=2", "order=1&order=2&order=2", "order=x"])
def test_places_that_are_no_permutation_are_refused(query):
    with pytest.raises(ValidationError):
        places(QueryDict(query), count=3)


@pytest.mark.parametrize(
    ("move", "after"),
    [
        ("2-up", [2, 3, 1]),
        ("3-up", [3, 2, 1]),
        ("3-down", [2, 3, 1]),
        ("1-up", [3, 1, 2]),
        ("1-down", [3, 2, 1]),
        ("9-up", [3, 2, 1]),
        ("x-up", [3, 2, 1]),
        ("2-left", [3, 2, 1]),
        ("", [3, 2, 1]),
    ],
)
def test_moved_takes_one_step_within_the_list(move, after):
    assert moved([3, 2, 1], move) == after


@pytest.mark.parametrize(
    ("query", "picked"),
    [("place=1", ("c",)), ("place=4&place=2", ("a", "b")), ("place=2&place=2", ("a",))],
)
def test_boxes_name_the_options_that_stand_there(query, picked):
    answer = form(query, multiple(), [2, 0, 3, 1])
    assert answer.is_valid()
    assert answer.response == Picked(options=picked)


@pytest.mark.parametrize("query", ["", "place=0", "place=5", "place=1&place=x", "place=²"])
def test_no_box_or_one_that_is_not_there_is_refused(query):
    answer = form(query, multiple(), [0, 1, 2, 3])
    assert not answer.is_valid()
    assert answer.response is None


@pytest.mark.parametrize(("place", "option"), [(1, TRUE), (2, FALSE)])
def test_true_stands_before_false(place, option):
    answer = form(f"place={place}", true_false(), [0, 1])
    assert answer.is_valid()
    assert answer.response == Chosen(option=option)


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (short(), "Сіверський Донець"),
        (numerical(), "1 681,5"),
        (numerical(unit="km"), "12 km"),
        (date_answer(), "27 вересня 1680"),
    ],
)
def test_what_was_typed_is_kept_as_it_was_typed(item, text):
    answer = form(urlencode({"typed": text}), item, [])
    assert answer.is_valid()
    assert answer.response == Typed(text=text)


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (short(), ""),
        (short(), "   "),
        (short(), "x" * 201),
        (numerical(), "many"),
        (numerical(unit="km"), "12 m"),
        (date_answer(), "long ago"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(item, text):
    answer = form(urlencode({"typed": text}), item, [])
    assert not answer.is_valid()
    assert list(answer.errors) == ["typed"]


@pytest.mark.parametrize("key", ["3", "1e9", "-7"])
def test_whether_a_number_can_be_read_does_not_depend_on_the_key(key):
    item = numerical(AcceptedNumber(value=key))
    assert not form(urlencode({"typed": "1e9"}), item, []).is_valid()
    assert form(urlencode({"typed": "3"}), item, []).is_valid()


@pytest.mark.parametrize(("sent", "kept"), [("", 1), ("-4", 1), ("7", 7), ("9" * 30, 1_000_000)])
def test_sequence_stays_within_reason(sent, kept):
    answer = form(f"place=1&sequence={sent}", choice(), [0, 1, 2, 3])
    assert answer.is_valid()
    assert answer.cleaned_data["sequence"] == kept
