"""How grades, cells and findings are put before people: codes come in, words go out."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django import template
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, pgettext

from quizzes.analysis import Bin, Concern, Ease, Grade, Scale
from quizzes.items import (
    FALSE,
    TRUE,
    AnyItem,
    Choice,
    DateAnswer,
    Flashcard,
    Multiple,
    Numerical,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from quizzes.reports.attempts import stem_of
from quizzes.reports.gradebook import HANDED_IN, Cell, Column, Gradebook, PupilRow
from quizzes.reports.results import ItemResult, TeacherWord
from quizzes.templatetags.content import date_words
from quizzes.templatetags.icons import icon

register = template.Library()

# As wide as a phone's column, so that the words in it keep their size there.
WIDTH: Final = 400.0
HEIGHT: Final = 150.0
TOP, BOTTOM = 20.0, 26.0

CONCERN_ICONS: Final = {
    Concern.CHECK: "doubt",
    Concern.NOTE: "info",
    Concern.WAIT: "clock",
    Concern.GOOD: "right",
}
CONCERN_CHIPS: Final = {
    Concern.CHECK: "chip-brick",
    Concern.NOTE: "chip-wheat",
    Concern.WAIT: "",
    Concern.GOOD: "chip-moss",
}


def grade_value(grade: Grade) -> str | int:
    """What stands in a cell of a sheet: a number, or a word."""
    value = grade.value
    if isinstance(value, bool):
        return gettext("passed") if value else gettext("not passed")
    return value


def cell_words(cell: Cell) -> str:
    """What is said of work without a grade."""
    return {
        "at-work": gettext("at work"),
        "not-begun": gettext("not begun"),
        "missed": gettext("missed"),
        "not-open": gettext("not open yet"),
    }.get(cell.state, "")


@register.filter
def state_words(cell: Cell) -> str:
    return gettext("handed in") if cell.state == HANDED_IN else cell_words(cell)


@register.filter
def grade_words(grade: Grade | None) -> str:
    """A grade as short as it can be told: "73 %", "9", "passed", "good"."""
    if grade is None:
        return ""
    if grade.scale == Scale.PERCENT or (grade.scale == Scale.BANDS and not grade.label):
        return gettext("%(n)s %%") % {"n": grade.percent}
    return str(grade_value(grade))


@register.filter
def grade_long(grade: Grade | None) -> str:
    """A grade where it stands alone: "9 on the 12-point scale (73 %), passed"."""
    if grade is None:
        return ""
    told = _with_percent(grade)
    if grade.passed is None or grade.scale == Scale.PASS:
        return told
    word = gettext("passed") if grade.passed else gettext("not passed")
    return gettext("%(grade)s, %(passed)s") % {"grade": told, "passed": word}


def _with_percent(grade: Grade) -> str:
    percent = gettext("%(n)s %%") % {"n": grade.percent}
    match grade.scale:
        case Scale.TWELVE:
            told = gettext("%(points)s on the 12-point scale (%(percent)s)")
            return told % {"points": grade.points, "percent": percent}
        case Scale.PERCENT:
            return percent
        case _:
            told = gettext("%(word)s (%(percent)s)")
            return told % {"word": grade_value(grade), "percent": percent}


@register.simple_tag
def gradebook_cells(row: PupilRow, book: Gradebook) -> SafeString:
    """The cells of one pupil. Written here, because a class has thousands of them."""
    words = _cell_words()
    late = format_html('{}<span class="visually-hidden"> {}</span>', icon("clock"), gettext("late"))
    return mark_safe(  # what goes in is escaped or a number
        "".join(
            _cell(column, cell, row.pupil.id, words, late)
            for column, cell in zip(book.columns, row.cells, strict=True)
        )
    )


def _cell_words() -> Mapping[str, str]:
    return {
        state: conditional_escape(cell_words(Cell(state=state)))
        for state in ("at-work", "not-begun", "missed", "not-open")
    }


def _cell(
    column: Column, cell: Cell, pupil: int, words: Mapping[str, str], late: SafeString
) -> str:
    if cell.grade is None and not cell.at_work:
        return f'<td class="num"><span class="grade-{cell.state}">{words[cell.state]}</span></td>'
    told = words["at-work"] if cell.grade is None else _graded(cell.grade)
    address = f"{_address(column.assignment.pk)}{pupil}/"
    more = f' <span class="small muted">{words["at-work"]}</span>' if _also_at_work(cell) else ""
    return (
        f'<td class="num"><a class="grade" href="{address}">{told}</a>'
        f"{late if cell.late else ''}{more}</td>"
    )


def _also_at_work(cell: Cell) -> bool:
    return cell.at_work and cell.grade is not None


def _graded(grade: Grade) -> str:
    """With a sign where it was passed or not, which is never told by colour alone."""
    told = conditional_escape(grade_words(grade))
    if grade.passed is None:
        return told
    return f"{_passed_sign(grade.passed, grade.scale)}{told}"


def _passed_sign(passed: bool, scale: Scale) -> str:
    drawn = icon("check" if passed else "cross")
    if scale == Scale.PASS:
        return f"{drawn} "
    word = gettext("passed") if passed else gettext("not passed")
    return f'{drawn}<span class="visually-hidden">{conditional_escape(word)}: </span>'


def _address(assignment: int) -> str:
    """Of a pupil's attempts, without the pupil: reversing thousands of them takes its time."""
    return reverse("pupil_attempts", args=[assignment, 0]).removesuffix("0/")


