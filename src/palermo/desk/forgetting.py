"""What the desk keeps about a person goes with them: notes, tasks, appointments, safety plans, hand-overs.

For erasures, which record their own event; after a restore the owner calls it outside a unit of work.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from palermo.desk.appointments.models import Appointment
from palermo.desk.duties.models import Task
from palermo.desk.notes.models import Note
from palermo.desk.safety.models import SafetyPlan
from palermo.desk.shifts.services import forget_handovers_about


def forget_working_day(organisation_id: UUID, subject_id: UUID, file_ids: Iterable[UUID]) -> None:
    """Delete what any colleague wrote down about a person, and the hand-overs in which their files stood."""
    for model in (Note, Task, Appointment, SafetyPlan):
        model._default_manager.filter(organisation_id=organisation_id, subject_id=subject_id).delete()
    forget_handovers_about(organisation_id, file_ids)
