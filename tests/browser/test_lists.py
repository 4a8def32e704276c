"""The list of cases in a browser: rows in 900 px, targets, cards that keep their roles, choosing on a telephone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.browser import referral_steps
from tests.browser.browser_page import DESK, TELEPHONE, Window, context_for
from tests.browser.in_thread import in_thread
from tests.browser.look import look_at
from tests.support.cast import Cast
from tests.support.live import Live

from palermo.protection.cases.services.cases import open_case
from palermo.protection.cases.services.known_as import call_case
from palermo.protection.cases.services.needs import record_need
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work

pytestmark = pytest.mark.browser

ROWS, ROWS_ABOVE_THE_BAR = 16, 15
HIGH = 900
"""What a desk shows of the list at 1280 by 900 px."""


@in_thread
def _many(cast: Cast) -> None:
    leads = cast.owner[Role.COORDINATOR]
    with unit_of_work(leads):
        for number in range(20):
            case = open_case(leads, age_band="12_17" if number % 3 else "18_25", languages=["fr"])
            record_need(leads, case_id=case.pk, kind="accommodation", urgency="tonight")
            record_need(leads, case_id=case.pk, kind="legal", urgency="weeks")
        call_case(leads, case_id=case.pk, word="W" * 40)


@pytest.fixture(scope="module")
def window(live: Live, browser: Browser) -> Iterator[Window]:
    """The list of an office with many cases, as its coordinator sees it."""
    cast = referral_steps.two_offices()
    _many(cast)
    context = context_for(browser, live.url, cast.owner[Role.COORDINATOR])
    yield Window(context.new_page(), live.url)
    context.close()


def shown(page: Page) -> int:
    """How many rows lie wholly within the first 900 px, above the bar of what to do with the chosen."""
    return int(
        page.evaluate(
            """() => {
                const bar = document.querySelector(".bulk");
                const end = bar && bar.getClientRects().length ? bar.getBoundingClientRect().top : 900;
                return [...document.querySelectorAll(".list tbody tr")]
                    .filter(row => row.getBoundingClientRect().bottom <= Math.min(end, 900) + 1).length;
            }"""
        )
    )


def test_a_desk_shows_sixteen_rows_and_fifteen_above_the_bar_of_the_chosen(window: Window) -> None:
    page = window.page
    page.set_viewport_size({"width": 1280, "height": HIGH})
    window.go("/protection/")
    assert shown(page) >= ROWS
    page.locator(".list .tick input").nth(3).check()
    assert page.locator(".bulk").is_visible()
    assert shown(page) >= ROWS_ABOVE_THE_BAR


def test_rows_are_cards_on_a_telephone_that_keep_their_roles_and_lead_on_wherever_touched(
    window: Window,
) -> None:
    page = window.page
    page.set_viewport_size(TELEPHONE)
    window.go("/protection/")
    assert page.get_by_role("table").count() == 1
    assert page.get_by_role("row").count() > ROWS
    assert page.get_by_role("rowheader").count() > ROWS
    assert not page.locator(".list .tick").first.is_visible()
    row = page.locator(".list tbody tr").nth(2).bounding_box()
    assert row is not None
    assert row["height"] >= 44
    page.mouse.click(row["x"] + row["width"] - 30, row["y"] + row["height"] - 8)
    page.wait_for_url("**/protection/cases/*/")


def test_choosing_on_a_telephone_is_a_mode_of_its_own(window: Window) -> None:
    page = window.page
    page.set_viewport_size(TELEPHONE)
    window.go("/protection/")
    page.get_by_role("link", name="Choose several").click()
    row = page.locator(".list tbody tr").nth(1)
    box = row.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert row.locator("input").is_checked()
    bar, places = page.locator(".bulk").bounding_box(), page.locator(".places").bounding_box()
    assert bar is not None
    assert places is not None
    assert bar["y"] + bar["height"] <= places["y"] + 1, "the places under the thumb hide no act"
    page.get_by_role("button", name="Hand over to a colleague").click()
    assert page.locator("main li").count() == 1


def test_the_menu_of_a_line_of_today_opens_in_sight_at_a_desk_and_under_a_thumb(window: Window) -> None:
    page = window.page
    for size in (DESK, TELEPHONE):
        page.set_viewport_size(size)
        window.go("/today/")
        line = page.locator("#tonight .list tbody tr").first
        line.locator("summary").click()
        link = line.get_by_role("link", name="Put off, with a reason")
        assert link.evaluate(
            """link => {
                link.scrollIntoView({block: "center"});
                const box = link.getBoundingClientRect();
                return link.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
            }"""
        ), "nothing cuts the menu off"
        link.click()
        page.wait_for_url("**/today/put-off/**")


def test_the_list_is_accessible_and_fits_with_a_word_of_forty_letters(window: Window) -> None:
    window.go("/protection/?trouble=3&sort=known")
    look_at(window.page, DESK, TELEPHONE)
    window.go("/protection/?choose=1")
    look_at(window.page, TELEPHONE)
