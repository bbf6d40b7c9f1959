"""Items made up for the linter. A plain one breaks no rule."""

from quizzes.items import Choice, Citation, Event, Flashcard, Option, Ordering, Proof
from quizzes.kinds import Party, Rule, Stance

PROOF = Proof(rule=Rule.FUNCTIONAL, facts=("mill",), params={"because": "a mill has one owner"})


def citation(
    *,
    name: str = "the encyclopaedia",
    party: Party = Party.ENCYCLOPAEDIA,
    stance: Stance = Stance.ASSERTS,
    verb: str = "",
) -> Citation:
    return Citation(
        source="article",
        source_title="Article",
        section="",
        url="",
        start=0,
        end=9,
        locator="",
        agent=name,
        agent_name=name,
        party=party,
        stance=stance,
        verb=verb,
        said_on="",
    )


def choice(
    *texts: str,
    stem: str = "Which family owned the old mill by the weir?",
    slot: str = "value",
    key: int = 0,
    ordered: bool = False,
    proven: bool = True,
    citations: tuple[Citation, ...] = (),
    identity: str = "made-up:choice:mill:value",
    fact: str = "mill",
) -> Choice:
    """A choice of these texts, of which the one at ``key`` is right."""
    texts = texts or ("The Petrenkos", "The Ivanenkos", "The Bondarenkos", "The Kovalenkos")
    return Choice(
        identity=identity,
        topic="mills",
        language="en",
        facts=(fact,),
        sensitivity=0,
        difficulty=0.4,
        explanation="The Petrenkos owned it.",
        citations=citations,
        stem=stem,
        slot=slot,
        options=tuple(
            Option(id=str(i), text=text, proof=PROOF if proven and i != key else None)
            for i, text in enumerate(texts)
        ),
        key=str(key),
        ordered=ordered,
    )


def event(name: str, lo: int | None, hi: int | None, title: str = "") -> Event:
    return Event(
        id=name, title=title or f"Event {name}", date="", edtf="", lo=lo, hi=hi, fact=f"fact-{name}"
    )


def ordering(*events: Event) -> Ordering:
    return Ordering(
        identity="made-up:ordering:1",
        topic="mills",
        language="en",
        facts=tuple(e.fact for e in events),
        sensitivity=0,
        difficulty=0.4,
        explanation="",
        citations=(),
        stem="Put these events in order, earliest first.",
        events=events,
    )


def card(
    front: str, back: str, *citations: Citation, identity: str = "made-up:flashcard:mill:value"
) -> Flashcard:
    return Flashcard(
        identity=identity,
        topic="mills",
        language="en",
        facts=("mill",),
        sensitivity=0,
        difficulty=0.4,
        explanation="",
        citations=citations,
        front=front,
        back=back,
        slot="value",
    )
