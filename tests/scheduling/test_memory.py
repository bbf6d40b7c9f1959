import ast
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import fsrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quizzes.errors import ClockBackwards, ParametersInvalid
from quizzes.kinds import Phase, Rating
from quizzes.scheduling import (
    DEFAULT_PARAMETERS,
    NEW,
    became_leech,
    retrievability,
    state_from_json,
    state_to_json,
)
from quizzes.scheduling.memory import days_until, interval_for, rate, recall_after
from tests.scheduling.parity import disagreements
from tests.scheduling.states import DAY, HISTORIES, Reference, settled, states, studied

AGAIN, HARD, GOOD, EASY = Rating
ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
few = settings(max_examples=40, deadline=None)


def test_reviews_when_due_give_the_golden_intervals():
    ratings = [GOOD] * 6 + [AGAIN] * 2 + [GOOD] * 5
    state, day, intervals = NEW, datetime(2022, 11, 29, 12, 30, tzinfo=UTC).date(), []
    for rating in ratings:
        step = rate(state, rating, DEFAULT_PARAMETERS, day)
        intervals.append(step.days or 0)
        state, day = step.state, day + timedelta(days=intervals[-1])

    assert intervals == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


def test_reviews_at_golden_gaps_give_the_golden_memory():
    state = studied(zip([AGAIN] + [GOOD] * 5, [0, 0, 1, 3, 8, 21], strict=True))[-1].state

    assert state.stability == pytest.approx(53.62691, abs=1e-5)
    assert state.difficulty == pytest.approx(6.3574867, abs=1e-6)


def test_ten_thousand_random_steps_agree_with_fsrs():
    assert disagreements(10_000, seed=4) == []


def test_parity_would_notice_a_day_too_many():
    def late(state, rating, parameters, day):
        return rate(state, rating, parameters, day + ONE_DAY)

    assert disagreements(200, seed=4, rate=late)


@few
@given(HISTORIES)
def test_stability_is_positive_and_difficulty_from_one_to_ten(history):
    for outcome in studied(history):
        assert outcome.state.stability > 0
        assert 1 <= outcome.state.difficulty <= 10


@few
@given(states(), st.integers(0, 400))
def test_stability_grows_and_difficulty_falls_from_again_to_easy(state, gap):
    day = (state.last_day or DAY) + timedelta(days=gap)
    after = [rate(state, rating, DEFAULT_PARAMETERS, day).state for rating in Rating]

    assert [a.stability for a in after] == sorted(a.stability for a in after)
    assert [a.difficulty for a in after] == sorted((a.difficulty for a in after), reverse=True)


@few
@given(states(), st.sampled_from([HARD, GOOD, EASY]), st.integers(0, 400))
def test_pass_never_lowers_stability(state, rating, gap):
    day = (state.last_day or DAY) + timedelta(days=gap)

    assert rate(state, rating, DEFAULT_PARAMETERS, day).state.stability >= state.stability


@few
@given(states(), st.integers(1, 400))
def test_lapse_on_a_later_day_never_raises_stability(state, gap):
    assume(state is not NEW)
    day = state.last_day + timedelta(days=gap)

    assert rate(state, AGAIN, DEFAULT_PARAMETERS, day).state.stability <= state.stability


@given(st.floats(0.001, 36500))
def test_recall_has_fallen_to_nine_tenths_when_stability_has_passed(stability):
    wait = days_until(0.9, stability, DEFAULT_PARAMETERS.weights)

    assert wait == pytest.approx(stability)


@given(st.floats(0.001, 36500), st.floats(0.7, 0.98), st.floats(0.7, 0.98))
def test_higher_retention_is_never_a_longer_interval(stability, one, other):
    low, high = sorted((one, other))

    assert interval_for(stability, replace(DEFAULT_PARAMETERS, retention=high)) <= interval_for(
        stability, replace(DEFAULT_PARAMETERS, retention=low)
    )


