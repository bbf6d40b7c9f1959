"""What a learner studies today, and how the learner wants to study.

The order of a study day is worked out once and kept in ``StudyPlan.queue``: the next card then
costs the same whether there are a thousand cards or a hundred thousand. Steps of minutes are not
in it; ``reports.cards`` looks for them each time.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import BigIntegerField, DateField, DateTimeField

from quizzes.actions import resting
from quizzes.actions.cards import lock_plan
from quizzes.models import Card, Question, ReviewLog, StudyDay, StudyPlan, User
from quizzes.models.cards import STATE_COLUMNS, CardQuerySet, LogKind, Origin, withdrawn
from quizzes.models.prepared import PreparedQuery, Slot
from quizzes.scheduling import exam
from quizzes.scheduling.days import study_day
from quizzes.scheduling.queue import STEP_AHEAD, DueCard, order_due

SPARE = 4  # candidates for each place: siblings of chosen ones fall out
MOST_EXAM_CARDS = 1000


def today(*, learner: User, now: datetime) -> StudyPlan:
    """The learner's plan with the queue of this study day. One query, save at the first call of a
    day, after a change, and where ``resting`` is found out anew."""
    day = study_day(now, learner.zone)
    for plan in _planned.rows(learner=learner.pk, day=day, now=now):
        plan.learner = learner
        return plan
    with transaction.atomic():
        plan = lock_plan(learner)
        if resting.look(plan, now=now) or plan.queue_day != day:
            _keep_extra(plan, day)
            _fill(plan, day, now=now)
    return plan


@transaction.atomic
def learn_ahead(*, learner: User, cards: int, now: datetime) -> StudyPlan:
    """That many cards more, beyond what was planned for this day. Asked twice at once, by a second
    click, they are the same cards."""
    plan = lock_plan(learner)
    day = study_day(now, learner.zone)
    resting.look(plan, now=now)
    plan.extra, plan.extra_day = cards, day
    _fill(plan, day, now=now)
    return plan


@transaction.atomic
def choose(*, learner: User, now: datetime, **choices: Any) -> StudyPlan:
    """Keep how the learner wants to study. A new share to remember is a new version of the
    parameters, and a row of the log: replaying it must know when they changed."""
    plan = lock_plan(learner)
    before = plan.retention
    for name, value in choices.items():
        setattr(plan, name, value)
    plan.queue_day = None
    if plan.retention != before:
        _log_parameters(plan, now=now)
    plan.save()
    return plan


def adopt(plan: StudyPlan, weights: Sequence[float], origin: Origin, *, now: datetime) -> None:
    """Other weights (none for the defaults) from here on; no state moves by itself. ``plan`` is
    locked (``lock_plan``)."""
    plan.weights = list(weights)
    plan.weights_origin = origin
    plan.weights_since = study_day(now, plan.learner.zone)
    plan.queue_day = None
    _log_parameters(plan, now=now)
    plan.save()


def _log_parameters(plan: StudyPlan, *, now: datetime) -> None:
    plan.parameters_version += 1
    parameters = plan.parameters
    ReviewLog.objects.create(
        learner=plan.learner,
        kind=LogKind.PARAMETERS,
        token=uuid4(),
        at=now,
        study_day=study_day(now, plan.learner.zone),
        parameters_version=parameters.version,
        parameters={
            "weights": list(parameters.weights),
            "retention": parameters.retention,
            "origin": plan.weights_origin,
        },
    )


def _keep_extra(plan: StudyPlan, day: date) -> None:
    """Of what was asked for on this day beyond its budget, as much as is not answered yet."""
    if plan.extra_day != day:
        plan.extra, plan.extra_day = 0, day
    elif plan.extra:
        asked = Card.objects.filter(learner=plan.learner, pk__in=plan.queue)
        plan.extra = min(plan.extra, asked.undone(day).count())


def _fill(plan: StudyPlan, day: date, *, now: datetime) -> None:
    """At most fifteen queries, none of which reads more cards than ``MOST_EXAM_CARDS`` or the
    places left need."""
    done = StudyDay.objects.filter(learner=plan.learner, day=day).first() or StudyDay()
    budget = max(plan.budget - done.tested - done.introduced, 0)
    plan.forecast = None
    if plan.exam_day is not None and plan.exam_day > day:
        plan.queue = _towards_exam(plan, plan.exam_day, day, budget=budget)
        plan.catching_up = False  # there, what is put off is not known on the day
    else:
        new_limit = max(plan.new_a_day - done.introduced, 0)
        plan.queue = _in_order(plan, day, budget=budget, new_limit=new_limit, now=now)
    plan.queue_day = day
    columns = ["queue", "queue_day", "catching_up", "extra", "extra_day", "forecast"]
    plan.save(update_fields=columns)


def _in_order(
    plan: StudyPlan, day: date, *, budget: int, new_limit: int, now: datetime
) -> list[int]:
    mine = Card.objects.filter(learner=plan.learner).not_asking(plan.resting)
    begun = list(mine.stepping(day, until=now + STEP_AHEAD).filter(last_day=day))
    left_over = mine.stepping(day, until=now).filter(last_day__lt=day)
    ahead = mine.active(day).filter(due_day__gt=day).exclude(last_day=day)
    places = budget + plan.extra
    due = [*left_over[: _spare(places)], *_most_stable(mine, day, _spare(places))]
    if places:  # of a day that is done nothing more is read
        plan.catching_up = len(due) > places
    candidates = [
        *begun,
        *due,
        *mine.fresh(day)[: _spare(new_limit + plan.extra)],
        *ahead.order_by("due_day", "pk")[: _spare(plan.extra)],
    ]
    facts = _facts_of(card.question_id for card in candidates)
    order = order_due(
        [DueCard.of(card.pk, facts.get(card.question_id, ()), card.state) for card in candidates],
        now=now,
        day=day,
        budget=budget,
        new_limit=new_limit,
        learn_ahead=plan.extra,
        facts_today=_facts_today(plan.learner, day),
    )
    stepping = {card.pk for card in begun}
    return [pk for pk in order if pk not in stepping]


def _most_stable(mine: CardQuerySet, day: date, places: int) -> list[Card]:
    """Of what is due. Cards alone are sorted much faster than with their questions, which matters
    after a long absence; they are looked at together only where some were withdrawn."""
    by_stability = mine.awake(day).filter(due_day__lte=day).order_by("-stability", "pk")
    wanted = list(by_stability.values_list("pk", flat=True)[:places])
    due = mine.due(day).order_by("-stability", "pk")
    found = list(due.filter(pk__in=wanted))
    return found if len(found) == len(wanted) else list(due[:places])


def _towards_exam(plan: StudyPlan, exam_day: date, day: date, *, budget: int) -> list[int]:
    """Also keeps the forecast, which tells of whole days, however much of this one is done. New
    cards are not limited: there is little time. Who keeps very many cards is planned for by an even
    sample, each day another one."""
    mine = Card.objects.filter(learner=plan.learner)
    # An index alone counts all cards; that some are set aside makes the sample a little smaller.
    share = min(MOST_EXAM_CARDS / max(mine.count(), 1), 1.0)
    rows = mine.awake(day).order_by("pk").evenly(share, turn=day.toordinal())
    places = budget + plan.extra
    drawn = list(rows.values_list("pk", "question", *STATE_COLUMNS))
    gone = withdrawn(question for _pk, question, *_state in drawn)
    states = {pk: Card.state_of(state) for pk, question, *state in drawn if question not in gone}
    known, untouched = exam.forecast(
        list(states.values()),
        exam_day=exam_day,
        today=day,
        answers_a_day=plan.budget,
        parameters=plan.parameters,
        standing_for=1 / share,
    )
    plan.forecast = {
        "known": known.share,
        "lo": known.lo,
        "hi": known.hi,
        "untouched": untouched.share,
    }
    may_come = mine.not_asking(plan.resting)
    fresh = {card.pk: card.state for card in may_come.fresh(day)[: _spare(places)]}
    rest = {pk for pk, question, *_state in drawn if question in plan.resting}
    seen = {pk: s for pk, s in states.items() if s.last_day is not None and pk not in rest}
    chosen = exam.choose(
        [exam.ExamCard(id=pk, state=state) for pk, state in (fresh | seen).items()],
        exam_day=exam_day,
        today=day,
        answers=_spare(places),
        parameters=plan.parameters,
    )
    questions = dict(mine.filter(pk__in=chosen).values_list("pk", "question"))
    facts = _facts_of(questions.values())
    used = set(_facts_today(plan.learner, day))
    order: list[int] = []
    for pk in chosen:
        own = facts.get(questions[pk], [])
        if len(order) < places and used.isdisjoint(own):
            order.append(pk)
            used.update(own)
    return order


_now: Any = Slot("now", DateTimeField())
_planned = PreparedQuery(
    lambda: StudyPlan.objects.filter(
        learner=Slot("learner", BigIntegerField()),
        queue_day=Slot("day", DateField()),
        resting_until__gt=_now,
    )
)


def _spare(places: int) -> int:
    return places * SPARE + 20 if places else 0


def _facts_of(questions: Iterable[int | None]) -> dict[int | None, list[int | str]]:
    through = Question.facts.through.objects
    rows = through.filter(question__in=set(questions) - {None})
    facts: dict[int | None, list[int | str]] = {}
    for question, fact in rows.values_list("question_id", "fact_id"):
        facts.setdefault(question, []).append(fact)
    return facts


def _facts_today(learner: User, day: date) -> frozenset[int | str]:
    """Siblings of what was answered today wait for another day."""
    answered = ReviewLog.objects.standing().filter(learner=learner, study_day=day)
    through = Question.facts.through.objects
    rows = through.filter(question__in=answered.values("card__question"))
    return frozenset(rows.values_list("fact_id", flat=True))
