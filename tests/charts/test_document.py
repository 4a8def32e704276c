"""Reports as one file: everything escaped, nothing asked from outside, mirrored, and every picture with its table."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from datetime import date
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.charts import Column, Picture, Table
from palermo.charts.document import (
    Bullets,
    Code,
    Document,
    Facts,
    Fold,
    Heading,
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
    Words,
    cell_text,
)

VOID = {"meta", "img", "source"}
TABLE = Table(
    columns=(Column("name", "Name"), Column("n", "Number"), Column("day", "Day")),
    rows=(("One", 12345, date(2026, 11, 23)), ("Two", None, None)),
)
PICTURE = Picture(
    svg='<svg xmlns="http://www.w3.org/2000/svg"/>', table=TABLE, title="Numbers", description="One has more."
)


class Reading(HTMLParser):
    """Collects text and tags, and fails where tags do not close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID, f"{tag} has no end tag"
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def every_piece(text: str) -> list[Piece]:
    words: Text = (text, Strong(text), Code(text), Link(text, "https://example.org/?a=1&b=2"))
    table = Table(columns=(Column("a", text), Column("b", text)), rows=((text, text),))
    picture = Picture(svg=PICTURE.svg, table=table, title=text, description=text)
    return [
        Heading(text),
        Paragraph(words),
        Paragraph(text, small=True),
        Bullets([words, text]),
        Facts([(text, words)]),
        Notice(text, words, kind="attention"),
        Verbatim(text),
        TableBlock(table, caption=text, note=words),
        TableBlock(Table(columns=table.columns, rows=()), caption=text, empty=text),
        PictureBlock(wide=picture, narrow=picture, note=words),
        Fold(text, [Paragraph(text), Fold(text, [])]),
    ]


def document(text: str, language: str = "en") -> str:
    sections = [Section(text, every_piece(text)) for _ in range(3)]
    return Document(title=text, sections=sections, lead=text, footer=text, language=language).html()


@settings(max_examples=50)
@given(text=st.text(min_size=1))
def test_whatever_stands_in_a_text_stays_text(text: str) -> None:
    html = document(text)
    plain = document("x")
    assert [tag for tag, _ in Reading(html).tags] == [tag for tag, _ in Reading(plain).tags]


def test_markup_in_a_text_is_shown_and_not_obeyed() -> None:
    reading = Reading(document("</style><script>alert(1)</script>\"'&amp;"))
    assert "script" not in {tag for tag, _ in reading.tags}
    assert reading.text.count("<script>alert(1)</script>\"'&amp;") > 20
    assert not {name for _, attributes in reading.tags for name in attributes if name.startswith("on")}


def test_nothing_is_asked_from_outside_and_the_policy_of_the_file_says_so() -> None:
    reading = Reading(document("words"))
    assert {tag for tag, _ in reading.tags} & {"link", "script", "iframe", "object", "base", "form"} == set()
    assert all((image["src"] or "").startswith("data:image/svg+xml;base64,") for image in reading.all("img"))
    policy = next(each["content"] for each in reading.all("meta") if "http-equiv" in each) or ""
    sheet = re.search(r"<style>(.*?)</style>", document("words"), flags=re.DOTALL)
    assert sheet
    assert "url(" not in sheet[1]
    assert "@import" not in sheet[1]
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert b64encode(sha256(sheet[1].encode()).digest()).decode() in policy
    assert not [attributes for _, attributes in reading.tags if "style" in attributes]


def test_the_sheet_uses_logical_properties_only() -> None:
    sheet = document("words").split("<style>")[1].split("</style>")[0]
    assert not re.search(r"\b(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b", sheet)
    assert not re.search(r"(?:text-align|float): *(?:left|right)", sheet)


def test_each_picture_comes_with_its_words_and_its_table_behind_one_link() -> None:
    html = Document(title="T", sections=[Section("S", [PictureBlock(wide=PICTURE, narrow=PICTURE)])]).html()
    reading = Reading(html)
    assert reading.all("img")[0]["alt"] == "One has more."
    assert b64decode((reading.all("img")[0]["src"] or "").partition("base64,")[2]).decode() == PICTURE.svg
    assert reading.all("source")[0]["media"] == "(max-width: 40em)"
    figure = html.partition("<figure>")[2].partition("</figure>")[0]
    assert "<details><summary>The same as a table</summary>" in figure
    for words in ("Name", "Number", "One", "12\u202f345", "23 Nov 2026", "not known"):
        assert words in unescape(figure)


def test_a_table_can_stand_open_beside_its_picture() -> None:
    block = PictureBlock(wide=PICTURE, table_open=True)
    html = Document(title="T", sections=[Section("S", [block])]).html()
    assert "<details>" not in html
    assert "<caption>Numbers</caption>" in html


@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("fa-AF", "rtl"), ("ru", "ltr")]
)
def test_the_page_runs_with_its_script(language: str, direction: str) -> None:
    assert f'<html lang="{language}" dir="{direction}">' in document("words", language)


def test_the_documents_own_words_are_those_of_its_language() -> None:
    words = Words(
        contents="Sommaire",
        same_as_table="La même chose en tableau",
        unknown="inconnu",
        months=("janv.", *["."] * 9, "nov.", "déc."),
    )
    sections = [Section(name, [PictureBlock(wide=PICTURE)]) for name in "abc"]
    html = unescape(Document(title="T", sections=sections, language="fr", words=words).html())
    assert 'aria-label="Sommaire"' in html
    assert "La même chose en tableau" in html
    assert "23 nov. 2026" in html
    assert "inconnu" in html


def test_the_same_input_gives_the_same_bytes() -> None:
    assert document("words") == document("words")


def test_a_link_leads_to_the_web_or_within_the_document_only() -> None:
    with pytest.raises(ValueError, match="needs an address"):
        Link("run", "javascript:alert(1)")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (2019, "2019"),
        (9999, "9999"),
        (1234567, "1\u202f234\u202f567"),
        (33.3333, "33.3"),
        (50.0, "50"),
        (12345.67, "12\u202f345.7"),
        (0.5, "0.5"),
        (0.012345, "0.0123"),
        (0, "0"),
        (None, "not known"),
        ("", ""),
    ],
)
def test_numbers_are_written_for_reading(cell: float | str | None, written: str) -> None:
    assert cell_text(cell) == written
