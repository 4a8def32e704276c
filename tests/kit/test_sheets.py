"""Counts as a file: what the page shows, read by every spreadsheet, and no formula."""

from __future__ import annotations

import csv
import io
from datetime import date

from palermo.kit.components import Beside, Column, Fact, State, Strong, Table
from palermo.kit.partial_date import PartialDate
from palermo.kit.sheets import BYTE_ORDER_MARK, as_file, plain, rows_of, rows_of_facts, sheet


def read(text: str) -> list[list[str]]:
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


def test_tables_stand_below_each_other_with_their_heads_and_empty_ones_are_left_out() -> None:
    heads = [Column("Reason"), Column("Number", figures=True)]
    full = Table(caption="Declined", columns=heads, rows=[["No room", 1234], ["ملآن", 0]], empty="")
    none = Table(caption="x", columns=heads, rows=[], empty="")
    text = sheet([*rows_of_facts([Fact("Opened", 7)]), *rows_of([full, none])])
    rows = [["Declined"], ["Reason", "Number"], ["No room", "1234"], ["ملآن", "0"], []]
    assert read(text) == [["Opened", "7"], [], *rows]


def test_no_cell_is_taken_for_a_formula() -> None:
    (row,) = read(sheet([["=1+1", "+49", "-2", "@x", "fine", -3]]))
    assert row == ["'=1+1", "'+49", "'-2", "'@x", "fine", "'-3"]


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
