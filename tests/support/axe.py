"""What axe-core finds on a page in a real browser."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCRIPT = Axe().axe_script


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """The rules broken on the page as it stands, and where each is broken."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    # What passed is left in the browser: on a long page, bringing it over takes longer than looking for it.
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(result => result.violations)")
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
