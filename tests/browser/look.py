"""How a page is looked at: for whom it works, whether it fits, what its title gives away."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.browser import walk
from tests.browser.window import DESK, TELEPHONE, Size

NARROWEST: Size = {"width": 320, "height": 640}
"""What a telephone of 640 px shows at 200 %, and a desk of 1280 px at 400 %."""
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
"""A code of a person, a case or a referral."""


def look_at(page: Page, *sizes: Size) -> None:
    """No violation at these sizes; nothing to scroll sideways at any, down to 320 px; a neutral title."""
    title = page.title()
    assert title.endswith(" · Palermo")
    assert not [word for word in (*walk.PLANTED, "ictim", "raffick") if word in title]
    assert not CODE.search(title)
    page.evaluate(Axe().axe_script)
    for size in (DESK, TELEPHONE, NARROWEST):
        page.set_viewport_size(size)
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, f"{wider} px too wide at {size['width']}"
        if size in sizes:
            assert violations(page) == []
    page.set_viewport_size(DESK)


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds on the page that it was given to: the rule, and where it is broken."""
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
