"""Grading old answers with another key: what was confirmed in the dry run, or nothing."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db import transaction

from quizzes.actions import logbook, marks
from quizzes.errors import RegradeStale
from quizzes.models import (
    Answer,
    Assignment,
    Attempt,
    Classroom,
    Deed,
    Question,
    QuestionVersion,
    Regrade,
    User,
)
from quizzes.reports.regrades import RegradePlan, answers_in_reach, dry_run


@transaction.atomic
def regrade(
    *,
    question: Question,
    version: QuestionVersion,
    by: User,
    reason: str,
    digest: str,
    now: datetime,
    assignment: Assignment | None = None,
) -> Regrade:
    """Grade anew what ``dry_run`` with the same arguments told. ``digest`` is that of the plan that
    was confirmed: where the world has changed since, ``RegradeStale`` is raised and all stays.

    The wording that was shown stays with each answer; which version's key graded it is kept beside
    it. What learners are known to remember (``Recall``) is not rewritten: it follows what they
    themselves answer next.
    """
    reached = answers_in_reach(question, by, assignment)
    # In one order, so that two regrades do not wait for each other in a ring.
    locked = Attempt.objects.filter(pk__in=reached.values("attempt")).order_by("pk")
    list(locked.select_for_update().values_list("pk"))
    plan = dry_run(question=question, version=version, by=by, assignment=assignment)
    if plan.digest != digest:
        raise RegradeStale(question=question.pk)
    _mark(plan)
    done = Regrade.objects.create(
        question=question,
        version=version,
        assignment=assignment,
        by=by,
        at=now,
        reason=reason,
        graded=plan.graded,
        changes=[
            {
                "answer": change.answer,
                "attempt": change.attempt,
                "position": change.position,
                "before": change.before,
                "after": change.after,
            }
            for change in plan.changes
        ],
        left=[
            {
                "answer": answer.answer,
                "attempt": answer.attempt,
                "position": answer.position,
                "why": answer.why,
            }
            for answer in plan.left
        ],
    )
    _note(plan, done, by=by, now=now)
    return done


def _mark(plan: RegradePlan) -> None:
    graded = [*plan.unaffected, *(change.answer for change in plan.changes)]
    answers = Answer.objects.filter(pk__in=graded)
    # The own version's key needs no mention.
    answers.filter(version=plan.version).update(marked_with=None)
    answers.exclude(version=plan.version).update(marked_with=plan.version)
    changed = answers.select_related("attempt__learner").in_bulk([c.answer for c in plan.changes])
    moved = []
    for change in plan.changes:
        answer = changed[change.answer]
        answer.score = change.after
        moved.append((answer, change.after - change.before))
    Answer.objects.bulk_update(changed.values(), ["score"], batch_size=300)
    marks.shift_days(moved)
    marks.recount([UUID(change.attempt) for change in plan.attempts])


def _note(plan: RegradePlan, done: Regrade, *, by: User, now: datetime) -> None:
    """One entry for each class in which an answer was graded."""
    moved = {change.answer for change in plan.changes}
    graded = Answer.objects.filter(pk__in=[*moved, *plan.unaffected])
    counts: Counter[int] = Counter()
    for answer, room in graded.values_list("pk", "attempt__assignment__classroom"):
        counts[room] += answer in moved
    for classroom in Classroom.objects.filter(pk__in=counts).order_by("pk"):
        logbook.note(
            actor=by,
            deed=Deed.REGRADED,
            at=now,
            classroom=classroom,
            count=counts[classroom.pk],
            assignment=plan.assignment,
            question=plan.question,
            regrade=done.pk,
            reason=done.reason,
        )
