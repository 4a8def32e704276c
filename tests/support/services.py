"""Services of the cast's offices, as tests put them into the directory. Everything in it is invented."""

from __future__ import annotations

from typing import Any

from palermo.directory.offers.capacity import set_places
from palermo.directory.offers.codes import ServiceKind
from palermo.directory.offers.models import Service
from palermo.directory.offers.services import Face, add_service, record_place
from palermo.trust.actor import Actor
from palermo.trust.unit_of_work import unit_of_work

ADDRESS = "Fernhollow Lane 12, second bell"
STAFF = "Ask for Oriel Wainscot"
SECURITY = "The yard gate is watched; ring twice"
PROTECTED = ("Fernhollow", "Oriel", "Wainscot", "yard gate")
"""Words of the protected face: none of them may appear where it was not told."""


def face(name: str = "Night beds", **said: Any) -> Face:
    """A public face; what is not said is for all."""
    return Face(
        **{
            "name": name,
            "kind": ServiceKind.NIGHT_SHELTER,
            "zone": "XA-COAST",
            "contact_point": "Night desk, extension 7 (invented)",
            **said,
        }
    )


def offer(actor: Actor, name: str = "Night beds", *, places: int = 8, free: int = 5, **said: Any) -> Service:
    """A service of the actor's office with counted places, and its protected face."""
    with unit_of_work(actor):
        row = add_service(actor, face=face(name, **said))
        set_places(actor, service_id=row.pk, places=places, free=free, ask_at_most=1)
        record_place(actor, service_id=row.pk, address=ADDRESS, staff=STAFF, security=SECURITY)
    return row
