"""``{% teach_section as section %}``: in which part of the teachers' pages a page stands.

One of ``teach``, ``sets``, ``bank``, ``facts``, ``classes``, ``people`` (for administrators), or
nothing on the pages of everybody.
"""

from typing import Final

from django import template
from django.utils.formats import localize

from quizzes.forms.sets import KINDS

register = template.Library()

# The first word of an address tells it.
SECTIONS: Final = {
    "teach": "teach",
    "sets": "sets",
    "bank": "bank",
    "questions": "bank",
    "drafts": "bank",
    "packs": "facts",
    "classes": "classes",
    "assignments": "classes",
    "results": "classes",
    "people": "people",
}


@register.simple_tag(takes_context=True)
def teach_section(context: template.Context) -> str:
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    route = match.route if match is not None else ""
    return SECTIONS.get(route.partition("/")[0], "")


@register.filter
def kind_word(kind: str) -> str:
    """ "choice" → "one right answer", as the filters call it."""
    return str(dict(KINDS).get(kind, kind))


@register.filter
def weight_words(weight: float) -> str:
    """2.0 → "2", 0.5 → "0.5", as numbers are written in the reader's language."""
    return str(localize(int(weight) if weight == int(weight) else weight))


@register.filter
def plain_number(weight: float) -> str:
    """2.0 → "2", 2.5 → "2.5" in every language, as the value of a field must be written."""
    return f"{weight:g}"
