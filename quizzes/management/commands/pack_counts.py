"""``manage.py pack_counts``: what a pack holds and what is made of it, as a Markdown table."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from quizzes import generator
from quizzes.errors import PackError
from quizzes.factbase.model import Pack
from quizzes.factbase.reading import read_pack
from quizzes.generator import Bank
from quizzes.items import Choice
from quizzes.kinds import Kind, Sensitivity

BEGIN, END = "<!-- counts -->", "<!-- /counts -->"
SENSITIVITY = ("civic and cultural", "military", "harm, read only", "atrocity, read only")
RULES = {
    "D1": "one value in what the question fixes",
    "D2": "the source lists all values",
    "D3": "a source denies it",
    "D4": "did not exist yet",
    "D5": "the dates decide the order",
    "D6": "the named document says otherwise",
}


class Command(BaseCommand):
    help = (
        "Print a Markdown table of a pack: facts, sources, items, proofs, and why other items were "
        "not made. Needs no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, nargs="?", default=settings.PACK_FOLDER, help="a pack's folder"
        )
        target = parser.add_mutually_exclusive_group()
        target.add_argument(
            "--write",
            type=Path,
            metavar="FILE.md",
            help=f"replace what stands between {BEGIN} and {END}",
        )
        target.add_argument(
            "--check", type=Path, metavar="FILE.md", help="fail where other counts stand there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pack = read_pack(options["folder"])
        except PackError as error:
            raise CommandError(
                f"{options['folder']} is no sound pack; check_pack lists why."
            ) from error
        table = "\n".join(lines(pack, generator.build(pack, seed=pack.seed)))
        file: Path | None = options["write"] or options["check"]
        if file is None:
            self.stdout.write(table)
            return
        before = _read(file)
        after = replaced(before, table)
        if after is None:
            raise CommandError(f"{file} needs one line {BEGIN} and, below it, one line {END}.")
        if options["check"] and after != before:
            raise CommandError(
                f"The counts in {file} are out of date: python manage.py pack_counts --write {file}"
            )
        if after != before:
            file.write_text(after, encoding="utf-8", newline="")


def _read(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            return opened.read()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error


def replaced(text: str, table: str) -> str | None:
    """``text`` with the table between the marks; None where they do not stand there once each, in
    their order."""
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(END) < text.index(BEGIN):
        return None
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def lines(pack: Pack, bank: Bank) -> Iterator[str]:
    """The table, row by row."""
    yield f"| {pack.title} | | |"
    yield "|---|---|---:|"
    for group, rows in _groups(pack, bank).items():
        name = group
        for label, count in rows.items():
            yield f"| {name} | {label} | {count} |"
            name = ""


def _groups(pack: Pack, bank: Bank) -> Mapping[str, Mapping[str, int]]:
    facts = pack.facts.values()
    topics = Counter(fact.topic for fact in facts)
    levels = Counter(fact.sensitivity for fact in facts)
    choices = [item for item in bank.items if isinstance(item, Choice)]
    kinds = Counter(item.kind for item in bank.items)
    proofs = Counter(str(o.proof.rule) for item in choices for o in item.options if o.proof)
    return {
        "Facts": {"**all**": len(pack.facts)},
        "by topic": {topic.title: topics[topic.id] for topic in pack.topics.values()},
        "by sensitivity": {
            f"{level} ({SENSITIVITY[level]})": levels[level] for level in sorted(levels)
        },
        "by status": _sorted(Counter(str(fact.status) for fact in facts)),
        "Sources": {
            "documents": len(pack.sources),
            "anchors": sum(len(a.anchors) for fact in facts for a in fact.assertions),
            "stretches left out, with a reason": len(pack.left_out),
        },
        "Items": {
            "**all**": len(bank.items),
            **{str(kind): kinds[kind] for kind in Kind if kinds[kind]},
        },
        "choices by what is asked": _sorted(Counter(item.slot for item in choices)),
        "proofs of wrong options": {
            f"{rule}: {RULES.get(rule, rule)}": proofs[rule] for rule in sorted(proofs)
        },
        "Questions not made": _sorted(Counter(r.code for r in bank.rejections)),
        "Facts without a question of a quiz": _unasked(pack, bank),
    }


def _unasked(pack: Pack, bank: Bank) -> Mapping[str, int]:
    """Facts that no choice or ordering is about, each counted once: by what the fact itself says,
    else by the code of its first rejection (listed at ``Rejection``)."""
    quiz = (item for item in bank.items if item.kind is not Kind.FLASHCARD)
    asked = {fact for item in quiz for fact in item.facts}
    reasons: dict[str, str] = {}
    for rejection in bank.rejections:
        if ":flashcard:" not in rejection.identity or rejection.code == "no-ask":
            reasons.setdefault(rejection.fact, rejection.code)
    counts: Counter[str] = Counter()
    for fact in pack.facts.values():
        if fact.id in asked:
            continue
        if fact.sensitivity >= Sensitivity.HARM:
            counts["sensitive"] += 1
        elif fact.suspect:
            counts["suspect"] += 1
        elif fact.card and not fact.asks:
            counts["a flashcard only"] += 1
        else:
            counts[reasons.get(fact.id, "no-ask")] += 1
    return {"**all**": sum(counts.values())} | _sorted(counts)


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts, key=lambda n: (-counts[n], n))}
