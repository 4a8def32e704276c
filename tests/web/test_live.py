"""The served installation that browser tests work with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.support.live import Live


@pytest.mark.browser
def test_a_real_browser_opens_the_first_page(live: Live, open_page: Callable[..., Page]) -> None:
    page = open_page()
    answer = page.goto(live.url)
    assert answer is not None
    assert answer.status == 200
    assert page.title()
