"""An office without a legal basis: no identity leaves, the page says so first and leads to where it is mended."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.begun import BEGUN
from tests.support.cast import Cast
from tests.support.last_page import press

from palermo.protection.referral.codes import ReferralState
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role

NOTICE = "Who the person is cannot leave yet"


def test_without_a_legal_basis_the_page_says_so_and_with_one_the_identity_leaves(
    cast: Cast, browser: Client, works: Staff
) -> None:
    flow.agree(cast)
    row = flow.enquire(works, flow.open_file(works).need, cast.partner.id)
    assert NOTICE not in text_of(browser.get(url("referral", row.pk))), "nothing is to leave yet"
    flow.accepted(cast.partner[Role.FOCAL_POINT], row)
    flow.consent(works, row)
    where = f'href="{reverse("basis:bases")}"'
    page = text_of(browser.get(url("referral", row.pk)))
    assert NOTICE in page
    assert where in page
    browser.post(
        url("referral_identity", row.pk, BEGUN, "classes"), {"action": "continue", "data_classes": ["name"]}
    )
    refused = press(browser, url("referral_identity", row.pk, BEGUN, "check"))
    assert refused.status_code == 403
    assert "no legal basis in force for this purpose" in text_of(refused)
    assert where in text_of(refused)
    flow.have_basis(cast)
    assert NOTICE not in text_of(browser.get(url("referral", row.pk)))
    press(browser, url("referral_identity", row.pk, BEGUN, "check"))
    assert flow.now_at(works, row).state == ReferralState.IDENTITY_SENT
