"""Item and quiz statistics, as Moodle defines them (Quiz statistics calculations, docs.moodle.org).

S attempts, P questions; m a mark, T the total of an attempt, O = T − m the rest. Variances and
covariances are those of a sample (over S − 1). Which attempts count is the caller's choice: the
definitions mean the first finished attempt of each learner. An item that is not in every attempt
is measured over those attempts in which it was asked.

What is undefined (a variance of 0, too few attempts or questions) is None, never 0 and never NaN.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from statistics import median

from quizzes.analysis.exact import central_moment, covariance, exact, mean, unit_of, variance
from quizzes.analysis.matrix import Question, Reply, Row

BINS = 10


@dataclass(frozen=True, kw_only=True)
class Third:
    """The strong or the weak third of those asked, by their share of the rest. Who ties with the
    last of a third belongs to it, so that a third may be larger. ``facility`` is that of the item
    in it, 0 to 1."""

    size: int
    facility: float | None


@dataclass(frozen=True, kw_only=True)
class OptionStatistics:
    """``share`` is ``chosen`` over the answers given, 0 to 1. ``strong`` and ``weak`` count its
    choosers in the thirds, None without thirds. ``mean_rest`` is the mean share of the rest of the
    quiz, 0 to 1, among those who chose it."""

    option: str
    fraction: float
    chosen: int
    share: float | None
    strong: int | None
    weak: int | None
    mean_rest: float | None

    @property
    def is_right(self) -> bool:
        return self.fraction > 0


@dataclass(frozen=True, kw_only=True)
class ItemStatistics:
    """``facility`` and ``guess`` are shares from 0 to 1, ``sd`` is in marks; the discrimination
    index (−100 to 100), the discriminative efficiency and the effective weight are in per cent.

    ``asked`` attempts held the item (S of the formulas), ``answered`` of them with an answer.
    """

    question: str
    max_mark: float
    asked: int
    answered: int
    facility: float | None
    sd: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None
    effective_weight: float | None
    guess: float | None
    median_seconds: float | None
    strong: Third | None
    weak: Third | None
    options: tuple[OptionStatistics, ...]

    @property
    def skipped(self) -> int:
        return self.asked - self.answered


@dataclass(frozen=True, kw_only=True)
class Bin:
    """A bar of the histogram: attempts whose share is at least ``low`` and below ``high``; the last
    bar holds those with everything right, too."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, kw_only=True)
class QuizStatistics:
    """``mean``, ``median``, ``sd`` and ``standard_error`` are in marks, ``k2`` to ``k4`` in their
    powers; ``internal_consistency`` (CIC) and ``error_ratio`` in per cent; shares from 0 to 1.

    ``max_mark`` is None where the attempts could earn different totals: only the shares compare
    them then. ``internal_consistency`` is None where they were not asked the same questions.
    """

    attempts: int
    questions: int
    max_mark: float | None
    mean: float | None
    median: float | None
    sd: float | None
    mean_share: float | None
    median_share: float | None
    k2: float | None
    k3: float | None
    k4: float | None
    skewness: float | None
    kurtosis: float | None
    internal_consistency: float | None
    error_ratio: float | None
    standard_error: float | None
    histogram: tuple[Bin, ...]


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """``items`` stand in the order of the questions."""

    quiz: QuizStatistics
    items: tuple[ItemStatistics, ...]


@dataclass(frozen=True, kw_only=True)
class _Attempt:
    """A row in whole units: ``marks`` with None for what was not asked."""

    replies: Row
    marks: tuple[int | None, ...]
    total: int
    maximum: int


@dataclass(frozen=True, kw_only=True)
class _Case:
    """One item in one attempt."""

    reply: Reply
    mark: int
    rest: int
    total: int
    rest_share: Fraction | None


def analyse(questions: Sequence[Question], attempts: Sequence[Row]) -> Analysis:
    """``attempts`` hold a reply, or None, for each question, in the order of the questions; one in
    which nothing was asked is passed over. Raises ``ValueError`` where a row is of another length.
    """
    asked = [row for row in attempts if any(reply is not None for reply in row)]
    unit = unit_of(
        [exact(question.max_mark) for question in questions]
        + [exact(reply.mark) for row in asked for reply in row if reply is not None]
    )
    maxima = [int(exact(question.max_mark) * unit) for question in questions]
    table = [_in_units(row, maxima, unit) for row in asked]
    cases = [_cases(table, place, maximum) for place, maximum in enumerate(maxima)]
    weights = _effective_weights(cases, unit)
    return Analysis(
        quiz=_quiz(table, len(questions), unit),
        items=tuple(
            _item(question, column, maximum, unit, weight)
            for question, column, maximum, weight in zip(
                questions, cases, maxima, weights, strict=True
            )
        ),
    )


