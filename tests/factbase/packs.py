"""The made-up pack of tests/data, whole, changed in a word, or cut down."""

from pathlib import Path

from quizzes.factbase.model import Pack
from quizzes.factbase.problems import Problem
from quizzes.factbase.reading import examine_files, parse_pack

DATA = Path(__file__).parents[1] / "data"
PACK = DATA / "pack"
DOCUMENTS = DATA / "documents"


def files() -> dict[str, str]:
    """Every file of the pack by its path."""
    return {
        path.relative_to(PACK).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(PACK.rglob("*.yaml"))
    }


def changed(file: str, old: str, new: str) -> dict[str, str]:
    """The pack with one passage of one file replaced; the passage must stand there once."""
    found = files()
    if found[file].count(old) != 1:
        raise ValueError(f"{old!r} stands {found[file].count(old)} times in {file}")
    found[file] = found[file].replace(old, new)
    return found


def with_file(file: str, text: str | bytes) -> dict[str, str | bytes]:
    return {**files(), file: text}


def problems(content: dict) -> list[Problem]:
    return list(examine_files(content).problems)


def codes(content: dict) -> list[str]:
    return [problem.code for problem in problems(content)]


def pack() -> Pack:
    return parse_pack(files())


def line_of(file: str, passage: str) -> int:
    """The line of the made-up pack in which a passage stands first."""
    text = files()[file]
    return text[: text.index(passage)].count("\n") + 1
