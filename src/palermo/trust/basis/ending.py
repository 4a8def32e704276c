"""A yes that was given until the help ends, ends with it."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from palermo.trust.actor import Actor
from palermo.trust.basis.models import Consent
from palermo.trust.current import record
from palermo.trust.verbs import BasisVerb


def end_with_help(actor: Actor, *, room: str, subject_id: UUID, recipient_id: UUID) -> int:
    """End what was agreed to one recipient until the help ends; how many. Part of the service by which help ends."""
    rows = Consent.objects.select_for_update().filter(
        organisation_id=actor.organisation_id,
        room=room,
        subject_id=subject_id,
        recipient_id=recipient_id,
        until_help_ends=True,
        ended_at__isnull=True,
        withdrawn_at__isnull=True,
    )
    ended = list(rows.order_by("id"))
    for row in ended:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        record(
            actor,
            verb=BasisVerb.CONSENT_ENDED,
            object_type="person",
            object_id=subject_id,
            codes={"consent": str(row.pk), "recipient": str(recipient_id)},
        )
    return len(ended)
