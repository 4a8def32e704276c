"""Handing over a shift, saying that one has read it, and forgetting hand-overs after a month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from palermo.desk.files import files_of
from palermo.desk.shifts.models import Handover, HandoverRead
from palermo.desk.shifts.policies import HANDOVERS, HandoverAction
from palermo.desk.verbs import DayVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.retention.rules import TERMS, Rule
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.vault.keys import destroy_subject_keys
from palermo.trust.vault.vault import record_look, seal, unseal

KEPT_FOR: Final = timedelta(days=TERMS[Rule.HANDOVER].days or 0)
_AT_ONCE: Final = 500


@service
def hand_over(
    actor: Actor, *, room: str, since: datetime, file_ids: Iterable[UUID], line: str = ""
) -> Handover:
    """Hand over what changed and what is due in these files since a moment, with a sealed line for whoever may read
    in all of them.

    Raises Refused for who works on no files of the room, and for a moment that is not past.
    """
    HANDOVERS.require(actor, HandoverAction.WRITE)
    asked = HANDOVERS.asked(HandoverAction.WRITE)
    if room not in actor.rooms:
        raise Refused("role_missing", verb=asked, object_type="handover")
    if since > timezone.now():
        raise Refused("shift_not_begun", verb=asked, object_type="handover")
    own = files_of(room).readable(actor).filter(pk__in=list(file_ids)).values_list("pk", flat=True)
    row = Handover(
        organisation_id=actor.organisation_id,
        room=room,
        since=since,
        file_ids=sorted(str(pk) for pk in own),
        recorded_by_id=named(actor),
        purpose="desk",
    )
    # A key is made with the row, and the ledger records keys.
    record(actor, verb=DayVerb.SHIFT_HANDED_OVER, object_type="handover", object_id=row.pk)
    seal(row, line=line.strip())
    row.save(force_insert=True)
    return row


@service
def confirm_read(actor: Actor, *, handover_id: UUID) -> None:
    """Say that one has read a hand-over of somebody else; said again it changes nothing. Raises Refused."""
    asked = HANDOVERS.asked(HandoverAction.READ)
    row = own_row(actor, Handover, handover_id, verb=asked, object_type="handover")
    HANDOVERS.require(actor, HandoverAction.READ, row)
    if row.recorded_by_id == actor.user_id:
        raise Refused("own_handover", verb=asked, object_type="handover", object_id=row.pk)
    _read, is_new = HandoverRead.objects.get_or_create(
        organisation_id=actor.organisation_id,
        handover=row,
        recorded_by_id=named(actor),
        defaults={"room": row.room, "purpose": "desk"},
    )
    if is_new:
        record(actor, verb=DayVerb.SHIFT_READ, object_type="handover", object_id=row.pk)


def line_of(actor: Actor, row: Handover) -> str | None:
    """The line of a hand-over, None for who may not read it; reading it is recorded."""
    if not HANDOVERS.may(actor, HandoverAction.READ_LINE, row):
        return None
    line = unseal(row, "line")["line"]
    record_look(actor, object_type="handover", object_id=row.pk, columns=["line"] if line else [])
    return line


@service
def forget_handovers(actor: Actor) -> int:
    """Delete the office's hand-overs of more than thirty days ago, and their keys; how many, at most 500 a time."""
    rows = Handover.objects.filter(
        organisation_id=actor.organisation_id, created_at__lt=timezone.now() - KEPT_FOR
    )
    old = list(rows.order_by("pk").select_for_update(skip_locked=True)[:_AT_ONCE])
    for row in old:
        record(actor, verb=DayVerb.SHIFT_FORGOTTEN, object_type="handover", object_id=row.pk)
    _destroy(actor.organisation_id, [row.pk for row in old])
    return len(old)


def forget_handovers_about(organisation_id: UUID, file_ids: Iterable[UUID]) -> None:
    """Delete hand-overs in which these files stood, and their keys; for erasures, which record their own event."""
    gone = {str(pk) for pk in file_ids}
    rows = Handover.objects.filter(organisation_id=organisation_id).values_list("pk", "file_ids")
    _destroy(organisation_id, [pk for pk, listed in rows if gone & set(listed)])


def _destroy(organisation_id: UUID, ids: list[UUID]) -> None:
    for pk in ids:
        destroy_subject_keys(organisation_id, pk)
    HandoverRead.objects.filter(organisation_id=organisation_id, handover_id__in=ids).delete()
    Handover.objects.filter(organisation_id=organisation_id, pk__in=ids).delete()
