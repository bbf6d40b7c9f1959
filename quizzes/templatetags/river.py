"""The river line, drawn on the server as inline SVG: one bending line with stones on it.

river        progress through a quiz; each stone says by its shape, then by its colour, how it went
river_bar    a share of a whole: water in its bed
river_reach  the line behind a row of equal columns, a bend for each
river_document  a document as a river, with a stone where a fact stands
stone        one stone alone, for a legend or a timeline

The content security policy forbids style attributes: everything is geometry and classes.
"""

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

if TYPE_CHECKING:
    from quizzes.reports.reading import SectionReading

register = template.Library()

WIDTH: Final = 360.0
ROW_HEIGHT: Final = 34.0
LONGEST_ROW: Final = 20
EDGE: Final = 16.0
SWING: Final = 5.0

STATES: Final = ("right", "wrong", "partial", "skipped", "answered", "current", "open")

Point = tuple[float, float]


@register.simple_tag
def river(stones: Iterable[str]) -> SafeString:
    """Stones from ``STATES``, in the order of the quiz. Long quizzes meander over several rows.

    Raises ``ValueError`` for a state that has no shape.
    """
    states = [str(state) for state in stones]
    if unknown := set(states) - set(STATES):
        raise ValueError(f"no such stone: {sorted(unknown)}")
    if not states:
        return mark_safe("")
    length = len(states)
    points, rows = _course(length)
    radius = 7.0 if length <= 12 else 6.0
    return format_html(
        '<svg class="river" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        _n(WIDTH),
        _n(rows * ROW_HEIGHT),
        river_words(states),
        _water(length, _passed(states)),
        _stones(states, points, radius),
    )


def river_words(states: Sequence[str]) -> str:
    """What the picture says, for those who hear it."""
    told = [
        words(n) % {"n": n} for state, words in STATE_WORDS.items() if (n := states.count(state))
    ]
    if "current" in states:
        place = gettext("Question %(place)d of %(length)d") % {
            "place": states.index("current") + 1,
            "length": len(states),
        }
        told.insert(0, place)
    return ", ".join(told)


STATE_WORDS: Final[dict[str, Callable[[int], str]]] = {
    "right": lambda n: ngettext("%(n)d right", "%(n)d right", n),
    "partial": lambda n: ngettext("%(n)d partly right", "%(n)d partly right", n),
    "wrong": lambda n: ngettext("%(n)d wrong", "%(n)d wrong", n),
    "answered": lambda n: ngettext("%(n)d answered", "%(n)d answered", n),
    "skipped": lambda n: ngettext("%(n)d skipped", "%(n)d skipped", n),
    "open": lambda n: ngettext("%(n)d to come", "%(n)d to come", n),
}


@register.simple_tag
def river_bar(part: float, whole: float, label: str = "") -> SafeString:
    """``part`` of ``whole`` as water in its bed. Without ``label`` the words stand beside it, and
    the picture is hidden from screen readers."""
    share = min(max(part / whole, 0.0), 1.0) if whole else 0.0
    bed = _wave(0.0, 240.0)
    water = format_html('<path class="water" d="{}"/>', _wave(0.0, 240.0 * share)) if share else ""
    spoken = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true" focusable="false"')
    )
    return format_html(
        '<svg class="river-bar" viewBox="0 0 240 14" preserveAspectRatio="none" {}>'
        '<path class="bed" d="{}"/>{}</svg>',
        spoken,
        bed,
        water,
    )


@register.simple_tag
def river_reach(columns: int) -> SafeString:
    """The line behind ``columns`` equal columns: crests over the odd ones, troughs under the even.
    It is stretched to its box; decoration only."""
    count = max(int(columns), 1)
    points = [(0.0, 30.0)]
    points += [(100.0 * i + 50, 10.0 if i % 2 == 0 else 50.0) for i in range(count)]
    points.append((100.0 * count, 30.0))
    path = f"M0 {_n(points[0][1])}"
    for i, ((x0, y0), (x1, y1)) in enumerate(itertools.pairwise(points)):
        bend = (x1 - x0) / 2
        # The ends run out of the picture on a slope; every stone lies on a level reach.
        first = (x0 + bend * 0.6, y0 + (y1 - y0) * 0.6) if i == 0 else (x0 + bend, y0)
        last = (x1 - bend * 0.6, y1 - (y1 - y0) * 0.6) if i == count else (x1 - bend, y1)
        path += f"C{_n(first[0])} {_n(first[1])} {_n(last[0])} {_n(last[1])} {_n(x1)} {_n(y1)}"
    return format_html(
        '<svg class="reach" viewBox="0 0 {} 60" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false"><path d="{}"/></svg>',
        _n(100.0 * count),
        path,
    )


