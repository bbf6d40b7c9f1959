"""Every time zone over two years: does each study day begin at its rollover, once, and only then?

python -m tests.scheduling.zones       every day of every zone; the suite takes the days on
                                       which an offset changes, and two weeks beside them
"""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from quizzes.scheduling import ROLLOVER, study_day

FIRST, LAST = date(2026, 1, 1), date(2028, 1, 1)
SECOND, HOUR, ONE_DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def day_errors(*, every_day: bool) -> list[tuple[str, date]]:
    """Zone and day of each fault. Zones with the same offsets throughout are looked at once."""
    alike: dict[tuple[object, ...], str] = {}
    for name in sorted(available_timezones()):
        alike.setdefault(_changes(ZoneInfo(name)), name)
    return [
        (name, day)
        for changes, name in alike.items()
        for day in _days(changes, every_day)
        if not begins_at_rollover(day, ZoneInfo(name))
    ]


def begins_at_rollover(day: date, zone: ZoneInfo) -> bool:
    """The second of the rollover belongs to the day, the one before it to the day before; and so
    does every half-hour up to the next rollover, also where it is not 24 hours away."""
    begin, end = _rollover(day, zone), _rollover(day + ONE_DAY, zone)
    if study_day(begin - SECOND, zone) != day - ONE_DAY or study_day(end - SECOND, zone) != day:
        return False
    halves = range(0, int((end - begin) / HOUR * 2))
    return all(study_day(begin + half * HOUR / 2, zone) == day for half in halves)


def _rollover(day: date, zone: ZoneInfo) -> datetime:
    """The first moment whose clock shows the rollover or, where a change skips it, a later time of
    that day: found by walking, without the arithmetic that is tested."""
    moment = datetime.combine(day, ROLLOVER, tzinfo=UTC) - 15 * HOUR
    step = HOUR
    while step >= SECOND:
        while not _reached(moment + step, day, zone):
            moment += step
        step = step / 60
    return moment + SECOND


def _reached(moment: datetime, day: date, zone: ZoneInfo) -> bool:
    local = moment.astimezone(zone)
    return (local.date(), local.time()) >= (day, ROLLOVER)


def _changes(zone: ZoneInfo) -> tuple[object, ...]:
    """The offset at the start, and each day on which it changes with the new one."""
    found: list[object] = []
    before = None
    for moment in _noons():
        offset = moment.astimezone(zone).utcoffset()
        if offset != before:
            found.append((moment.date(), offset))
            before = offset
    return tuple(found)


def _noons() -> Iterator[datetime]:
    moment = datetime(FIRST.year, FIRST.month, FIRST.day, 12, tzinfo=UTC)
    while moment.date() < LAST:
        yield moment
        moment += ONE_DAY


def _days(changes: tuple[object, ...], every_day: bool) -> list[date]:
    if every_day:
        return [FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days)]
    near = {
        change[0] + timedelta(days=offset)
        for change in changes
        if isinstance(change, tuple)
        for offset in range(-2, 3)
    }
    return sorted(near | {FIRST + timedelta(days=offset) for offset in range(0, 14, 3)})


if __name__ == "__main__":
    wrong = day_errors(every_day=True)
    sys.stdout.write(f"{len(available_timezones())} zones, {len(wrong)} day errors\n")
    for line in wrong[:10]:
        sys.stdout.write(f"{line}\n")
    sys.exit(bool(wrong))
