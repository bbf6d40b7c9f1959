import pytest

from quizzes.grading.typed import Mark, compare


@pytest.mark.parametrize(
    ("expected", "typed"),
    [
        ("Kupiansk", "kupiansk"),
        ("Kupiansk", " Kupiansk. "),
        ("Kupiansk", "Kupyansk"),
        ("Kupiansk", "Kupainsk"),
        ("Kupiansk", "Kupiask"),
        ("The Donets", "donets"),
        ("A glass plant", "the glass plant"),
        ("In 1681", "in 1681"),
        ("Слов'янськ", "словʼянськ"),
        ("South and south-west.", "south and southwest"),
    ],
)
def test_answer_that_will_do_is_right(expected, typed):
    assert compare(expected, typed).right


@pytest.mark.parametrize(
    ("expected", "typed"),
    [
        ("Kupiansk", ""),
        ("Kupiansk", "the"),
        ("Kupiansk", "Vovchansk"),
        ("In 1681", "in 1684"),
        ("South", "North"),
        ("East", "West"),
        ("8 September 2022", "September 2022"),
        ("Kupiansk", "Kupiansk or Vovchansk"),
        ("It left the city", "left city it"),
    ],
)
def test_other_answer_is_not_right(expected, typed):
    assert not compare(expected, typed).right


def test_difference_tells_what_is_missing_and_what_is_too_much():
    pieces = compare("8 September 2022", "9 September").pieces
    assert [(piece.mark, piece.text) for piece in pieces] == [
        (Mark.MISSING, "8"),
        (Mark.EXTRA, "9"),
        (Mark.SAME, "September"),
        (Mark.MISSING, "2022"),
    ]
