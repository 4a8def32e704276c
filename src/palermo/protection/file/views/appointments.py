"""Appointments of a case: making one, and its page, where it is moved and where it is said what became of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from palermo.desk.appointments.codes import AppointmentKind, AppointmentState
from palermo.desk.appointments.policies import APPOINTMENTS, AppointmentAction
from palermo.desk.appointments.services import make_appointment, move_appointment, settle_appointment
from palermo.desk.appointments.words import APPOINTMENT_KINDS, APPOINTMENT_STATES
from palermo.kit.fields import id_or_none
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, back_to, breadcrumbs, get_case
from palermo.protection.file.day_forms import AppointmentForm, WhenForm
from palermo.protection.file.queries.working_day import appointment_of, words_read
from palermo.protection.file.views.tasks import colleagues_of_case
from palermo.protection.file.views.working_day import when_text
from palermo.trust.people.middleware import ActingRequest

_SAYS = {
    "kept": AppointmentState.KEPT,
    "missed": AppointmentState.MISSED,
    "cancelled": AppointmentState.CANCELLED,
    "error": AppointmentState.ERROR,
}
_MAY_MOVE = (AppointmentState.PLANNED, AppointmentState.MISSED, AppointmentState.CANCELLED)


@require_http_methods(READ_AND_WRITE)
def add_appointment(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Put an appointment of the person's down."""
    case = get_case(request, case_id, action=CaseAction.ASSIST)
    form = AppointmentForm(
        request.POST or None,
        colleagues=colleagues_of_case(request, case),
        initial={"day": PartialDate.of(timezone.localdate())},
    )
    if form.is_valid():
        said = form.cleaned_data
        row = attempt(
            form,
            lambda: make_appointment(
                request.actor,
                room=ROOM,
                file_id=case.pk,
                kind=AppointmentKind(said["kind"]),
                day=said["day"].earliest,
                hour=said["hour"],
                place=said["place"],
                with_whom=said["with_whom"],
                goes_id=id_or_none(said["colleague"]),
            ),
        )
        if row is not None:
            return back_to(case, "appointment")
    context = {"form": form, "case": case, "trail": breadcrumbs(case)}
    return render(request, "protection/file/appointment_add.html", context)


@require_http_methods(READ_AND_WRITE)
def appointment(request: ActingRequest, case_id: UUID, appointment_id: UUID) -> HttpResponse:
    """One appointment. Place and with whom are read here, which is recorded."""
    case = get_case(request, case_id, action=CaseAction.ASSIST)
    row = appointment_of(request.actor, case, appointment_id)
    act, today = request.POST.get("act", ""), timezone.localdate()
    goes = [*colleagues_of_case(request, case)]
    if row.assigned_to_id and str(row.assigned_to_id) not in {pk for pk, _name in goes}:
        goes.append((str(row.assigned_to_id), row.goes or ""))
    form = WhenForm(
        request.POST if act == "move" else None,
        colleagues=goes,
        initial={
            "day": PartialDate.of(row.day),
            "hour": row.hour,
            "colleague": str(row.assigned_to_id or ""),
        },
    )
    if act in _SAYS:
        settle_appointment(request.actor, appointment_id=row.pk, state=_SAYS[act])
        return back_to(case, "appointment_said")
    if form.is_valid():
        said = form.cleaned_data
        moved = attempt(
            form,
            lambda: move_appointment(
                request.actor,
                appointment_id=row.pk,
                day=said["day"].earliest,
                hour=said["hour"],
                goes_id=id_or_none(said["colleague"]),
            ),
        )
        if moved is not None:
            return back_to(case, "appointment")
    context = {
        "form": form,
        "case": case,
        "row": row,
        "label": APPOINTMENT_KINDS[row.kind],
        "state": APPOINTMENT_STATES[row.state],
        "when": when_text(row.day, row.hour, today=today),
        "words": words_read(request.actor, case, [row])[row.pk],
        "is_planned": row.state == AppointmentState.PLANNED,
        "has_begun": row.day <= today,
        "may_move": row.state in _MAY_MOVE,
        "may_strike": row.state != AppointmentState.ERROR
        and APPOINTMENTS.may(request.actor, AppointmentAction.STRIKE, row).allowed,
        "erased": case.person.erased_at is not None,
        "trail": breadcrumbs(case),
    }
    return render(request, "protection/file/appointment.html", context)
