"""A report as one HTML file: pictures with their tables, notes and sources; no script and no outside request.

    document = Document(
        title="Detected victims, 2019 to 2023",
        sections=[Section("By age", [PictureBlock(wide=picture), Paragraph("Age at identification.")])],
        footer="Invented data. 26 Nov 2026.",
    )
    Path("report.html").write_text(document.html(), encoding="utf-8")

The same input gives the same bytes. Whatever stands in a text or a cell is escaped; a content security policy
inside the file lets nothing load but the pictures it carries. Looks: docs' page kit, on paper and down to 360
pixels; in a script that runs from right to left the page is mirrored (pictures are drawn so by their maker).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from palermo.charts.components import (
    Bullets,
    Code,
    Facts,
    Fold,
    Heading,
    Inline,
    Link,
    Notice,
    Paragraph,
    PictureBlock,
    Piece,
    Section,
    Strong,
    TableBlock,
    Text,
    Verbatim,
)
from palermo.charts.figures import figure
from palermo.charts.picture import Cell, Picture, Table
from palermo.charts.svg import Markup, element

__all__ = [
    "Bullets",
    "Code",
    "Document",
    "Facts",
    "Fold",
    "Heading",
    "Inline",
    "Link",
    "Notice",
    "Paragraph",
    "PictureBlock",
    "Piece",
    "Section",
    "Strong",
    "TableBlock",
    "Text",
    "Verbatim",
    "Words",
    "cell_text",
]

SHEET = Path(__file__).with_name("document.css").read_text(encoding="utf-8")
RIGHT_TO_LEFT = {"ar", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Words:
    """What the document says of its own accord, for reports in another language than English."""

    contents: str = "Contents"
    same_as_table: str = "The same as a table"
    unknown: str = "not known"
    months: tuple[str, ...] = MONTHS


ENGLISH = Words()


@dataclass(frozen=True)
class Document:
    """One report. `lead` says in a sentence what was found, `footer` what it was made from and when."""

    title: str
    sections: Sequence[Section]
    lead: Text = ""
    footer: Text = ""
    language: str = "en"
    words: Words = field(default=ENGLISH)

    def html(self) -> str:
        """Return the whole document as HTML text, to be written as UTF-8."""
        ids = [section.id or f"s{number}" for number, section in enumerate(self.sections, start=1)]
        head = (
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=_policy()),
            element("meta", name_="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name_="referrer", content="no-referrer"),
            _tag("title", self.title),
            _tag("style", Markup(SHEET)),
        )
        body = (
            _tag("header", _tag("h1", self.title), *_optional("p", self.lead, class_="lead")),
            *self._contents(ids),
            _tag("main", *(self._section(*each) for each in zip(self.sections, ids, strict=True))),
            *_optional("footer", self.footer),
        )
        direction = "rtl" if self.language.split("-")[0] in RIGHT_TO_LEFT else "ltr"
        page = _tag("html", _tag("head", *head), _tag("body", *body), lang=self.language, dir=direction)
        return f"<!doctype html>\n{page}\n"

    def _contents(self, ids: Sequence[str]) -> list[Markup]:
        if len(ids) < 3:
            return []
        places = [
            _tag("li", _tag("a", section.heading, href=f"#{id_}"))
            for section, id_ in zip(self.sections, ids, strict=True)
        ]
        return [_tag("nav", _tag("ul", *places), aria_label=self.words.contents)]

    def _section(self, section: Section, id_: str) -> Markup:
        heading = _tag("h2", section.heading)
        return _tag("section", heading, *(self._piece(piece) for piece in section.pieces), id=id_)

    def _piece(self, piece: Piece) -> Markup:
        match piece:
            case Heading():
                return _tag("h3", piece.text)
            case Paragraph():
                return _tag("p", *_inline(piece.text), class_="small" if piece.small else "text")
            case Bullets():
                return _tag("ul", *(_tag("li", *_inline(item)) for item in piece.items))
            case Facts():
                pairs = (
                    _tag("div", _tag("dt", *_inline(name)), _tag("dd", *_inline(value)))
                    for name, value in piece.rows
                )
                return _tag("dl", *pairs)
            case Notice():
                title = _tag("p", _tag("strong", piece.title))
                return _tag("div", title, *_optional("p", piece.text), class_=f"notice {piece.kind}")
            case Verbatim():
                return _tag("pre", piece.text, tabindex="0")
            case Fold():
                return _fold(piece.summary, [self._piece(inner) for inner in piece.pieces])
            case TableBlock():
                if not piece.table.rows:
                    title = _tag("h3", piece.caption)
                    return _tag("div", title, *_optional("p", piece.empty, class_="small"))
                return _table(piece.table, caption=piece.caption, note=piece.note, words=self.words)
            case PictureBlock():
                return self._picture(piece)

    def _picture(self, piece: PictureBlock) -> Markup:
        wide = piece.wide
        narrow = [] if piece.narrow is None else [_source(piece.narrow)]
        image = element("img", src=_data(wide.svg), alt=wide.description)
        table = _table(wide.table, caption=wide.title, note="", words=self.words)
        return _tag(
            "figure",
            _tag("h3", wide.title),
            _tag("picture", *narrow, image),
            *_optional("figcaption", piece.note),
            table if piece.table_open else _fold(self.words.same_as_table, [table]),
        )


def cell_text(cell: Cell, words: Words = ENGLISH) -> str:
    """Return a cell as people read it: 23 Nov 2026; 12 345 in groups; 33.3 and 0.0123 to three figures.

    >>> cell_text(date(2026, 11, 23)), cell_text(2019), cell_text(0.012345), cell_text(None)
    ('23 Nov 2026', '2019', '0.0123', 'not known')
    """
    if cell is None:
        return words.unknown
    if isinstance(cell, date):
        return f"{cell.day} {words.months[cell.month - 1]} {cell.year}"
    if isinstance(cell, str):
        return cell
    return figure(cell)


def _tag(name: str, *children: str | Markup, **attributes: str | float) -> Markup:
    """Return an element that has an end tag even when it is empty: HTML, unlike SVG, needs one."""
    return element(name, "", *children, **attributes)


def _policy() -> str:
    digest = b64encode(sha256(SHEET.encode()).digest()).decode()
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def _inline(text: Text) -> list[str | Markup]:
    parts = text if isinstance(text, tuple) else (text,)
    written: list[str | Markup] = []
    for part in parts:
        match part:
            case Link():
                written.append(_tag("a", part.text, href=part.address))
            case Strong():
                written.append(_tag("strong", part.text))
            case Code():
                written.append(_tag("code", part.text))
            case _:
                written.append(part)
    return written


def _optional(name: str, text: Text, **attributes: str | float) -> list[Markup]:
    return [_tag(name, *_inline(text), **attributes)] if text else []


def _data(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _source(picture: Picture) -> Markup:
    return element("source", media="(max-width: 40em)", srcset=_data(picture.svg))


def _fold(summary: str, inside: Sequence[Markup]) -> Markup:
    return _tag("details", _tag("summary", summary), *inside)


def _table(table: Table, *, caption: str, note: Text, words: Words) -> Markup:
    figures = [_is_figures([row[place] for row in table.rows]) for place in range(len(table.columns))]
    classes = ["figures" if each else "words" for each in figures]
    heads = (
        _tag("th", column.title, scope="col", class_=class_)
        for column, class_ in zip(table.columns, classes, strict=True)
    )
    rows = []
    for row in table.rows:
        first = _tag("th", cell_text(row[0], words), scope="row")
        rest = (
            _tag("td", cell_text(cell, words), class_=class_, data_label=column.title)
            for cell, class_, column in zip(row[1:], classes[1:], table.columns[1:], strict=True)
        )
        rows.append(_tag("tr", first, *rest))
    named = _tag("caption", caption, *_optional("span", note, class_="small"))
    drawn = _tag("table", named, _tag("thead", _tag("tr", *heads)), _tag("tbody", *rows))
    return _tag("div", drawn, class_="frame", role="region", aria_label=caption, tabindex="0")


def _is_figures(cells: Sequence[Cell]) -> bool:
    known = [cell for cell in cells if cell is not None]
    return bool(known) and all(isinstance(cell, int | float) for cell in known)
