"""A simulated class: what the scheduler would do for sixty learners who are not its own model.

    python -m tests.bench.simulated_class [--learners 60] [--seed 1] [--processes 2] [part …]

Parts: load, away, exam. Each line says what was measured and, where there is one, its target; the
exit status is 1 if a target is missed.

Parameters
    Scheduler   FSRS-6 defaults, desired retention .9, one learning and one relearning step (10
                minutes): a card that was failed is shown again on the next study day, for each
                card is answered once a day at most.
    Memory      Each learner's own FSRS-6: initial stabilities × lognormal(−.35, .35), one draw a
                learner; decay × uniform(.8, 1.8), kept within [.1, .5].
    Answers     First one: Again .25, Hard .10, Good .50, Easy .15. Later ones fail with 1 − R of
                the learner's own memory, else Hard .10, Good .75, Easy .15.
    Known       The mean probability of recall on a day over all cards, unseen ones as 0.
    Days        As the app gives them: the least loaded day of the window; who has more due than a
                day takes gets the last day of it; before an exam none comes after it. Modes that
                say so choose another way, to compare with.
    Load        25 new cards every Monday, 150 days, all due cards answered every day (on school
                days where those are preferred). Spread: standard deviation / mean of the class's
                answers a day over days 30 to 119 (of the school days). "calendar": the new cards
                of coming Mondays count as load, as the class calendar knows them.
    Retention   Of settled cards on a later day than their last review, as the app tells it; "all"
                counts every answer but a card's first, those after a failure among them.
    Away        400 cards brought in at 7 a day over 60 days, 21 days away, then 15 answers a day
                for 30 days; counted on the morning after, with what falls due that day.
    Exam        150 cards released at 4 a day, 60 days, study on 45 % of days, 15 answers a
                session. Weakest tenth: the mean of the six learners who know least. Forecast: made
                on day 40 for that attendance; how many learners end inside its range.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from statistics import mean, pstdev

from quizzes.items import MemoryState
from quizzes.kinds import Rating
from quizzes.scheduling import (
    DEFAULT_PARAMETERS,
    NEW,
    DueCard,
    ExamCard,
    Parameters,
    Situation,
    is_recollection,
    order_due,
    plan,
    retrievability,
    review,
    seed_of,
)
from quizzes.scheduling.memory import rate

MONDAY = date(2027, 1, 4)
SCHOOL = frozenset(range(5))
BELIEVED = replace(DEFAULT_PARAMETERS, learning_steps=(10,), relearning_steps=(10,))
ALWAYS = 10**6


@dataclass(kw_only=True)
class Learner:
    """What the scheduler believes of each card, and what is true."""

    number: int
    random: Random
    memory: Parameters
    believed: dict[int, MemoryState] = field(default_factory=dict)
    true: dict[int, MemoryState] = field(default_factory=dict)
    due: dict[int, date] = field(default_factory=dict)
    load: Counter[date] = field(default_factory=Counter)
    catching_up: bool = False
    answers: int = 0
    all: list[bool] = field(default_factory=list)
    settled: list[bool] = field(default_factory=list)

    @classmethod
    def drawn(cls, number: int, seed: int) -> "Learner":
        random = Random(seed * 100_003 + number)
        weights = list(BELIEVED.weights)
        factor = random.lognormvariate(-0.35, 0.35)
        weights[:4] = [min(max(weight * factor, 0.001), 100.0) for weight in weights[:4]]
        weights[20] = min(max(weights[20] * random.uniform(0.8, 1.8), 0.1), 0.5)
        memory = replace(BELIEVED, weights=tuple(weights))
        return cls(number=number, random=random, memory=memory)

    def answer(self, card: int, day: date, place: "Place") -> None:
        before = self.believed.get(card, NEW)
        true = self.true.get(card, NEW)
        rating = self._rating(retrievability(true, self.memory, day))
        if before.last_day is not None:
            self.all.append(rating is not Rating.AGAIN)
        if is_recollection(before, day):
            self.settled.append(rating is not Rating.AGAIN)
        if card in self.due:
            self.load[self.due[card]] -= 1
        self.true[card] = rate(true, rating, self.memory, day).state
        self.believed[card], self.due[card] = place(self, card, before, rating, day)
        self.load[self.due[card]] += 1
        self.answers += 1

    def _rating(self, recall: float | None) -> Rating:
        if recall is None:
            return Rating(self.random.choices((1, 2, 3, 4), (0.25, 0.10, 0.50, 0.15))[0])
        if self.random.random() >= recall:
            return Rating.AGAIN
        return Rating(self.random.choices((2, 3, 4), (0.10, 0.75, 0.15))[0])

    def is_due(self, card: int, day: date) -> bool:
        return self.due[card] <= day

    def known(self, day: date, cards: int) -> float:
        recalls = (retrievability(state, self.memory, day) for state in self.true.values())
        return sum(1.0 if recall is None else recall for recall in recalls) / cards


Place = Callable[[Learner, int, MemoryState, Rating, date], tuple[MemoryState, date]]


def unplaced(
    learner: Learner, card: int, before: MemoryState, rating: Rating, day: date
) -> tuple[MemoryState, date]:
    """The raw interval, as the model has it."""
    step = rate(before, rating, BELIEVED, day)
    due_day = day + timedelta(days=step.days or 1)
    return replace(step.state, due_day=due_day), due_day


def placed(
    learner: Learner,
    card: int,
    before: MemoryState,
    rating: Rating,
    day: date,
    *,
    balanced: bool = True,
    school: frozenset[int] = frozenset(),
    exam: date | None = None,
) -> tuple[MemoryState, date]:
    """The interval that the app would give."""
    situation = Situation(
        now=_noon(day),
        day=day,
        seed=seed_of(learner.number * 10_000 + card, before.reps),
        load=learner.load if balanced else {},
        school_weekdays=school,
        catching_up=learner.catching_up and balanced,
        last_day_allowed=exam,
    )
    state = review(before, rating, BELIEVED, situation).state
    return state, state.due_day or day + timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one learner brings to the averages."""

    by_day: tuple[int, ...] = ()
    all: tuple[int, int] = (0, 0)
    settled: tuple[int, int] = (0, 0)
    known: float = 0.0
    answers: int = 0
    due: int = 0
    forecast: tuple[float, float, float] = (0.0, 0.0, 0.0)