def _in_units(row: Row, maxima: Sequence[int], unit: int) -> _Attempt:
    marks = tuple(None if reply is None else int(exact(reply.mark) * unit) for reply in row)
    pairs = list(zip(marks, maxima, strict=True))
    return _Attempt(
        replies=row,
        marks=marks,
        total=sum(mark for mark in marks if mark is not None),
        maximum=sum(maximum for mark, maximum in pairs if mark is not None),
    )


def _cases(table: Sequence[_Attempt], place: int, maximum: int) -> list[_Case]:
    cases = []
    for attempt in table:
        reply, mark = attempt.replies[place], attempt.marks[place]
        if reply is None or mark is None:
            continue
        rest, of = attempt.total - mark, attempt.maximum - maximum
        cases.append(
            _Case(
                reply=reply,
                mark=mark,
                rest=rest,
                total=attempt.total,
                rest_share=Fraction(rest, of) if of > 0 else None,
            )
        )
    return cases


def _effective_weights(columns: Sequence[Sequence[_Case]], unit: int) -> list[float | None]:
    """100·√cov(m,T) / Σ√cov(m,T) over the items whose covariance is not negative; None for the
    others."""
    roots = []
    for column in columns:
        c = covariance([case.mark for case in column], [case.total for case in column])
        roots.append(sqrt(c / unit**2) if c is not None and c >= 0 else None)
    whole = sum(root for root in roots if root is not None)
    return [None if root is None or not whole else 100 * root / whole for root in roots]


def _item(
    question: Question, cases: Sequence[_Case], maximum: int, unit: int, weight: float | None
) -> ItemStatistics:
    marks = [case.mark for case in cases]
    rests = [case.rest for case in cases]
    strong, weak = _thirds(cases)
    seconds = [case.reply.seconds for case in cases if case.reply.seconds is not None]
    return ItemStatistics(
        question=question.id,
        max_mark=question.max_mark,
        asked=len(cases),
        answered=sum(case.reply.answered for case in cases),
        facility=_facility(cases, maximum),
        sd=_root(variance(marks), unit),
        discrimination_index=_discrimination(marks, rests),
        discriminative_efficiency=_efficiency(marks, rests),
        effective_weight=weight,
        guess=question.guess,
        median_seconds=float(median(seconds)) if seconds else None,
        strong=_third(strong, maximum),
        weak=_third(weak, maximum),
        options=tuple(
            _option(option.id, option.fraction, cases, strong, weak) for option in question.options
        ),
    )


def _facility(cases: Sequence[_Case], maximum: int) -> float | None:
    """mean(m) / max"""
    average = mean([case.mark for case in cases])
    return None if average is None or maximum <= 0 else float(average / maximum)


def _discrimination(marks: Sequence[int], rests: Sequence[int]) -> float | None:
    """100·cov(m,O) / √(var m · var O): the correlation with the rest. Its square is exact, so that
    it never leaves −100 to 100."""
    c, spread = covariance(marks, rests), _product(variance(marks), variance(rests))
    if c is None or not spread:
        return None
    index = 100 * sqrt(c * c / spread)
    return index if c >= 0 else -index


def _efficiency(marks: Sequence[int], rests: Sequence[int]) -> float | None:
    """100·cov(m,O) / cov(sorted m, sorted O): measured by the best that these marks allow."""
    c, best = covariance(marks, rests), covariance(sorted(marks), sorted(rests))
    return None if c is None or not best else float(100 * c / best)


def _thirds(cases: Sequence[_Case]) -> tuple[list[_Case] | None, list[_Case] | None]:
    """The strong and the weak third, None where the rest does not tell them apart. Cut by value and
    not by count, so that the order of the attempts does not matter."""
    shares = sorted(case.rest_share for case in cases if case.rest_share is not None)
    size = len(cases) // 3
    if not size or len(shares) < len(cases) or shares[size - 1] >= shares[-size]:
        return None, None
    weak = [c for c in cases if c.rest_share is not None and c.rest_share <= shares[size - 1]]
    strong = [c for c in cases if c.rest_share is not None and c.rest_share >= shares[-size]]
    return strong, weak


def _third(cases: Sequence[_Case] | None, maximum: int) -> Third | None:
    return None if cases is None else Third(size=len(cases), facility=_facility(cases, maximum))


