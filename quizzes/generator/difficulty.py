"""How hard an item probably is, 0 to 1, from the item alone.

An estimate until learners have answered: alike names, near dates and small gaps are hard. It uses
nothing but the item, so that no other fact can move it.
"""

from collections.abc import Sequence

from quizzes.dates import Date, Precision
from quizzes.factbase.model import Quantity, Scalar
from quizzes.quality.words import content_words

THREE_DISTRACTORS = 3
# Of the age: nearer than this, a wrong date is as hard to tell apart as it gets. A day is
# remembered within its year, so that a finer measure serves.
NEAR_FAR = {Precision.DAY: (0.001, 0.012), Precision.MONTH: (0.01, 0.06)}
NEAR_FAR_OTHER = (0.008, 0.06)
RATIO_NEAR, RATIO_FAR = 1.1, 2.0
# Recalled without options: a name is easier than a day.
RECALL = {"value": 0.5, "subject": 0.45, "agent": 0.5, "when": 0.6}
RECALL_OTHER = 0.55


def of_names(key: str, distractors: Sequence[tuple[str, int]]) -> float:
    """``distractors`` as (text, how far in plausibility 0 to 2)."""
    likeness = max((_likeness(key, text) for text, _ in distractors), default=0.0)
    plausible = sum(far == 0 for _, far in distractors) / max(1, len(distractors))
    more = 0.08 if len(distractors) == THREE_DISTRACTORS else 0.0
    return _within(0.2 + more + 0.14 * plausible + 0.35 * likeness)


def of_amounts(key: Scalar, distractors: Sequence[Scalar], as_of: Date) -> float:
    more = 0.08 if len(distractors) == THREE_DISTRACTORS else 0.0
    if isinstance(key, Date):
        nearest = min(_days_apart(key, other) for other in distractors)
        age = max(1, (as_of.lo or 0) - (key.lo or 0))
        near, far = NEAR_FAR.get(key.precision, NEAR_FAR_OTHER)
        return _within(0.26 + more + 0.36 * (1 - _position(nearest / age, near, far)))
    if isinstance(key, Quantity):
        nearest = min(_ratio(key, other) for other in distractors)
        return _within(0.25 + more + 0.4 * (1 - _position(nearest, RATIO_NEAR, RATIO_FAR)))
    return _within(0.4 + more)


def of_recall(slot: str, precise: bool) -> float:
    """``precise``: the key is a date to the day or month."""
    return _within(RECALL.get(slot, RECALL_OTHER) + (0.15 if precise else 0.0))


def of_order(level: int, size: int) -> float:
    """``level`` of the narrowest gap: 3 easy, 2 medium, 1 hard (any certain order)."""
    floor = {3: 0.2, 2: 0.45, 1: 0.68}[level]
    return _within(floor + 0.04 * (size - 4))


def _likeness(one: str, other: str) -> float:
    a, b = content_words(one), content_words(other)
    return len(a & b) / len(a | b) if a | b else 0.0


def _days_apart(key: Scalar, other: Scalar) -> float:
    if not isinstance(key, Date) or not isinstance(other, Date):
        return float("inf")
    middles = [((d.lo or 0) + (d.hi or 0)) / 2 for d in (key, other)]
    return abs(middles[0] - middles[1])


def _ratio(key: Scalar, other: Scalar) -> float:
    if not isinstance(key, Quantity) or not isinstance(other, Quantity):
        return float("inf")
    low, high = sorted((float(key.n), float(other.n)))
    return high / low if low else float("inf")


def _position(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _within(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 3)
