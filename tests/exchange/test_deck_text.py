from __future__ import annotations

import contextlib
import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.errors import DeckRefused
from quizzes.exchange.deck import Deck, DeckNote, Imported, Limits, Place, guid_of
from quizzes.exchange.deck_text import read_deck_text, write_deck_text
from quizzes.exchange.markup import one_line, plain
from quizzes.exchange.notes import clean_tags

NOTE = DeckNote(
    guid="abc", front="When?", back="In 1681", source="A book, p. 7", tags=("town", "old")
)


def read(text: str | bytes, **limits: int) -> Imported:
    data = text.encode() if isinstance(text, str) else text
    return read_deck_text(data, name="Pasted", limits=Limits(**limits))  # type: ignore[arg-type]


def told(found: Imported) -> list[tuple[str, ...]]:
    return [(n.front, n.back, *n.tags) for deck in found.decks for n in deck.notes]


def test_write_has_the_headers_that_anki_reads() -> None:
    assert write_deck_text(Deck(name="Town::War", notes=(NOTE,))) == (
        "#separator:tab\n"
        "#html:false\n"
        "#notetype:Izium Edu\n"
        "#deck:Town::War\n"
        "#columns:GUID\tFront\tBack\tSource\tTags\n"
        "#guid column:1\n"
        "#tags column:5\n"
        "abc\tWhen?\tIn 1681\tA book, p. 7\ttown old\n"
    )


def test_write_quotes_what_would_break_a_line() -> None:
    note = replace(NOTE, guid="#a", front='"Q"\nsecond', back="#1", source="", tags=())

    assert write_deck_text(Deck(name="T", notes=(note,))).endswith(
        '\n"#a"\t"""Q""\nsecond"\t"#1"\t\t\n'
    )


def test_write_refuses_a_guid_twice() -> None:
    with pytest.raises(DeckRefused) as refused:
        write_deck_text(Deck(name="Town", notes=(NOTE, NOTE)))

    assert (refused.value.code, refused.value.params) == ("guid-twice", {"guid": "abc"})


texts = st.one_of(st.text(max_size=60), st.text("#\t\n\"'a,;", max_size=12)).map(plain)


@st.composite
def decks(draw: st.DrawFn) -> Deck:
    guids = st.text("abc#\"-'", min_size=1, max_size=5)
    notes = tuple(
        DeckNote(
            guid=guid,
            front=draw(texts.filter(bool)),
            back=draw(texts),
            source=draw(texts),
            tags=tuple(clean_tags(draw(st.lists(st.text(max_size=9), max_size=3)))),
        )
        for guid in draw(st.lists(guids, max_size=4, unique=True))
    )
    return Deck(name=draw(texts.map(one_line).filter(bool)), notes=notes)


@settings(deadline=None)
@given(decks())
def test_a_deck_comes_back(deck: Deck) -> None:
    found = read(write_deck_text(deck))

    assert found.problems == ()
    assert found.decks == ((deck,) if deck.notes else ())


@settings(deadline=None)
@given(decks())
def test_another_reader_of_tabs_finds_the_same_rows(deck: Deck) -> None:
    lines = write_deck_text(deck).split("\n", 7)[7]

    rows = list(csv.reader(io.StringIO(lines, newline=""), delimiter="\t", strict=True))

    assert [row[:4] for row in rows] == [[n.guid, n.front, n.back, n.source] for n in deck.notes]


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("a\tb\n", [("a", "b")]),
        ("a\tb\tx y\n", [("a", "b", "x", "y")]),
        ("a;b\n", [("a", "b")]),
        ("a,b\r\nc,d\r\n", [("a", "b"), ("c", "d")]),
        ("\ufeffa\tb", [("a", "b")]),
        ("#separator:Comma\na,b\n", [("a", "b")]),
        ("#separator:|\na|b\n", [("a", "b")]),
        ("#tags:x y\n#separator:tab\na\tb\n", [("a", "b", "x", "y")]),
        ("#separator:tab\n#tags column:1\nx\ta\tb\n", [("a", "b", "x")]),
        ("#separator:tab\n#html:true\n<b>a</b>\tb<br>c\n", [("a", "b\nc")]),
        ("#separator:tab\n#html:false\n<b>a</b>\tb\n", [("<b>a</b>", "b")]),
        ("a\tb\n# a comment\nc\td\n", [("a", "b"), ("c", "d")]),
        ('a\t"b\n# no comment"\n', [("a", "b\n# no comment")]),
        ("#columns:Tags\tFront\tBack\nx\ta\tb\n", [("a", "b", "x")]),
    ],
)
def test_read(text: str, notes: list[tuple[str, ...]]) -> None:
    assert told(read(text)) == notes


