import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.dates import parse, typed, words
from quizzes.errors import DateError

READ = [
    ("27 September 1680", "1680-09-27"),
    ("27th of Sept. 1680", "1680-09-27"),
    ("September 27, 1680", "1680-09-27"),
    ("27 вересня 1680", "1680-09-27"),
    ("27 вересня 1680 року.", "1680-09-27"),
    ("27-го вересня 1680", "1680-09-27"),
    ("27 ВЕРЕСНЯ 1680", "1680-09-27"),
    ("27.09.1680", "1680-09-27"),
    ("27/9/1680", "1680-09-27"),
    ("9/27/1680", "1680-09-27"),
    ("3/4/1680", "1680-04-03"),
    ("1680-09-27", "1680-09-27"),
    ("1680.9.27", "1680-09-27"),
    ("  27   September\t1680 ", "1680-09-27"),
    ("September 1680", "1680-09"),
    ("вересень 1680", "1680-09"),
    ("у вересні 1680 р.", "1680-09"),
    ("09.1680", "1680-09"),
    ("1680-09", "1680-09"),
    ("1680", "1680"),
    ("in 1680", "1680"),
    ("1680 рік", "1680"),
    ("1680р.", "1680"),
    ("about 1680", "1680"),
    ("бл. 1680 р.", "1680"),
    ("1680s", "168X"),
    ("the 1680s", "168X"),
    ("1680-ті роки", "168X"),
    ("17th century", "1601/1700"),
    ("XVII century", "1601/1700"),
    ("XVII століття", "1601/1700"),
    ("ХVІІ ст.", "1601/1700"),
    ("17 ст.", "1601/1700"),
    ("10 January AD 9", "0009-01-10"),
    ("500 BC", "-0499"),
    ("500 до н. е.", "-0499"),
    ("6th century BC", "-0599/-0500"),
]


@pytest.mark.parametrize(("text", "edtf"), READ)
def test_typed_dates_are_read(text, edtf):
    assert typed(text) == edtf


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "hello",
            "September",
            "27 September",
            "27.09.80",
            "5",
            "0",
            "32.13.1680",
            "13.1680",
        ),
        *("31 February 1700", "1680 1681", "1680-21", "12345", "september october 1680"),
        *("27 September 1680 and more", "17th century 1680", "century", "²", "x" * 5000),
        *("1" * 5000, "٣", "27 вересня 1680 💥", "-", "...", "1680?"),
    ],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(DateError):
        typed(text)


@given(st.text(max_size=40))
def test_anything_typed_is_a_date_or_refused(text):
    try:
        parse(typed(text))
    except DateError:
        return


@given(st.dates(), st.sampled_from(["en", "uk"]), st.sampled_from([10, 7, 4]))
def test_words_of_a_date_are_read_back(day, language, length):
    edtf = day.isoformat()[:length]
    assert typed(words(parse(edtf), language)) == edtf
