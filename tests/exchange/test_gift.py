"""GIFT as people and other programs write it."""

from decimal import Decimal

import pytest

from quizzes.exchange.gift import read_gift
from quizzes.exchange.gift_writing import write_gift
from quizzes.exchange.question import ExchangedQuestion, Lost, Severity
from quizzes.items import (
    AnyItem,
    Choice,
    DateAnswer,
    Flashcard,
    Multiple,
    Numerical,
    Option,
    ShortAnswer,
    TrueFalse,
)


def questions(text: str) -> tuple[ExchangedQuestion, ...]:
    read = read_gift(text.encode(), language="en")
    assert read.errors == ()
    return read.questions


def item(text: str) -> AnyItem:
    [question] = questions(text)
    return question.item


def options(text: str) -> list[tuple[str, float | None, str]]:
    found = item(text)
    assert isinstance(found, Choice | Multiple)
    return [(option.text, option.share, option.feedback) for option in found.options]


def test_choice_marks_the_key_with_an_equals_sign() -> None:
    found = item("Who? {~Ann ~Ben =Cid}")

    assert isinstance(found, Choice)
    assert found.option(found.key).text == "Cid"


def test_choice_keeps_weights_and_feedback() -> None:
    assert options("Who?{=Ann#yes ~%50%Ben#half ~%-25%Cid}") == [
        ("Ann", None, "yes"),
        ("Ben", 0.5, "half"),
        ("Cid", -0.25, ""),
    ]


def test_choice_without_an_equals_sign_has_several_right_options() -> None:
    found = item("Who? {~%50%Ann ~%50%Ben ~%-100%Cid}")

    assert isinstance(found, Multiple)
    assert [option.share for option in found.options] == [0.5, 0.5, -1]


@pytest.mark.parametrize("third", ["33.33333", "33.333", "33.33", "33,333"])
def test_thirds_are_meant_whatever_their_decimals(third: str) -> None:
    found = options(f"Who? {{~%{third}%a ~%{third}%b ~%{third}%c ~d}}")

    assert [share for _text, share, _told in found] == [1 / 3, 1 / 3, 1 / 3, 0]


def test_shares_that_do_not_add_up_are_adjusted_with_a_notice() -> None:
    read = read_gift(b"Who? {~%100%a ~%100%b ~c}", language="en")

    [question] = read.questions
    assert isinstance(question.item, Multiple)
    assert [option.share for option in question.item.options] == [0.5, 0.5, 0]
    assert [(p.code, p.params) for p in question.cut] == [("weights-adjusted", {"sum": 200.0})]


@pytest.mark.parametrize(
    ("word", "answer"), [("T", True), ("TRUE", True), ("false", False), ("F", False)]
)
def test_truth_has_four_words(word: str, answer: bool) -> None:
    found = item(f"It is. {{{word}}}")

    assert isinstance(found, TrueFalse)
    assert found.answer is answer


def test_truth_tells_first_who_is_wrong_then_who_is_right() -> None:
    found = item("It is not. {F#no, it is not#well said####all}")

    assert isinstance(found, TrueFalse)
    told = (found.feedback_true, found.feedback_false, found.explanation)
    assert told == ("no, it is not", "well said", "all")


def test_short_answer_accepts_several_texts() -> None:
    found = item("Name? {=Izium =%80%Isjum#German}")

    assert isinstance(found, ShortAnswer)
    assert [(a.text, a.share, a.feedback) for a in found.accepted] == [
        ("Izium", 1, ""),
        ("Isjum", 0.8, "German"),
    ]


def test_short_answer_may_go_without_a_mark() -> None:
    found = item("Name? {Izium}")

    assert isinstance(found, ShortAnswer)
    assert found.accepted[0].text == "Izium"


@pytest.mark.parametrize(
    ("body", "value", "tolerance"),
    [
        ("#1681", "1681", "0"),
        ("#3.14:0.01", "3.14", "0.01"),
        ("#1..5", "3", "2"),
        ("#-2.5..2.5", "0", "2.5"),
        ("#=1681:1#about", "1681", "1"),
        ("#1e3:1e1", "1e3", "1e1"),
    ],
)
def test_number_has_a_tolerance(body: str, value: str, tolerance: str) -> None:
    found = item(f"When? {{{body}}}")

    assert isinstance(found, Numerical)
    [accepted] = found.accepted
    assert (Decimal(accepted.value), Decimal(accepted.tolerance)) == (
        Decimal(value),
        Decimal(tolerance),
    )


def test_number_with_several_answers_keeps_what_is_told_to_the_others() -> None:
    read = read_gift(b"When? {#=1681:0 =%50%1681:5#near ~#no}", language="en")

    [question] = read.questions
    assert isinstance(question.item, Numerical)
    assert [(a.value, a.share) for a in question.item.accepted] == [("1681", 1), ("1681", 0.5)]
    assert question.item.carried["other_answers"] == [{"text": "*", "feedback": "no"}]
    assert [p.code for p in question.cut] == ["answers-aside"]


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("The {=Donets ~Don} flows here.", "The _____ flows here."),
        ("It is the {=Donets ~Don}.", "It is the _____."),
        ("{=Izium ~Balakliia} lies there.", "_____ lies there."),
        ("Which river is it? {=Donets ~Don}.", "Which river is it?"),
    ],
)
def test_words_behind_the_braces_make_a_blank(text: str, stem: str) -> None:
    found = item(text)

    assert isinstance(found, Choice)
    assert found.stem == stem


