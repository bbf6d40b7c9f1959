"""Cards that rest: class work asks their questions and tells its answers later.

What rests stands in the learner's plan, so that the next card costs no query more. It is found out
anew at the first call of a study day, after the learner's cards changed, when the class is given
something or the learner begins it (``look_again``), and every few minutes besides: a set gains
questions, a pupil joins a class, work is handed in or its time is over.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from quizzes.models import Classroom, Membership, StudyPlan, User
from quizzes.models.classes import MemberRole
from quizzes.reports.taking import withheld_questions

HOLDS_FOR: Final = timedelta(minutes=5)


def look(plan: StudyPlan, *, now: datetime) -> bool:
    """Find out what rests, and keep it in ``plan``, which is locked. Returns whether it is other
    than before; then the next card plans the day anew, while ``plan`` tells what was planned until
    now. At most two queries where no class work withholds anything."""
    withheld = withheld_questions(plan.learner, now=now)
    resting = sorted(withheld.questions)
    changed = resting != plan.resting
    plan.resting = resting
    plan.resting_until = min(now + HOLDS_FOR, withheld.until or now + HOLDS_FOR)
    kept: dict[str, Any] = {"resting": plan.resting, "resting_until": plan.resting_until}
    if changed:
        kept["queue_day"] = None
    StudyPlan.objects.filter(pk=plan.pk).update(**kept)
    return changed


def is_stale(plan: StudyPlan, *, now: datetime) -> bool:
    return plan.resting_until is None or plan.resting_until <= now


def look_again(learner: User) -> None:
    """At the learner's next card."""
    StudyPlan.objects.filter(learner=learner).update(resting_until=None)


def look_again_in(classrooms: Iterable[Classroom | int]) -> None:
    """The same for all pupils of these classes. One query."""
    pupils = Membership.objects.filter(classroom__in=classrooms, role=MemberRole.PUPIL)
    StudyPlan.objects.filter(learner__in=pupils.values("user")).update(resting_until=None)
