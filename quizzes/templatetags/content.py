"""How facts, dates and quantities are put before readers.

Codes come in, words go out, in the reader's language; longer sentences stand in
``templates/partials``.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import template
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, gettext, pgettext

from quizzes import dates
from quizzes.errors import DateError
from quizzes.kinds import Op, Stance, Status

register = template.Library()

# Cyrillic words, with the spaces and marks between them.
_CYRILLIC: Final = re.compile(r"[Ѐ-ӿ][Ѐ-ӿ'’ʼ\-]*(?:[ ,.«»()–—]+[Ѐ-ӿ][Ѐ-ӿ'’ʼ\-]*)*")

_NAMED_RUSSIAN: Final = re.compile(r"\bRussian:?\W*$")


@register.filter
def uk(text: str) -> SafeString:
    """``text`` with each run of Cyrillic marked by its language, so that it is read out rightly:
    Ukrainian, unless the words before it say that it is Russian."""
    pieces, at = [], 0
    for run in _CYRILLIC.finditer(text):
        before = text[at : run.start()]
        language = "ru" if _NAMED_RUSSIAN.search(before) else "uk"
        pieces.append(conditional_escape(before))
        pieces.append(format_html('<span lang="{}">{}</span>', language, run.group()))
        at = run.end()
    pieces.append(conditional_escape(text[at:]))
    return mark_safe("".join(pieces))  # every piece is escaped above


@register.filter
def date_words(edtf: str) -> str:
    """ "2022-03-24" → "24 March 2022". What is no date of the subset is shown as it stands."""
    try:
        date = dates.parse(edtf)
    except DateError:
        return edtf
    return dates.words(date, _language())


@register.filter
def in_language(code: str) -> str:
    """ "uk" → "Українською": what one would press to read on in that language."""
    named = {"en": "In English", "uk": "Українською"}.get(code)
    if named is not None:
        return named
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


@register.filter
def stance_word(stance: str) -> str:
    """What an agent did with a claim, where the pack names no verb of its own."""
    return {
        Stance.ASSERTS.value: pgettext("what somebody did", "stated"),
        Stance.DENIES.value: pgettext("what somebody did", "denied"),
        Stance.REPORTS.value: pgettext("what somebody did", "reported"),
        Stance.CORRECTS.value: pgettext("what somebody did", "corrected"),
    }.get(stance, stance)


@register.filter
def status_word(status: str) -> str:
    """How firmly a fact stands, in words."""
    return {
        Status.PLAIN.value: gettext("Stated by the encyclopaedia"),
        Status.ATTRIBUTED.value: gettext("Attributed"),
        Status.CONTESTED.value: gettext("The sources disagree"),
        Status.RETRACTED.value: gettext("Corrected since"),
    }.get(status, status)


@register.filter
def value_words(value: Any) -> str:
    """A stored value: text as it is, {edtf} as a date, {op, n, to, unit} as a quantity."""
    match value:
        case {"edtf": str(edtf)}:
            return date_words(edtf)
        case {"op": op, "n": n}:
            return _quantity(op, str(n), value)
    return str(value)


@register.filter
def sentence(text: str) -> str:
    """With a capital at the start: "in the late 15th century" stands alone."""
    return text[:1].upper() + text[1:]


@register.filter
def year_words(year: int) -> str:
    """An astronomical year as people count: -499 → "500 BC"."""
    return str(year) if year > 0 else gettext("%(year)d BC") % {"year": 1 - year}


@register.filter
def licence_name(code: str) -> str:
    """ "CC-BY-SA-4.0" → "CC BY-SA 4.0"."""
    known = re.fullmatch(r"CC-(BY(?:-[A-Z]+)*)-(\d\.\d)", code)
    return f"CC {known[1]} {known[2]}" if known else code


@register.filter
def licence_url(code: str) -> str:
    """The licence's own page, for Creative Commons licences; else an empty string."""
    known = re.fullmatch(r"CC-(BY(?:-[A-Z]+)*)-(\d\.\d)", code)
    if not known:
        return ""
    return f"https://creativecommons.org/licenses/{known[1].lower()}/{known[2]}/"


@register.simple_tag
def highlight(text: str, words: str) -> SafeString:
    """``text`` with the sought words marked, in any case and script, and Cyrillic named."""
    sought = sorted({re.escape(word) for word in words.split()}, key=len, reverse=True)
    if not sought:
        return uk(text)
    pieces = re.split(f"({'|'.join(sought)})", text, flags=re.IGNORECASE)
    return mark_safe(  # every piece is escaped by uk
        "".join(f"<mark>{uk(p)}</mark>" if i % 2 else uk(p) for i, p in enumerate(pieces))
    )


def _quantity(op: str, n: str, value: Mapping[str, Any]) -> str:
    number, to = _number(n), _number(str(value.get("to") or ""))
    words = {
        Op.EQUAL.value: number,
        Op.ABOUT.value: gettext("about %(n)s"),
        Op.MORE.value: gettext("more than %(n)s"),
        Op.AT_LEAST.value: gettext("at least %(n)s"),
        Op.LESS.value: gettext("fewer than %(n)s"),
        Op.AT_MOST.value: gettext("%(n)s at most"),
        Op.RANGE.value: gettext("%(n)s to %(to)s"),
    }.get(op, number)
    told = words % {"n": number, "to": to} if "%(" in words else words
    return f"{told} {value.get('unit') or ''}".strip()


def _number(digits: str) -> str:
    if not digits:
        return ""
    return number_format(digits, use_l10n=True, force_grouping=len(digits.split(".")[0]) > 4)


def _language() -> str:
    return (get_language() or "en").split("-")[0]
