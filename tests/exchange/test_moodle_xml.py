"""Moodle's XML as Moodle writes it."""

import base64

import pytest
from lxml import etree

from quizzes.exchange.moodle_xml import read_moodle_xml
from quizzes.exchange.moodle_xml_writing import write_moodle_xml
from quizzes.exchange.question import ExchangedQuestion, Read
from quizzes.grading.ordering import Method
from quizzes.items import (
    AnyItem,
    Choice,
    Event,
    Multiple,
    Numerical,
    Option,
    Ordering,
    ShortAnswer,
    TrueFalse,
)


def read(body: str) -> Read:
    data = f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{body}\n</quiz>'
    return read_moodle_xml(data.encode(), language="uk")


def question(kind: str, body: str) -> ExchangedQuestion:
    found = read(
        f'<question type="{kind}"><name><text>n</text></name>'
        f'<questiontext format="html"><text><![CDATA[<p>Who?</p>]]></text></questiontext>{body}'
        "</question>"
    )
    assert found.errors == ()
    [exchanged] = found.questions
    return exchanged


def answer(text: str, fraction: str, feedback: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text>{text}</text>'
        f'<feedback format="html"><text>{feedback}</text></feedback></answer>'
    )


def test_single_choice_is_read() -> None:
    body = answer("Ann", "0") + answer("Ben", "100", "yes") + answer("Cid", "33.33333")

    found = question("multichoice", f"<single>true</single>{body}").item

    assert isinstance(found, Choice)
    assert [(o.text, o.share, o.feedback) for o in found.options] == [
        ("Ann", None, ""),
        ("Ben", None, "yes"),
        ("Cid", 1 / 3, ""),
    ]
    assert (found.key, found.ordered) == ("o2", False)


def test_options_that_are_not_shuffled_are_ordered() -> None:
    body = "<single>1</single><shuffleanswers>0</shuffleanswers>"

    found = question("multichoice", body + answer("1", "0") + answer("2", "100")).item

    assert isinstance(found, Choice)
    assert found.ordered


def test_several_right_options_are_read() -> None:
    thirds = "".join(answer(name, "33.33333") for name in "abc")

    found = question("multichoice", f"<single>false</single>{thirds}{answer('d', '-50')}").item

    assert isinstance(found, Multiple)
    assert [option.share for option in found.options] == [1 / 3, 1 / 3, 1 / 3, -0.5]


def test_truth_is_read() -> None:
    found = question("truefalse", answer("true", "0", "no") + answer("false", "100", "yes")).item

    assert isinstance(found, TrueFalse)
    assert (found.answer, found.feedback_true, found.feedback_false) == (False, "no", "yes")


def test_typed_answers_are_no_markup() -> None:
    body = "<usecase>1</usecase>" + answer("&lt;b&gt;", "100") + answer("*", "0", "no")

    exchanged = question("shortanswer", body)

    assert isinstance(exchanged.item, ShortAnswer)
    assert [accepted.text for accepted in exchanged.item.accepted] == ["<b>"]
    assert exchanged.item.exact
    assert exchanged.item.carried["other_answers"] == [{"text": "*", "feedback": "no"}]


def test_number_with_unit_is_read() -> None:
    body = (
        '<answer fraction="100"><text>12.5</text><tolerance>0.5</tolerance></answer>'
        "<units><unit><multiplier>1</multiplier><unit_name>km</unit_name></unit>"
        "<unit><multiplier>1000</multiplier><unit_name>m</unit_name></unit></units>"
        "<showunits>0</showunits>"
    )

    found = question("numerical", body).item

    assert isinstance(found, Numerical)
    [accepted] = found.accepted
    assert (accepted.value, accepted.tolerance, found.unit) == ("12.5", "0.5", "km")
    assert found.carried["units"][1] == {"name": "m", "multiplier": "1000"}
    assert found.carried["settings"] == {"showunits": "0"}


@pytest.mark.parametrize("method", list(Method))
def test_an_ordering_has_the_nine_methods_of_grading(method: Method) -> None:
    name = method.value.upper().replace("-", "_")
    events = answer("first", "1.0000000") + answer("then", "2.0000000")

    found = question("ordering", f"<gradingtype>{name}</gradingtype>{events}").item

    assert isinstance(found, Ordering)
    assert found.method == method
    assert [event.title for event in found.events] == ["first", "then"]


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("ABS", Method.ABSOLUTE_POSITION),
        ("RELATIVE", Method.RELATIVE_NEXT_EXCLUDE_LAST),
        ("", Method.RELATIVE_NEXT_EXCLUDE_LAST),
    ],
)
def test_older_names_of_methods_are_known(name: str, method: Method) -> None:
    events = answer("first", "1") + answer("then", "2")

    found = question("ordering", f"<gradingtype>{name}</gradingtype>{events}").item

    assert isinstance(found, Ordering)
    assert found.method == method


def test_an_ordering_tells_what_is_not_done_here() -> None:
    events = answer("first", "1", "so it was") + answer("then", "2")
    body = f"<selecttype>RANDOM</selecttype><selectcount>2</selectcount>{events}"

    exchanged = question("ordering", body)

    assert exchanged.item.carried["event_feedback"] == ["so it was", ""]
    assert exchanged.item.carried["settings"] == {"selecttype": "RANDOM", "selectcount": "2"}
    assert [problem.code for problem in exchanged.cut] == ["all-events", "kept-unseen"]


