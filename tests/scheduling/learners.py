"""Learners whose true memory is known, and what they answered."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from quizzes.items import MemoryState
from quizzes.kinds import Rating
from quizzes.scheduling.fitting import Answered
from quizzes.scheduling.memory import DEFAULT_PARAMETERS, NEW, Parameters, rate, retrievability

FIRST_DAY = date(2027, 1, 4)
# Forgets new things much sooner, and what it learned a little faster.
FORGETFUL = replace(
    DEFAULT_PARAMETERS,
    weights=(
        *(weight * 0.3 for weight in DEFAULT_PARAMETERS.weights[:4]),
        *DEFAULT_PARAMETERS.weights[4:20],
        0.3,
    ),
)


def lived(
    memory: Parameters, *, days: int, new_a_day: int = 6, seed: int = 1
) -> list[list[Answered]]:
    """The histories of the cards of a learner with this ``memory``, who is asked by the default
    parameters without steps: once a day at most."""
    random = Random(seed)
    asked_by = replace(DEFAULT_PARAMETERS, learning_steps=(), relearning_steps=())
    true: list[MemoryState] = []
    believed: list[MemoryState] = []
    due: list[date] = []
    histories: list[list[Answered]] = []
    for day in (FIRST_DAY + timedelta(days=offset) for offset in range(days)):
        for _ in range(new_a_day):
            true.append(NEW)
            believed.append(NEW)
            due.append(day)
            histories.append([])
        for card in [card for card, on in enumerate(due) if on <= day]:
            recall = retrievability(true[card], memory, day)
            passed = random.random() < (0.7 if recall is None else recall)
            rating = random.choices((Rating.HARD, Rating.GOOD, Rating.EASY), (1, 8, 1))[0]
            rating = rating if passed else Rating.AGAIN
            histories[card].append(Answered(day=day, rating=rating))
            true[card] = rate(true[card], rating, memory, day).state
            step = rate(believed[card], rating, asked_by, day)
            believed[card] = step.state
            due[card] = day + timedelta(days=1 if rating is Rating.AGAIN else step.days or 1)
    return histories
