"""What the statistics mean for a teacher: codes and parameters, the words are the templates'.

of an item          params
too-few             answers, needed            too few attempts to judge by; needed = still missing
nobody-right        answers                    not one point earned
rival               option, chosen, key, keyed a distractor was chosen more often than the key
strong-wrong-more   index, strong, weak        the strong third earned less than the weak: the key?
low-efficiency      efficiency                 hardly tells who knows more from who knows less
no-better-than-guessing  facility, guess
too-hard            facility
too-easy            facility
strong-distractor   option, strong, strong_size, weak, weak_size   it drew more of the strong third
unused-distractor   option, chosen, answers    hardly anybody takes it for right
slow                seconds, usual             takes more than twice the usual time
often-skipped       skipped, asked
works-well          index                      nothing above, and it tells well who knows more
no-fault            (none)                     nothing above, and no more to be said

of a quiz           params
too-few             answers, needed
too-hard, too-easy  mean                       mean share of the whole
reliable, fairly-reliable, unreliable  consistency   how far the totals would come out alike again

Shares run from 0 to 1; index, efficiency and consistency are in per cent. Options are ids.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

from quizzes.analysis.statistics import (
    Analysis,
    ItemStatistics,
    OptionStatistics,
    QuizStatistics,
    Third,
)

ENOUGH = 10  # attempts below which a figure is mostly chance
ENOUGH_FOR_KEY = 3  # answers from which a key that nobody chooses is worth a look
ENOUGH_FOR_DISTRACTORS = 30
UNUSED_BELOW = 0.05
EFFICIENCY_BELOW = 15
DISCRIMINATES_FROM = 30
TOO_EASY_FROM, TOO_HARD_BELOW = 0.95, 0.2
QUIZ_TOO_EASY_FROM, QUIZ_TOO_HARD_BELOW = 0.9, 0.35
SLOW_TIMES = 2
SKIPPED_FROM = 1 / 3
RELIABLE_FROM, FAIR_FROM = 75, 50


class Concern(StrEnum):
    """How much a finding asks of a teacher; in the order in which they are told."""

    CHECK = "check"  # something may be wrong with the question
    NOTE = "note"  # it could be better
    WAIT = "wait"  # no judgement yet
    GOOD = "good"


class Ease(StrEnum):
    """A facility in a word."""

    VERY_HARD = "very-hard"
    HARD = "hard"
    FITTING = "fitting"
    EASY = "easy"
    VERY_EASY = "very-easy"


@dataclass(frozen=True, kw_only=True)
class Finding:
    code: str
    concern: Concern
    params: Mapping[str, int | float | str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Findings:
    """``items`` by the id of the question; each has at least one finding."""

    quiz: tuple[Finding, ...]
    items: Mapping[str, tuple[Finding, ...]]


def ease(facility: float | None) -> Ease | None:
    """Below 20 % of the marks very hard, below 35 % hard, to 65 % fitting, below 95 % easy."""
    if facility is None:
        return None
    if facility < TOO_HARD_BELOW:
        return Ease.VERY_HARD
    if facility < 0.35:
        return Ease.HARD
    if facility <= 0.65:
        return Ease.FITTING
    return Ease.EASY if facility < TOO_EASY_FROM else Ease.VERY_EASY


def findings(analysis: Analysis) -> Findings:
    usual = usual_seconds(analysis)
    return Findings(
        quiz=quiz_findings(analysis.quiz),
        items={item.question: item_findings(item, usual) for item in analysis.items},
    )


def usual_seconds(analysis: Analysis) -> float | None:
    """The median of the items' medians; None below three, of which one could hardly stand out."""
    times = [item.median_seconds for item in analysis.items if item.median_seconds is not None]
    return median(times) if len(times) >= 3 else None


def item_findings(item: ItemStatistics, usual: float | None = None) -> tuple[Finding, ...]:
    """At least one, the gravest first. ``usual`` is ``usual_seconds`` of the quiz."""
    told = list(_about_key(item))
    if item.asked < ENOUGH:
        needed = ENOUGH - item.asked
        told.append(_finding("too-few", Concern.WAIT, answers=item.asked, needed=needed))
    else:
        told += [*_about_separation(item), *_about_difficulty(item), *_about_time(item, usual)]
        told += _about_distractors(item)
    if not told:
        told.append(_praise(item))
    return _gravest_first(told)


def quiz_findings(quiz: QuizStatistics) -> tuple[Finding, ...]:
    if quiz.attempts < ENOUGH:
        needed = ENOUGH - quiz.attempts
        return (_finding("too-few", Concern.WAIT, answers=quiz.attempts, needed=needed),)
    told = []
    if quiz.mean_share is not None and quiz.mean_share < QUIZ_TOO_HARD_BELOW:
        told.append(_finding("too-hard", Concern.NOTE, mean=quiz.mean_share))
    if quiz.mean_share is not None and quiz.mean_share >= QUIZ_TOO_EASY_FROM:
        told.append(_finding("too-easy", Concern.NOTE, mean=quiz.mean_share))
    match quiz.internal_consistency:
        case None:
            pass
        case cic if cic >= RELIABLE_FROM:
            told.append(_finding("reliable", Concern.GOOD, consistency=cic))
        case cic if cic >= FAIR_FROM:
            told.append(_finding("fairly-reliable", Concern.GOOD, consistency=cic))
        case cic:
            told.append(_finding("unreliable", Concern.NOTE, consistency=cic))
    return _gravest_first(told)


def _about_key(item: ItemStatistics) -> Iterator[Finding]:
    """What a wrong key looks like; three answers of a small class are enough to look."""
    if item.answered < ENOUGH_FOR_KEY:
        return
    if item.facility is not None and item.facility <= 0:
        yield _finding("nobody-right", Concern.CHECK, answers=item.answered)
    keys = [option for option in item.options if option.is_right]
    if len(keys) == 1:
        (key,) = keys
        rival = max(item.options, key=lambda option: option.chosen)
        if rival.chosen > key.chosen and rival.chosen >= ENOUGH_FOR_KEY:
            yield _finding(
                "rival",
                Concern.CHECK,
                option=rival.option,
                chosen=rival.chosen,
                key=key.option,
                keyed=key.chosen,
            )


def _about_separation(item: ItemStatistics) -> Iterator[Finding]:
    """That the strong earned less has to be true as it is read: a correlation barely below 0 may
    not bear it."""
    index, efficiency = item.discrimination_index, item.discriminative_efficiency
    strong, weak = _facility(item.strong), _facility(item.weak)
    if index is not None and index < 0 and strong < weak:
        yield _finding("strong-wrong-more", Concern.CHECK, index=index, strong=strong, weak=weak)
    elif efficiency is not None and efficiency < EFFICIENCY_BELOW:
        yield _finding("low-efficiency", Concern.NOTE, efficiency=efficiency)


def _about_difficulty(item: ItemStatistics) -> Iterator[Finding]:
    facility, guess = item.facility, item.guess
    if facility is None or (facility <= 0 and item.answered >= ENOUGH_FOR_KEY):
        return  # nobody-right has said it
    if guess is not None and facility <= guess:
        yield _finding("no-better-than-guessing", Concern.CHECK, facility=facility, guess=guess)
    elif facility < TOO_HARD_BELOW:
        yield _finding("too-hard", Concern.NOTE, facility=facility)
    elif facility >= TOO_EASY_FROM:
        yield _finding("too-easy", Concern.NOTE, facility=facility)


def _about_time(item: ItemStatistics, usual: float | None) -> Iterator[Finding]:
    seconds = item.median_seconds
    if seconds is not None and usual and seconds > SLOW_TIMES * usual:
        yield _finding("slow", Concern.NOTE, seconds=seconds, usual=usual)
    if item.skipped >= SKIPPED_FROM * item.asked:
        yield _finding("often-skipped", Concern.NOTE, skipped=item.skipped, asked=item.asked)


def _about_distractors(item: ItemStatistics) -> Iterator[Finding]:
    distractors = [option for option in item.options if not option.is_right]
    if item.strong is not None and item.weak is not None:
        for option in distractors:
            if _draws_the_strong(option, item.strong, item.weak):
                yield _finding(
                    "strong-distractor",
                    Concern.NOTE,
                    option=option.option,
                    strong=option.strong or 0,
                    strong_size=item.strong.size,
                    weak=option.weak or 0,
                    weak_size=item.weak.size,
                )
    for option in distractors:
        if item.answered >= ENOUGH_FOR_DISTRACTORS and (option.share or 0) < UNUSED_BELOW:
            yield _finding(
                "unused-distractor",
                Concern.NOTE,
                option=option.option,
                chosen=option.chosen,
                answers=item.answered,
            )


def _draws_the_strong(option: OptionStatistics, strong: Third, weak: Third) -> bool:
    """By their shares, as ties make thirds of different sizes. One learner is no pattern."""
    if option.strong is None or option.weak is None or option.strong < 2:
        return False
    return option.strong * weak.size > option.weak * strong.size


def _facility(third: Third | None) -> float:
    return 0 if third is None or third.facility is None else third.facility


def _praise(item: ItemStatistics) -> Finding:
    index = item.discrimination_index
    if index is not None and index >= DISCRIMINATES_FROM:
        return _finding("works-well", Concern.GOOD, index=index)
    return _finding("no-fault", Concern.GOOD)


def _gravest_first(told: Iterable[Finding]) -> tuple[Finding, ...]:
    order = list(Concern)
    return tuple(sorted(told, key=lambda finding: order.index(finding.concern)))


def _finding(code: str, concern: Concern, **params: int | float | str) -> Finding:
    return Finding(code=code, concern=concern, params=params)
