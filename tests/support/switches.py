"""Offices of the tests have every switch on, unless a test turns them off."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.switches.codes import SwitchCode
from palermo.trust.switches.models import SwitchedOn
from palermo.trust.verbs import SwitchVerb


def all_on(actor: Actor, *named: UUID) -> None:
    """Turn every switch on in the running unit of work, as two of the named colleagues would; they answer for it."""
    first, second = (*named, None, None)[:2]
    for code in SwitchCode:
        row = SwitchedOn.objects.create(
            organisation_id=actor.organisation_id,
            code=code,
            from_day=date(2026, 1, 1),
            responsible_id=first,
            deputy_id=second,
            asked_by_id=first,
            signed_by_id=second,
            signed_at="2026-01-01T00:00Z",
            carried_over=second is None,
        )
        record(
            actor,
            verb=SwitchVerb.SWITCH_SIGNED,
            object_type="switch",
            object_id=row.pk,
            codes={"switch": code.value},
        )
