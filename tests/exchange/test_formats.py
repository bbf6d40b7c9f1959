import pytest

from quizzes.exchange.formats import Format, format_of


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("\ufeff\n<?xml version='1.0'?><quiz/>", Format.MOODLE_XML),
        ("When?\nA. 1\nB. 2\nANSWER: A", Format.AIKEN),
        ("::name:: When? {=1681}", Format.GIFT),
        ("// a remark, with a comma\n\nWhen? {=1681 ~1571}", Format.GIFT),
        ("слобода\tвільне поселення\nкурган\tнасип", Format.TABLE),
        ("question,right,wrong\nWhen?,1681,1571", Format.TABLE),
        ("just words", Format.GIFT),
    ],
)
def test_the_bytes_tell_the_format(text: str, format: Format) -> None:
    assert format_of(text.encode()) is format
