"""Roles that wait for a yes: one offered to a colleague of another office, one to somebody without an account."""

from __future__ import annotations

from palermo.kit.office_time import office_today
from palermo.trust.actor import Staff
from palermo.trust.mandates import Mandate, Role
from palermo.trust.people.models import Unit
from palermo.trust.people.services import invite_colleague
from palermo.trust.people.services.invitations import Way
from palermo.trust.unit_of_work import unit_of_work

OFFERED = (
    ("pio@lantern.example", "Pio Larch", Way.CODE_FAR),
    ("mira@harbour.example", "Mira Sand", Way.CODE_AWAY),
)
"""Address, name as the administrator typed it, and for how long it waits. Nobody is handed the codes."""


def offer_roles(administrator: Staff) -> None:
    """Offer each a caseworker's role in the office's assistance unit."""
    with unit_of_work(administrator):
        unit = Unit.objects.get(organisation_id=administrator.organisation_id, mandate=Mandate.ASSISTANCE)
        for email, name, way in OFFERED:
            invite_colleague(
                administrator,
                email=email,
                full_name=name,
                unit_id=unit.pk,
                role=Role.CASEWORKER,
                valid_from=office_today(),
                way=way,
            )
