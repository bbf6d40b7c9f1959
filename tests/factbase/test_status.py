from dataclasses import replace

import pytest

from quizzes.dates import parse
from quizzes.factbase.model import Assertion, Fact, Functional, Predicate, Scalar, Value, When
from quizzes.factbase.status import live, status_of
from quizzes.kinds import Stance, Status
from tests.factbase.packs import pack

FUNCTIONAL = Predicate(
    id="held_by",
    label="was held by",
    domain=frozenset({"settlement"}),
    range=frozenset({"organisation"}),
    functional=(
        Functional(slot="value", given=frozenset({"subject", "when"}), because="one at a time"),
    ),
)
FREE = replace(FUNCTIONAL, id="visited_by", functional=())
PACK = replace(pack(), predicates={p.id: p for p in (FUNCTIONAL, FREE)})


def said(
    id: str,
    agent: str,
    value: Scalar | None = None,
    stance: Stance = Stance.ASSERTS,
    of: str = "",
    when: str = "",
) -> Assertion:
    return Assertion(
        id=id,
        agent=agent,
        stance=stance,
        of=of,
        anchors=(),
        values=() if value is None else (Value(value=value),),
        when=When(date=parse(when)) if when else None,
    )


def status(*assertions: Assertion, predicate: str = "held_by") -> Status:
    fact = Fact(
        id="f",
        topic="river",
        statement="S.",
        subject="orrin",
        predicate=predicate,
        sensitivity=0,
        assertions=assertions,
        status=Status.PLAIN,
    )
    return status_of(fact, PACK)


A = said("a", "encyclopaedia", "guild")
OWNERS = said("o", "owners", "guild")


@pytest.mark.parametrize(
    ("assertions", "expected"),
    [
        ([A], Status.PLAIN),
        ([OWNERS], Status.ATTRIBUTED),
        ([OWNERS, A], Status.PLAIN),
        ([replace(A, stance=Stance.REPORTS)], Status.ATTRIBUTED),
        # Denials
        ([OWNERS, said("u", "union", stance=Stance.DENIES, of="o")], Status.CONTESTED),
        ([A, said("u", "union", stance=Stance.DENIES, of="a")], Status.CONTESTED),
        # A denial that was itself taken back no longer counts
        (
            [
                OWNERS,
                said("u", "union", stance=Stance.DENIES, of="o"),
                said("c", "union", stance=Stance.CORRECTS, of="u"),
            ],
            Status.ATTRIBUTED,
        ),
        # Rival values
        ([OWNERS, said("u", "union", "parish")], Status.CONTESTED),
        ([A, said("u", "union", "parish")], Status.CONTESTED),
        ([OWNERS, said("u", "union", "guild")], Status.ATTRIBUTED),
        ([said("x", "owners", "orrin"), said("y", "union", "district")], Status.ATTRIBUTED),
        # Rivals at certainly different times are none; at perhaps the same time they are
        (
            [said("o", "owners", "guild", when="1700"), said("u", "union", "parish", when="1800")],
            Status.ATTRIBUTED,
        ),
        (
            [said("o", "owners", "guild", when="1700"), said("u", "union", "parish", when="17XX")],
            Status.CONTESTED,
        ),
        (
            [said("o", "owners", "guild", when="1700"), said("u", "union", "parish")],
            Status.CONTESTED,
        ),
        # Corrections
        (
            [OWNERS, said("c", "union", "parish", stance=Stance.CORRECTS, of="o")],
            Status.ATTRIBUTED,
        ),
        (
            [OWNERS, said("c", "encyclopaedia", "parish", stance=Stance.CORRECTS, of="o")],
            Status.PLAIN,
        ),
        ([OWNERS, said("c", "owners", stance=Stance.CORRECTS, of="o")], Status.RETRACTED),
        ([A, OWNERS, said("c", "owners", stance=Stance.CORRECTS, of="o")], Status.PLAIN),
        # A denial alone claims nothing
        ([said("u", "union", stance=Stance.DENIES, of="gone")], Status.RETRACTED),
    ],
)
def test_status_follows_from_the_assertions(assertions: list[Assertion], expected: Status) -> None:
    assert status(*assertions) is expected
    assert status(*reversed(assertions)) is expected


def test_rival_values_of_a_predicate_that_is_not_functional_do_not_contest() -> None:
    assert status(OWNERS, said("u", "union", "parish"), predicate="visited_by") is Status.ATTRIBUTED


def test_an_unknown_predicate_or_agent_says_nothing() -> None:
    assert status(A, said("u", "union", "parish"), predicate="unknown") is Status.PLAIN
    assert status(said("a", "nobody", "guild")) is Status.ATTRIBUTED


def test_live_leaves_out_what_is_corrected() -> None:
    correction = said("c", "union", "parish", stance=Stance.CORRECTS, of="o")

    assert live([OWNERS, correction]) == (correction,)


def test_statuses_of_the_made_up_pack() -> None:
    assert {fact.id: str(fact.status) for fact in pack().facts.values()} == {
        "bridge-building": "plain",
        "bridge-lost": "plain",
        "exports": "plain",
        "fire": "plain",
        "inhabitants": "plain",
        "mill-built": "plain",
        "settled-when": "attributed",
        "strike-begun": "plain",
        "strike-declared-over": "contested",
        "strikers": "contested",
    }
