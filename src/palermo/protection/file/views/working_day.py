"""The panel of a case's page with its tasks, appointments and safety plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.desk.appointments.words import APPOINTMENT_KINDS
from palermo.desk.duties.words import DUTIES
from palermo.kit.choices import Text
from palermo.kit.dates import day_text
from palermo.protection.cases.models.cases import Case
from palermo.protection.file.queries.working_day import WorkingDay

DAY_DONE: Final[dict[str, Text]] = {
    "note": gettext_lazy("The note is kept and sealed."),
    "task": gettext_lazy("The task stands on the Today page of whoever does it."),
    "task_said": gettext_lazy("It is recorded how the task stands."),
    "appointment": gettext_lazy("The appointment stands in the week, and on Today when its day comes."),
    "appointment_said": gettext_lazy("It is recorded what became of the appointment."),
}
"""What was just done, by the code in the address of the case's page."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """A task or an appointment as the panel shows it. `done_url` takes that a task is done."""

    label: Text
    url: str
    words: str
    when: str
    who: str
    is_late: bool
    done_url: str = ""


def when_text(day: date, hour: time | None, *, today: date) -> str:
    """A day, today and tomorrow by their names, with the hour where it is known."""
    named = {0: _("Today"), 1: _("Tomorrow")}.get((day - today).days, day_text(day))
    return f"{named} {formats.time_format(hour, 'H:i')}" if hour is not None else named


def day_panel(case: Case, day: WorkingDay, *, may_write: bool) -> dict[str, Any]:
    """What the panel draws: open tasks and planned appointments by day, and when the safety plan is looked at again."""
    today = timezone.localdate()
    found = [
        *(((row.day, row.hour or time.max), _appointment(case, day, row, today)) for row in day.planned),
        *(((row.due_on, time.max), _task(case, day, row, today)) for row in day.to_do),
    ]
    review: str | None = None
    if day.plan is not None:
        review = when_text(day.plan.review_on, None, today=today)
    return {
        "due": [due for _when, due in sorted(found, key=lambda pair: pair[0])],
        "may_write": may_write,
        "review": review,
        "review_late": day.plan is not None and day.plan.review_on < today,
    }


def _task(case: Case, day: WorkingDay, row: Any, today: date) -> Due:
    page = reverse("protection:task", args=[case.pk, row.pk])
    return Due(
        label=DUTIES[row.what],
        url=page,
        words=day.texts.get(row.pk, ""),
        when=when_text(row.due_on, None, today=today),
        who=row.whose or "",
        is_late=row.due_on < today,
        done_url=page,
    )


def _appointment(case: Case, day: WorkingDay, row: Any, today: date) -> Due:
    return Due(
        label=APPOINTMENT_KINDS[row.kind],
        url=reverse("protection:appointment", args=[case.pk, row.pk]),
        words=day.texts.get(row.pk, ""),
        when=when_text(row.day, row.hour, today=today),
        who=row.goes or "",
        is_late=row.day < today,
    )
