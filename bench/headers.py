"""How much of tables nobody mapped `--suggest` gets right: python -m bench.headers [--wrong]

Reads the two halves of tests/evidence/harmonise/headers (its README says how they came to be) and prints for each, and
for each system in it, how many columns are proposed as what they are, how many that hold somebody's identity are
proposed as anything else, and how many tables have their shape right. `--wrong` names the columns that are not right.

A column expected as

* a field is right when that field is proposed;
* `identity` is right when it is withheld: identity, contact, document, exact_date or free_text;
* `key` is right when it is the key, or withheld while another column of those expected as key is it: two keys
  together would tell every row from every other;
* `nothing` is right when it is carried nowhere.

Before the suggestion took names apart, 57.8 % of the columns of our half and 68.9 % of theirs were right, 62 and 17
that hold identity were proposed as anything else, and no table of counts was known as one. After it was changed by
our half alone, 98.5 % of ours and, at first sight, 97.0 % of theirs were right, none exposed and every shape told;
then kinds of failures of theirs were mended too (the order of "relation" and "trafficker", "recruited by", compounds,
a day of interview where there is no other), which left 98.8 %. Since numbers side by side and flags beside them are
carried, five columns of counts that both halves expect as nothing are proposed, rightly, as counts and flags: 98.2 %
and 97.6 %.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from palermo.evidence.harmonise.mapping import CARRIED_NOWHERE, WITHHELD, Treatment, parse
from palermo.evidence.harmonise.sheets import open_table
from palermo.evidence.harmonise.suggest import suggest
from palermo.evidence.harmonise.table import find_header

TABLES = Path(__file__).parent.parent / "tests" / "evidence" / "harmonise" / "headers"
HALVES = ("ours", "theirs")
TODAY = date(2026, 11, 26)


@dataclass(frozen=True)
class Judged:
    """One column: what it is, what it was proposed as (a field, or else a treatment), whether that is right, and
    whether it is somebody's identity proposed as anything else."""

    header: str
    expected: str
    proposed: str
    right: bool
    exposed: bool


@dataclass(frozen=True)
class Scored:
    """One table: its system, its columns, and whether its shape was told."""

    name: str
    system: str
    columns: tuple[Judged, ...]
    shape: bool


def score(path: Path) -> Scored:
    """Judge the suggestion for the table beside `NAME.expected.toml`."""
    said = tomllib.loads(path.with_suffix(".expected.toml").read_text(encoding="utf-8"))
    text = suggest(find_header(open_table(path)), today=TODAY)
    mapping = parse(text, where=path.name)
    found = {column.name: column for column in mapping.columns}
    expected: dict[str, str] = said["columns"]
    keyed = any(
        found[header].treatment is Treatment.KEY for header, what in expected.items() if what == "key"
    )
    judged = []
    for header, what in expected.items():
        column = found[header]
        withheld = column.treatment in WITHHELD
        match what:
            case "identity":
                right = withheld
            case "key":
                right = column.treatment is Treatment.KEY or (keyed and withheld)
            case "nothing":
                right = column.treatment in CARRIED_NOWHERE
            case _:
                right = what == (column.field or str(column.treatment))
        exposed = (what == "identity" and not withheld) or (
            what == "key" and not withheld and column.treatment is not Treatment.KEY
        )
        judged.append(Judged(header, what, column.field or str(column.treatment), right, exposed))
    return Scored(path.stem, said["system"], tuple(judged), mapping.shape.value == said["shape"])


def half(name: str) -> list[Scored]:
    """Judge every table of a half."""
    return [score(path) for path in sorted((TABLES / name).glob("*.csv"))]


def right_share(tables: Sequence[Scored]) -> float:
    """Return the share of columns that are right."""
    columns = [column for table in tables for column in table.columns]
    return sum(column.right for column in columns) / len(columns)


def exposed(tables: Sequence[Scored]) -> list[tuple[str, str]]:
    """Return the table and the header of every identity that is proposed as anything else."""
    return [(table.name, column.header) for table in tables for column in table.columns if column.exposed]


def _row(name: str, tables: Sequence[Scored]) -> str:
    columns = sum(len(table.columns) for table in tables)
    shapes = sum(table.shape for table in tables)
    return (
        f"{name:<22}{len(tables):>7}{columns:>9}{right_share(tables):>9.1%}"
        f"{len(exposed(tables)):>10}{shapes:>7}/{len(tables)}"
    )


def lines(halves: Sequence[str] = HALVES, *, wrong: bool = False) -> Iterator[str]:
    """Yield what is printed: for each half a row for all of it, one a system, and the columns that are not right."""
    yield f"{'':<22}{'tables':>7}{'columns':>9}{'right':>9}{'exposed':>10}{'shape':>9}"
    for name in halves:
        tables = half(name)
        yield _row(name, tables)
        for system in sorted({table.system for table in tables}):
            yield _row(f"  {system}", [table for table in tables if table.system == system])
        if wrong:
            yield from (
                f"    {table.name}: {column.header!r} is {column.expected}, proposed {column.proposed}"
                for table in tables
                for column in table.columns
                if not column.right
            )


if __name__ == "__main__":
    wanted = [name for name in sys.argv[1:] if name in HALVES] or HALVES
    print(*lines(wanted, wrong="--wrong" in sys.argv), sep="\n")
