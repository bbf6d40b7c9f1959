"""Pictures of spaced review, drawn on the server as inline SVG: geometry in attributes, colours in
classes. Words and a table stand beside each in the template.

forecast_bars   reviews of the coming days, what is overdue apart
retention_line  the share remembered, week by week, with its 95 % interval and the aim
minutes_bars    time spent, week by week
topic_bands     one topic: unseen, and how long the memories hold
trade_off       for each aim: answers a day, and the share known
"""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from quizzes.reports.memory import StudyWeek, TopicMemory
from quizzes.scheduling.forecast import DueOn, WhatIf
from quizzes.templatetags.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH

register = template.Library()

INNER: Final = WIDTH - LEFT - RIGHT
FLOOR: Final = HEIGHT - BOTTOM
BAND_HEIGHT: Final = 14.0


@register.simple_tag
def forecast_bars(days: Sequence[DueOn], label: str) -> SafeString:
    """A bar a day; of today's, what was due before stands below, in its own colour."""
    top = _round_up(max((on.reviews for on in days), default=0))
    if not top:
        return mark_safe("")
    step = INNER / len(days)
    bars = []
    for place, on in enumerate(days):
        x, width = LEFT + place * step + 1, step - 2
        late, rest = _tall(on.overdue, top), _tall(on.reviews - on.overdue, top)
        words = _reviews_words(on)
        bars.append(("bar bar-late", x, FLOOR - late, width, late, words))
        bars.append(("bar", x, FLOOR - late - rest, width, rest, words))
    ends = [(LEFT, days[0].day, "start"), (WIDTH - RIGHT, days[-1].day, "end")]
    if len(days) > 20:
        middle = len(days) // 2
        ends.insert(1, (LEFT + (middle + 0.5) * step, days[middle].day, "middle"))
    return _chart(label, _grid(_scale(top)), _bars(bars), _dates(ends))


@register.simple_tag
def retention_line(weeks: Sequence[StudyWeek], aim: float, label: str) -> SafeString:
    """A stone for each week with reviews that tested the memory, on a line up and down its
    interval; stones of neighbouring weeks are joined. A dashed line is the aim."""
    told = [(place, week.retention) for place, week in enumerate(weeks) if week.retention]
    if not told:
        return mark_safe("")
    least = 0.0 if min(share.lo for _place, share in told) < 0.5 else 0.5

    def x(place: int) -> float:
        return LEFT + INNER * (place + 0.5) / len(weeks)

    def y(share: float) -> float:
        return TOP + (FLOOR - TOP) * (1 - (share - least) / (1 - least))

    grid = _grid([(y(s), f"{round(100 * s)} %") for s in (least, (least + 1) / 2, 1.0)])
    target = format_html(
        '<path class="target" d="M{} {}H{}"/>', _n(LEFT), _n(y(aim)), _n(WIDTH - RIGHT)
    )
    whiskers = format_html_join(
        "",
        '<path class="whisker" d="M{} {}V{}"/>',
        ((_n(x(place)), _n(y(share.lo)), _n(y(share.hi))) for place, share in told),
    )
    joined = "".join(
        f"M{_n(x(a))} {_n(y(one.share))}L{_n(x(b))} {_n(y(other.share))}"
        for (a, one), (b, other) in pairwise(told)
        if b == a + 1
    )
    line = format_html('<path class="line" d="{}"/>', joined) if joined else ""
    stones = format_html_join(
        "",
        '<circle class="dot" cx="{}" cy="{}" r="4.5"><title>{}</title></circle>',
        (
            (
                _n(x(place)),
                _n(y(share.share)),
                f"{_week_words(weeks[place].monday)}: {round(100 * share.share)} %",
            )
            for place, share in told
        ),
    )
    return _chart(label, grid, target, whiskers, line, stones, _week_dates(weeks))


@register.simple_tag
def minutes_bars(weeks: Sequence[StudyWeek], label: str) -> SafeString:
    top = _round_up(max((week.minutes for week in weeks), default=0))
    if not top:
        return mark_safe("")
    step = INNER / len(weeks)
    width = min(step - 2, 28)
    bars = []
    for place, week in enumerate(weeks):
        tall = _tall(week.minutes, top)
        words = ngettext("%(n)d minute", "%(n)d minutes", week.minutes) % {"n": week.minutes}
        x = LEFT + (place + 0.5) * step - width / 2
        bars.append(("bar", x, FLOOR - tall, width, tall, f"{_week_words(week.monday)}: {words}"))
    return _chart(label, _grid(_scale(top)), _bars(bars), _week_dates(weeks))


