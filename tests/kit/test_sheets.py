"""Rows as a file: read by every spreadsheet, and no formula."""

from __future__ import annotations

import csv
import io
from datetime import date

from palermo.kit.components import Beside, State, Strong
from palermo.kit.partial_date import PartialDate
from palermo.kit.sheets import BYTE_ORDER_MARK, as_file, plain, sheet


def read(text: str) -> list[list[str]]:
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


def test_a_file_is_read_in_every_script() -> None:
    assert read(sheet([["Reason", "Number"], ["ملآن", 1234]])) == [["Reason", "Number"], ["ملآن", "1234"]]


def test_no_cell_is_taken_for_a_formula() -> None:
    (row,) = read(sheet([["=1+1", "+49", "-2", "@x", "fine", -3]]))
    assert row == ["'=1+1", "'+49", "'-2", "'@x", "fine", "'-3"]
    (row,) = read(sheet([["\uff1d1", "\uff0b1", "\uff0d1", "\uff20x"]]))
    assert row == ["'\uff1d1", "'\uff0b1", "'\uff0d1", "'\uff20x"]


def test_every_kind_of_cell_is_plain_text() -> None:
    cells = [
        State("Met"),
        Strong("nobody"),
        date(2026, 11, 30),
        PartialDate(2026, 11),
        Beside(("a", "b")),
        ["a", "b"],
    ]
    assert [plain(cell) for cell in cells] == ["Met", "nobody", "2026-11-30", "2026-11", "a b", "a; b"]


def test_a_file_is_kept_not_shown() -> None:
    answer = as_file(sheet([["a"]]), name="counts.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="counts.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
