"""Nobody learns who a person is without learning how to reach them safely."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.begun import BEGUN
from tests.support.cast import Cast

from palermo.exchange.models import Envelope
from palermo.protection.cases.services.cases import open_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.services.sending import send_identity_slice
from palermo.reference.persons import NeedKind, Urgency
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

WORDS = "Record how to contact the person safely first; if no way is safe, write that."


@pytest.fixture
def referral(cast: Cast, works: Staff) -> Referral:
    """Accepted, and agreed to by a person of whom no safe contact is recorded."""
    flow.agree(cast)
    flow.have_basis(cast)
    with unit_of_work(works):
        case = open_case(works, age_band="18_25")
        record_identity(works, person_id=case.person_id, name=flow.NAME, contact=flow.CONTACT)
        need = record_need(works, case_id=case.pk, kind=NeedKind.HEALTH, urgency=Urgency.TONIGHT)
    made = flow.enquire(works, need, cast.partner.id)
    flow.accepted(cast.partner[Role.FOCAL_POINT], made)
    flow.consent(works, made)
    return made


@pytest.mark.parametrize("recorded", ["", " \n"])
def test_identity_does_not_leave_while_no_safe_contact_is_recorded(
    works: Staff, referral: Referral, recorded: str
) -> None:
    with unit_of_work(works):
        record_identity(works, person_id=referral.person_id, safe_contact=recorded)
        with pytest.raises(Refused) as refused:
            send_identity_slice(works, referral_id=referral.pk, data_classes=flow.AGREED)
        assert refused.value.reason == "safe_contact_missing"
        assert not Envelope.objects.filter(kind="identity_slice").exists()
        record_identity(works, person_id=referral.person_id, safe_contact="No way is safe")
    flow.disclose(works, referral)
    assert flow.now_at(works, referral).state == "identity_sent"


def test_the_page_says_so_before_anything_is_chosen_and_leads_to_where_it_is_recorded(
    browser: Client, works: Staff, referral: Referral
) -> None:
    address = url("referral_identity", referral.pk, BEGUN, "classes")
    page = text_of(browser.get(address))
    assert WORDS in page
    assert url("identity", referral.case_id, "contact") in page
    answered = browser.post(address, {"action": "continue", "data_classes": ["name"]})
    assert (answered.status_code, WORDS in text_of(answered)) == (200, True)
    with unit_of_work(works):
        record_identity(works, person_id=referral.person_id, safe_contact=flow.SAFE)
    assert WORDS not in text_of(browser.get(address))
    assert browser.post(address, {"action": "continue", "data_classes": ["name"]}).status_code == 302