def _option(
    option: str,
    fraction: float,
    cases: Sequence[_Case],
    strong: Sequence[_Case] | None,
    weak: Sequence[_Case] | None,
) -> OptionStatistics:
    choosers = [case for case in cases if option in case.reply.chosen]
    answered = sum(case.reply.answered for case in cases)
    rests = [case.rest_share for case in choosers if case.rest_share is not None]
    return OptionStatistics(
        option=option,
        fraction=fraction,
        chosen=len(choosers),
        share=len(choosers) / answered if answered else None,
        strong=None if strong is None else sum(option in case.reply.chosen for case in strong),
        weak=None if weak is None else sum(option in case.reply.chosen for case in weak),
        mean_rest=float(sum(rests, Fraction()) / len(rests)) if rests else None,
    )


def _quiz(table: Sequence[_Attempt], questions: int, unit: int) -> QuizStatistics:
    totals = [attempt.total for attempt in table]
    shares = [Fraction(a.total, a.maximum) for a in table if a.maximum > 0]
    maxima = {attempt.maximum for attempt in table}
    k2, k3, k4 = _k_statistics(totals)
    consistency = _consistency(table, questions, k2)
    ratio = None if consistency is None else sqrt(1 - consistency)
    sd = _root(k2, unit)
    return QuizStatistics(
        attempts=len(table),
        questions=questions,
        max_mark=maxima.pop() / unit if len(maxima) == 1 else None,
        mean=_scaled(mean(totals), unit),
        median=float(median(map(Fraction, totals)) / unit) if totals else None,
        sd=sd,
        mean_share=float(sum(shares, Fraction()) / len(shares)) if shares else None,
        median_share=float(median(shares)) if shares else None,
        k2=_scaled(k2, unit**2),
        k3=_scaled(k3, unit**3),
        k4=_scaled(k4, unit**4),
        skewness=_skewness(k2, k3),
        kurtosis=float(k4 / k2**2) if k4 is not None and k2 else None,
        internal_consistency=None if consistency is None else float(100 * consistency),
        error_ratio=None if ratio is None else 100 * ratio,
        standard_error=None if ratio is None or sd is None else ratio * sd,
        histogram=histogram(shares),
    )


def _k_statistics(
    totals: Sequence[int],
) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """k₂ = S·m₂/(S−1), k₃ = S²m₃/((S−1)(S−2)),
    k₄ = S²[(S+1)m₄ − 3(S−1)m₂²]/((S−1)(S−2)(S−3)), in powers of the unit."""
    s = len(totals)
    k2 = k3 = k4 = None
    if s >= 2:
        m2 = central_moment(totals, 2)
        k2 = s * m2 / (s - 1)
    if s >= 3:
        k3 = s**2 * central_moment(totals, 3) / ((s - 1) * (s - 2))
    if s >= 4:
        m4 = central_moment(totals, 4)
        k4 = s**2 * ((s + 1) * m4 - 3 * (s - 1) * m2**2) / ((s - 1) * (s - 2) * (s - 3))
    return k2, k3, k4


def _skewness(k2: Fraction | None, k3: Fraction | None) -> float | None:
    """k₃ / k₂^1.5"""
    if k3 is None or not k2:
        return None
    size = sqrt(k3**2 / k2**3)
    return size if k3 >= 0 else -size


def _consistency(table: Sequence[_Attempt], questions: int, k2: Fraction | None) -> Fraction | None:
    """P/(P−1) · (1 − Σvar(m)/k₂), at most 1: Cronbach's alpha."""
    if questions < 2 or not k2 or any(None in attempt.marks for attempt in table):
        return None
    columns = zip(*(attempt.marks for attempt in table), strict=True)
    spread = sum(
        (variance([mark for mark in column if mark is not None]) or 0 for column in columns),
        Fraction(),
    )
    return Fraction(questions, questions - 1) * (1 - spread / k2)


def histogram(shares: Sequence[Fraction]) -> tuple[Bin, ...]:
    """Ten equal bars over 0 to 1."""
    counts = [0] * BINS
    for share in shares:
        counts[max(0, min(BINS - 1, int(share * BINS)))] += 1
    return tuple(
        Bin(low=place / BINS, high=(place + 1) / BINS, count=count)
        for place, count in enumerate(counts)
    )


def _product(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a * b


def _root(square: Fraction | None, unit: int) -> float | None:
    return None if square is None else sqrt(square / unit**2)


def _scaled(value: Fraction | None, unit: int) -> float | None:
    return None if value is None else float(value / unit)
