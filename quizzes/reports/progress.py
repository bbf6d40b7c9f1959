"""What a learner has done and knows, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Sum

from quizzes.models import Attempt, Pack, Recall, StudyDay, Topic, User

CALENDAR_WEEKS = 18
RECENT = 10
LEAST_TELLING = 5


@dataclass(frozen=True, kw_only=True)
class TopicMastery:
    """Facts of a topic that a quiz can ask: latest answer right, latest answer wrong, unseen."""

    topic: Topic
    askable: int
    right: int
    wrong: int

    @property
    def unseen(self) -> int:
        return self.askable - self.right - self.wrong

    @property
    def share(self) -> float:
        """The mastery: the share of askable facts whose latest answer was right, 0 to 1."""
        return self.right / self.askable if self.askable else 0.0

    @property
    def percent(self) -> int:
        return round(100 * self.share)


@dataclass(frozen=True, kw_only=True)
class Day:
    """One study day. ``share`` is the mean score of its quiz answers, 0 to 1, None without any;
    ``reviewed`` counts cards."""

    day: date
    answered: int
    share: float | None
    reviewed: int = 0

    @property
    def percent(self) -> int:
        return round(100 * (self.share or 0.0))

    @property
    def tells_share(self) -> bool:
        """Of so few answers as it takes to warm up, a share says little, and that unkindly."""
        return self.answered >= LEAST_TELLING


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Over all time: answers in quizzes, cards reviewed, days with either, and the mean score of an
    answer in quizzes, 0 to 1."""

    answered: int
    reviewed: int
    days: int
    share: float | None

    @property
    def percent(self) -> int:
        return round(100 * (self.share or 0.0))


def mastery(pack: Pack, learner_id: int | None) -> list[TopicMastery]:
    """Every topic in reading order. Two queries; without a learner, one."""
    seen: dict[int, tuple[int, int]] = {}
    if learner_id is not None:
        rows = (
            Recall.objects.filter(learner=learner_id, fact__askable=True, fact__pack=pack)
            .values_list("fact__topic")
            .annotate(right=Count("pk", filter=Q(right=True)), all=Count("pk"))
        )
        seen = {topic: (right, total - right) for topic, right, total in rows}
    return [
        TopicMastery(
            topic=topic,
            askable=topic.askable_count,  # type: ignore[attr-defined]
            right=seen.get(topic.pk, (0, 0))[0],
            wrong=seen.get(topic.pk, (0, 0))[1],
        )
        for topic in Topic.objects.filter(pack=pack).with_counts()
    ]


def recent_attempts(learner: User) -> list[Attempt]:
    return list(Attempt.objects.filter(learner=learner).order_by("-started_at")[:RECENT])


def days(learner: User, *, today: date) -> list[Day]:
    """The study days of the calendar, oldest first, only those on which something was done. One
    query."""
    rows = StudyDay.objects.filter(learner=learner, day__gte=first_day(today))
    done = rows.filter(Q(answered__gt=0) | Q(reviewed__gt=0)).order_by("day")
    return [_day(row) for row in done]


def totals(learner: User) -> Totals:
    """Over all time. One query."""
    studied = StudyDay.objects.filter(Q(answered__gt=0) | Q(reviewed__gt=0), learner=learner)
    row = studied.aggregate(
        answered=Sum("answered", default=0),
        reviewed=Sum("reviewed", default=0),
        score=Sum("score", default=0.0),
        days=Count("pk"),
    )
    answered = row["answered"]
    return Totals(
        answered=answered,
        reviewed=row["reviewed"],
        days=row["days"],
        share=row["score"] / answered if answered else None,
    )


def first_day(today: date) -> date:
    """The Monday on which the calendar begins."""
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(weeks=CALENDAR_WEEKS - 1)


def today(learner: User, *, today: date) -> Day | None:
    """The study day that runs now, if anything was answered or reviewed in it. One query."""
    row = StudyDay.objects.filter(learner=learner, day=today).first()
    if row is None or not (row.answered or row.reviewed):
        return None
    return _day(row)


def _day(row: StudyDay) -> Day:
    return Day(
        day=row.day,
        answered=row.answered,
        share=row.score / row.answered if row.answered else None,
        reviewed=row.reviewed,
    )
