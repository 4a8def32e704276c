"""Pages of the caller: the conferences of a case, calling one, the person, an authority as the person wishes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from palermo.directory.profiles import profile_of
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, breadcrumbs, get_case
from palermo.protection.cases.views.rail import Part, case_rail
from palermo.protection.children.queries.guardians import require_guardian
from palermo.protection.children.queries.majority import is_childs_yes
from palermo.protection.children.views.choosing import guardians_to_choose
from palermo.protection.conference.codes import ConferenceState, PersonPart, Point, Where
from palermo.protection.conference.components import conferences_table
from palermo.protection.conference.forms import AuthorityForm, CallForm, PersonForm
from palermo.protection.conference.queries import authorities_as_wished
from palermo.protection.conference.queries import conferences as conferences_in_sight
from palermo.protection.conference.services.calling import (
    Yes,
    call_conference,
    record_person_part,
    seat_authority,
)
from palermo.protection.conference.verbs import ConferenceAsked
from palermo.protection.conference.views.common import leading, moves_of, page_of, trail_of
from palermo.protection.conference.words import TOLD_BEFORE, TOLD_OF_AUTHORITY
from palermo.protection.identification.authority.components import also_words
from palermo.trust.basis.rules import ConsentMeans, DataClass, GivenBy
from palermo.trust.people.middleware import ActingRequest


@require_safe
def conferences(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """The conferences of a case."""
    case = get_case(request, case_id, action=CaseAction.SEE_IDENTITY)
    rows = conferences_in_sight(request.actor).filter(case=case)[:100]
    works = CASES.may(request.actor, CaseAction.REFER, case).allowed
    context = {
        "case": case,
        "table": conferences_table(list(rows)),
        "may_call": works and case.state == CaseState.OPEN and case.person.erased_at is None,
        "trail": breadcrumbs(case),
        "rail": case_rail(request.actor, case, current=Part.CONFERENCES),
    }
    return render(request, "protection/conference/conferences.html", context)


@require_http_methods(READ_AND_WRITE)
def call(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Call a conference about a case."""
    case = get_case(request, case_id, action=CaseAction.REFER)
    require_guardian(request.actor, case, verb=ConferenceAsked.CALL)
    form = CallForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        row = attempt(
            form,
            lambda: call_conference(
                request.actor,
                case_id=case.pk,
                day=said["day"].earliest,
                hour=said["hour"],
                zone=timezone.get_current_timezone_name(),
                place_kind=Where(said["place_kind"]),
                place=said["place"],
                points=[Point(code) for code in said["points"]],
                words=said["words"],
            ),
        )
        if row is not None:
            return HttpResponseRedirect(page_of(row, "called"))
    context = {"form": form, "case": case, "trail": breadcrumbs(case)}
    return render(request, "protection/conference/call.html", context)


@require_http_methods(READ_AND_WRITE)
def person(request: ActingRequest, conference_id: UUID) -> HttpResponse:
    """Record what the person said when they were asked to take part."""
    row = leading(request, conference_id)
    if row.state != ConferenceState.CALLED:
        return HttpResponseRedirect(page_of(row))
    form = PersonForm(request.POST or None)
    if form.is_valid():
        part = PersonPart(form.cleaned_data["part"])
        done = attempt(
            form,
            lambda: record_person_part(
                request.actor, conference_id=row.pk, part=part, moves=moves_of(request)
            ),
        )
        if done is not None:
            return HttpResponseRedirect(page_of(row, "person"))
    context = {"form": form, "row": row, "trail": trail_of(row)}
    return render(request, "protection/conference/person.html", context)


@require_http_methods(READ_AND_WRITE)
def authority(request: ActingRequest, conference_id: UUID) -> HttpResponse:
    """Let police, prosecution or immigration sit there, as the person wishes. Nothing travels to it."""
    row = leading(request, conference_id)
    require_guardian(request.actor, row.case, verb=ConferenceAsked.CALL_MEMBER)
    if row.state not in {ConferenceState.CALLED, ConferenceState.HELD}:
        return HttpResponseRedirect(page_of(row))
    found = authorities_as_wished(request.actor, row)
    form = AuthorityForm(
        request.POST or None,
        offices=[(str(pk), name) for pk, name, _kind in found],
        is_child=is_childs_yes(row.person),
        guardians=guardians_to_choose(request.actor, row.person_id),
    )
    if form.is_valid():
        said = form.cleaned_data
        done = attempt(
            form,
            lambda: seat_authority(
                request.actor,
                conference_id=row.pk,
                office_id=UUID(said["office"]),
                classes=[DataClass(code) for code in said["data_classes"]],
                yes=yes_of(said),
            ),
        )
        if done is not None:
            return HttpResponseRedirect(page_of(row, "authority"))
    profile = profile_of(row.case.profile_version)
    context = {
        "form": form,
        "row": row,
        "nobody": not found,
        "told": [*TOLD_OF_AUTHORITY, TOLD_BEFORE[3]],
        "profile": profile,
        "also": also_words(profile),
        "trail": trail_of(row),
    }
    return render(request, "protection/conference/authority.html", context)


def yes_of(said: dict[str, object]) -> Yes:
    """How a yes was given, from a form's answers."""
    return Yes(
        given_by=GivenBy(str(said["given_by"])),
        guardian_id=UUID(str(said["guardian"])) if said.get("guardian") else None,
        form=ConsentMeans(str(said["form"])),
        language=str(said["language"]),
        told_limits=bool(said["told_limits"]),
        valid_until=said["valid_until"],  # type: ignore[arg-type]  # a date, by the form
    )
