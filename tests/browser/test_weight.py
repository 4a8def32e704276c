"""The first page arrives on a slow line: everything it fetches is counted as it travels, with the letters it needs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Request
from tests.browser.browser_page import TELEPHONE, context_for
from tests.browser.fixtures import SENDER, Scene

pytestmark = pytest.mark.browser

FIRST_PAGE, LATER_PAGE = 50_000, 15_000
"""Bytes. Pictures are cached requests of their own; so are, on later pages, letters that no page before had."""
LANGUAGES = ("en-gb", "ar")


class Scales:
    """Weighs what a window fetches; what comes out of its cache weighs nothing."""

    def __init__(self, page: Page) -> None:
        self.weights: dict[str, int] = {}
        page.on("requestfinished", self._weigh)

    def _weigh(self, request: Request) -> None:
        if not request.url.endswith(".svg") or request.url.endswith("icon.svg"):
            self.weights[request.url] = max(0, request.sizes()["responseBodySize"])

    def fonts(self) -> list[str]:
        """The names of the fonts that came."""
        return [url.rpartition("/")[2] for url in self.weights if url.endswith(".woff2")]

    def weight(self, *, fonts: bool) -> int:
        """The bytes of everything, with the fonts or without them."""
        return sum(size for url, size in self.weights.items() if fonts or not url.endswith(".woff2"))


def loaded(page: Page, url: str) -> Scales:
    scales = Scales(page)
    page.goto(url)
    page.evaluate("document.fonts.ready.then(() => null)")
    page.wait_for_load_state("networkidle")
    return scales


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_weighs_at_most_fifty_kilobytes_with_the_fonts_it_needs(
    scene: Scene, browser: Browser, language: str
) -> None:
    context = context_for(browser, scene.url, None, viewport=TELEPHONE)
    context.add_cookies([{"name": "django_language", "value": language, "url": scene.url}])
    scales = loaded(context.new_page(), f"{scene.url}/")
    assert scales.fonts()
    assert scales.weight(fonts=True) <= FIRST_PAGE, scales.weights
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_later_page_weighs_at_most_fifteen_kilobytes(scene: Scene, browser: Browser, language: str) -> None:
    context = context_for(browser, scene.url, scene.actor(SENDER), viewport=TELEPHONE)
    context.add_cookies([{"name": "django_language", "value": language, "url": scene.url}])
    loaded(context.new_page(), f"{scene.url}/account/")
    for path in (
        "/today/",
        "/cards/",
        scene.path("protection:cases"),
        scene.path("protection:case", "case"),
    ):
        scales = loaded(context.new_page(), f"{scene.url}{path}")
        assert scales.weight(fonts=False) <= LATER_PAGE, (path, scales.weights)
    context.close()


@pytest.mark.parametrize("path", ["/account/login/", "/cards/"])
def test_an_english_page_loads_latin_letters_alone_and_names_of_languages_load_none(
    scene: Scene, browser: Browser, path: str
) -> None:
    context = context_for(browser, scene.url, None, viewport=TELEPHONE)
    fonts = loaded(context.new_page(), f"{scene.url}{path}").fonts()
    assert [name.partition(".")[0] for name in fonts] == ["palermo-sans-latin"]
    context.close()
