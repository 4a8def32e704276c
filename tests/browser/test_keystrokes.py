"""A first referral is little to type: counted in a real browser, and said in minutes by the keystroke-level model."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from tests.browser import referral_steps
from tests.browser.browser_page import DESK, context_for
from tests.browser.keystrokes import CountingWindow, Effort, first_referral
from tests.support.live import Live

from palermo.trust.mandates import Role

pytestmark = pytest.mark.browser

FIVE_MINUTES = 5 * 60


def test_a_first_referral_is_under_five_minutes_of_data_entry_by_the_model(
    browser: Browser, live: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    cast = referral_steps.two_offices()
    context = context_for(browser, live.url, cast.owner[Role.CASEWORKER], viewport=DESK)
    window = CountingWindow(context.new_page(), live.url)
    window.go("/protection/")
    first_referral(window, f"{cast.partner.name} (Competent authority)")
    assert window.heading == f"Enquiry sent to {cast.partner.name}"
    context.close()
    with capsys.disabled():
        print(f"\nA first referral: {window.effort}")  # noqa: T201 - the figures are what the test is run for
    assert window.effort.seconds < FIVE_MINUTES


def test_the_model_adds_up_what_was_done() -> None:
    effort = Effort(pages=1, keystrokes=10, typed_fields=1, choices=1, clicks=1)
    assert effort.seconds == pytest.approx(2 * (1.35 + 1.10 + 0.10) + (1.35 + 0.80 + 1.10 + 0.10) + 2.8)
