"""Reads tables of capture histories and refuses, in one line, what would become a wrong number."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from palermo.evidence.command import InputError

# Counts by bit mask of a history.
Cells = dict[int, int]
# The values of the covariates that make a stratum, in the order of the covariates.
Stratum = tuple[str, ...]

MOST_COUNT = 2**40
UNKNOWN = {"", "NA", "NaN", "nan", "."}


def mask_of(on: Sequence[bool]) -> int:
    """Return the bit mask of "is the person on list i", in the order of the lists."""
    return sum(1 << bit for bit, yes in enumerate(on) if yes)


def checked_names(lists: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the lists. Raises InputError where they cannot be told apart or named in options."""
    names = tuple(name.strip() for name in lists)
    if len(names) < 2:
        found = f"only the list {names[0]!r}" if names else "no list"
        raise InputError(f"there is {found}; an estimate needs at least two lists that overlap")
    for name in names:
        if not name or set(name) & set(":,\n"):
            raise InputError(f"list name {name!r}: give a name without colon or comma")
        if names.count(name) > 1:
            raise InputError(f"two lists are called {name!r}; give each its own name")
    return names


def checked_count(count: object, *, where: str) -> int:
    """Return a count as a whole number. Raises InputError for anything that is not one from 0."""
    if isinstance(count, float | np.floating) and float(count).is_integer():
        count = int(count)
    if isinstance(count, bool) or not isinstance(count, int | np.integer):
        raise InputError(f"{where}: {count!r} is not a whole number of people")
    if not 0 <= count <= MOST_COUNT:
        raise InputError(f"{where}: {count} cannot be a number of people")
    return int(count)


def count_table(
    path: Path, *, count: str | None = None, covariates: Sequence[str] = ()
) -> tuple[tuple[str, ...], dict[Stratum, Cells]]:
    """Read a CSV with one 0/1 column per list and a column of counts.

    `count` names the column of counts (else "count" or "Freq" in any case); `covariates` name columns that
    are no lists. Returns the lists and, by stratum, the counts by history; rows of one history add up. A row
    of people on no list may stand there with 0, NA or nothing, as a reminder. Commas, semicolons or tabs
    separate. Raises InputError with the line and the column of what cannot be read.
    """
    header, rows = _table(path)
    counted = _column(header, count, path) if count else _count_column(header, path)
    apart = [_column(header, name, path) for name in covariates]
    places = [place for place in range(len(header)) if place != counted and place not in apart]
    lists = checked_names([header[place] for place in places])
    found: dict[Stratum, Cells] = {}
    for line, row in rows:
        on = [_yes(row[place], f"{path.name} line {line}, column {header[place]}") for place in places]
        where = f"{path.name} line {line}, column {header[counted]}"
        unseen = not any(on)
        people = 0 if unseen and row[counted] in UNKNOWN else _whole(row[counted], where)
        if unseen and people:
            raise InputError(f"{where}: {people} people on no list cannot be observed; leave that row out")
        cells = found.setdefault(tuple(row[place] for place in apart), {})
        mask = mask_of(on)
        cells[mask] = cells.get(mask, 0) + people
    return lists, found


def linked_records(path: Path) -> list[tuple[str, str, str]]:
    """Read a CSV with the columns record, list and cluster. Raises InputError where one is missing."""
    header, rows = _table(path)
    places = [_column(header, name, path) for name in ("record", "list", "cluster")]
    return [(row[places[0]], row[places[1]], row[places[2]]) for _line, row in rows]


def cells_of_records(records: Iterable[tuple[str, str, str]]) -> tuple[tuple[str, ...], Cells]:
    """Return the lists, ordered by name, and counts by history of linked records (record, list, cluster).

    One cluster is one person; several records of that person on one list count once. Raises InputError for an empty
    part and for a record that is given twice.
    """
    clusters: dict[str, set[str]] = {}
    seen: set[str] = set()
    for number, (record, name, cluster) in enumerate(records, start=1):
        if not (record and name and cluster):
            raise InputError(f"record {number}: record, list and cluster must all be given")
        if record in seen:
            raise InputError(f"record {number} repeats the id of an earlier record; give each id once")
        seen.add(record)
        clusters.setdefault(cluster, set()).add(name)
    lists = checked_names(sorted(set().union(*clusters.values())))
    cells: Cells = {}
    for on in clusters.values():
        mask = mask_of([name in on for name in lists])
        cells[mask] = cells.get(mask, 0) + 1
    return lists, cells


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header and the rows that are not blank, each with its line, all cells stripped."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"there is no file {path}") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder; name a CSV file") from None
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{path} cannot be read as text in UTF-8; save it as CSV in UTF-8") from None
    if not text.strip():
        raise InputError(f"{path} is empty; a header and at least one row are expected")
    first = text.lstrip().splitlines()[0]
    reader = csv.reader(text.splitlines(), delimiter=max(",;\t", key=first.count))
    rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(map(str.strip, row))]
    if not rows:
        raise InputError(f"{path} holds no cell with a text; a header and at least one row are expected")
    header = rows[0][1]
    for line, row in rows[1:]:
        if len(row) != len(header):
            raise InputError(f"{path.name} line {line}: {len(row)} cells under {len(header)} columns")
    if len(rows) == 1:
        raise InputError(f"{path} holds a header and no rows")
    return header, rows[1:]


def _column(header: Sequence[str], name: str, path: Path) -> int:
    if name not in header:
        raise InputError(f"{path.name} has no column {name!r}; it has {', '.join(header)}")
    return header.index(name)


def _count_column(header: Sequence[str], path: Path) -> int:
    places = [place for place, name in enumerate(header) if name.lower() in {"count", "freq"}]
    if len(places) != 1:
        raise InputError(f"{path.name}: one column called count is expected; it has {', '.join(header)}")
    return places[0]


def _yes(cell: str, where: str) -> bool:
    if cell not in {"0", "1"}:
        raise InputError(f"{where}: {cell!r} is neither 0 nor 1")
    return cell == "1"


def _whole(cell: str, where: str) -> int:
    try:
        value = float(cell)
    except ValueError:
        raise InputError(f"{where}: {cell!r} is not a number of people") from None
    if not value.is_integer():
        raise InputError(f"{where}: {cell} is not a whole number of people")
    return checked_count(value, where=where)
