from dataclasses import replace

import pytest

from quizzes.analysis import Option, guess_score, question_of
from quizzes.grading import DEFAULT_METHOD, Method
from quizzes.items import Flashcard, Multiple, TrueFalse
from quizzes.items import Option as ItemOption
from tests.grading.items import choice, dated

SHARED = {
    "identity": "made-up:1",
    "topic": "fortress",
    "language": "en",
    "facts": (),
    "sensitivity": 0,
    "difficulty": 0.4,
    "explanation": "",
    "citations": (),
}


def with_shares(*shares):
    options = [
        ItemOption(id=name, text=name, share=share)
        for name, share in zip("abcd", shares, strict=True)
    ]
    return replace(choice(key="a"), options=tuple(options))


def multiple():
    options = (ItemOption(id="a", text="A", share=0.5), ItemOption(id="b", text="B", share=-0.5))
    return Multiple(**SHARED, stem="Which?", options=options)


def test_guess_score_of_a_choice_is_the_mean_of_what_its_options_earn():
    assert guess_score(choice()) == 0.25
    assert guess_score(with_shares(1, 0.5, 0, 0)) == 0.375
    assert guess_score(with_shares(1, -1, 0, 0)) == 0.25


def test_guess_score_of_a_statement_is_a_half():
    assert guess_score(TrueFalse(**SHARED, stem="Is it so?", answer=True)) == 0.5


@pytest.mark.parametrize("method", ["", *Method])
def test_guess_score_of_an_ordering_is_a_half_where_pairs_are_graded(method):
    expected = 0.5 if method in ("", DEFAULT_METHOD) else None
    assert guess_score(replace(dated("abcd"), method=method)) == expected


def test_guess_score_is_none_where_nobody_picks_one_of_several():
    assert guess_score(multiple()) is None
    assert guess_score(Flashcard(**SHARED, front="?", back="!", slot="value")) is None


def test_question_of_takes_the_options_with_what_they_earn():
    asked = question_of(choice(key="b"), "7", 2)

    assert (asked.id, asked.max_mark, asked.guess) == ("7", 2, 0.25)
    assert [(o.id, o.fraction) for o in asked.options] == [("a", 0), ("b", 1), ("c", 0), ("d", 0)]


def test_question_of_several_right_options_keeps_each_share():
    options = question_of(multiple(), "7").options

    assert options == (Option(id="a", fraction=0.5), Option(id="b", fraction=-0.5))
    assert [option.is_right for option in options] == [True, False]


def test_question_of_a_statement_has_two_options():
    options = question_of(TrueFalse(**SHARED, stem="Is it so?", answer=False), "7").options

    assert options == (Option(id="true", fraction=0), Option(id="false", fraction=1))


def test_question_of_an_ordering_has_no_options():
    assert question_of(dated("abcd"), "7").options == ()
