"""Small tables of text that are right or refused: unlike in a register, no row of theirs can be kept out."""

from __future__ import annotations

import io

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.quotes import read_rows
from palermo.evidence.harmonise.table import Marked

QUOTE = "a quote opens and does not close as it should"


def strict_rows(text: str, delimiter: str, *, name: str) -> list[tuple[int, list[str]]]:
    """Return the rows of a text that are not blank, each with the line it begins on, from 1, and all cells stripped.

    `name` is that of the file, for messages. Raises InputError for a quote that does not close as it should.
    """
    found = []
    line = 1
    for row in read_rows(io.StringIO(text, newline=""), delimiter):
        first = last = line
        if isinstance(row, Marked):
            first, last = row.span or (line, line)
            if row.rule:
                wrong = "cannot be parted into cells" if row.rule == "broken_row" else QUOTE
                raise InputError(f"{name} line {first}: {wrong}; correct that line")
        line = last + 1
        if any(map(str.strip, row)):
            found.append((first, [" ".join(cell.splitlines()).strip() for cell in row]))
    return found