def test_a_sound_behind_a_link_is_told() -> None:
    found = read(
        '<question type="truefalse"><questiontext format="html"><text><![CDATA['
        '<a href="@@PLUGINFILE@@/x.mp3">Listen</a>]]></text><file name="x.mp3">YQ==</file>'
        f"</questiontext>{answer('true', '100')}{answer('false', '0')}</question>"
    )

    assert [(p.code, p.params) for p in found.problems] == [("media-ignored", {"count": 1})]


def test_an_ordering_without_a_method_leaves_with_that_of_the_house() -> None:
    events = tuple(
        Event(id=name, title=name, date="1681", edtf="1681", lo=1, hi=2, fact="")
        for name in ("a", "b")
    )
    item = Ordering(**SHARED, stem="In what order?", events=events)

    written = write_moodle_xml([ExchangedQuestion(item=item)])

    grading = etree.fromstring(written.data).findtext("question/gradingtype")
    assert grading == "RELATIVE_ALL_PREVIOUS_AND_NEXT"
    assert [(p.code, dict(p.params)) for p in written.problems] == [("lost", {"what": "dates"})]


def test_what_has_no_field_here_is_carried_and_told() -> None:
    body = (
        "<defaultgrade>2.0000000</defaultgrade><penalty>0.3333333</penalty>"
        "<idnumber>q-7</idnumber><generalfeedback format='plain_text'><text>all</text>"
        "</generalfeedback><correctfeedback format='html'><text>well done</text>"
        "</correctfeedback><shownumcorrect/><single>true</single>"
        "<hint format='html'><text>think</text><clearwrong/></hint>"
        "<tags><tag><text>one</text></tag><tag><text>two words</text></tag></tags>"
    )

    exchanged = question("multichoice", body + answer("a", "100") + answer("b", "0"))

    assert exchanged.foreign_id == "q-7"
    assert exchanged.tags == ("one", "two words")
    assert exchanged.item.explanation == "all"
    assert exchanged.item.carried == {
        "text_format": "html",
        "feedback_correct": "well done",
        "show_number_correct": True,
        "hints": [{"text": "think", "clear_wrong": True}],
        "defaultgrade": "2.0000000",
    }
    assert [(p.code, p.params) for p in exchanged.cut] == [
        ("kept-unseen", {"what": "hints"}),
        ("kept-unseen", {"what": "feedback"}),
    ]


def test_a_category_holds_for_what_follows() -> None:
    category = (
        '<question type="category"><category><text>$course$/top/{0}</text></category></question>'
    )
    essay = (
        '<question type="truefalse"><questiontext format="html"><text>a</text></questiontext>'
        + answer("true", "100")
        + answer("false", "0")
        + "</question>"
    )

    found = read(category.format("A/B") + essay + category.format("C") + essay)

    assert [exchanged.category for exchanged in found.questions] == ["A/B", "C"]


def test_lost_formatting_is_told_with_the_line() -> None:
    found = read(
        '<question type="truefalse"><questiontext format="html"><text><![CDATA[<table><tr>'
        '<td>a</td></tr></table><b>b</b><img src="https://example.org/x.png">]]></text>'
        f"</questiontext>{answer('true', '100')}{answer('false', '0')}</question>"
    )

    [exchanged] = found.questions
    assert [(p.code, p.number) for p in found.problems] == [
        ("markup-removed", 3),
        ("media-ignored", 3),
    ]
    assert exchanged.cut == found.problems


PNG = b"\x89PNG\r\n\x1a\n and so on"


def picture(content: str) -> ExchangedQuestion:
    found = read(
        '<question type="truefalse"><questiontext format="html"><text><![CDATA[<p>What?</p>'
        '<img alt="A gate" src="@@PLUGINFILE@@/the%20gate.png" width="9">]]></text>'
        f'<file name="the gate.png" path="/" encoding="base64">{content}</file></questiontext>'
        f"{answer('true', '100')}{answer('false', '0')}</question>"
    )
    [exchanged] = found.questions
    return exchanged


def test_a_picture_in_the_file_is_taken() -> None:
    exchanged = picture(base64.b64encode(PNG).decode())

    assert exchanged.picture is not None
    assert (exchanged.picture.name, exchanged.picture.data, exchanged.picture.alt) == (
        "the gate.png",
        PNG,
        "A gate",
    )
    assert exchanged.cut == ()


LARGE = base64.b64encode(PNG * 200_000).decode()


@pytest.mark.parametrize("content", ["no base64!", "", "YQ==", LARGE])
def test_a_picture_that_cannot_be_read_is_named(content: str) -> None:
    exchanged = picture(content)

    assert exchanged.picture is None
    assert ("picture-unreadable", {"name": "the gate.png"}) in [
        (problem.code, problem.params) for problem in exchanged.cut
    ]


@pytest.mark.parametrize(
    "kind", ["essay", "matching", "cloze", "calculated", "description", "ddwtos", "later"]
)
def test_other_kinds_are_named(kind: str) -> None:
    [problem] = read(f'<question type="{kind}"></question>').problems

    assert (problem.code, problem.params, problem.number) == ("kind-unsupported", {"kind": kind}, 3)


def test_shares_leave_with_five_decimals() -> None:
    options = tuple(Option(id=name, text=name, share=1 / 3) for name in "abc")
    item: AnyItem = Multiple(**SHARED, stem="Who?", options=options)

    quiz = etree.fromstring(write_moodle_xml([ExchangedQuestion(item=item)]).data)

    fractions = [element.get("fraction") for element in quiz.iterfind("question/answer")]
    assert fractions == ["33.33333", "33.33333", "33.33333"]


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
