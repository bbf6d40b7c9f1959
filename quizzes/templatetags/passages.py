"""Where a fact, a source and the words of a citation can be read."""

from typing import Any

from django import template
from django.urls import reverse

from quizzes.items import Citation
from quizzes.models import Fact, Pack
from quizzes.reports.passages import attached_sources
from quizzes.views.packs import in_pack

register = template.Library()

_ASKED = "_attached_sources"


@register.simple_tag(takes_context=True)
def passage_address(context: template.Context, citation: Citation) -> str:
    """The address of the cited passage, or "" where no document is attached. The first citation of
    a page costs one query, all others none. A citation kept with an old answer may point to a place
    that the pack has given up since: that address is not found."""
    if citation.start >= citation.end:
        return ""
    if not is_attached(context, citation.pack, citation.source):
        return ""
    place = [citation.source, citation.start, citation.end]
    return in_pack(reverse("passage", args=place), citation.pack)


@register.simple_tag(takes_context=True)
def is_attached(context: template.Context, pack: str, source: str) -> bool:
    """Whether the text of the source with this id can be read in passages."""
    request: Any = context.get("request")
    if request is None:
        return False
    if not hasattr(request, _ASKED):
        setattr(request, _ASKED, attached_sources(request.user))
    return (pack, source) in getattr(request, _ASKED)


@register.simple_tag
def address_in(name: str, slug: str, pack: Pack | str | None) -> str:
    """Of a topic, fact or source in just this pack. What came with the app needs no name of its
    pack; of a pack known by its id alone it is told to be sure."""
    if isinstance(pack, Pack):
        pack = pack.slug if pack.owner_id else ""
    return in_pack(reverse(name, args=[slug]), pack or "")


@register.simple_tag
def fact_address(fact: Fact, pack: Pack | None = None) -> str:
    """``pack`` is that of the page, if it shows one."""
    return address_in("fact", fact.slug, pack if pack and pack.pk == fact.pack_id else None)
