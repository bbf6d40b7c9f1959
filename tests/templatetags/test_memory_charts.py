import datetime as dt
import xml.etree.ElementTree as ET

import pytest

from quizzes.reports.memory import StudyWeek, TopicMemory
from quizzes.scheduling.forecast import DueOn, WhatIf
from quizzes.scheduling.retention import wilson
from quizzes.templatetags.charts import WIDTH
from quizzes.templatetags.memory_charts import (
    forecast_bars,
    minutes_bars,
    retention_line,
    topic_bands,
    trade_off,
)

MONDAY = dt.date(2026, 11, 16)


def week(ago: int = 0, *, passed: int = 0, tested: int = 0, minutes: int = 0) -> StudyWeek:
    return StudyWeek(
        monday=MONDAY - dt.timedelta(weeks=ago),
        days=1,
        reviewed=tested,
        seconds=60 * minutes,
        retention=wilson(passed, tested) if tested else None,
    )


def due(*counts: int, overdue: int = 0) -> list[DueOn]:
    return [
        DueOn(day=MONDAY + dt.timedelta(days=n), reviews=count, overdue=0 if n else overdue)
        for n, count in enumerate(counts)
    ]


def drawn(svg: str, tag: str, name: str) -> list[ET.Element]:
    return [
        found for found in ET.fromstring(svg).iter(tag) if name in found.get("class", "").split()
    ]


def heights(svg: str) -> list[float]:
    return [float(bar.get("height", "")) for bar in drawn(svg, "rect", "bar")]


def test_forecast_is_twice_as_high_for_twice_the_reviews():
    low, high = heights(forecast_bars(due(3, 6), "due"))
    assert high == pytest.approx(2 * low)


def test_forecast_draws_what_is_overdue_apart():
    svg = forecast_bars(due(4, overdue=1), "due")
    assert len(drawn(svg, "rect", "bar-late")) == 1
    assert heights(svg)[1] == pytest.approx(3 * heights(svg)[0], abs=0.1)


def test_forecast_says_each_day_in_words():
    svg = forecast_bars(due(1), "due")
    assert [title.text for title in ET.fromstring(svg).iter("title")] == ["16 November: 1 review"]


def test_retention_has_a_longer_line_for_fewer_reviews():
    svg = retention_line([week(1, passed=4, tested=5), week(0, passed=80, tested=100)], 0.9, "kept")
    few, many = (path.get("d", "") for path in drawn(svg, "path", "whisker"))
    assert length(few) > 2 * length(many)


def test_retention_joins_neighbouring_weeks_alone():
    weeks = [week(n, passed=9, tested=10) for n in (3, 2)] + [week(1), week(0, passed=9, tested=10)]
    svg = retention_line(weeks, 0.9, "kept")
    (line,) = drawn(svg, "path", "line")
    assert line.get("d", "").count("M") == 1
    assert len(drawn(svg, "circle", "dot")) == 3


def test_retention_draws_the_aim_higher_for_a_higher_one():
    def y_of(aim: float) -> float:
        svg = retention_line([week(passed=9, tested=10)], aim, "kept")
        return float(drawn(svg, "path", "target")[0].get("d", "").split()[1].split("H")[0])

    assert y_of(0.95) < y_of(0.8)


def test_minutes_are_bars_of_their_height():
    half, full = heights(minutes_bars([week(1, minutes=5), week(0, minutes=10)], "time"))
    assert full == pytest.approx(2 * half)


def test_bands_fill_the_whole_bar_from_the_firmest():
    svg = topic_bands(TopicMemory(topic=None, kept=10, bands=(1, 2, 3, 2)), "how firm")
    bands = list(ET.fromstring(svg).iter("rect"))
    assert [band.get("class") for band in bands] == [f"band-{n}" for n in (4, 3, 2, 1, 0)]
    assert sum(float(band.get("width", "")) + 1 for band in bands) == WIDTH


def test_trade_off_goes_right_for_more_work_and_up_for_more_known():
    rows = [
        (WhatIf(retention=0.8, answers_a_day=5, known=0.8), ""),
        (WhatIf(retention=0.9, answers_a_day=9, known=0.9), "now"),
    ]
    svg = trade_off(rows, "aims")
    (a, b) = ((float(c.get("cx", "")), float(c.get("cy", ""))) for c in drawn(svg, "circle", "dot"))
    assert b[0] > a[0]
    assert b[1] < a[1]
    assert len(drawn(svg, "circle", "dot-now")) == 1


@pytest.mark.parametrize(
    "drawing",
    [
        lambda: forecast_bars(due(0, 0), "due"),
        lambda: retention_line([week()], 0.9, "kept"),
        lambda: minutes_bars([week()], "time"),
        lambda: topic_bands(TopicMemory(topic=None, kept=0, bands=(0, 0, 0, 0)), "how firm"),
        lambda: trade_off([], "aims"),
    ],
)
def test_nothing_is_drawn_of_nothing(drawing):
    assert drawing() == ""


def test_labels_are_escaped():
    assert 'aria-label="a &lt; b"' in forecast_bars(due(1), "a < b")


def length(path: str) -> float:
    start, end = path.split()[1].split("V")
    return abs(float(start) - float(end))
