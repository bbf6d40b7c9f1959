"""Parameters fitted to how a learner in fact remembers.

    the log ─▶ histories ─▶ earlier part ─▶ optimized ─▶ candidates
                            later part ───▶ compare, with the present ones ─▶ refused, or
                            all of it ────▶ optimized again ─▶ Fitting

The optimizer is an extra (``fsrs_rs_python``, see requirements/fitting.in): where it is missing
nothing is fitted, and what was fitted stays in force. Whether its weights are any better is judged
here, by the very model that will use them. No state moves when weights are adopted, so none does in
the comparison: up to the split the present weights hold in either case.

Bins: https://github.com/open-spaced-repetition/srs-benchmark (RMSE (bins))
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.util import find_spec
from itertools import pairwise
from math import exp, floor, log, sqrt
from statistics import fmean

from quizzes.errors import ParametersInvalid
from quizzes.items import MemoryState
from quizzes.kinds import Phase, Rating
from quizzes.scheduling.memory import DEFAULT_PARAMETERS, NEW, Parameters, rate, retrievability

Weights = tuple[float, ...]

OPTIMIZER = "fsrs_rs_python"
# Reviews that tested the memory: fewer tell chance from a habit of the learner's too rarely.
LEAST_TESTED = 400
TRAINED_ON = 0.7
# How far from the present weights towards those found: half the way errs less often on a short log.
STEPS = (0.5, 1.0)
# Of the mean gain in standard errors: chance alone does so well one time in twenty.
SURE = 1.645
LEAST_MATES = 3
_PRIOR_MATES = 3.0  # as many classmates' worth do the defaults weigh
_STABILITIES = 4
_CERTAIN = 1e-4


@dataclass(frozen=True, kw_only=True)
class Answered:
    day: date
    rating: Rating


# All that was answered on one card, from its very first review on, oldest first.
History = Sequence[Answered]
Optimizer = Callable[[Sequence[History]], Weights]


@dataclass(frozen=True, kw_only=True)
class Accuracy:
    """How far predictions lay off: logarithmic loss in nats a review, and the root mean square of
    what was predicted less what happened, over bins of like reviews; 0 is perfect in both."""

    log_loss: float
    rmse: float


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Of other weights with the present ones, over ``tested`` reviews that tested the memory.
    ``gain`` is how much less log loss, ``error`` its standard error."""

    tested: int
    present: Accuracy
    other: Accuracy
    gain: float
    error: float

    @property
    def is_better(self) -> bool:
        return self.gain > SURE * self.error and self.other.rmse <= self.present.rmse


@dataclass(frozen=True, kw_only=True)
class Fitting:
    """Weights fitted to the whole log, and how those fitted to its earlier part did on the later
    one."""

    weights: Weights
    comparison: Comparison


def has_optimizer() -> bool:
    return find_spec(OPTIMIZER) is not None


def optimized(histories: Sequence[History]) -> Weights:
    """Weights under which what happened was likeliest, from the defaults on; deterministic. Raises
    ``ImportError`` where the extra is missing, ``ParametersInvalid`` for too few reviews."""
    # An extra: this module must load without it.
    import fsrs_rs_python as optimizer

    items = []
    for history in histories:
        reviews: list[optimizer.FSRSReview] = []
        last: date | None = None
        for answered in _moving(history):
            elapsed = 0 if last is None else (answered.day - last).days
            reviews.append(optimizer.FSRSReview(int(answered.rating), elapsed))
            if elapsed:  # each later day is one thing to predict
                items.append(optimizer.FSRSItem(list(reviews)))
            last = answered.day
    try:
        found = optimizer.FSRS(list(DEFAULT_PARAMETERS.weights)).compute_parameters(items)
    except ValueError as error:
        raise ParametersInvalid(detail=str(error)) from error
    # Single precision there: a bound of .8 comes back a little above it.
    return tuple(round(float(weight), 6) for weight in found)


def fit(
    histories: Sequence[History], present: Parameters, *, optimize: Optimizer = optimized
) -> Fitting | None:
    """The weights to adopt; None where the log is too short or the present ones do as well.

    They are fitted to the earlier ``TRAINED_ON`` of all answers and judged on the rest: on later
    days, as they will be. Only the judged ``STEPS`` are then taken on the whole log.
    """
    if tested_in(histories) < LEAST_TESTED:
        return None
    since = split_day(histories, TRAINED_ON)
    earlier = [[one for one in history if one.day < since] for history in histories]
    try:
        found = optimize([history for history in earlier if history])
        tried = {
            step: compare(histories, present, towards(present, found, step), since=since)
            for step in STEPS
        }
        step, best = max(tried.items(), key=lambda item: item[1].gain)
        if not best.is_better:
            return None
        weights = towards(present, optimize(histories), step).weights
    except ParametersInvalid:
        return None
    return Fitting(weights=weights, comparison=best)


