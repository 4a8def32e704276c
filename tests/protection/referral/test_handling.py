"""How what was sent may be used stands wherever it is read, and before it leaves (Protocol, art. 10.3)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.test import Client
from tests.protection import flow
from tests.protection.pages import full_case, text_of, url
from tests.support.begun import BEGUN
from tests.support.cast import Cast, signed_in
from tests.support.last_page import press

from palermo.exchange.caveats import STANDARD, Caveat
from palermo.exchange.queries import handling_of
from palermo.exchange.words import CAVEATS
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.services import sending as referrals
from palermo.protection.referral.views import consent as referral_consent
from palermo.protection.referral.views import what_leaves
from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work

WORDS = [str(CAVEATS[caveat]) for caveat in STANDARD]
ERASE = str(CAVEATS[Caveat.ERASE_WHEN_DONE])


@pytest.fixture
def helper(cast: Cast) -> Staff:
    return cast.partner[Role.COORDINATOR]


@pytest.fixture
def referral(cast: Cast, works: Staff, helper: Staff) -> Referral:
    """Accepted, the person said yes, nothing sent yet."""
    flow.agree(cast)
    flow.have_basis(cast)
    row = flow.enquire(works, flow.open_file(works).need, cast.partner.id)
    flow.accepted(helper, row)
    flow.consent(works, row)
    return row


def enquiry_page(helper: Staff, referral: Referral) -> str:
    return text_of(signed_in(helper).get(url("enquiry", flow.received(helper, referral).pk)))


def case_page(helper: Staff, referral: Referral) -> str:
    with unit_of_work(helper):
        case_id = Enquiry.objects.get(thread_id=referral.thread_id).case_id
    return text_of(signed_in(helper).get(url("case", case_id)))


def test_an_enquiry_says_for_what_and_how_it_may_be_used(helper: Staff, referral: Referral) -> None:
    page = enquiry_page(helper, referral)
    assert [words for words in WORDS if words not in page] == []
    assert "Help for the person" in page
    assert "art. 10.3" in page
    assert ERASE not in page


def test_before_the_identity_leaves_its_restrictions_are_shown_and_they_arrive_with_it(
    browser: Client, works: Staff, helper: Staff, referral: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (referrals, referral_consent, what_leaves):
        monkeypatch.setattr(module, "CAVEATS", (*STANDARD, Caveat.ERASE_WHEN_DONE))
    browser.post(
        url("referral_identity", referral.pk, BEGUN, "classes"),
        {"action": "continue", "data_classes": ["name"]},
    )
    check = url("referral_identity", referral.pk, BEGUN, "check")
    page = text_of(browser.get(check))
    assert [words for words in (*WORDS, ERASE) if words not in page] == []
    press(browser, check)
    flow.work_off()
    for shown in (case_page(helper, referral), enquiry_page(helper, referral)):
        assert [words for words in (*WORDS, ERASE) if words not in shown] == []
    assert "What Owner sent: how it may be used" in case_page(helper, referral)


def test_a_case_of_ones_own_carries_no_restrictions(browser: Client, works: Staff) -> None:
    page = text_of(browser.get(url("case", full_case(works).pk)))
    assert not [words for words in WORDS if words in page]


def test_only_what_the_sender_signed_counts_and_a_forged_header_is_told(
    cast: Cast, helper: Staff, referral: Referral, superuser_connection: psycopg.Connection[Any]
) -> None:
    with unit_of_work(helper):
        handling = handling_of(helper, referral.thread_id)
        assert handling is not None
        assert set(handling.caveats) == {caveat.value for caveat in STANDARD}
        assert handling_of(helper, uuid4()) is None
    stranger = cast.stranger[Role.COORDINATOR]
    with unit_of_work(stranger):
        assert handling_of(stranger, referral.thread_id) is None
    superuser_connection.execute("ALTER TABLE exchange_envelope DISABLE TRIGGER ALL")
    superuser_connection.execute("UPDATE exchange_envelope SET caveats = '[]'")
    with unit_of_work(helper):
        assert handling_of(helper, referral.thread_id) is None
    with unit_of_work(helper):
        assert LedgerEvent.objects.filter(verb="exchange.forgery_found").exists()
