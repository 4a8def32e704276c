"""One conference at the office that called it: what stands, deciding, dissent, the note, moving on."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from palermo.desk.duties.codes import Duty
from palermo.desk.duties.words import DUTIES
from palermo.desk.files import files_of
from palermo.kit.components import Fact
from palermo.kit.office_time import office_today
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt
from palermo.protection.cases.views.rail import Part, case_rail
from palermo.protection.conference.codes import ConferenceState, DecisionState, Dissent, PersonPart
from palermo.protection.conference.components import decisions_table, frame_facts, members_table
from palermo.protection.conference.forms import DecideForm, DissentForm, NoteForm
from palermo.protection.conference.models import Conference, ConferenceDecision
from palermo.protection.conference.policies import CONFERENCES, ConferenceAction
from palermo.protection.conference.queries import conference_of, decisions_of, members_of
from palermo.protection.conference.services.holding import (
    call_off,
    close_conference,
    drop_decision,
    hold_conference,
    record_decision,
    record_dissent,
    write_note,
)
from palermo.protection.conference.views.common import DONE, leading, moves_of, page_of, trail_of
from palermo.protection.conference.words import DISSENT, PERSON_PARTS, STATES
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.models import Organisation
from palermo.trust.rows import row_or_404
from palermo.trust.vault.vault import reveal, unseal

_MOVES: dict[str, Callable[..., Conference]] = {
    "held": hold_conference,
    "closed": close_conference,
    "called_off": call_off,
}


@require_safe
def conference(request: ActingRequest, conference_id: UUID) -> HttpResponse:
    """One conference. Opening its words is recorded as a look."""
    row = conference_of(request.actor, conference_id)
    texts = reveal(request.actor, row, "place", "words", "note", object_type="person")
    leads = CONFERENCES.may(request.actor, ConferenceAction.LEAD, row).allowed
    leads = leads and row.person.erased_at is None
    members, decisions = members_of(row), decisions_of(row)
    names = {str(one.office_id): one.office_name for one in members}
    names |= {str(one.office_id): one.office_name for one in decisions}
    words = (
        {one.pk: unseal(one, "words")["words"] for one in decisions} if row.person.erased_at is None else {}
    )
    is_open = row.state in {ConferenceState.CALLED, ConferenceState.HELD}
    context = {
        "row": row,
        "case": row.case,
        "state": STATES[row.state],
        "facts": [
            Fact(_("Code"), row.code),
            *frame_facts(row, place=texts["place"], words=texts["words"]),
            Fact(
                _("The person"),
                [PERSON_PARTS[row.person_part], *([row.person_asked_on] if row.person_asked_on else [])],
            ),
        ],
        "members": members_table(members, may_end=leads),
        "decisions": decisions_table(decisions, names, words, lead=leads),
        "note": texts["note"],
        "leads": leads,
        "is_called": row.state == ConferenceState.CALLED,
        "is_held": row.state == ConferenceState.HELD,
        "is_open": is_open,
        "asked": row.person_part != PersonPart.NOT_ASKED,
        "has_members": any(one.ended_at is None for one in members),
        "is_day": row.day <= office_today(),
        "done": DONE.get(request.GET.get("done", ""), ""),
        "rail": case_rail(request.actor, row.case, current=Part.CONFERENCES),
    }
    return render(request, "protection/conference/conference.html", context)


@require_http_methods(READ_AND_WRITE)
def decide(request: ActingRequest, conference_id: UUID) -> HttpResponse:
    """Record a decision."""
    row = leading(request, conference_id)
    if row.state != ConferenceState.HELD:
        return HttpResponseRedirect(page_of(row))
    form = DecideForm(
        request.POST or None,
        offices=[*_own(request), *_sitting(row, told=True)],
        colleagues=[(str(pk), name) for pk, name in files_of(ROOM).colleagues(request.actor, row.case_id)],
    )
    if form.is_valid():
        said = form.cleaned_data
        done = attempt(
            form,
            lambda: record_decision(
                request.actor,
                conference_id=row.pk,
                office_id=UUID(said["office"]),
                what=Duty(said["what"]),
                due_on=said["day"].earliest,
                words=said["words"],
                colleague_id=UUID(said["colleague"]) if said["colleague"] else None,
                moves=moves_of(request),
            ),
        )
        if done is not None:
            return HttpResponseRedirect(page_of(row, "decided"))
    context = {"form": form, "row": row, "trail": trail_of(row)}
    return render(request, "protection/conference/decide.html", context)


@require_http_methods(READ_AND_WRITE)
def decision(request: ActingRequest, decision_id: UUID) -> HttpResponse:
    """One decision: who does not agree with it, and dropping it."""
    rows = ConferenceDecision.objects.filter(organisation_id=request.actor.organisation_id)
    found = row_or_404(
        request.actor, rows.select_related("office"), decision_id, object_type="conference_decision"
    )
    row = leading(request, found.conference_id)
    offices = [*_own(request), *_sitting(row)]
    form = DissentForm(request.POST if request.POST.get("act") == "dissent" else None, offices=offices)
    if request.POST.get("act") == "drop":
        drop_decision(request.actor, decision_id=found.pk)
        return HttpResponseRedirect(page_of(row, "dropped"))
    if form.is_valid():
        said = form.cleaned_data
        done = attempt(
            form,
            lambda: record_dissent(
                request.actor,
                decision_id=found.pk,
                office_id=UUID(said["office"]),
                why=Dissent(said["why"]),
            ),
        )
        if done is not None:
            return HttpResponseRedirect(page_of(row, "dissent"))
    names, unknown = dict(offices), _("An office")
    context = {
        "form": form,
        "row": row,
        "facts": [
            Fact(_("What"), DUTIES[found.what]),
            Fact(_("Who does it"), found.office.name),
            Fact(_("By when?"), found.due_on),
            Fact(
                _("Does not agree"),
                [f"{names.get(one, unknown)}: {DISSENT[why]}" for one, why in found.dissent.items()] or None,
            ),
        ],
        "may_drop": found.state == DecisionState.OPEN and found.task_id is None,
        "trail": trail_of(row),
    }
    return render(request, "protection/conference/decision.html", context)


@require_http_methods(READ_AND_WRITE)
def note(request: ActingRequest, conference_id: UUID) -> HttpResponse:
    """The one note of a conference that was held."""
    row = leading(request, conference_id)
    if row.state != ConferenceState.HELD:
        return HttpResponseRedirect(page_of(row))
    before = {} if request.POST else reveal(request.actor, row, "note", object_type="person")
    form = NoteForm(request.POST or None, initial={"text": before.get("note", "")})
    if form.is_valid():
        text = form.cleaned_data["text"]
        done = attempt(
            form,
            lambda: write_note(request.actor, conference_id=row.pk, text=text, moves=moves_of(request)),
        )
        if done is not None:
            return HttpResponseRedirect(page_of(row, "note"))
    context = {"form": form, "row": row, "trail": trail_of(row)}
    return render(request, "protection/conference/note.html", context)


@require_http_methods(READ_AND_WRITE)
def move(request: ActingRequest, conference_id: UUID, to: str) -> HttpResponse:
    """Say that it was held, close it, or call it off: shown before, done by the button."""
    row = leading(request, conference_id)
    service = _MOVES.get(to)
    if service is None:
        raise Http404
    if request.method == "POST":
        service(request.actor, conference_id=row.pk, moves=moves_of(request))
        return HttpResponseRedirect(page_of(row, to))
    return render(request, "protection/conference/move.html", {"row": row, "to": to, "trail": trail_of(row)})


def _own(request: ActingRequest) -> list[tuple[str, str]]:
    rows = Organisation.objects.filter(pk=request.actor.organisation_id)
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _sitting(row: Conference, *, told: bool = False) -> list[tuple[str, str]]:
    return [
        (str(one.office_id), one.office_name)
        for one in members_of(row)
        if one.ended_at is None and (one.thread_id or not told)
    ]
