"""What the ledger, the refusals and the access log call the working day's things."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.desk.verbs import DayVerb
from palermo.kit.choices import Text
from palermo.trust.verbs import Verb

VERBS: Final[dict[Verb, Text]] = {
    DayVerb.NOTE_WRITTEN: _("Note written"),
    DayVerb.NOTE_STRUCK: _("Note struck out as entered in error"),
    DayVerb.TASK_GIVEN: _("Task given"),
    DayVerb.TASK_DONE: _("Task done"),
    DayVerb.TASK_UNDONE: _("Task to be done after all"),
    DayVerb.TASK_PASSED_ON: _("Task passed on"),
    DayVerb.TASK_STRUCK: _("Task struck out as entered in error"),
    DayVerb.APPOINTMENT_MADE: _("Appointment made"),
    DayVerb.APPOINTMENT_MOVED: _("Appointment moved"),
    DayVerb.APPOINTMENT_SETTLED: _("Said what became of an appointment"),
    DayVerb.APPOINTMENT_STRUCK: _("Appointment struck out as entered in error"),
    DayVerb.SAFETY_PLAN_WRITTEN: _("Safety plan written"),
    DayVerb.SHIFT_HANDED_OVER: _("Shift handed over"),
    DayVerb.SHIFT_READ: _("Hand-over read"),
    DayVerb.SHIFT_FORGOTTEN: _("Hand-over deleted after thirty days"),
}
DETAILS: Final[dict[str, Text]] = {
    "appointment": _("Appointment"),
    "colleague": _("Colleague"),
    "duty": _("What is to be done"),
    "file_task": _("Task"),
    "note": _("Note"),
    "safety_plan": _("Safety plan"),
}
OBJECTS: Final[dict[str, Text]] = {
    "appointment": _("Appointment"),
    "file_task": _("Task"),
    "handover": _("Hand-over"),
    "note": _("Note"),
    "safety_plan": _("Safety plan"),
}
COLUMNS: Final[dict[str, Text]] = {
    "text": _("Note"),
    "notes": _("Notes"),
    "tasks": _("Words of tasks"),
    "place": _("Place of an appointment"),
    "with_whom": _("With whom an appointment is"),
    "appointments": _("Places of appointments"),
    "plan": _("Safety plan"),
    "line": _("Line of a hand-over"),
}
REASONS: Final[dict[str, Text]] = {
    "appointment_over": _("This appointment was kept or struck out. Make a new one."),
    "no_words": _("Write something first: nothing is recorded yet."),
    "not_on_the_file": _(
        "This colleague does not work on the case. Choose another, or let them work on it first."
    ),
    "not_the_author": _("Only whoever wrote it, or a coordinator, can strike it out."),
    "own_handover": _("This hand-over is your own. Whoever takes over says that they have read it."),
    "plan_changed": _("A colleague has written a newer version. Read it, then write yours."),
    "shift_not_begun": _("Choose an hour that is past."),
    "stands_so": _("It stands so already: perhaps a colleague was quicker."),
    "struck_already": _("It is struck out already."),
    "task_over": _("This task is not open any more."),
}
