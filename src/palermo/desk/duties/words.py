"""What is to be done, and how a task stands, in plain words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.desk.duties.codes import Duty, TaskState
from palermo.kit.choices import Text
from palermo.kit.components import State, Tone

DUTIES: dict[str, Text] = {
    Duty.RING: _("Ring"),
    Duty.SPEAK: _("Speak with the person"),
    Duty.GO_ALONG: _("Go along"),
    Duty.VISIT: _("Visit"),
    Duty.WRITE: _("Write"),
    Duty.ASK_OFFICE: _("Ask an office"),
    Duty.PAPERS: _("See to papers"),
    Duty.BRING: _("Bring something"),
    Duty.OTHER: _("Something else to do"),
}
TASK_STATES: dict[str, State] = {
    TaskState.OPEN: State(_("To do")),
    TaskState.DONE: State(_("Done"), Tone.DONE),
    TaskState.ERROR: State(_("Entered in error")),
}
