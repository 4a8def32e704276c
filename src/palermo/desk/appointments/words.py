"""What appointments are for, and what became of them, in plain words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.desk.appointments.codes import AppointmentKind, AppointmentState
from palermo.kit.choices import Text
from palermo.kit.components import State, Tone

APPOINTMENT_KINDS: dict[str, Text] = {
    AppointmentKind.DOCTOR: _("Doctor"),
    AppointmentKind.COUNSELLING: _("Counselling"),
    AppointmentKind.LAWYER: _("Lawyer"),
    AppointmentKind.COURT: _("Court"),
    AppointmentKind.AUTHORITY: _("Public office"),
    AppointmentKind.CONSULATE: _("Consulate"),
    AppointmentKind.SCHOOL_OR_WORK: _("School or work"),
    AppointmentKind.WITH_US: _("Comes to us"),
    AppointmentKind.OTHER: _("Another appointment"),
}
APPOINTMENT_STATES: dict[str, State] = {
    AppointmentState.PLANNED: State(_("Planned"), Tone.SEA),
    AppointmentState.KEPT: State(_("Kept"), Tone.DONE),
    AppointmentState.MISSED: State(_("Missed"), Tone.ATTENTION),
    AppointmentState.CANCELLED: State(_("Cancelled")),
    AppointmentState.ERROR: State(_("Entered in error")),
}
