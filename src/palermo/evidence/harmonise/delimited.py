"""Delimited text in any common encoding: encoding and delimiter are found, no line stops the reading."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from charset_normalizer import from_bytes

from palermo.evidence.harmonise.table import Grid, Regular, Row

BLOCK = 1 << 24
LARGEST_CELL = 1 << 24
DELIMITERS = ",;\t|"
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _broken_bytes(path: Path) -> tuple[int, int]:
    """Return how many replacement characters reading as UTF-8 gives, and how many letters beyond ASCII are sound."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    broken = sound = 0
    for block in _blocks(path):
        if block.isascii() and not decoder.getstate()[0]:
            continue
        text = decoder.decode(block)
        lost = text.count("\ufffd")
        broken += lost
        sound += sum(1 for letter in text if letter > "\x7f") - lost
    return broken + len(decoder.decode(b"", final=True)), sound


def encoding_of(path: Path) -> str:
    """Return the encoding of a text file.

    A byte order mark decides; then UTF-8, also where a few letters of it are broken; else the best guess of
    charset-normalizer on the first part, and Windows-1252 when it has none.
    """
    with path.open("rb") as file:
        start = file.read(1 << 20)
    for mark, name in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return name
    broken, sound = _broken_bytes(path)
    if broken == 0 or broken < sound:
        return "utf-8"
    best = from_bytes(start).best()
    return "cp1252" if best is None or best.encoding in {"ascii", "utf_8"} else best.encoding


def delimiter_of(lines: list[str]) -> str:
    """Return the sign that cuts most lines into the same number of cells, more than one."""

    def agreement(sign: str) -> tuple[int, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1)
        except csv.Error:
            return 0, 0
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return times, width

    return max(DELIMITERS, key=agreement)


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row | None]:
    csv.field_size_limit(LARGEST_CELL)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        while True:
            try:
                yield next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield None


def regular(path: Path, delimiter: str) -> Regular | None:
    """Return how DuckDB can read a UTF-8 file as it lies, or None when a line needs a closer look.

    Every line must have as many delimiters as the first, and no quote, control character or lone carriage return
    may stand anywhere: then a line is a row, and both readers say the same.
    """
    sign = ord(delimiter)
    expected = -1
    endings: set[bytes] = set()
    rest = b""
    for block in _blocks(path):
        whole, newline, rest = (rest + block).rpartition(b"\n")
        if not newline:
            if len(rest) > LARGEST_CELL:
                return None
            continue
        expected = _same_width(whole + newline, sign, expected, endings)
        if expected < 1:
            return None
    if rest:
        expected = _same_width(rest + b"\n", sign, expected, set())
    if expected < 1 or len(endings) != 1:
        return None
    return Regular(path, delimiter, endings.pop().decode())


def _same_width(lines: bytes, sign: int, expected: int, endings: set[bytes]) -> int:
    """Return the number of delimiters of every line, or -1 when they differ or the lines need a closer look."""
    letters = np.frombuffer(lines, dtype=np.uint8)
    returns = lines.count(b"\r")
    feeds = lines.count(b"\n")
    if b'"' in lines or (returns and lines.count(b"\r\n") != returns) or returns not in {0, feeds}:
        return -1
    controls = letters < 32
    if int(controls.sum()) != feeds + returns + (lines.count(b"\t")):
        return -1
    endings.add(b"\r\n" if returns else b"\n")
    ends = np.flatnonzero(letters == 10)
    signs = np.flatnonzero(letters == sign)
    widths = np.diff(np.searchsorted(signs, ends), prepend=0)
    if expected < 0:
        expected = int(widths[0])
    return expected if expected > 0 and bool((widths == expected).all()) else -1


def open_delimited(path: Path) -> Grid:
    """Open a delimited text file."""
    encoding = encoding_of(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = list(islice(file, 200))
    delimiter = delimiter_of(lines)
    plain = regular(path, delimiter) if encoding in {"utf-8", "utf-8-sig"} else None
    return Grid(
        path,
        f"text in {encoding}, columns separated by {delimiter!r}",
        rows=lambda: _rows(path, encoding, delimiter),
        as_it_lies=plain,
    )
