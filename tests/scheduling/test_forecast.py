from datetime import timedelta

from quizzes.kinds import Phase
from quizzes.scheduling import DEFAULT_PARAMETERS, NEW, due_by_day, what_if
from quizzes.scheduling.forecast import SAMPLE
from tests.scheduling.states import DAY, at, settled


def due_in(days):
    return settled(due_day=DAY + timedelta(days=days))


def deck(count):
    return [settled(stability=2 + number % 40) for number in range(count)]


def test_due_by_day_tells_every_day_of_thirty():
    days = due_by_day([due_in(0), due_in(3), due_in(3), due_in(29), due_in(30)], DAY)

    assert [(d.day - DAY).days for d in days] == list(range(30))
    assert {(d.day - DAY).days: d.reviews for d in days if d.reviews} == {0: 1, 3: 2, 29: 1}


def test_due_by_day_lays_what_is_overdue_on_today():
    today, *ahead = due_by_day([due_in(-20), due_in(-1), due_in(0)], DAY)

    assert (today.reviews, today.overdue) == (3, 2)
    assert not any(day.reviews or day.overdue for day in ahead)


def test_due_by_day_counts_steps_for_today_and_new_cards_never():
    step = settled(phase=Phase.RELEARNING, due_day=None, due_at=at(DAY), step=0)

    assert due_by_day([step, NEW], DAY)[0].reviews == 1


def test_what_if_asks_more_for_a_higher_retention_and_brings_more():
    answers = what_if(deck(60), DEFAULT_PARAMETERS, today=DAY)

    assert [a.retention for a in answers] == [0.8, 0.85, 0.9, 0.95]
    work = [a.answers_a_day for a in answers]
    known = [a.known for a in answers]
    assert work == sorted(set(work))
    assert known == sorted(set(known))


def test_what_if_counts_unseen_cards_as_not_known():
    (seen,) = what_if(deck(60), DEFAULT_PARAMETERS, today=DAY, retentions=[0.9])
    (half,) = what_if(deck(60) + [NEW] * 60, DEFAULT_PARAMETERS, today=DAY, retentions=[0.9])

    assert half.answers_a_day == seen.answers_a_day
    assert half.known == seen.known / 2


def test_what_if_lets_a_sample_stand_for_a_large_deck():
    (small,) = what_if(deck(SAMPLE), DEFAULT_PARAMETERS, today=DAY, retentions=[0.9])
    (large,) = what_if(deck(SAMPLE) * 7, DEFAULT_PARAMETERS, today=DAY, retentions=[0.9])

    assert abs(large.answers_a_day / small.answers_a_day - 7) < 0.35
    assert abs(large.known - small.known) < 0.01


def test_what_if_of_nothing_is_nothing():
    (none,) = what_if([], DEFAULT_PARAMETERS, today=DAY, retentions=[0.9])

    assert (none.answers_a_day, none.known) == (0, 0)
