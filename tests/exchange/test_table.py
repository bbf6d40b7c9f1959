"""Tables as they are pasted from a spreadsheet."""

from dataclasses import replace

import pytest

from quizzes.exchange.question import ExchangedQuestion, Read
from quizzes.exchange.table import read_table, write_table
from quizzes.items import (
    Accepted,
    AcceptedNumber,
    AnyItem,
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


def read(text: str) -> Read:
    return read_table(text.encode(), language="uk")


def items(text: str) -> list[AnyItem]:
    found = read(text)
    assert found.errors == ()
    return [question.item for question in found.questions]


@pytest.mark.parametrize("sign", ["\t", ",", ";", "|"])
def test_two_columns_are_cards_whatever_separates_them(sign: str) -> None:
    found = items(f"курган{sign}насип над могилою\nслобода{sign}вільне поселення\n")

    assert all(isinstance(card, Flashcard) for card in found)
    assert [(card.front, card.back) for card in found if isinstance(card, Flashcard)] == [
        ("курган", "насип над могилою"),
        ("слобода", "вільне поселення"),
    ]


def test_the_third_column_of_cards_holds_tags() -> None:
    [question] = read("term\tdefinition\ttags\na\tb\tone, two words\n").questions

    assert question.tags == ("one", "two words")


def test_more_columns_are_choices_with_the_right_answer_first() -> None:
    [found] = items("When?,1681,1571,1700\n")

    assert isinstance(found, Choice)
    assert [option.text for option in found.options] == ["1681", "1571", "1700"]
    assert found.option(found.key).text == "1681"


@pytest.mark.parametrize(
    "header",
    [
        "question;right answer;wrong answer 1;wrong answer 2",
        "Питання;Правильна відповідь;Неправильна відповідь;Неправильна відповідь",
    ],
)
def test_names_of_columns_are_known_in_two_languages(header: str) -> None:
    found = read(f"{header}\nКоли?;1681;1571;\n")

    [question] = found.questions
    assert isinstance(question.item, Choice)
    assert len(question.item.options) == 2
    assert question.number == 2


def test_column_that_nobody_knows_is_named_not_silently_dropped() -> None:
    found = read("question,right,wrong,Points\nWho?,A,B,3\n")
    [notice] = found.problems
    assert (notice.code, notice.number, notice.params) == ("column-ignored", 1, {"name": "Points"})
    assert len(found.questions) == 1


def test_table_of_names_alone_holds_no_question_whatever_its_columns() -> None:
    codes = [problem.code for problem in read("question,right,Points\n").problems]
    assert codes == ["column-ignored", "no-questions"]


def test_rows_are_counted_by_the_line_where_they_begin() -> None:
    found = read('question,right\n"two\nlines",a\n\n,b\n')

    assert [question.number for question in found.questions] == [2]
    assert [(problem.code, problem.number) for problem in found.problems] == [("stem-empty", 5)]


def test_cells_that_look_like_formulas_are_guarded_and_come_back() -> None:
    card = Flashcard(**SHARED, front="=1+1", back="'-5", slot="")

    data = write_table([ExchangedQuestion(item=card)]).data

    assert b"\r\nflashcard,'=1+1,''-5," in data
    [back] = read_table(data, language="uk").questions
    assert isinstance(back.item, Flashcard)
    assert (back.item.front, back.item.back) == ("=1+1", "'-5")


def test_every_kind_comes_back() -> None:
    numbers = (AcceptedNumber(value="-5", tolerance="2"), AcceptedNumber(value="1e3"))
    texts = (Accepted(text="Ізюм"), Accepted(text="=Isjum"))
    shares = (0.5, 0.5, 0.0)
    found: list[AnyItem] = [
        Choice(**SHARED, **ASKED, slot="", options=(*options(None, None),), key="o1"),
        Multiple(**SHARED, **ASKED, options=options(*shares)),
        TrueFalse(**SHARED, **ASKED, answer=False),
        ShortAnswer(**SHARED, **ASKED, accepted=texts),
        Numerical(**SHARED, **ASKED, accepted=numbers),
        DateAnswer(**SHARED, **ASKED, edtf="1681", tolerance=2, tolerance_unit="year"),
        Ordering(**SHARED, **ASKED, events=events("b", "a", "@c")),
        Flashcard(**SHARED, front="a\nb", back="c", slot=""),
    ]
    questions = [
        ExchangedQuestion(item=item, name="+n", category="a/b", tags=("x", "y"), foreign_id="7")
        for item in found
    ]

    read_back = read_table(write_table(questions).data, language="uk")

    assert read_back.problems == ()
    places = [(q.place, q.number) for q in read_back.questions]
    expected = [
        replace(question, place=place, number=number)
        for question, (place, number) in zip(questions, places, strict=True)
    ]
    assert list(read_back.questions) == expected


def options(*shares: float | None) -> tuple[Option, ...]:
    return tuple(Option(id=f"o{n}", text=f"-{n}", share=s) for n, s in enumerate(shares, start=1))


def events(*titles: str) -> tuple[Event, ...]:
    return tuple(
        Event(id=f"e{n}", title=title, date="", edtf="", lo=None, hi=None, fact="")
        for n, title in enumerate(titles, start=1)
    )


SHARED = {
    "identity": "",
    "topic": "",
    "language": "uk",
    "facts": (),
    "sensitivity": 0,
    "difficulty": 0.5,
    "explanation": 'because, "so"',
    "citations": (),
}
ASKED = {"stem": "What?"}
