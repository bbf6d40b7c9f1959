from dataclasses import replace

import pytest

from quizzes.grading.key import asks_for_what_was_shown, key_of
from quizzes.items import (
    Accepted,
    AcceptedNumber,
    Choice,
    DateAnswer,
    Event,
    Flashcard,
    Multiple,
    Numerical,
    Option,
    Ordering,
    ShortAnswer,
    TrueFalse,
)

COMMON = {
    "identity": "q",
    "topic": "t",
    "language": "en",
    "facts": (),
    "sensitivity": 0,
    "difficulty": 0.5,
    "explanation": "",
    "citations": (),
}
A, B, C = (Option(id=name, text=name.upper()) for name in "abc")
CHOICE = Choice(**COMMON, stem="s", slot="", options=(A, B), key="a")
MULTIPLE = Multiple(
    **COMMON, stem="s", options=(replace(A, share=1), replace(B, share=-0.5), replace(C, share=0))
)
EARLY, LATE = (
    Event(id=name, title=name, date="", edtf="", lo=lo, hi=lo, fact="")
    for name, lo in (("early", 1), ("late", 2))
)
ORDERING = Ordering(**COMMON, stem="s", events=(EARLY, LATE))
SHORT = ShortAnswer(**COMMON, stem="s", accepted=(Accepted(text="Donets"),))
NUMBER = Numerical(**COMMON, stem="s", accepted=(AcceptedNumber(value="1681"),))
DATE = DateAnswer(**COMMON, stem="s", edtf="1681")
TRUTH = TrueFalse(**COMMON, stem="s", answer=True)
CARD = Flashcard(**COMMON, front="f", back="b", slot="")

ALIKE = [
    (CHOICE, replace(CHOICE, stem="other words")),
    (CHOICE, replace(CHOICE, options=(B, A))),
    (CHOICE, replace(CHOICE, options=(A, B, C))),
    (CHOICE, replace(CHOICE, options=(replace(A, text="mended"), B))),
    (MULTIPLE, replace(MULTIPLE, options=tuple(reversed(MULTIPLE.options)))),
    (ORDERING, replace(ORDERING, events=(replace(EARLY, title="mended"), LATE))),
    (TRUTH, replace(TRUTH, feedback_true="yes")),
    (CARD, replace(CARD, front="other")),
]
OTHER = [
    (CHOICE, replace(CHOICE, key="b")),
    (CHOICE, replace(CHOICE, options=(A, replace(B, share=0.5)))),
    (MULTIPLE, replace(MULTIPLE, options=(replace(A, share=1), replace(B, share=-1)))),
    (ORDERING, replace(ORDERING, events=(LATE, EARLY))),
    (ORDERING, replace(ORDERING, method="all-or-nothing")),
    (SHORT, replace(SHORT, accepted=(*SHORT.accepted, Accepted(text="Siverskyi Donets")))),
    (SHORT, replace(SHORT, exact=True)),
    (NUMBER, replace(NUMBER, accepted=(AcceptedNumber(value="1681", tolerance="1"),))),
    (DATE, replace(DATE, tolerance=1)),
    (TRUTH, replace(TRUTH, answer=False)),
    (CARD, replace(CARD, back="other")),
    (CHOICE, TRUTH),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_is_graded_alike_has_one_key(one, other):
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_what_is_graded_otherwise_has_another_key(one, other):
    assert key_of(one) != key_of(other)


def test_a_key_that_was_not_there_to_choose_measures_nobody():
    with_c = replace(CHOICE, options=(A, B, C), key="c")
    assert not asks_for_what_was_shown(CHOICE, with_c)
    assert asks_for_what_was_shown(with_c, CHOICE)


def test_every_right_option_of_several_has_to_be_there():
    with_c = replace(MULTIPLE, options=(replace(A, share=0.5), replace(C, share=0.5)))
    without = replace(MULTIPLE, options=(replace(A, share=1), replace(B, share=0)))
    assert not asks_for_what_was_shown(without, with_c)
    assert asks_for_what_was_shown(MULTIPLE, with_c)
