"""The end of a shift on one page: what changed since it began, what is due, and a line for who takes over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from palermo.desk.shifts.policies import HANDOVERS, HandoverAction
from palermo.desk.shifts.services import KEPT_FOR, confirm_read, hand_over, line_of
from palermo.kit.office_time import local_day
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt
from palermo.protection.file.day_forms import HandoverForm, ShiftForm
from palermo.protection.file.queries.shift import (
    changed_since,
    due_before,
    handed_over,
    handover_of,
    handovers_of,
    last_at,
    next_morning,
)
from palermo.protection.file.views.working_day import when_text
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.today import TodayItem

SHIFT = timedelta(hours=8)
"""How long a shift is unless its beginning is chosen."""


@require_http_methods(READ_AND_WRITE)
def shift(request: ActingRequest) -> HttpResponse:
    """What changed since the shift began and what is due before the morning; sent, it is handed over."""
    HANDOVERS.require(request.actor, HandoverAction.WRITE)
    now = timezone.localtime()
    begun = (now - SHIFT).time().replace(second=0, microsecond=0)
    filters = ShiftForm(request.GET or {"since": begun})
    since = last_at(filters.chosen.get("since", begun), now=now)
    changed = changed_since(request.actor, since, until=now)
    due = due_before(request.actor, next_morning(now), now=now)
    form = HandoverForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        files = {one.file_id for one in changed} | {item.file for item in due if item.file}
        row = attempt(
            form,
            lambda: hand_over(
                request.actor, room=ROOM, since=since, file_ids=files, line=form.cleaned_data["line"]
            ),
        )
        if row is not None:
            return HttpResponseRedirect(f"{reverse('protection:handover', args=[row.pk])}?done=1")
    context = {
        "form": form,
        "filters": filters,
        "since": since,
        "changed": changed,
        "due": _lines(due),
        "before": handovers_of(request.actor, since=now - KEPT_FOR),
    }
    return render(request, "protection/file/shift.html", context)


@require_http_methods(READ_AND_WRITE)
def handover(request: ActingRequest, handover_id: UUID) -> HttpResponse:
    """One hand-over: of its cases those that the reader may open, and the line for whoever may open them all."""
    HANDOVERS.require(request.actor, HandoverAction.READ)
    row, now = handover_of(request.actor, handover_id), timezone.localtime()
    if request.method == "POST":
        confirm_read(request.actor, handover_id=row.pk)
        return redirect("protection:handover", row.pk)
    line = line_of(request.actor, row)
    changed, readers = handed_over(request.actor, row)
    context = {
        "row": row,
        "own": row.recorded_by_id == request.actor.user_id,
        "may_read": line is not None,
        "line": line,
        "changed": changed,
        "due": _lines(due_before(request.actor, next_morning(now), now=now, only=row.file_ids)),
        "readers": readers,
        "done": request.GET.get("done", ""),
    }
    return render(request, "protection/file/handover.html", context)


def _lines(due: list[TodayItem]) -> list[dict[str, Any]]:
    """What is due with its hour, of things without a case by what they are alone."""
    today, zone = timezone.localdate(), timezone.get_current_timezone()
    return [
        {
            "item": item,
            "when": when_text(local_day(at := item.due.astimezone(zone)), at.time(), today=today)
            if item.due
            else str(item.end),
        }
        for item in due
    ]
