"""How a page is looked at: for whom it works, whether it fits, what its title gives away."""

from __future__ import annotations

import re

from playwright.sync_api import Page
from tests.browser import referral_steps
from tests.browser.browser_page import DESK, TELEPHONE, Size
from tests.support.axe import violations

from palermo.protection.first_contact.rights.chrome import titles

NARROWEST: Size = {"width": 320, "height": 640}
"""What a telephone of 640 px shows at 200 %, and a desk of 1280 px at 400 %."""
FILLED = ":not(.bulk) > .button:not(.button-quiet):visible"
"""A filled button, of which a page has one; the bar over chosen rows has its acts outlined."""
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
"""A code of a person, a case or a referral."""


def look_at(page: Page, *sizes: Size) -> None:
    """No violation at these sizes; nothing to scroll sideways, down to 320 px; a neutral title; one filled act."""
    title, before = page.title(), page.viewport_size or DESK
    assert title.endswith(" · Palermo") or title in {"Paper", "ورق", *titles()}
    assert not [word for word in (*referral_steps.PLANTED, "ictim", "raffick") if word in title]
    assert not CODE.search(title)
    filled = page.locator(FILLED).all_inner_texts()
    assert len(filled) <= 1, filled
    for size in (DESK, TELEPHONE, NARROWEST):
        page.set_viewport_size(size)
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, f"{wider} px too wide at {size['width']}"
        if size in sizes:
            assert violations(page) == []
    page.set_viewport_size(before)
