"""What an erasure here does not reach, with the names of the offices."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from palermo.protection.referral.erasing import what_remains
from palermo.trust.actor import Actor
from palermo.trust.people.models import Organisation
from palermo.trust.vault.erasure import Remains


def what_remains_of(
    actor: Actor, person_id: UUID, *, wait: timedelta = timedelta()
) -> list[tuple[str, Remains]]:
    """Office name ("" for what no office holds) and what remains there, before or after an erasure.

    `wait` is how long the erasure is still away: backups of keys are made until then.
    """
    remains = [
        replace(left, until=left.until + wait) if left.what == "key_backups" and left.until else left
        for left in what_remains(actor.organisation_id, person_id)
    ]
    holders = {left.holder_id for left in remains if left.holder_id}
    names = dict(Organisation.objects.filter(pk__in=holders).values_list("pk", "name"))
    return [(names.get(left.holder_id, "") if left.holder_id else "", left) for left in remains]