LOAD_DAYS = 150
LOADS: dict[str, tuple[Place, bool, bool]] = {  # how days are chosen, school only, new ones known
    "none": (unplaced, False, False),
    "fuzz": (partial(placed, balanced=False), False, False),
    "balanced": (placed, False, False),
    "balanced, calendar": (placed, False, True),
    "school days": (partial(placed, school=SCHOOL), True, False),
    "school days, calendar": (partial(placed, school=SCHOOL), True, True),
}


def load(number: int, seed: int, mode: str) -> Result:
    place, school_only, known_new = LOADS[mode]
    learner = Learner.drawn(number, seed)
    if known_new:
        learner.load.update({MONDAY + timedelta(weeks=week): 25 for week in range(LOAD_DAYS)})
    by_day = []
    for day in _days(LOAD_DAYS):
        before = learner.answers
        if not school_only or day.weekday() in SCHOOL:
            for card in [card for card in learner.due if learner.is_due(card, day)]:
                learner.answer(card, day, place)
            if day.weekday() == 0:
                for card in range(len(learner.due), len(learner.due) + 25):
                    learner.answer(card, day, place)
        by_day.append(learner.answers - before)
    return Result(
        by_day=tuple(by_day),
        all=(sum(learner.all), len(learner.all)),
        settled=(sum(learner.settled), len(learner.settled)),
        known=learner.known(MONDAY + timedelta(days=LOAD_DAYS), len(learner.due)),
        answers=learner.answers,
    )