@given(st.integers(1, 3000), st.floats(0.01, 3000))
def test_recall_and_wait_are_inverse(days, stability):
    recall = recall_after(days, stability, DEFAULT_PARAMETERS.weights)

    assert days_until(recall, stability, DEFAULT_PARAMETERS.weights) == pytest.approx(days)


# What `fsrs` does by itself, and what is done here instead


def test_day_of_fsrs_is_24_hours_and_ours_is_a_study_day():
    evening = datetime(2026, 9, 1, 20, 10, tzinfo=UTC)
    scheduler = fsrs.Scheduler(enable_fuzzing=False, learning_steps=())
    card, _ = scheduler.review_card(fsrs.Card(card_id=1), fsrs.Rating.Good, evening)
    soon, _ = scheduler.review_card(card, fsrs.Rating.Good, evening + timedelta(hours=22))
    state = studied([(EASY, 0)])[-1].state

    same_day = rate(state, GOOD, DEFAULT_PARAMETERS, DAY).state
    next_day = rate(state, GOOD, DEFAULT_PARAMETERS, DAY + ONE_DAY).state

    assert soon.stability == card.stability  # the pitfall: nothing learned in 22 hours
    assert same_day.stability == state.stability
    assert next_day.stability > state.stability


def test_six_easys_within_an_hour_give_sixty_days_in_fsrs_and_eight_here():
    scheduler, card = fsrs.Scheduler(enable_fuzzing=False), fsrs.Card(card_id=1)
    now = datetime(2026, 9, 1, 12, tzinfo=UTC)
    for minute in range(0, 60, 10):
        card, _ = scheduler.review_card(card, fsrs.Rating.Easy, now + minute * MINUTE)

    outcomes = studied([(EASY, 0)] * 6)

    assert round(card.stability) == 60  # the pitfall
    assert [outcome.raw_interval for outcome in outcomes] == [8] * 6


@few
@given(HISTORIES, st.lists(st.sampled_from(list(Rating)), min_size=1, max_size=6))
def test_nothing_moves_a_card_twice_on_the_day_it_was_settled(history, repeats):
    before = studied(history)[-1].state
    assume(before.phase is Phase.REVIEW)
    state = before
    for rating in repeats:
        state = rate(state, rating, DEFAULT_PARAMETERS, before.last_day).state

    assert (state.stability, state.difficulty) == (before.stability, before.difficulty)
    assert state.lapses == before.lapses


def test_review_before_the_last_one_is_taken_by_fsrs_and_refused_here():
    noon = datetime(2026, 9, 1, 12, tzinfo=UTC)
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    card, _ = scheduler.review_card(fsrs.Card(card_id=1), fsrs.Rating.Easy, noon)
    earlier, _ = scheduler.review_card(card, fsrs.Rating.Good, noon - timedelta(days=3))

    assert earlier.last_review < noon  # the pitfall
    with pytest.raises(ClockBackwards):
        rate(studied([(EASY, 0)])[-1].state, GOOD, DEFAULT_PARAMETERS, DAY - ONE_DAY)


def test_fsrs_refuses_an_equal_utc_and_is_never_given_one():
    moment = datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("UTC"))
    with pytest.raises(ValueError, match="UTC"):  # the pitfall
        fsrs.Scheduler().review_card(fsrs.Card(card_id=1), fsrs.Rating.Good, moment)

    assert rate(NEW, GOOD, DEFAULT_PARAMETERS, DAY).state.last_day == DAY


def test_fsrs_is_never_left_to_sleep(monkeypatch):
    def sleep(seconds):
        raise AssertionError(f"slept {seconds} s")

    monkeypatch.setattr("fsrs.card.time.sleep", sleep)
    with pytest.raises(AssertionError, match="slept"):  # the pitfall
        fsrs.Card()

    assert rate(NEW, GOOD, DEFAULT_PARAMETERS, DAY).state.reps == 1


