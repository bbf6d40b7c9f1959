"""Tables out, as CSV or as a workbook (Office Open XML), that a spreadsheet cannot take for code.

A text that begins with one of ``= + - @``, TAB or a line end would be run as a formula by whoever
opens the file; it goes out with an apostrophe before it. Numbers stay numbers.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook

Value = str | int | float | None

_RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# What neither XML nor a spreadsheet takes.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_TEXT = 32_000  # a cell of a workbook ends at 32,767
_NOT_IN_A_TITLE = re.compile(r"[\\*?:/\[\]]")


def safe(text: str) -> str:
    """``text`` as a spreadsheet shows it and never runs it."""
    clean = _CONTROL.sub("", text)[:LONGEST_TEXT]
    # Blanks do not stop every program from seeing the sign behind them.
    is_risky = clean.startswith(_RUN_AS_FORMULA) or clean.lstrip().startswith(_RUN_AS_FORMULA)
    return f"'{clean}" if is_risky else clean


def to_csv(rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with a mark at its head, without which Excel reads Cyrillic as something else."""
    kept = io.StringIO(newline="")
    csv.writer(kept).writerows([_cell(value) for value in row] for row in rows)
    return "\ufeff".encode() + kept.getvalue().encode()


def to_xlsx(rows: Iterable[Sequence[Value]], *, title: str) -> bytes:
    """One sheet, its head and its first column fixed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_NOT_IN_A_TITLE.sub(" ", _CONTROL.sub("", title))[:31].strip(" '"))
    sheet.freeze_panes = "B2"
    for row in rows:
        sheet.append([_cell(value) for value in row])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _cell(value: Value) -> Value:
    return safe(value) if isinstance(value, str) else value
