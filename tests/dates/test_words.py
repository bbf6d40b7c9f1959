import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.dates import century, parse, with_preposition, words
from quizzes.kinds import Extent

ENGLISH = [
    ("1707-10-07", "7 October 1707", "on 7 October 1707"),
    ("1707-10", "October 1707", "in October 1707"),
    ("1708-22", "summer 1708", "in summer 1708"),
    ("1681", "1681", "in 1681"),
    ("124X", "the 1240s", "in the 1240s"),
    ("17XX", "1700–1799", "from 1700 to 1799"),
    ("170X", "1700–1709", "from 1700 to 1709"),
    ("0045", "AD 45", "in AD 45"),
    ("0000", "1 BC", "in 1 BC"),
    ("-0499", "500 BC", "in 500 BC"),
    ("-049X", "500–491 BC", "from 500 to 491 BC"),
    ("-0499-03-15", "15 March 500 BC", "on 15 March 500 BC"),
    ("1601/1700", "the 17th century", "in the 17th century"),
    ("1467/1500", "the late 15th century", "in the late 15th century"),
    ("1401/1433", "the early 15th century", "in the early 15th century"),
    ("1434/1466", "the mid-15th century", "in the mid-15th century"),
    ("1601/1650", "the first half of the 17th century", "in the first half of the 17th century"),
    ("1651/1700", "the second half of the 17th century", "in the second half of the 17th century"),
    ("1501/1700", "the 16th and 17th centuries", "in the 16th and 17th centuries"),
    ("0801/1300", "the 9th to the 13th century", "from the 9th to the 13th century"),
    (
        "1467/1533",
        "the late 15th to the early 16th century",
        "from the late 15th to the early 16th century",
    ),
    ("-1299/-0500", "the 13th to the 6th century BC", "from the 13th to the 6th century BC"),
    ("-0599/-0500", "the 6th century BC", "in the 6th century BC"),
    (
        "-0199/0100",
        "the 2nd century BC to the 1st century AD",
        "from the 2nd century BC to the 1st century AD",
    ),
    ("1001/1100", "the 11th century", "in the 11th century"),
    ("2001/2100", "the 21st century", "in the 21st century"),
    ("1635/1658", "1635–1658", "from 1635 to 1658"),
    ("-0499/-0489", "500–490 BC", "from 500 to 490 BC"),
    ("-0100/0050", "101 BC – AD 50", "from 101 BC to AD 50"),
    ("2022-03-06/2022-03-13", "6–13 March 2022", "from 6 to 13 March 2022"),
    ("2022-03-06/2022-04-01", "6 March – 1 April 2022", "from 6 March to 1 April 2022"),
    (
        "2022-03-06/2023-01-02",
        "6 March 2022 – 2 January 2023",
        "from 6 March 2022 to 2 January 2023",
    ),
    ("2022-03/2022-04", "March–April 2022", "from March to April 2022"),
    ("188X/189X", "the 1880s – the 1890s", "from the 1880s to the 1890s"),
    ("../1884", "by 1884", "by 1884"),
    ("../2022-03-13", "by 13 March 2022", "by 13 March 2022"),
    ("1685/..", "from 1685", "from 1685"),
    ("1680~", "about 1680", "about 1680"),
    ("1680?", "perhaps 1680", "perhaps in 1680"),
    ("1680%", "perhaps about 1680", "perhaps about 1680"),
    ("1635~/1658", "about 1635 – 1658", "from about 1635 to 1658"),
    ("1601~/1700", "about 1601 – 1700", "from about 1601 to 1700"),
]
UKRAINIAN = [
    ("1707-10-07", "7 жовтня 1707 року", "7 жовтня 1707 року"),
    ("1707-10", "жовтень 1707 року", "у жовтні 1707 року"),
    ("1708-22", "літо 1708 року", "влітку 1708 року"),
    ("1681", "1681 рік", "у 1681 році"),
    ("124X", "1240-ві роки", "у 1240-х роках"),
    ("188X", "1880-ті роки", "у 1880-х роках"),
    ("-0499", "500 рік до н. е.", "у 500 році до н. е."),
    ("1601/1700", "XVII століття", "у XVII столітті"),
    ("1467/1500", "кінець XV століття", "наприкінці XV століття"),
    ("1401/1433", "початок XV століття", "на початку XV століття"),
    ("1434/1466", "середина XV століття", "у середині XV століття"),
    ("1601/1650", "перша половина XVII століття", "у першій половині XVII століття"),
    ("1501/1700", "XVI–XVII століття", "у XVI–XVII століттях"),
    ("-1299/-0500", "XIII–VI століття до н. е.", "у XIII–VI століттях до н. е."),
    ("1467/1533", "кінець XV – початок XVI століття", "з кінця XV до початку XVI століття"),
    ("1635/1658", "1635–1658 роки", "з 1635 до 1658 року"),
    ("2022-03-06/2022-03-13", "6–13 березня 2022 року", "з 6 до 13 березня 2022 року"),
    ("2022-03/2022-04", "березень–квітень 2022 року", "з березня до квітня 2022 року"),
    ("../1884", "не пізніше 1884 року", "не пізніше 1884 року"),
    ("1685/..", "з 1685 року", "з 1685 року"),
    ("1680~", "близько 1680 року", "близько 1680 року"),
    ("1680?", "можливо, 1680 рік", "можливо, у 1680 році"),
]


@pytest.mark.parametrize(("edtf", "alone", "at"), ENGLISH)
def test_words_in_english(edtf: str, alone: str, at: str) -> None:
    date = parse(edtf)

    assert (words(date), with_preposition(date)) == (alone, at)


@pytest.mark.parametrize(("edtf", "alone", "at"), UKRAINIAN)
def test_words_in_ukrainian(edtf: str, alone: str, at: str) -> None:
    date = parse(edtf)

    assert (words(date, "uk"), with_preposition(date, "uk")) == (alone, at)


@pytest.mark.parametrize(
    ("edtf", "extent", "language", "told"),
    [
        ("1707/1708", Extent.POINT, "en", "between 1707 and 1708"),
        ("1707/1708", Extent.SPAN, "en", "from 1707 to 1708"),
        ("2022-03-06/2022-04-01", Extent.POINT, "en", "between 6 March and 1 April 2022"),
        ("1467/1500", Extent.POINT, "en", "in the late 15th century"),
        ("../1884", Extent.POINT, "en", "by 1884"),
        ("../1884", Extent.STATE, "en", "by 1884"),
        ("../1884", Extent.SPAN, "en", "until 1884"),
        ("1685/..", Extent.POINT, "en", "not before 1685"),
        ("1685/..", Extent.SPAN, "en", "from 1685"),
        ("1681", Extent.POINT, "en", "in 1681"),
        ("1707/1708", Extent.POINT, "uk", "у період з 1707 до 1708 року"),
        ("../1884", Extent.SPAN, "uk", "до 1884 року"),
    ],
)
def test_with_preposition_tells_how_an_interval_is_meant(
    edtf: str, extent: Extent, language: str, told: str
) -> None:
    assert with_preposition(parse(edtf), language, extent) == told


def test_words_take_a_language_tag_and_fall_back_to_english() -> None:
    date = parse("1681")

    assert words(date, "uk-UA") == "1681 рік"
    assert words(date, "de") == "1681"


@given(st.integers(1, 21))
def test_words_of_a_century_name_it(number: int) -> None:
    ordinal = words(parse(century(number))).removeprefix("the ").removesuffix(" century")

    assert int(ordinal[:-2]) == number
