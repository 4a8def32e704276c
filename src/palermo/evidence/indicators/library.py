"""Indicators in a notebook: counted from a file of cases, protected, and shown as tables and pictures.

What is shown, framed, drawn and pickled is the protected table; `internal` counts anew and says INTERNAL in every row.
Every call is proved for itself, and together with the earlier outputs that are named as `published`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from palermo.charts import Cell
from palermo.evidence.command import InputError
from palermo.evidence.harmonise.model import Shape, present
from palermo.evidence.indicators import output
from palermo.evidence.indicators.catalogue import BY_KEY, CATALOGUE
from palermo.evidence.indicators.earlier import OtherRecords, read_earlier
from palermo.evidence.indicators.groupings import DISAGGREGATIONS, NO_INFORMATION, Grouping
from palermo.evidence.indicators.persons import LeftOut, Result, compute
from palermo.evidence.indicators.report import beside
from palermo.evidence.notebook import Showing, Shown
from palermo.evidence.release.suppress import Rule, Unsafe
from palermo.evidence.release.tables import NotCheckable

ALONE = "proved for this output alone: what else is shown of the same cases is not in the proof"
LOST = "small numbers follow from the earlier outputs by themselves; they are not counted in the proof"


@dataclass(frozen=True)
class Indicators(Showing):
    """Indicators that were counted together. `left_out`: those that are not given, and why; `proved`: beside what."""

    results: tuple[Result, ...]
    left_out: tuple[LeftOut, ...]
    cases: Path | None = field(default=None, repr=False)
    proved: str = ALONE

    def __repr__(self) -> str:
        """Return which indicators there are, no number."""
        return f"<Indicators: {', '.join(each.indicator.key for each in self.results)}>"

    def shown(self) -> Shown:
        """Return every line of every indicator under the names of `indicators.csv`."""
        return _shown("Indicators", self.results, (*self._notes, self.proved))

    def one(self, key: str) -> Shown:
        """Return one indicator, with its definition. Raises InputError for one that is not there."""
        found = self._result(key)
        indicator = found.indicator
        return _shown(indicator.title, [found], (indicator.definition, *indicator.caveats, self.proved))

    def internal(self, key: str) -> Shown:
        """Count one indicator again and return the exact table, which says INTERNAL in its title and every row.

        Raises InputError for an indicator that is not there, and where the file of cases is not: a pickle does not
        hold it.
        """
        found = self._result(key)
        if self.cases is None:
            raise InputError(
                "the cases did not travel with these indicators; count them again from their file"
            )
        groups = (*found.indicator.groupings, *found.by)
        names = ", ".join(each.name for each in groups)
        parts = ", ".join(
            f"unnest({each.sql}) AS {each.name}"
            if each.overlapping
            else f"coalesce({each.sql}, '{NO_INFORMATION}') AS {each.name}"
            for each in groups
        )
        rows = _cases(self.cases).project(parts).aggregate(f"{names}, count(*)").order(names).fetchall()
        columns: dict[str, Sequence[Cell]] = {
            each.name: [each.label(row[place]) for row in rows] for place, each in enumerate(groups)
        }
        return Shown(
            title=found.indicator.title,
            columns={**columns, "count": [row[-1] for row in rows]},
            words=tuple(
                ", ".join(each.label(code) for each, code in zip(groups, row, strict=False)) for row in rows
            ),
            band=("count", "count", "count"),
            notes=("every number is exact: not to leave",),
        ).marked()

    def __getstate__(self) -> dict[str, Any]:
        """Return what a pickle holds: protected numbers, and not where the cases lie."""
        return {**self.__dict__, "cases": None}

    @property
    def _notes(self) -> tuple[str, ...]:
        return tuple(f"{each.indicator.key} is left out: {each.reason}" for each in self.left_out)

    def _result(self, key: str) -> Result:
        found = next((each for each in self.results if each.indicator.key == key), None)
        if found is None:
            there = ", ".join(each.indicator.key for each in self.results) or "none"
            raise InputError(f"there is no indicator {key!r} here; there are: {there}")
        return found


def indicators_of(
    cases: Path | str,
    *,
    only: Sequence[str] = (),
    by: Sequence[str] = (),
    threshold: int = 10,
    base: int = 1,
    published: Sequence[Path | str] = (),
) -> Indicators:
    """Count indicators of a file of cases, as `palermo indicators` does, and protect them.

    `only`: keys of the catalogue; else all that can be given. `by`: one or two disaggregations. `threshold`: the least
    number of persons that is shown. `base`: numbers are rounded to a multiple of it. `published`: folders of earlier
    outputs from these cases, whose numbers are taken as known. Raises InputError where the file, a key, a
    disaggregation or a folder is none, where an earlier output is of other records, and where no choice of cells to
    hide makes the tables safe.
    """
    path = Path(cases)
    if unknown := [key for key in only if key not in BY_KEY]:
        raise InputError(f"there is no indicator {unknown[0]!r}; `palermo indicators --catalogue` lists them")
    chosen = [each for each in CATALOGUE if each.shape is Shape.PERSONS and (not only or each.key in only)]
    try:
        earlier = [read_earlier(Path(folder)) for folder in published]
        computed = compute(
            _cases(path),
            chosen,
            by=_groupings(by),
            rule=Rule(threshold=threshold, base=base),
            earlier=earlier,
        )
    except (Unsafe, NotCheckable, OtherRecords) as error:
        raise InputError(f"nothing is shown: {error}") from error
    except ValueError as error:
        raise InputError(str(error)) from error
    proved = beside(len(earlier)) if earlier else ALONE
    if computed.lost:
        proved = f"{proved} {computed.lost} {LOST}"
    return Indicators(computed.results, computed.left, path, proved)


def _groupings(by: Sequence[str]) -> list[Grouping]:
    if unknown := [name for name in by if name not in DISAGGREGATIONS]:
        raise InputError(f"by {unknown[0]!r} is not known; there are {', '.join(DISAGGREGATIONS)}")
    if len(by) > 2 or len(set(by)) < len(by):
        raise InputError(
            "one or two different disaggregations are taken: finer tables hide more than they show"
        )
    return [DISAGGREGATIONS[name] for name in by]


def _cases(path: Path) -> duckdb.DuckDBPyRelation:
    if not path.is_file():
        raise InputError(f"there is no file {path}")
    try:
        there = duckdb.read_parquet(str(path))
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.Error:
        raise InputError(f"{path} is no Parquet file; `palermo harmonise` makes one") from None
    if not {"record_number", "source"} <= set(there.columns) or "count_state" in there.columns:
        raise InputError(f"{path} holds no canonical cases of persons; `palermo harmonise` makes such a file")
    return there.project(present(there.columns))


def _shown(title: str, results: Sequence[Result], notes: tuple[str, ...]) -> Shown:
    rows = list(output.rows_of(results))
    columns: dict[str, list[Any]] = {
        name: [row[place] for row in rows] for place, name in enumerate(output.HEADER)
    }
    return Shown(
        title=title,
        columns=columns,
        words=tuple(
            ", ".join(word for word in (str(label), str(by)) if word)
            for label, by in zip(columns["label"], columns["by_value"], strict=True)
        ),
        band=("value", "least", "most"),
        notes=notes,
    )
