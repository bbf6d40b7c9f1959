"""Memory states and situations to schedule with."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import fsrs
from hypothesis import strategies as st

from quizzes.items import MemoryState
from quizzes.kinds import Phase, Rating
from quizzes.scheduling import DEFAULT_PARAMETERS, NEW, Outcome, Situation, review, seed_of

DAY = date(2026, 9, 1)
RATINGS = st.sampled_from(list(Rating))
# (rating, study days since the last review)
HISTORIES = st.lists(st.tuples(RATINGS, st.integers(0, 60)), min_size=1, max_size=10)


def at(day, clock="12:00"):
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=UTC)


def situation(day=DAY, *, seed=1, clock="12:00", **more):
    return Situation(now=at(day, clock), day=day, seed=seed, **more)


def settled(*, stability=10.0, difficulty=5.0, last_day=DAY - timedelta(days=10), **more):
    """A card in review, due on ``DAY`` unless told otherwise."""
    fields = {
        "long_term_day": last_day,
        "due_day": DAY,
        "due_at": None,
        "step": None,
        "phase": Phase.REVIEW,
        "reps": 5,
        "lapses": 0,
    }
    return MemoryState(
        stability=stability, difficulty=difficulty, last_day=last_day, **{**fields, **more}
    )


def studied(history, parameters=DEFAULT_PARAMETERS, *, start=DAY, card=1) -> list[Outcome]:
    """The outcome of each rating, that many days after the one before."""
    outcomes, state, day = [], NEW, start
    for rating, gap in history:
        day += timedelta(days=gap)
        outcomes.append(
            review(state, rating, parameters, situation(day, seed=seed_of(card, state.reps)))
        )
        state = outcomes[-1].state
    return outcomes


def states():
    """States as reviews leave them, among them new ones."""
    return HISTORIES.map(lambda history: studied(history)[-1].state) | st.just(NEW)


class Reference:
    """``fsrs`` itself, used at day level: every review at noon."""

    def __init__(self, parameters=DEFAULT_PARAMETERS):
        self.scheduler = fsrs.Scheduler(
            parameters=parameters.weights,
            desired_retention=parameters.retention,
            learning_steps=[timedelta(minutes=step) for step in parameters.learning_steps],
            relearning_steps=[timedelta(minutes=step) for step in parameters.relearning_steps],
            maximum_interval=parameters.maximum_interval,
            enable_fuzzing=False,
        )
        self.card = fsrs.Card(card_id=1, due=at(DAY))

    def review(self, rating, day):
        self.card, _ = self.scheduler.review_card(self.card, fsrs.Rating(rating), at(day))
        return SimpleNamespace(
            days=(self.card.due - at(day)).days,
            stability=self.card.stability,
            difficulty=self.card.difficulty,
            settled=self.card.state is fsrs.State.Review,
        )
