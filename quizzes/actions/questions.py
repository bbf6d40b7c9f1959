"""What people say about questions."""

from datetime import datetime, timedelta

from quizzes.errors import DomainError
from quizzes.models import ItemReport, QuestionVersion, User

REPORTS_A_DAY = 20


class TooManyReports(DomainError):
    code = "too-many-reports"


def report(*, version: QuestionVersion, reporter: User, text: str, now: datetime) -> ItemReport:
    """Keep "something is wrong here" for the authors. The same words again are the same report.

    Raises ``TooManyReports`` beyond ``REPORTS_A_DAY`` within 24 hours.
    """
    mine = ItemReport.objects.filter(reporter=reporter)
    said = mine.filter(version=version, text=text).first()
    if said is not None:
        return said
    if mine.filter(created_at__gt=now - timedelta(days=1)).count() >= REPORTS_A_DAY:
        raise TooManyReports(most=REPORTS_A_DAY)
    return ItemReport.objects.create(version=version, reporter=reporter, text=text, created_at=now)


def settle(*, report: ItemReport, now: datetime) -> None:
    """Somebody has looked into it."""
    ItemReport.objects.filter(pk=report.pk, resolved_at=None).update(resolved_at=now)