def compare(
    histories: Iterable[History], present: Parameters, other: Parameters, *, since: date
) -> Comparison:
    """How either predicts the reviews from ``since`` on, of cards whose memories came about under
    the present ones until then."""
    pairs: list[tuple[_Prediction, _Prediction]] = []
    for history in histories:
        before = NEW
        begun = 0
        for answered in history:
            if answered.day >= since:
                break
            before = rate(before, answered.rating, present, answered.day).state
            begun += 1
        later = history[begun:]
        pairs += zip(
            _predictions(before, later, present), _predictions(before, later, other), strict=True
        )
    return _compared(pairs)


def prior(adopted: Sequence[Weights]) -> Weights | None:
    """What weights to begin with in a class where these were fitted to others: their mean, the
    nearer to the defaults the fewer they are. None for so few that they would tell of one."""
    if len(adopted) < LEAST_MATES:
        return None
    share = len(adopted) / (len(adopted) + _PRIOR_MATES)
    return tuple(
        _mean(column, default, share, ratios=place < _STABILITIES)
        for place, (column, default) in enumerate(
            zip(zip(*adopted, strict=True), DEFAULT_PARAMETERS.weights, strict=True)
        )
    )


def tested_in(histories: Iterable[History]) -> int:
    """How many reviews came on a later day than the one before on their card."""
    return sum(one.day > before.day for history in histories for before, one in pairwise(history))


def split_day(histories: Iterable[History], share: float) -> date:
    """The first day of the later part, the earlier one having about this share of all answers."""
    days = sorted(one.day for history in histories for one in history)
    return days[min(int(len(days) * share), len(days) - 1)]


def towards(present: Parameters, weights: Weights, step: float) -> Parameters:
    """The present parameters with the weights moved by ``step`` of the way; the bounds of each are
    an interval, so that what lies between two that keep them keeps them, too."""
    moved = (a + step * (b - a) for a, b in zip(present.weights, weights, strict=True))
    return replace(present, weights=tuple(moved))


@dataclass(frozen=True, kw_only=True)
class _Prediction:
    recall: float
    passed: bool
    bin: tuple[int, int, int]

    @property
    def loss(self) -> float:
        likely = min(max(self.recall, _CERTAIN), 1 - _CERTAIN)
        return -log(likely if self.passed else 1 - likely)


def _predictions(
    state: MemoryState, history: History, parameters: Parameters
) -> Iterable[_Prediction]:
    for answered in history:
        recall = retrievability(state, parameters, answered.day)
        if recall is not None and state.last_day is not None:
            elapsed = (answered.day - state.last_day).days
            yield _Prediction(
                recall=recall,
                passed=answered.rating is not Rating.AGAIN,
                bin=_bin(elapsed, state.reps, state.lapses),
            )
        state = rate(state, answered.rating, parameters, answered.day).state


def _moving(history: History) -> Iterable[Answered]:
    """Without those that move nothing here: what follows on the day on which a card settled."""
    state = NEW
    for answered in history:
        if state.phase is Phase.NEW or state.long_term_day != answered.day:
            yield answered
        state = rate(state, answered.rating, DEFAULT_PARAMETERS, answered.day).state


def _compared(pairs: Sequence[tuple[_Prediction, _Prediction]]) -> Comparison:
    if not pairs:
        nothing = Accuracy(log_loss=0.0, rmse=0.0)
        return Comparison(tested=0, present=nothing, other=nothing, gain=0.0, error=0.0)
    gains = [present.loss - other.loss for present, other in pairs]
    gain = fmean(gains)
    spread = sqrt(fmean((one - gain) ** 2 for one in gains))
    return Comparison(
        tested=len(pairs),
        present=_accuracy([present for present, _other in pairs]),
        other=_accuracy([other for _present, other in pairs]),
        gain=gain,
        error=spread / sqrt(len(gains)),
    )


def _accuracy(predictions: Sequence[_Prediction]) -> Accuracy:
    bins: dict[tuple[int, int, int], list[_Prediction]] = defaultdict(list)
    for prediction in predictions:
        bins[prediction.bin].append(prediction)
    squares = (
        len(some) * (fmean(p.recall for p in some) - fmean(p.passed for p in some)) ** 2
        for some in bins.values()
    )
    return Accuracy(
        log_loss=fmean(prediction.loss for prediction in predictions),
        rmse=sqrt(sum(squares) / len(predictions)),
    )


def _bin(elapsed: int, reps: int, lapses: int) -> tuple[int, int, int]:
    """Alike are reviews after about as many days, reviews and lapses."""
    return _level(elapsed, 3.62), _level(reps, 1.89), _level(lapses, 1.73)


def _level(count: int, base: float) -> int:
    return floor(log(count, base)) if count else -1


def _mean(column: Sequence[float], default: float, share: float, *, ratios: bool) -> float:
    """Stabilities differ by factors, the others by amounts."""
    if ratios:
        return exp(share * fmean(map(log, column)) + (1 - share) * log(default))
    return share * fmean(column) + (1 - share) * default
