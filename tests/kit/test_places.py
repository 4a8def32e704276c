"""Two to nine places: in one line at a desk, under the thumb on a telephone, the rest in a sheet without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page, expect
from tests.kit import gallery

from palermo.kit.layout import Bar, PlaceKind

pytestmark = pytest.mark.browser

SHEET = re.sub(r"@font-face \{.*?\}", "", (gallery.KIT_STATIC / "palermo.css").read_text(encoding="utf-8"))
TELEPHONE = {"width": 390, "height": 844}


def page_of(bar: Bar, language: str = "en-gb") -> str:
    """A page with this bar, its sheet within it: nothing is served here."""
    with translation.override(language):
        return with_sheet(gallery.page_with(bar))


def with_sheet(page: str) -> str:
    """The page with the sheet in place of the link to it, and without its other files."""
    bare = re.sub(r"<link[^>]*>|<script[^>]*></script>|<img[^>]*>", "", page)
    return bare.replace("</head>", f"<style>{SHEET}</style></head>")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window without scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def show(page: Page, bar: Bar, width: int, *, language: str = "en-gb") -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.set_content(page_of(bar, language))


@pytest.mark.parametrize("language", ["en-gb", "ar"])
@pytest.mark.parametrize("width", [1280, 1024, 768])
@pytest.mark.parametrize("count", [2, 9])
def test_places_stand_in_one_line_at_a_desk(page: Page, count: int, width: int, language: str) -> None:
    show(page, gallery.wide_bar(count), width, language=language)
    links = page.locator(".places > ul > li:visible > a")
    assert links.count() == count
    tops = {round(box["y"]) for box in (link.bounding_box() for link in links.all()) if box}
    assert len(tops) == 1
    assert not page.get_by_text("More", exact=True).is_visible()


@pytest.mark.parametrize(("count", "shown"), [(2, 2), (5, 5), (6, 4), (9, 4)])
def test_under_the_thumb_stand_five_or_four_and_the_rest(page: Page, count: int, shown: int) -> None:
    show(page, gallery.wide_bar(count), TELEPHONE["width"])
    links = page.locator(".places > ul > li:visible > a")
    assert links.count() == shown
    bar = page.locator(".places").bounding_box()
    assert bar is not None
    assert round(bar["y"] + bar["height"]) == TELEPHONE["height"]
    more = page.locator(".sheet > summary")
    assert more.count() == (count > 5)
    if count > 5:
        more.click()
        rest = [place.label for place in gallery.wide_bar(count).navigation[shown:]]
        assert [one.strip() for one in page.locator(".sheet-body a").all_inner_texts()] == rest


def test_the_sheet_names_the_kinds_it_holds_and_shows_that_one_is_there(page: Page) -> None:
    show(page, gallery.wide_bar(), TELEPHONE["width"])
    page.locator(".sheet > summary").press("Enter")
    assert page.locator(".sheet .rail-title").all_inner_texts() == ["The four Ps", "Common rooms"]
    assert page.locator(".sheet-body [aria-current]").inner_text().strip() == "Evidence"
    expect(page.locator(".sheet > summary")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text().strip() == "Partnership"


def test_a_hairline_stands_where_a_kind_begins_and_only_there() -> None:
    begins = [one.place.label for one in gallery.wide_bar().placed if one.begins_kind]
    assert begins == ["Protection", "Services"]
    alike = replace(
        gallery.wide_bar(),
        navigation=tuple(replace(one, kind=PlaceKind.COMMON) for one in gallery.wide_bar().navigation),
    )
    assert not any(one.begins_kind for one in alike.placed)


def test_what_waits_is_counted_at_today_and_said_in_words(page: Page) -> None:
    show(page, gallery.wide_bar(), 1280)
    badge = page.locator(".badge")
    assert badge.text_content() == "7 waiting for you"
    show(page, replace(gallery.wide_bar(), waiting=0), 1280)
    assert not page.locator(".badge").is_visible()


def test_the_rail_is_a_strip_below_a_desk_and_its_current_entry_is_in_view(browser: Browser) -> None:
    context = browser.new_context(viewport=TELEPHONE)
    page = context.new_page()
    page.set_content(
        with_sheet(gallery.page_with(gallery.bar(), rail=gallery.rail(current="Routes and gaps")))
    )
    page.add_script_tag(content=(gallery.KIT_STATIC / "palermo.js").read_text(encoding="utf-8"))
    box = page.locator(".rail [aria-current]").bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= TELEPHONE["width"] - box["width"]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()
