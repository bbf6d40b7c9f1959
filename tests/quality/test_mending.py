"""What the linter proposes: the flaw is gone, and nothing else changed."""

from dataclasses import replace

import pytest

from quizzes.items import Choice
from quizzes.quality import advise, check
from tests.quality.items import choice, event, ordering
from tests.quality.test_new_kinds import dated, multiple, numerical, short, statement


def mended(item, rule):
    return next(advice.mended for advice in advise(item) if advice.flag.rule == rule)


def texts(item):
    return [option.text for option in item.options]


KEYS = [
    (
        "The Petrenko family of Izium (since the days of the fortress)",
        "The Petrenko family of Izium",
    ),
    ("The Petrenko family, which came from the other bank", "The Petrenko family"),
    ("The Petrenko family who came from Poltava", "The Petrenko family"),
]


@pytest.mark.parametrize(("long", "short_key"), KEYS)
def test_long_key_is_cut_where_a_second_thought_begins(long, short_key):
    item = choice(long, "The Ivanenko family of Izium", "The Bondarenko family of Izium")
    assert texts(mended(item, "C1"))[0] == short_key


def test_long_key_without_a_seam_is_left_to_its_author():
    item = choice("The old and very rich Petrenko family", "Ivanenkos", "Bondarenkos")
    assert mended(item, "C1") is None


def test_key_drops_what_the_stem_says():
    item = choice(
        "The Petrenko mill", "The Ivanenkos", "The Bondarenkos", stem="Whose mill was it?"
    )
    assert texts(mended(item, "C3"))[0] == "The Petrenko"


def test_all_of_the_above_goes():
    item = choice("Petrenkos", "Ivanenkos", "Kovalenkos", "All of the above")
    assert texts(mended(item, "F1")) == ["Petrenkos", "Ivanenkos", "Kovalenkos"]


def test_all_of_the_above_stays_where_it_is_the_key():
    item = choice("Petrenkos", "Ivanenkos", "Kovalenkos", "All of the above", key=3)
    assert mended(item, "F1") is None


def test_amounts_are_sorted_with_their_key():
    item = mended(choice("30", "10", "20", key=1), "F4")
    assert isinstance(item, Choice)
    assert texts(item) == ["10", "20", "30"]
    assert (item.option(item.key).text, item.ordered) == ("10", True)


def test_final_punctuation_is_the_same_everywhere():
    assert texts(mended(choice("Monks.", "Guards", "Smiths"), "C6")) == [
        "Monks",
        "Guards",
        "Smiths",
    ]


def test_first_letters_are_the_same_everywhere():
    assert texts(mended(choice("monks", "Guards", "smiths"), "C6")) == ["Monks", "Guards", "Smiths"]


def test_absolute_word_goes():
    item = choice("Only the monks", "The guards", "The smiths")
    assert texts(mended(item, "C7"))[0] == "The monks"


def test_never_is_left_to_its_author():
    assert mended(statement("The mill was never by the weir."), "C7") is None


def test_question_gets_its_mark():
    item = mended(choice(stem="Which family owned the old mill by the weir."), "F3")
    assert item.stem == "Which family owned the old mill by the weir?"


def test_no_question_stays_without_one():
    assert mended(choice(stem="The family that owned the old mill"), "F3") is None


def test_second_of_two_alike_goes_and_the_key_stays():
    item = mended(choice("Monks", "Guards", "the monks", "Smiths", key=2), "F6")
    assert texts(item) == ["Guards", "the monks", "Smiths"]


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("The mill was sold in 1681", "The mill was sold"),
        ("The mill was sold (1681)", "The mill was sold"),
        ("The mill was sold in March 1681", "The mill was sold"),
        ("Млин продали у 1681 році", "Млин продали"),
    ],
)
def test_title_loses_its_date(title, bare):
    item = ordering(event("a", 1, 2, title), event("b", 4, 5), event("c", 7, 8))
    assert mended(item, "C10").events[0].title == bare


def test_events_are_put_in_the_order_of_their_dates():
    item = mended(ordering(event("a", 9, 9), event("b", 1, 2), event("c", 4, 5)), "S1")
    assert [e.id for e in item.events] == ["b", "c", "a"]


def test_wrong_ticks_cost_what_right_ones_give():
    assert [o.share for o in mended(multiple(cost=0), "M2").options] == [0.5, 0.5, -0.5, -0.5]


def test_covered_answer_goes():
    item = mended(short("Petrenko", "the petrenko", "Ivanenko"), "A2")
    assert [accepted.text for accepted in item.accepted] == ["Petrenko", "Ivanenko"]


def test_number_that_is_about_gets_five_percent():
    item = mended(numerical(("2250", "0"), stem="About how many people live there?"), "N1")
    assert item.accepted[0].tolerance == "100"


def test_date_that_is_about_gets_a_year():
    item = mended(dated("1681", stem="About when was the mill built?"), "N1")
    assert (item.tolerance, item.tolerance_unit) == (1, "year")


def test_one_advice_a_rule_in_the_order_of_the_table():
    item = choice("Only monks.", "Always guards", "Smiths", stem="Not who owned it")
    rules = [advice.flag.rule for advice in advise(item)]
    assert rules == list(dict.fromkeys(flag.rule for flag in check(item, generated=False)))


def test_mend_never_breaks_another_rule():
    item = choice("10", "5", "about 7", "Only 3 of these")
    for advice in advise(item):
        if advice.mended is not None:
            assert len(check(advice.mended, generated=False)) < len(check(item, generated=False))


def test_mend_keeps_what_it_does_not_speak_of():
    item = choice("Monks.", "Guards", "Smiths")
    told = mended(item, "C6")
    assert replace(told, options=item.options) == item
