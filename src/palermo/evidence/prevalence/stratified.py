"""Tables of capture histories by stratum, over the same lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


@dataclass(frozen=True, eq=False, repr=False)
class StratifiedHistories(Guarded):
    """Capture histories by stratum.

    `covariates`: names of what divides the people, such as ("sex", "year"). `tables`: a table for each
    stratum that has people, by the stratum's values in the order of the covariates; all over the same lists,
    on some of which a stratum may have nobody.
    """

    covariates: tuple[str, ...]
    tables: Mapping[Stratum, CaptureHistories]

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
        """Read a CSV as `CaptureHistories.from_csv` does, with the columns `covariates` besides."""
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
