"""Fixtures of the browser tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.browser import walk
from tests.browser.scene import Scene, set_scene
from tests.browser.way import WAYS, Way
from tests.support.cast import Cast
from tests.support.live import Live


@pytest.fixture(scope="module")
def scene(live: Live, browser: Browser) -> Iterator[Scene]:
    """Files, referrals in each state and flows stopped half-way, in a served installation of this module."""
    scene = set_scene(browser, live.url)
    yield scene
    for window in scene.windows.values():
        window.page.context.close()


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    """With scripts or without, on a telephone or at a desk."""
    found: Way = request.param
    return found


@pytest.fixture(scope="module")
def casts() -> dict[Way, Cast]:
    """The offices met in this module so far."""
    return {}


@pytest.fixture
def cast(live: Live, casts: dict[Way, Cast], way: Way) -> Cast:
    """Offices of their own for each way: a code of the second factor is good once."""
    if way not in casts:
        casts[way] = walk.two_offices()
    return casts[way]
