"""Reads tables of capture histories and refuses, in one line, what would become a wrong number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.strict import strict_rows
from palermo.evidence.notebook import INTERNAL
from palermo.evidence.prevalence.cells_read import checked_count, counts_of_column, on_list, text_of

__all__ = [
    "UNKNOWN",
    "Cells",
    "Stratum",
    "cells_of_records",
    "cells_of_rows",
    "checked_count",
    "checked_names",
    "count_table",
    "linked_records",
    "mask_of",
]

# Counts by bit mask of a history.
Cells = dict[int, int]
# The values of the covariates that make a stratum, in the order of the covariates.
Stratum = tuple[str, ...]

UNKNOWN = {"", "NA", "NaN", "nan", "."}
_PERSON = {"id", "person", "personid", "caseid", "recordid"}


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


def count_table(
    path: Path, *, count: str | None = None, covariates: Sequence[str] = (), person: str | None = None
) -> tuple[tuple[str, ...], dict[Stratum, Cells]]:
    """Read a CSV with one 0/1 column per list, and a column of counts or one row a person.

    As `cells_of_rows` does; commas, semicolons or tabs separate.
    """
    header, rows = _table(path)
    return cells_of_rows(
        header,
        [(f"{path.name} line {line}", row) for line, row in rows],
        name=path.name,
        count=count,
        covariates=covariates,
        person=person,
    )


def cells_of_rows(
    header: Sequence[str],
    rows: Sequence[tuple[str, list[str]]],
    *,
    name: str,
    count: str | None = None,
    covariates: Sequence[str] = (),
    person: str | None = None,
) -> tuple[tuple[str, ...], dict[Stratum, Cells]]:
    """Return the lists of a table and, by stratum, the counts by history; rows of one history add up.

    `rows`: what each is called, and its cells. `count` names the column of counts, else "count" or "Freq" in any case;
    where there is none, each row is a person. `person` names the column that tells persons apart, else "id" or the
    like; a person may stand there once. `covariates` name columns that are no lists. A row of people on no list may
    stand in a table of counts with 0, NA or nothing, as a reminder.
    Raises InputError with the row and the column of what cannot be read.
    """
    apart = [_column(header, each, name) for each in covariates]
    counted = _count_column(header, name, count)
    named = _person_column(header, rows, name, person, counted)
    places = [
        place
        for place in range(len(header))
        if place not in {counted, named, *apart} and not _left_out(header[place], place, rows)
    ]
    on = [_on_lists(row, where, header, places, counted) for where, row in rows]
    lists = checked_names([header[place] for place in places])
    people = [1] * len(rows) if counted is None else _people(rows, on, counted, header[counted])
    found: dict[Stratum, Cells] = {}
    for (where, row), there, number in zip(rows, on, people, strict=True):
        if number and not any(there):
            whom = "a person" if counted is None else f"{number} people"
            raise InputError(f"{where}: {whom} on no list cannot be observed; leave that row out")
        cells = found.setdefault(tuple(row[place] for place in apart), {})
        mask = mask_of(there)
        cells[mask] = cells.get(mask, 0) + number
    return lists, found


def _on_lists(
    row: list[str], where: str, header: Sequence[str], places: Sequence[int], counted: int | None
) -> list[bool]:
    found = []
    for place in places:
        on = on_list(row[place])
        if on is None and counted is None:
            raise InputError(
                f"{where}, column {header[place]}: {row[place]!r} is neither 0 nor 1. If {header[place]!r} holds "
                f"counts, name it (--count, in Python count=); if it tells persons apart, too (--id, person=)"
            )
        if on is None:
            raise InputError(f"{where}, column {header[place]}: {row[place]!r} is neither 0 nor 1")
        found.append(on)
    return found


def _people(
    rows: Sequence[tuple[str, list[str]]], on: Sequence[list[bool]], counted: int, title: str
) -> list[int]:
    """Return the column of counts; people on no list may be unknown."""
    cells = [
        "0" if row[counted] in UNKNOWN and not any(there) else row[counted]
        for (_where, row), there in zip(rows, on, strict=True)
    ]
    return counts_of_column(cells, [f"{where}, column {title}" for where, _row in rows])


def _left_out(title: str, place: int, rows: Sequence[tuple[str, list[str]]]) -> bool:
    """Say whether a column is none: numbers of rows as R writes them, blanks beyond the table, our own marking."""
    cells = [row[place] for _where, row in rows]
    if not title:
        return cells == [str(number) for number in range(1, len(cells) + 1)] or not any(cells)
    return set(cells) == {INTERNAL}


def linked_records(path: Path) -> list[tuple[str, str, str]]:
    """Read a CSV with the columns record, list and cluster. Raises InputError where one is missing."""
    header, rows = _table(path)
    places = [_column(header, name, path.name) for name in ("record", "list", "cluster")]
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
    text = text_of(path)
    first = text.lstrip().splitlines()[0]
    rows = strict_rows(text, max(",;\t", key=first.count), name=path.name)
    if not rows:
        raise InputError(f"{path} holds no cell with a text; a header and at least one row are expected")
    header = rows[0][1]
    for line, row in rows[1:]:
        if len(row) != len(header):
            raise InputError(f"{path.name} line {line}: {len(row)} cells under {len(header)} columns")
    if len(rows) == 1:
        raise InputError(f"{path} holds a header and no rows")
    return header, rows[1:]


def _column(header: Sequence[str], name: str, table: str) -> int:
    if name not in header:
        raise InputError(f"{table} has no column {name!r}; it has {', '.join(header)}")
    return header.index(name)


def _count_column(header: Sequence[str], table: str, count: str | None) -> int | None:
    """Return the place of the column of counts; None where each row is a person."""
    if count is not None:
        return _column(header, count, table)
    places = [place for place, name in enumerate(header) if name.lower() in {"count", "freq"}]
    if len(places) > 1:
        raise InputError(f"{table}: one column called count is expected; it has {', '.join(header)}")
    return places[0] if places else None


def _person_column(
    header: Sequence[str],
    rows: Sequence[tuple[str, list[str]]],
    table: str,
    person: str | None,
    counted: int | None,
) -> int | None:
    """Return the place of the column that tells persons apart; None where there is none."""
    if person is not None and counted is not None:
        raise InputError(
            f"{table}: a table has counts or one row a person, not both; name one of the columns"
        )
    places = [place for place, name in enumerate(header) if re.sub(r"[\W_]", "", name.casefold()) in _PERSON]
    if person is not None:
        places = [_column(header, person, table)]
    elif places and all(on_list(row[places[0]]) is not None for _where, row in rows):
        return None  # a list of that name
    if counted is not None or len(places) != 1:
        return None
    seen: dict[str, str] = {}
    for where, row in rows:
        cell = row[places[0]]
        if cell in seen or not cell:
            told = f"the person of {seen[cell]} stands there again" if cell else "the person has no id"
            raise InputError(f"{where}, column {header[places[0]]}: {told}; one row a person is expected")
        seen[cell] = where
    return places[0]
