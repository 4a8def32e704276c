"""What was done about a case by notes, tasks, appointments and safety plans, as lines of its history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, TypeAlias

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.desk.appointments.codes import AppointmentState
from palermo.desk.appointments.words import APPOINTMENT_KINDS
from palermo.desk.duties.words import DUTIES
from palermo.desk.notes.models import Note
from palermo.desk.notes.words import NOTED, STRIKE_REASONS
from palermo.desk.verbs import DayVerb
from palermo.kit.choices import Text
from palermo.kit.components import Moment, State, Tone
from palermo.kit.layout import Link
from palermo.kit.office_time import day_begins, local_day
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.models.cases import Case
from palermo.protection.file.queries.working_day import WorkingDay

Dated: TypeAlias = tuple[datetime, Moment]

_OF_TASKS: dict[str, Text] = {
    DayVerb.TASK_GIVEN: gettext_lazy("Task for %(name)s: %(what)s"),
    DayVerb.TASK_DONE: gettext_lazy("Task done: %(what)s"),
    DayVerb.TASK_UNDONE: gettext_lazy("Task to be done after all: %(what)s"),
    DayVerb.TASK_PASSED_ON: gettext_lazy("Task passed on to %(name)s: %(what)s"),
    DayVerb.TASK_STRUCK: gettext_lazy("Task entered in error: %(what)s"),
}
_BECAME: dict[str, Text] = {
    AppointmentState.KEPT: gettext_lazy("Appointment kept: %(what)s"),
    AppointmentState.MISSED: gettext_lazy("Appointment missed: %(what)s"),
    AppointmentState.CANCELLED: gettext_lazy("Appointment cancelled: %(what)s"),
    AppointmentState.ERROR: gettext_lazy("Appointment entered in error: %(what)s"),
}
_OF_APPOINTMENTS: dict[str, Text] = {
    DayVerb.APPOINTMENT_MADE: gettext_lazy("Appointment made: %(what)s"),
    DayVerb.APPOINTMENT_MOVED: gettext_lazy("Appointment moved: %(what)s"),
}
_THIRD = State(gettext_lazy("Concerns somebody else too"), Tone.ATTENTION)
_STRUCK = State(gettext_lazy("Entered in error"))


def note_when(row: Note) -> PartialDate | date | datetime:
    """When it happened, as far as it is known."""
    told = PartialDate.parse(row.happened_on)
    if not told.is_whole:
        return told
    if row.hour is None:
        return told.earliest
    return datetime.combine(told.earliest, row.hour, tzinfo=timezone.get_current_timezone())


def day_moments(case: Case, day: WorkingDay) -> list[Dated]:
    """The lines, each with where it stands in time; nothing for who reads nothing of it."""
    return [*_notes(case, day), *_tasks(case, day), *_appointments(case, day), *_plans(case, day)]


def _notes(case: Case, day: WorkingDay) -> Iterator[Dated]:
    """Each note where it happened, with its text; one struck out stays, and says by whom and why."""
    for row in day.notes:
        detail: Text = format_html("<bdi>{}</bdi>", day.texts.get(row.pk, ""))
        state = _THIRD if row.third_person else None
        if row.struck_at is not None:
            state = _STRUCK
            why = _("%(name)s: %(why)s") % {"name": row.struck_by, "why": STRIKE_REASONS[row.struck_why]}
            detail = format_html("<s>{}</s> {}", day.texts.get(row.pk, ""), why)
        when = note_when(row)
        yield (
            _place(when, row.created_at),
            Moment(
                when=when,
                what=NOTED[row.kind],
                who=row.by_name or "",
                detail=detail,
                state=state,
                where=Link("", reverse("protection:notes", args=[case.pk])),
            ),
        )


def _tasks(case: Case, day: WorkingDay) -> Iterator[Dated]:
    tasks = {str(row.pk): row for row in day.tasks}
    names = {str(row.assigned_to_id): row.whose for row in day.tasks}
    for event in day.events:
        words = _OF_TASKS.get(event.verb)
        row = tasks.get(event.codes.get("file_task", ""))
        if words is None or row is None:
            continue
        name = names.get(event.codes.get("colleague", ""), _("a colleague"))
        what = words % {"name": name, "what": DUTIES[row.what]}
        page = reverse("protection:task", args=[case.pk, row.pk])
        yield event.at, Moment(when=event.at, what=what, who=_who(event), where=Link("", page))


def _appointments(case: Case, day: WorkingDay) -> Iterator[Dated]:
    appointments = {str(row.pk): row for row in day.appointments}
    for event in day.events:
        row = appointments.get(event.codes.get("appointment", ""))
        words = _OF_APPOINTMENTS.get(event.verb) or _BECAME.get(event.codes.get("state", ""))
        if words is None or row is None:
            continue
        what = words % {"what": APPOINTMENT_KINDS[row.kind]}
        page = reverse("protection:appointment", args=[case.pk, row.pk])
        yield event.at, Moment(when=event.at, what=what, who=_who(event), where=Link("", page))


def _plans(case: Case, day: WorkingDay) -> Iterator[Dated]:
    page = Link("", reverse("protection:safety", args=[case.pk]))
    for event in day.events:
        if event.verb == DayVerb.SAFETY_PLAN_WRITTEN:
            what = _("Safety plan written")
            yield event.at, Moment(when=event.at, what=what, who=_who(event), where=page)


def _who(event: Any) -> str:
    return event.name or ""


def _place(when: PartialDate | date | datetime, recorded: datetime) -> datetime:
    """Where a note stands: at its hour, on the day it was written where it was written, else at the day's beginning."""
    if isinstance(when, datetime):
        return when
    day = when.earliest if isinstance(when, PartialDate) else when
    return recorded if local_day(recorded) == day else day_begins(day)
