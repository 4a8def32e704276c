"""Who may make, read, change and strike out an appointment: whoever works on its file."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from palermo.desk.appointments.models import Appointment
from palermo.desk.file_policies import in_sight, verdict
from palermo.desk.files import FileAction
from palermo.trust.actor import Actor
from palermo.trust.policy import Policy, Verdict, refused


class AppointmentAction(StrEnum):
    """What is asked of appointments."""

    MAKE = "make"
    READ = "read"
    CHANGE = "change"
    STRIKE = "strike"


_WORK = frozenset({AppointmentAction.MAKE, AppointmentAction.CHANGE})


class AppointmentPolicy(Policy[Appointment, AppointmentAction]):
    """An appointment follows its file."""

    object_type = "appointment"
    actions = AppointmentAction

    def _decide(self, actor: Actor, action: AppointmentAction, obj: Appointment | None) -> Verdict:
        """Change: move it, say what became of it. Strike: who wrote it down, and who leads."""
        if action is AppointmentAction.READ:
            return verdict(actor, FileAction.READ, obj)
        if action not in _WORK and action is not AppointmentAction.STRIKE:
            return refused("role_missing")
        own = obj is None or obj.recorded_by_id == actor.user_id
        if action in _WORK or own:
            return verdict(actor, FileAction.WRITE, obj)
        leads = verdict(actor, FileAction.LEAD, obj)
        works = leads or verdict(actor, FileAction.WRITE, obj)
        return works if leads or not works else refused("not_the_author")

    def visible(self, actor: Actor, rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
        """Appointments about files in which the actor may read."""
        return in_sight(actor, rows)


APPOINTMENTS = AppointmentPolicy()
