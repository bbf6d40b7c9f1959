"""What the audit says of a bank."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One defect: the identity of the item (or fact, or "bank" for the whole), what is wrong, and
    its particulars as strings for people."""

    identity: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)


def finding(identity: str, code: str, **params: object) -> Finding:
    return Finding(identity=identity, code=code, params={k: str(v) for k, v in params.items()})
