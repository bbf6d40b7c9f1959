from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.exchange.markup import from_markup, one_line, plain, to_markup


@given(st.text())
def test_plain_changes_nothing_a_second_time(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text())
def test_text_comes_back_from_markup(text: str) -> None:
    found = from_markup(to_markup(plain(text)))

    assert (found.text, found.removed, found.media) == (plain(text), (), 0)


@given(st.text("<>/a \"'=!-[]:;&#sound{}\n"))
def test_any_markup_reduces_to_text(markup: str) -> None:
    text = from_markup(markup).text

    assert text == plain(text)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a &lt;b&gt; &amp; c&nbsp;d", "a <b> & c d"),
        ("<div>one</div>\n<div>two</div>", "one\ntwo"),
        ("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<p>one\n   line</p>", "one line"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("a<style>b</style>c<script>d</script>e", "ace"),
        ("a<SCRIPT>b</b></script >c", "ac"),
        ("a<!-- b -->c<!-- d", "ac"),
        ('<img alt="a > b" src=x>c', "c"),
        ("2 < 3 > 1", "2 < 3 > 1"),
        ("a <b", "a"),
        ('<a href="https://example.org">here</a>', "here (https://example.org)"),
        ('<a href="https://example.org">https://example.org</a>', "https://example.org"),
        ('<a href="javascript:x()">here</a>', "here"),
        ("[sound:a.mp3] word [anki:tts lang=uk]b[/anki:tts] [sound] end", "word b [sound] end"),
        ("&#x202e;", "\u202e"),
        ("&#0;&#xd800;x", "\ufffd\ufffdx"),
    ],
)
def test_from_markup(markup: str, text: str) -> None:
    assert from_markup(markup).text == text


def test_from_markup_names_what_it_took_away() -> None:
    found = from_markup("<b>a</b><i>b</i><br><img><video></video>[sound:x]")

    assert (found.removed, found.media) == (("b", "i"), 3)


@pytest.mark.parametrize(
    "piece",
    [
        '<a "',
        "<a '>",
        "<a ",
        "<",
        "<!--",
        "<!",
        "</",
        "<script>",
        "<style></s",
        "<a href=x>",
        "</a>",
        "<a href=http://x>y</a>",
        "[sound:",
        "[anki:",
        "&#",
        "&lt",
        "href   ",
        "<x href   ",
        "<div>",
        "{{c1::",
        "\"'",
    ],
)
@pytest.mark.parametrize("end", ["", ">", "'>", '">'])
def test_reducing_takes_time_in_proportion(piece: str, end: str) -> None:
    markup = (piece * 60_000)[:60_000] + end
    started = time.process_time()

    from_markup(markup)

    assert time.process_time() - started < 1


def test_one_line_joins_lines() -> None:
    assert one_line(" a\tb\n\n c ") == "a b c"
