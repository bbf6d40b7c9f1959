import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.dates import Date, Precision, century, day_number, parse
from quizzes.dates.parse import REFERENCE, _parse
from quizzes.errors import DateError


def days(start: tuple[int, int, int] | None, end: tuple[int, int, int] | None) -> tuple:
    return (start and day_number(*start), end and day_number(*end))


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        # Outside the years with two calendars
        ("2022-03-06", (2022, 3, 6), (2022, 3, 6), Precision.DAY),
        ("2022-02", (2022, 2, 1), (2022, 2, 28), Precision.MONTH),
        ("2024-02", (2024, 2, 1), (2024, 2, 29), Precision.MONTH),
        ("2022", (2022, 1, 1), (2022, 12, 31), Precision.YEAR),
        ("2014-21", (2014, 3, 1), (2014, 6, 21), Precision.SEASON),
        ("2014-22", (2014, 6, 1), (2014, 9, 23), Precision.SEASON),
        ("2014-23", (2014, 9, 1), (2014, 12, 22), Precision.SEASON),
        ("2014-24", (2013, 12, 1), (2015, 3, 20), Precision.SEASON),
        ("124X", (1240, 1, 1), (1249, 12, 31), Precision.DECADE),
        ("14XX", (1400, 1, 1), (1499, 12, 31), Precision.CENTURY),
        ("1467/1500", (1467, 1, 1), (1500, 12, 31), Precision.INTERVAL),
        ("2022-03-06/2022-04", (2022, 3, 6), (2022, 4, 30), Precision.INTERVAL),
        ("../1500", None, (1500, 12, 31), Precision.INTERVAL),
        ("1990/..", (1990, 1, 1), None, Precision.INTERVAL),
        ("0001", (1, 1, 1), (1, 12, 31), Precision.YEAR),
        ("0000", (0, 1, 1), (0, 12, 31), Precision.YEAR),
        ("-0499", (-499, 1, 1), (-499, 12, 31), Precision.YEAR),
        ("-0499-03-15", (-499, 3, 15), (-499, 3, 15), Precision.DAY),
        ("-049X", (-499, 1, 1), (-490, 12, 31), Precision.DECADE),
        ("-1299/-0500", (-1299, 1, 1), (-500, 12, 31), Precision.INTERVAL),
        # An unlabelled date may be Julian: hi moves by 10 to 13 days
        ("1582-10-14", (1582, 10, 14), (1582, 10, 14), Precision.DAY),
        ("1582-10-15", (1582, 10, 15), (1582, 10, 25), Precision.DAY),
        ("1681", (1681, 1, 1), (1682, 1, 10), Precision.YEAR),
        ("1700-02", (1700, 2, 1), (1700, 3, 11), Precision.MONTH),
        ("1707-10-07", (1707, 10, 7), (1707, 10, 18), Precision.DAY),
        ("1708-22", (1708, 6, 1), (1708, 10, 4), Precision.SEASON),
        ("188X", (1880, 1, 1), (1890, 1, 12), Precision.DECADE),
        ("1601/1700", (1601, 1, 1), (1701, 1, 11), Precision.INTERVAL),
        ("../1884", None, (1885, 1, 12), Precision.INTERVAL),
        ("1917", (1917, 1, 1), (1918, 1, 13), Precision.YEAR),
        ("1918-01", (1918, 1, 1), (1918, 2, 13), Precision.MONTH),
        ("1918-02-15", (1918, 2, 15), (1918, 2, 28), Precision.DAY),
        ("1918-02-16", (1918, 2, 16), (1918, 2, 16), Precision.DAY),
        ("1918", (1918, 1, 1), (1918, 12, 31), Precision.YEAR),
        ("1917/1921", (1917, 1, 1), (1921, 12, 31), Precision.INTERVAL),
    ],
)
def test_parse_gives_the_bounds_of_the_table(
    text: str,
    start: tuple[int, int, int] | None,
    end: tuple[int, int, int] | None,
    precision: Precision,
) -> None:
    lo, hi = days(start, end)

    assert parse(text) == Date(edtf=text, lo=lo, hi=hi, precision=precision)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "date-outside-subset"),
        (" 1681", "date-outside-subset"),
        ("1681 ", "date-outside-subset"),
        ("1681\n", "date-outside-subset"),
        ("681", "date-outside-subset"),
        ("12345", "date-outside-subset"),
        ("Y12345", "date-outside-subset"),
        ("٢٠٢٢", "date-outside-subset"),
        ("XXXX", "date-outside-subset"),
        ("1XXX", "date-outside-subset"),
        ("1X81", "date-outside-subset"),
        ("2022-XX", "date-outside-subset"),
        ("17XX-03", "date-outside-subset"),
        ("2022-3-6", "date-outside-subset"),
        ("20220306", "date-outside-subset"),
        ("2022-21-01", "date-outside-subset"),
        ("~1680", "date-outside-subset"),
        ("1680~~", "date-outside-subset"),
        ("1680?~", "date-outside-subset"),
        ("1680~-03", "date-outside-subset"),
        ("/1884", "date-outside-subset"),
        ("1884/", "date-outside-subset"),
        ("1884/open", "date-outside-subset"),
        ("..", "date-outside-subset"),
        ("2020/2021/2022", "date-outside-subset"),
        ("1680-1690", "date-outside-subset"),
        ("[1680,1690]", "date-outside-subset"),
        ("2022-03-06T10:00", "date-outside-subset"),
        ("2022-00", "date-impossible"),
        ("2022-13", "date-impossible"),
        ("2022-25", "date-impossible"),
        ("2022-02-29", "date-impossible"),
        ("2022-02-00", "date-impossible"),
        ("1700-02-29", "date-impossible"),
        ("-0000", "date-year-minus-zero"),
        ("-000X", "date-year-minus-zero"),
        ("../..", "date-interval-unbounded"),
        ("1708/1707", "date-interval-backwards"),
        ("-0499/-0599", "date-interval-backwards"),
    ],
)
def test_parse_refuses_what_is_outside_the_subset(text: str, code: str) -> None:
    with pytest.raises(DateError) as caught:
        parse(text)

    assert caught.value.code == code
    assert caught.value.params["text"] == text


