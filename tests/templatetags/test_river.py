import re

import pytest

from quizzes.templatetags.river import (
    STATES,
    river,
    river_bar,
    river_document,
    river_reach,
    river_words,
    stone,
)


def test_river_says_what_it_shows():
    told = river(["right", "right", "wrong", "current", "open", "open"])
    assert 'aria-label="Question 4 of 6, 2 right, 1 wrong, 2 to come"' in told


def test_river_words_name_every_state():
    told = river_words(["partial", "skipped", "answered"])
    assert told == "1 partly right, 1 answered, 1 skipped"


def test_river_gives_each_state_a_shape_of_its_own():
    drawings = {state: re.sub(r'class="[^"]*"', "", stone(state)) for state in STATES}
    assert len(set(drawings.values())) == len(STATES)


def test_river_water_ends_at_the_current_stone():
    assert 'class="water"' not in river(["current", "open", "open"])
    assert 'class="water"' in river(["right", "current", "open"])


def test_river_of_fifty_meanders_in_three_rows_and_stays_small():
    told = river(["right", "wrong"] * 25)
    assert 'viewBox="0 0 360 102"' in told
    assert len(told.encode()) < 12_000


@pytest.mark.parametrize("count", [1, 2, 10, 20, 21, 50, 100])
def test_river_stays_inside_its_picture(count):
    told = river(["current", *["open"] * (count - 1)])
    height = float(re.search(r'viewBox="0 0 360 (\d+)"', told)[1])
    for x, y in re.findall(r"M(-?[\d.]+) (-?[\d.]+)a", told):
        assert 0 <= float(x) <= 360
        assert 0 <= float(y) <= height


def test_river_without_stones_is_nothing():
    assert river([]) == ""


def test_river_refuses_an_unknown_state():
    with pytest.raises(ValueError, match="splendid"):
        river(["splendid"])


def test_river_bar_fills_in_proportion():
    ends = [
        float(re.search(r'class="water" d=".* ([\d.]+) [\d.]+"', river_bar(part, 4))[1])
        for part in (1, 2, 4)
    ]
    assert ends == [60, 120, 240]


@pytest.mark.parametrize(("part", "whole"), [(0, 4), (0, 0)])
def test_river_bar_without_a_share_has_no_water(part, whole):
    assert "water" not in river_bar(part, whole)


def test_river_bar_speaks_only_with_a_label():
    assert 'aria-hidden="true"' in river_bar(1, 2)
    assert 'aria-label="half &quot;known&quot;"' in river_bar(1, 2, 'half "known"')


def test_river_reach_has_a_bend_a_column():
    assert river_reach(6).count("C") == 7


def test_river_document_of_nothing_is_an_empty_bed():
    assert 'class="marks" d=""' in river_document([])


@pytest.mark.parametrize("drawing", [river(list(STATES)), river_bar(1, 2), river_reach(3)])
def test_drawings_carry_no_inline_style(drawing):
    assert "style=" not in drawing
