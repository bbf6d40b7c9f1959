"""Items made up for grading."""

from typing import Any

from quizzes.items import (
    Accepted,
    AcceptedNumber,
    AnyItem,
    Choice,
    DateAnswer,
    Event,
    Multiple,
    Numerical,
    Option,
    Ordering,
    ShortAnswer,
    TrueFalse,
)


def choice(*, key: str = "b") -> Choice:
    return Choice(
        identity="made-up:choice:fort:value",
        topic="fortress",
        language="en",
        facts=("fort",),
        sensitivity=0,
        difficulty=0.4,
        explanation="The made-up regiment built the made-up fort.",
        citations=(),
        stem="Who built the fort?",
        slot="value",
        options=tuple(Option(id=name, text=f"Regiment {name}") for name in "abcd"),
        key=key,
    )


def event(name: str, lo: int | None, hi: int | None) -> Event:
    return Event(
        id=name,
        title=f"Event {name}",
        date="" if lo is hi is None else f"day {lo}",
        edtf="",
        lo=lo,
        hi=hi,
        fact=f"fact-{name}",
    )


def ordering(*events: Event) -> Ordering:
    return Ordering(
        identity="made-up:ordering:1",
        topic="fortress",
        language="en",
        facts=tuple(e.fact for e in events),
        sensitivity=0,
        difficulty=0.4,
        explanation="As the calendar has it.",
        citations=(),
        stem="Put these in order, earliest first.",
        events=events,
    )


def dated(names: str) -> Ordering:
    """Events a day apart: exactly one order is right."""
    return ordering(*(event(name, day, day) for day, name in enumerate(names)))


_SHARED: dict[str, Any] = {
    "identity": "made-up:written:1",
    "topic": "fortress",
    "language": "en",
    "facts": ("fort",),
    "sensitivity": 0,
    "difficulty": 0.4,
    "explanation": "The made-up chronicle says so.",
    "citations": (),
}


def multiple(**shares: float) -> Multiple:
    """Options by id with what each earns; without any, a and b are half of it each, c and d take
    half away."""
    shares = shares or {"a": 0.5, "b": 0.5, "c": -0.5, "d": -0.5}
    options = tuple(
        Option(id=name, text=f"Regiment {name}", share=share, feedback=f"On {name}.")
        for name, share in shares.items()
    )
    return Multiple(**_SHARED, stem="Which regiments built the fort?", options=options)


def true_false(*, answer: bool = True) -> TrueFalse:
    return TrueFalse(
        **_SHARED,
        stem="The made-up fort had three towers.",
        answer=answer,
        feedback_true="It had.",
        feedback_false="Count again.",
    )


def short(*texts: str | Accepted, exact: bool = False) -> ShortAnswer:
    accepted = tuple(t if isinstance(t, Accepted) else Accepted(text=t) for t in texts)
    return ShortAnswer(
        **_SHARED,
        stem="What is the made-up river called?",
        accepted=accepted or (Accepted(text="Donets"),),
        exact=exact,
    )


def numerical(*numbers: AcceptedNumber, unit: str = "") -> Numerical:
    return Numerical(
        **_SHARED,
        stem="How many towers had the made-up fort?",
        accepted=numbers or (AcceptedNumber(value="3"),),
        unit=unit,
    )


def date_answer(edtf: str = "1680-09-27", *, tolerance: int = 0, unit: str = "day") -> DateAnswer:
    return DateAnswer(
        **_SHARED,
        stem="When was the made-up fort begun?",
        edtf=edtf,
        tolerance=tolerance,
        tolerance_unit=unit,
    )


def one_of_each() -> tuple[AnyItem, ...]:
    """Every kind that a quiz asks."""
    return (
        choice(),
        multiple(),
        true_false(),
        dated("abc"),
        short(),
        numerical(),
        date_answer(),
    )
