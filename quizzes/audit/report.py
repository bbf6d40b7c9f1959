"""The whole audit, and what it tells."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizzes.audit import bank, chronology, documents, dump, keys
from quizzes.audit.findings import Finding
from quizzes.audit.guessing import Guess, Places, guess, places
from quizzes.audit.pack import Pack, read
from quizzes.audit.proofs import Prover, Reason
from quizzes.items import AnyItem, Choice, Flashcard, Ordering


@dataclass(frozen=True, kw_only=True)
class Report:
    """``counts`` by kind, level, topic, slot and rule. ``proven`` are the sources whose documents
    were at hand; anchors in the others are held to their form alone. ``unwritten`` are ids of
    eligible facts for which the pack holds neither question nor card."""

    findings: tuple[Finding, ...]
    counts: Mapping[str, Counter[str]]
    reasons: Mapping[Reason, tuple[str, ...]]
    places: tuple[Places, ...]
    guess: Guess | None
    proven: tuple[str, ...]
    unproven: tuple[str, ...]
    unwritten: tuple[str, ...]


def audit(folder: Path, lines: Iterable[str], texts_in: Path | None = None) -> Report:
    """Check a dumped bank against the pack in ``folder`` and, where ``texts_in`` names their
    folder, against the documents. Raises ``PackError`` where the pack can't be read."""
    pack = read(folder)
    texts = documents.read(texts_in, pack) if texts_in else {}
    items, findings = dump.read(lines)
    choices = [item for item in items if isinstance(item, Choice)]
    prover = Prover(pack=pack, texts=texts)
    spread, guessed = places(choices), guess(choices)
    missing, unwritten = bank.without_flashcard(items, pack)
    files = [source.id for source in pack.sources.values() if source.sha256]
    return Report(
        findings=(
            *findings,
            *bank.identities(items, pack),
            *_each(items, pack, texts, prover),
            *chronology.shared_events(tuple(i for i in items if isinstance(i, Ordering))),
            *bank.lint(items),
            *bank.share_of_first(choices),
            *(Finding(identity=fact.id, code="flashcard-missing") for fact in missing),
            *bank.unguessable(choices, spread, guessed),
        ),
        counts=_counts(items),
        reasons={reason: tuple(sorted(set(used))) for reason, used in prover.reasons.items()},
        places=spread,
        guess=guessed,
        proven=tuple(source for source in files if source in texts),
        unproven=tuple(source for source in files if source not in texts),
        unwritten=tuple(fact.id for fact in unwritten),
    )


def _each(
    items: Sequence[AnyItem], pack: Pack, texts: Mapping[str, str], prover: Prover
) -> Iterator[Finding]:
    for item in items:
        if isinstance(item, Ordering):
            yield from chronology.check_ordering(item, pack, texts)
        elif isinstance(item, Choice) and item.slot in (
            chronology.FIRST,
            chronology.PERIOD,
        ):
            yield from chronology.check_events(item, pack, texts)
        elif isinstance(item, Choice | Flashcard):  # no other kind is generated
            yield from keys.check(item, pack, texts)
            if isinstance(item, Choice):
                yield from prover.check(item)


def _counts(items: Sequence[AnyItem]) -> Mapping[str, Counter[str]]:
    names = ("kinds", "levels", "topics", "slots", "rules", "flags")
    counts: dict[str, Counter[str]] = {name: Counter() for name in names}
    for item in items:
        counts["kinds"][str(item.kind)] += 1
        counts["levels"][f"{item.kind} {item.level}"] += 1
        counts["topics"][item.topic] += 1
        counts["flags"].update(item.flags)
        if isinstance(item, Choice):
            counts["slots"][item.slot] += 1
            counts["rules"].update(str(o.proof.rule) for o in item.options if o.proof)
    return counts
