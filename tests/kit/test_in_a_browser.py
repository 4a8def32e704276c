"""The kit's sample pages in a real browser, served as plain files under the strict policy."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from tests.kit import gallery
from tests.support.axe import violations

import palermo

pytestmark = pytest.mark.browser

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


class Files(http.server.SimpleHTTPRequestHandler):
    """Serves the gallery; remembers what was posted."""

    posted: list[bytes] = []

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def do_POST(self) -> None:
        self.posted.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name of the base class)
        """Keep quiet."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the gallery."""
    root = tmp_path_factory.mktemp("gallery")
    shutil.copytree(Path(palermo.__file__).parent / "kit" / "static" / "kit", root / "static" / "kit")
    for name in gallery.PAGES:
        for language in ("en-gb", "ar"):
            (root / f"{name}-{language}.html").write_text(gallery.render(name, language), encoding="utf-8")
    (root / "lock.html").write_text("<title>locked</title>", encoding="utf-8")
    handler = functools.partial(Files, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as Debian packs it."""
    executable = next((place for place in PLACES if Path(place).exists()), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh window on a telephone."""
    context = browser.new_context(viewport={"width": 360, "height": 720})
    yield context
    context.close()


@pytest.mark.parametrize(("language", "asked", "fits"), [("en-gb", 1280, 360), ("ar", 360, 1280)])
def test_every_sample_page_is_accessible_fits_its_window_and_obeys_the_policy(
    browser: Browser, site: str, language: str, asked: int, fits: int
) -> None:
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for name in gallery.PAGES:
        page.goto(f"{site}/{name}-{language}.html")
        for width in (fits, asked):
            page.set_viewport_size({"width": width, "height": 720})
            wider = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wider <= 0, f"{name} is {wider} px too wide at {width}"
        assert violations(page) == [], name
    assert said == []
    context.close()


TARGETS = (
    "button:visible, .button:visible, nav a:visible, summary:visible, .trail a, .change a, .choice > label"
)


def too_small(page: Page, least: float) -> list[str]:
    """What one presses on the page and is lower than `least` pixels."""
    boxes = [(control.inner_text(), control.bounding_box()) for control in page.locator(TARGETS).all()]
    return [f"{words}: {box['height']} px" for words, box in boxes if box and box["height"] < least]


def test_targets_are_large_enough_for_a_thumb_and_for_a_mouse(browser: Browser, site: str) -> None:
    thumb = {"viewport": {"width": 360, "height": 720}, "has_touch": True, "is_mobile": True}
    for least, window in ((43.5, thumb), (24, {"viewport": {"width": 1280, "height": 900}})):
        context = browser.new_context(**window)
        page = context.new_page()
        for name in gallery.PAGES:
            page.goto(f"{site}/{name}-en-gb.html")
            assert too_small(page, least) == [], name
        context.close()


def test_the_first_tab_skips_to_the_content_and_an_error_summary_takes_the_focus(
    context: BrowserContext, site: str
) -> None:
    page = context.new_page()
    page.goto(f"{site}/form-en-gb.html")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.goto(f"{site}/wrong-form-en-gb.html")
    expect(page.locator("#error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_code")).to_be_focused()


def test_the_office_menu_opens_without_a_script_and_closes_with_escape(browser: Browser, site: str) -> None:
    without = browser.new_context(java_script_enabled=False)
    page = without.new_page()
    page.goto(f"{site}/form-en-gb.html")
    page.locator(".bar-office summary").click()
    expect(page.get_by_role("button", name="Legal Aid Xanadria")).to_be_visible()
    without.close()
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/form-en-gb.html")
    page.locator(".bar-office summary").press("Enter")
    expect(page.get_by_role("button", name="Legal Aid Xanadria")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Legal Aid Xanadria")).to_be_hidden()
    expect(page.locator(".bar-office summary")).to_be_focused()
    context.close()


def idle_page(context: BrowserContext, site: str, name: str) -> Page:
    """A page whose clock the test turns."""
    page = context.new_page()
    page.clock.install()
    page.goto(f"{site}/{name}-en-gb.html")
    return page


def test_a_page_left_alone_warns_then_blanks_itself_and_goes_to_the_lock(
    context: BrowserContext, site: str
) -> None:
    page = idle_page(context, site, "case")
    page.clock.run_for("09:05")
    expect(page.locator("#lock-notice")).to_be_visible()
    page.keyboard.press("Shift")
    expect(page.locator("#lock-notice")).to_be_hidden()
    page.clock.run_for("09:30")
    expect(page.locator("h1")).to_be_visible()
    page.clock.run_for("00:40")
    page.wait_for_url("**/lock.html")
    assert page.title() == "locked"


def test_a_flow_left_alone_keeps_what_was_typed_before_it_locks(context: BrowserContext, site: str) -> None:
    Files.posted.clear()
    page = idle_page(context, site, "step")
    page.locator("#id_agrees_0").check()
    page.clock.run_for("10:10")
    page.wait_for_url("**/lock.html")
    assert len(Files.posted) == 1
    assert b'name="action"\r\n\r\npause' in Files.posted[0]
    assert b'name="agrees"\r\n\r\nyes' in Files.posted[0]


def test_leaving_replaces_the_page_so_that_back_does_not_return_to_it(
    context: BrowserContext, site: str
) -> None:
    page = context.new_page()
    page.goto(f"{site}/form-en-gb.html")
    page.goto(f"{site}/public-en-gb.html")
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url("**/lock.html")
    page.go_back()
    assert "public" not in page.url
