"""The number at Today in a page that stays open."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser.fixtures import RECEIVER, Scene

pytestmark = pytest.mark.browser


def left_in_front_of_another(page: Page, *, hidden: bool) -> None:
    page.evaluate(
        "(is) => { Object.defineProperty(document, 'hidden', { value: is, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        hidden,
    )


def test_an_open_page_tells_how_much_waits_and_still_locks(scene: Scene) -> None:
    window = scene.window(RECEIVER, "waiting")
    page = window.page
    asked = 0

    def answer(route: Route) -> None:
        nonlocal asked
        asked += 1
        route.fulfill(status=200, content_type="application/json", body=json.dumps({"waiting": 7}))

    page.route("**/today/count/", answer)
    page.clock.install()
    window.go("/account/")
    plain = page.title()
    page.clock.run_for(61_000)
    expect(page.locator("[data-waiting] [data-number]")).to_have_text("7")
    assert page.title() == plain
    left_in_front_of_another(page, hidden=True)
    assert page.title() == f"(7) {plain}"
    left_in_front_of_another(page, hidden=False)
    assert page.title() == plain
    for _minute in range(10):
        page.clock.run_for(60_000)
    page.wait_for_url("**/locked/")
    assert 9 <= asked <= 11
    assert "(7)" not in page.title()
