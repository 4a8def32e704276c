"""Tables of capture histories by stratum, over the same lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.frames import rows_of_frame
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.protected import Guarded, Row
from palermo.evidence.prevalence.reading import (
    Cells,
    Stratum,
    cells_of_records,
    cells_of_rows,
    count_table,
)

# (list, covariate, value): the list did not exist where the covariate has this value.
Absence = tuple[str, str, str]


@dataclass(frozen=True, eq=False, repr=False)
class StratifiedHistories(Guarded):
    """Capture histories by stratum.

    `covariates`: names of what divides the people, such as ("sex", "year"). `tables`: a table for each
    stratum that has people, by the stratum's values in the order of the covariates; all over the same lists,
    on some of which a stratum may have nobody. `absent`: by stratum, lists that did not exist there, such as a
    hotline in the years before it opened: nobody could be on them, which is another thing than nobody was.
    """

    covariates: tuple[str, ...]
    tables: Mapping[Stratum, CaptureHistories]
    absent: Mapping[Stratum, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def from_csv(
        cls,
        path: Path | str,
        *,
        covariates: Sequence[str],
        count: str | None = None,
        person: str | None = None,
        key: bytes | str | None = None,
    ) -> StratifiedHistories:
        """Read a CSV as `CaptureHistories.from_csv` does, with the columns `covariates` besides.

        A list that did not exist in some strata stands there with 0; name it by `without_lists`.
        """
        lists, tables = count_table(Path(path), count=count, covariates=covariates, person=person)
        return cls._over(lists, tuple(covariates), tables, key)

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        covariates: Sequence[str],
        lists: Sequence[str] | None = None,
        count: str | None = None,
        person: str | None = None,
        key: bytes | str | None = None,
    ) -> StratifiedHistories:
        """Build from a data frame as `CaptureHistories.from_frame` does, with the columns `covariates` besides."""
        header, rows = rows_of_frame(frame, lists=lists, also=[*covariates, count, person])
        names, tables = cells_of_rows(
            header, rows, name="the data frame", count=count, covariates=covariates, person=person
        )
        return cls._over(names, tuple(covariates), tables, key)

    @classmethod
    def from_records(
        cls,
        records: Mapping[Stratum, Sequence[tuple[str, str, str]]],
        *,
        covariates: Sequence[str],
        key: bytes | str | None = None,
    ) -> StratifiedHistories:
        """Build from linked records (record, list, cluster) of each stratum; lists are ordered by name."""
        lists, _cells = cells_of_records([record for part in records.values() for record in part])
        tables: dict[Stratum, Cells] = {}
        for stratum, part in records.items():
            clusters: dict[str, int] = {}
            for _record, name, cluster in part:
                clusters[cluster] = clusters.get(cluster, 0) | 1 << lists.index(name)
            tables[stratum] = dict(Counter(clusters.values()))
        return cls._over(lists, tuple(covariates), tables, key)

    def without_lists(self, absences: Iterable[Absence]) -> StratifiedHistories:
        """Return the same tables, told where lists did not exist.

        Raises InputError for a list, covariate or value that is not there, people on a list that did not exist, and
        a stratum without any list.
        """
        absent = {stratum: set(self.absent.get(stratum, ())) for stratum in self.tables}
        for name, covariate, value in absences:
            if name not in self.lists:
                raise InputError(f"there is no list {name!r}; the lists are {', '.join(self.lists)}")
            if covariate not in self.covariates:
                raise InputError(
                    f"there is no covariate {covariate!r}; the covariates are {', '.join(self.covariates)}"
                )
            place = self.covariates.index(covariate)
            there = [stratum for stratum in self.tables if stratum[place] == value]
            if not there:
                raise InputError(f"nobody has the value {value!r} of {covariate}")
            for stratum in there:
                if self.tables[stratum].overlap(name):
                    raise InputError(
                        f"list {name} is said not to exist where {covariate} is {value}, and people are on it there"
                    )
                absent[stratum].add(name)
        return replace(self, absent={stratum: frozenset(names) for stratum, names in absent.items() if names})

    def merge(self, *names: str) -> StratifiedHistories:
        """Make one list of several in every stratum; it exists where one of them does."""
        tables = {stratum: table.merge(*names) for stratum, table in self.tables.items()}
        merged = "+".join(name for name in self.lists if name in names)
        absent = {
            stratum: (gone - set(names)) | ({merged} if gone >= set(names) else set())
            for stratum, gone in self.absent.items()
        }
        return replace(self, tables=tables, absent=absent)

    def drop(self, *names: str) -> StratifiedHistories:
        """Leave lists out; people who were on no other are no longer observed, nor strata that have no other."""
        gone = next(iter(self.tables.values())).mask(names)
        return replace(
            self,
            tables={
                stratum: table.drop(*names)
                for stratum, table in self.tables.items()
                if (table.masks & ~gone).any()
            },
            absent={stratum: lists - set(names) for stratum, lists in self.absent.items()},
        )

    def existing(self, stratum: Stratum) -> tuple[str, ...]:
        """Return the lists that existed in a stratum."""
        return tuple(name for name in self.lists if name not in self.absent.get(stratum, ()))

    def __repr__(self) -> str:
        """Return what divides the people, and the lists; no count."""
        return f"<StratifiedHistories by {', '.join(self.covariates)} of {', '.join(self.lists)}>"

    def rows(self) -> tuple[tuple[str, ...], dict[Row, int]]:
        """Return the names of covariates and lists, and the strata's histories with their counts."""
        found: dict[Row, int] = {}
        for stratum, table in self.tables.items():
            found |= {(*stratum, *history): count for history, count in table.rows()[1].items()}
        return (*self.covariates, *self.lists), found

    @property
    def secret(self) -> bytes:
        """The key of fingerprints, the same in each stratum; empty where there is none."""
        return next(iter(self.tables.values())).secret

    @property
    def lists(self) -> tuple[str, ...]:
        """Names of the lists, the same in each stratum."""
        return next(iter(self.tables.values())).lists

    @property
    def total(self) -> CaptureHistories:
        """The table without strata."""
        cells: Counter[int] = Counter()
        for table in self.tables.values():
            cells.update(dict(zip(table.masks.tolist(), table.counts.tolist(), strict=True)))
        return CaptureHistories.from_cells(self.lists, cells, key=next(iter(self.tables.values())).key)

    @classmethod
    def _over(
        cls,
        lists: Sequence[str],
        covariates: tuple[str, ...],
        tables: Mapping[Stratum, Cells],
        key: bytes | str | None,
    ) -> StratifiedHistories:
        """Build, and refuse a list that is empty in all strata together."""
        together: Counter[int] = Counter()
        for cells in tables.values():
            together.update(cells)
        CaptureHistories.from_cells(lists, together)
        return cls(
            covariates,
            {
                stratum: CaptureHistories.from_cells(lists, cells, key=key, everywhere=False)
                for stratum, cells in tables.items()
                if any(cells.values())
            },
        )
