from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.errors import ClockBackwards
from quizzes.kinds import Rating
from quizzes.scheduling import (
    DEFAULT_PARAMETERS,
    NEW,
    ParametersAdopted,
    Reviewed,
    Voided,
    replay,
    review,
    seed_of,
)
from tests.scheduling.states import DAY, at, settled, situation

AGAIN, HARD, GOOD, EASY = Rating
OTHERS = replace(
    DEFAULT_PARAMETERS, version=2, retention=0.85, weights=(0.4, *DEFAULT_PARAMETERS.weights[1:])
)
few = settings(max_examples=60, deadline=None)
# A rating after so many days, an undo of the latest review, or other parameters.
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(list(Rating)), st.integers(0, 60)),
        st.just("undo"),
        st.sampled_from([OTHERS, DEFAULT_PARAMETERS]),
    ),
    max_size=15,
)


def lived(events):
    """The log of what happened, and the state as it was stored on the way."""
    log, past, parameters, day = [], [NEW], DEFAULT_PARAMETERS, DAY
    for number, event in enumerate(events):
        if event == "undo":
            standing = [entry for entry in log if isinstance(entry, Reviewed)]
            voided = {entry.key for entry in log if isinstance(entry, Voided)}
            standing = [entry for entry in standing if entry.key not in voided]
            if standing:
                log.append(Voided(key=standing[-1].key))
                past.pop()
        elif isinstance(event, tuple):
            rating, gap = event
            day += timedelta(days=gap)
            now = situation(
                day,
                seed=seed_of(1, past[-1].reps),
                load={day + timedelta(days=ahead): ahead % 7 for ahead in range(99)},
            )
            outcome = review(past[-1], rating, parameters, now)
            log.append(
                Reviewed(key=number, at=now.now, day=day, rating=rating, interval=outcome.interval)
            )
            past.append(outcome.state)
        else:
            parameters = event
            log.append(ParametersAdopted(parameters=event))
    return log, past[-1]


def entry(key, day, rating=GOOD, clock="12:00", interval=0):
    return Reviewed(key=key, at=at(day, clock), day=day, rating=rating, interval=interval)


@few
@given(EVENTS)
def test_replayed_log_is_the_stored_state(events):
    log, state = lived(events)

    assert replay(log, DEFAULT_PARAMETERS) == state


def test_replay_of_nothing_is_a_new_card():
    assert replay([], DEFAULT_PARAMETERS) == NEW


def test_replay_may_start_from_elsewhere():
    assert replay([], DEFAULT_PARAMETERS, start=settled()) == settled()


def test_voided_review_leaves_no_trace():
    log = [entry(1, DAY), entry(2, DAY, clock="12:20", interval=2)]

    undone = replay([*log, Voided(key=2)], DEFAULT_PARAMETERS)

    assert undone == replay(log[:1], DEFAULT_PARAMETERS)
    assert undone != replay(log, DEFAULT_PARAMETERS)


def test_parameters_hold_from_where_they_were_adopted():
    first = [entry(1, DAY, AGAIN)]
    before = replay([ParametersAdopted(parameters=OTHERS), *first], DEFAULT_PARAMETERS)
    after = replay([*first, ParametersAdopted(parameters=OTHERS)], DEFAULT_PARAMETERS)

    assert before.stability == 0.4
    assert after == replay(first, DEFAULT_PARAMETERS)


def test_moments_that_run_backwards_are_refused():
    with pytest.raises(ClockBackwards):
        replay([entry(1, DAY), entry(2, DAY, clock="11:59")], DEFAULT_PARAMETERS)


def test_voided_review_does_not_make_time_run_backwards():
    log = [entry(1, DAY, clock="18:00"), Voided(key=1), entry(2, DAY)]

    assert replay(log, DEFAULT_PARAMETERS).reps == 1
