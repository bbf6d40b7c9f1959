"""What the linter says of an item."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """``E`` rejects a generated item; on a written one both warn, and the author decides."""

    ERROR = "E"
    WARNING = "W"


@dataclass(frozen=True, kw_only=True)
class Flag:
    """One rule that an item breaks. ``params`` are strings for the words told to the author."""

    rule: str
    severity: Severity
    params: Mapping[str, str] = field(default_factory=dict)
