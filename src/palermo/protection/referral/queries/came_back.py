"""By which referral of the recipient's own the person once came here, where they are sent back to it."""

from __future__ import annotations

from collections.abc import Collection

from palermo.protection.cases.queries.joined import files_of
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.trust.basis.rules import DataClass


def came_as(referral: Referral, classes: Collection[DataClass]) -> str:
    """The recipient's code of then, which leaves where the name goes along; "" where the person never came from there.

    To find the other file by it is to know who the person is, so it belongs to the name.
    """
    if DataClass.NAME not in classes:
        return ""
    rows = Enquiry.objects.filter(
        files_of(referral.organisation_id, referral.person_id),
        organisation_id=referral.organisation_id,
        sender_id=referral.recipient_id,
    )
    return rows.order_by("-id").values_list("code", flat=True).first() or ""
