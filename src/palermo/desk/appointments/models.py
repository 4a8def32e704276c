"""Appointments about a file."""

from __future__ import annotations

from django.db import models

from palermo.desk.appointments.codes import AppointmentKind, AppointmentState
from palermo.desk.files import FileRow
from palermo.trust.basis.rules import choices
from palermo.trust.vault.vault import SealedField


class Appointment(FileRow):
    """An appointment of the person's: a code, day and hour of the office's own clock, sealed place and with whom.

    `assigned_to_id` is the colleague who goes along, None where nobody of the office does.
    """

    kind = models.CharField(max_length=20, choices=choices(AppointmentKind))
    day = models.DateField()
    hour = models.TimeField(null=True)
    place = SealedField()
    with_whom = SealedField()
    assigned_to_id = models.UUIDField(null=True)
    recorded_by_id = models.UUIDField()
    state = models.CharField(
        max_length=20, choices=choices(AppointmentState), default=AppointmentState.PLANNED
    )
    state_at = models.DateTimeField()
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "desk_appointment"
        indexes = [
            models.Index(fields=["organisation", "file_id", "day"], name="desk_appointment_file"),
            models.Index(fields=["organisation", "day", "hour"], name="desk_appointment_day"),
        ]
