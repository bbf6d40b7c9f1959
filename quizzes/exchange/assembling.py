"""What a reader found, put together to an item: the checks that all formats share."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quizzes.exchange.texts import Texts, number_of, shares_adding_up, without_empty
from quizzes.items import (
    Accepted,
    AcceptedNumber,
    AnyItem,
    Choice,
    Multiple,
    Numerical,
    Option,
    ShortAnswer,
)

_SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class Given:
    """An answer as a file has it. ``share`` from -1 to 1; ``tolerance`` for numbers alone."""

    text: str
    share: float
    feedback: str = ""
    tolerance: str = "0"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What all kinds share."""

    stem: str
    language: str
    explanation: str
    carried: Mapping[str, Any]

    def shared(self, **carried: object) -> dict[str, Any]:
        """The fields of ``Item``."""
        return {
            "identity": "",
            "topic": "",
            "language": self.language,
            "facts": (),
            "sensitivity": 0,
            "difficulty": 0.5,
            "explanation": self.explanation,
            "citations": (),
            "carried": without_empty({**self.carried, **carried}),
        }


def choice(
    frame: Frame, given: Sequence[Given], texts: Texts, *, single: bool, ordered: bool = False
) -> AnyItem | None:
    """A ``Choice`` or a ``Multiple``; None, with the problems told, where there is no such one."""
    if not _options_fit(given, texts, most=texts.most_options):
        return None
    if not single:
        shares = shares_adding_up([answer.share for answer in given], texts)
        if not any(share > 0 for share in shares):
            texts.fail("key-missing")
            return None
        options = tuple(
            Option(id=f"o{n}", text=answer.text, share=share, feedback=answer.feedback)
            for n, (answer, share) in enumerate(zip(given, shares, strict=True), start=1)
        )
        shuffle = False if ordered else None
        return Multiple(**frame.shared(shuffle=shuffle), stem=frame.stem, options=options)
    key = next((n for n, answer in enumerate(given, start=1) if answer.share == 1), 0)
    if not key:
        texts.fail("key-missing")
        return None
    options = tuple(
        Option(
            id=f"o{n}",
            text=answer.text,
            share=None if answer.share == (1 if n == key else 0) else answer.share,
            feedback=answer.feedback,
        )
        for n, answer in enumerate(given, start=1)
    )
    return Choice(
        **frame.shared(),
        stem=frame.stem,
        slot="",
        options=options,
        key=f"o{key}",
        ordered=ordered,
    )


def short_answer(
    frame: Frame, given: Sequence[Given], texts: Texts, *, exact: bool = False
) -> AnyItem | None:
    kept, aside = _apart(given, texts)
    accepted = tuple(
        Accepted(text=answer.text, share=answer.share, feedback=answer.feedback) for answer in kept
    )
    if not any(answer.share == 1 for answer in accepted):
        texts.fail("key-missing")
        return None
    if any(not answer.text for answer in accepted):
        texts.fail("option-empty")
        return None
    shared = frame.shared(other_answers=aside)
    return ShortAnswer(**shared, stem=frame.stem, accepted=accepted, exact=exact)


def numerical(
    frame: Frame, given: Sequence[Given], texts: Texts, *, unit: str = ""
) -> AnyItem | None:
    kept, aside = _apart(given, texts)
    for answer in kept:
        for told in (answer.text, answer.tolerance):
            if number_of(told) is None or (told is answer.tolerance and Decimal(told) < 0):
                texts.fail("number-invalid", text=told[:_SHOWN])
                return None
    if not any(answer.share == 1 for answer in kept):
        texts.fail("key-missing")
        return None
    accepted = tuple(
        AcceptedNumber(
            value=answer.text,
            tolerance=answer.tolerance,
            share=answer.share,
            feedback=answer.feedback,
        )
        for answer in kept
    )
    shared = frame.shared(other_answers=aside)
    return Numerical(**shared, stem=frame.stem, accepted=accepted, unit=unit)


def _options_fit(given: Sequence[Given], texts: Texts, *, most: int) -> bool:
    if len(given) < 2:
        texts.fail("options-few", count=len(given))
    elif len(given) > most:
        texts.fail("options-many", count=len(given), limit=most)
    elif any(not answer.text for answer in given):
        texts.fail("option-empty")
    elif twice := [text for text, n in Counter(a.text for a in given).items() if n > 1]:
        texts.fail("option-twice", text=twice[0][:_SHOWN])
    else:
        return True
    return False


def _apart(given: Sequence[Given], texts: Texts) -> tuple[list[Given], list[dict[str, str]]]:
    """Answers that earn something, and the others as ``carried`` keeps them."""
    if len(given) > texts.most_options:
        texts.fail("options-many", count=len(given), limit=texts.most_options)
        return [], []
    aside = [
        {"text": a.text, "feedback": a.feedback}
        | ({"tolerance": a.tolerance} if a.tolerance != "0" else {})
        for a in given
        if a.share <= 0
    ]
    if aside:
        texts.notice("answers-aside", count=len(aside))
    return [a for a in given if a.share > 0], aside
