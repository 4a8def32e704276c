"""Tables, facts, states and pictures reach the page whole, escaped and named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation
from tests.kit import gallery

from palermo.kit.answers import facts_of
from palermo.kit.components import Column, Page, State, Table, Tone, page_of
from palermo.kit.dates import age_text, day_text
from palermo.kit.layout import Link
from palermo.kit.partial_date import PartialDate
from palermo.kit.templatetags.kit import in_fours, inline_svg, show

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def drawn(table: Table, address: str = "/list/") -> str:
    request: HttpRequest = RequestFactory().get(address)
    return str(gallery.ENGINE.get_template("kit/table.html").render({"table": table}, request))


def table(**changes: Any) -> Table:
    values: dict[str, Any] = {
        "caption": "Sent",
        "columns": [Column("Code"), Column("Age", figures=True)],
        "rows": [["A-1", 3]],
        "empty": "Nothing was sent yet.",
    }
    return Table(**{**values, **changes})


def test_a_table_has_a_caption_and_headers_for_columns_and_rows() -> None:
    page = drawn(table())
    assert "<caption>Sent" in page
    assert page.count('scope="col"') == 2
    assert '<th role="rowheader" scope="row">A-1</th>' in page
    assert 'data-label="Age"' in page


def test_an_empty_table_says_what_would_fill_it() -> None:
    page = drawn(table(rows=[], empty_action=Link("Write one", "/new/")))
    assert "<table" not in page
    assert "Nothing was sent yet." in page
    assert '<a class="button button-quiet" href="/new/">Write one</a>' in page


def test_the_next_page_keeps_the_filters_and_drops_the_old_key() -> None:
    page = drawn(table(next_key="A-1&x"), "/list/?state=open&after=B-9")
    assert 'href="?state=open&amp;after=A-1%26x"' in page
    assert 'href="?state=open"' in page
    assert "Next page" in page


def test_the_last_page_leads_back_and_no_further() -> None:
    page = drawn(table(), "/list/?after=B-9")
    assert "Next page" not in page
    assert "Back to the first page" in page
    assert "<nav" not in drawn(table())


def test_a_row_that_does_not_fit_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="3 cells for 2 columns"):
        table(rows=[["A", 1, 2]])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "Nothing recorded"),
        ("", "Nothing recorded"),
        (0, "0"),
        (True, "Yes"),
        (False, "No"),
        (33.3333, "33.3"),
        ("<b>", "&lt;b&gt;"),
        ("one\ntwo", "one<br>two"),
        (PartialDate(2026, 11), '<time datetime="2026-11">Nov 2026</time>'),
        (NOW, "23 Nov 2026, 12:00 UTC"),
        (Link("<i>", "/a?b=1&c"), '<a href="/a?b=1&amp;c">&lt;i&gt;</a>'),
        (State("<i>", Tone.DONE), '<span class="tag tag-done">&lt;i&gt;</span>'),
        (["a", State("b")], '<li>a</li><li><span class="tag tag-plain">b</span></li>'),
    ],
)
def test_every_kind_of_cell_is_drawn_and_escaped(value: Any, words: str) -> None:
    assert words in show(value)


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (timedelta(seconds=20), "1 minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=3, hours=23), "3 days"),
        (-timedelta(days=3), "in 3 days"),
    ],
)
def test_an_age_is_one_whole_number(since: timedelta, words: str) -> None:
    assert age_text(NOW - since, NOW) == words


def test_a_date_is_said_with_what_is_known_of_it() -> None:
    assert [day_text(PartialDate(2026, *rest)) for rest in ((), (11,), (11, 3))] == [
        "2026",
        "Nov 2026",
        "3 Nov 2026",
    ]


def test_a_picture_is_named_and_cannot_run_or_style_anything() -> None:
    picture = "<?xml version='1.0'?>\n<svg role=\"img\" aria-label='old' width=\"3\"><path d='M0 0'/></svg>"
    drawn_in = inline_svg(picture, 'A "line"', "qr")
    assert drawn_in.startswith('<svg role="img" aria-label="A &quot;line&quot;" class="qr" width="3">')
    assert drawn_in.count("role=") == drawn_in.count("aria-label=") == 1
    for bad in (
        "<p>no</p>",
        "<svg onload='x()'></svg>",
        "<svg><script/></svg>",
        '<svg><path style="fill:red"/></svg>',
        "<svg><foreignObject/></svg>",
        "<svg><a href='javascript:x'/></svg>",
    ):
        with pytest.raises(ValueError, match="plain SVG"):
            inline_svg(bad, "x")


def test_a_page_ends_where_the_next_begins() -> None:
    rows = list("abcdefg")
    first = page_of(rows[:4], size=3, key=str)
    assert first == Page(["a", "b", "c"], "c")
    assert page_of(rows[:3], size=3, key=str) == Page(["a", "b", "c"])
    assert page_of([], size=3, key=str) == Page([])


def test_answers_are_shown_by_their_labels_with_a_way_to_change_them() -> None:
    form = gallery.SampleForm(gallery.VALID)
    facts = {fact.label: fact for fact in facts_of(form, change_url="/step/?change=1", leave_out=["letter"])}
    assert "Letter" not in facts
    assert facts["Which language does the person speak best?"].value == "Not asked"
    assert facts["What does the person need now?"].value == ["A safe bed", "A doctor"]
    assert facts["When was the person born?"].value == PartialDate(2008, 11)
    change = facts["When was the person born?"].change
    assert change is not None
    assert change.url == "/step/?change=1#id_born_day"


def test_answers_of_a_form_in_error_are_not_shown() -> None:
    with pytest.raises(ValueError, match="valid form"):
        facts_of(gallery.SampleForm(gallery.WRONG))


def test_a_secret_is_read_in_groups_of_four() -> None:
    assert in_fours("ABCDEFGHIJ") == "ABCD EFGH IJ"


@pytest.mark.parametrize("language", ["en-gb", "ar"])
def test_a_code_inside_a_sentence_is_never_parted_nor_read_from_its_second_half(language: str) -> None:
    with translation.override(language):
        for cell in (Link("Guardian awaited: P3R4-PX34", "/x/"), "ينتظر P3R4-PX34", "P3R4-PX34"):
            assert '<bdi class="whole">P3R4-PX34</bdi>' in show(cell)
        assert "<bdi class" not in show("0123-45678 or AB12-CD34-EF56")
