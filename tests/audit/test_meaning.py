import pytest

from quizzes.audit.meaning import certainly_differ, meant, quantity, reach, says, says_all
from quizzes.audit.pack import Pack, Quantity, Thing, Value, When, Words, read
from quizzes.dates import parse
from quizzes.kinds import Extent, Op
from tests.audit.made_up import World


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder, _ = World().write(tmp_path_factory.mktemp("pack"))
    return read(folder)


def day(edtf: str, words: str = "", extent: Extent = Extent.POINT) -> When:
    return When(date=parse(edtf), words=words, extent=extent)


def amount(op: str, n: float, to: float | None = None, unit: str = "") -> Quantity:
    return Quantity(op=Op(op), n=n, to=to, unit=unit)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The Orrin Guild", Thing(entity="guild")),
        ("Orrin's Guild", Thing(entity="guild")),
        ("Summer 1771", day("1771-22")),
        ("The late 15th century", day("1467/1500")),
        ("After the flood", day("1771", "after the flood")),
        ("About 12,000", amount("~", 12000)),
        ("10 per cent", amount("=", 10, unit="%")),
        ("30–35 people", amount("range", 30, 35, "people")),
        ("Footballer", Words(text="footballer")),
    ],
)
def test_text_says_value(pack: Pack, text: str, value: Value) -> None:
    assert says(text, value, pack)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The Orrin Guild of Brede", Thing(entity="guild")),
        ("1772", day("1771")),
        ("12,000", amount("~", 12000)),
        ("At least 12", amount(">", 12)),
        ("12 metres", amount("=", 12, unit="people")),
    ],
)
def test_text_does_not_say_value(pack: Pack, text: str, value: Value) -> None:
    assert not says(text, value, pack)


def test_list_says_all_values_and_no_more(pack: Pack) -> None:
    values = (Thing(entity="wool"), Thing(entity="tiles"))

    assert says_all("Wool and tiles", values, pack)
    assert not says_all("Wool", values, pack)
    assert not says_all("Wool, tiles and tar", values, pack)


def test_option_means_nothing_where_its_text_belies_its_id(pack: Pack) -> None:
    assert meant("guild", "The Anne Parish", Thing(entity="parish"), pack) is None
    assert meant("1684", "1685", day("1684"), pack) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("more than 440", amount(">", 440)),
        ("up to 20 per cent", amount("≤", 20, unit="per cent")),
        ("23.77%", amount("=", 23.77, unit="per cent")),
        ("the Donets", None),
    ],
)
def test_quantity_is_read_back(text: str, found: Quantity | None) -> None:
    assert quantity(text) == found


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        (amount("=", 440), 440, 440),
        (amount("=", 23.8), 23.75, 23.85),
        (amount("~", 20), 15, 25),
        (amount("~", 12000), 11400, 12600),
        (amount("range", 30, 35), 30, 35),
        (amount("≥", 44), 44, float("inf")),
    ],
)
def test_reach_of_quantity(value: Quantity, least: float, most: float) -> None:
    assert reach(value) == pytest.approx((least, most))


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (day("1684"), day("1686"), True),
        # The Julian year reaches into the next.
        (day("1684"), day("1685"), False),
        (day("2022-03"), day("2022-03-06"), False),
        (amount("=", 440), amount("=", 447), True),
        (amount("≥", 440), amount("=", 447), False),
        (amount("~", 440, unit="people"), amount("=", 9, unit="houses"), False),
        (Thing(entity="guild"), Thing(entity="parish"), True),
        (Thing(entity="guild"), Words(text="parish"), False),
        (Words(text="footballer"), Words(text="a young footballer"), False),
    ],
)
def test_certain_difference(pack: Pack, one: Value, other: Value, differ: bool) -> None:
    assert certainly_differ(one, other, pack) is differ
    assert certainly_differ(other, one, pack) is differ
