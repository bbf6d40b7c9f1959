from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds import Phase
from quizzes.scheduling import NEW, Recalled, is_recollection, true_retention, wilson
from tests.scheduling.states import DAY, settled

MONDAY = date(2026, 8, 31)


def recalled(passed, failed, day=MONDAY):
    return [Recalled(day=day, passed=True)] * passed + [Recalled(day=day, passed=False)] * failed


@pytest.mark.parametrize(
    ("passed", "total", "lo", "hi"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_agrees_with_published_values(passed, total, lo, hi):
    # Newcombe (1998), table I: 81 of 263; the other two from its formula by hand
    share = wilson(passed, total)

    assert (share.lo, share.hi) == (pytest.approx(lo, abs=1e-4), pytest.approx(hi, abs=1e-4))


@given(st.integers(1, 400).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_wilson_holds_the_share_and_keeps_inside_its_bounds(counts):
    share = wilson(*counts)

    assert 0 <= share.lo <= share.share + 1e-12
    assert share.share - 1e-12 <= share.hi <= 1


@pytest.mark.parametrize("counts", [(0, 0), (2, 1), (-1, 3)])
def test_wilson_refuses_what_is_no_share(counts):
    with pytest.raises(ValueError, match="of"):
        wilson(*counts)


def test_weeks_begin_on_monday_and_empty_ones_are_told():
    sunday = MONDAY + timedelta(days=6)
    weeks = true_retention(
        recalled(3, 1) + recalled(1, 0, sunday) + recalled(1, 1, MONDAY + timedelta(days=15))
    )

    assert [week.monday for week in weeks] == [MONDAY + timedelta(weeks=week) for week in range(3)]
    assert [week.retention and (week.retention.passed, week.retention.total) for week in weeks] == [
        (4, 5),
        None,
        (1, 2),
    ]


def test_no_reviews_make_no_weeks():
    assert true_retention([]) == []


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (NEW, False),
        (settled(), True),
        (settled(last_day=DAY), False),
        (settled(phase=Phase.RELEARNING, step=0, due_day=None), False),
    ],
)
def test_only_a_settled_card_on_a_later_day_tells_of_retention(before, expected):
    assert is_recollection(before, DAY) is expected
