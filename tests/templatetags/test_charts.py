import datetime as dt
import re
import xml.etree.ElementTree as ET

from quizzes.reports.progress import CALENDAR_WEEKS, Day, first_day
from quizzes.templatetags.charts import WIDTH, accuracy_line, study_calendar

TODAY = dt.date(2026, 11, 22)  # a Sunday


def day(ago: int, answered: int, share: float) -> Day:
    return Day(day=TODAY - dt.timedelta(days=ago), answered=answered, share=share)


def dots(svg: str) -> list[tuple[float, float]]:
    circles = ET.fromstring(svg).iter("circle")
    return [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in circles]


def test_accuracy_line_is_higher_for_a_better_day():
    (_, low), (_, high) = dots(accuracy_line([day(7, 10, 0.2), day(0, 10, 0.9)], "share"))
    assert high < low


def test_accuracy_line_spaces_days_by_time():
    (a, _), (b, _), (c, _) = dots(
        accuracy_line([day(10, 1, 1), day(9, 1, 1), day(0, 1, 1)], "share")
    )
    assert (c - b) / (b - a) == 9


def test_accuracy_line_of_one_day_stands_in_the_middle():
    assert [x for x, _ in dots(accuracy_line([day(0, 3, 0.5)], "share"))] == [WIDTH / 2]


def test_accuracy_line_of_no_day_is_nothing():
    assert accuracy_line([], "share") == ""


def test_accuracy_line_escapes_its_label():
    assert 'aria-label="a &lt; b"' in accuracy_line([day(0, 1, 1)], "a < b")


def test_calendar_has_a_cell_for_each_day_so_far():
    cells = list(ET.fromstring(study_calendar([], TODAY, "days")).iter("rect"))
    assert len(cells) == (TODAY - first_day(TODAY)).days + 1 == CALENDAR_WEEKS * 7


def test_calendar_deepens_with_answers():
    svg = study_calendar([day(2, 1, 1), day(1, 10, 1), day(0, 25, 1)], TODAY, "days")
    assert re.findall(r'class="day (day-\d)', svg) == ["day-1", "day-2", "day-3"]
    assert svg.count(" today") == 1


def test_calendar_shows_no_day_of_the_future():
    monday = dt.date(2026, 11, 16)
    cells = list(ET.fromstring(study_calendar([], monday, "days")).iter("rect"))
    assert len(cells) == (CALENDAR_WEEKS - 1) * 7 + 1
