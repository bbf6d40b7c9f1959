"""Rules that speak of a whole bank.

B1  Positions of keys among unordered options, and ranks of keys among ordered ones, are even: a
    chi-square test for each number of options.
B2  A guesser who knows nothing but cues scores at most chance + 3 points + 1.64 standard errors.
    It is a logistic regression over options, cross-validated by fact, so that it never meets a
    fact it was fitted on; of each item it takes the option that it finds likeliest. How facts fall
    into folds moves the score by points, so that it is the mean over ``SPLITS`` ways to fall.
"""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quizzes.items import Choice
from quizzes.quality.words import content_words, has_number

EVEN_FROM_P = 0.01
FOLDS = 5
SPLITS = 4
MARGIN = 0.03
ONE_SIDED_95 = 1.64
RIDGE = 1.0
NEWTON_STEPS = 8

Row = list[float]


@dataclass(frozen=True, kw_only=True)
class Evenness:
    """How keys spread over ``options`` places. ``counts`` by position, from the first on; ``p`` is
    the probability of a spread at least as uneven by chance."""

    ordered: bool
    options: int
    counts: tuple[int, ...]
    p: float

    @property
    def even(self) -> bool:
        return self.p >= EVEN_FROM_P


@dataclass(frozen=True, kw_only=True)
class Guesser:
    """Shares, 0 to 1: what the guesser scored, what chance scores, and the most that is allowed."""

    items: int
    score: float
    chance: float
    limit: float

    @property
    def fair(self) -> bool:
        return self.score <= self.limit


def evenness(choices: Iterable[Choice]) -> tuple[Evenness, ...]:
    """B1, one result for each kind of list (ordered or not) and number of options."""
    places: dict[tuple[bool, int], Counter[int]] = defaultdict(Counter)
    for choice in choices:
        position = next(i for i, o in enumerate(choice.options) if o.id == choice.key)
        places[choice.ordered, len(choice.options)][position] += 1
    found = []
    for (ordered, options), counter in sorted(places.items()):
        counts = tuple(counter[position] for position in range(options))
        expected = sum(counts) / options
        statistic = sum((count - expected) ** 2 / expected for count in counts)
        p = chi_square_tail(statistic, options - 1)
        found.append(Evenness(ordered=ordered, options=options, counts=counts, p=p))
    return tuple(found)


