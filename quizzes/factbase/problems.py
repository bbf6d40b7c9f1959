"""What is wrong with a pack, and where. Codes and particulars only; ``wording`` tells people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from quizzes.errors import PackError


@dataclass(frozen=True, kw_only=True)
class Problem:
    """``file`` is relative to the pack's folder with ``/`` between its parts, ``line`` counts from
    1 (0: the file as a whole). A ``warning`` does not keep a pack from being read."""

    file: str
    line: int
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    warning: bool = False


def in_reading_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By file, line and code, each once."""
    unique = {(p.file, p.line, p.code, str(sorted(p.params.items()))): p for p in problems}
    return tuple(unique[key] for key in sorted(unique))


def pack_error(problems: Iterable[Problem]) -> PackError:
    return PackError("pack-unreadable", problems=in_reading_order(problems))


def problems_of(error: PackError) -> tuple[Problem, ...]:
    """All problems that a ``PackError`` carries, in the order of files and lines."""
    problems = error.params.get("problems", ())
    if not isinstance(problems, tuple):
        return ()
    return tuple(p for p in problems if isinstance(p, Problem))
