"""What a report is made of: texts, tables, pictures, notices, as plain typed values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from palermo.charts.picture import Picture, Table

_ADDRESSES = ("https://", "http://", "#", "mailto:")


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere: an address on the web, or `#id` within the document.

    Raises ValueError for any other kind of address.
    """

    text: str
    address: str

    def __post_init__(self) -> None:
        if not self.address.startswith(_ADDRESSES):
            raise ValueError(f"a link needs an address that starts with one of {', '.join(_ADDRESSES)}")


@dataclass(frozen=True)
class Strong:
    """Words that weigh more."""

    text: str


@dataclass(frozen=True)
class Code:
    """A code, a file's name or a command."""

    text: str


Inline = str | Link | Strong | Code
Text = Inline | tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Words; `small` for a definition, a denominator or a source below what it belongs to."""

    text: Text
    small: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of short texts."""

    items: Sequence[Text]


@dataclass(frozen=True)
class Facts:
    """Names and what they stand for: pairs of text."""

    rows: Sequence[tuple[Text, Text]]


@dataclass(frozen=True)
class Notice:
    """What must not be overlooked, with a title in words; `attention` for a doubt, `danger` for a refusal."""

    title: str
    text: Text = ""
    kind: Literal["note", "attention", "danger"] = "note"


@dataclass(frozen=True)
class Verbatim:
    """Lines shown as they are written: a mapping, a command with its options."""

    text: str


@dataclass(frozen=True)
class TableBlock:
    """A table under its caption; `empty` is said in place of a table without rows."""

    table: Table
    caption: str
    note: Text = ""
    empty: str = ""


@dataclass(frozen=True)
class PictureBlock:
    """A picture under its title, `note` below it (definition, denominator, source, as-of date), then its table.

    `narrow` is the same picture drawn for a telephone; the table is that of `wide`, folded behind one link
    unless `table_open`.
    """

    wide: Picture
    narrow: Picture | None = None
    note: Text = ""
    table_open: bool = False


@dataclass(frozen=True)
class Fold:
    """Pieces behind one link."""

    summary: str
    pieces: Sequence[Piece]


Piece = Heading | Paragraph | Bullets | Facts | Notice | Verbatim | TableBlock | PictureBlock | Fold


@dataclass(frozen=True)
class Section:
    """Pieces under a heading; `id` is the place a link within the document leads to."""

    heading: str
    pieces: Sequence[Piece]
    id: str = ""