def test_fsrs_is_met_in_one_module():
    root = Path(__file__).parents[2]
    meets = [
        path.relative_to(root).as_posix()
        for folder in ("quizzes", "izium_edu")
        for path in (root / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and any(_is_fsrs(a.name) for a in node.names))
        or (isinstance(node, ast.ImportFrom) and _is_fsrs(node.module or ""))
    ]

    assert set(meets) == {"quizzes/scheduling/memory.py"}


def _is_fsrs(module):
    return module.partition(".")[0] == "fsrs"


def test_retrievability_is_not_told_for_a_new_card():
    assert retrievability(NEW, DEFAULT_PARAMETERS, DAY) is None


def test_retrievability_is_not_told_within_the_day():
    state = settled(last_day=DAY)

    assert retrievability(state, DEFAULT_PARAMETERS, DAY) is None
    assert retrievability(state, DEFAULT_PARAMETERS, DAY - ONE_DAY) is None


def test_retrievability_is_nine_tenths_after_the_stability():
    state = settled(stability=10, last_day=DAY - timedelta(days=10))

    assert retrievability(state, DEFAULT_PARAMETERS, DAY) == pytest.approx(0.9)


# Steps and lapses


def test_first_good_is_a_step_of_ten_minutes():
    step = rate(NEW, GOOD, DEFAULT_PARAMETERS, DAY)

    assert (step.days, step.minutes, step.state.phase) == (None, 10, Phase.LEARNING)


def test_half_a_minute_is_rounded_up():
    assert rate(NEW, HARD, DEFAULT_PARAMETERS, DAY).minutes == 6


def test_lapse_is_counted_and_relearned():
    step = rate(settled(lapses=2), AGAIN, DEFAULT_PARAMETERS, DAY)

    assert (step.state.lapses, step.state.phase, step.minutes) == (3, Phase.RELEARNING, 10)


def test_failed_step_is_no_second_lapse():
    first = rate(settled(), AGAIN, DEFAULT_PARAMETERS, DAY).state

    assert rate(first, AGAIN, DEFAULT_PARAMETERS, DAY).state.lapses == 1


def test_without_steps_a_failed_card_stays_in_review():
    without = replace(DEFAULT_PARAMETERS, relearning_steps=())
    step = rate(settled(), AGAIN, without, DAY)

    assert (step.state.phase, step.minutes) == (Phase.REVIEW, None)
    assert step.days >= 1


@pytest.mark.parametrize(
    ("lapses", "leech"),
    [(7, False), (8, True), (9, False), (11, False), (12, True), (16, True)],
)
def test_leech_is_told_at_the_eighth_lapse_and_every_fourth_after(lapses, leech):
    assert became_leech(settled(lapses=lapses - 1), settled(lapses=lapses)) is leech


def test_leech_is_told_once():
    assert not became_leech(settled(lapses=8), settled(lapses=8))


# Parameters and JSON


@pytest.mark.parametrize(
    "wrong",
    [
        {"weights": DEFAULT_PARAMETERS.weights[:19]},
        {"weights": (*DEFAULT_PARAMETERS.weights[:20], 0.9)},
        {"weights": (*DEFAULT_PARAMETERS.weights[:20], float("nan"))},
        {"retention": 0.0},
        {"retention": 1.0},
        {"maximum_interval": 0},
        {"learning_steps": (0,)},
    ],
)
def test_parameters_that_the_model_does_not_take_are_refused(wrong):
    with pytest.raises(ParametersInvalid):
        replace(DEFAULT_PARAMETERS, **wrong)


@few
@given(states())
def test_state_survives_json(state):
    assert state_from_json(state_to_json(state)) == state


def test_interval_agrees_with_fsrs_for_any_retention():
    random = Random(7)
    for _ in range(200):
        parameters = replace(DEFAULT_PARAMETERS, retention=random.uniform(0.7, 0.97))
        given_ = Reference(parameters).review(EASY, DAY)
        assert interval_for(given_.stability, parameters) == given_.days
