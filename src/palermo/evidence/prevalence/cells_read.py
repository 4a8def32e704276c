"""What stands in a cell of a table of lists: on the list or not, and how many people; and a file as text.

Yes is 1, TRUE, T, yes or y; no is 0, FALSE, F, no or n, in any case. A number of people is whole, so a comma, a
blank or an apostrophe between groups of three digits can only divide thousands. A point may also begin decimals:
2.000 is read only where another cell of its column tells which it is.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from palermo.evidence.command import InputError

MOST_COUNT = 2**40
_YES = {"1", "1.0", "true", "t", "yes", "y"}
_NO = {"0", "0.0", "false", "f", "no", "n"}
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([,\u00a0\u202f '\u2019])\d{3})(?:\1\d{3})*")
_POINTS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_WHOLE_DECIMAL = re.compile(r"\d+\.0+")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def on_list(cell: str) -> bool | None:
    """Return whether a cell says that the person is on the list; None where it says neither.

    >>> on_list("TRUE"), on_list("0"), on_list("2")
    (True, False, None)
    """
    word = cell.casefold()
    return True if word in _YES else False if word in _NO else None


def checked_count(count: object, *, where: str) -> int:
    """Return a count as a whole number. Raises InputError for anything that is not one from 0."""
    if isinstance(count, float | np.floating) and float(count).is_integer():
        count = int(count)
    if isinstance(count, bool) or not isinstance(count, int | np.integer):
        raise InputError(f"{where}: {count!r} is not a whole number of people")
    if not 0 <= count <= MOST_COUNT:
        raise InputError(f"{where}: {count} cannot be a number of people")
    return int(count)


def counts_of_column(cells: Sequence[str], places: Sequence[str]) -> list[int]:
    """Return a column of numbers of people; `places` says of each cell where it stands.

    Raises InputError for what is none, and for a point that may divide thousands or begin decimals.

    >>> counts_of_column(["1,200", "15", "3.0"], ["", "", ""])
    [1200, 15, 3]
    """
    pointed = [cell for cell in cells if "." in cell]
    thousands = all(_POINTS.fullmatch(cell) for cell in pointed)
    decimals = all(_WHOLE_DECIMAL.fullmatch(cell) for cell in pointed)
    found = []
    for cell, where in zip(cells, places, strict=True):
        if "." in cell and thousands and decimals:
            raise InputError(
                f"{where}: {cell} may be {cell.replace('.', '')} or {cell.split('.')[0]}; write whole numbers"
            )
        if "." in cell and thousands:
            cell = cell.replace(".", "")
        elif _GROUPED.fullmatch(cell):
            cell = re.sub(r"\D", "", cell)
        found.append(_whole(cell, where))
    return found


def text_of(path: Path) -> str:
    """Return a file as text: UTF-8, UTF-16 with or without a mark, else Windows-1252.

    Raises InputError for a file that is not there, is a folder, is empty or is no text.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"there is no file {path}") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder; name a CSV file") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None
    try:
        text = raw.decode(_encoding(raw))
    except UnicodeDecodeError:
        raise InputError(f"{path} cannot be read as text; save it as CSV in UTF-8") from None
    if "\x00" in text:
        raise InputError(f"{path} is no text; save the table as CSV in UTF-8")
    if not text.strip():
        raise InputError(f"{path} is empty; a header and at least one row are expected")
    return text


def _encoding(raw: bytes) -> str:
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name
    # Of two bytes for each letter of a header in Latin letters, every second one is nothing.
    head = raw[:2000]
    if len(head) > 1 and head[1::2].count(0) > 0.4 * len(head[1::2]):
        return "utf-16-le"
    if len(head) > 1 and head[::2].count(0) > 0.4 * len(head[::2]):
        return "utf-16-be"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _whole(cell: str, where: str) -> int:
    try:
        value = float(cell)
    except ValueError:
        raise InputError(f"{where}: {cell!r} is not a number of people") from None
    if not value.is_integer():
        raise InputError(f"{where}: {cell} is not a whole number of people")
    return checked_count(value, where=where)
