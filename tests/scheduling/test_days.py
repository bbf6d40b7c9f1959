from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.errors import ClockBackwards
from quizzes.scheduling import review_day, study_day
from quizzes.scheduling.days import next_study_day_at
from tests.scheduling.zones import begins_at_rollover, day_errors

KYIV = ZoneInfo("Europe/Kyiv")
APIA = ZoneInfo("Pacific/Apia")
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("local", "day"),
    [
        (datetime(2026, 11, 22, 4, 0, 0), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 3, 59, 59), date(2026, 11, 21)),
        (datetime(2026, 11, 22, 0, 0, 0), date(2026, 11, 21)),
        (datetime(2026, 11, 22, 23, 59, 59), date(2026, 11, 22)),
        (datetime(2026, 1, 1, 1, 0, 0), date(2025, 12, 31)),
    ],
)
def test_study_day_begins_at_four(local, day):
    assert study_day(local.replace(tzinfo=KYIV), KYIV) == day


@pytest.mark.parametrize(
    ("local", "ends"),
    [
        (datetime(2026, 11, 22, 4, 0, 0), datetime(2026, 11, 23, 4)),
        (datetime(2026, 11, 22, 3, 59, 59), datetime(2026, 11, 22, 4)),
        (datetime(2026, 3, 28, 12, 0, 0), datetime(2026, 3, 29, 4)),  # at one o'clock in UTC
        (datetime(2026, 10, 25, 2, 30, 0), datetime(2026, 10, 25, 4)),
    ],
)
def test_study_day_ends_at_the_next_four_o_clock(local, ends):
    moment = local.replace(tzinfo=KYIV)
    end = next_study_day_at(moment, KYIV)
    assert end == ends.replace(tzinfo=KYIV).astimezone(UTC)
    assert study_day(end - SECOND, KYIV) == study_day(moment, KYIV) < study_day(end, KYIV)


def test_study_day_is_that_of_the_learner_not_of_the_server():
    moment = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    assert study_day(moment, ZoneInfo("Asia/Kathmandu")) == date(2026, 11, 23)
    assert study_day(moment, ZoneInfo("America/New_York")) == date(2026, 11, 22)


@pytest.mark.parametrize(
    "change",
    [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)],
    ids=["spring", "autumn"],
)
def test_study_day_turns_once_on_the_night_the_clock_changes(change):
    # Kyiv's clock jumps between three and four o'clock, right at the rollover.
    day = change.astimezone(KYIV).date()
    turn = datetime.combine(day, time(4), tzinfo=KYIV).astimezone(UTC)
    assert study_day(turn, KYIV) == day
    assert study_day(turn - SECOND, KYIV) == day - timedelta(days=1)


def test_study_day_stays_begun_when_the_clock_is_set_back_over_the_rollover():
    half_past_three = time(3, 30)
    first = datetime(2026, 10, 25, 3, 40, tzinfo=KYIV)
    second = datetime(2026, 10, 25, 3, 10, tzinfo=KYIV, fold=1)
    assert first.astimezone(UTC) < second.astimezone(UTC)
    assert study_day(first, KYIV, half_past_three) == date(2026, 10, 25)
    assert study_day(second, KYIV, half_past_three) == date(2026, 10, 25)


def test_study_day_is_never_a_date_that_the_zone_skipped():
    assert study_day(datetime(2011, 12, 31, 2, tzinfo=APIA), APIA) == date(2011, 12, 29)
    assert study_day(datetime(2011, 12, 31, 4, tzinfo=APIA), APIA) == date(2011, 12, 31)


@given(
    st.sampled_from(["Europe/Kyiv", "Pacific/Apia", "Asia/Kathmandu", "America/St_Johns"]),
    st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1)),
    st.integers(0, 200_000),
)
def test_study_day_never_runs_backwards(zone, start, seconds):
    moment = start.replace(tzinfo=UTC)
    later = moment + timedelta(seconds=seconds)
    assert study_day(moment, ZoneInfo(zone)) <= study_day(later, ZoneInfo(zone))


def test_every_zone_begins_its_days_at_the_rollover_around_each_change():
    assert day_errors(every_day=False) == []


def test_day_errors_would_be_noticed(monkeypatch):
    def by_the_standard_offset(moment, zone):
        winter = datetime(2026, 1, 1, tzinfo=UTC).astimezone(zone).utcoffset()
        return (moment + winter - timedelta(hours=4)).date()

    monkeypatch.setattr("tests.scheduling.zones.study_day", by_the_standard_offset)

    assert ("Europe/Kyiv", date(2026, 3, 29)) in [
        ("Europe/Kyiv", day)
        for day in (date(2026, 3, 28), date(2026, 3, 29))
        if not begins_at_rollover(day, KYIV)
    ]


def test_review_day_is_the_study_day():
    moment = datetime(2026, 11, 23, 9, tzinfo=UTC)

    assert review_day(moment, KYIV, last_at=None, last_day=None) == date(2026, 11, 23)


def test_review_day_goes_on_for_a_learner_who_moved_west():
    auckland, honolulu = ZoneInfo("Pacific/Auckland"), ZoneInfo("Pacific/Honolulu")
    last_at = datetime(2026, 11, 22, 20, tzinfo=UTC)
    last_day = study_day(last_at, auckland)
    now = last_at + timedelta(hours=3)

    assert study_day(now, honolulu) < last_day
    assert review_day(now, honolulu, last_at=last_at, last_day=last_day) == last_day


def test_review_day_of_an_answer_that_arrives_late_is_that_of_its_own_time():
    given_at = datetime(2026, 11, 22, 18, tzinfo=UTC)  # sent the day after, when the line was back

    day = review_day(
        given_at, KYIV, last_at=given_at - timedelta(days=3), last_day=date(2026, 11, 19)
    )

    assert day == date(2026, 11, 22)


def test_review_day_refuses_an_answer_before_the_last_one():
    last_at = datetime(2026, 11, 22, 18, tzinfo=UTC)

    with pytest.raises(ClockBackwards):
        review_day(last_at - SECOND, KYIV, last_at=last_at, last_day=date(2026, 11, 22))