@register.filter
def column_words(column: Column) -> str:
    """ "23 of 30 handed in; on average 8" — the class at one piece of work."""
    if not column.handed_in:
        return gettext("nobody has handed in yet")
    told = ngettext("%(n)s of %(of)s handed in", "%(n)s of %(of)s handed in", column.handed_in) % {
        "n": column.handed_in,
        "of": column.of,
    }
    if column.grade is not None and column.grade.scale == Scale.PASS:
        passed = gettext("%(n)s passed") % {"n": column.passed}
        return f"{told}; {passed}"
    average = gettext("on average %(grade)s") % {"grade": grade_words(column.grade)}
    return f"{told}; {average}"


@register.filter
def ease_words(ease: Ease | None) -> str:
    if ease is None:
        return ""
    return {
        Ease.VERY_HARD: pgettext("difficulty", "very hard"),
        Ease.HARD: pgettext("difficulty", "hard"),
        Ease.FITTING: pgettext("difficulty", "of fitting difficulty"),
        Ease.EASY: pgettext("difficulty", "easy"),
        Ease.VERY_EASY: pgettext("difficulty", "very easy"),
    }[ease]


@register.filter
def concern_words(concern: Concern) -> str:
    return {
        Concern.CHECK: gettext("Please check"),
        Concern.NOTE: gettext("Could be better"),
        Concern.WAIT: gettext("Too early to say"),
        Concern.GOOD: gettext("Works well"),
    }[Concern(concern)]


@register.simple_tag
def concern_chip(concern: Concern) -> SafeString:
    """Word, icon and colour."""
    concern = Concern(concern)
    return format_html(
        '<span class="chip {}">{}{}</span>',
        CONCERN_CHIPS[concern],
        icon(CONCERN_ICONS[concern]),
        concern_words(concern),
    )


@register.filter
def share_percent(share: float | None) -> str:
    """ "67 %", halves upward."""
    return "–" if share is None else gettext("%(n)s %%") % {"n": _rounded(100 * share)}


@register.filter
def in_percent(value: float | None) -> str:
    """Of what is in per cent already."""
    return "–" if value is None else gettext("%(n)s %%") % {"n": _rounded(value)}


@register.filter
def figure(value: float | None) -> str:
    """With at most two decimals; a dash for what is undefined."""
    if value is None:
        return "–"
    told = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
    return number_format(f"{told + 0:f}")


