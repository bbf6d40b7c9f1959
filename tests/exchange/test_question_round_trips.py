from dataclasses import replace
from string import printable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.exchange import formats
from quizzes.exchange.formats import Format
from quizzes.exchange.question import ExchangedQuestion, PictureFile, Severity
from quizzes.exchange.texts import clean, clean_line
from quizzes.items import Accepted, Choice, Option, ShortAnswer, from_json, to_json
from tests.exchange.questions import Maker

FORMATS = (Format.GIFT, Format.MOODLE_XML)


def there_and_back(questions: list[ExchangedQuestion], format: Format) -> list[ExchangedQuestion]:
    """Read again, without the places where they stood and what was told of them."""
    read = formats.read(formats.write(questions, format=format).data, format=format, language="uk")
    assert read.errors == ()
    return [replace(question, number=0, cut=()) for question in read.questions]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("seed", [1, 20261122, 777])
def test_five_hundred_questions_come_back_unchanged(format: Format, seed: int) -> None:
    questions = Maker(seed, is_xml=format is Format.MOODLE_XML).questions(500)

    back = there_and_back(questions, format)

    assert len(back) == 500
    for before, after in zip(questions, back, strict=True):
        assert after == before


@pytest.mark.parametrize("format", FORMATS)
def test_writing_again_writes_the_same_bytes(format: Format) -> None:
    questions = Maker(5, is_xml=format is Format.MOODLE_XML).questions(100)

    first = formats.write(questions, format=format).data
    again = formats.write(there_and_back(questions, format), format=format).data

    assert again == first


@pytest.mark.parametrize("format", FORMATS)
def test_what_comes_back_can_be_stored(format: Format) -> None:
    for question in there_and_back(Maker(9, is_xml=True).questions(100), format):
        assert from_json(to_json(question.item)) == question.item


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
ODD = st.text(st.sampled_from(printable + "~=#{}:\\[]%<>&їґ🏰\u2028\u200f"), max_size=40)


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=300, deadline=None)
@given(stem=TEXTS | ODD, option=TEXTS | ODD, told=TEXTS | ODD, name=TEXTS | ODD, tag=TEXTS | ODD)
def test_any_text_survives(
    format: Format, stem: str, option: str, told: str, name: str, tag: str
) -> None:
    stem, option, told = clean(f"{stem}?"), clean(f"{option}!"), clean(told)
    other = ShortAnswer(
        **SHARED, stem=stem, explanation=told, accepted=(Accepted(text=option, feedback=told),)
    )
    choice = Choice(
        **SHARED,
        stem=stem,
        explanation=told,
        slot="",
        options=(Option(id="o1", text=option, feedback=told), Option(id="o2", text=f"{option}?")),
        key="o1",
    )
    beside = {
        "name": clean_line(f"n {name}")[:200].strip(),
        "tags": tuple(filter(None, [clean_line(tag)[:100].strip()])),
        "foreign_id": clean_line(tag)[:100].strip(),
        "category": clean_line(f"c {name}"),
    }
    questions = [
        ExchangedQuestion(item=choice, **beside),
        ExchangedQuestion(item=other, **beside),
    ]

    assert there_and_back(questions, format) == questions


def test_a_picture_travels_as_it_is_and_leaves_a_plain_text_plain() -> None:
    picture = PictureFile(name="вид на ріку.png", data=b"\xff\xd8\xff\x00\n", alt='A "view" & more')
    [question] = Maker(3, is_xml=True).questions(1)
    item = replace(question.item, carried={})
    questions = [replace(question, item=item, picture=picture)]

    assert there_and_back(questions, Format.MOODLE_XML) == questions


def test_a_choice_without_shares_survives_aiken() -> None:
    item = Choice(
        **SHARED,
        stem="Хто заснував Ізюм: А чи Б?",
        explanation="",
        slot="",
        options=tuple(Option(id=f"o{n}", text=f"{n}) ...{n}") for n in range(1, 27)),
        key="o26",
    )
    questions = [ExchangedQuestion(item=item)] * 2

    assert there_and_back(questions, Format.AIKEN) == questions


def test_nothing_is_lost_that_is_not_told() -> None:
    questions = Maker(11, is_xml=True).questions(200)

    written = formats.write(questions, format=Format.GIFT)

    kept = formats.read(written.data, format=Format.GIFT, language="uk").questions
    out = [p for p in written.problems if p.severity is Severity.LEFT_OUT]
    assert len(kept) + len(out) == len(questions)


SHARED = {
    "identity": "",
    "topic": "",
    "language": "uk",
    "facts": (),
    "sensitivity": 0,
    "difficulty": 0.5,
    "citations": (),
}
