"""Our raw intervals beside those of ``fsrs`` used at day level, over random histories.

    python -m tests.scheduling.parity [steps] [seed]      100,000 steps unless told otherwise

Whatever the app would let happen: any rating, any gap in study days, same-day steps. A card that
was settled today is not reviewed again today, for there we differ on purpose.
"""

import sys
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from quizzes.items import MemoryState
from quizzes.kinds import Rating
from quizzes.scheduling import DEFAULT_PARAMETERS, NEW, Parameters
from quizzes.scheduling.memory import Step
from quizzes.scheduling.memory import rate as our_rate
from tests.scheduling.states import DAY, Reference

CARD_LENGTH = 20
Rate = Callable[[MemoryState, Rating, Parameters, date], Step]


def disagreements(steps: int, seed: int, rate: Rate = our_rate) -> list[tuple[object, ...]]:
    """(step, ours, theirs) for each step with another interval, stability or difficulty."""
    random = Random(seed)
    found: list[tuple[object, ...]] = []
    for number in range(steps):
        if number % CARD_LENGTH == 0:
            state, day, reference, due_in = NEW, DAY, Reference(), 0
        day += timedelta(days=_gap(random, state, day, due_in))
        rating = Rating(random.choices((1, 2, 3, 4), (3, 2, 5, 2))[0])
        step = rate(state, rating, DEFAULT_PARAMETERS, day)
        theirs = reference.review(rating, day)
        ours = (step.days or 0, step.state.stability, step.state.difficulty)
        if ours != (theirs.days, theirs.stability, theirs.difficulty):
            found.append((number, ours, theirs))
        state, due_in = step.state, step.days or 0
    return found


def _gap(random: Random, state: MemoryState, day: date, due_in: int) -> int:
    """Days to the next review: when due, early or late; steps mostly on the same day."""
    if state.long_term_day != day:
        return random.choice((0, 0, 0, 1, 2, 30))
    return random.choice((1, max(due_in // 2, 1), due_in, due_in, due_in + random.randint(0, 400)))


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    wrong = disagreements(count, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    sys.stdout.write(f"{count} steps, {len(wrong)} disagreements\n")
    for line in wrong[:10]:
        sys.stdout.write(f"{line}\n")
    sys.exit(bool(wrong))
