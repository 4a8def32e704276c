"""Making an appointment, moving it, saying who goes and what became of it."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from django.utils import timezone

from palermo.desk.appointments.codes import AppointmentKind, AppointmentState
from palermo.desk.appointments.models import Appointment
from palermo.desk.appointments.policies import APPOINTMENTS, AppointmentAction
from palermo.desk.files import begin, require_colleague, tell
from palermo.desk.verbs import DayVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.vault.vault import seal


@service
def make_appointment(
    actor: Actor,
    *,
    room: str,
    file_id: UUID,
    kind: AppointmentKind,
    day: date,
    hour: time | None = None,
    place: str = "",
    with_whom: str = "",
    goes_id: UUID | None = None,
) -> Appointment:
    """Put an appointment down; without an hour it is on that day. `goes_id` is a colleague who goes along.

    Raises Refused for a file in which the actor may not write, and for a colleague who does not work on it.
    """
    APPOINTMENTS.require(actor, AppointmentAction.MAKE)
    row = begin(Appointment, actor, room=room, file_id=file_id)
    if goes_id is not None:
        require_colleague(actor, row, goes_id, verb=APPOINTMENTS.asked(AppointmentAction.MAKE))
    row.kind, row.day, row.hour, row.assigned_to_id = kind, day, hour, goes_id
    row.recorded_by_id, row.state_at = named(actor), timezone.now()
    seal(row, place=place.strip(), with_whom=with_whom.strip())
    row.save(force_insert=True)
    tell(actor, DayVerb.APPOINTMENT_MADE, row, codes={"appointment": str(row.pk), "kind": row.kind})
    return row


@service
def move_appointment(
    actor: Actor, *, appointment_id: UUID, day: date, hour: time | None, goes_id: UUID | None
) -> Appointment:
    """Put an appointment on another day or hour, or let somebody else go; one missed or cancelled is planned again.

    Raises Refused for one that was kept or entered in error, and for a colleague who does not work on the file.
    """
    row = _own(actor, appointment_id, AppointmentAction.CHANGE)
    asked = APPOINTMENTS.asked(AppointmentAction.CHANGE)
    if row.state in {AppointmentState.KEPT, AppointmentState.ERROR}:
        raise Refused("appointment_over", verb=asked, object_type="appointment", object_id=row.pk)
    if goes_id is not None and goes_id != row.assigned_to_id:
        require_colleague(actor, row, goes_id, verb=asked)
    row.day, row.hour, row.assigned_to_id = day, hour, goes_id
    row.state, row.state_at, row.ended_by_id = AppointmentState.PLANNED, timezone.now(), None
    row.save(update_fields=["day", "hour", "assigned_to_id", "state", "state_at", "ended_by_id"])
    tell(actor, DayVerb.APPOINTMENT_MOVED, row, codes={"appointment": str(row.pk), "kind": row.kind})
    return row


@service
def settle_appointment(actor: Actor, *, appointment_id: UUID, state: AppointmentState) -> Appointment:
    """Say that an appointment was kept, missed, cancelled, or entered in error.

    Raises Refused where it stands so already: somebody else said it in the meantime; and for PLANNED: moving does that.
    """
    is_error = state is AppointmentState.ERROR
    action = AppointmentAction.STRIKE if is_error else AppointmentAction.CHANGE
    row = _own(actor, appointment_id, action)
    if row.state == state or state is AppointmentState.PLANNED:
        raise Refused(
            "stands_so", verb=APPOINTMENTS.asked(action), object_type="appointment", object_id=row.pk
        )
    row.state, row.state_at, row.ended_by_id = state, timezone.now(), named(actor)
    row.save(update_fields=["state", "state_at", "ended_by_id"])
    verb = DayVerb.APPOINTMENT_STRUCK if is_error else DayVerb.APPOINTMENT_SETTLED
    tell(actor, verb, row, codes={"appointment": str(row.pk), "kind": row.kind, "state": row.state})
    return row


def _own(actor: Actor, appointment_id: UUID, action: AppointmentAction) -> Appointment:
    asked = APPOINTMENTS.asked(action)
    row = own_row(actor, Appointment, appointment_id, verb=asked, object_type="appointment")
    APPOINTMENTS.require(actor, action, row)
    return row
