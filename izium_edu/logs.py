"""Log lines that name nobody.

Messages of exceptions may quote what somebody typed (a driver repeats the duplicate username),
and query strings hold what was searched for. Both stay out of the log outside development;
types, places and the database's own codes are enough to find the fault.
"""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, OperationalError

QUERY_STRING = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")
# Their first line names hosts, tables and columns; rows come in the lines after it.
FIRST_LINE_KEPT = (IntegrityError, OperationalError, ImproperlyConfigured)

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class DiscreetFormatter(logging.Formatter):
    """`show_messages` keeps exceptions whole: for development."""

    def __init__(self, *, fmt: str, style: str = "{", show_messages: bool = False) -> None:
        super().__init__(fmt=fmt, style=style)  # type: ignore[arg-type]
        self.show_messages = show_messages

    def format(self, record: logging.LogRecord) -> str:
        return QUERY_STRING.sub(r"\1?…", super().format(record))

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802
        if self.show_messages or ei[1] is None:
            return super().formatException(ei)
        return "\n".join(self._chain(ei[1]))

    def _chain(self, exception: BaseException) -> list[str]:
        lines: list[str] = []
        before = exception.__cause__
        if before is None and not exception.__suppress_context__:
            before = exception.__context__
        if before is not None:
            lines += [*self._chain(before), "which led to:"]
        frames = traceback.extract_tb(exception.__traceback__)
        lines += [line.rstrip() for line in traceback.format_list(frames)]
        lines.append(describe(exception))
        return lines


def describe(exception: BaseException) -> str:
    """The type, what the database's driver says of the place, and no words of the user."""
    name = f"{type(exception).__module__}.{type(exception).__qualname__}"
    if isinstance(exception, FIRST_LINE_KEPT):
        first_line = str(exception).partition("\n")[0]
        return f"{name}: {first_line}"
    codes: list[Any] = [getattr(exception, "sqlite_errorname", None)]
    codes += [getattr(exception, "sqlstate", None), getattr(exception, "errno", None)]
    known = [str(code) for code in codes if code]
    return f"{name} ({', '.join(known)})" if known else name
