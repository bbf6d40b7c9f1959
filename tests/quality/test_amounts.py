import pytest

from quizzes.quality.amounts import Amount, amount


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1681", (1681, 0, 0)),
        ("6 March 2022", (2022, 3, 6)),
        ("March 2022", (2022, 3, 0)),
        ("Summer 1708", (1708, 6, 0)),
        ("The 1240s", (1240, 0, 0)),
        ("The late 15th century", (1467, 0, 0)),
        ("500 BC", (-500, 0, 0)),
        ("44,979 people", (44979, 0, 0)),
        ("About 23.77 per cent", (23.77, 0, 0)),
        ("28 лютого 2022 року", (2022, 2, 28)),
        ("The 20th Combined Arms Army", None),
        ("The E40 road", None),
        ("Kharkiv", None),
    ],
)
def test_amount_reads_dates_and_numbers_but_no_names(text: str, read: Amount | None) -> None:
    assert amount(text) == read
