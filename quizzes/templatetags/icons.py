"""``{% icon "check" %}``: our own line drawings on a 24 × 24 grid, as inline SVG.

They take the colour of the text around them. An icon never speaks alone: a word stands beside it,
or ``label`` gives it one.
"""

from functools import lru_cache
from typing import Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

DRAWINGS: Final[dict[str, str]] = {
    "check": '<path d="M4.5 12.8 9.6 18 19.5 6.5"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "right": '<circle cx="12" cy="12" r="9.25"/><path d="m7.6 12.4 3 3 5.8-6.4"/>',
    "wrong": (
        '<path d="M12 2.6 21.4 12 12 21.4 2.6 12Z"/><path d="m9.3 9.3 5.4 5.4m0-5.4-5.4 5.4"/>'
    ),
    "partial": (
        '<circle cx="12" cy="12" r="9.25"/>'
        '<path class="solid" d="M12 2.75a9.25 9.25 0 0 0 0 18.5Z"/>'
    ),
    "skip": '<circle cx="12" cy="12" r="9.25"/><path d="M8 12h8"/>',
    "up": '<path d="M12 19V5.5M5.8 11.2 12 5l6.2 6.2"/>',
    "down": '<path d="M12 5v13.5m-6.2-5.7L12 19l6.2-6.2"/>',
    "next": '<path d="M5 12h13.5m-5.7-6.2L19 12l-6.2 6.2"/>',
    "back": '<path d="M19 12H5.5m5.7 6.2L5 12l6.2-6.2"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h10"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "search": '<circle cx="10.8" cy="10.8" r="6.3"/><path d="m15.6 15.6 5 5"/>',
    "theme": (
        '<circle cx="12" cy="12" r="8.5"/>'
        '<path class="solid" d="M12 3.5a8.5 8.5 0 0 1 0 17c2.6-2.4 3.2-5 1.4-8.3'
        'C11.7 9 11 6.2 12 3.5Z"/>'
    ),
    "book": (
        '<path d="M12 6.4C9.9 4.9 6.9 4.5 3.5 5v13.3c3.4-.5 6.4-.1 8.5 1.4'
        ' 2.1-1.5 5.1-1.9 8.5-1.4V5c-3.4-.5-6.4-.1-8.5 1.4Z"/><path d="M12 6.4v13.3"/>'
    ),
    "passage": '<path d="M5 4.5h14M5 9h14M5 13.5h6M5 18h4"/><path d="m14 16.5 2.6 2.6L21 14"/>',
    "external": '<path d="M10 5H5v14h14v-5M14 4.5h5.5V10M19 5l-8 8"/>',
    "voice": ('<path d="M4 5.5h16v10.5h-8.5L7 19.8V16H4Z"/><path d="M8 9.2h8M8 12.4h5"/>'),
    "voices": (
        '<path d="M3.5 4.5h11v7.5H8.3L5.5 14.5V12h-2Z"/>'
        '<path d="M17.5 9.5h3V17h-2v2.5L15.7 17H9.5v-2"/>'
    ),
    "doubt": (
        '<path d="M12 3.2 21.3 19.8H2.7Z"/><path d="M12 9.5v4.6"/>'
        '<circle class="solid" cx="12" cy="16.9" r="1.15"/>'
    ),
    "info": (
        '<circle cx="12" cy="12" r="9.25"/><path d="M12 11v5.5"/>'
        '<circle class="solid" cx="12" cy="7.7" r="1.15"/>'
    ),
    "retracted": '<path d="M4 12h16"/><path d="M7 7.5h10M7 16.5h7"/>',
    "stone": (
        '<path d="M5 13.5c-.6-4.4 3-7.5 7.2-7.5 4 0 7.3 2.7 6.8 7-.3 3.5-3.5 5-7 5s-6.5-1-7-4.5Z"/>'
    ),
    "river": '<path d="M3 15.5c3.5 0 4.2-7 8.3-7 4.3 0 4 7 9.7 7"/>',
    "clock": '<circle cx="12" cy="12" r="9.25"/><path d="M12 6.8V12l3.6 2.4"/>',
    "calendar": '<path d="M4 6h16v14H4ZM4 10.5h16M8.5 3.5V8m7-4.5V8"/>',
    "user": (
        '<circle cx="12" cy="8" r="3.9"/><path d="M4.3 20.5c.7-4.3 3.6-6.5 7.7-6.5s7 2.2 7.7 6.5"/>'
    ),
    "flag": '<path d="M6 21V4c3.5-1.7 6.5 1.7 12 0v9c-5.5 1.7-8.5-1.7-12 0"/>',
    "retry": '<path d="M19.5 12A7.5 7.5 0 1 1 17 6.4M19.5 3.5v5h-5"/>',
    "grip": '<path d="M9 6h.1M15 6h.1M9 12h.1M15 12h.1M9 18h.1M15 18h.1" stroke-width="3"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11"/><path d="M4 6h.8M4 12h.8M4 18h.8"/>',
    "quiet": (
        '<path d="M3 12c2.3-4 5.3-6 9-6s6.7 2 9 6c-2.3 4-5.3 6-9 6s-6.7-2-9-6Z"/>'
        '<path d="m4.5 19.5 15-15"/>'
    ),
    "read": (
        '<path d="M3 12c2.3-4 5.3-6 9-6s6.7 2 9 6c-2.3 4-5.3 6-9 6s-6.7-2-9-6Z"/>'
        '<circle cx="12" cy="12" r="2.9"/>'
    ),
    "settings": (
        '<path d="M4 7h9m5 0h2M4 17h3m5 0h8"/>'
        '<circle cx="15.5" cy="7" r="2.3"/><circle cx="9.5" cy="17" r="2.3"/>'
    ),
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7Z"/>',
    "download": '<path d="M12 4v11m-5-4.5 5 5 5-5M5 20h14"/>',
    "leave": '<path d="M14 4.5H5v15h9M10 12h10m-4-4.5 4.5 4.5L16 16.5"/>',
}


@register.simple_tag
@lru_cache(maxsize=256)  # a page has dozens, out of a handful
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of ``DRAWINGS``. Raises ``KeyError`` for a name that is not drawn."""
    drawing = mark_safe(DRAWINGS[name])  # constants of this file
    classes = f"icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
            classes,
            label,
            drawing,
        )
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        classes,
        drawing,
    )
