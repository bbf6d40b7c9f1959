"""What waits for a pupil, wherever the pupil begins."""

from django.http import HttpRequest
from django.utils import timezone

from quizzes.models.people import Role
from quizzes.reports import assignments as report
from quizzes.reports.assignments import Reminders


def reminders_of(request: HttpRequest) -> Reminders:
    """At most two queries; for guests, teachers and nobody none."""
    user = request.user
    if not user.is_authenticated or user.role != Role.LEARNER:
        return Reminders()
    return report.reminders(user, now=timezone.now())
