"""Questions on time: what came first, and what happened in a period."""

import pytest

from quizzes.dates import disjoint
from quizzes.generator import build
from quizzes.generator.chronology import Dated, dated_events
from quizzes.generator.firsts import build_time_questions, period_of
from quizzes.items import Choice
from quizzes.kinds import Rule
from tests.generator.made_up import EVENTS, SEED, event_fact, pack


def dated(when: str) -> Dated:
    (event,), _ = dated_events(pack(event_fact("depot", when, "early")))
    return event


@pytest.mark.parametrize(
    ("when", "period"),
    [
        ("1765", "1701/1800"),
        ("1467/1500", "1401/1500"),
        ("1695/1705", None),
        ("1943-02-05", "194X"),
        ("2014-04", "2014"),
        ("2022-03-06", "2022-03"),
        ("2022-03-30/2022-04-02", None),
    ],
)
def test_period_of_holds_all_that_the_date_may_mean(when: str, period: str | None) -> None:
    found = period_of(dated(when))
    assert (found and found.edtf) == period


def test_period_questions_leave_one_event_inside() -> None:
    made = pack(*EVENTS)
    events = dated_events(made)[0]
    when = {event.id: event for event in events}
    items = build_time_questions(made, events, seed=SEED, others=300)
    asked = [item for item in items if item.slot == "period"]
    assert asked
    for item in asked:
        period = period_of(when[item.key])
        assert period is not None
        for option in item.options:
            outside = disjoint(when[option.id].date, period)
            assert outside == (option.id != item.key)
            assert option.proof is None or option.proof.rule is Rule.ORDER


def test_time_questions_are_few_beside_the_others() -> None:
    bank = build(pack(), seed=SEED)
    slots = [item.slot for item in bank.items if isinstance(item, Choice)]
    others = len(slots) - slots.count("first") - slots.count("period")
    assert slots.count("first") <= others // 3
    assert slots.count("period") <= others // 9


def test_no_time_question_is_asked_of_events_alone() -> None:
    bank = build(pack(*EVENTS), seed=SEED)
    assert [item for item in bank.items if isinstance(item, Choice)] == []
