"""Where the act of a beginning led: a beginning that was submitted cannot be submitted again, and leads there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from palermo.desk.models import BegunAndDone
from palermo.desk.policies import DRAFTS
from palermo.kit.draft_store import Done
from palermo.trust.actor import Actor
from palermo.trust.locks import one_at_a_time


def done_of(actor: Actor, *, flow: str, object_id: UUID, beginning: UUID) -> Done | None:
    """Where the act of the actor's beginning led, once it was done."""
    rows = DRAFTS.done(actor, BegunAndDone.objects.all())
    row = rows.filter(flow=flow, object_id=object_id, beginning=beginning).first()
    return Done(led_to=row.led_to, at=row.created_at) if row is not None else None


def one_who_acts(actor: Actor, *, beginning: UUID) -> None:
    """Wait until nobody else acts for this beginning; nobody does until this transaction ends."""
    one_at_a_time(f"beginning/{actor.organisation_id}/{actor.user_id}/{beginning}")


def keep_done(actor: Actor, *, room: str, flow: str, object_id: UUID, beginning: UUID, led_to: str) -> None:
    """Keep where an act led, for the service that ends a beginning.

    Raises ValueError for another address than a page of this site.
    """
    if not led_to.startswith("/") or led_to.startswith("//"):
        raise ValueError("An act leads to a page of this site.")
    BegunAndDone.objects.create(
        organisation_id=actor.organisation_id,
        room=room,
        author_id=actor.user_id or actor.organisation_id,
        flow=flow,
        object_id=object_id,
        beginning=beginning,
        led_to=led_to,
        purpose="draft",
    )


def forget_old(organisation_id: UUID, *, before: datetime) -> None:
    """Delete where the acts of an office's beginnings led that were done before this moment."""
    BegunAndDone.objects.filter(organisation_id=organisation_id, created_at__lt=before).delete()
