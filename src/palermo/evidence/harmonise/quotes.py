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


def _remembered(back: deque[str], lines: Iterator[str], taken: list[str]) -> Iterator[str]:
    """Yield lines, those given back first, and remember them; whoever reads rows forgets them row by row."""
    while back:
        taken.append(back.popleft())
        yield taken[-1]
    for line in lines:
        taken.append(line)
        yield line


def read_rows(lines: Iterable[str], delimiter: str) -> Iterator[Row]:
    """Yield the rows of a text, whose `lines` keep their ends; rows that are more than one line are `Marked`."""
    csv.field_size_limit(LARGEST_CELL)
    rest = iter(lines)
    back: deque[str] = deque()
    taken: list[str] = []
    reader = csv.reader(_remembered(back, rest, taken), delimiter=delimiter)
    first = 1
    while True:
        row: Row | None = None
        try:
            for row in reader:
                if len(taken) > 1:
                    break
                first += 1
                taken.clear()
                yield row
            else:
                return
        except csv.Error:
            row = None
        if len(taken) == 1:
            yield Marked((), "broken_row", (first, first))
            first += 1
            taken.clear()
            continue
        rule = _judge(taken, row, delimiter)
        if rule == "unclosed_quote":
            yield Marked((), rule, (first, first))
            first += 1
            back.extendleft(reversed(taken[1:]))
            taken = []
            reader = csv.reader(_remembered(back, rest, taken), delimiter=delimiter)
        else:
            yield Marked(row or (), rule, (first, first + len(taken) - 1))
            first += len(taken)
            taken.clear()


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
