"""Pictures of a learner's days, drawn on the server as inline SVG. Words and a table stand beside
each in the template."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from quizzes.reports.progress import CALENDAR_WEEKS, Day, first_day

register = template.Library()

# As wide as a phone's column, so that the words in them keep their size there.
WIDTH: Final = 400.0
HEIGHT: Final = 160.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 10.0, 10.0, 28.0
CELL: Final = 16.0
GAP: Final = 4.0
# How many answers a day make its cell darker.
STEPS: Final = (1, 10, 25)


@register.simple_tag
def accuracy_line(days: Sequence[Day], label: str) -> SafeString:
    """The share of right answers, day by day, as a line with a stone for each day."""
    told = [(day, day.share) for day in days if day.share is not None]
    if not told:
        return mark_safe("")
    first, last = told[0][0].day, told[-1][0].day
    span = max((last - first).days, 1)
    inner = WIDTH - LEFT - RIGHT

    def x(day: date) -> float:
        return WIDTH / 2 if first == last else LEFT + inner * (day - first).days / span

    def y(share: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)

    points = [(x(day.day), y(share)) for day, share in told]
    grid = format_html_join(
        "",
        '<path class="grid-line" d="M{} {}H{}"/><text x="{}" y="{}" text-anchor="end">{} %</text>',
        (
            (_n(LEFT), _n(y(share)), _n(WIDTH - RIGHT), _n(LEFT - 8), _n(y(share) + 4), percent)
            for share, percent in ((0.0, 0), (0.5, 50), (1.0, 100))
        ),
    )
    line = "M" + "L".join(f"{_n(px)} {_n(py)}" for px, py in points)
    stones = format_html_join(
        "", '<circle class="dot" cx="{}" cy="{}" r="5"/>', ((_n(px), _n(py)) for px, py in points)
    )
    ends = [(points[0][0], first, "start" if first != last else "middle")]
    if first != last:
        ends.append((points[-1][0], last, "end"))
    dates = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        ((_n(px), _n(HEIGHT - 8), anchor, date_format(day, "j M")) for px, day, anchor in ends),
    )
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '{}<path class="line" d="{}"/>{}{}</svg>',
        _n(WIDTH),
        _n(HEIGHT),
        label,
        grid,
        line,
        stones,
        dates,
    )


@register.simple_tag
def study_calendar(days: Sequence[Day], today: date, label: str) -> SafeString:
    """Weeks as columns, Monday at the top; the more answers, in quizzes and to cards, the deeper
    the water."""
    answered = {day.day: day.answered + day.reviewed for day in days}
    start = first_day(today)
    step = CELL + GAP
    cells, months = [], []
    for week in range(CALENDAR_WEEKS):
        monday = start + timedelta(weeks=week)
        if week == 0 or monday.day <= 7:
            months.append((_n(LEFT + week * step), date_format(monday, "M")))
        for weekday in range(7):
            day = monday + timedelta(days=weekday)
            if day > today:
                break
            count = answered.get(day, 0)
            classes = f"day day-{sum(count >= least for least in STEPS)}" if count else "day"
            cells.append(
                (
                    f"{classes} today" if day == today else classes,
                    _n(LEFT + week * step),
                    _n(22 + weekday * step),
                    _day_words(day, count),
                )
            )
    # Two months that begin in neighbouring weeks would write over each other.
    if len(months) > 1 and float(months[1][0]) - float(months[0][0]) < 2 * step:
        months.pop(0)
    weekdays = [
        (22 + i * step + 12, date_format(start + timedelta(days=i), "D")) for i in (0, 3, 6)
    ]
    return format_html(
        '<svg class="chart calendar" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        _n(LEFT + CALENDAR_WEEKS * step),
        _n(22 + 7 * step),
        label,
        format_html_join("", '<text x="{}" y="12">{}</text>', months),
        format_html_join(
            "", '<text x="0" y="{}">{}</text>', ((_n(y), name) for y, name in weekdays)
        ),
        format_html_join(
            "",
            '<rect class="{}" x="{}" y="{}" width="16" height="16" rx="4"><title>{}</title></rect>',
            cells,
        ),
    )


def _day_words(day: date, count: int) -> str:
    words = ngettext("%(n)d answer", "%(n)d answers", count) % {"n": count}
    return gettext("%(day)s: %(words)s") % {"day": date_format(day, "j F"), "words": words}


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