def test_stem_may_hold_bare_equals_signs_and_colons() -> None:
    found = item("At 10:30, is x = y? See https://example.org/?a=b ~ {T}")

    assert isinstance(found, TrueFalse)
    assert found.stem == "At 10:30, is x = y? See https://example.org/?a=b ~"


def test_escapes_are_taken_off() -> None:
    found = item(r"\{a\} \= \~ \# \: \\ one\ntwo \x {=\=\{ ~b}")

    assert isinstance(found, Choice)
    assert found.stem == "{a} = ~ # : \\ one\ntwo \\x"
    assert found.options[0].text == "={"


def test_name_format_category_id_and_tags_are_kept() -> None:
    text = (
        "$CATEGORY: $course$/top/History/Izium\n\n"
        "// a remark\n// [id:a\\]b] [tag:one] [tag:two words]\n"
        "::The \\: name::[html]<p>A &lt; <b>B</b></p>{T}\n\n"
        "$CATEGORY: Other\nNext {F}\n"
    )

    first, second = questions(text)

    assert (first.name, first.category, first.foreign_id) == ("The : name", "History/Izium", "a]b")
    assert first.tags == ("one", "two words")
    assert isinstance(first.item, TrueFalse)
    assert first.item.stem == "A < B"
    assert first.item.carried == {"text_format": "html"}
    assert [(p.code, p.number, p.params) for p in first.cut] == [
        ("markup-removed", 5, {"tags": ("b",)})
    ]
    assert (second.category, second.tags, second.foreign_id) == ("Other", (), "")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_three_ways_and_begin_with_a_mark_of_order(end: str) -> None:
    text = f"\ufeffa{end}b {{{end}=c{end}~d{end}}}{end}{end}e {{T}}"

    first, second = questions(text)

    assert isinstance(first.item, Choice)
    assert first.item.stem == "a\nb"
    assert second.number == 7


def test_plain_text_keeps_what_looks_like_markup() -> None:
    found = item("[plain]Is 1<b> a tag? &amp; {T}")

    assert isinstance(found, TrueFalse)
    assert found.stem == "Is 1<b> a tag? &amp;"


def test_text_without_a_format_is_reduced_only_where_it_is_markup() -> None:
    found = item("Is 1 < 2 & 3 > 2? {=<i>yes</i> ~a & b}")

    assert isinstance(found, Choice)
    assert found.stem == "Is 1 < 2 & 3 > 2?"
    assert found.options[0].text == "yes"


def test_an_arrow_in_one_answer_makes_no_matching() -> None:
    found = item("Write it {=a -> b}")

    assert isinstance(found, ShortAnswer)
    assert found.accepted[0].text == "a -> b"


def test_every_problem_is_told_with_its_line() -> None:
    text = "a {T}\n\nb {\n=c\n\nd {~e ~f}\n\n::g {T}\n\nessay {}\n\nlast {#many}"

    problems = read_gift(text.encode(), language="en").problems

    assert [(p.code, p.number, p.severity) for p in problems] == [
        ("brace-open", 3, Severity.ERROR),
        ("key-missing", 6, Severity.ERROR),
        ("name-open", 8, Severity.ERROR),
        ("kind-unsupported", 10, Severity.LEFT_OUT),
        ("number-invalid", 12, Severity.ERROR),
    ]


SHARED = {
    "identity": "x",
    "topic": "t",
    "language": "en",
    "facts": (),
    "sensitivity": 0,
    "difficulty": 0.5,
    "explanation": "",
    "citations": (),
}


def test_every_special_sign_is_escaped_on_the_way_out() -> None:
    found = TrueFalse(**SHARED, stem="a=b:c~d#e{f}g\\h", answer=True)

    text = write_gift([ExchangedQuestion(item=found)]).data.decode()

    assert text == "a\\=b\\:c\\~d\\#e\\{f\\}g\\\\h {\n\tTRUE\n}\n"


@pytest.mark.parametrize(
    ("edtf", "tolerance", "unit", "code", "body"),
    [
        ("1681", 2, "year", "date-as-number", "#\n\t=1681:2"),
        ("1681", 0, "day", "date-as-number", "#\n\t=1681:0"),
        (
            "1943-02-05",
            0,
            "day",
            "date-as-text",
            "=5 February 1943\n\t=05.02.1943\n\t=5.2.1943\n\t=1943-02-05",
        ),
    ],
)
def test_a_date_goes_as_number_or_text_and_says_so(
    edtf: str, tolerance: int, unit: str, code: str, body: str
) -> None:
    found = DateAnswer(**SHARED, stem="When?", edtf=edtf, tolerance=tolerance, tolerance_unit=unit)

    written = write_gift([ExchangedQuestion(item=found)])

    assert written.data.decode() == f"When? {{\n\t{body}\n}}\n"
    assert [problem.code for problem in written.problems] == [code]


def test_what_stays_behind_is_told_by_question() -> None:
    card = Flashcard(**SHARED, front="a", back="b", slot="")
    choice = Choice(
        **{**SHARED, "carried": {"hints": [{"text": "think"}]}},
        stem="Who?",
        slot="",
        options=(Option(id="a", text="a"), Option(id="b", text="b")),
        key="a",
        ordered=True,
    )

    written = write_gift([ExchangedQuestion(item=card), ExchangedQuestion(item=choice)])

    assert [(p.number, p.code, dict(p.params)) for p in written.problems] == [
        (1, "kind-left-out", {"kind": "flashcard"}),
        (2, "lost", {"what": Lost.ORDER}),
        (2, "lost", {"what": Lost.HINTS}),
    ]
