"""What was done about a case by notes, tasks, appointments and safety plans, as lines of its history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.desk.appointments.codes import AppointmentState
from palermo.desk.appointments.words import APPOINTMENT_KINDS
from palermo.desk.duties.codes import TaskState
from palermo.desk.duties.words import DUTIES
from palermo.desk.notes.models import Note
from palermo.desk.notes.words import NOTED, STRIKE_REASONS
from palermo.desk.verbs import DayVerb
from palermo.kit.choices import Text
from palermo.kit.components import Moment, State, Tone
from palermo.kit.dates import date_text
from palermo.kit.layout import Link
from palermo.kit.office_time import local_day
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.models.cases import Case
from palermo.protection.file.history_lines import Line
from palermo.protection.file.queries.working_day import WorkingDay
from palermo.trust.ledger.words import verb_words

_BECAME: Final[dict[str, Text]] = {
    AppointmentState.KEPT: gettext_lazy("Appointment kept: %(what)s"),
    AppointmentState.MISSED: gettext_lazy("Appointment missed: %(what)s"),
    AppointmentState.CANCELLED: gettext_lazy("Appointment cancelled: %(what)s"),
}
_THIRD: Final = State(gettext_lazy("Concerns somebody else too"), Tone.ATTENTION)
_SOON: Final = timedelta(minutes=15)
"""So long after its hour a note is written at once, and its line's own hour says when it was."""


def note_when(row: Note) -> PartialDate | date | datetime:
    """When it happened, as far as it is known."""
    told = PartialDate.parse(row.happened_on)
    if not told.is_whole:
        return told
    if row.hour is None:
        return told.earliest
    return datetime.combine(told.earliest, row.hour, tzinfo=timezone.get_current_timezone())


def day_moment(case: Case, day: WorkingDay, event: Any, line: Line, names: Mapping[UUID, str]) -> Moment:
    """An act of the working day as a line; `day` holds the rows it is about, `names` the colleagues of the case."""
    if event.verb in {DayVerb.NOTE_WRITTEN, DayVerb.NOTE_STRUCK}:
        return _of_a_note(case, day, event)
    codes = event.codes
    if "file_task" in codes:
        row = _row(day.tasks, event.id_in("file_task"))
        what, page = DUTIES.get(codes.get("duty", ""), ""), "task"
        wrong = event.verb == DayVerb.TASK_GIVEN and row is not None and row.state == TaskState.ERROR
    elif "appointment" in codes:
        row = _row(day.appointments, event.id_in("appointment"))
        what, page = APPOINTMENT_KINDS.get(codes.get("kind", ""), ""), "appointment"
        wrong = (
            event.verb == DayVerb.APPOINTMENT_MADE and row is not None and row.state == AppointmentState.ERROR
        )
    else:
        url = reverse("protection:safety", args=[case.pk])
        return Moment(when=event.at, what=verb_words(event.verb), who=_by(event), where=Link("", url))
    words = _BECAME.get(codes.get("state", "")) or line.words or verb_words(event.verb)
    if "%(" in str(words):
        name = names.get(event.id_in("colleague")) or _("a colleague")
        words = str(words) % {"name": name, "what": what}
    return Moment(
        when=event.at,
        what=words,
        who=_by(event),
        where=Link("", reverse(f"protection:{page}", args=[case.pk, row.pk])) if row is not None else None,
        struck=_("Entered in error") if wrong else "",
    )


def _of_a_note(case: Case, day: WorkingDay, event: Any) -> Moment:
    """A note under the hour it was written, with its text; one struck out stays, and says by whom and why."""
    row = _row(day.notes, event.id_in("note"))
    page = Link("", reverse("protection:notes", args=[case.pk])) if row is not None else None
    if event.verb == DayVerb.NOTE_STRUCK:
        why = STRIKE_REASONS.get(event.codes.get("reason", ""), "")
        return Moment(when=event.at, what=verb_words(event.verb), who=_by(event), detail=why, where=page)
    what = NOTED.get(event.codes.get("kind", ""), verb_words(event.verb))
    if row is None:
        return Moment(when=event.at, what=what, who=_by(event))
    detail: Text = format_html("<bdi>{}</bdi>", day.texts.get(row.pk, ""))
    if happened := _happened(row, event.at):
        detail = format_html("{}<br>{}", detail, happened)
    struck = ""
    if row.struck_at is not None:
        why = STRIKE_REASONS.get(row.struck_why, "")
        struck = _("Entered in error: %(why)s") % {"why": why}
        struck = f"{struck} · {row.struck_by}" if row.struck_by else struck
    return Moment(
        when=event.at,
        what=what,
        who=_by(event),
        detail=detail,
        state=_THIRD if row.third_person else None,
        where=page,
        struck=struck,
    )


def _happened(row: Note, written: datetime) -> str:
    """When it was, where the hour under which it stands does not say it; else empty."""
    when = note_when(row)
    if isinstance(when, datetime):
        if abs(written - when) < _SOON:
            return ""
        hour = time_format(when.time(), "H:i")
        return _("Happened on %(day)s, %(hour)s") % {"day": date_text(local_day(when)), "hour": hour}
    if when == timezone.localdate(written):
        return ""
    return _("Happened on %(day)s") % {"day": date_text(when)}


def _row(rows: tuple[Any, ...], pk: UUID | None) -> Any:
    return next((row for row in rows if row.pk == pk), None)


def _by(event: Any) -> str:
    return getattr(event, "name", None) or ""
