"""Notes of a case: a list, writing one, striking one out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from palermo.desk.notes.codes import NoteKind, StrikeReason
from palermo.desk.notes.models import Note
from palermo.desk.notes.policies import NOTES, NoteAction
from palermo.desk.notes.services import strike_note, write_note
from palermo.desk.notes.words import NOTED, STRIKE_REASONS
from palermo.kit.components import page_of
from palermo.kit.office_time import local_day
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.views.common import (
    READ_AND_WRITE,
    after_key,
    attempt,
    back_to,
    breadcrumbs,
    get_case,
)
from palermo.protection.cases.views.rail import Part, case_rail
from palermo.protection.file.day_forms import NoteForm, StrikeForm
from palermo.protection.file.queries.working_day import note_of, notes_of, notes_read
from palermo.protection.file.views.day_moments import note_when
from palermo.trust.people.middleware import ActingRequest

SIZE = 25


@require_safe
def notes(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """The notes of a case, the newest first. Reading them is a look at what was told, and recorded."""
    case = get_case(request, case_id, action=CaseAction.SEE_IDENTITY)
    found = notes_of(request.actor, case, before=after_key(request), size=SIZE)
    page = page_of(found, size=SIZE, key=lambda row: str(row.pk))
    texts = notes_read(request.actor, case, page.rows)
    erased = case.person.erased_at is not None
    may_strike = set() if erased else NOTES.struck_by(request.actor, page.rows)
    context = {
        "case": case,
        "notes": [
            {
                "row": row,
                "label": NOTED[row.kind],
                "when": note_when(row),
                "text": texts[row.pk],
                "why": STRIKE_REASONS.get(row.struck_why, ""),
                "may_strike": row.struck_at is None and row.pk in may_strike,
            }
            for row in page.rows
        ],
        "next_key": page.next_key,
        "erased": erased,
        "rail": case_rail(request.actor, case, current=Part.NOTES),
        "trail": breadcrumbs(case),
    }
    return render(request, "protection/file/notes.html", context)


@require_http_methods(READ_AND_WRITE)
def add_note(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Write a note."""
    case = get_case(request, case_id, action=CaseAction.ASSIST)
    now = timezone.localtime()
    form = NoteForm(request.POST or None, initial={"day": PartialDate.of(local_day(now)), "hour": _hour(now)})
    if form.is_valid():
        said = form.cleaned_data
        row = attempt(
            form,
            lambda: write_note(
                request.actor,
                room=ROOM,
                file_id=case.pk,
                kind=NoteKind(said["kind"]),
                text=said["text"],
                happened_on=said["day"] or PartialDate.of(local_day(now)),
                hour=said["hour"],
                third_person=said["third_person"],
            ),
        )
        if row is not None:
            return back_to(case, "note")
    context = {"form": form, "case": case, "trail": breadcrumbs(case)}
    return render(request, "protection/file/note_add.html", context)


@require_http_methods(READ_AND_WRITE)
def strike(request: ActingRequest, case_id: UUID, note_id: UUID) -> HttpResponse:
    """Strike out a note that was entered in error."""
    case = get_case(request, case_id, action=CaseAction.ASSIST)
    row = note_of(request.actor, case, note_id)
    NOTES.require(request.actor, NoteAction.STRIKE, row)
    form = StrikeForm(request.POST or None)
    if form.is_valid():
        why = StrikeReason(form.cleaned_data["why"])
        if attempt(form, lambda: strike_note(request.actor, note_id=row.pk, why=why)) is not None:
            return redirect("protection:notes", case.pk)
    context = {
        "form": form,
        "case": case,
        "label": NOTED[row.kind],
        "when": note_when(row),
        "text": _text_of(request, case, row),
        "trail": breadcrumbs(case),
    }
    return render(request, "protection/file/note_strike.html", context)


def _text_of(request: ActingRequest, case: Case, row: Note) -> str:
    return notes_read(request.actor, case, [row])[row.pk]


def _hour(now: datetime) -> object:
    """The hour that is filled in: that of the page, to the minute."""
    return now.time().replace(second=0, microsecond=0)
