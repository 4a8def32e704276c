"""The public pages in a real browser under the strict policy: accessible, fitting, with their picture."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, sync_playwright
from tests.support.axe import violations

import palermo

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
PAGES = {
    "states": ("partnership:states", []),
    "counting": ("partnership:counting", []),
    "nepal": ("partnership:state", ["NPL"]),
    "line": ("partnership:timeline_table", []),
    "protocol": ("partnership:protocol", []),
}
# Axe takes seconds on two hundred rows; what differs by width is the table, stacked below 768 px.
WIDTHS = (360, 768, 1280)
AXE_WIDTH = {"en-gb": 768, "ar": 360}


class Files(http.server.SimpleHTTPRequestHandler):
    """Serves what the pages answered, under the policy of the real server."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name of the base class)
        """Keep quiet."""


@pytest.fixture
def site(tmp_path: Path, client: Client) -> Iterator[str]:
    """The address of the pages in two languages, with the picture and the stylesheet."""
    shutil.copytree(Path(palermo.__file__).parent / "kit" / "static" / "kit", tmp_path / "static" / "kit")
    for language in ("en-gb", "ar"):
        for name, (url_name, arguments) in PAGES.items():
            answer = client.get(reverse(url_name, args=arguments), headers={"Accept-Language": language})
            assert answer.status_code == 200
            (tmp_path / f"{name}-{language}.html").write_bytes(answer.content)
    for drawn in ("partnership:timeline", "partnership:map"):
        picture = tmp_path / reverse(drawn).lstrip("/")
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(client.get(reverse(drawn)).content)
    handler = functools.partial(Files, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def browser(site: str) -> Iterator[Browser]:
    """Chromium as Debian packs it; started after the pages answered, for its loop stops Django's queries."""
    executable = next((place for place in PLACES if Path(place).exists()), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


def test_every_page_is_accessible_fits_its_window_and_shows_its_picture(browser: Browser, site: str) -> None:
    for language, asked in AXE_WIDTH.items():
        for name in PAGES:
            window = browser.new_context()
            page = window.new_page()
            refused: list[str] = []
            page.on("console", lambda message, refused=refused: refused.append(message.text))
            page.goto(f"{site}/{name}-{language}.html", wait_until="load")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 720})
                seen = f"{name}, {language}, {width} px"
                assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), seen
                for picture in page.locator("main img").all():
                    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0, (
                        seen
                    )
                if width == asked:
                    assert violations(page) == [], seen
            assert not refused, f"{name}, {language}: {refused}"
            window.close()


def test_a_state_on_the_map_is_named_under_the_pointer_and_at_the_tab_key_and_small_ones_can_be_hit(
    browser: Browser, site: str
) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{site}/states-en-gb.html", wait_until="load")
    said = page.locator("[data-map-says]")
    page.locator("a[href$='/MLT/'] circle").hover()
    assert said.inner_text() == "Malta: bound since 24 Sep 2003"
    page.locator("a[href$='/AFG/']").focus()
    page.keyboard.press("Tab")
    assert said.inner_text().startswith("Algeria: bound since")
    for width, least in ((1280, 9), (390, 5)):
        page.set_viewport_size({"width": width, "height": 900})
        box = page.locator("a[href$='/MLT/'] circle").bounding_box()
        assert box and box["width"] >= least
        assert page.evaluate("document.documentElement.scrollHeight") <= (3000 if width == 1280 else 4000)
