"""Two people of one night in two tabs of one browser; Back and a second press; what waits, to choose from."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext
from tests.browser.browser_page import DESK, TELEPHONE, Window, context_for
from tests.browser.in_thread import in_thread
from tests.browser.look import look_at
from tests.support.cast import Cast
from tests.support.live import Live

from palermo.protection.cases.models.cases import Case
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import unseal

pytestmark = pytest.mark.browser

NEEDED, CONTACT = "What is needed right now?", "How can the person be contacted safely?"


@pytest.fixture
def context(browser: Browser, live: Live, cast: Cast) -> Iterator[BrowserContext]:
    with context_for(browser, live.url, cast.owner[Role.CASEWORKER]) as made:
        yield made


@in_thread
def people(works: Staff) -> set[tuple[str, str]]:
    """Name and safe contact in each file."""
    with unit_of_work(works):
        found = (
            unseal(case.person, "name", "safe_contact") for case in Case.objects.select_related("person")
        )
        return {(texts["name"], texts["safe_contact"]) for texts in found}


def test_two_people_in_two_tabs_become_two_files_and_back_opens_no_third(
    context: BrowserContext, live: Live, cast: Cast
) -> None:
    tabs = [Window(context.new_page(), live.url) for _number in range(2)]
    said = (("A bed tonight", "Ring Tamsin", "Zephyrine"), ("An interpreter", "At the market", "Oona"))
    for tab, (need, _safe, _name) in zip(tabs, said, strict=True):
        tab.go("/protection/open/")
        tab.choose(NEEDED, need)
        tab.press("Go on with what is known")
    for tab, (_need, safe, _name) in zip(tabs, said, strict=True):
        tab.page.locator("textarea").first.fill(safe)
        tab.press("Continue")
    for _page in ("came", "about"):
        for tab in tabs:
            tab.press("Continue")
    tabs[0].press("Save and come back later")
    tabs[0].go("/protection/open/")
    look_at(tabs[0].page, DESK, TELEPHONE)
    tabs[0].follow(re.compile("^A bed tonight"))
    for tab, (_need, _safe, name) in zip(tabs, said, strict=True):
        tab.write("Name (optional)", name)
        tab.press("Continue")
    for tab in reversed(tabs):
        tab.press("Open the case")
    assert people(cast.owner[Role.CASEWORKER]) == {("Zephyrine", "Ring Tamsin"), ("Oona", "At the market")}
    tabs[0].page.go_back()
    assert tabs[0].heading == "This is done already"
    look_at(tabs[0].page, DESK, TELEPHONE)

    tabs[1].go("/protection/open/")
    tabs[1].press("Open the case now")
    opened = tabs[1].path
    tabs[1].page.go_back()
    assert tabs[1].heading == "This page has opened a case already"
    look_at(tabs[1].page, DESK, TELEPHONE)
    tabs[1].follow("Go there")
    assert tabs[1].path == opened
    assert len(people(cast.owner[Role.CASEWORKER])) == 3


def test_what_was_begun_of_one_flow_is_offered_beside_beginning_another(
    context: BrowserContext, live: Live
) -> None:
    window = Window(context.new_page(), live.url)
    window.go("/protection/requests/add/start/")
    window.choose("Who asks?", "Police")
    window.press("Save and come back later")
    window.go("/protection/requests/add/start/")
    assert window.heading == "Go on, or begin another?"
    look_at(window.page, DESK, TELEPHONE)
    window.follow("Begin another")
    assert not window.page.locator("input[name=asked_by]:checked").count()
    assert window.page.get_by_role("link", name="Throw this one away").count() == 0
    window.go("/protection/requests/add/start/")
    window.follow(re.compile("^Throw away the one begun"))
    look_at(window.page, DESK, TELEPHONE)
    window.press("Throw it away")
    assert "It is thrown away." in window.text
