import csv
import io

import openpyxl
import pytest

from quizzes.exchange.sheet import safe, to_csv, to_xlsx

ROWS = [["Pupil", "Rivers"], ["=1+1", 9], ["Ґанна", 0.5], ["-", None]]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+380", "-5", "@SUM(A1)", "\tx", "\rx", "\nx", "  =cmd", "\u00a0=x", "＝1"],
)
def test_a_text_that_would_be_run_goes_out_behind_an_apostrophe(text):
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ґанна", "a=b", "8-Б", "'=1"])
def test_an_ordinary_text_stays_as_it_is(text):
    assert safe(text) == text


def test_signs_that_no_sheet_takes_are_left_out_before_it_is_judged():
    assert safe("\x00=1") == "'=1"
    assert safe("a\ud800b\x0b") == "ab"


def test_csv_holds_numbers_as_numbers_and_texts_safely():
    data = to_csv(ROWS)
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert data.startswith(b"\xef\xbb\xbf")
    assert read == [["Pupil", "Rivers"], ["'=1+1", "9"], ["Ґанна", "0.5"], ["'-", ""]]


def test_a_number_below_zero_is_a_number_still():
    assert b"-3" in to_csv([[-3]])
    assert sheet_of(to_xlsx([[-3]], title="x"))[0][0].value == -3


def test_workbook_holds_no_formula():
    cells = [cell for row in sheet_of(to_xlsx(ROWS, title="Results")) for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert [cell.value for cell in cells] == [
        *("Pupil", "Rivers", "'=1+1", 9, "Ґанна", 0.5, "'-", None)
    ]


def test_workbook_keeps_its_head_and_its_first_column_in_sight():
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(ROWS, title="Results: 8/Б [x]")))
    assert book.active.freeze_panes == "B2"
    assert book.active.title == "Results  8 Б  x"


def sheet_of(data: bytes) -> list:
    return list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows())
