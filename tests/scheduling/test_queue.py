from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.kinds import Phase, Rating
from quizzes.scheduling import DEFAULT_PARAMETERS, NEW, DueCard, order_due, review
from tests.scheduling.states import DAY, at, settled, situation

ONE_DAY = timedelta(days=1)


def due(card, *facts, stability=10.0, **more):
    return DueCard.of(card, facts, settled(stability=stability, **more))


def new(card, *facts):
    return DueCard.of(card, facts, NEW)


def begun(card, *facts, clock="12:00", day=DAY):
    """A new card that was just failed: back in a minute."""
    first = situation(day, clock=clock)
    state = review(NEW, Rating.AGAIN, DEFAULT_PARAMETERS, first).state
    return DueCard.of(card, facts, state)


def order(*cards, clock="12:30", budget=20, new_limit=10, **more):
    now = at(DAY, clock)
    return order_due(cards, now=now, day=DAY, budget=budget, new_limit=new_limit, **more)


def test_most_stable_comes_first():
    assert order(due(1, stability=3), due(2, stability=90), due(3, stability=20)) == [2, 3, 1]


def test_budget_holds_the_pile_back():
    pile = [due(card, stability=card) for card in range(1, 101)]

    assert order(*pile, budget=3) == [100, 99, 98]


def test_steps_of_today_come_before_all_and_outside_the_budget():
    assert order(due(1), begun(2, clock="12:10"), begun(3, clock="12:05"), budget=1) == [3, 2, 1]


def test_step_left_over_from_another_day_waits_in_the_backlog():
    left = begun(2, day=DAY - ONE_DAY)

    assert order(due(1), left) == [1, 2]
    assert order(due(1), left, budget=1) == [1]


def test_step_that_comes_soon_is_shown_when_nothing_else_is():
    assert order(begun(1, clock="12:25"), due(2), new(3), clock="12:25") == [2, 3, 1]


def test_step_across_the_rollover_waits_for_its_time():
    across = replace(begun(1, day=DAY - ONE_DAY), due_at=at(DAY, "04:05"))

    assert order(across, clock="04:01") == []
    assert order(across, clock="04:05") == [1]


def test_review_of_tomorrow_is_not_due():
    assert order(due(1, due_day=DAY + ONE_DAY)) == []


def test_new_cards_follow_in_the_order_given_within_their_limit():
    assert order(new(3), new(1), new(2), due(4), new_limit=2) == [4, 3, 1]


def test_new_cards_take_only_what_reviews_leave_of_the_budget():
    assert order(due(1), due(2), new(3), new(4), budget=3) == [1, 2, 3]


def test_siblings_are_not_shown_on_one_day():
    cards = [due(1, "battle", stability=9), due(2, "battle", "march"), new(3, "march"), new(4)]

    assert order(*cards) == [2, 4]


def test_sibling_of_a_card_answered_today_waits():
    assert order(due(1, "battle"), due(2), facts_today=frozenset({"battle"})) == [2]


def test_card_in_its_own_steps_does_not_wait_for_itself():
    assert order(begun(1, "battle"), facts_today=frozenset({"battle"})) == [1]


def test_sibling_of_a_card_in_its_steps_waits():
    assert order(begun(1, "battle"), due(2, "battle")) == [1]


def test_learning_ahead_takes_the_nearest_days_first():
    soon, later = due(1, due_day=DAY + 9 * ONE_DAY), due(2, due_day=DAY + ONE_DAY)

    assert order(soon, later, budget=0, learn_ahead=1) == [2]
    assert order(soon, later, budget=0, learn_ahead=5) == [2, 1]


def test_learning_ahead_leaves_what_was_answered_today():
    answered = due(1, last_day=DAY, long_term_day=DAY, due_day=DAY + ONE_DAY)

    assert order(answered, learn_ahead=5) == []


def test_learning_ahead_begins_with_what_is_due_beyond_the_budget():
    soon, firm, weak = due(1, due_day=DAY + ONE_DAY), due(2, stability=9), due(3, stability=3)

    assert order(soon, weak, firm, budget=1, learn_ahead=1) == [2, 3]
    assert order(soon, weak, firm, budget=1, learn_ahead=2) == [2, 3, 1]


def test_learning_ahead_ends_with_new_cards_beyond_their_limit():
    cards = [new(1), new(2), new(3), due(4, due_day=DAY + ONE_DAY)]

    assert order(*cards, budget=1, new_limit=1, learn_ahead=2) == [1, 4, 2]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 6), st.floats(0.1, 500)), max_size=25),
    st.integers(0, 12),
    st.integers(0, 12),
    st.integers(0, 5),
)
def test_no_day_shows_a_fact_twice_or_more_than_its_budget(drawn, budget, new_limit, ahead):
    cards = [
        new(number, fact) if unseen else due(number, fact, stability=stability)
        for number, (unseen, fact, stability) in enumerate(drawn)
    ]
    shown = order(*cards, budget=budget, new_limit=new_limit, learn_ahead=ahead)
    facts = [cards[card].fact_ids[0] for card in shown]
    unseen = [card for card in shown if cards[card].phase is Phase.NEW]

    assert len(set(facts)) == len(facts)
    assert len(set(shown)) == len(shown)
    assert len(shown) <= budget + ahead
    assert len(unseen) <= new_limit + ahead
