"""Rows as a file for a spreadsheet, in which no cell is taken for a formula.

UTF-8 with a mark at its beginning, by which spreadsheets read every script; lines end as RFC 4180 says.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from django.http import HttpResponse

from palermo.kit.components import Beside, Cell, State, Strong
from palermo.kit.layout import Link
from palermo.kit.partial_date import PartialDate
from palermo.kit.text import safe_cell

BYTE_ORDER_MARK = "\ufeff"


def plain(cell: Cell) -> str:
    """A cell as text: numbers as digits without separators, days as ISO, several things parted by semicolons.

    >>> plain(1200), plain([State("Met"), 3]), plain(None)
    ('1200', 'Met; 3', '')
    """
    match cell:
        case None:
            return ""
        case State() | Strong() | Link():
            return str(cell.label)
        case PartialDate():
            return cell.iso
        case date():
            return cell.isoformat()
        case Beside():
            return " ".join(plain(part) for part in cell.parts)
        case list() | tuple():
            return "; ".join(plain(part) for part in cell)
        case _other:
            return str(cell)


def sheet(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as the text of a file."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerows([safe_cell(plain(cell)) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + written.getvalue()


def as_file(text: str, *, name: str) -> HttpResponse:
    """The answer that a browser keeps as a file of this name."""
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