def chi_square_tail(statistic: float, degrees: int) -> float:
    """P(X² ≥ statistic). Closed forms for whole degrees of freedom (Abramowitz & Stegun 26.4.4 and
    26.4.5)."""
    if degrees <= 0 or statistic <= 0:
        return 1.0
    if degrees % 2 == 0:
        term = total = 1.0
        for k in range(1, degrees // 2):
            term *= statistic / (2 * k)
            total += term
        return math.exp(-statistic / 2) * total
    root = math.sqrt(statistic)
    tail = math.erfc(root / math.sqrt(2))
    term = root
    total = 0.0
    for k in range(1, (degrees - 1) // 2 + 1):
        total += term
        term *= statistic / (2 * k + 1)
    return tail + math.sqrt(2 / math.pi) * math.exp(-statistic / 2) * total


def guesser(choices: Sequence[Choice]) -> Guesser | None:
    """B2. None for fewer items than there are folds."""
    if len(choices) < FOLDS:
        return None
    ordered = sorted(choices, key=lambda choice: choice.identity)
    hits = 0.0
    for split in range(SPLITS):
        folds = [_fold(choice, split) for choice in ordered]
        for fold in range(FOLDS):
            seen = [c for c, f in zip(ordered, folds, strict=True) if f != fold]
            unseen = [c for c, f in zip(ordered, folds, strict=True) if f == fold]
            if seen and unseen:
                hits += _score(seen, unseen)
    chance = sum(1 / len(choice.options) for choice in ordered) / len(ordered)
    error = math.sqrt(chance * (1 - chance) / len(ordered))
    return Guesser(
        items=len(ordered),
        score=hits / len(ordered) / SPLITS,
        chance=chance,
        limit=chance + MARGIN + ONE_SIDED_95 * error,
    )


def _fold(choice: Choice, split: int) -> int:
    fact = choice.facts[0] if choice.facts else choice.identity
    return hashlib.sha256(f"{split} {fact}".encode()).digest()[0] % FOLDS


def _score(seen: Sequence[Choice], unseen: Sequence[Choice]) -> float:
    as_key = Counter(c.option(c.key).text for c in seen)
    as_option = Counter(o.text for c in seen for o in c.options)
    rows: list[Row] = []
    labels: list[int] = []
    for choice in seen:
        for option, row in zip(
            choice.options, _rows(choice, as_key, as_option, own=1), strict=True
        ):
            rows.append(row)
            labels.append(int(option.id == choice.key))
    weights = _fit(rows, labels)
    return sum(_hit(choice, _rows(choice, as_key, as_option, own=0), weights) for choice in unseen)


def _hit(choice: Choice, rows: Sequence[Row], weights: Row) -> float:
    """1 where the likeliest option is the key; shared out where several are equally likely."""
    scores = [round(_dot(row, weights), 9) for row in rows]
    best = [o.id for o, score in zip(choice.options, scores, strict=True) if score == max(scores)]
    return 1 / len(best) if choice.key in best else 0.0


def _rows(
    choice: Choice, as_key: Mapping[str, int], as_option: Mapping[str, int], *, own: int
) -> list[Row]:
    """The cues of each option, centred within the item: what the others look like tells as much.
    ``own`` is what a fitted item itself adds to the counts, taken off again."""
    words = [content_words(option.text) for option in choice.options]
    stem = content_words(choice.stem)
    count = len(choice.options)
    rows = []
    for index, option in enumerate(choice.options):
        others = [w for i, w in enumerate(words) if i != index]
        keyed = as_key[option.text] - own * (option.id == choice.key)
        offered = as_option[option.text] - own
        rank = index / (count - 1) if choice.ordered and count > 1 else 0.5
        rows.append(
            [
                math.log(1 + len(option.text)),
                float(len(option.text) == max(len(o.text) for o in choice.options)),
                float(sum(len(words[index] & other) for other in others)),
                float(len(words[index] & stem)),
                rank,
                (rank - 0.5) ** 2,
                float(has_number(option.text)),
                math.log(1 + keyed),
                (keyed + 1) / (offered + count),
                float(option.text.lower().startswith("the ")),
                float(option.text.rstrip().endswith(("0", "5"))),
            ]
        )
    means = [sum(column) / count for column in zip(*rows, strict=True)]
    return [[value - mean for value, mean in zip(row, means, strict=True)] for row in rows]


def _fit(rows: Sequence[Row], labels: Sequence[int]) -> Row:
    """Newton's method for a ridge-penalised logistic regression; the last weight is the intercept,
    the same for each option and so without a say in the guess."""
    width = len(rows[0]) + 1
    data = [[*row, 1.0] for row in rows]
    weights = [0.0] * width
    for _ in range(NEWTON_STEPS):
        gradient = [-RIDGE * w for w in weights]
        hessian = [[RIDGE * (i == j) for j in range(width)] for i in range(width)]
        for row, label in zip(data, labels, strict=True):
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(map(_times, row, weights))))))
            slope, residual = p * (1 - p), label - p
            for i, value in enumerate(row):
                gradient[i] += residual * value
                line, scaled = hessian[i], slope * value
                for j in range(i, width):
                    line[j] += scaled * row[j]
        for i in range(width):
            for j in range(i):
                hessian[i][j] = hessian[j][i]
        weights = [w + step for w, step in zip(weights, _solve(hessian, gradient), strict=True)]
    return weights


def _times(a: float, b: float) -> float:
    return a * b


def _dot(row: Row, weights: Row) -> float:
    return sum(value * weight for value, weight in zip(row, weights, strict=False))


def _solve(matrix: list[Row], right: Row) -> Row:
    """Gauss with pivoting; the ridge keeps the matrix regular."""
    size = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for k in range(i + 1, size):
            factor = rows[k][i] / rows[i][i]
            for j in range(i, size + 1):
                rows[k][j] -= factor * rows[i][j]
    solution = [0.0] * size
    for i in reversed(range(size)):
        rest = sum(rows[i][j] * solution[j] for j in range(i + 1, size))
        solution[i] = (rows[i][size] - rest) / rows[i][i]
    return solution
