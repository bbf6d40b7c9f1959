from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.kinds import Rating
from quizzes.scheduling import DEFAULT_PARAMETERS, NEW, ExamCard, exam, known_share, plan
from quizzes.scheduling.exam import SAMPLE, forecast, gain
from quizzes.scheduling.memory import rate
from tests.scheduling.states import DAY, settled

EXAM = DAY + timedelta(days=30)


def planned(*states, answers_a_day=10, exam_day=EXAM, **more):
    return plan(
        [ExamCard(id=number, state=state) for number, state in enumerate(states, 1)],
        exam_day=exam_day,
        today=DAY,
        answers_a_day=answers_a_day,
        parameters=DEFAULT_PARAMETERS,
        **more,
    )


def back(days, **more):
    """A card last reviewed that many days ago."""
    return settled(last_day=DAY - timedelta(days=days), **more)


def test_unseen_cards_come_first():
    assert planned(back(40, stability=5), NEW, NEW, answers_a_day=2).today == (2, 3)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.01, 300), st.floats(1, 10), st.integers(1, 300), st.integers(1, 200))
def test_no_repeat_adds_as_much_as_a_first_answer(stability, difficulty, gap, left):
    seen = back(gap, stability=stability, difficulty=difficulty)
    exam_day = DAY + timedelta(days=left)

    first = gain(NEW, DAY, exam_day, DEFAULT_PARAMETERS)

    assert gain(seen, DAY, exam_day, DEFAULT_PARAMETERS) < first


def test_due_cards_come_by_what_an_answer_adds():
    firm, weak = back(10, stability=200), back(10, stability=4)

    assert planned(firm, weak).today == (2, 1)


def test_card_that_is_not_due_comes_last_and_only_if_worth_a_look():
    early = back(2, stability=3, due_day=DAY + timedelta(days=1))
    firm = back(2, stability=900, due_day=DAY + timedelta(days=400))

    assert planned(firm, early, back(10, stability=200)).today == (3, 2)


def test_card_answered_today_is_left_alone():
    assert planned(settled(last_day=DAY, stability=0.1, due_day=DAY)).today == ()


def test_plan_keeps_to_the_answers_of_a_day():
    assert len(planned(*[NEW] * 30, answers_a_day=7).today) == 7


def test_new_cards_may_be_limited():
    assert planned(NEW, NEW, NEW, back(10), new_limit=1).today == (1, 4)


@pytest.mark.parametrize("after", [0, 5])
def test_nothing_is_left_to_plan_on_the_day_or_after_it(after):
    over = planned(NEW, back(10), exam_day=DAY - timedelta(days=after))

    assert (over.today, over.days_left) == ((), 0)
    assert over.known == over.untouched


def test_forecast_of_work_is_better_than_that_of_none():
    forecast = planned(*[NEW] * 20, *[back(20)] * 20)

    assert forecast.untouched.share < 0.5 < forecast.known.share


def test_forecast_falls_with_the_days_missed():
    cards = [NEW] * 100

    assert planned(*cards, attendance=0.3).known.share < planned(*cards).known.share


def test_forecast_is_the_same_each_time():
    cards = [NEW] * 15 + [back(9, stability=3)] * 15

    assert planned(*cards) == planned(*cards)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(0.1, 300)), max_size=20), st.integers(0, 90))
def test_share_lies_inside_its_range(stabilities, ahead):
    states = [NEW if s is None else back(7, stability=s) for s in stabilities]
    known = known_share(states, DEFAULT_PARAMETERS, DAY + timedelta(days=ahead))

    assert 0 <= known.lo <= known.share <= known.hi <= 1


def test_known_counts_unseen_cards_as_nothing():
    states = [back(10, stability=10), NEW, NEW]

    assert known_share(states, DEFAULT_PARAMETERS, DAY).share == pytest.approx(0.3)


def test_known_of_a_card_answered_today_is_that_of_tomorrow():
    today = rate(back(10), Rating.GOOD, DEFAULT_PARAMETERS, DAY).state
    tomorrow = DAY + timedelta(days=1)

    assert known_share([today], DEFAULT_PARAMETERS, DAY) == known_share(
        [today], DEFAULT_PARAMETERS, tomorrow
    )


def test_nothing_is_known_of_no_cards():
    assert known_share([], DEFAULT_PARAMETERS, DAY).share == 0


def varied(count):
    return [
        NEW if number % 4 == 0 else back(1 + number % 50, stability=1 + number % 97)
        for number in range(count)
    ]


def foretold(states, answers_a_day=20.0, **more):
    known, untouched = forecast(
        states,
        exam_day=EXAM,
        today=DAY,
        answers_a_day=answers_a_day,
        parameters=DEFAULT_PARAMETERS,
        **more,
    )
    return known.share, untouched.share


def test_forecast_of_many_cards_is_followed_on_a_sample_of_them(monkeypatch):
    states = varied(4 * SAMPLE)
    sampled = foretold(states)
    monkeypatch.setattr(exam, "SAMPLE", len(states))
    assert sampled == pytest.approx(foretold(states), abs=0.01)


def test_states_may_stand_for_more_cards_than_they_are():
    states = varied(SAMPLE)
    assert foretold(states, standing_for=4) == pytest.approx(foretold(4 * states), abs=0.01)


def test_less_than_one_answer_a_day_still_adds_up():
    assert foretold([NEW, NEW], answers_a_day=0.25)[0] > foretold([NEW, NEW], answers_a_day=0)[0]


def test_gains_are_not_reckoned_where_unseen_cards_fill_the_day(monkeypatch):
    monkeypatch.setattr(exam, "gain", None)
    assert planned(NEW, NEW, back(10), answers_a_day=2).today == (1, 2)
