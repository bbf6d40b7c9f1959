import pytest

from quizzes.audit.documents import sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It rained. It snowed.", ["It rained.", "It snowed."]),
        ("J. K. Halm wrote it. He died.", ["J. K. Halm wrote it.", "He died."]),
        ("It rained.[1][2] It snowed.", ["It rained.[1][2]", "It snowed."]),
        ("3.5 per cent of it.", ["3.5 per cent of it."]),
        ("== History ==\nIt rained.", ["It rained."]),
        ("- Conflict: Velm\n- Date: 6 March", ["- Date: 6 March"]),
        ("[7] [8]\n", []),
    ],
)
def test_sentences_of_article_text(text: str, found: list[str]) -> None:
    cut = [text[start:end].strip() for start, end in sentences(text, (), "Velm")]

    assert cut == found


def test_ranges_that_are_no_article_text_hold_no_sentence() -> None:
    text = "A caption. It rained. A note."

    cut = [text[start:end].strip() for start, end in sentences(text, ((0, 10), (21, 29)))]

    assert cut == ["It rained."]
