"""Items made up for grading."""

from quizzes.items import Choice, Event, Option, Ordering


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
