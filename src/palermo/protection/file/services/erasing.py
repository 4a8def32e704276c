"""Erasing a file from its page: what the page said remains elsewhere is what remains."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from palermo.exchange.acts import ends, person_given
from palermo.protection.cases.policies import PERSONS, PersonAction
from palermo.protection.cases.services.persons import erase_person
from palermo.protection.referral.erasing import what_remains
from palermo.trust.actor import Actor
from palermo.trust.service import service
from palermo.trust.shown import PREFIX, require_as_shown
from palermo.trust.vault.erasure import Remains


@service
@ends(person_given("person_id"))
def erase_file(actor: Actor, *, person_id: UUID, reason: str, shown: str | None = None) -> list[Remains]:
    """`erase_person`, as its page showed it. Raises ChangedSinceShown where something else remains elsewhere now."""
    require_as_shown(
        actor,
        shown,
        left_elsewhere(what_remains(actor.organisation_id, person_id)),
        of="erase",
        object_id=person_id,
        verb=PERSONS.asked(PersonAction.ERASE),
        object_type="person",
    )
    return erase_person(actor, person_id=person_id, reason=reason)


def left_elsewhere(remains: Iterable[Remains]) -> dict[str, object]:
    """Which offices keep what, until when; backups end by the day and are left out."""
    held = [[left.what, str(left.holder_id), str(left.until)] for left in remains if left.holder_id]
    return {f"{PREFIX}remains": sorted(held)}
