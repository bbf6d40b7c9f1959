"""What the player and the result page are told. Nothing here touches the database."""

from dataclasses import replace
from uuid import UUID

import pytest

from quizzes.grading import Ordered, Picked, Typed
from quizzes.items import AcceptedNumber, Proof, to_json
from quizzes.kinds import Rule
from quizzes.models import Answer, Attempt, AttemptItem, QuestionVersion
from quizzes.reports.attempts import (
    asked,
    asked_of,
    key_of,
    next_position,
    outcome,
    stones,
    told,
)
from tests.factories import CITATION
from tests.grading.items import (
    choice,
    date_answer,
    dated,
    multiple,
    numerical,
    short,
    true_false,
)

ATTEMPT = Attempt(pk=UUID(int=1), length=4)


def shown(item, shuffle):
    version = QuestionVersion(content=to_json(item), number=1)
    return AttemptItem(attempt=ATTEMPT, position=1, version=version, shuffle=shuffle)


def answer(score, **response):
    return Answer(score=score, response=response or {"chosen": "a"})


RIGHT, WRONG, PARTLY = answer(1), answer(0), answer(0.5, order=["a"])
SKIPPED = answer(0, skipped=True)


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (None, "open"),
        (RIGHT, "right"),
        (WRONG, "wrong"),
        (PARTLY, "partial"),
        (SKIPPED, "skipped"),
    ],
)
def test_outcome_is_a_stone(given, state):
    assert outcome(given) == state


def test_stones_mark_where_one_is_until_it_is_answered():
    assert stones(ATTEMPT, {1: RIGHT}, current=2) == ["right", "current", "open", "open"]
    assert stones(ATTEMPT, {1: RIGHT, 2: WRONG}, current=2) == ["right", "wrong", "open", "open"]


@pytest.mark.parametrize(
    ("answered", "after", "position"),
    [([], 0, 1), ([1], 1, 2), ([1, 3], 2, 4), ([2, 3, 4], 4, 1), ([1, 2, 3, 4], 4, None)],
)
def test_next_position_goes_on_and_then_back_to_what_was_left_out(answered, after, position):
    assert next_position(ATTEMPT, dict.fromkeys(answered, RIGHT), after=after) == position


def test_asked_knows_places_and_texts_alone():
    question = asked(shown(choice(key="b"), [3, 0, 2, 1]))
    assert [(face.place, face.text) for face in question.faces] == [
        (1, "Regiment d"),
        (2, "Regiment a"),
        (3, "Regiment c"),
        (4, "Regiment b"),
    ]
    assert vars(replace(question, faces=())) == {
        "kind": "choice",
        "stem": "Who built the fort?",
        "language": "en",
        "faces": (),
        "unit": "",
        "picture": None,
        "typed": "",
        "back": "",
    }


def test_asked_keeps_the_names_of_cards_that_were_moved():
    question = asked(shown(dated("abc"), [2, 0, 1]), order=[3, 1, 2])
    assert [(face.place, face.text) for face in question.faces] == [
        (3, "Event b"),
        (1, "Event c"),
        (2, "Event a"),
    ]


def proven(*proofs):
    """A choice with key a, its distractors proven in turn."""
    item = choice(key="a")
    options = [replace(o, proof=p) for o, p in zip(item.options, (None, *proofs), strict=True)]
    return replace(item, options=tuple(options))


def one_builder(**params):
    given = {"key": "Regiment a", "because": "it has one builder", **params}
    return Proof(rule=Rule.FUNCTIONAL, facts=("fort",), params=given)


def test_one_reason_for_all_distractors_is_told_once():
    item = proven(one_builder(), one_builder(instead="It built another."), one_builder())
    assert told(shown(item, [0, 1, 2, 3]), WRONG).shared == one_builder()


def test_different_reasons_are_told_one_by_one():
    listed = Proof(rule=Rule.COMPLETE, facts=("fort",), params={"because": "x", "listed": "a"})
    item = proven(one_builder(), listed, one_builder())
    assert told(shown(item, [0, 1, 2, 3]), WRONG).shared is None


