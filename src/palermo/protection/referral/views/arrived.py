"""What another office sent anew of a person: what came, what stood here before, and that it was seen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo.kit.components import Cell, Fact, Section
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.nationalities import nationalities_text
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.views.common import READ_AND_WRITE, breadcrumbs, get_case
from palermo.protection.cases.words import AGE_BANDS, COLUMNS, GENDERS
from palermo.protection.cases.words.changed import CHANGED
from palermo.protection.referral.codes.changes import GUARDIAN_NONE
from palermo.protection.referral.models.changes import ArrivedChange
from palermo.protection.referral.queries.changes import show_arrived
from palermo.protection.referral.services.changes import see_changes
from palermo.trust.people.middleware import ActingRequest


@require_http_methods(READ_AND_WRITE)
def arrived_changes(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """What other offices sent anew of the person, each with what stood here before; each look is recorded."""
    case = get_case(request, case_id, action=CaseAction.SEE_IDENTITY)
    if request.method == "POST":
        see_changes(request.actor, case_id=case.pk)
        return redirect("protection:case", case.pk)
    found = [] if case.person.erased_at is not None else show_arrived(request.actor, case)
    context = {
        "case": case,
        "sections": [_section(*one) for one in found],
        "unseen": any(row.seen_at is None for row, _before, _now in found),
        "trail": breadcrumbs(case),
    }
    return render(request, "protection/referral/arrived_changes.html", context)


def _section(row: ArrivedChange, before: str, now: str) -> Section:
    what = COLUMNS.get(row.column) or CHANGED[row.what]
    facts = [Fact(_("Changed by"), row.office), Fact(_("Sent"), row.sent_at)]  # type: ignore[attr-defined]
    match row.what, row.column:
        case (Changed.NEVER_SHARE, _):
            facts.append(Fact(_("Now"), _("Entries were added to the never-share list of this file")))
        case (Changed.GUARDIAN, _):
            said = (
                _("Nobody counts as guardian there now")
                if now == GUARDIAN_NONE
                else _("Another guardian counts there now")
            )
            facts.append(Fact(_("Now"), said))
        case (Changed.DIED, _):
            facts.append(Fact(_("Now"), _("That office recorded that the person died")))
        case _:
            facts += [
                Fact(_("Now") if row.taken else _("That office says"), _shown(row.column, now)),
                Fact(_("Before"), _shown(row.column, before)),
            ]
    note: Any = ""
    if not row.taken and row.what == Changed.AGE:
        note = _("Your file says what it said: that somebody is no child, two people decide here.")
    return Section(what, facts, note)


def _shown(column: str, text: str) -> Cell:
    if not text:
        return None
    match column:
        case "birth":
            return PartialDate.parse(text)
        case "age_band":
            return AGE_BANDS.get(text, text)
        case "gender":
            return GENDERS.get(text, text)
        case "nationality":
            return nationalities_text(text.split())
        case _:
            return text
