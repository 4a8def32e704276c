"""What a flow costs whoever takes it: the pages that were loaded, and the boxes and lists that stood on them."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page
from tests.browser.browser_page import Window

BOXES = "main input:not([type=hidden], [type=radio], [type=checkbox]), main textarea, main select"
"""Text boxes and lists; buttons, ticks and choices between a few words are none."""


@dataclass
class Count:
    """Pages loaded in one or several windows, and boxes or lists that stood open on them, filled or not."""

    pages: int = 0
    boxes: int = 0

    def of(self, window: Window) -> Window:
        """The window, counted from now on."""
        window.page.on("domcontentloaded", self._loaded)
        window.arrived = self._arrived
        return window

    def _loaded(self, _page: Page) -> None:
        self.pages += 1

    def _arrived(self, window: Window) -> None:
        self.boxes += sum(box.is_visible() for box in window.page.locator(BOXES).all())
