"""What changed between two versions, told so that words can be made of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.items import Option, Picture, TrueFalse
from quizzes.reports.differences import Difference, Mark, Piece, differences, pieces
from tests.factories import CITATION
from tests.quality.test_new_kinds import dated, multiple, numerical, short, statement
from tests.views.authored import written_choice

CHOICE = written_choice()


def codes(before, after):
    return [(d.code, d.of, d.before, d.after) for d in differences(before, after)]


def options(**texts):
    """The options of the choice, some of them reworded."""
    return tuple(
        replace(o, text=texts.get(o.id, o.text)) for o in CHOICE.options if texts.get(o.id) != ""
    )


def test_same_item_differs_in_nothing():
    assert differences(CHOICE, replace(CHOICE, identity="other", difficulty=0.51)) == ()


def test_key_that_changed_is_told_by_its_words():
    assert codes(CHOICE, replace(CHOICE, key="b")) == [
        ("key", "", "The Petrenkos", "The Ivanenkos")
    ]


def test_reworded_stem_is_told_word_by_word():
    (told,) = differences(CHOICE, replace(CHOICE, stem="Who sold the old mill?"))
    assert told.code == "stem"
    assert told.pieces == (
        Piece(mark=Mark.SAME, text="Who"),
        Piece(mark=Mark.GONE, text="built"),
        Piece(mark=Mark.NEW, text="sold"),
        Piece(mark=Mark.SAME, text="the old mill?"),
    )


def test_option_is_followed_by_its_id():
    after = replace(CHOICE, options=options(b="The monks"))
    assert codes(CHOICE, after) == [("option-reworded", "2", "The Ivanenkos", "The monks")]


def test_option_added_removed_and_moved():
    fresh = Option(id="d", text="The monks")
    a, _b, c = CHOICE.options
    assert codes(CHOICE, replace(CHOICE, options=(c, a, fresh))) == [
        ("option-removed", "", "The Ivanenkos", ""),
        ("option-added", "", "", "The monks"),
        ("option-order", "", "", ""),
    ]


def test_share_and_feedback_of_an_option():
    after = replace(
        CHOICE,
        options=tuple(
            replace(o, share=0.5, feedback="Nearly.") if o.id == "b" else o for o in CHOICE.options
        ),
    )
    assert codes(CHOICE, after) == [
        ("option-share", "The Ivanenkos", "0", "50"),
        ("option-feedback", "The Ivanenkos", "", "Nearly."),
    ]


OTHERS = [
    (statement("It stood."), replace(statement("It stood."), answer=False), "answer"),
    (short("Petrenko"), short("Petrenko", "Petrenkos"), "accepted"),
    (short("Petrenko"), replace(short("Petrenko"), exact=True), "exact"),
    (numerical(("4", "0")), numerical(("4", "1")), "accepted"),
    (numerical(("4", "0")), replace(numerical(("4", "0")), unit="m"), "unit"),
    (dated("1681"), dated("1682"), "date"),
    (dated("1681"), dated("1681", tolerance=2), "tolerance"),
    (multiple(right=2), multiple(right=1), "key"),
    (CHOICE, replace(CHOICE, explanation="So it was."), "explanation"),
    (CHOICE, replace(CHOICE, citations=(CITATION,)), "citation-added"),
    (replace(CHOICE, citations=(CITATION,)), CHOICE, "citation-removed"),
    (CHOICE, replace(CHOICE, topic="other"), "topic"),
    (CHOICE, replace(CHOICE, difficulty=0.9), "level"),
    (CHOICE, replace(CHOICE, sensitivity=1), "sensitivity"),
    (
        CHOICE,
        replace(CHOICE, picture=Picture(id="x", alt="A mill", width=1, height=1)),
        "picture",
    ),
]


@pytest.mark.parametrize(("before", "after", "code"), OTHERS)
def test_each_change_has_its_code(before, after, code):
    assert code in [d.code for d in differences(before, after)]


def test_other_kind_is_told_without_comparing_options():
    beside = {
        name: getattr(CHOICE, name)
        for name in ("identity", "topic", "language", "facts", "sensitivity", "difficulty")
    }
    after = TrueFalse(**beside, explanation="", citations=(), stem=CHOICE.stem, answer=True)
    assert differences(CHOICE, after) == (
        Difference(code="kind", before="choice", after="true-false"),
    )


WORDS = st.lists(st.sampled_from(["a", "the", "mill", "Ізюм", "п’ять"]), max_size=8).map(" ".join)


@given(before=WORDS, after=WORDS)
def test_pieces_give_both_texts_back(before, after):
    told = pieces(before, after)
    old = " ".join(p.text for p in told if p.mark is not Mark.NEW)
    new = " ".join(p.text for p in told if p.mark is not Mark.GONE)
    assert (old, new) == (before, after)
