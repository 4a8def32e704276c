"""Choosing what leaves: what was agreed is ticked, a file without a name is said, and nothing is asked too late."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.begun import BEGUN
from tests.support.cast import Cast

from palermo.protection.referral.models.referrals import Referral
from palermo.trust.actor import Staff
from palermo.trust.basis.rules import DataClass
from palermo.trust.unit_of_work import unit_of_work

AGREED = (DataClass.SAFE_CONTACT, DataClass.NAME, DataClass.BIRTH)


@pytest.fixture
def referral(cast: Cast, works: Staff, helper: Staff) -> Referral:
    """An offer to which the person said yes."""
    flow.agree(cast)
    flow.have_basis(cast)
    sent = flow.enquire(works, flow.open_file(works).need, cast.partner.id)
    flow.accepted(helper, sent)
    flow.consent(works, sent, classes=AGREED)
    return sent


def test_what_the_person_agreed_to_is_ticked_and_nothing_else(browser: Client, referral: Referral) -> None:
    page = text_of(browser.get(url("referral_identity", referral.pk, BEGUN, "classes")))
    ticked = re.findall(r'<input type="checkbox" name="data_classes" value="([^"]+)"[^>]* checked', page)
    assert sorted(ticked) == ["birth", "name"]


def test_what_was_unticked_stays_so_when_one_comes_back(browser: Client, referral: Referral) -> None:
    address = url("referral_identity", referral.pk, BEGUN, "classes")
    browser.post(address, {"action": "continue", "data_classes": ["birth"]})
    page = text_of(browser.get(address))
    ticked = re.findall(r'<input type="checkbox" name="data_classes" value="([^"]+)"[^>]* checked', page)
    assert ticked == ["birth"]


@pytest.mark.parametrize(("chosen", "warned"), [(["birth"], True), (["name"], False)])
def test_that_no_name_goes_is_said_before_it_goes(
    browser: Client, referral: Referral, chosen: list[str], warned: bool
) -> None:
    address = url("referral_identity", referral.pk, BEGUN, "classes")
    browser.post(address, {"action": "continue", "data_classes": chosen})
    check = text_of(browser.get(url("referral_identity", referral.pk, BEGUN, "check")))
    assert ("No name goes" in check) is warned


def test_a_single_page_counts_no_steps(browser: Client, referral: Referral) -> None:
    assert "Step 1" not in text_of(browser.get(url("referral_identity", referral.pk, BEGUN, "classes")))
    assert "Step 1" in text_of(browser.get(url("referral_answer", referral.pk, BEGUN, "answer")))


@pytest.mark.parametrize("page", [("referral_answer", "answer"), ("referral_identity", "classes")])
def test_asking_the_person_too_late_leads_to_where_the_referral_stands(
    browser: Client, works: Staff, referral: Referral, page: tuple[str, str]
) -> None:
    flow.disclose(works, referral, classes=[DataClass.NAME])
    with unit_of_work(works):
        referral.refresh_from_db()
    answer = browser.get(url(page[0], referral.pk, page[1]), follow=True)
    assert answer.redirect_chain == [(f"{url('referral', referral.pk)}?done=moved_on", 302)]
    assert "The referral has moved on." in text_of(answer)
