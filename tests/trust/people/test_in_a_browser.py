"""Pages of people in a real browser: accessible at every width and in both directions, usable without scripts."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from tests.support.axe import violations
from tests.support.live import Live

from palermo.trust.actor import Anonymous, System
from palermo.trust.ledger.models import Breach
from palermo.trust.people.models import Invitation, RoleAssignment, Unit, User
from palermo.trust.people.services.opening import account_of
from palermo.trust.unit_of_work import unit_of_work

pytestmark = pytest.mark.browser
ADMINISTRATOR, AUDITOR, COORDINATOR = "cora@lantern.example", "dov@lantern.example", "bram@lantern.example"
OPERATOR = "omar@installation.example"
INVITING, INVITED, NEW = "hugo@harbour.example", "pio@lantern.example", "mira@harbour.example"
PAGES = {
    "colleagues": (ADMINISTRATOR, "/office/"),
    "former": (ADMINISTRATOR, "/office/?former=1"),
    "invite": (ADMINISTRATOR, "/office/invite/"),
    "colleague": (ADMINISTRATOR, "/office/colleagues/{colleague}/"),
    "assign": (ADMINISTRATOR, "/office/colleagues/{colleague}/role/"),
    "renew": (ADMINISTRATOR, "/office/colleagues/{colleague}/way-in/"),
    "end": (ADMINISTRATOR, "/office/roles/{assignment}/end/"),
    "confirm": (ADMINISTRATOR, "/office/colleagues/{colleague}/confirm/"),
    "invitation": (INVITING, "/office/invitations/{waiting}/"),
    "answer": (INVITED, "/account/invitations/{offered}/"),
    "units": (ADMINISTRATOR, "/office/units/"),
    "zone": (ADMINISTRATOR, "/office/time-zone/"),
    "add_unit": (ADMINISTRATOR, "/office/units/add/"),
    "ledger": (AUDITOR, "/office/ledger/"),
    "proof": (AUDITOR, "/office/ledger/proof/"),
    "breaches": (AUDITOR, "/office/breaches/"),
    "look": (AUDITOR, "/office/breaches/look/"),
    "found": (AUDITOR, "/office/breaches/look/?account={colleague}"),
    "breach": (AUDITOR, "/office/breaches/{breach}/"),
    "refused": (AUDITOR, "/office/invite/"),
    "account": (COORDINATOR, "/account/"),
    "sessions": (COORDINATOR, "/account/sessions/"),
    "installation": (OPERATOR, "/installation/"),
    "heads": (OPERATOR, "/installation/heads/"),
}
PICTURES = os.environ.get("PICTURES_OF_PAGES")
"""A folder for pictures of the pages, for whoever wants to look at them."""


def sign_in(page: Page, live: Live, email: str) -> None:
    """Give the browser the session of an account."""
    client = Client()
    with unit_of_work(Anonymous()):
        client.force_login(User.objects.get(email=email))
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live.url}])


def address(live: Live, path: str) -> str:
    with unit_of_work(Anonymous()):
        user = User.objects.get(email="ada@lantern.example")
    with unit_of_work(Anonymous(user_id=user.pk)):
        assignment = RoleAssignment.objects.get(user=user)
    with unit_of_work(System(organisation_id=assignment.organisation_id, reason="test")):
        breach = Breach.objects.filter(organisation_id=assignment.organisation_id).first()
    return live.url + path.format(
        colleague=user.pk,
        assignment=assignment.pk,
        breach=breach.pk if breach else "",
        waiting=offered_to(NEW),
        offered=offered_to(INVITED),
    )


def offered_to(email: str) -> UUID:
    """The invitation that waits for this address."""
    with unit_of_work(Anonymous()):
        account_id = account_of(email)
    with unit_of_work(Anonymous(user_id=account_id)):
        return Invitation.objects.get(account_id=account_id).pk


def check(page: Page, name: str) -> None:
    """No axe violation, nothing wider than the window; a picture where one is asked for."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    assert violations(page) == [], name
    check_that_it_fits(page, name)


