import pytest
from django.template.loader import render_to_string

from quizzes.items import Proof
from quizzes.kinds import Rule
from quizzes.templatetags.content import (
    date_words,
    highlight,
    licence_name,
    licence_url,
    sentence,
    uk,
    value_words,
    year_words,
)
from quizzes.templatetags.icons import DRAWINGS, icon
from tests.factories import CITATION


def test_uk_marks_ukrainian_words_and_escapes_the_rest():
    assert uk("Izium (Ізюм) & <b>") == 'Izium (<span lang="uk">Ізюм</span>) &amp; &lt;b&gt;'


def test_uk_keeps_a_name_of_several_words_together():
    assert uk("Харківський слобідський полк") == (
        '<span lang="uk">Харківський слобідський полк</span>'
    )


def test_uk_leaves_a_russian_form_to_russian():
    assert uk("in Russian Изюм") == 'in Russian <span lang="ru">Изюм</span>'


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("wool", "wool"),
        ({"edtf": "2022-03-24"}, "24 March 2022"),
        ({"op": "=", "n": "440", "to": None, "unit": ""}, "440"),
        ({"op": ">", "n": "440", "to": None, "unit": "people"}, "more than 440 people"),
        ({"op": "≥", "n": "19", "to": None, "unit": ""}, "at least 19"),
        ({"op": "<", "n": "5", "to": None, "unit": ""}, "fewer than 5"),
        ({"op": "≤", "n": "200", "to": None, "unit": ""}, "200 at most"),
        ({"op": "~", "n": "50000", "to": None, "unit": ""}, "about 50,000"),
        ({"op": "range", "n": "30", "to": "35", "unit": ""}, "30 to 35"),
        ({"op": "=", "n": "74.22", "to": None, "unit": "per cent"}, "74.22 per cent"),
        ({"op": "=", "n": "1926", "to": None, "unit": ""}, "1926"),
    ],
)
def test_value_words(value, words):
    assert value_words(value) == words


def test_date_words_leaves_alone_what_is_no_date():
    assert date_words("some day") == "some day"


@pytest.mark.parametrize(("year", "words"), [(1681, "1681"), (0, "1 BC"), (-499, "500 BC")])
def test_year_words(year, words):
    assert year_words(year) == words


def test_highlight_marks_whole_words_sought_in_any_case():
    assert highlight("Fort & port", "FORT") == "<mark>Fort</mark> &amp; port"


def test_highlight_takes_signs_literally():
    assert highlight("What (now)?", "(now)?") == "What <mark>(now)?</mark>"


def test_sentence_begins_with_a_capital_and_keeps_the_rest():
    assert sentence("in the late 15th century, Izium") == "In the late 15th century, Izium"


def test_licence_names_its_page():
    assert licence_name("CC-BY-SA-4.0") == "CC BY-SA 4.0"
    assert licence_url("CC-BY-SA-4.0") == "https://creativecommons.org/licenses/by-sa/4.0/"


def test_licence_that_is_no_creative_commons_has_no_page():
    assert licence_name("all rights reserved") == "all rights reserved"
    assert licence_url("all rights reserved") == ""


@pytest.mark.parametrize("name", DRAWINGS)
def test_icon_is_decoration_until_it_has_a_label(name):
    assert 'aria-hidden="true"' in icon(name)
    assert 'role="img" aria-label="&lt;word&gt;"' in icon(name, "<word>")


def test_icon_that_is_not_drawn_is_an_error():
    with pytest.raises(KeyError):
        icon("unicorn")


def test_citation_tells_document_section_speaker_and_passage():
    told = " ".join(render_to_string("partials/citation.html", {"citation": CITATION}).split())
    assert "<cite>“A made-up chronicle”</cite>, section Beginnings" in told
    assert "Who says so: the chronicler</span>" in told
    assert f'href="{CITATION.url}"' in told


@pytest.mark.parametrize(
    ("rule", "params", "words"),
    [
        (
            Rule.FUNCTIONAL,
            {"key": "1681", "because": "a fort is built once"},
            "a fort is built once",
        ),
        (Rule.COMPLETE, {"listed": "wool, bricks", "because": "so it says"}, "wool, bricks"),
        (Rule.DENIED, {"agent": "the mayor", "source": "A chronicle"}, "the mayor denied it"),
        (Rule.NOT_YET, {"existed": "1651–1765", "asked": "1111"}, "the question is about 1111"),
        (
            Rule.ORDER,
            {"date": "1707", "key_date": "1681"},
            "Date: 1707. Date of the right answer: 1681.",
        ),
        (Rule.DOCUMENT, {"source": "A chronicle", "key": "the mayor"}, "nobody but the mayor"),
    ],
)
def test_why_not_has_words_for_every_rule(rule, params, words):
    proof = Proof(rule=rule, facts=("a",), params=params)
    told = render_to_string("partials/why_not.html", {"proof": proof})
    assert words in told
