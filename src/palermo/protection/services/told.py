"""An address told for a referral that comes to nothing is not kept."""

from __future__ import annotations

from palermo.protection.models import PlaceTold, Referral


def forget_place(referral: Referral) -> None:
    """Empty the address another office told for this referral; inside the service that ends it."""
    PlaceTold.objects.filter(organisation_id=referral.organisation_id, referral=referral).update(
        address=b"", staff=b"", security=b""
    )
