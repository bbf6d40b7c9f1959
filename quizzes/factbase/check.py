"""Check a pack without a database: ``python -m quizzes.factbase.check fixtures/izium``.

Prints every problem as ``file:line: what is wrong and what to do``; the exit status is 1 where
there is any, 0 where there are warnings at most. ``--only facts/battle`` shows the problems of
files that begin so, for work on one file while others are unfinished.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from quizzes.factbase import overlay
from quizzes.factbase.model import Pack
from quizzes.factbase.reading import examine
from quizzes.factbase.wording import with_place

Write = Callable[[str], object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="the pack's folder")
    parser.add_argument("--only", default="", metavar="FILE", help="files that begin so")


def run(folder: Path, write: Write, *, only: str = "") -> int:
    """Write the problems and a summary; give the exit status."""
    examination = examine(folder)
    found, translations = list(examination.problems), []
    if examination.pack is not None:
        for language in overlay.languages(folder):
            translation = overlay.examine_overlay(examination.pack, folder, language)
            found += translation.problems
            translations.append(translation.draft)
    shown = [p for p in found if p.file.startswith(only)]
    for problem in shown:
        write(with_place(problem, str(folder)) + "\n")
    faults = [p for p in shown if not p.warning]
    warnings = len(shown) - len(faults)
    if faults or warnings:
        told = f" in {only}…" if only else ""
        write(f"{_count(len(faults), 'problem')}, {_count(warnings, 'warning')}{told}.\n")
    if examination.pack is not None:
        for line in summary(examination.pack):
            write(f"{line}\n")
        for translated in translations:
            for line in overlay.summary(translated, examination.pack):
                write(f"{line}\n")
    return 1 if faults else 0


def summary(pack: Pack) -> Iterable[str]:
    """What the pack holds, in a few lines."""
    facts = pack.facts.values()
    anchors = sum(len(a.anchors) for f in facts for a in f.assertions)
    asks = sum(len(f.asks) for f in facts)
    events = sum(f.event is not None for f in facts)
    yield (
        f"{pack.title}: {_count(len(facts), 'fact')}, {_count(anchors, 'anchor')}, "
        f"{_count(asks, 'ask')}, {_count(events, 'event')}, "
        f"{len(pack.entities)} entities, {_count(len(pack.predicates), 'predicate')}."
    )
    statuses = Counter(str(f.status) for f in facts)
    yield "By status: " + ", ".join(f"{name} {n}" for name, n in sorted(statuses.items())) + "."
    levels = Counter(f.sensitivity for f in facts)
    yield "By sensitivity: " + ", ".join(f"{name}: {n}" for name, n in sorted(levels.items())) + "."
    topics = Counter(f.topic for f in facts)
    yield "By topic: " + ", ".join(f"{topic} {topics[topic]}" for topic in pack.topics) + "."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m quizzes.factbase.check", description="Check a pack without a database."
    )
    add_arguments(parser)
    options = parser.parse_args(argv)
    return run(options.folder, sys.stdout.write, only=options.only)


if __name__ == "__main__":
    sys.exit(main())
