"""The first page arrives on a slow line: everything it fetches is counted as it travels, with the letters it needs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Response
from tests.browser.browser_page import TELEPHONE, context_for
from tests.browser.fixtures import NOBODY, SENDER, Scene

pytestmark = pytest.mark.browser

FIRST_PAGE, LATER_PAGE = 50_000, 15_000
"""Bytes; pictures are cached requests of their own and outside of the budget."""


@pytest.mark.parametrize("language", ["en-gb", "ar"])
@pytest.mark.parametrize("who", [NOBODY, SENDER])
def test_a_first_page_weighs_at_most_fifty_kilobytes_and_a_later_one_fifteen(
    scene: Scene, browser: Browser, who: str, language: str
) -> None:
    context = context_for(browser, scene.url, scene.actor(who), viewport=TELEPHONE)
    context.add_cookies([{"name": "django_language", "value": language, "url": scene.url}])
    page = context.new_page()
    weights: dict[str, int] = {}

    def weigh(response: Response) -> None:
        kind = response.headers.get("content-type", "")
        if "svg" not in kind or response.url.endswith("icon.svg"):
            weights[response.url] = response.request.sizes()["responseBodySize"]

    page.on("requestfinished", lambda request: weigh(request.response()))
    page.goto(f"{scene.url}/" if who == NOBODY else f"{scene.url}/today/")
    page.evaluate("document.fonts.ready.then(() => null)")
    page.wait_for_load_state("networkidle")
    assert any(url.endswith(".woff2") for url in weights), "the font of the page's letters comes along"
    assert sum(weights.values()) <= FIRST_PAGE, weights
    weights.clear()
    page.goto(f"{scene.url}/cards/")
    page.wait_for_load_state("networkidle")
    assert sum(weights.values()) <= LATER_PAGE, weights
    context.close()


def test_an_english_page_loads_the_latin_letters_alone_and_names_of_languages_load_none(
    scene: Scene, browser: Browser
) -> None:
    context = context_for(browser, scene.url, None, viewport=TELEPHONE)
    page = context.new_page()
    fonts: list[str] = []
    page.on("request", lambda request: fonts.append(request.url) if request.url.endswith("woff2") else None)
    page.goto(f"{scene.url}/account/login/")
    page.wait_for_load_state("networkidle")
    assert len(fonts) == 1
    assert "palermo-sans-latin." in fonts[0]
    context.close()
