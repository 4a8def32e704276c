"""Fixtures of the browser tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.browser.scene import Scene, set_scene
from tests.support.live import Live


@pytest.fixture(scope="module")
def scene(live: Live, browser: Browser) -> Iterator[Scene]:
    """Files, referrals in each state and flows stopped half-way, in a served installation of this module."""
    scene = set_scene(browser, live.url)
    yield scene
    for window in scene.windows.values():
        window.page.context.close()
