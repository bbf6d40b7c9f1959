"""Fitting the weights of memory to learners, night by night, and what a learner says to it.

    defaults ──▶ class ──▶ fitted ──▶ fitted …      each step only where it predicts better
        ▲─────────┴──────────┘  back to the defaults, until the learner asks for it again

Reading and reckoning hold no lock; the new weights are adopted only if the plan still is at the
version that they were compared with.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from quizzes.actions.cards import lock_plan
from quizzes.actions.plans import adopt
from quizzes.kinds import Phase, Rating
from quizzes.models import Classroom, Membership, ReviewLog, StudyDay, StudyPlan, User
from quizzes.models.cards import Origin
from quizzes.models.classes import MemberRole
from quizzes.scheduling import fitting
from quizzes.scheduling.fitting import (
    LEAST_MATES,
    LEAST_TESTED,
    Answered,
    Comparison,
    Fitting,
    History,
    Optimizer,
    Weights,
)
from quizzes.scheduling.memory import DEFAULT_PARAMETERS

# A log is tried again when it has grown by this factor.
GROWN = 1.25
MOST_ROWS = 200_000
# Of each classmate, to judge what a class would give to others.
MOST_MATE_ROWS = 20_000


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """How many learners were tried, how many got weights of their own, and how many who are new
    those of their class."""

    tried: int
    fitted: int
    from_class: int


def fit_all(*, now: datetime, optimize: Optimizer = fitting.optimized) -> Fitted:
    """Everybody whose log has grown enough, then those whose own is too short, by their class."""
    tried = fitted = 0
    for learner in _grown():
        tried += 1
        fitted += fit_learner(learner=learner, now=now, optimize=optimize) is not None
    return Fitted(tried=tried, fitted=fitted, from_class=_begin_with_class(now=now))


def fit_learner(
    *, learner: User, now: datetime, optimize: Optimizer = fitting.optimized
) -> Fitting | None:
    """Adopt weights fitted to the learner's log where they predict its later part better. None
    where they do not, where the learner wants the defaults, or where a change came in between.
    Raises ``ImportError`` without the optimizer."""
    plan = StudyPlan.objects.filter(learner=learner, adapts=True).first()
    if plan is None:
        return None
    histories = histories_of(learner, most=MOST_ROWS)
    StudyPlan.objects.filter(learner=learner).update(tested_when_fitted=_tested(learner))
    found = fitting.fit(histories, plan.parameters, optimize=optimize)
    if found is None:
        return None
    return found if _adopt(plan, found.weights, Origin.FITTED, now=now) else None


def histories_of(learner: User, *, most: int) -> list[History]:
    """The cards whose whole log is among the ``most`` latest rows. One query."""
    rows = ReviewLog.objects.answered().filter(learner=learner).exclude(card=None)
    columns = rows.order_by("-pk").values_list(
        "card_id", "at", "study_day", "rating", "state_before__phase"
    )
    by_card: dict[int | None, list[_Row]] = {}
    for card, at, day, rating, phase in columns[:most]:
        if rating is not None:
            by_card.setdefault(card, []).append((at, day, Rating(rating), phase))
    return [history for log in by_card.values() if (history := _history(log))]


def use_defaults(*, learner: User, now: datetime) -> StudyPlan:
    """Back to the defaults, where they stay."""
    with transaction.atomic():
        plan = lock_plan(learner)
        plan.adapts = False
        plan.save(update_fields=["adapts"])
        if plan.weights:
            adopt(plan, (), Origin.DEFAULTS, now=now)
    return plan


def adapt_again(*, learner: User) -> StudyPlan:
    with transaction.atomic():
        plan = lock_plan(learner)
        plan.adapts, plan.tested_when_fitted = True, 0
        plan.save(update_fields=["adapts", "tested_when_fitted"])
    return plan


@transaction.atomic
def _adopt(seen: StudyPlan, weights: Weights, origin: Origin, *, now: datetime) -> bool:
    plan = lock_plan(seen.learner)
    if not plan.adapts or plan.parameters_version != seen.parameters_version:
        return False
    adopt(plan, weights, origin, now=now)
    return True


def _grown() -> list[User]:
    """Learners whose reviews tested their memory often enough since they were last tried."""
    plans = StudyPlan.objects.filter(adapts=True).select_related("learner").order_by("pk")
    totals = StudyDay.objects.filter(learner__study_plan__adapts=True).values("learner")
    tested = dict(totals.annotate(n=Sum("tested")).order_by().values_list("learner", "n"))
    return [
        plan.learner
        for plan in plans
        if tested.get(plan.learner_id, 0) >= max(GROWN * plan.tested_when_fitted, LEAST_TESTED)
    ]


def _tested(learner: User) -> int:
    counted = StudyDay.objects.filter(learner=learner).aggregate(n=Sum("tested"))
    return counted["n"] or 0


_Row = tuple[datetime, date, Rating, str]


def _history(log: Sequence[_Row]) -> History:
    """In the order of time from when the card was new for the last time; empty where that is
    missing. Days never run backwards."""
    rows = sorted(log, key=lambda row: row[0])
    began = [place for place, row in enumerate(rows) if row[3] == Phase.NEW]
    rows = rows[began[-1] :] if began else []
    history: list[Answered] = []
    for _at, day, rating, _before in rows:
        day = max(day, history[-1].day) if history else day
        history.append(Answered(day=day, rating=rating))
    return history


def _begin_with_class(*, now: datetime) -> int:
    """In each class where weights were fitted to enough pupils, new ones begin with what is common
    to them, if that would have predicted each of them better by the others' alone."""
    begun = 0
    for classroom in Classroom.objects.current().order_by("pk"):
        plans = _plans_of(classroom)
        adopted = [plan for plan in plans if plan.weights_origin == Origin.FITTED]
        newcomers = [plan for plan in plans if _is_new(plan)]
        if not newcomers or not _is_common(adopted):
            continue
        weights = fitting.prior([tuple(plan.weights) for plan in adopted])
        for plan in newcomers if weights else ():
            begun += _adopt(plan, weights or (), Origin.CLASS, now=now)
    return begun


def _plans_of(classroom: Classroom) -> list[StudyPlan]:
    pupils = Membership.objects.filter(classroom=classroom, role=MemberRole.PUPIL).values("user")
    plans = StudyPlan.objects.filter(learner__in=pupils, adapts=True)
    return list(plans.select_related("learner").order_by("pk"))


def _is_new(plan: StudyPlan) -> bool:
    return plan.weights_origin == Origin.DEFAULTS and _tested(plan.learner) < LEAST_TESTED


def _is_common(adopted: Sequence[StudyPlan]) -> bool:
    """Whether the weights of the others would have served each one better than the defaults."""
    if len(adopted) <= LEAST_MATES:
        return False
    gains: list[Comparison] = []
    for plan in adopted:
        others = fitting.prior([tuple(one.weights) for one in adopted if one is not plan])
        histories = histories_of(plan.learner, most=MOST_MATE_ROWS)
        if others is None or not histories:
            return False
        first = min(history[0].day for history in histories)
        candidate = replace(DEFAULT_PARAMETERS, weights=others)
        gains.append(fitting.compare(histories, DEFAULT_PARAMETERS, candidate, since=first))
    better = sum(one.gain > 0 for one in gains)
    return 2 * better > len(gains) and sum(one.gain for one in gains) > 0
