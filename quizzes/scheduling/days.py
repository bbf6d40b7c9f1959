"""The study day: it begins when people have slept, not at midnight."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from quizzes.errors import ClockBackwards

ROLLOVER = time(4)


def study_day(moment: datetime, zone: ZoneInfo, rollover: time = ROLLOVER) -> date:
    """The date in ``zone`` whose ``rollover`` was the latest to pass at ``moment`` (aware).

    It never runs backwards as time goes on: where the clock is set back over the rollover, the day
    stays begun. A date that a zone skipped (Apia, 2011-12-30) is nobody's study day.
    """
    local = moment.astimezone(zone)
    today = local.date()
    if local.time() >= rollover or _first(today, rollover, zone) <= moment:
        return today
    yesterday = today - timedelta(days=1)
    while _first(yesterday, rollover, zone).astimezone(zone).date() != yesterday:
        yesterday -= timedelta(days=1)
    return yesterday


def next_study_day_at(moment: datetime, zone: ZoneInfo, rollover: time = ROLLOVER) -> datetime:
    """When the study day of ``moment`` ends and the next one begins, in UTC."""
    tomorrow = study_day(moment, zone, rollover) + timedelta(days=1)
    return _first(tomorrow, rollover, zone)


def review_day(
    moment: datetime,
    zone: ZoneInfo,
    *,
    last_at: datetime | None,
    last_day: date | None,
    rollover: time = ROLLOVER,
) -> date:
    """The study day of a review at ``moment`` of a card last reviewed at ``last_at``, on
    ``last_day``.

    A learner who moved to a zone further west lives the same date twice; the study day then goes
    on, so that it never runs backwards while the moments do not. Raises ``ClockBackwards`` where
    they do.
    """
    if last_at is not None and moment < last_at:
        raise ClockBackwards(at=moment, last_at=last_at)
    today = study_day(moment, zone, rollover)
    return today if last_day is None else max(today, last_day)


def _first(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The first moment at which clocks of ``zone`` show it; in UTC, for only so do two moments of
    one zone compare across a change of its offset."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)