def check_that_it_fits(page: Page, name: str) -> None:
    """Nothing wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits_at_each_width_and_mirrored(
    live_demo: Live, open_page: Callable[..., Page], name: str
) -> None:
    email, path = PAGES[name]
    page = open_page(viewport={"width": 1280, "height": 800})
    sign_in(page, live_demo, email)
    url = address(live_demo, path)
    for language, asked, fits in (("en-gb", 1280, 360), ("ar", 360, 1280)):
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_demo.url}])
        page.goto(url)
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        page.set_viewport_size({"width": fits, "height": 800})
        check_that_it_fits(page, f"{name}-{fits}-{language}")
        page.set_viewport_size({"width": asked, "height": 800})
        check(page, f"{name}-{asked}-{language}")


def test_only_a_wide_page_offers_to_make_a_browser_known(
    live_demo: Live, open_page: Callable[..., Page]
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{live_demo.url}/account/login/")
    tick = page.get_by_label("This is the office’s computer")
    for width, shown in ((1280, True), (800, True), (430, False), (360, False)):
        page.set_viewport_size({"width": width, "height": 800})
        assert tick.is_visible() is shown, width
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"login-{width}.png", full_page=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_administrator_invites_a_colleague_and_hands_over_the_code(
    live_demo: Live, open_page: Callable[..., Page], scripts: bool
) -> None:
    page = open_page(java_script_enabled=scripts, viewport={"width": 1280, "height": 800})
    sign_in(page, live_demo, ADMINISTRATOR)
    page.goto(f"{live_demo.url}/office/")
    page.get_by_role("link", name="Invite a colleague").click()
    page.get_by_role("button", name="Invite").click()
    expect(page).to_have_title(re.compile("^Error:"))
    if scripts:
        check(page, "invite-error-1280")
        page.set_viewport_size({"width": 360, "height": 800})
        check(page, "invite-error-360")
    email = f"nadia{scripts:d}@lantern.example"
    page.get_by_label("Email").fill(email)
    page.get_by_label("Name").fill("Nadia Hale")
    page.get_by_role("group", name=re.compile("^Role")).get_by_label("Caseworker", exact=True).check()
    page.get_by_role("button", name="Invite").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Hand over this code"
    code = page.locator(".secret").first.inner_text()
    if scripts:
        check(page, "code-360")
    other = open_page(java_script_enabled=scripts)
    other.goto(f"{live_demo.url}/account/login/")
    other.get_by_role("link", name="I have a code").click()
    other.get_by_label("Email").fill(email)
    other.get_by_label("Code").fill(code.lower())
    for label in ("Password", "Password (again)"):
        other.get_by_label(label, exact=True).fill("a-lantern-in-the-harbour")
    other.get_by_role("button", name="Open the account").click()
    assert other.get_by_role("heading", level=1).inner_text() == "Now sign in"


def test_whoever_works_for_two_offices_switches_the_acting_one(
    live_demo: Live, open_page: Callable[..., Page]
) -> None:
    page = open_page(java_script_enabled=False)
    sign_in(page, live_demo, COORDINATOR)
    page.goto(f"{live_demo.url}/account/")
    assert "Lantern House" in page.locator(".bar-office").inner_text()
    page.get_by_role("button", name="Act for Orchard Legal Aid, Advice").click()
    assert page.url.endswith("/today/")
    assert "Orchard Legal Aid" in page.locator(".bar-office").first.inner_text()


def test_a_refused_role_is_explained_on_the_page(live_demo: Live, open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 1280, "height": 800})
    sign_in(page, live_demo, ADMINISTRATOR)
    page.goto(address(live_demo, "/office/colleagues/{colleague}/role/"))
    with unit_of_work(Anonymous()):
        assert Unit.objects.filter(name="Audit").exists()
    page.get_by_role("group", name=re.compile("^Role")).get_by_label("Auditor", exact=True).check()
    page.get_by_label("Year").first.fill(str(date.today().year))  # noqa: DTZ011 - the browser's day
    page.get_by_role("button", name="Give the role").click()
    assert "These roles may not be held by one account" in page.locator("#error-summary").inner_text()
    check(page, "assign-refused")
