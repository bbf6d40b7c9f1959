import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from quizzes.forms.quiz import LONGEST_PAUSE, AnswerForm, moved, places
from quizzes.grading import Chosen, Ordered, Skipped
from tests.grading.items import choice, dated

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