@register.simple_tag
def river_document(sections: Iterable["SectionReading"]) -> SafeString:
    """A document from its first character to its last: banks where sections meet, a mark for each
    place that a fact is taken from. The list of sections beside it says the same in words."""
    shown = list(sections)
    banks = "".join(f"M{_n(1000 * s.at)} 2v36" for s in shown if s.at)
    marks = "".join(f"M{_n(1000 * at)} 10v20" for s in shown for at in s.marks)
    return format_html(
        '<svg class="document" viewBox="0 0 1000 40" preserveAspectRatio="none"'
        ' aria-hidden="true" focusable="false"><path class="bed" d="M0 20H1000"/>'
        '<path class="banks" d="{}"/><path class="marks" d="{}"/></svg>',
        banks,
        marks,
    )


@register.simple_tag
def stone(state: str) -> SafeString:
    """One stone on 24 × 24, hidden from screen readers: a word stands beside it. Besides
    ``STATES`` there are the stones of the timeline: exact, contested, doubted."""
    if state in STATES:
        drawing = _stones([state], [(12.0, 12.0)], 9.0)
    else:
        drawing = mark_safe(TIMELINE_STONES[state])  # constants of this file
    return format_html(
        '<svg class="stone-alone" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        "{}</svg>",
        drawing,
    )


TIMELINE_STONES: Final[dict[str, str]] = {
    "exact": '<circle class="stone stone-exact" cx="12" cy="12" r="7"/>',
    # A stone broken in two: the sources do not agree.
    "contested": (
        '<path class="stone stone-split" d="M10.6 4.5a7.5 7.5 0 0 0-2.4 14.6l2.2-4.3-1.6-3.6Z"/>'
        '<path class="stone stone-split" d="M13.6 19.5a7.5 7.5 0 0 0 2.3-14.6l-2.1 4.3 1.6 3.6Z"/>'
    ),
    "doubted": (
        '<circle class="stone stone-doubted" cx="12" cy="12" r="8"/>'
        '<path class="stone-query" d="M9.8 10.2a2.3 2.3 0 1 1 3.4 2c-.8.5-1.2.9-1.2 1.8"/>'
        '<circle class="stone-query-dot" cx="12" cy="16.2" r="1"/>'
    ),
    "vague": '<path class="stone-brush" d="M12 3.5v17"/>',
    "span": '<rect class="stone stone-span" x="7" y="2.5" width="10" height="19" rx="5"/>',
}


@lru_cache(maxsize=128)
def _course(count: int) -> tuple[tuple[Point, ...], int]:
    """Where the stones lie, and on how many rows. Every second row runs from right to left."""
    rows = math.ceil(count / LONGEST_ROW)
    in_row = math.ceil(count / rows)
    step = (WIDTH - 2 * EDGE) / max(in_row - 1, 1)
    points = []
    for i in range(count):
        row, place = divmod(i, in_row)
        along = EDGE + step * place
        x = along if row % 2 == 0 else WIDTH - along
        y = ROW_HEIGHT * (row + 0.5) - SWING * math.sin(2 * math.pi * (along - EDGE) / 150.0)
        points.append((x, y))
    if count == 1:
        points = [(WIDTH / 2, ROW_HEIGHT / 2)]
    return tuple(points), rows


@lru_cache(maxsize=1024)
def _water(count: int, passed: int) -> SafeString:
    """The bed of a quiz of ``count`` stones, with water up to the stone ``passed``."""
    points, _rows = _course(count)
    bed = format_html('<path class="bed" d="{}"/>', _line(points))
    if passed < 2:
        return bed
    return bed + format_html('<path class="water" d="{}"/>', _line(points[:passed]))


def _passed(states: Sequence[str]) -> int:
    """How many stones the water has reached."""
    reached = [i for i, state in enumerate(states) if state != "open"]
    return reached[-1] + 1 if reached else 0


def _line(points: Sequence[Point]) -> str:
    """A smooth line through the points (Catmull-Rom as cubic Béziers); bends between rows bulge
    outward by themselves, because both neighbours pull."""
    path = f"M{_n(points[0][0])} {_n(points[0][1])}"
    for i in range(len(points) - 1):
        before = points[max(i - 1, 0)]
        start, end = points[i], points[i + 1]
        after = points[min(i + 2, len(points) - 1)]
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        last = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        if abs(start[0] - end[0]) < 0.5 and abs(start[1] - end[1]) > ROW_HEIGHT / 2:
            outward = EDGE - 2 if start[0] > WIDTH / 2 else 2 - EDGE
            first, last = (start[0] + outward, start[1]), (end[0] + outward, end[1])
        path += (
            f"C{_n(first[0])} {_n(first[1])} {_n(last[0])} {_n(last[1])} {_n(end[0])} {_n(end[1])}"
        )
    return path


