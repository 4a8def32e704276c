"""Services of the fictional alliance: beds, advice and care, with room, without, old answers, and vetting that ends.

Every name and address is invented; none belongs to a place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from palermo.directory.offers.capacity import set_places, touch
from palermo.directory.offers.codes import (
    Access,
    AgeGroup,
    ServiceKind,
    Sex,
    Tap,
    VettedBy,
    WithChildren,
)
from palermo.directory.offers.services import Face, add_service, record_place, record_vetting
from palermo.kit.office_time import office_today
from palermo.trust.actor import System
from palermo.trust.mandates import SERVICES_ROOM
from palermo.trust.unit_of_work import unit_of_work

ADULTS = (AgeGroup.FROM_18_TO_25, AgeGroup.FROM_26_TO_40, AgeGroup.OVER_40)


@dataclass(frozen=True, kw_only=True)
class DemoService:
    """One invented service. `places` None: nobody counts, and `said` is what was pressed, if anything was.

    `vetted_days` and `funded_days` count from today; negative: it has run out. None: never vetted, no period.
    """

    office: str
    face: Face
    places: int | None = None
    free: int = 0
    said: Tap | None = None
    address: str = ""
    vetted_days: int | None = 200
    funded_days: int | None = 300


SERVICES = (
    DemoService(
        office="harbour",
        face=Face(
            name="Night beds for women",
            kind=ServiceKind.NIGHT_SHELTER,
            zone="XA-COAST",
            contact_point="Night desk, extension 7 (invented)",
            hours="Every night from 18:00",
            languages=("en", "fr", "ar"),
            ages=ADULTS,
            sexes=(Sex.WOMAN,),
            with_children=WithChildren.YES,
            access=(Access.STEP_FREE, Access.CARER_MAY_STAY),
        ),
        places=8,
        free=3,
        address="Saltgrass Walk 2, the blue gate (invented)",
        funded_days=20,
    ),
    DemoService(
        office="harbour",
        face=Face(
            name="Rooms for men",
            kind=ServiceKind.LONGER_STAY,
            zone="XA-HILLS",
            contact_point="Night desk, extension 7 (invented)",
            languages=("en",),
            ages=ADULTS,
            sexes=(Sex.MAN,),
            with_children=WithChildren.NO,
        ),
        places=6,
        free=0,
        address="Upper Larch Track 9 (invented)",
        vetted_days=12,
    ),
    DemoService(
        office="harbour",
        face=Face(
            name="Someone to talk to",
            kind=ServiceKind.COUNSELLING,
            zone="XA-COAST",
            contact_point="Day desk, extension 8 (invented)",
            languages=("en", "fr"),
        ),
        said=Tap.ASK,
    ),
    DemoService(
        office="orchard",
        face=Face(
            name="Advice and representation",
            kind=ServiceKind.LEGAL_AID,
            zone="XA-COAST",
            contact_point="Advice desk, extension 3 (invented)",
            hours="Weekdays 09:00 to 17:00",
            languages=("en", "es"),
        ),
        said=Tap.YES,
    ),
    DemoService(
        office="lantern",
        face=Face(
            name="Food and clothes",
            kind=ServiceKind.MATERIAL_HELP,
            zone="XA-PLAIN",
            contact_point="Duty line of Lantern House, extension 20 (invented)",
        ),
        said=Tap.YES,
        vetted_days=None,
        funded_days=None,
    ),
    DemoService(
        office="lantern",
        face=Face(
            name="House for girls and boys",
            kind=ServiceKind.CHILDRENS_HOME,
            zone="XA-HILLS",
            contact_point="Duty line of Lantern House, extension 20 (invented)",
            ages=(AgeGroup.UNDER_12, AgeGroup.FROM_12_TO_17),
            languages=("en", "uk"),
        ),
        address="Three Wells Rise 1 (invented)",
    ),
)


def load_services(offices: Mapping[str, System]) -> None:
    """Put them into the directory, each as its office; of one nobody has said yet whether it has room."""
    for demo in SERVICES:
        _load(demo, offices[demo.office])


def _load(demo: DemoService, office: System) -> None:
    # As the assistance unit of the office: only its mandate opens the room in which services are kept.
    actor = System(
        organisation_id=office.organisation_id, reason=office.reason, rooms=frozenset({SERVICES_ROOM})
    )
    today = office_today()
    with unit_of_work(actor):
        row = add_service(actor, face=demo.face)
        record_vetting(
            actor,
            service_id=row.pk,
            vetted_by=VettedBy.COMPETENT_AUTHORITY,
            vetted_until=None if demo.vetted_days is None else today + timedelta(days=demo.vetted_days),
            funded_from=today - timedelta(days=90) if demo.funded_days else None,
            funded_until=None if demo.funded_days is None else today + timedelta(days=demo.funded_days),
        )
        if demo.address:
            record_place(
                actor, service_id=row.pk, address=demo.address, security="Ring twice; the camera sees you."
            )
        if demo.places:
            set_places(actor, service_id=row.pk, places=demo.places, free=demo.free, ask_at_most=1)
        if demo.said:
            touch(actor, service_id=row.pk, tap=demo.said)
