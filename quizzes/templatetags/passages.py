"""Whether a citation's own words can be shown: where its document is attached."""

from typing import Any

from django import template
from django.urls import reverse

from quizzes.items import Citation
from quizzes.reports.passages import attached_sources

register = template.Library()

_ASKED = "_attached_sources"


@register.simple_tag(takes_context=True)
def passage_address(context: template.Context, citation: Citation) -> str:
    """The address of the cited passage, or "" where no document is attached. The first citation of
    a page costs one query, all others none. A citation kept with an old answer may point to a place
    that the pack has given up since: that address is not found."""
    if citation.start >= citation.end or not is_attached(context, citation.source):
        return ""
    return reverse("passage", args=[citation.source, citation.start, citation.end])


@register.simple_tag(takes_context=True)
def is_attached(context: template.Context, source: str) -> bool:
    """Whether the text of the source with this id can be read in passages."""
    request: Any = context.get("request")
    if request is None:
        return False
    if not hasattr(request, _ASKED):
        setattr(request, _ASKED, attached_sources(request.user))
    return source in getattr(request, _ASKED)
