import re

import segno

from quizzes.templatetags.qr import QUIET, grouped, qr

ADDRESS = "https://quiz.example.org/join/ABCD2345/"


def modules(drawing: str) -> set[tuple[int, int]]:
    """The dark modules that a path paints."""
    painted = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", drawing):
        painted |= {(int(x) + i, int(y)) for i in range(int(length))}
    return painted


def test_every_dark_module_is_drawn_and_no_other():
    matrix = segno.make(ADDRESS, error="m", micro=False).matrix
    dark = {
        (x + QUIET, y + QUIET) for y, row in enumerate(matrix) for x, on in enumerate(row) if on
    }
    assert modules(qr(ADDRESS)) == dark


def test_drawing_needs_no_style_and_escapes_its_label():
    drawing = qr(ADDRESS, label='"><script>')
    assert "style=" not in drawing
    assert "<script>" not in drawing
    assert 'role="img"' in drawing


def test_drawing_without_a_label_is_decoration():
    assert 'aria-hidden="true"' in qr(ADDRESS)


def test_code_is_grouped_by_four():
    assert grouped("ABCD2345") == "ABCD-2345"