def stable_first(learner: Learner, day: date, budget: int) -> list[int]:
    cards = [DueCard.of(card, (), state) for card, state in learner.believed.items()]
    return order_due(cards, now=_noon(day), day=day, budget=budget, new_limit=0)


def due_date_first(learner: Learner, day: date, budget: int) -> list[int]:
    due = [card for card in learner.due if learner.is_due(card, day)]
    return sorted(due, key=lambda card: learner.due[card])[:budget]


def forgotten_first(learner: Learner, day: date, budget: int) -> list[int]:
    due = [card for card in learner.due if learner.is_due(card, day)]
    recall = {card: retrievability(learner.believed[card], BELIEVED, day) or 0.0 for card in due}
    return sorted(due, key=recall.__getitem__)[:budget]


ORDERS = {
    "most stable first": stable_first,
    "by due date": due_date_first,
    "lowest recall first": forgotten_first,
}


def away(number: int, seed: int, mode: str, a_day: int = 15) -> Result:
    order, _, by_fuzz = mode.partition(", ")
    learner = Learner.drawn(number, seed)
    place = partial(placed, balanced=not by_fuzz)
    for day in _days(60):
        for card in ORDERS["by due date"](learner, day, ALWAYS):
            learner.answer(card, day, place)
        for card in range(len(learner.due), min(len(learner.due) + 7, 400)):
            learner.answer(card, day, place)
    back = MONDAY + timedelta(days=60 + 21)
    for day in _days(30, back):
        learner.catching_up = sum(learner.is_due(card, day) for card in learner.due) > a_day
        for card in ORDERS[order](learner, day, a_day):
            learner.answer(card, day, place)
    end = back + timedelta(days=30)
    left = sum(learner.is_due(card, end) for card in learner.due)
    return Result(due=left, known=learner.known(end, len(learner.due)))


EXAM_DAYS, EXAM_CARDS = 60, 150
EXAM = MONDAY + timedelta(days=EXAM_DAYS)


def by_plan(learner: Learner, cards: Iterable[int], day: date) -> list[int]:
    return list(_plan(learner, cards, day, 15).today)


def due_first(learner: Learner, cards: Iterable[int], day: date) -> list[int]:
    unseen = [card for card in cards if card not in learner.due]
    return (due_date_first(learner, day, 15) + unseen)[:15]


STRATEGIES = {"plan": by_plan, "due first": due_first}


def exam(number: int, seed: int, strategy: str) -> Result:
    learner = Learner.drawn(number, seed)
    forecast = (0.0, 0.0, 0.0)
    for offset, day in enumerate(_days(EXAM_DAYS)):
        released = range(min(EXAM_CARDS, 4 * (offset + 1)))
        if offset == 40 and strategy == "plan":
            known = _plan(learner, released, day, 15, attendance=0.45).known
            forecast = (known.lo, known.share, known.hi)
        if learner.random.random() < 0.45:
            for card in STRATEGIES[strategy](learner, released, day):
                learner.answer(card, day, partial(placed, exam=EXAM))
    known_then = learner.known(EXAM, EXAM_CARDS)
    return Result(known=known_then, answers=learner.answers, forecast=forecast)


def _plan(learner, cards, day, answers, attendance=1.0):  # type: ignore[no-untyped-def]
    return plan(
        [ExamCard(id=card, state=learner.believed.get(card, NEW)) for card in cards],
        exam_day=EXAM,
        today=day,
        answers_a_day=answers,
        parameters=BELIEVED,
        attendance=attendance,
    )


def _days(count: int, first: date = MONDAY) -> list[date]:
    return [first + timedelta(days=offset) for offset in range(count)]


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


