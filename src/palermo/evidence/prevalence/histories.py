"""Capture histories: how many people stand on exactly which lists.

A *history* is the set of lists a person is on, held as a bit mask: bit i is set when they are on list i, so on
lists A, B, C the mask 5 = 0b101 means "on A and C". In text a history is written in the order of the lists,
"101". Nobody is on no list: those people are what the methods of this room estimate.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.frames import cells_of_matrix, rows_of_frame
from palermo.evidence.prevalence.protected import Guarded, Row
from palermo.evidence.prevalence.reading import (
    cells_of_records,
    cells_of_rows,
    checked_count,
    checked_names,
    count_table,
    mask_of,
)

IntArray = NDArray[np.int64]
FINGERPRINT_KEY = "PALERMO_FINGERPRINT_KEY"
# Dense tables and designs have 2^lists cells; published studies use up to eight lists.
MOST_LISTS = 12


@dataclass(frozen=True, eq=False, repr=False)
class CaptureHistories(Guarded):
    """Counts of people by capture history.

    `lists`: names, in the order of bits. `masks` and `counts`: the histories that were seen and how many
    people have each; masks ascend, every count is above zero. `key` is the secret of `fingerprint`.

    >>> table = CaptureHistories.from_counts(("A", "B"), {"10": 30, "01": 20, "11": 6})
    >>> table.n_observed, table.cells.tolist(), table.overlap("A", "B")
    (56, [0, 30, 20, 6], 6)
    """

    lists: tuple[str, ...]
    masks: IntArray
    counts: IntArray
    key: bytes | None = field(default=None, repr=False, compare=False)

    @classmethod
    def from_counts(
        cls, lists: Sequence[str], counts: Mapping[str, int], *, key: bytes | str | None = None
    ) -> CaptureHistories:
        """Build from counts by history written as text, 1 = on the list, in the order of `lists`.

        Raises InputError for fewer than two lists, names given twice, histories of another length, counts
        that are no whole numbers from 0, people on no list, and a list on which nobody is.
        """
        names = checked_names(lists)
        cells: dict[int, int] = {}
        for history, count in counts.items():
            if len(history) != len(names) or set(history) - {"0", "1"}:
                raise InputError(f"history {history!r}: {len(names)} signs 0 or 1 are expected, one per list")
            mask = mask_of([sign == "1" for sign in history])
            cells[mask] = cells.get(mask, 0) + checked_count(count, where=f"history {history}")
        return cls.from_cells(names, cells, key=key)

    @classmethod
    def from_csv(
        cls,
        path: Path | str,
        *,
        count: str | None = None,
        person: str | None = None,
        key: bytes | str | None = None,
    ) -> CaptureHistories:
        """Read a CSV with a 0/1 column per list, and a column of counts or one row a person.

        `count` names the column of counts, else "count" or "Freq"; where there is none, each row is a person, whom
        the column `person`, else "id", tells apart. Rows of one history add up. Raises InputError (one line) for what
        `reading.cells_of_rows` and `from_counts` refuse.
        """
        names, tables = count_table(Path(path), count=count, person=person)
        return cls.from_cells(names, tables[()], key=key)

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        lists: Sequence[str] | None = None,
        count: str | None = None,
        person: str | None = None,
        key: bytes | str | None = None,
    ) -> CaptureHistories:
        """Build from a data frame of pandas or Polars, laid out as the CSV of `from_csv`.

        `lists` names the columns that are lists, where there are others. Raises InputError as `from_csv` does, by the
        number of the row.
        """
        header, rows = rows_of_frame(frame, lists=lists, also=[count, person])
        names, tables = cells_of_rows(header, rows, name="the data frame", count=count, person=person)
        return cls.from_cells(names, tables[()], key=key)

    @classmethod
    def from_matrix(
        cls,
        matrix: ArrayLike,
        *,
        lists: Sequence[str] | None = None,
        key: bytes | str | None = None,
    ) -> CaptureHistories:
        """Build from a matrix of 0 and 1 with a row for each person and a column for each list.

        `lists` names the columns, else they are "list 1", "list 2" and so on. Raises InputError for anything but 0
        and 1, a person on no list, and names that do not fit.

        >>> CaptureHistories.from_matrix([[1, 0], [1, 1], [0, 1]], lists=["A", "B"]).overlap("A", "B")
        1
        """
        names, cells = cells_of_matrix(matrix, lists)
        return cls.from_cells(names, cells, key=key)

    @classmethod
    def from_records(
        cls, records: Iterable[tuple[str, str, str]], *, key: bytes | str | None = None
    ) -> CaptureHistories:
        """Build from linked records (record, list, cluster): one cluster is one person.

        Lists are ordered by name. Several records of one cluster on one list count once. Raises InputError
        for an empty part, a record given twice, and fewer than two lists.
        """
        names, cells = cells_of_records(records)
        return cls.from_cells(names, cells, key=key)

    @classmethod
    def from_cells(
        cls,
        lists: Sequence[str],
        cells: Mapping[int, int],
        *,
        key: bytes | str | None = None,
        everywhere: bool = True,
    ) -> CaptureHistories:
        """Build from counts by bit mask. `everywhere` False lets a list be empty, as in a thin stratum."""
        names = checked_names(lists)
        if cells.get(0):
            raise InputError(
                f"{cells[0]} people are on no list; leave that history out, it cannot be observed"
            )
        seen = sorted(mask for mask, count in cells.items() if count)
        if not seen:
            raise InputError("nobody is on any list: the table holds no person")
        masks = np.array(seen, dtype=np.int64)
        counts = np.array([cells[mask] for mask in seen], dtype=np.int64)
        nobody = [name for bit, name in enumerate(names) if not (masks >> bit & 1).any()]
        if nobody and everywhere:
            raise InputError(f"nobody is on list {nobody[0]}; leave that list out")
        return cls(lists=names, masks=masks, counts=counts, key=key.encode() if isinstance(key, str) else key)

    def __repr__(self) -> str:
        """Return the lists and the number observed; no count of a history."""
        return f"<CaptureHistories of {', '.join(self.lists)}: {self.n_observed:,} people>"

    def rows(self) -> tuple[tuple[str, ...], dict[Row, int]]:
        """Return the names of the lists, and the histories that were seen as 1 and 0 by list, with their counts."""
        return self.lists, {
            tuple(mask >> bit & 1 for bit in range(len(self.lists))): count
            for mask, count in zip(self.masks.tolist(), self.counts.tolist(), strict=True)
        }

    @cached_property
    def n_observed(self) -> int:
        """How many people are on at least one list."""
        return int(self.counts.sum())

    @cached_property
    def cells(self) -> IntArray:
        """Counts of all 2^lists histories by bit mask; the first, on no list, is 0.

        Raises InputError for more than 12 lists, where no estimate is offered.
        """
        if len(self.lists) > MOST_LISTS:
            raise InputError(
                f"{len(self.lists)} lists are too many to estimate from; merge or drop some, down to {MOST_LISTS}"
            )
        dense = np.zeros(1 << len(self.lists), dtype=np.int64)
        dense[self.masks] = self.counts
        dense.setflags(write=False)
        return dense

    def history(self, mask: int) -> str:
        """Return a history as text, in the order of the lists."""
        return "".join("1" if mask >> bit & 1 else "0" for bit in range(len(self.lists)))

    def index(self, name: str) -> int:
        """Return the place of a list. Raises InputError for a name that is not there."""
        if name not in self.lists:
            raise InputError(f"there is no list {name!r}; the lists are {', '.join(self.lists)}")
        return self.lists.index(name)

    def mask(self, names: Iterable[str]) -> int:
        """Return the bit mask of a set of lists."""
        return sum(1 << self.index(name) for name in set(names))

    def names(self, mask: int) -> tuple[str, ...]:
        """Return the names of the lists in a bit mask, in the order of the lists."""
        return tuple(name for bit, name in enumerate(self.lists) if mask >> bit & 1)

    def overlap(self, *names: str) -> int:
        """How many people are on all of these lists, and perhaps on others."""
        wanted = self.mask(names)
        return int(self.counts[(self.masks & wanted) == wanted].sum())

    def merge(self, *names: str) -> CaptureHistories:
        """Make one list of several: a person is on it who is on any of them. It stands where the first stood."""
        places = sorted({self.index(name) for name in names})
        if len(places) < 2:
            raise InputError("name at least two different lists to merge")
        kept = [bit for bit in range(len(self.lists)) if bit not in places[1:]]
        merged = "+".join(self.lists[bit] for bit in places)
        together = sum(1 << bit for bit in places)
        lifted = np.where(self.masks & together, self.masks | 1 << places[0], self.masks)
        lists = tuple(merged if bit == places[0] else self.lists[bit] for bit in kept)
        return self._over(lists, kept, lifted)

    def drop(self, *names: str) -> CaptureHistories:
        """Leave lists out; people who were on no other are no longer observed."""
        gone = {self.index(name) for name in names}
        kept = [bit for bit in range(len(self.lists)) if bit not in gone]
        return self._over(tuple(self.lists[bit] for bit in kept), kept, self.masks)

    def keyed(self, key: bytes | str | None) -> CaptureHistories:
        """Return the same table with a key for its fingerprint."""
        return replace(self, key=key.encode() if isinstance(key, str) else key)

    @property
    def secret(self) -> bytes:
        """The key of the fingerprint: the table's own, or else of the environment; empty where there is none."""
        return self.key or os.environ.get(FINGERPRINT_KEY, "").encode()

    def fingerprint(self) -> str | None:
        """Return HMAC-SHA256 of the table, in hexadecimal, or None without a key.

        The key is the table's own or else the environment variable PALERMO_FINGERPRINT_KEY. It must be
        secret: a plain hash of a small table can be confirmed by guessing. The order of lists and rows does
        not matter.
        """
        key = self.secret
        if not key:
            return None
        order = sorted(range(len(self.lists)), key=lambda bit: self.lists[bit])
        rows = sorted(
            ("".join(str(mask >> bit & 1) for bit in order), count)
            for mask, count in zip(self.masks.tolist(), self.counts.tolist(), strict=True)
        )
        text = json.dumps(
            [[self.lists[bit] for bit in order], rows], ensure_ascii=False, separators=(",", ":")
        )
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def _over(self, lists: tuple[str, ...], kept: Sequence[int], masks: IntArray) -> CaptureHistories:
        """Return the table over the lists whose old places are `kept`."""
        cells: dict[int, int] = {}
        for mask, count in zip(masks.tolist(), self.counts.tolist(), strict=True):
            left = mask_of([bool(mask >> bit & 1) for bit in kept])
            if left:
                cells[left] = cells.get(left, 0) + count
        # A list that had people still has them; one that had none may be empty, as in a thin stratum.
        return self.from_cells(lists, cells, key=self.key, everywhere=False)
