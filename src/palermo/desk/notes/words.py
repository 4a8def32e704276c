"""Kinds of notes, and why something is struck out, in plain words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.desk.notes.codes import NoteKind, StrikeReason
from palermo.kit.choices import Text

NOTE_KINDS: dict[str, Text] = {
    NoteKind.CALL: _("A call"),
    NoteKind.VISIT: _("A visit"),
    NoteKind.APPOINTMENT: _("An appointment"),
    NoteKind.INCIDENT: _("An incident"),
    NoteKind.OTHER: _("Something else"),
}
NOTED: dict[str, Text] = {
    NoteKind.CALL: _("Note of a call"),
    NoteKind.VISIT: _("Note of a visit"),
    NoteKind.APPOINTMENT: _("Note of an appointment"),
    NoteKind.INCIDENT: _("Note of an incident"),
    NoteKind.OTHER: _("Note"),
}
STRIKE_REASONS: dict[str, Text] = {
    StrikeReason.WRONG_FILE: _("It belongs to another file"),
    StrikeReason.WRONG_CONTENT: _("It is not right"),
    StrikeReason.TWICE: _("It stands here twice"),
    StrikeReason.NOT_OURS_TO_KEEP: _("The office should not keep it"),
}
