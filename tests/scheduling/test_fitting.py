from dataclasses import replace
from datetime import timedelta
from statistics import fmean

import pytest

from quizzes.errors import ParametersInvalid
from quizzes.kinds import Rating
from quizzes.scheduling import fitting
from quizzes.scheduling.fitting import Answered, compare, fit, prior
from quizzes.scheduling.memory import DEFAULT_PARAMETERS
from tests.scheduling.learners import FIRST_DAY, FORGETFUL, lived

DEFAULTS = DEFAULT_PARAMETERS.weights
needs_optimizer = pytest.mark.skipif(
    not fitting.has_optimizer(), reason="needs requirements/fitting.txt"
)


@pytest.fixture(scope="module")
def forgetful():
    return lived(FORGETFUL, days=60)


@pytest.fixture(scope="module")
def usual():
    return lived(DEFAULT_PARAMETERS, days=60)


def knows_the_truth(histories):
    return FORGETFUL.weights


def test_weights_that_predict_the_later_part_better_are_adopted(forgetful):
    found = fit(forgetful, DEFAULT_PARAMETERS, optimize=knows_the_truth)

    assert found is not None
    assert found.weights == pytest.approx(FORGETFUL.weights)
    assert found.comparison.other.log_loss < found.comparison.present.log_loss
    assert found.comparison.other.rmse < found.comparison.present.rmse


def test_weights_that_predict_the_later_part_worse_are_refused(usual):
    assert fit(usual, DEFAULT_PARAMETERS, optimize=knows_the_truth) is None


def test_weights_in_force_are_not_adopted_again(forgetful):
    assert fit(forgetful, FORGETFUL, optimize=knows_the_truth) is None


def test_short_log_is_left_alone(forgetful):
    assert fit(forgetful[:60], DEFAULT_PARAMETERS, optimize=knows_the_truth) is None


def test_weights_that_the_model_does_not_take_are_refused(forgetful):
    wild = (*FORGETFUL.weights[:20], 7.0)

    assert fit(forgetful, DEFAULT_PARAMETERS, optimize=lambda histories: wild) is None


def test_optimizer_that_gives_up_changes_nothing(forgetful):
    def gives_up(histories):
        raise ParametersInvalid(detail="too little")

    assert fit(forgetful, DEFAULT_PARAMETERS, optimize=gives_up) is None


def test_optimizer_judged_sees_no_day_of_the_later_part(forgetful):
    seen = []

    def optimize(histories):
        seen.append(max(one.day for history in histories for one in history))
        return FORGETFUL.weights

    fit(forgetful, DEFAULT_PARAMETERS, optimize=optimize)

    since = fitting.split_day(forgetful, fitting.TRAINED_ON)
    assert seen[0] < since < seen[1]


def test_comparison_of_weights_with_themselves_gains_nothing(usual):
    same = compare(usual, DEFAULT_PARAMETERS, DEFAULT_PARAMETERS, since=FIRST_DAY)

    assert (same.gain, same.is_better) == (0.0, False)
    assert same.tested == fitting.tested_in(usual)


def test_comparison_without_later_reviews_is_not_better(usual):
    never = compare(usual, DEFAULT_PARAMETERS, FORGETFUL, since=FIRST_DAY + timedelta(days=999))

    assert (never.tested, never.is_better) == (0, False)


def test_memories_come_about_under_the_present_weights_until_the_split():
    """Two reviews before it: other first stabilities cannot change what is predicted then."""
    other = replace(DEFAULT_PARAMETERS, weights=(*(w / 2 for w in DEFAULTS[:4]), *DEFAULTS[4:]))
    history = [
        Answered(day=FIRST_DAY + timedelta(days=day), rating=Rating.GOOD) for day in (0, 3, 12)
    ]

    late = compare([history], DEFAULT_PARAMETERS, other, since=history[2].day)
    all_of_it = compare([history], DEFAULT_PARAMETERS, other, since=history[0].day)

    assert (late.tested, late.gain) == (1, 0.0)
    assert (all_of_it.tested, all_of_it.gain != 0.0) == (2, True)


def test_prior_of_too_few_classmates_is_none():
    assert prior([FORGETFUL.weights] * 2) is None


def test_prior_lies_between_the_defaults_and_the_classmates():
    found = prior([FORGETFUL.weights] * 3)

    assert found is not None
    assert DEFAULTS[20] < found[20] < FORGETFUL.weights[20]
    assert FORGETFUL.weights[0] < found[0] < DEFAULTS[0]


def test_prior_follows_many_classmates_more_than_few():
    few, many = prior([FORGETFUL.weights] * 3), prior([FORGETFUL.weights] * 30)

    assert few is not None
    assert many is not None
    assert many[20] > few[20]


@needs_optimizer
def test_optimizer_finds_what_helps_a_learner_who_forgets_sooner(forgetful):
    found = fit(forgetful, DEFAULT_PARAMETERS)

    assert found is not None
    later = lived(FORGETFUL, days=60, seed=2)
    fresh = compare(
        later, DEFAULT_PARAMETERS, replace(FORGETFUL, weights=found.weights), since=FIRST_DAY
    )
    assert fresh.gain > 0


@needs_optimizer
def test_optimizer_leaves_usual_learners_mostly_alone():
    """One in twenty may pass by chance."""
    found = [
        fit(lived(DEFAULT_PARAMETERS, days=45, seed=seed), DEFAULT_PARAMETERS) for seed in range(6)
    ]

    assert sum(one is not None for one in found) <= 1


@needs_optimizer
def test_optimizer_gives_the_same_twice(forgetful):
    assert fitting.optimized(forgetful) == fitting.optimized(forgetful)


@needs_optimizer
def test_first_stability_found_is_that_of_the_learner(forgetful):
    found = fitting.optimized(forgetful)

    truth = fmean(FORGETFUL.weights[:3])
    assert abs(fmean(found[:3]) - truth) < abs(fmean(DEFAULTS[:3]) - truth)


@needs_optimizer
def test_nothing_to_learn_from_is_refused_or_gives_the_defaults():
    one = [[Answered(day=FIRST_DAY, rating=Rating.GOOD)]]

    assert fitting.optimized(one) == pytest.approx(DEFAULTS, rel=1e-3)