def test_cards_tell_where_they_belong():
    given = answer(0.5, order=["b", "a", "c"])
    cards = told(shown(dated("abc"), [0, 1, 2]), given).cards
    assert [(card.place, card.belongs, card.is_in_place) for card in cards] == [
        (1, 2, False),
        (2, 1, False),
        (3, 3, True),
    ]


def test_timeline_of_a_skipped_ordering_stands_in_its_right_order():
    result = told(shown(dated("abc"), [2, 1, 0]), SKIPPED)
    assert result.cards == ()
    assert [card.text for card in result.timeline] == ["Event a", "Event b", "Event c"]


def test_cards_carry_the_citations_where_there_is_one_for_each():
    given = answer(1, order=["a", "b"])
    each = replace(dated("ab"), citations=(CITATION, replace(CITATION, section="Later")))
    result = told(shown(each, [0, 1]), given)
    assert [card.citation.section for card in result.cards] == ["Beginnings", "Later"]
    assert result.citations == ()
    common = replace(dated("ab"), citations=(CITATION,))
    assert told(shown(common, [0, 1]), given).citations == (CITATION,)


def test_explanation_that_only_retells_the_timeline_is_not_told_twice():
    given = answer(1, order=["a", "b"])
    retold = replace(dated("ab"), explanation="1700: Event a. 1710: Event b.")
    assert told(shown(retold, [0, 1]), given).reason == ""
    assert told(shown(dated("ab"), [0, 1]), given).reason == "As the calendar has it."


KEYS_APART = [
    pytest.param(choice(key="a"), choice(key="b"), id="choice"),
    pytest.param(multiple(a=1, b=0, c=0), multiple(a=0, b=0, c=1), id="multiple"),
    pytest.param(true_false(answer=True), true_false(answer=False), id="true-false"),
    pytest.param(short("Donets"), short("Oskil", "Inkerman", exact=True), id="short"),
    pytest.param(
        numerical(AcceptedNumber(value="3")),
        numerical(AcceptedNumber(value="100000", tolerance="5"), AcceptedNumber(value="7")),
        id="numerical",
    ),
    pytest.param(
        date_answer("1680-09-27"), date_answer("17XX", tolerance=5, unit="year"), id="date"
    ),
]


@pytest.mark.parametrize(("one", "other"), KEYS_APART)
def test_what_is_asked_is_the_same_whatever_the_key(one, other):
    shuffle = [2, 0, 1] if one.kind == "multiple" else [0, 1, 2, 3]
    assert asked_of(one, shuffle) == asked_of(other, shuffle)


def test_an_answer_given_before_stands_in_what_is_asked():
    picked = asked_of(multiple(), [3, 2, 1, 0], response=Picked(options=("a", "c")))
    assert [face.place for face in picked.faces if face.picked] == [2, 4]
    moved = asked_of(dated("abc"), [2, 0, 1], response=Ordered(events=("a", "b", "c")))
    assert [face.text for face in moved.faces] == ["Event a", "Event b", "Event c"]
    assert [face.place for face in moved.faces] == [2, 3, 1]
    assert asked_of(short(), [], response=Typed(text="Donets")).typed == "Donets"


@pytest.mark.parametrize(
    ("item", "keys"),
    [
        (short("Don*", "Donets"), [("Donets", "")]),
        (short("Don*"), [("Don*", "")]),
        (numerical(AcceptedNumber(value="3", tolerance="0.5")), [("3", "0.5")]),
        (numerical(AcceptedNumber(value="3", share=0.5), AcceptedNumber(value="4")), [("4", "")]),
        (date_answer("1680", tolerance=5, unit="year"), [("1680", "5")]),
    ],
)
def test_the_key_of_what_is_typed_is_what_earns_all(item, keys):
    assert [(key.text, key.tolerance) for key in key_of(item, []).keys] == keys


def test_the_key_of_a_choice_has_feedback_for_nobody():
    told_key = key_of(multiple(), [0, 1, 2, 3])
    assert [option.is_key for option in told_key.options] == [True, True, False, False]
    assert {option.feedback for option in told_key.options} == {""}


def test_stones_of_answers_told_later_say_no_more_than_that_there_is_one():
    later = Attempt(pk=UUID(int=2), length=3, release="at-end")
    assert stones(later, {1: RIGHT, 2: WRONG}, current=2) == ["answered", "current", "open"]
