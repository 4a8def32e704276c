"""The never-share list of a person: look, add, take off; and the warning before anything leaves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from palermo.kit.choices import Choice
from palermo.kit.fields import id_or_none
from palermo.protection.cases.changed import outside
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, breadcrumbs, get_case
from palermo.protection.cases.views.rail import Part, case_rail
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.forms import NeverShareForm
from palermo.protection.need_to_know.queries.never_share import NeverShareEntry, never_share_list
from palermo.protection.need_to_know.services.never_share import add_never_share, end_never_share
from palermo.protection.need_to_know.words import NEVER_KINDS
from palermo.trust.actor import Actor
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import offices

CHECK_TEMPLATE = "protection/need_to_know/check_never.html"
"""The last page of a flow by which something leaves, with what the person never wants told, and to whom."""


@require_http_methods(READ_AND_WRITE)
def never_share(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Whom the person never wants to reach their file. Showing it is recorded like a look at the name."""
    case = get_case(request, case_id, action=CaseAction.IDENTIFY)
    shown = never_share_list(request.actor, case.person)
    ending = request.POST.get("end", "")
    if ending in {str(entry.pk) for entry in shown}:
        end_never_share(request.actor, case_id=case.pk, entry_id=UUID(ending))
        return _changed(case)
    form = NeverShareForm(request.POST or None, offices=other_offices(request.actor))
    if form.is_valid():
        said = form.cleaned_data
        added = attempt(
            form,
            lambda: add_never_share(
                request.actor,
                case_id=case.pk,
                kind=NeverKind(said["kind"]),
                office_id=id_or_none(said["office"]),
                words=said["words"],
                reason=said["reason"],
            ),
        )
        if added is not None:
            return _changed(case)
    context = {
        "form": form,
        "case": case,
        "outside": outside(request.actor, case.person_id) if "changed" in request.GET else [],
        "entries": [(entry, NEVER_KINDS[entry.kind]) for entry in shown],
        "is_erased": case.person.erased_at is not None,
        "trail": breadcrumbs(case),
        "rail": case_rail(request.actor, case, current=Part.NEVER_SHARE),
    }
    return render(request, "protection/need_to_know/never_share.html", context)


def _changed(case: Case) -> HttpResponse:
    """The list again, which says now who has it as it was; at any other time the case says so."""
    return redirect(f"{reverse('protection:never_share', args=[case.pk])}?changed=1")


def other_offices(actor: Actor) -> list[Choice]:
    """Every other office by name, for a form."""
    rows = offices().exclude(pk=actor.organisation_id).order_by("name").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def warning(actor: Actor, person: Person) -> dict[str, Any]:
    """Context of `CHECK_TEMPLATE`: officials and places the program cannot check. Showing them is recorded."""
    shown: list[NeverShareEntry] = never_share_list(
        actor, person, kinds=(NeverKind.OFFICIAL, NeverKind.PLACE), joined=True
    )
    return {"never": [(NEVER_KINDS[entry.kind], entry.who) for entry in shown]}
