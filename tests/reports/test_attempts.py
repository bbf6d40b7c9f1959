"""What the player and the result page are told. Nothing here touches the database."""

from dataclasses import replace
from uuid import UUID

import pytest

from quizzes.items import Proof, to_json
from quizzes.kinds import Rule
from quizzes.models import Answer, Attempt, AttemptItem, QuestionVersion
from quizzes.reports.attempts import asked, next_position, outcome, stones, told
from tests.factories import CITATION
from tests.grading.items import choice, dated

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
