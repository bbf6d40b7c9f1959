"""What somebody who knows nothing could gain: B1 and B2, in a version of the audit's own.

B1  a chi-square test of evenness over the places of keys, for lists of each length, apart for
    ordered options (where the place is a rank) and others.
B2  a conditional logistic regression (McFadden 1974): each option has a utility that is linear in
    its cues, and the key is a draw by softmax over the options of its item. It is fitted on four
    fifths of the facts and guesses on the rest; where options tie, it scores its share. How facts
    fall into fifths moves the score by several points, so that it is the mean over ``SPLITS``.
"""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizzes.items import Choice

EVEN_FROM_P = 0.01
FOLDS = 5
SPLITS = 4
MARGIN = 0.03
ONE_SIDED_95 = 1.64
RIDGE = 0.5
STEPS = 7
TIE = 1e-9

CUES = (
    "long",
    "longest",
    "shortest",
    "words-of-stem",
    "words-of-others",
    "first-rank",
    "last-rank",
    "rank",
    "digits",
    "round-number",
    "capitals",
    "often-key",
    "often-distractor",
)


# What a cue tells is shared with its kin, so that an edge is laid to a group.
GROUPS: Mapping[str, frozenset[str]] = {
    "length": frozenset({"long", "longest", "shortest"}),
    "overlap": frozenset({"words-of-stem", "words-of-others"}),
    "rank": frozenset({"first-rank", "last-rank", "rank"}),
    "digits": frozenset({"digits", "round-number"}),
    "capitals": frozenset({"capitals"}),
    "often": frozenset({"often-key", "often-distractor"}),
}


@dataclass(frozen=True, kw_only=True)
class Places:
    """How keys spread over the places of lists of one kind and length."""

    ordered: bool
    counts: tuple[int, ...]
    p: float

    @property
    def even(self) -> bool:
        return self.p >= EVEN_FROM_P


@dataclass(frozen=True, kw_only=True)
class Guess:
    """Shares from 0 to 1. ``cues`` tells for each cue what it scores alone: the most of it, and the
    least of it; ``weights`` are the mean fitted ones."""

    items: int
    score: float
    chance: float
    error: float
    cues: Mapping[str, tuple[float, float]]
    weights: Mapping[str, float]

    @property
    def limit(self) -> float:
        return self.chance + MARGIN + ONE_SIDED_95 * self.error

    @property
    def fair(self) -> bool:
        return self.score <= self.limit


def places(choices: Sequence[Choice]) -> tuple[Places, ...]:
    """B1 over a bank."""
    found: dict[tuple[bool, int], Counter[int]] = defaultdict(Counter)
    for choice in choices:
        ids = [option.id for option in choice.options]
        found[choice.ordered, len(ids)][ids.index(choice.key)] += 1
    results = []
    for (ordered, length), counter in sorted(found.items()):
        counts = tuple(counter[place] for place in range(length))
        expected = sum(counts) / length
        statistic = sum((count - expected) ** 2 for count in counts) / expected
        p = 1 - _lower_gamma((length - 1) / 2, statistic / 2)
        results.append(Places(ordered=ordered, counts=counts, p=p))
    return tuple(results)


def without_each(choices: Sequence[Choice]) -> Mapping[str, float]:
    """What the guesser scores when it does not know a group of cues: the group whose loss costs it
    most is what gives the edge."""
    scores = {}
    for group, cues in GROUPS.items():
        blind = guess(choices, without=cues, splits=1)
        if blind is not None:
            scores[group] = blind.score
    return scores


def guess(
    choices: Sequence[Choice], *, without: frozenset[str] = frozenset(), splits: int = SPLITS
) -> Guess | None:
    """B2 over a bank; None where there is nothing to fit."""
    if len({_fold(choice, 0) for choice in choices}) < 2:
        return None
    score = 0.0
    weights = [0.0] * len(CUES)
    alone = [[0.0, 0.0] for _ in CUES]
    for split in range(splits):
        for fold in range(FOLDS):
            known = [choice for choice in choices if _fold(choice, split) != fold]
            unknown = [choice for choice in choices if _fold(choice, split) == fold]
            seen = _seen(known)
            fitted = _fit([(_cues(c, seen, own=True, without=without), _place(c)) for c in known])
            weights = [a + b for a, b in zip(weights, fitted, strict=True)]
            for choice in unknown:
                rows, key = _cues(choice, seen, own=False, without=without), _place(choice)
                score += _share([_dot(fitted, row) for row in rows], key)
                for index, sums in enumerate(alone):
                    sums[0] += _share([row[index] for row in rows], key)
                    sums[1] += _share([-row[index] for row in rows], key)
    guesses = len(choices) * splits
    chances = [1 / len(choice.options) for choice in choices]
    return Guess(
        items=len(choices),
        score=score / guesses,
        chance=sum(chances) / len(choices),
        error=math.sqrt(sum(p * (1 - p) for p in chances)) / len(choices),
        cues={cue: (a / guesses, b / guesses) for cue, (a, b) in zip(CUES, alone, strict=True)},
        weights={cue: w / (FOLDS * splits) for cue, w in zip(CUES, weights, strict=True)},
    )


