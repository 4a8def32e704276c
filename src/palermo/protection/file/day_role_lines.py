"""What roles see and do of notes, tasks, appointments, safety plans and hand-overs, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.desk.appointments.policies import APPOINTMENTS, AppointmentAction
from palermo.desk.duties.policies import TASKS, TaskAction
from palermo.desk.notes.policies import NOTES, NoteAction
from palermo.desk.safety.policies import SAFETY_PLANS, SafetyAction
from palermo.desk.shifts.policies import HANDOVERS, HandoverAction
from palermo.trust.people.seeing import RoleLine, Topic, questions

LINES = (
    RoleLine(
        topic=Topic.CASES,
        words=_("Reads and writes notes and safety plans in these cases. Each look is recorded."),
        asked=(*questions(NOTES, *NoteAction), *questions(SAFETY_PLANS, *SafetyAction)),
    ),
    RoleLine(
        topic=Topic.CASES,
        words=_("Gives and does tasks, and keeps the appointments of these persons."),
        asked=(*questions(TASKS, *TaskAction), *questions(APPOINTMENTS, *AppointmentAction)),
    ),
    RoleLine(
        topic=Topic.CASES,
        words=_("Hands over a shift, and reads the hand-overs of colleagues as far as they see the cases."),
        asked=questions(HANDOVERS, *HandoverAction),
    ),
)
