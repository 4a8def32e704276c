"""Delimited text in any common encoding: encoding and delimiter are found, no line stops the reading."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from charset_normalizer import from_bytes

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.eurostat import keys_before_values, split_keys
from palermo.evidence.harmonise.quotes import read_rows
from palermo.evidence.harmonise.table import HEADER_WITHIN, Grid, Regular, Row, matches
from palermo.evidence.harmonise.text import name_key

BLOCK = 1 << 20  # bytes; what is counted in a block takes many times its size
LONGEST_LINE = 1_000_000  # bytes; half of what DuckDB takes for a line unless told otherwise
DELIMITERS = ",;\t|"
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


OTHER_SCRIPTS = {
    *(
        "cp1251",
        "koi8_r",
        "iso8859_5",
        "mac_cyrillic",
        "cp1253",
        "iso8859_7",
        "cp1255",
        "cp1256",
        "iso8859_6",
        "cp874",
    ),
    *("gb2312", "gbk", "gb18030", "big5", "big5hkscs", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949"),
}


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
        # Letters that were lost before are sound UTF-8 here.
        lost = text.count("\ufffd") - block.count("\ufffd".encode())
        broken += lost
        sound += len(text) - len(text.encode("ascii", "ignore")) - lost
    return broken + len(decoder.decode(b"", final=True)), sound


def _wide(start: bytes) -> str:
    """Return which UTF-16 or UTF-32 some bytes without a mark are: digits and line ends have NULs, always in one place.

    Empty where the NULs lie anywhere, or where the bytes do not decode.
    """
    whole = start[: len(start) // 4 * 4]
    nulls = np.frombuffer(whole, dtype=np.uint8).reshape(-1, 4) == 0
    by_place = nulls.sum(axis=0)
    rows = len(nulls)
    if rows and min(by_place[2], by_place[3]) > 0.9 * rows:
        guess = "utf-32-le"
    elif rows and min(by_place[0], by_place[1]) > 0.9 * rows:
        guess = "utf-32-be"
    else:
        even, odd = by_place[0] + by_place[2], by_place[1] + by_place[3]
        guess, end = ("utf-16-le", b"\n\0") if odd > even else ("utf-16-be", b"\0\n")
        feeds = start.count(b"\n")
        if not feeds or start.count(end) < 0.9 * feeds or min(odd, even) > 0.1 * max(odd, even):
            return ""
    try:
        text = whole.decode(guess)
    except UnicodeDecodeError as error:
        text = whole[: error.start].decode(guess) if error.start > len(whole) - 4 else ""
    return guess if text and "\0" not in text else ""


def encoding_of(path: Path) -> str:
    """Return the encoding of a text file.

    A byte order mark decides; then NULs between letters, as UTF-16 without a mark has them; then UTF-8, also where a
    few letters of it are broken; then charset-normalizer, where it sees another script than the Latin one. One-byte
    encodings of Latin letters cannot be told apart by their bytes: the commonest is taken, Windows-1252, and the
    report says so.
    """
    with path.open("rb") as file:
        start = file.read(1 << 20)
    for mark, name in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return name
    if b"\0" in start and (wide := _wide(start)):
        return wide
    broken, sound = _broken_bytes(path)
    if broken == 0 or broken < sound:
        return "utf-8"
    best = from_bytes(start).best()
    return (
        best.encoding if best is not None and best.encoding in OTHER_SCRIPTS and best.coherence else "cp1252"
    )


def delimiter_of(lines: list[str], names: frozenset[str] = frozenset()) -> str:
    """Return the sign that finds most known names of columns, and cuts most lines into the same number of cells."""

    def agreement(sign: str) -> tuple[int, int, int]:
        rows = list(read_rows(lines, sign))
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return max((matches(row, names) for row in rows[:HEADER_WITHIN]), default=0), times, width

    return max(DELIMITERS, key=agreement)


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        yield from read_rows(file, delimiter)


def regular(path: Path, delimiter: str) -> Regular | None:
    """Return how DuckDB can read a UTF-8 file as it lies, or None when a line needs a closer look.

    Every line must have as many delimiters as the first, and no quote, control character or lone carriage return
    may stand anywhere: then a line is a row, and both readers say the same.
    """
    sign = ord(delimiter)
    expected = -1
    endings: set[bytes] = set()
    rest = b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for block in _blocks(path):
        try:
            decoder.decode(block)
        except UnicodeDecodeError:
            return None
        whole, newline, rest = (rest + block).rpartition(b"\n")
        if not newline:
            if len(rest) > LONGEST_LINE:
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
    if int(np.diff(ends, prepend=-1).max()) > LONGEST_LINE:
        return -1
    signs = np.flatnonzero(letters == sign)
    widths = np.diff(np.searchsorted(signs, ends), prepend=0)
    if expected < 0:
        expected = int(widths[0])
    return expected if expected > 0 and bool((widths == expected).all()) else -1


def open_delimited(path: Path, names: Iterable[str] = (), encoding: str = "") -> Grid:
    """Open a delimited text file; `names` are names of columns to look for, `encoding` one that is known.

    Raises InputError when there is no such encoding.
    """
    try:
        found = codecs.lookup(encoding).name if encoding else encoding_of(path)
    except LookupError:
        raise InputError(f"There is no encoding {encoding!r}; try cp1250, cp1254 or mac-roman.") from None
    with path.open(encoding=found, errors="replace", newline="") as file:
        lines = list(islice(file, 200))
    if keys_before_values(lines):
        return Grid(
            path, f"text in {found}, keys before values", rows=lambda: split_keys(_rows(path, found, "\t"))
        )
    delimiter = delimiter_of(lines, frozenset(name_key(name) for name in names if name))
    plain = regular(path, delimiter) if found in {"utf-8", "utf-8-sig"} else None
    return Grid(
        path,
        f"text in {found}, columns separated by {delimiter!r}",
        rows=lambda: _rows(path, found, delimiter),
        as_it_lies=plain,
    )