def _place(choice: Choice) -> int:
    return [option.id for option in choice.options].index(choice.key)


def _fold(choice: Choice, split: int) -> int:
    fact = choice.facts[0] if choice.facts else choice.identity
    return int(hashlib.sha256(f"{split} {fact}".encode()).hexdigest(), 16) % FOLDS


def _seen(choices: Sequence[Choice]) -> tuple[Counter[str], Counter[str]]:
    as_key: Counter[str] = Counter()
    as_other: Counter[str] = Counter()
    for choice in choices:
        for option in choice.options:
            (as_key if option.id == choice.key else as_other)[option.text.casefold()] += 1
    return as_key, as_other


def _cues(
    choice: Choice,
    seen: tuple[Counter[str], Counter[str]],
    *,
    own: bool,
    without: frozenset[str],
) -> list[list[float]]:
    """One row of cues for each option. ``seen`` counts options as keys and as distractors; ``own``
    says that this item is among the counted, and has to be taken out; cues ``without`` are 0."""
    as_key, as_other = seen
    texts = [option.text for option in choice.options]
    bags = [_words(text) for text in texts]
    stem = _words(choice.stem)
    lengths = [len(text) for text in texts]
    mean = sum(lengths) / len(lengths)
    last = len(texts) - 1
    rows = []
    for place, (option, text, bag) in enumerate(zip(choice.options, texts, bags, strict=True)):
        others = set().union(*(b for i, b in enumerate(bags) if i != place))
        folded = text.casefold()
        keyed = as_key[folded] - (own and option.id == choice.key)
        wrong = as_other[folded] - (own and option.id != choice.key)
        ranked = choice.ordered
        rows.append(
            [
                lengths[place] / mean - 1,
                float(lengths[place] == max(lengths) > min(lengths)),
                float(lengths[place] == min(lengths) < max(lengths)),
                float(len(bag & stem)),
                float(len(bag & others)),
                float(ranked and place == 0),
                float(ranked and place == last),
                place / last - 0.5 if last and ranked else 0.0,
                float(any(c.isdigit() for c in text)),
                float(text.rstrip("0") != text and text[-1:] == "0"),
                sum(c.isupper() for c in text) / max(1, len(text)) * 5,
                math.log1p(keyed),
                math.log1p(wrong),
            ]
        )
    if without:
        known = [cue not in without for cue in CUES]
        return [[v if k else 0.0 for v, k in zip(row, known, strict=True)] for row in rows]
    return rows


def _words(text: str) -> set[str]:
    bare = "".join(c if c.isalnum() else " " for c in text.casefold())
    return {word for word in bare.split() if len(word) > 3 or word.isdigit()}


def _fit(items: Sequence[tuple[list[list[float]], int]]) -> list[float]:
    """Newton's method on the penalised log-likelihood."""
    size = len(CUES)
    weights = [0.0] * size
    for _ in range(STEPS):
        slope = [-RIDGE * w for w in weights]
        curve = [[RIDGE * (i == j) for j in range(size)] for i in range(size)]
        for rows, key in items:
            shares = _softmax([_dot(weights, row) for row in rows])
            mean = [
                sum(p * row[i] for p, row in zip(shares, rows, strict=True)) for i in range(size)
            ]
            for i in range(size):
                slope[i] += rows[key][i] - mean[i]
            for p, row in zip(shares, rows, strict=True):
                apart = [value - m for value, m in zip(row, mean, strict=True)]
                for i in range(size):
                    if apart[i]:
                        step, line = p * apart[i], curve[i]
                        for j in range(i + 1):
                            line[j] += step * apart[j]
        for i in range(size):
            for j in range(i):
                curve[j][i] = curve[i][j]
        move = _solve(curve, slope)
        weights = [w + m for w, m in zip(weights, move, strict=True)]
        if max(map(abs, move)) < 1e-4:
            break
    return weights


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss with pivots. The ridge keeps the matrix regular."""
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for i in range(size):
        pivot = max(range(i, size), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, size):
            factor = rows[r][i] / rows[i][i]
            if factor:
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i], strict=True)]
    found = [0.0] * size
    for i in reversed(range(size)):
        rest = sum(rows[i][j] * found[j] for j in range(i + 1, size))
        found[i] = (rows[i][size] - rest) / rows[i][i]
    return found


def _softmax(values: Sequence[float]) -> list[float]:
    most = max(values)
    raised = [math.exp(value - most) for value in values]
    total = sum(raised)
    return [value / total for value in raised]


def _share(values: Sequence[float], key: int) -> float:
    best = [i for i, value in enumerate(values) if value >= max(values) - TIE]
    return 1 / len(best) if key in best else 0.0


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _lower_gamma(a: float, x: float) -> float:
    """The regularised lower incomplete gamma function, by its series (DLMF 8.11.4)."""
    if x <= 0:
        return 0.0
    term = total = 1 / a
    n = a
    while abs(term) > abs(total) * 1e-14:
        n += 1
        term *= x / n
        total += term
    return min(1.0, total * math.exp(-x + a * math.log(x) - math.lgamma(a)))
