from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.factbase.sentences import split


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four…", ["One.", "Two!", "Three?", "Four…"]),
        ('It said "no." Then it left.', ['It said "no."', "Then it left."]),
        # Abbreviations, initials, decimals
        (
            "V. V. Markin and J. K. Halm agree. So do we.",
            ["V. V. Markin and J. K. Halm agree.", "So do we."],
        ),
        (
            "St. Anne's and No. 2 stand. Dr. Who fell.",
            ["St. Anne's and No. 2 stand.", "Dr. Who fell."],
        ),
        (
            "It was 74.22 %, i.e. much. 30 tanks came.",
            ["It was 74.22 %, i.e. much.", "30 tanks came."],
        ),
        (
            "Wool, tiles, etc. were sold. Etc. Then none.",
            ["Wool, tiles, etc. were sold.", "Etc.", "Then none."],
        ),
        (
            "It is in the U.S. state of Maine. It is far.",
            ["It is in the U.S. state of Maine.", "It is far."],
        ),
        ("After World War I. Peace came.", ["After World War I.", "Peace came."]),
        # Citation marks are no text
        (
            "[4] The town fell.[5][6] It rose.[citation needed] It stood.",
            ["The town fell.[5][6]", "It rose.[citation needed]", "It stood."],
        ),
        ("[1][2]", []),
        ("The river [uk] bends. It ends.", ["The river [uk] bends.", "It ends."]),
        # A lost link leaves a small letter
        (
            "They held the forces. and graves were found.",
            ["They held the forces.", "and graves were found."],
        ),
        (
            "They went to the villages of and . It rained.",
            ["They went to the villages of and .", "It rained."],
        ),
        ("It hurt[.] This too.", ["It hurt[.]", "This too."]),
        # Headings, info boxes, lines
        ("= Town =\n\n== Past ==\nIt was. It is.", ["It was.", "It is."]),
        ("Infobox\n- Name: Orrin\n- Place: on the Lune.\n\nIt lies.", ["It lies."]),
        ("A line that\ngoes on. Then ends.", ["A line that\ngoes on.", "Then ends."]),
        ("A caption\n\nAnother caption", ["A caption", "Another caption"]),
        ("No stop at the end", ["No stop at the end"]),
        ("", []),
        (" \n ... 12 – 13 \n", []),
        (
            "Він народився 1854 р. в місті. Помер 1917 р.",
            ["Він народився 1854 р. в місті.", "Помер 1917 р."],
        ),
    ],
)
def test_split_finds_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_split_keeps_within_its_range() -> None:
    text = "One. Two. Three."

    assert split(text, 5, 9) == [(5, 9)]


@given(st.text("ab A.!?[1]\n \"=-:'", max_size=80))
def test_sentences_are_in_order_apart_and_leave_no_letter_out(text: str) -> None:
    spans = split(text)

    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    plain = text.replace("=", "").replace("-", "").replace("[", "").replace("\n", " ")
    if plain == text:
        covered = "".join(text[start:end] for start, end in spans)
        assert sum(map(str.isalpha, covered)) == sum(map(str.isalpha, text))
