from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import fsrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quizzes.errors import ClockBackwards
from quizzes.kinds import Phase, Rating
from quizzes.scheduling import DEFAULT_PARAMETERS, NEW, preview, review, seed_of
from quizzes.scheduling.placement import window
from tests.scheduling.states import DAY, RATINGS, at, settled, situation, states

AGAIN, HARD, GOOD, EASY = Rating
SCHOOL = frozenset(range(5))
few = settings(max_examples=60, deadline=None)
LOADS = st.dictionaries(
    st.integers(1, 90).map(lambda offset: DAY + timedelta(days=offset)), st.integers(0, 30)
)


def days_of(outcomes):
    return [outcomes[rating].interval for rating in (HARD, GOOD, EASY) if outcomes[rating].interval]


@few
@given(
    states(),
    RATINGS,
    st.integers(0, 200),
    st.integers(0, 9999),
    LOADS,
    st.sampled_from([SCHOOL, frozenset()]),
    st.booleans(),
)
def test_what_the_button_shows_is_what_it_does(state, rating, gap, seed, load, school, catching_up):
    day = (state.last_day or DAY) + timedelta(days=gap)
    now = situation(day, seed=seed, load=load, school_weekdays=school, catching_up=catching_up)

    shown = preview(state, DEFAULT_PARAMETERS, now)

    assert review(state, rating, DEFAULT_PARAMETERS, now) == shown[rating]
    assert preview(state, DEFAULT_PARAMETERS, now) == shown


def test_fuzz_of_fsrs_has_no_seed():
    scheduler, now = fsrs.Scheduler(), at(DAY)
    card = fsrs.Card(
        card_id=1,
        state=fsrs.State.Review,
        stability=100.0,
        difficulty=5.0,
        due=now,
        last_review=now - timedelta(days=100),
    )
    due = {scheduler.review_card(card, fsrs.Rating.Good, now)[0].due for _ in range(30)}

    assert len(due) > 1  # the pitfall


def test_seed_differs_by_card_and_by_repetition():
    assert len({seed_of(card, reps) for card in range(1, 50) for reps in range(50)}) == 49 * 50


def test_cards_learned_together_come_back_apart():
    state = settled(stability=100.0, last_day=DAY - timedelta(days=100))
    days = {
        review(state, GOOD, DEFAULT_PARAMETERS, situation(seed=seed_of(card, 5))).interval
        for card in range(40)
    }

    assert len(days) > 10


@few
@given(states(), st.integers(0, 200), st.integers(0, 9999), LOADS)
def test_whole_days_grow_from_hard_over_good_to_easy(state, gap, seed, load):
    day = (state.last_day or DAY) + timedelta(days=gap)
    days = days_of(preview(state, DEFAULT_PARAMETERS, situation(day, seed=seed, load=load)))

    assert all(one < other for one, other in pairwise(days))


def test_fsrs_shows_one_interval_on_three_buttons_after_lapses_and_we_do_not():
    state = settled(stability=0.3, difficulty=9.8, last_day=DAY - timedelta(days=1))
    outcomes = preview(state, DEFAULT_PARAMETERS, situation())
    raw = [outcomes[rating].raw_interval for rating in (HARD, GOOD, EASY)]

    assert raw[0] == raw[1]  # the pitfall
    assert days_of(outcomes) == sorted(set(days_of(outcomes)))


@pytest.mark.parametrize(("left", "expected"), [(1, [1, 1, 1]), (2, [1, 2, 2]), (3, [1, 2, 3])])
def test_buttons_share_a_day_only_where_the_exam_leaves_no_three(left, expected):
    state = settled(stability=0.1, difficulty=10.0, last_day=DAY - timedelta(days=1))
    exam = DAY + timedelta(days=left)

    outcomes = preview(state, DEFAULT_PARAMETERS, situation(last_day_allowed=exam))

    assert days_of(outcomes) == expected


@few
@given(states(), st.integers(0, 200), st.integers(1, 60), st.integers(0, 9999))
def test_nothing_falls_after_the_exam(state, gap, left, seed):
    day = (state.last_day or DAY) + timedelta(days=gap)
    exam = day + timedelta(days=left)
    outcomes = preview(state, DEFAULT_PARAMETERS, situation(day, seed=seed, last_day_allowed=exam))

    assert all(o.state.due_day is None or o.state.due_day <= exam for o in outcomes.values())


def test_exam_that_is_over_holds_nothing_back():
    past = situation(last_day_allowed=DAY)

    assert review(settled(), EASY, DEFAULT_PARAMETERS, past).interval > 10


def test_longest_interval_is_kept():
    short = replace(DEFAULT_PARAMETERS, maximum_interval=30)
    days = {
        day
        for seed in range(20)
        for day in days_of(preview(settled(stability=500.0), short, situation(seed=seed)))
    }

    assert max(days) == 30


