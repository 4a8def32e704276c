"""Indicators from counts that others published: sums of ranges, year by year, State beside State, never as a rank."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.model import CountState
from palermo.evidence.harmonise.strict import strict_rows

INDICATORS = {
    "detected_victims": "Detected victims",
    "persons_in_contact": "Persons in contact with the law",
    "persons_prosecuted": "Persons prosecuted",
    "persons_convicted": "Persons convicted",
    "offences": "Offences",
}
TOTAL = "dimension = 'total' AND category = 'total' AND sex = 'total' AND age = 'total'"


@dataclass(frozen=True)
class Counted:
    """A number or a range, with how many cells it is made of and how many of those are ranges or not given."""

    low: int
    high: int
    cells: int
    suppressed: int
    missing: int

    @property
    def value(self) -> int | None:
        """The number, None where it is a range."""
        return self.low if self.low == self.high else None


@dataclass(frozen=True)
class Population:
    """Inhabitants by country and year, and where the numbers come from."""

    people: dict[tuple[str, int], int]
    source: str


def summed(
    cases: duckdb.DuckDBPyRelation, *, keys: tuple[str, ...], where: str
) -> dict[tuple[object, ...], Counted]:
    """Return sums of ranges by columns of the counts shape, for the rows that fit a condition in SQL.

    A missing cell adds nothing and is counted; a suppressed one adds its least and its most.
    """
    names = ", ".join(keys)
    sql = (
        f"{names}, coalesce(sum(count_lower), 0), coalesce(sum(count_upper), 0), count(*), "
        f"count(*) FILTER (count_state = '{CountState.SUPPRESSED}'), "
        f"count(*) FILTER (count_state = '{CountState.MISSING}')"
    )
    rows = cases.filter(where).aggregate(sql, names).order(names).fetchall()
    size = len(keys)
    return {tuple(row[:size]): Counted(*(int(each) for each in row[size:])) for row in rows}


def detected_by_country(cases: duckdb.DuckDBPyRelation) -> dict[tuple[object, ...], Counted]:
    """Return detected victims by country and year, all sexes and ages."""
    return summed(cases, keys=("country", "year"), where=f"indicator = 'detected_victims' AND {TOTAL}")


def by_year(cases: duckdb.DuckDBPyRelation, indicator: str) -> dict[tuple[object, ...], Counted]:
    """Return the sum over the States that reported, by year; `cells` says how many reported."""
    return summed(cases, keys=("year",), where=f"indicator = '{_known(indicator)}' AND {TOTAL}")


def detected_by(cases: duckdb.DuckDBPyRelation, column: str) -> dict[tuple[object, ...], Counted]:
    """Return detected victims by sex, age, form or citizenship, and year. Raises ValueError for another column."""
    where = {
        "sex": "dimension = 'total' AND category = 'total' AND age = 'total' AND sex <> 'total'",
        "age": "dimension = 'total' AND category = 'total' AND sex = 'total' AND age <> 'total'",
        "form": "dimension = 'exploitation' AND sex = 'total' AND age = 'total' AND category <> 'total'",
        "citizenship": "dimension = 'citizenship' AND sex = 'total' AND age = 'total' AND category <> 'total'",
    }
    if column not in where:
        raise ValueError(f"published counts are by {', '.join(where)}, not by {column}")
    key = column if column in {"sex", "age"} else "category"
    return summed(cases, keys=(key, "year"), where=f"indicator = 'detected_victims' AND {where[column]}")


def per_100_000(
    detected: dict[tuple[object, ...], Counted], population: Population
) -> dict[tuple[str, int], tuple[float, float]]:
    """Return SDG 16.2.2 with its bounds, for every country and year that has both numbers."""
    found = {}
    for (country, year), count in detected.items():
        people = population.people.get((str(country), int(str(year))))
        if people and not count.missing:
            found[str(country), int(str(year))] = (
                100_000 * count.low / people,
                100_000 * count.high / people,
            )
    return found


def read_population(path: Path) -> Population:
    """Read a CSV file with the columns country (alpha-3), year, population, source.

    Raises InputError where a column is missing, a number is none, or the source is not given or not one.
    """
    people: dict[tuple[str, int], int] = {}
    sources: set[str] = set()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path} cannot be read as a CSV file in UTF-8; check the name and the encoding."
        ) from error
    (_, header), *rows = strict_rows(text, ",", name=str(path)) or [(1, [])]
    missing = {"country", "year", "population", "source"} - set(header)
    if missing:
        raise InputError(
            f"{path}: the column {sorted(missing)[0]} is missing; it needs country, year, population, source."
        )
    for line, cells in rows:
        if len(cells) != len(header):
            raise InputError(f"{path}, line {line}: {len(cells)} cells under {len(header)} columns.")
        row = dict(zip(header, cells, strict=True))
        year, number = row["year"], row["population"]
        if not (year.isdecimal() and number.isdecimal() and int(number) > 0):
            raise InputError(f"{path}, line {line}: year and population must be whole numbers above 0.")
        if not row["source"]:
            raise InputError(f"{path}, line {line}: no source is given; a rate without one is not made.")
        people[row["country"], int(year)] = int(number)
        sources.add(row["source"])
    if not people:
        raise InputError(f"{path}: there is no row in it.")
    return Population(people, "; ".join(sorted(sources)))


def _known(indicator: str) -> str:
    if indicator not in INDICATORS:
        raise ValueError(f"no published indicator {indicator!r}")
    return indicator
