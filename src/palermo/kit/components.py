"""What the kit's templates draw, as plain values: states, facts, tables, moments, confirmations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from palermo.kit.choices import Text
from palermo.kit.dates import clock_text, date_text
from palermo.kit.layout import Link
from palermo.kit.partial_date import PartialDate
from palermo.kit.sorting import Sort, of_head

T = TypeVar("T")


class Tone(StrEnum):
    """How a state or a notice sounds. A tone only ever repeats what the words say."""

    PLAIN = "plain"
    SEA = "sea"
    ATTENTION = "attention"
    DANGER = "danger"
    DONE = "done"
    CHILD = "child"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class State:
    """The state of something as a word, drawn as a tag."""

    label: Text
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Known:
    """Something by the neutral word people say for it and by its code; `url` makes both one link."""

    word: str
    code: str
    url: str = ""

    def __str__(self) -> str:
        """Both as text, for titles and the names of links."""
        return f"{self.word} {self.code}".strip()


@dataclass(frozen=True, slots=True)
class Strong:
    """A word that must not be overread: "nobody"."""

    label: Text

    def __str__(self) -> str:
        """The word."""
        return str(self.label)


@dataclass(frozen=True, slots=True)
class Beside:
    """Things that stand in one line, one beside the other: a tag and what it is about."""

    parts: tuple[Cell, ...]


Cell: TypeAlias = (
    Text
    | int
    | float
    | bool
    | date
    | datetime
    | PartialDate
    | State
    | Link
    | Known
    | Strong
    | Beside
    | Sequence["Cell"]
    | None
)
"""What may stand in a table or a summary; None is drawn as a dash that says "nothing recorded"."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a summary list. `change` leads to where it can be changed; its label says what."""

    label: Text
    value: Cell
    change: Link | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Facts under a heading, with a line that says what they are for.

    On a page that asks before something leaves, `stays` marks what does not: it stands on a leaf of its own.
    """

    heading: Text
    facts: Sequence[Fact]
    note: Text = ""
    stays: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A line of a history; `where` may link to what it is about. `theirs` is an act of another office.

    `struck` says of a line that was entered in error why and by whom it is struck out; it stays to be read.
    """

    when: PartialDate | date | datetime
    what: Text
    who: Text = ""
    detail: Text = ""
    state: State | None = None
    where: Link | None = None
    theirs: bool = False
    struck: Text = ""

    @property
    def day(self) -> str:
        """The day it stands under, or what is known of it."""
        return date_text(self.when)

    @property
    def hour(self) -> str:
        """Its hour; empty where only the day is known."""
        return clock_text(self.when) if isinstance(self.when, datetime) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What happened, under which reference; what happens next and by when; whom to call."""

    happened: Text
    reference: str = ""
    next_steps: Sequence[Text] = ()
    by: Text = ""
    call: Text = ""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column; figures stand at the end of their column. Pressed, it sorts by the first of `sorts`."""

    label: Text
    figures: bool = False
    sorts: tuple[Sort, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a caption. The first cell of a row is its header.

    `empty` says what would fill the table and how. `next_key` is the key after which the next page begins,
    put into the address as `after` beside the filters that are there; there is never a total. `sort` is the code of the
    order the rows stand in.
    """

    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    empty: Text
    empty_action: Link | None = None
    note: Text = ""
    next_key: str = ""
    sort: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row has {len(row)} cells for {len(self.columns)} columns")

    @property
    def heads(self) -> list[tuple[Column, str, str]]:
        """Each column with the order its head leads to and how the rows are sorted by it ("ascending", …, or "")."""
        return [(column, *of_head(column.sorts, self.sort)) for column in self.columns]

    @property
    def labelled_rows(self) -> list[list[tuple[Column, Cell]]]:
        """Each cell with its column, for narrow screens where cells stand below each other."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows and the key after which the next ones begin; an empty key means there are none."""

    rows: Sequence[T]
    next_key: str = ""


def page_of(rows: Sequence[T], *, size: int, key: Callable[[T], str]) -> Page[T]:
    """A page of `size` rows from a query that asked for one more.

    >>> page_of(["a", "b", "c"], size=2, key=str)
    Page(rows=['a', 'b'], next_key='b')
    """
    if len(rows) <= size:
        return Page(rows)
    return Page(rows[:size], key(rows[size - 1]))