def _wave(start: float, end: float) -> str:
    """A gentle sine from ``start`` to ``end`` on a band of height 14, as Hermite pieces."""
    period, swing, middle = 80.0, 3.0, 7.0
    k = 2 * math.pi / period
    pieces = max(math.ceil((end - start) / (period / 4)), 1)
    h = (end - start) / pieces
    path = f"M{_n(start)} {_n(middle - swing * math.sin(k * start))}"
    for i in range(pieces):
        x0, x1 = start + i * h, start + (i + 1) * h
        y0, y1 = (middle - swing * math.sin(k * x) for x in (x0, x1))
        d0, d1 = (-swing * k * math.cos(k * x) for x in (x0, x1))
        path += (
            f"C{_n(x0 + h / 3)} {_n(y0 + d0 * h / 3)} {_n(x1 - h / 3)} {_n(y1 - d1 * h / 3)}"
            f" {_n(x1)} {_n(y1)}"
        )
    return path


def _stones(states: Sequence[str], points: Sequence[Point], r: float) -> SafeString:
    """All stones of one state as one path: fifty stones cost a handful of elements."""
    shapes: dict[str, list[str]] = {}
    for state, (x, y) in zip(states, points, strict=True):
        for css, shape in _shape(state, x, y, r):
            shapes.setdefault(css, []).append(shape)
    # All stones first, then what is drawn upon them, or a stone would cover its own mark.
    drawn = sorted(shapes.items(), key=lambda shape: not shape[0].startswith("stone "))
    return format_html_join(
        "", '<path class="{}" d="{}"/>', ((css, "".join(parts)) for css, parts in drawn)
    )


@lru_cache(maxsize=4096)
def _shape(state: str, x: float, y: float, r: float) -> Sequence[tuple[str, str]]:
    match state:
        case "right":
            tick = (
                f"M{_n(x - r * 0.45)} {_n(y)}l{_n(r * 0.33)} {_n(r * 0.36)}"
                f" {_n(r * 0.6)} {_n(-r * 0.72)}"
            )
            return [("stone stone-right", _circle(x, y, r)), ("stone-mark", tick)]
        case "wrong":
            d, c = r * 1.18, r * 0.34
            diamond = f"M{_n(x)} {_n(y - d)}l{_n(d)} {_n(d)} {_n(-d)} {_n(d)} {_n(-d)} {_n(-d)}Z"
            cross = (
                f"M{_n(x - c)} {_n(y - c)}l{_n(2 * c)} {_n(2 * c)}m0 {_n(-2 * c)}"
                f"l{_n(-2 * c)} {_n(2 * c)}"
            )
            return [("stone stone-wrong", diamond), ("stone-mark", cross)]
        case "partial":
            half = f"M{_n(x)} {_n(y - r)}a{_n(r)} {_n(r)} 0 0 0 0 {_n(2 * r)}Z"
            return [("stone stone-partial", _circle(x, y, r)), ("stone-half", half)]
        case "skipped":
            dash = f"M{_n(x - r * 0.4)} {_n(y)}h{_n(r * 0.8)}"
            return [
                ("stone stone-skipped", _circle(x, y, r * 0.9)),
                ("stone-mark stone-skipped-mark", dash),
            ]
        case "current":
            return [
                ("stone stone-current", _circle(x, y, r * 1.15)),
                ("stone-current-dot", _circle(x, y, r * 0.42)),
            ]
        case "answered":
            return [("stone stone-answered", _circle(x, y, r * 0.8))]
    return [("stone stone-open", _circle(x, y, r * 0.55))]


def _circle(x: float, y: float, r: float) -> str:
    # A diameter that is not twice the written radius draws an egg.
    r = round(r, 1)
    return (
        f"M{_n(x - r)} {_n(y)}a{_n(r)} {_n(r)} 0 1 0 {_n(2 * r)} 0"
        f"a{_n(r)} {_n(r)} 0 1 0 {_n(-2 * r)} 0Z"
    )


def _n(value: float) -> str:
    """A coordinate with one decimal at most: half the bytes, no visible difference."""
    return f"{value:.1f}".removesuffix(".0")
