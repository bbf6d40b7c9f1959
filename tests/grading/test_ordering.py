from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.grading import Method, Ordered, grade
from quizzes.grading.ordering import allowed_orders, longest_contiguous, longest_ordered, score
from tests.grading.by_definition import grades as grades_by_definition
from tests.grading.items import dated, event, ordering

orders = st.integers(2, 7).flatmap(lambda n: st.permutations(range(1, n + 1)))

# Worked out by hand: response, then the nine grades in the order of ASSESSED.
ASSESSED = [
    Method.ALL_OR_NOTHING,
    Method.ABSOLUTE_POSITION,
    Method.RELATIVE_TO_CORRECT,
    Method.RELATIVE_NEXT_EXCLUDE_LAST,
    Method.RELATIVE_NEXT_INCLUDE_LAST,
    Method.RELATIVE_ONE_PREVIOUS_AND_NEXT,
    Method.RELATIVE_ALL_PREVIOUS_AND_NEXT,
    Method.LONGEST_ORDERED_SUBSET,
    Method.LONGEST_CONTIGUOUS_SUBSET,
]
TABLE = [
    ([1, 2, 3, 4], [1, 1, 1, 1, 1, 1, 1, 1, 1]),
    ([1, 4, 2, 3], [0, 1 / 4, 1 - 4 / 12, 1 / 3, 1 / 4, 3 / 8, 4 / 6, 3 / 4, 3 / 4]),
    ([4, 3, 2, 1], [0, 0, 1 - 8 / 12, 0, 0, 0, 0, 0, 0]),
    ([2, 1, 4, 3], [0, 0, 1 - 4 / 12, 0, 0, 0, 4 / 6, 2 / 4, 2 / 4]),
    ([2, 3, 4, 1], [0, 0, 1 - 6 / 12, 2 / 3, 2 / 4, 4 / 8, 3 / 6, 3 / 4, 3 / 4]),
    ([2, 1], [0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ([3, 2, 1], [0, 1 / 3, 1 - 4 / 6, 0, 0, 0, 0, 0, 0]),
    ([1, 3, 5, 2, 4], [0, 1 / 5, 1 - 6 / 20, 0, 0, 1 / 10, 7 / 10, 3 / 5, 2 / 5]),
    ([4, 5, 1, 2, 3], [0, 0, 1 - 12 / 20, 3 / 4, 3 / 5, 6 / 10, 4 / 10, 3 / 5, 3 / 5]),
]


@pytest.mark.parametrize(("response", "grades"), TABLE, ids=lambda value: str(value)[:20])
def test_score_equals_the_grades_worked_out_by_hand(response, grades):
    assert [score(response, method) for method in ASSESSED] == pytest.approx(grades)


@pytest.mark.parametrize("n", range(2, 7))
def test_score_equals_the_definitions_for_every_order(n):
    for p in permutations(range(1, n + 1)):
        expected = grades_by_definition(p)
        assert {method: score(p, method) for method in Method} == pytest.approx(expected)


@given(st.integers(7, 11).flatmap(lambda n: st.permutations(range(1, n + 1))))
def test_score_equals_the_definitions_for_long_orders(p):
    expected = grades_by_definition(p)
    assert {method: score(p, method) for method in Method} == pytest.approx(expected)


@given(orders)
def test_score_is_a_share_and_only_the_right_order_earns_all_of_it(p):
    for method in Method:
        share = score(p, method)
        assert 0 <= share <= 1
        assert (share == 1) == (p == sorted(p))


@given(orders)
def test_longest_ordered_equals_a_search_over_all_subsequences(p):
    subsequences = [[]]
    for name in p:
        subsequences += [[*s, name] for s in subsequences if not s or s[-1] < name]
    assert longest_ordered(p) == max(map(len, subsequences))


@given(orders)
def test_longest_contiguous_is_never_longer_than_longest_ordered(p):
    assert 1 <= longest_contiguous(p) <= longest_ordered(p)


@given(orders)
def test_reversing_an_order_gives_the_pairs_that_were_missing(p):
    method = Method.RELATIVE_ALL_PREVIOUS_AND_NEXT
    assert score(p, method) + score(p[::-1], method) == pytest.approx(1)


def test_allowed_orders_of_certain_dates_is_the_one_order():
    assert list(allowed_orders(dated("abcd").events)) == [(0, 1, 2, 3)]


def test_allowed_orders_frees_only_the_pair_whose_dates_overlap():
    item = ordering(event("a", 1, 1), event("b", 5, 9), event("c", 7, 7), event("d", 20, None))
    assert list(allowed_orders(item.events)) == [(0, 1, 2, 3), (0, 2, 1, 3)]


def test_allowed_orders_follows_the_author_where_there_are_no_dates():
    item = ordering(*(event(name, None, None) for name in "abc"))
    assert list(allowed_orders(item.events)) == [(0, 1, 2)]


def test_allowed_orders_takes_an_open_end_as_undecided():
    item = ordering(event("a", 1, None), event("b", 5, 5), event("c", 9, 9))
    assert list(allowed_orders(item.events)) == [(0, 1, 2), (1, 0, 2), (1, 2, 0)]


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("answer", [("b", "a", "c"), ("a", "b", "c")])
def test_grade_calls_every_allowed_order_right(method, answer):
    item = ordering(event("a", 1, 5), event("b", 3, 9), event("c", 20, 20))
    result = grade(item, Ordered(events=answer), method)
    assert (result.score, result.right, result.order) == (1, True, answer)


@pytest.mark.parametrize("method", Method)
def test_grade_is_the_best_over_all_allowed_orders(method):
    item = ordering(event("a", 1, 6), event("b", 3, 9), event("c", 5, 12), event("d", 20, 20))
    allowed = list(allowed_orders(item.events))
    for given_order in permutations(range(4)):
        best = max(score([order.index(i) + 1 for i in given_order], method) for order in allowed)
        response = Ordered(events=tuple(item.events[i].id for i in given_order))
        assert grade(item, response, method).score == pytest.approx(best)


def test_an_undecided_pair_can_cost_less_than_a_decided_one():
    item = ordering(event("a", 1, 5), event("b", 3, 9), event("c", 20, 20))
    result = grade(item, Ordered(events=("c", "b", "a")))
    assert result.words.params == {"right": 1, "of": 3}
    assert result.order == ("b", "a", "c")