def test_read_names_the_deck_by_column_header_or_argument() -> None:
    by_column = "#separator:tab\n#deck:Other\n#deck column:1\nTown\ta\tb\n\tc\td\n"

    assert [deck.name for deck in read(by_column).decks] == ["Other", "Town"]
    assert [deck.name for deck in read("a\tb\n").decks] == ["Pasted"]


def test_read_gives_a_note_without_guid_one_from_its_words() -> None:
    ((note,),) = (deck.notes for deck in read("a\tb\n").decks)

    assert note.guid == guid_of("a\x1fb")


@pytest.mark.parametrize(
    ("row", "code", "left_out"),
    [
        ("alone", "row-short", True),
        ("\tback", "front-empty", True),
        ("x" * 101 + "\tb", "text-too-long", True),
        ("x" * 200_000 + "\tb", "text-too-long", True),
        ("a\tb", "guid-twice", True),
        ('"a"b\tc', "quote-open", True),
        ("t\tb\t" + "y" * 101, "tags-dropped", False),
    ],
)
def test_read_tells_a_problem_with_its_line(row: str, code: str, left_out: bool) -> None:
    found = read(f'a\tb\nc\t"two\nlines"\n{row}\nlast\tone\n', side=100)

    assert [(p.place, p.number, p.code, p.left_out) for p in found.problems] == [
        (Place.LINE, 4, code, left_out)
    ]
    assert told(found)[-1][:2] == ("last", "one")


def test_read_tells_where_a_quotation_mark_stays_open() -> None:
    found = read('a\tb\nc\t"d\ne\tf\n')

    assert [(p.number, p.code, p.params) for p in found.problems] == [
        (2, "quote-open", {"lines": 1})
    ]
    assert told(found) == [("a", "b")]


def test_read_tells_of_headers_without_a_meaning() -> None:
    found = read("#separator:tab\n#colour:red\n#guid column:x\na\tb\n")

    assert [(p.number, p.code, p.params["name"]) for p in found.problems] == [
        (2, "header-unknown", "colour"),
        (3, "header-unknown", "guid column"),
    ]


@pytest.mark.parametrize(
    ("data", "code", "params"),
    [
        (b"", "empty", {}),
        (b" \n", "empty", {}),
        (b"a\tb\n\xff", "not-utf8", {"position": 4}),
        (b"a\x00\tb", "binary", {"position": 1}),
        (b"a\tb\n" * 26, "too-large", {"size": 104, "limit": 100}),
        (b"a\tb\n" * 6, "too-many-notes", {"limit": 5}),
        (b'"a"b\tc\n' * 6, "too-many-notes", {"limit": 5}),
    ],
)
def test_read_refuses(data: bytes, code: str, params: dict[str, int]) -> None:
    with pytest.raises(DeckRefused) as refused:
        read(data, upload=100, notes=5)

    assert (refused.value.code, refused.value.params) == (code, params)


def test_read_stops_counting_headers_at_some_point() -> None:
    found = read("".join(f"#h{n}:x\n" for n in range(300)) + "a\tb\n")

    assert len(found.problems) == 100
    assert told(found) == [("a", "b")]


@settings(deadline=None)
@given(st.text('#:ab\t,;"\n\r columnsguid1', max_size=60))
def test_read_takes_or_refuses_any_text(text: str) -> None:
    notes: list[DeckNote] = []
    with contextlib.suppress(DeckRefused):
        notes = [note for deck in read(text).decks for note in deck.notes]

    assert all(note.front and note.guid for note in notes)
