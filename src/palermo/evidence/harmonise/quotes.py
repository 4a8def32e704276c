"""Rows of a delimited text in which a quote may open and never close: such a row takes no other row with it.

A cell of text may hold line ends, so a row may span several lines. Where its quote does not close as it should, or
what it spans are rows themselves, only its first line is kept out, and the lines after it are read anew.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from palermo.evidence.harmonise.table import Marked, Row

LARGEST_CELL = 1 << 20
MANY_LINES = 10


class _Lines:
    """Lines that can be given back; those of the row being read are remembered, and lines are counted from 1."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._source = iter(lines)
        self._back: deque[str] = deque()
        self.taken: list[str] = []
        self.first = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._source)
        self.taken.append(line)
        return line

    def forget(self, lines: int) -> None:
        """Go on behind the first lines of the row; give the others back."""
        self._back.extendleft(reversed(self.taken[lines:]))
        self.first += lines
        self.taken.clear()


def read_rows(lines: Iterable[str], delimiter: str) -> Iterator[Row]:
    """Yield the rows of a text, whose `lines` keep their ends; rows that are more than one line are `Marked`."""
    csv.field_size_limit(LARGEST_CELL)
    source = _Lines(lines)
    taken = source.taken
    reader = csv.reader(source, delimiter=delimiter)
    while True:
        row: Row | None
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = None
        number = len(taken)
        if number == 1:
            source.first += 1
            taken.clear()
            yield Marked((), "broken_row") if row is None else row
            continue
        rule = _judge(taken, row, delimiter)
        read_again = rule == "unclosed_quote"
        number = 1 if read_again else number
        span = (source.first, source.first + number - 1)
        source.forget(number)
        yield Marked(() if read_again or row is None else row, rule, span)
        if read_again:
            reader = csv.reader(source, delimiter=delimiter)


def _judge(lines: Sequence[str], row: Row | None, delimiter: str) -> str:
    """Return the rule for a row of several lines: none, a note, or that its quote does not close."""
    if row is None:
        return "unclosed_quote"
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:  # it ends with the file, or something stands behind the quote that closes it
        return "unclosed_quote"
    as_rows = sum(line.count(delimiter) == len(row) - 1 for line in lines) if len(row) > 1 else 0
    many = len(lines) - 1 > MANY_LINES
    if many and 2 * as_rows >= len(lines):
        return "unclosed_quote"
    return "many_lines" if many or as_rows == len(lines) else ""
