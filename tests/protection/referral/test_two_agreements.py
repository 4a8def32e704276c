"""Two live agreements between the same offices: the one that covers what leaves is the one it leaves under."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.begun import BEGUN
from tests.support.cast import Cast
from tests.support.exchange import agree

from palermo.exchange.models import Envelope
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.services.sending import send_identity_slice
from palermo.protection.referral.views.referral_page import disclosable
from palermo.trust.actor import Staff
from palermo.trust.basis.rules import DataClass, ProcessingPurpose
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

NAMES = (DataClass.SAFE_CONTACT, DataClass.NAME)
CONTACT = (DataClass.SAFE_CONTACT, DataClass.CONTACT)
EVERYTHING = (DataClass.SAFE_CONTACT, DataClass.NAME, DataClass.CONTACT)


@pytest.fixture
def agreements(cast: Cast) -> dict[str, UUID]:
    """The newest first in every list: another purpose, then contact, then names."""
    flow.have_basis(cast)
    return {
        "names": agree(cast.owner, cast.partner, data_classes=NAMES),
        "contact": agree(cast.owner, cast.partner, data_classes=CONTACT),
        "return": agree(cast.owner, cast.partner, purposes=[ProcessingPurpose.RETURN]),
    }


@pytest.fixture
def referral(cast: Cast, works: Staff, agreements: dict[str, UUID]) -> Referral:
    """Accepted by the partner; the person said yes to name and contact."""
    row = flow.enquire(works, flow.open_file(works).need, cast.partner.id)
    flow.accepted(cast.partner[Role.FOCAL_POINT], row)
    flow.consent(works, row, classes=EVERYTHING)
    return row


@pytest.mark.parametrize(("classes", "covering"), [(NAMES, "names"), (CONTACT, "contact")])
def test_what_leaves_leaves_under_the_agreement_that_covers_it(
    works: Staff,
    referral: Referral,
    agreements: dict[str, UUID],
    classes: tuple[DataClass, ...],
    covering: str,
) -> None:
    flow.disclose(works, referral, classes=classes)
    with unit_of_work(works):
        assert Envelope.objects.get(kind="identity_slice").agreement_id == agreements[covering]


def test_what_only_two_agreements_together_cover_does_not_leave(works: Staff, referral: Referral) -> None:
    with unit_of_work(works), pytest.raises(Refused) as refused:
        send_identity_slice(works, referral_id=referral.pk, data_classes=EVERYTHING)
    assert refused.value.reason == "agreement_other_data"


def test_the_page_offers_what_either_covers_and_says_when_they_do_not_go_together(
    browser: Client, works: Staff, referral: Referral
) -> None:
    with unit_of_work(works):
        assert disclosable(works, Referral.objects.get(pk=referral.pk)) == frozenset(EVERYTHING)
    address = url("referral_identity", referral.pk, BEGUN, "classes")
    wrong = text_of(browser.post(address, {"action": "continue", "data_classes": ["name", "contact"]}))
    assert "does not cover all of these data" in wrong
    right = browser.post(address, {"action": "continue", "data_classes": ["contact"]}, follow=True)
    assert flow.CONTACT in text_of(right)
    assert flow.NAME not in text_of(right)