def test_exam_gathers_no_pile_on_the_day_before_it():
    state = settled(stability=100.0, last_day=DAY - timedelta(days=100))
    exam = DAY + timedelta(days=30)
    days = {
        review(
            state, GOOD, DEFAULT_PARAMETERS, situation(seed=seed, last_day_allowed=exam)
        ).interval
        for seed in range(40)
    }

    assert days == {26, 27, 28, 29}


@few
@given(states(), RATINGS, st.integers(0, 200), st.integers(0, 9999), LOADS)
def test_good_stays_in_the_window_of_its_raw_interval(state, rating, gap, seed, load):
    day = (state.last_day or DAY) + timedelta(days=gap)
    outcome = review(state, GOOD, DEFAULT_PARAMETERS, situation(day, seed=seed))
    assume(outcome.raw_interval >= 2)
    first, last = window(outcome.raw_interval)

    assert first <= outcome.interval <= last


@pytest.mark.parametrize(
    ("interval", "expected"),
    [(1, (1, 1)), (2, (2, 2)), (3, (2, 4)), (10, (8, 12)), (100, (93, 107)), (181, (170, 192))],
)
def test_window_widens_with_the_interval(interval, expected):
    assert window(interval) == expected


def test_least_loaded_day_of_the_window_is_taken():
    state = settled(stability=100.0, last_day=DAY - timedelta(days=100))
    raw = review(state, GOOD, DEFAULT_PARAMETERS, situation()).raw_interval
    first, last = window(raw)
    free = first + 3
    load = {DAY + timedelta(days=day): 5 for day in range(first, last + 1) if day != free}

    given_ = review(state, GOOD, DEFAULT_PARAMETERS, situation(load=load))

    assert given_.interval == free


def test_school_days_come_first():
    state = settled(stability=100.0, last_day=DAY - timedelta(days=100))
    weekdays = Counter(
        review(
            state, GOOD, DEFAULT_PARAMETERS, situation(seed=seed, school_weekdays=SCHOOL)
        ).state.due_day.weekday()
        for seed in range(60)
    )

    assert set(weekdays) == SCHOOL


def test_school_day_beats_an_empty_weekend():
    state = settled(stability=10.0)
    load = {
        DAY + timedelta(days=day): 9
        for day in range(60)
        if (DAY + timedelta(days=day)).weekday() in SCHOOL
    }
    crowded = situation(load=load, school_weekdays=SCHOOL)

    assert review(state, GOOD, DEFAULT_PARAMETERS, crowded).state.due_day.weekday() in SCHOOL


def test_first_two_days_bend_to_school_days_and_not_to_a_load_alone():
    learning = review(NEW, GOOD, DEFAULT_PARAMETERS, situation()).state
    busy = {DAY + timedelta(days=2): 30, DAY + timedelta(days=3): 1, DAY + timedelta(days=1): 30}
    at_school = situation(load=busy, school_weekdays=SCHOOL)

    by_load = review(learning, GOOD, DEFAULT_PARAMETERS, situation(load=busy)).interval
    evened = review(learning, GOOD, DEFAULT_PARAMETERS, at_school).interval

    assert (by_load, evened) == (2, 3)


@pytest.mark.parametrize("school", [frozenset(), SCHOOL])
def test_who_is_catching_up_gets_the_last_day_of_the_window(school):
    state = settled(stability=50.0, last_day=DAY - timedelta(days=50))
    raw = review(state, GOOD, DEFAULT_PARAMETERS, situation()).raw_interval
    first, last = window(raw)
    load = {DAY + timedelta(days=day): 5 for day in range(first + 1, last + 1)}
    now = situation(load=load, school_weekdays=school, catching_up=True)

    given_ = review(state, GOOD, DEFAULT_PARAMETERS, now)

    days = [DAY + timedelta(days=day) for day in range(first, last + 1)]
    wanted = [day for day in days if day.weekday() in (school or range(7))]
    assert given_.state.due_day == wanted[-1]


def test_review_falls_due_on_a_day_and_not_at_a_clock_time():
    late = situation(clock="20:10")
    state = review(settled(), GOOD, DEFAULT_PARAMETERS, late).state

    assert (state.phase, state.due_at) == (Phase.REVIEW, None)
    assert state.due_day > DAY


def test_step_falls_due_at_a_time_and_not_on_a_day():
    outcome = review(NEW, GOOD, DEFAULT_PARAMETERS, situation(clock="20:10"))

    assert (outcome.interval, outcome.minutes, outcome.state.due_day) == (0, 10, None)
    assert outcome.state.due_at == at(DAY, "20:20")


def test_clock_that_ran_backwards_is_refused():
    state = settled(last_day=DAY)

    with pytest.raises(ClockBackwards):
        preview(state, DEFAULT_PARAMETERS, situation(DAY - timedelta(days=1)))
