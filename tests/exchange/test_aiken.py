import pytest

from quizzes.exchange.aiken import read_aiken, write_aiken
from quizzes.exchange.question import ExchangedQuestion
from quizzes.items import Choice, Option, TrueFalse

SHARED = {
    "identity": "",
    "topic": "",
    "language": "en",
    "facts": (),
    "sensitivity": 0,
    "difficulty": 0.5,
    "citations": (),
}


def test_both_signs_behind_a_letter_are_read() -> None:
    text = "When?\nA. 1571\nB) 1681\nANSWER: B\nWho?\nA) Ann\nB) Ben\nANSWER: A\n"

    first, second = read_aiken(text.encode(), language="en").questions

    assert isinstance(first.item, Choice)
    assert isinstance(second.item, Choice)
    assert [option.text for option in first.item.options] == ["1571", "1681"]
    assert (first.item.key, second.item.key) == ("o2", "o1")
    assert (first.number, second.number) == (1, 5)


def test_a_question_may_have_several_lines() -> None:
    [found] = read_aiken(b"Read this:\nit is so.\nA. a\nB. b\nANSWER: A", language="en").questions

    assert isinstance(found.item, Choice)
    assert found.item.stem == "Read this:\nit is so."


@pytest.mark.parametrize("stem", ["A. What?", "ANSWER: what?"])
def test_a_stem_that_would_be_misread_stays_out(stem: str) -> None:
    options = (Option(id="o1", text="a"), Option(id="o2", text="b"))
    item = Choice(**SHARED, explanation="", stem=stem, slot="", options=options, key="o1")

    written = write_aiken([ExchangedQuestion(item=item)])

    assert written.data == b""
    assert [problem.code for problem in written.problems] == ["unwritable"]


def test_what_aiken_cannot_carry_is_told() -> None:
    options = (Option(id="o1", text="a\nb", feedback="yes"), Option(id="o2", text="c", share=0.5))
    choice = Choice(**SHARED, explanation="so", stem="x", slot="", options=options, key="o1")
    truth = TrueFalse(**SHARED, explanation="", stem="x", answer=True)
    questions = [
        ExchangedQuestion(item=choice, name="n", tags=("t",)),
        ExchangedQuestion(item=truth),
    ]

    written = write_aiken(questions)

    assert written.data == b"x\nA. a b\nB. c\nANSWER: A\n"
    assert [(p.number, p.code, *p.params.values()) for p in written.problems] == [
        (1, "lost", "explanation"),
        (1, "lost", "feedback"),
        (1, "lost", "line-breaks"),
        (1, "lost", "name"),
        (1, "lost", "tags"),
        (1, "lost", "weights"),
        (2, "kind-left-out", "true-false"),
    ]