def test_parse_refuses_what_is_no_text() -> None:
    with pytest.raises(DateError):
        parse(1681)  # type: ignore[arg-type]


@given(st.text(max_size=14))
def test_parse_raises_nothing_but_date_error(text: str) -> None:
    try:
        date = parse(text)
    except DateError:
        return
    assert date.edtf == text


@given(st.dates(min_value=datetime.date(1919, 1, 1)))
def test_parse_of_a_day_is_its_ordinal(date: datetime.date) -> None:
    parsed = parse(date.isoformat())

    assert (parsed.lo, parsed.hi) == (date.toordinal(), date.toordinal())


@given(st.dates(min_value=datetime.date(1582, 10, 15), max_value=datetime.date(1918, 2, 15)))
def test_julian_widening_moves_hi_alone_by_ten_to_thirteen_days(date: datetime.date) -> None:
    parsed = parse(date.isoformat())

    assert parsed.lo == date.toordinal()
    assert parsed.hi is not None
    assert 10 <= parsed.hi - date.toordinal() <= 13


@given(st.integers(-9999, 9998), st.sampled_from("~?"))
def test_qualifiers_widen_both_sides_by_five_percent_and_at_least_a_year(
    year: int, qualifier: str
) -> None:
    written = f"{'-' if year < 0 else ''}{abs(year):04d}"
    plain, widened = parse(written), parse(written + qualifier)

    before, after = plain.lo - widened.lo, widened.hi - plain.hi
    assert min(before, after) >= 366
    assert before >= abs(REFERENCE - plain.lo) * 0.05
    assert after >= abs(REFERENCE - plain.hi) * 0.05


def test_about_widens_a_recent_day_by_a_day_at_least() -> None:
    plain, about = parse("2025-12-31"), parse("2025-12-31~")

    assert (about.lo, about.hi) == (plain.lo - 1, plain.hi + 1)


def test_about_of_1680_reaches_seventeen_years_to_both_sides() -> None:
    about = parse("1680~")

    assert day_number(1662, 9, 1) < about.lo < day_number(1662, 9, 30)
    assert day_number(1698, 4, 1) < about.hi < day_number(1698, 4, 30)


def test_percent_widens_twice_as_much_as_either() -> None:
    plain, about, both = parse("1400"), parse("1400~"), parse("1400%")

    assert plain.lo - both.lo == 2 * (plain.lo - about.lo)
    assert both.approximate
    assert both.uncertain


def test_a_qualifier_on_one_side_of_an_interval_moves_that_bound_alone() -> None:
    plain, about = parse("1400/1450"), parse("1400~/1450")

    assert about.lo < plain.lo
    assert about.hi == plain.hi
    assert about.approximate
    assert not about.uncertain


@pytest.mark.parametrize(
    ("number", "part", "edtf"),
    [
        (17, "", "1601/1700"),
        (17, "early", "1601/1633"),
        (17, "mid", "1634/1666"),
        (15, "late", "1467/1500"),
        (1, "", "0001/0100"),
        (-1, "", "-0099/0000"),
        (-6, "", "-0599/-0500"),
        (-13, "early", "-1299/-1267"),
    ],
)
def test_century_writes_an_interval(number: int, part: str, edtf: str) -> None:
    assert century(number, part) == edtf
    assert parse(edtf).lo is not None


@pytest.mark.parametrize(("number", "part"), [(0, ""), (17, "earliest")])
def test_century_refuses_what_does_not_exist(number: int, part: str) -> None:
    with pytest.raises(DateError):
        century(number, part)


def test_parse_takes_less_than_fifty_microseconds_uncached() -> None:
    uncached = _parse.__wrapped__
    best = float("inf")
    for _ in range(5):
        started = time.process_time()
        for _ in range(400):
            uncached("1680~/1707-10-07")
        best = min(best, time.process_time() - started)

    assert best / 400 < 50e-6
