"""Which pack a page shows, and in which language.

The language of the content is apart from that of the interface: a pack may be translated before
the interface is, and the other way round. A translation is shown to who chose it on the home page
or among the topics; a cookie remembers the choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from quizzes.forms.reading import ContentLanguageForm
from quizzes.models import Pack
from quizzes.models.packs import PackQuerySet
from quizzes.views.back import back_to

COOKIE = "content_language"
NAMED = "pack"  # names the pack in an address


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The pack, and what it is in its other languages."""

    pack: Pack
    others: tuple[Pack, ...] = ()


def shown(request: HttpRequest) -> Shown | None:
    """None where nothing is loaded. One query."""
    packs = list(_packs(request))
    if not packs:
        return None
    pack = packs[0]
    others = tuple(p for p in packs[1:] if p.original_id == pack.original_id)
    return Shown(pack=pack, others=others)


def shown_pack(request: HttpRequest, **holding: str) -> Pack | None:
    """``holding`` says what the pack must have, such as ``fact__slug``: what is not translated is
    shown as it was written. ``original`` is the id of the pack or of a translation of it."""
    if any("\x00" in value for value in holding.values()):
        return None  # PostgreSQL refuses to look for it
    packs = _packs(request)
    if "original" in holding:
        family = _original(holding.pop("original"))
        packs = packs.filter(Q(pk__in=family) | Q(translation_of__in=family))
    return packs.filter(**holding).first()


def pack_or_404(request: HttpRequest, **holding: str) -> Pack:
    """The pack that the address names (``in_pack``), or else the one shown."""
    pack = shown_pack(request, **holding, **named(request))
    if pack is None:
        raise Http404
    return pack


def named(request: HttpRequest) -> dict[str, str]:
    """What the address says of the pack that is wanted, for ``shown_pack``."""
    slug = request.GET.get(NAMED, "")
    return {"original": slug} if slug else {}


def cited_or_404(request: HttpRequest) -> Pack:
    """As it was written: the pack that the address names, or else the first one."""
    slug = request.GET.get(NAMED, "")
    packs = Pack.objects.visible_to(request.user).originals()
    if "\x00" in slug:
        raise Http404  # PostgreSQL refuses to look for it
    pack = packs.filter(pk__in=_original(slug)).first() if slug else packs.first()
    if pack is None:
        raise Http404
    return pack


def in_pack(address: str, pack: str) -> str:
    """``address`` with the id of the pack that it speaks of: topics, facts and sources of two packs
    may be called the same. Empty: the first pack that has it."""
    return f"{address}?{urlencode({NAMED: pack})}" if pack else address


def original_or_404(request: HttpRequest) -> Pack:
    """The pack as it was written: documents are attached to its sources."""
    pack = Pack.objects.visible_to(request.user).originals().first()
    if pack is None:
        raise Http404
    return pack


@require_POST
def content_language(request: HttpRequest) -> HttpResponse:
    form = ContentLanguageForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    response = redirect(back_to(request, form.cleaned_data["next"]))
    response.set_cookie(
        COOKIE,
        form.cleaned_data["language"],
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _original(slug: str) -> "QuerySet[Pack, Any]":
    return Pack.objects.filter(slug=slug).values(original=Coalesce("translation_of", "pk"))


def _packs(request: HttpRequest) -> PackQuerySet:
    return Pack.objects.visible_to(request.user).for_language(*languages(request))


def languages(request: HttpRequest) -> Sequence[str]:
    """The language that this reader asked for, if any. What the browser prefers is left aside: a
    translation may hold a part of the pack, and nobody should miss the rest unasked."""
    code = request.COOKIES.get(COOKIE, "").partition("-")[0].lower()
    return [code] if code.isalpha() else []
