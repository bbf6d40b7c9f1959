"""Flashcards: one for each ask of a fact that may be asked, or the one written by hand."""

from dataclasses import replace

from quizzes import quality
from quizzes.dates import Date, Precision
from quizzes.factbase.model import Fact, Pack
from quizzes.factbase.slots import slot_values
from quizzes.generator.bank import Rejection
from quizzes.generator.choices import Refused, check_askable, key_of, rejection
from quizzes.generator.citing import citations, explanation
from quizzes.generator.difficulty import of_recall
from quizzes.generator.record import HARM, Asked
from quizzes.generator.wording import as_option, joined, told
from quizzes.items import Flashcard
from quizzes.kinds import Status

CARD = "card"


def build_card(pack: Pack, asked: Asked, *, seed: int) -> Flashcard | Rejection:
    """The flashcard of one ask: its stem, and everything that answers it."""
    try:
        check_askable(pack, asked)
        back, precise = _answer(pack, asked, seed)
        card = Flashcard(
            identity=asked.identity,
            topic=asked.fact.topic,
            language=pack.language,
            facts=(asked.fact.id,),
            sensitivity=asked.fact.sensitivity,
            difficulty=of_recall(asked.ask.slot, precise),
            explanation=explanation(asked.fact),
            citations=citations(pack, asked.fact, asked.assertion),
            front=asked.ask.stem,
            back=back,
            slot=asked.ask.slot,
        )
        return _linted(card)
    except Refused as refusal:
        return rejection(asked, refusal)


def build_written_card(pack: Pack, fact: Fact) -> Flashcard | Rejection | None:
    """The flashcard that the author wrote; None where there is none, or nothing may be asked."""
    identity = f"{pack.id}:flashcard:{fact.id}:{CARD}"
    if fact.sensitivity >= HARM or fact.suspect or fact.status is Status.RETRACTED:
        return None
    if fact.card is None:
        return Rejection(identity=identity, fact=fact.id, slot=CARD, code="no-ask")
    card = Flashcard(
        identity=identity,
        topic=fact.topic,
        language=pack.language,
        facts=(fact.id,),
        sensitivity=fact.sensitivity,
        difficulty=of_recall(CARD, precise=False),
        explanation=explanation(fact),
        citations=citations(pack, fact, fact.assertions[0]),
        front=fact.card.front,
        back=fact.card.back,
        slot=CARD,
    )
    try:
        return _linted(card)
    except Refused as refusal:
        return Rejection(
            identity=identity, fact=fact.id, slot=CARD, code=refusal.code, params=refusal.params
        )


def _linted(card: Flashcard) -> Flashcard:
    flags = quality.check(card, generated=True)
    errors = sorted({flag.rule for flag in flags if flag.severity is quality.Severity.ERROR})
    if errors:
        raise Refused("lint", rules=", ".join(errors), key=card.back)
    return replace(card, flags=tuple(sorted({flag.rule for flag in flags})))


def _answer(pack: Pack, asked: Asked, seed: int) -> tuple[str, bool]:
    """All values of the slot, and whether they are a date to the day or month."""
    key = key_of(pack, asked, seed, asked.identity)
    values = slot_values(asked.fact, asked.assertion, asked.ask.slot, asked.ask.given)
    precise = isinstance(key.value, Date) and key.value.precision in (
        Precision.DAY,
        Precision.MONTH,
    )
    if len(values) > 1:
        return as_option(joined([told(pack, value) for value in values], pack.language)), precise
    return as_option(key.text), precise
