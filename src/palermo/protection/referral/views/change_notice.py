"""What the page of a referral says of what has changed since it was sent."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.words.changed import CHANGED
from palermo.protection.referral.codes.changes import CLASS_OF
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.services.more import may_send_more
from palermo.trust.basis.rules import DataClass


def change_notice(
    referral: Referral, what: Collection[Changed], *, may_leave: frozenset[str], works: bool, undecided: bool
) -> dict[str, Any]:
    """What the page of a referral says of what has changed since: what, and whether the yes lets it be sent."""
    classes = {CLASS_OF[one] for one in what} | {DataClass.SAFE_CONTACT}
    chosen = sorted(code.value for code in classes if code != DataClass.SAFE_CONTACT)
    asked = urlencode({"check": "1", "data_classes": chosen}, doseq=True)
    return {
        "what": [CHANGED[one] for one in what],
        "may_send": works and not undecided and may_send_more(referral, what) and classes <= may_leave,
        "is_over": not classes <= may_leave,
        "is_closed": not may_send_more(referral, what),
        "may_tell": works,
        "url": f"{reverse('protection:referral_more', args=[referral.pk])}?{asked}",
    }
