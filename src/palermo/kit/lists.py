"""Dense lists: sorted by their heads, filtered in the address, chosen by ticks; drawn by `kit/list.html`.

    {% include "kit/filter_line.html" %}{% include "kit/list.html" %}      with `filters` and `list` in the context

Sort and filters stand in the address, and so does the key after which a page begins. Each row carries its roles: a
browser takes them from a table that is drawn as cards. Without scripts all of it works.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from palermo.kit.choices import Text
from palermo.kit.components import Cell
from palermo.kit.layout import Link
from palermo.kit.sorting import Sort, of_head

CHOOSE = "choose"
"""Set in the address, a list on a telephone shows its ticks instead of leading on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a column. Pressed, it sorts by the first of `sorts`, pressed again by the next.

    `end` sets figures and times to the end of the line, `desk` leaves the column out where there is little room,
    `code` draws codes, `short` cuts what is longer than its column and keeps it for whoever points at it.
    """

    label: Text
    sorts: tuple[Sort, ...] = ()
    end: bool = False
    desk: bool = False
    code: bool = False
    short: bool = False

    @property
    def css(self) -> str:
        """The classes of its cells."""
        given = {"end": self.end, "desk": self.desk, "code": self.code, "short": self.short}
        return " ".join(name for name, holds in given.items() if holds)


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its cells, the first of which is its header; `key` and `name` are those of its tick."""

    cells: Sequence[Cell]
    key: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """What may be done with the chosen rows: the words of its button, and the value it sends as `act`."""

    label: Text
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """What to do with the chosen: each ticked row is sent as `field` to `url`."""

    url: str
    acts: Sequence[Act]
    field: str = "chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A dense list with a caption for screen readers. `sort` is the code of its order.

    `empty` says what would stand here and how. `ordered` says the order in words, below the list beside `feet`:
    links to the same as a file. With `bulk` each row has a tick.
    """

    caption: Text
    heads: Sequence[Head]
    lines: Sequence[Line]
    empty: Text
    sort: str = ""
    ordered: Text = ""
    empty_action: Link | None = None
    next_key: str = ""
    bulk: Bulk | None = None
    choosing: bool = False
    feet: Sequence[Link] = ()

    def __post_init__(self) -> None:
        for line in self.lines:
            if len(line.cells) != len(self.heads):
                raise ValueError(f"a row has {len(line.cells)} cells for {len(self.heads)} columns")

    @property
    def columns(self) -> list[tuple[Head, str, str]]:
        """Each head with the order it leads to and the one it stands in ("ascending", "descending", or none)."""
        return [(head, *of_head(head.sorts, self.sort)) for head in self.heads]

    @property
    def rows(self) -> list[tuple[Line, list[tuple[Head, Cell]]]]:
        """Each line with its cells under their heads."""
        return [(line, list(zip(self.heads, line.cells, strict=True))) for line in self.lines]
