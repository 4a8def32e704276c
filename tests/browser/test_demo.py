"""The demonstration on a poor line: what each page weighs, and how one signs in to look around."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Request
from tests.browser.browser_page import Window, context_for
from tests.support.live import Live

pytestmark = pytest.mark.browser

FIRST_PAGE, LATER_PAGE = 50_000, 15_000
"""Bytes on the line: of a first page with everything it needs, and of a later one. Pictures come on their own."""
PICTURE = ".svg?"
PUBLIC = ("/", "/account/login/", "/partnership/states/", "/partnership/protocol/")
"""Pages somebody may open first."""


@pytest.fixture
def window(browser: Browser, live_demo: Live) -> Iterator[Window]:
    context = context_for(browser, live_demo.url)
    yield Window(context.new_page(), live_demo.url)
    context.close()


def weighed(window: Window, path: str) -> dict[str, int]:
    """Open a page; bytes of each answer's head and body as they came over the line, pictures of States left out."""
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    window.page.on("requestfinished", note)
    assert window.go(path).status == 200
    window.page.wait_for_load_state("networkidle")
    window.page.remove_listener("requestfinished", note)
    weights = {}
    for request in asked:
        if PICTURE not in request.url:
            sizes = request.sizes()
            weights[request.url] = sizes["responseHeadersSize"] + sizes["responseBodySize"]
    return weights


@pytest.mark.parametrize("path", PUBLIC)
def test_a_first_page_comes_whole_in_fifty_kilobytes_and_a_later_one_in_fifteen(
    window: Window, path: str
) -> None:
    first = weighed(window, path)
    assert len(first) >= 4
    assert sum(first.values()) <= FIRST_PAGE, first
    later = weighed(window, path)
    assert sum(size for url, size in later.items() if "/static/" not in url) <= LATER_PAGE, later


def test_each_page_of_the_work_comes_in_fifteen_kilobytes(window: Window) -> None:
    sign_in_as_shown(window, "ada@lantern.example")
    paths = ["/today/", "/protection/", "/protection/referrals/", "/partnership/states/", "/agreements/"]
    for full in ("/protection/", "/protection/referrals/"):
        window.go(full)
        paths.append(first_address(window, "main table tbody a"))
    window.go("/today/")
    yes = window.page.get_by_role("link", name=re.compile(" says yes: "))
    window.go(str(yes.first.get_attribute("href")))
    paths += [window.path, f"{window.path}answer/answer/"]
    window.go("/protection/?need=documents")
    window.go(first_address(window, "main table tbody a"))
    paths += [window.path, first_address(window, "main a[href*=enquire]").replace("start", "office")]
    for path in paths:
        weights = weighed(window, path)
        assert sum(size for url, size in weights.items() if "/static/" not in url) <= LATER_PAGE, path


def test_the_sign_in_page_shows_the_codes_with_which_one_may_look_around(window: Window) -> None:
    sign_in_as_shown(window, "bram@lantern.example")
    assert window.page.get_by_role("complementary", name="Fictional data").is_visible()


def sign_in_as_shown(window: Window, email: str) -> None:
    """Sign in with what the page itself shows."""
    window.go("/account/login/")
    window.write("Email", email)
    window.write("Password", window.page.locator("caption code").inner_text())
    window.press("Sign in")
    for _ in ("this code", "the next, where this one ended on the way"):
        window.write("Code", window.page.get_by_role("row", name=email).locator("code").last.inner_text())
        window.press("Sign in")
        if window.heading != "Enter your code":
            break
    assert (window.path, window.page.title()) == ("/today/", "Today · Palermo")


def first_address(window: Window, links: str) -> str:
    """Where the first of these links leads."""
    return str(window.page.locator(links).first.get_attribute("href"))