class Report:
    """Prints each figure beside its target and remembers whether all were met."""

    def __init__(self) -> None:
        self.met = True

    def line(self, name: str, value: float, target: str = "", met: bool = True) -> None:
        self.met = self.met and met
        verdict = "" if not target else f"   target {target}: {'met' if met else 'MISSED'}"
        print(f"  {name:<44}{value:>8.3f}{verdict}", flush=True)


def tell_load(run: "Run", report: Report) -> None:
    print("Load: 25 new cards every Monday, 150 days")
    recall = {}
    for mode, (_, school_only, _) in LOADS.items():
        results = run(load, mode)
        days = [
            sum(result.by_day[offset] for result in results)
            for offset in range(30, 120)
            if not school_only or (MONDAY + timedelta(days=offset)).weekday() in SCHOOL
        ]
        spread = pstdev(days) / mean(days)
        recall[mode] = mean(result.known for result in results)
        print(f" {mode}")
        if mode == "school days, calendar":
            report.line("spread", spread, "at most .22", spread <= 0.22)
            gap = recall[mode] - recall["none"]
            report.line("known on the last day, beside none", gap, "± .01", abs(gap) <= 0.01)
        else:
            report.line("spread", spread)
        retention = _share(result.settled for result in results)
        report.line("retention", retention, ".88 to .92", 0.88 <= retention <= 0.92)
        report.line("retention, all", _share(result.all for result in results))
        report.line("known on the last day", recall[mode])
        report.line("answers a learner", mean(result.answers for result in results))


def tell_away(run: "Run", report: Report) -> None:
    print("Away for 21 days, then 15 answers a day: still due 30 days later, of 400")
    for mode in (*ORDERS, "most stable first, by fuzz alone"):
        results = run(away, mode)
        left = mean(result.due for result in results)
        if mode == "most stable first":
            report.line(mode, left, "at most 20", left <= 20)
        else:
            report.line(mode, left)
        report.line("  known then", mean(result.known for result in results))


def tell_exam(run: "Run", report: Report) -> None:
    print("Exam: 150 cards, 60 days, study on 45 % of them, 15 answers a session")
    for strategy in STRATEGIES:
        results = run(exam, strategy)
        known = sorted(result.known for result in results)
        share, tenth = mean(known), mean(known[: max(len(known) // 10, 1)])
        print(f" {strategy}")
        if strategy == "plan":
            report.line("known", share, "at least .83", share >= 0.83)
            report.line("weakest tenth", tenth, "at least .65", tenth >= 0.65)
            inside = mean(r.forecast[0] <= r.known <= r.forecast[2] for r in results)
            report.line("forecast of day 40", mean(r.forecast[1] for r in results))
            report.line("its range, from", mean(r.forecast[0] for r in results))
            report.line("its range, to", mean(r.forecast[2] for r in results))
            report.line("learners inside it", inside, "at least .8", inside >= 0.8)
        else:
            report.line("known", share)
            report.line("weakest tenth", tenth)
        report.line("answers a learner", mean(result.answers for result in results))


PARTS = {"load": tell_load, "away": tell_away, "exam": tell_exam}
Run = Callable[[Callable[[int, int, str], Result], str], list[Result]]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.simulated_class")
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--learners", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.parts) - set(PARTS)):
        parser.error(f"no such part: {unknown[0]}")
    print(f"{options.learners} learners, seed {options.seed}")
    report = Report()
    with ProcessPoolExecutor(options.processes) as pool:

        def run(simulate: Callable[[int, int, str], Result], mode: str) -> list[Result]:
            one = partial(_one, simulate, options.seed, mode)
            return list(pool.map(one, range(options.learners), chunksize=5))

        for part in options.parts or PARTS:
            PARTS[part](run, report)
    return 0 if report.met else 1


def _one(simulate: Callable[[int, int, str], Result], seed: int, mode: str, number: int) -> Result:
    return simulate(number, seed, mode)


def _share(counts: Iterable[tuple[int, int]]) -> float:
    passed, total = (sum(column) for column in zip(*counts, strict=True))
    return passed / total


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
