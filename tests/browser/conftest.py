"""Fixtures of the browser tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.browser import referral_steps
from tests.browser.fixtures import Scene, set_scene
from tests.browser.flow_variants import FLOW_VARIANTS, FlowVariant
from tests.support.cast import Cast
from tests.support.live import Live


@pytest.fixture(scope="module")
def scene(live: Live, browser: Browser) -> Iterator[Scene]:
    """Files, referrals in each state and flows stopped half-way, in a served installation of this module."""
    scene = set_scene(browser, live.url)
    yield scene
    for window in scene.windows.values():
        window.page.context.close()


@pytest.fixture(params=FLOW_VARIANTS)
def variant(request: pytest.FixtureRequest) -> FlowVariant:
    """With scripts or without, on a telephone or at a desk."""
    found: FlowVariant = request.param
    return found


@pytest.fixture(scope="module")
def casts() -> dict[FlowVariant, Cast]:
    """The offices met in this module so far."""
    return {}


@pytest.fixture
def cast(live: Live, casts: dict[FlowVariant, Cast], variant: FlowVariant) -> Cast:
    """Offices of their own for each variant: a code of the second factor is good once."""
    if variant not in casts:
        casts[variant] = referral_steps.two_offices()
    return casts[variant]
