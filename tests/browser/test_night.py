"""A disclosure in danger to life at night, by one person with the least data, and its review the next day."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.browser import referral_steps
from tests.browser.browser_page import Window, context_for
from tests.browser.flow_variants import FlowVariant
from tests.browser.in_thread import in_thread
from tests.browser.look import look_at
from tests.protection import flow
from tests.support.cast import Cast
from tests.support.live import Live

from palermo.protection.referral.models.referrals import Referral
from palermo.trust.mandates import Role

pytestmark = pytest.mark.browser


@in_thread
def accepted(cast: Cast) -> Referral:
    """A referral that the other office accepted in principle; the person cannot be asked."""
    referral = referral_steps.sent(cast)
    flow.accepted(cast.partner[Role.FOCAL_POINT], referral)
    referral_steps.wait_for_referral(cast, referral, "accepted_in_principle")
    return referral


@pytest.fixture
def windows(
    browser: Browser, live: Live, cast: Cast, variant: FlowVariant
) -> Iterator[tuple[Cast, Window, Window]]:
    """The caseworker on duty and, the next day, the coordinator."""
    made = []
    for role in (Role.CASEWORKER, Role.COORDINATOR):
        context = context_for(browser, live.url, cast.owner[role], **variant.options)
        made.append(Window(context.new_page(), live.url))
    yield cast, made[0], made[1]
    for window in made:
        window.page.context.close()
    assert [window.said for window in made] == [[], []]


def test_one_person_discloses_in_danger_to_life_and_a_second_reviews_it_the_next_day(
    windows: tuple[Cast, Window, Window], variant: FlowVariant
) -> None:
    cast, night, day = windows
    referral = accepted(cast)
    page = f"/protection/referrals/{referral.pk}/"

    night.go(page)
    night.follow("Disclose without consent")
    night.choose("On which ground?", "Danger to life")
    night.choose("The least data this needs", "Date of birth and age")
    night.press("Ask for this disclosure")
    assert night.page.title().startswith("Error:"), "more than the least data is not one person's to disclose"
    night.group("The least data this needs").get_by_label("Date of birth and age", exact=True).uncheck()
    night.choose("The least data this needs", "Name and gender")
    night.press("Ask for this disclosure")
    assert night.path == page
    assert not night.page.get_by_role("button", name="Reviewed: it was right").count(), "not by oneself"
    night.follow("Prepare what leaves")
    night.choose("What goes to this office?", "Name and gender")
    night.press("Continue")
    assert night.heading == "Exactly this leaves your office"
    assert night.facts()["Name"] == flow.NAME
    if variant.scripts:
        look_at(night.page, variant.size)
    referral_steps.send_slice(night, cast.partner)

    day.go("/today/")
    day.follow("Second of two: review a disclosure in danger to life")
    assert day.path == page
    day.press("Reviewed: it was right")
    assert "It was right" in day.page.inner_text("main")
    assert not day.page.get_by_role("button", name="Reviewed: it was right").count()
    if variant.scripts:
        look_at(day.page, variant.size)
    day.go("/today/")
    assert not day.page.get_by_role("link", name=re.compile("review a disclosure")).count()

    night.go(page)
    night.press("The person was told of it")
    assert not night.page.get_by_role("button", name="The person was told of it").count()

    case = f"/protection/cases/{referral.case_id}"
    night.go(f"{case}/seen/")
    assert "Disclosed without consent: danger to life." in night.page.inner_text("main")
    if variant.scripts:
        for language, direction in (("en", "ltr"), ("ar", "rtl")):
            night.go(f"{case}/seen/paper/{language}/")
            assert night.page.locator("html").get_attribute("dir") == direction
            look_at(night.page, variant.size)
    assert not [planted for planted in referral_steps.PLANTED if planted in night.text]
