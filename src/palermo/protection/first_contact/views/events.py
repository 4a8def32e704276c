"""Events at which several people were met: cases by code all at once, short lines, interviews apart."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from palermo.kit.choices import Text
from palermo.kit.components import Cell, Column, Fact, Table
from palermo.kit.layout import Link
from palermo.kit.listed import listed
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes.arrival import CameBy, Route
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, called, list_link
from palermo.protection.cases.words import AGE_BANDS, GENDERS, LANGUAGES
from palermo.protection.cases.words.arrival import ROUTES
from palermo.protection.first_contact.codes import Sector, UrgentNeed
from palermo.protection.first_contact.forms.events import AddCaseForm, EventForm, LineForm, OpenCasesForm
from palermo.protection.first_contact.models.events import Event
from palermo.protection.first_contact.policies import EVENTS, EventAction
from palermo.protection.first_contact.queries.events import (
    LINES_AT_ONCE,
    Met,
    event_list,
    event_view,
    lines_to_write,
    own_visible_event,
)
from palermo.protection.first_contact.services.events import add_case, open_cases, record_event, write_lines
from palermo.protection.first_contact.words import INTERVIEWS, SECTORS, SEEN_AS, URGENT_IN_SHORT, ZONES
from palermo.reference.persons import PlaceKind
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.vault.vault import holds_text, reveal

_DONE: dict[str, Text] = {
    "recorded": gettext_lazy("The event is recorded. Open a case for each person next."),
    "opened": gettext_lazy(
        "The cases are open. Give each person their code; write the short lines when you can."
    ),
    "added": gettext_lazy("The person belongs to this event from now on."),
    "written": gettext_lazy("The short lines are written."),
}


@require_safe
def events(request: ActingRequest) -> HttpResponse:
    """The events the reader has a part in, newest first."""
    page = event_list(request.actor, after=request.GET.get("after", ""))
    table = Table(
        caption=_("Events"),
        columns=[Column(_("Event")), Column(_("Month")), Column(_("Kind of place")), Column(_("Work there"))],
        rows=[
            [
                Link(event.code, _address(event)),
                PartialDate.parse(event.month),
                ZONES[event.zone],
                SECTORS[event.sector],
            ]
            for event in page.rows
        ],
        empty=_(
            "An inspection, an operation, a boat: where you meet several people at once, it stands here."
        ),
        empty_action=Link(_("Record the first event"), reverse("protection:add_event")),
        next_key=page.next_key,
    )
    return render(request, "protection/first_contact/events.html", {"table": table})


@require_http_methods(READ_AND_WRITE)
def add_event(request: ActingRequest) -> HttpResponse:
    """Record an event."""
    EVENTS.require(request.actor, EventAction.RECORD)
    today = office_today()
    form = EventForm(request.POST or None, initial={"month": PartialDate(today.year, today.month)})
    if form.is_valid():
        said = form.cleaned_data
        event = attempt(
            form,
            lambda: record_event(
                request.actor,
                month=said["month"],
                zone=PlaceKind(said["zone"]),
                route=Route(said["route"]),
                sector=Sector(said["sector"]),
                note=said["note"],
            ),
        )
        if event is not None:
            return _back(event, "recorded")
    return render(request, "protection/first_contact/event_add.html", {"form": form, "trail": _trail()})


@require_safe
def event(request: ActingRequest, event_id: UUID) -> HttpResponse:
    """One event, and of the people met there those whose cases the reader works on."""
    view = event_view(request.actor, event_id)
    row = view.event
    context = {
        "event": row,
        "facts": _facts(row),
        "table": _table(view.persons),
        "may_add": EVENTS.may(request.actor, EventAction.ADD, row).allowed,
        "has_note": EVENTS.may(request.actor, EventAction.SEE_NOTE, row).allowed and holds_text(row, "note"),
        "has_persons": bool(view.persons),
        "done": _DONE.get(request.GET.get("done", ""), ""),
        "trail": _trail(),
    }
    return render(request, "protection/first_contact/event.html", context)


@require_http_methods(READ_AND_WRITE)
def event_open(request: ActingRequest, event_id: UUID) -> HttpResponse:
    """Open cases for people met at the event, all at once."""
    row = own_visible_event(request.actor, event_id)
    EVENTS.require(request.actor, EventAction.ADD, row)
    form = OpenCasesForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        cases = attempt(
            form,
            lambda: open_cases(
                request.actor,
                event_id=row.pk,
                number=said["number"],
                came_by=CameBy(said["came_by"]),
            ),
        )
        if cases is not None:
            return _back(row, "opened")
    return render(
        request,
        "protection/first_contact/event_open.html",
        {"form": form, "event": row, "trail": _trail(row)},
    )


@require_http_methods(READ_AND_WRITE)
def event_add_case(request: ActingRequest, event_id: UUID) -> HttpResponse:
    """Add a person to the event whose case is open already."""
    row = own_visible_event(request.actor, event_id)
    EVENTS.require(request.actor, EventAction.ADD, row)
    form = AddCaseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        code = form.cleaned_data["code"]
        if attempt(form, lambda: add_case(request.actor, event_id=row.pk, code=code)):
            return _back(row, "added")
    return render(
        request,
        "protection/first_contact/event_add_case.html",
        {"form": form, "event": row, "trail": _trail(row)},
    )


@require_http_methods(READ_AND_WRITE)
def event_lines(request: ActingRequest, event_id: UUID) -> HttpResponse:
    """Short lines of ten people a page; keeping them goes on with the next ten."""
    row = own_visible_event(request.actor, event_id)
    start = _number(request.GET.get("from", ""))
    persons, more = lines_to_write(request.actor, row, start=start)
    data = request.POST if request.method == "POST" else None
    lines = [(met, LineForm(data, prefix=met.row.case.code, initial=_initial(met))) for met in persons]
    forms = [form for _met, form in lines]
    if lines and all(form.is_bound and form.is_valid() for form in forms):
        said = [form.line(met.row.case_id, met.row.person.languages) for met, form in lines]
        if attempt(forms[0], lambda: write_lines(request.actor, event_id=row.pk, lines=said)) is not None:
            if more:
                return HttpResponseRedirect(
                    f"{reverse('protection:event_lines', args=[row.pk])}?from={start + LINES_AT_ONCE}"
                )
            return _back(row, "written")
    context = {
        "event": row,
        "lines": [(met.row.case.code, form) for met, form in lines],
        "forms": forms,
        "first": start + 1,
        "last": start + len(lines),
        "more": more,
        "trail": _trail(row),
    }
    return render(request, "protection/first_contact/event_lines.html", context)


@require_safe
def event_note(request: ActingRequest, event_id: UUID) -> HttpResponse:
    """The sealed note. Opening this page is a look, and recorded as one."""
    row = own_visible_event(request.actor, event_id)
    EVENTS.require(request.actor, EventAction.SEE_NOTE, row)
    text = reveal(request.actor, row, "note", object_type="event")["note"]
    return render(
        request,
        "protection/first_contact/event_note.html",
        {"event": row, "text": text, "trail": _trail(row)},
    )


def _facts(row: Event) -> list[Fact]:
    return [
        Fact(_("Month"), PartialDate.parse(row.month)),
        Fact(_("Kind of place"), ZONES[row.zone]),
        Fact(_("How it came about"), ROUTES[row.route]),
        Fact(_("Work there"), SECTORS[row.sector]),
    ]


def _table(persons: tuple[Met, ...]) -> Table:
    return Table(
        caption=_("People met there, as far as you work on their cases"),
        columns=[
            Column(_("Case")),
            Column(_("In short")),
            Column(_("Tonight")),
            Column(_("Interview")),
            Column(_("With")),
        ],
        rows=[_person(met) for met in persons],
        empty=_(
            "No case of yours belongs to this event. Interviews are held apart: each sees only their own."
        ),
    )


def _person(met: Met) -> list[Cell]:
    person = met.row.person
    known = [AGE_BANDS[person.age_band], GENDERS[person.gender]]
    known += [LANGUAGES[code] for code in person.languages[:1] if code in LANGUAGES]
    short: list[Cell] = [listed(known)]
    short += [SEEN_AS[code] for code in met.row.seen_as]
    urgent = [str(text) for code, text in URGENT_IN_SHORT.items() if UrgentNeed(code) in met.urgent]
    return [
        called(met.row.case, url=reverse("protection:talk", args=[met.row.case_id])),
        short,
        listed(urgent) or _("Nothing recorded"),
        INTERVIEWS[met.row.interview],
        listed(met.colleagues) or _("Nobody yet"),
    ]


def _initial(met: Met) -> dict[str, object]:
    person = met.row.person
    return {
        "age_band": person.age_band,
        "gender": person.gender,
        "language": person.languages[0] if person.languages else "not_asked",
        "urgent": [code.value for code in met.urgent],
        "seen_as": met.row.seen_as,
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else 0


def _address(event: Event) -> str:
    return reverse("protection:event", args=[event.pk])


def _back(event: Event, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{_address(event)}?done={done}")


def _trail(event: Event | None = None) -> list[Link]:
    above = [list_link(), Link(_("Events"), reverse("protection:events"))]
    return [*above, Link(event.code, _address(event))] if event else above
