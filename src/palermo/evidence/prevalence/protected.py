"""A table of capture histories as it may leave: small cells, and what would give them away, are ranges.

The number of all people observed is told with every estimate, so it is told here, and the cells are protected against
whoever knows it (`release.suppress`). What nobody has is not written: it is 0, and no person.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Self

from palermo.charts import Cell
from palermo.evidence.command import InputError
from palermo.evidence.notebook import Showing, Shown
from palermo.evidence.release.suppress import Rule, Unsafe, protect
from palermo.evidence.release.tables import EVERYBODY, Frequency, cells_of

THRESHOLD = 10
# A row of the table: the values of its covariates, then 1 or 0 for each list.
Row = tuple[Cell, ...]


class Guarded(Showing):
    """A table whose exact counts are computed with, and of which a notebook and a pickle show what may leave."""

    lists: Any

    @property
    @abstractmethod
    def secret(self) -> bytes:
        """The key of fingerprints; without one the cells to hide are drawn by the counts alone."""

    @abstractmethod
    def rows(self) -> tuple[tuple[str, ...], dict[Row, int]]:
        """Return the names of the columns, the lists last, and the exact number of people by row."""

    def protected(self, threshold: int = THRESHOLD) -> Shown:
        """Return the table as it may leave: numbers under `threshold`, and what gives them away, are ranges.

        `summary`, `to_frame`, `plot`, a notebook and a pickle show this one; `internal` the exact one.
        Raises InputError for a threshold under 2.
        """
        return protected(*self.rows(), lists=self.lists, key=self.secret, threshold=threshold)

    def internal(self) -> Shown:
        """Return the exact table, which says INTERNAL in its title and in every row."""
        return internal(*self.rows(), lists=self.lists)

    def shown(self) -> Shown:
        """Return the protected table."""
        return self.protected()

    def __reduce__(self) -> tuple[Callable[[Shown], Shown], tuple[Shown]]:
        """Put the protected table into a pickle: what is read back is that, and holds neither counts nor key."""
        return _same, (self.protected(),)

    def __copy__(self) -> Self:
        """Return the table itself: nothing in it changes."""
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Return the table itself: nothing in it changes."""
        del memo
        return self


def _same(table: Shown) -> Shown:
    return table


def protected(
    names: Sequence[str],
    counts: Mapping[Row, int],
    *,
    lists: Sequence[str],
    key: bytes = b"",
    threshold: int = THRESHOLD,
) -> Shown:
    """Return the table with every number that may be told, and ranges for the others.

    `names`: of the columns of a row, the last of them `lists`. Which cell is hidden for another is drawn by lot, the
    same for the same counts and `key`. Where no choice of cells to hide makes the table safe,
    no row is told, only how many people there are. Raises InputError for a threshold under 2.
    """
    if threshold < 2:
        raise InputError(f"threshold {threshold}: 2 at least is expected")
    split = len(names) - len(lists)
    keys = {row: (*map(str, row[:split]), "".join(map(str, row[split:]))) for row in counts}
    dimensions = (*names[:split], "history")
    table = Frequency(dimensions, {keys[row]: count for row, count in counts.items()})
    notes = [f"{sum(counts.values()):,} people were observed"]
    try:
        found = protect(cells_of([table]), Rule(threshold=threshold), lot=_lot(counts, key), keep={EVERYBODY})
        safe = found[EVERYBODY].value is not None
    except Unsafe:
        safe = False
    if not safe:
        notes.append("no row can be told: together with the number observed it would give small numbers away")
        return shown(names, [], lists, {"people": [], "least": [], "most": []}, notes=tuple(notes))
    told = [found[frozenset(zip(dimensions, keys[row], strict=True))] for row in counts]
    hidden = sum(each.value is None for each in told)
    if hidden:
        notes.append(
            f"{hidden} of {len(told)} numbers are ranges: those under {threshold}, and what would give them away"
        )
    return shown(
        names,
        list(counts),
        lists,
        {
            "people": [each.value for each in told],
            "least": [each.low for each in told],
            "most": [each.high for each in told],
        },
        notes=tuple(notes),
    )


def _lot(counts: Mapping[Row, int], key: bytes) -> str:
    rows = repr(sorted(counts.items(), key=repr)).encode()
    return blake2b(rows, key=key[:64], digest_size=32, person=b"hidden cells").hexdigest()


def internal(names: Sequence[str], counts: Mapping[Row, int], *, lists: Sequence[str]) -> Shown:
    """Return the exact table, which says INTERNAL in its title and in each row."""
    exact = list(counts.values())
    return shown(
        names, list(counts), lists, {"count": exact}, notes=("every number is exact: not to leave",)
    ).marked()


def shown(
    names: Sequence[str],
    rows: Sequence[Row],
    lists: Sequence[str],
    numbers: Mapping[str, Sequence[Cell]],
    *,
    notes: tuple[str, ...],
) -> Shown:
    """Return rows and their numbers as a table: the value first, then, if given, the least and the most it can be."""
    value, low, high = (*numbers, *numbers, *numbers)[:3]
    split = len(names) - len(lists)
    columns: dict[str, Sequence[Cell]] = {
        name: [row[place] for row in rows] for place, name in enumerate(names)
    }
    return Shown(
        title="People by the lists they are on",
        columns={**columns, **numbers},
        words=tuple(
            ", ".join(
                [
                    *(str(cell) for cell in row[:split]),
                    " and ".join(name for name, on in zip(lists, row[split:], strict=True) if on),
                ]
            )
            for row in rows
        ),
        band=(value, low, high),
        notes=notes,
    )