@register.filter
def seconds_words(seconds: float | None) -> str:
    """ "45 s", "2 min 5 s"."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(_rounded(seconds), 60)
    if not minutes:
        return gettext("%(s)s s") % {"s": rest}
    if not rest:
        return gettext("%(m)s min") % {"m": minutes}
    return gettext("%(m)s min %(s)s s") % {"m": minutes, "s": rest}


def _rounded(value: float) -> int:
    return int(Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP))


@register.filter
def option_words(text: str) -> str:
    """The options of a true-or-false item are told by their ids."""
    if text == TRUE:
        return gettext("True")
    return gettext("False") if text == FALSE else text


@register.filter
def stem(item: AnyItem) -> str:
    return stem_of(item)


@register.simple_tag
def option_of(result: ItemResult, option_id: str) -> str:
    """The text of an option that a finding names."""
    return option_words(result.option_text(option_id))


@register.simple_tag
def response_words(item: Any, response: Mapping[str, Any]) -> str:
    """What was answered, in one line."""
    texts = {option.id: option.text for option in getattr(item, "options", ())}
    texts |= {event.id: event.title for event in getattr(item, "events", ())}
    match response:
        case {"chosen": option}:
            return texts.get(option) or option_words(option)
        case {"picked": [*options]}:
            return "; ".join(texts.get(option, option) for option in options) or gettext("nothing")
        case {"typed": text}:
            return str(text)
        case {"order": [*events]}:
            return " → ".join(texts.get(event, event) for event in events)
        case _:
            return gettext("not known")


@register.filter
def why_left(code: str) -> str:
    """Why a regrade leaves an answer alone."""
    return {
        "in-work": gettext("not handed in yet"),
        "overridden": gettext("a teacher set the mark by hand"),
        "option-gone": gettext("what was chosen is no longer an option"),
        "key-not-shown": gettext("the right option was not there to choose"),
        "cards-differ": gettext("there are other cards to order now"),
        "kind-changed": gettext("it asks for another kind of answer now"),
    }.get(code, code)


@register.simple_tag
def key_words(item: AnyItem) -> str:
    """What is right, in one line."""
    return "; ".join(option_words(text) for text in _right(item))


def _right(item: AnyItem) -> list[str]:
    match item:
        case Choice():
            return [item.option(item.key).text]
        case Multiple():
            return [option.text for option in item.options if option.id in item.keys]
        case TrueFalse():
            return [item.key]
        case Ordering():
            return [" → ".join(event.title for event in item.events)]
        case ShortAnswer():
            return [accepted.text for accepted in item.accepted if accepted.share == 1]
        case Numerical():
            return [
                f"{accepted.value} {item.unit}".strip()
                for accepted in item.accepted
                if accepted.share == 1
            ]
        case DateAnswer():
            return [date_words(item.edtf)]
        case Flashcard():
            return [item.back]


@register.simple_tag
def word_on(words: Mapping[int, TeacherWord], position: int) -> TeacherWord | None:
    return words.get(position) if words else None


@register.simple_tag
def histogram(bins: Sequence[Bin], label: str) -> SafeString:
    """How many attempts earned how much: ten bars, each with its count above it."""
    most = max((one.count for one in bins), default=0)
    if not most:
        return mark_safe("")
    step = WIDTH / len(bins)
    inner = HEIGHT - TOP - BOTTOM
    bars = format_html_join(
        "",
        '<rect class="bar" x="{}" y="{}" width="{}" height="{}" rx="2"/>',
        (
            (
                _n(place * step + 3),
                _n(TOP + inner * (1 - one.count / most)),
                _n(step - 6),
                _n(inner * one.count / most),
            )
            for place, one in enumerate(bins)
            if one.count
        ),
    )
    counts = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (_n((place + 0.5) * step), _n(TOP + inner * (1 - one.count / most) - 5), one.count)
            for place, one in enumerate(bins)
            if one.count
        ),
    )
    marks = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}">{} %</text>',
        (
            (_n(share * WIDTH), _n(HEIGHT - 6), anchor, round(100 * share))
            for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end"))
        ),
    )
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path class="axis" d="M0 {}H{}"/>{}{}{}</svg>',
        _n(WIDTH),
        _n(HEIGHT),
        label,
        _n(HEIGHT - BOTTOM),
        _n(WIDTH),
        bars,
        counts,
        marks,
    )


@register.filter
def histogram_words(bins: Sequence[Bin]) -> str:
    """What the picture says: below half, from half on, nearly everything."""
    low = sum(one.count for one in bins if one.high <= 0.5)
    high = sum(one.count for one in bins if one.low >= 0.9)
    middle = sum(one.count for one in bins) - low - high
    parts = [
        ngettext("%(n)s below half", "%(n)s below half", low) % {"n": low},
        ngettext("%(n)s between half and nine tenths", "%(n)s between half and nine tenths", middle)
        % {"n": middle},
        ngettext("%(n)s at nine tenths or more", "%(n)s at nine tenths or more", high)
        % {"n": high},
    ]
    return ", ".join(parts)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
