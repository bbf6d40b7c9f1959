"""``{% qr address label="…" %}``: a QR code as inline SVG, dark on light on every page."""

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

QUIET = 4  # modules of margin that the standard asks for (ISO/IEC 18004)


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """``label`` says what it is for; without one the text beside it does, and it is decoration."""
    rows = tuple(segno.make(text, error="m", micro=False).matrix)
    side = len(rows) + 2 * QUIET
    runs = "".join(
        f"M{start + QUIET} {y + QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    )
    spoken = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" shape-rendering="crispEdges" {1}>'
        '<rect class="qr-ground" width="{0}" height="{0}"/><path class="qr-ink" d="{2}"/></svg>',
        side,
        SafeString(spoken),  # an attribute of this function, its label escaped
        runs,
    )


@register.filter
def grouped(code: str) -> str:
    """A class code as it is told: ABCD-EFGH."""
    return f"{code[:4]}-{code[4:]}"


def _runs(row: bytes | bytearray) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many follow."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs
