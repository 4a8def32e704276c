# ruff: noqa: S608 - statements are built from our own names only; texts go through `literal`
"""Puts the columns that are needed into a DuckDB table, row by row as they came; its rowid is the row's number.

Only columns that the mapping carries are read into it; identity never reaches the disk this way.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from palermo.evidence.harmonise.odd_rows import odd_row, odd_row_sql
from palermo.evidence.harmonise.rules import RULE_BY_CODE, Action
from palermo.evidence.harmonise.table import Marked, Regular, Row, Table
from palermo.evidence.harmonise.text import REPLACED

Progress = Callable[[int], None]
Line = Sequence[str | int | None]
# The signs that cut keys apart inside, and what no text file can carry, must not stand in a cell.
CONTROLS = {code: REPLACED for code in range(32) if code not in {9, 10, 13}}
STEP = 50_000
THREADS = 2
# What one row may hold, in letters; four bytes a letter at most, doubled where it is a quote, fit into a line.
LARGEST_ROW = 1 << 20
LONG_LINES = "max_line_size = 16777216, buffer_size = 33554432, parallel = false"


@dataclass(frozen=True)
class Said:
    """The lines of the file that a row spans, as the quarantine names them, and a rule that notes the row."""

    lines: str
    note: str = ""


@dataclass(frozen=True)
class Staged:
    """The table `staged` of a connection: columns c0, c1, … as chosen, and `bad`, a rule's code or empty.

    `marked` are rows with something more to say, by their number: the lines they span, and a rule that notes them.
    """

    connection: duckdb.DuckDBPyConnection
    rows: int
    marked: Mapping[int, Said]


@dataclass(frozen=True)
class Plan:
    """What of a table is staged: the positions of the `chosen` columns. `ignored` ones do not make a row filled.

    `dated` are columns in which a workbook's numbers are days; `totals` tells whether a row of totals is no record.
    """

    table: Table
    chosen: Sequence[int]
    ignored: Sequence[int] = ()
    dated: frozenset[int] = frozenset()
    totals: bool = True
    progress: Progress = field(default=lambda _rows: None)

    def rows(self) -> Iterator[Row]:
        """Go through the rows below the header."""
        return self.table.data(self.dated)


def identifier(name: str) -> str:
    """Quote a name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text for SQL."""
    return "'" + text.replace("'", "''") + "'"


def _as_it_lies(plan: Plan, regular: Regular) -> str:
    names = [f"x{place}" for place in range(len(plan.table.header))]
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    # The first cell that is filled ends the search for a blank row.
    blank = " AND ".join(
        f"(x{place} IS NULL OR trim(x{place}) = '')"
        for place in range(len(names))
        if plan.ignored and place not in plan.ignored
    )
    picked = "".join(f", coalesce(x{place}, '') AS c{number}" for number, place in enumerate(plan.chosen))
    first = ", ".join(f"nullif(trim({name}), '')" for name in names)
    return (
        f"CREATE TABLE staged AS SELECT CASE WHEN {blank or 'first IS NULL'} THEN 'blank_row' "
        f"{odd_row_sql(names, totals=plan.totals)} ELSE '' END AS bad{picked} "
        f"FROM (SELECT *, coalesce({first}) AS first FROM read_csv({literal(str(regular.path))}, "
        f"auto_detect = false, header = false, skip = {plan.table.above + 1}, "
        f"columns = {{{columns}}}, delim = {literal(regular.delimiter)}, quote = '', escape = '', "
        f"new_line = {literal(regular.newline.encode('unicode_escape').decode())}, "
        "encoding = 'utf-8'))"
    )


def _checked(plan: Plan, marked: dict[int, Said]) -> Iterator[tuple[str, Row]]:
    """Yield for each row the rule that keeps it out, or an empty text, and the chosen cells."""
    width = len(plan.table.header)
    skipped = set(plan.ignored)
    nothing = [""] * len(plan.chosen)
    for number, row in enumerate(plan.rows()):
        if number % STEP == 0:
            plan.progress(number)
        if isinstance(row, Marked):
            noted = bool(row.rule) and RULE_BY_CODE[row.rule].action is Action.NOTED
            marked[number + 1] = Said(row.lines, row.rule if noted else "")
            if row.rule and not noted:
                yield row.rule, nothing
                continue
        blank = not any(cell.strip() for place, cell in enumerate(row) if place not in skipped)
        # Workbooks and many exports leave out empty cells at the end of a row.
        while len(row) > width and not row[-1]:
            row = row[:-1]
        if blank:
            yield "blank_row", nothing
        elif odd := odd_row(row, totals=plan.totals):
            yield odd, nothing
        elif len(row) != width:
            yield "ragged_row", nothing
        elif sum(len(row[place]) for place in plan.chosen) > LARGEST_ROW:
            yield "broken_row", nothing
        else:
            yield "", [row[place].translate(CONTROLS) for place in plan.chosen]


def _prepared(plan: Plan, folder: Path, marked: dict[int, Said]) -> str:
    """Write the chosen cells to a file that DuckDB reads without a question, and return the statement."""
    path = folder / "staged.csv"
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows((bad, *cells) for bad, cells in _checked(plan, marked))
    names = ("bad", *(f"c{number}" for number in range(len(plan.chosen))))
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    return (
        f"CREATE TABLE staged AS SELECT coalesce(COLUMNS(*), '') FROM read_csv({literal(str(path))}, "
        f"auto_detect = false, header = false, columns = {{{columns}}}, delim = ',', quote = '\"', escape = '\"', "
        f"new_line = '\\n', {LONG_LINES}, encoding = 'utf-8')"
    )


def stage(plan: Plan, folder: Path) -> Staged:
    """Read the chosen columns of a table into DuckDB.

    `folder` is a private temporary folder; DuckDB keeps there what does not fit into half a gibibyte.
    """
    connection = duckdb.connect(str(folder / "staged.duckdb"))
    connection.execute("SET memory_limit = '512MB'")
    connection.execute(f"SET threads = {THREADS}")
    connection.execute(f"SET temp_directory = {literal(str(folder / 'spill'))}")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("PRAGMA disable_checkpoint_on_shutdown")  # the file is removed anyway
    regular = plan.table.grid.as_it_lies
    marked: dict[int, Said] = {}
    if regular is not None and len(plan.table.header) > 1:
        statement = _as_it_lies(plan, regular)
    else:
        statement = _prepared(plan, folder, marked)
    connection.execute(statement)
    (folder / "staged.csv").unlink(missing_ok=True)
    found = connection.execute("SELECT count(*) FROM staged").fetchone()
    rows = int(found[0]) if found else 0
    plan.progress(rows)
    return Staged(connection, rows, marked)


def fill(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    table: str,
    columns: Mapping[str, str],
    rows: Iterable[Line],
) -> None:
    """Make a table of rows that Python worked out; a list is given as JSON, NULL as an empty text."""
    path = folder / f"{table}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    texts = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    casts = {
        "VARCHAR": "coalesce({0}, '') AS {0}",
        "VARCHAR[]": "from_json({0}, '[\"VARCHAR\"]') AS {0}",
        "BIGINT": "CAST({0} AS BIGINT) AS {0}",
    }
    picked = ", ".join(casts[kind].format(name) for name, kind in columns.items())
    connection.execute(
        f"CREATE TABLE {table} AS SELECT {picked} FROM read_csv({literal(str(path))}, auto_detect = false, "
        f"header = false, columns = {{{texts}}}, delim = ',', quote = '\"', escape = '\"', new_line = '\\n', "
        f"{LONG_LINES}, encoding = 'utf-8')"
    )
    path.unlink()