@register.simple_tag
def topic_bands(topic: TopicMemory, label: str) -> SafeString:
    """One bar as wide as all cards kept, from what holds longest to what was not seen yet."""
    if not topic.kept:
        return mark_safe("")
    counts = [*reversed(topic.bands), topic.unseen]
    names = [f"band-{number}" for number in range(len(topic.bands), -1, -1)]
    parts, x = [], 0.0
    for name, count in zip(names, counts, strict=True):
        width = WIDTH * count / topic.kept
        if count:
            parts.append((name, _n(x), _n(max(width - 1, 1))))
        x += width
    return format_html(
        '<svg class="chart bands" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img"'
        ' aria-label="{}">{}</svg>',
        _n(WIDTH),
        _n(BAND_HEIGHT),
        label,
        format_html_join(
            "", '<rect class="{}" x="{}" y="0" width="{}" height="14" rx="2"/>', parts
        ),
    )


@register.simple_tag
def trade_off(rows: Sequence[tuple[WhatIf, str]], label: str) -> SafeString:
    """Answers a day to the right, the share known upwards, a stone for each aim with its name. The
    present aim is a full stone, the one asked for a larger one."""
    if not rows:
        return mark_safe("")
    most = _round_up(max(row.answers_a_day for row, _role in rows))
    known = [row.known for row, _role in rows]
    low = math.floor(20 * min(known)) / 20
    high = max(math.ceil(20 * max(known)) / 20, low + 0.05)

    def x(answers: float) -> float:
        return LEFT + (INNER - 24) * (answers / most if most else 0)

    def y(share: float) -> float:
        return TOP + 14 + (FLOOR - TOP - 14) * (1 - (share - low) / (high - low))

    points = [(x(row.answers_a_day), y(row.known)) for row, _role in rows]
    grid = _grid([(y(share), f"{round(100 * share)} %") for share in (low, high)])
    line = "M" + "L".join(f"{_n(px)} {_n(py)}" for px, py in points)
    stones = format_html_join(
        "",
        '<circle class="{}" cx="{}" cy="{}" r="{}"/>'
        '<text x="{}" y="{}" text-anchor="middle">{} %</text>',
        (
            (
                "dot dot-now" if role == "now" else "dot",
                _n(px),
                _n(py),
                7 if role == "asked" else 4.5,
                _n(px),
                _n(py - 11),
                round(100 * row.retention),
            )
            for (row, role), (px, py) in zip(rows, points, strict=True)
        ),
    )
    feet = format_html(
        '<text x="{}" y="{}" text-anchor="start">0</text>'
        '<text x="{}" y="{}" text-anchor="end">{}</text>',
        _n(LEFT),
        _n(HEIGHT - 8),
        _n(WIDTH - RIGHT),
        _n(HEIGHT - 8),
        gettext("%(n)s answers a day") % {"n": most},
    )
    return _chart(label, grid, format_html('<path class="line" d="{}"/>', line), stones, feet)


def _chart(label: str, *parts: str) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        _n(WIDTH),
        _n(HEIGHT),
        label,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _grid(lines: Iterable[tuple[float, str]]) -> SafeString:
    return format_html_join(
        "",
        '<path class="grid-line" d="M{} {}H{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (_n(LEFT), _n(y), _n(WIDTH - RIGHT), _n(LEFT - 8), _n(y + 4), words)
            for y, words in lines
        ),
    )


def _bars(bars: Iterable[tuple[str, float, float, float, float, str]]) -> SafeString:
    return format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        (
            (name, _n(x), _n(y), _n(width), _n(tall), words)
            for name, x, y, width, tall, words in bars
            if tall
        ),
    )


def _dates(ends: Iterable[tuple[float, date, str]]) -> SafeString:
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        ((_n(x), _n(HEIGHT - 8), anchor, date_format(day, "j M")) for x, day, anchor in ends),
    )


def _week_dates(weeks: Sequence[StudyWeek]) -> SafeString:
    if len(weeks) == 1:
        return _dates([(LEFT + INNER / 2, weeks[0].monday, "middle")])
    return _dates([(LEFT, weeks[0].monday, "start"), (WIDTH - RIGHT, weeks[-1].monday, "end")])


def _scale(top: int) -> list[tuple[float, str]]:
    return [(FLOOR, "0"), (TOP, str(top))]


def _tall(count: int, top: int) -> float:
    return (FLOOR - TOP) * count / top


def _round_up(value: float) -> int:
    """To one or two leading digits, so that the axis ends in a number that one can read: 7, 20,
    150, 2500."""
    if value <= 10:
        return math.ceil(value)
    unit = 10 ** math.floor(math.log10(value)) // 2
    return math.ceil(value / unit) * unit


def _reviews_words(on: DueOn) -> str:
    words = ngettext("%(n)d review", "%(n)d reviews", on.reviews) % {"n": on.reviews}
    return gettext("%(day)s: %(words)s") % {"day": date_format(on.day, "j F"), "words": words}


def _week_words(monday: date) -> str:
    return gettext("week of %(day)s") % {"day": date_format(monday, "j F")}


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
