"""Rules that a bank has to obey as a whole."""

from collections import Counter
from collections.abc import Iterator, Sequence

from quizzes.audit.chronology import FIRST, PERIOD
from quizzes.audit.findings import Finding, finding
from quizzes.audit.guessing import Guess, Places, without_each
from quizzes.audit.pack import Fact, Pack
from quizzes.audit.standing import retracted
from quizzes.items import AnyItem, Choice, Flashcard
from quizzes.kinds import Sensitivity
from quizzes.quality import Severity, check

BANK = "bank"
FIRST_SHARE = 0.25


def identities(items: Sequence[AnyItem], pack: Pack) -> Iterator[Finding]:
    """Each identity once, in the form pack:kind:…; each choice and flashcard another question."""
    for identity, count in Counter(item.identity for item in items).items():
        if count > 1:
            yield finding(identity, "identity-twice", times=count)
    questions: Counter[tuple[str, ...]] = Counter()
    for item in items:
        pack_id, _, rest = item.identity.partition(":")
        kind, _, rest = rest.partition(":")
        if (pack_id, kind) != (pack.id, item.kind):
            yield finding(item.identity, "identity-form")
        elif isinstance(item, Choice | Flashcard):
            fact = item.facts[0] if item.facts else ""
            if not rest.startswith(f"{fact}:{item.slot}"):
                yield finding(item.identity, "identity-form", fact=fact, slot=item.slot)
            shown = item.stem if isinstance(item, Choice) else item.front
            if item.slot not in (FIRST, PERIOD):
                questions[kind, fact, item.slot, shown] += 1
    for question, count in questions.items():
        if count > 1:
            yield finding(question[1], "question-twice", slot=question[2], stem=question[3])


def share_of_first(choices: Sequence[Choice]) -> Iterator[Finding]:
    first = sum(choice.slot == FIRST for choice in choices)
    if first > FIRST_SHARE * len(choices):
        yield finding(BANK, "too-many-first", first=first, choices=len(choices))


def eligible(fact: Fact) -> bool:
    """Whether a flashcard may be made of it at all, by sensitivity and standing."""
    return fact.sensitivity <= Sensitivity.MILITARY and not fact.suspect and not retracted(fact)


def without_flashcard(
    items: Sequence[AnyItem], pack: Pack
) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Eligible facts that no flashcard asks: those for which the pack holds a question or a card,
    and those for which it holds neither."""
    carded = {item.facts[0] for item in items if isinstance(item, Flashcard) and item.facts}
    missing = [f for f in pack.facts.values() if eligible(f) and f.id not in carded]
    written = tuple(fact for fact in missing if fact.asks or fact.card)
    return written, tuple(fact for fact in missing if not (fact.asks or fact.card))


def lint(items: Sequence[AnyItem]) -> Iterator[Finding]:
    """Errors of the linter; and flags in the dump that the linter does not raise, or lacks."""
    for item in items:
        flags = check(item, generated=True)
        for flag in flags:
            if flag.severity is Severity.ERROR:
                yield finding(item.identity, "lint", rule=flag.rule, **dict(flag.params))
        told = sorted({flag.rule for flag in flags})
        if sorted(set(item.flags)) != told:
            yield finding(item.identity, "flags-differ", dump=item.flags, linter=told)


def unguessable(
    choices: Sequence[Choice], places: Sequence[Places], guess: Guess | None
) -> Iterator[Finding]:
    for place in places:
        if not place.even:
            yield finding(
                BANK, "B1", ordered=place.ordered, counts=place.counts, p=f"{place.p:.4f}"
            )
    if guess is not None and not guess.fair:
        blind = sorted(without_each(choices).items(), key=lambda pair: pair[1])
        yield finding(
            BANK,
            "B2",
            score=f"{guess.score:.3f}",
            limit=f"{guess.limit:.3f}",
            without=", ".join(f"{group} {score:.3f}" for group, score in blind),
        )
