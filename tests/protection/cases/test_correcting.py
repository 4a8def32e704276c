"""Correcting an identity while a colleague does the same: nobody overwrites what they have not seen."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.protection.pages import SECRETS, full_case, text_of, url
from tests.support.begun import BEGUN
from tests.support.cast import Cast, signed_in
from tests.support.last_page import held

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.persons import record_identity
from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import unseal

WARNING = "This was changed after you began"


@pytest.fixture
def case(works: Staff) -> Case:
    return full_case(works)


def typed(page: str, **answers: str) -> dict[str, str]:
    """What a browser sends from the page: what its fields hold already, and what somebody types."""
    texts = dict(re.findall(r'<input type="text" name="([a-z_]+)" value="([^"]*)"', page))
    return {**texts, **held(page), **answers}


def pause(browser: Client, case: Case, name: str) -> None:
    """Type another name on the last page of the correction, and leave it before it is recorded."""
    address = url("identity", case.pk, BEGUN, "who")
    page = text_of(browser.get(address))
    assert 'name="seen"' in page
    browser.post(address, typed(page, name=name, action="continue"))


def change(colleague: Staff, case: Case, name: str) -> None:
    with unit_of_work(colleague):
        record_identity(colleague, person_id=case.person_id, name=name)


def name_of(actor: Staff) -> str:
    with unit_of_work(actor):
        return unseal(Person.objects.get(), "name")["name"]


def test_what_a_colleague_changed_meanwhile_is_said_before_it_is_overwritten(
    cast: Cast, browser: Client, works: Staff, case: Case
) -> None:
    pause(browser, case, "Mira Olden")
    change(cast.owner[Role.COORDINATOR], case, "Amina Heron")
    check = url("identity", case.pk, BEGUN, "check")
    page = text_of(browser.get(check))
    assert WARNING in page
    assert "Owner coordinator" in page
    old = {"action": "send", "shown": held(page)["shown"]}
    assert browser.post(check, old).headers["Location"] == check
    assert name_of(works) == "Amina Heron"
    with unit_of_work(works):
        refusal = LedgerEvent.objects.get(verb="refused")
        assert refusal.codes == {"asked": "person.identify", "reason": "changed_meanwhile"}
    done = browser.post(check, typed(page, action="send"), follow=True)
    assert "What you wrote is kept and sealed." in text_of(done)
    assert name_of(works) == "Mira Olden"


def test_a_change_between_the_last_page_and_its_button_is_shown_first(
    cast: Cast, browser: Client, works: Staff, case: Case
) -> None:
    pause(browser, case, "Mira Olden")
    check = url("identity", case.pk, BEGUN, "check")
    page = text_of(browser.get(check))
    assert WARNING not in page
    change(cast.owner[Role.COORDINATOR], case, "Amina Heron")
    assert WARNING in text_of(browser.post(check, typed(page, action="send"), follow=True))
    assert name_of(works) == "Amina Heron"


def test_a_change_while_the_first_page_stood_open_counts_too(
    cast: Cast, browser: Client, works: Staff, case: Case
) -> None:
    address = url("identity", case.pk, BEGUN, "contact")
    page = text_of(browser.get(address))
    change(cast.owner[Role.COORDINATOR], case, "Amina Heron")
    browser.post(address, typed(page, safe_contact=SECRETS["safe_contact"], action="continue"))
    assert WARNING in text_of(browser.get(url("identity", case.pk, BEGUN, "check")))


def test_without_a_change_there_is_no_warning_and_one_press_keeps_it(
    cast: Cast, browser: Client, works: Staff, case: Case
) -> None:
    other = signed_in(cast.owner[Role.COORDINATOR])
    assert other.get(url("who", case.pk)).status_code == 200
    pause(browser, case, "Mira Olden")
    page = text_of(browser.get(url("identity", case.pk, BEGUN, "check")))
    assert WARNING not in page
    browser.post(url("identity", case.pk, BEGUN, "check"), typed(page, action="send"))
    assert name_of(works) == "Mira Olden"


def looks(actor: Staff, case: Case) -> list[str]:
    with unit_of_work(actor):
        rows = LedgerEvent.objects.filter(verb="revealed", object_id=case.person_id).order_by("sequence")
        return [row.codes["columns"] for row in rows]


@pytest.mark.parametrize("step", ["who", "check"])
def test_identity_shown_again_out_of_a_paused_correction_is_a_look_too(
    browser: Client, works: Staff, case: Case, step: str
) -> None:
    pause(browser, case, SECRETS["name"])
    before = looks(works, case)
    assert SECRETS["name"] in text_of(browser.get(url("identity", case.pk, BEGUN, step)))
    assert looks(works, case) == [*before, "safe_contact.name"]
