"""Sending again under the same yes, and what changed since: choose, see exactly what leaves, or tell by telephone."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from palermo.exchange.components import use_section
from palermo.kit.components import Fact, Section
from palermo.kit.layout import Link
from palermo.kit.shown import FIELD
from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.views.common import READ_AND_WRITE
from palermo.protection.cases.words.changed import CHANGED
from palermo.protection.need_to_know.services.joining import contact_undecided
from palermo.protection.need_to_know.views.never_share import warning
from palermo.protection.need_to_know.words import NEVER_KINDS
from palermo.protection.referral.codes.changes import DIED, GUARDIAN_CHANGED, GUARDIAN_NONE
from palermo.protection.referral.forms.more import MoreForm
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.queries.changes import open_changes_of
from palermo.protection.referral.services.changes import told_by_telephone
from palermo.protection.referral.services.more import changed_in, may_send_more, send_more
from palermo.protection.referral.slice import leaves_with, preview_update
from palermo.protection.referral.terms import CAVEATS, PURPOSE
from palermo.protection.referral.views.referral_page import disclosable, trail
from palermo.protection.referral.views.sending import get_referral_to_work_on
from palermo.protection.referral.views.what_leaves import (
    CAME_AS,
    agreement_refusal,
    came_back_facts,
    slice_facts,
    slice_labels,
    staying,
    with_safe_contact,
)
from palermo.trust.basis.rules import DataClass
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import office_names
from palermo.trust.shown import PREFIX, ChangedSinceShown, shown_to

_LABELS = {
    "never_share": CHANGED[Changed.NEVER_SHARE],
    "guardian": CHANGED[Changed.GUARDIAN],
    "died": CHANGED[Changed.DIED],
}
_GUARDIANS = {
    GUARDIAN_NONE: lambda: _("Nobody counts as guardian now"),
    GUARDIAN_CHANGED: lambda: _("The guardian has changed"),
}


def _page(row: Referral, done: str = "") -> str:
    address = reverse("protection:referral", args=[row.pk])
    return f"{address}?done={done}" if done else address


@require_http_methods(READ_AND_WRITE)
def more(request: ActingRequest, referral_id: UUID) -> HttpResponse:
    """Choose what else, or what has changed, goes to an office that has the person's file; see it, then send it.

    What is chosen stands in the address as classes of data: nothing of the person does.
    """
    row = get_referral_to_work_on(request, referral_id)
    changed = [Changed(one.what) for one in open_changes_of(row)]
    if not may_send_more(row, changed) or contact_undecided(row.person):
        return redirect(_page(row, "moved_on"))
    classes = disclosable(request.actor, row)
    form = MoreForm(
        request.GET if "check" in request.GET else None,
        classes=classes,
        sent=row.disclosed_classes,
        refusal=lambda codes: agreement_refusal(request, row, codes),
    )
    if DataClass.SAFE_CONTACT not in classes or not form.is_valid():
        context = {
            "form": form,
            "referral": row,
            "covered": DataClass.SAFE_CONTACT in classes,
            "trail": [*trail(row), Link(row.code, _page(row))],
        }
        return render(request, "protection/referral/referral_more.html", context)
    chosen = with_safe_contact(form.cleaned_data["data_classes"])
    if request.method == "POST":
        try:
            send_more(
                request.actor, referral_id=row.pk, data_classes=chosen, shown=request.POST.get(FIELD, "")
            )
        except ChangedSinceShown as now:
            asked = {"check": "1", "data_classes": sorted(chosen), "changed": now.names}
            return redirect(f"{request.path}?{urlencode(asked, doseq=True)}")
        return redirect(_page(row, "more_sent"))
    return _check(request, row, chosen, may_leave=classes)


def _check(
    request: ActingRequest, row: Referral, chosen: frozenset[DataClass], *, may_leave: frozenset[str]
) -> HttpResponse:
    changed = changed_in(row, chosen)
    parts = preview_update(request.actor, row, chosen, changed)
    labels = {**slice_labels(), **CAME_AS, **_LABELS}
    names = [name.removeprefix(PREFIX) for name in request.GET.getlist("changed")]
    context = {
        "heading": _("Exactly this leaves your office"),
        "lead": _("Once it is read it cannot be unsaid. What is not listed here stays with you."),
        "sections": [
            Section(
                _("Goes to %(office)s") % {"office": row.recipient.name},
                [*_facts(parts, changed), *came_back_facts(row, chosen)],
                _("It completes the file that this office has. Sealed so that only this office can open it."),
            ),
            staying(chosen, may_leave=may_leave),
            use_section(CAVEATS, purposes=[PURPOSE]),
        ],
        "act": _("Send this to %(office)s") % {"office": row.recipient.name},
        "back_url": reverse("protection:referral_more", args=[row.pk]),
        "shown": shown_to(
            request.actor, leaves_with(row, chosen, parts, CAVEATS), of="more", object_id=row.pk
        ),
        "changed": [labels[name] for name in names if name in labels]
        or ([_("Exactly this leaves your office")] if names else []),
        "nameless": DataClass.NAME not in {*chosen, *row.disclosed_classes},
        "trail": [*trail(row), Link(row.code, _page(row))],
        **warning(request.actor, row.person),
    }
    return render(request, "protection/need_to_know/check_never.html", context)


def _facts(parts: dict[str, Any], changed: Collection[Changed]) -> list[Fact]:
    """Exactly what leaves, and first what of it the other office has as it was before."""
    own = {"changed", *_LABELS}
    facts = slice_facts({key: value for key, value in parts.items() if key not in own})
    if changed:
        facts.insert(0, Fact(_("Changed since it was sent"), [CHANGED[one] for one in changed]))
    if "never_share" in parts:
        names = office_names()
        words = [
            f"{NEVER_KINDS[entry['kind']]}: "
            + (entry["words"] if "words" in entry else names.get(UUID(entry["office"]), ""))
            for entry in parts["never_share"]
        ]
        facts.append(Fact(_LABELS["never_share"], words or _("Nobody any more")))
    if "guardian" in parts:
        facts.append(Fact(_LABELS["guardian"], _GUARDIANS[parts["guardian"]]()))
    if parts.get("died") == DIED:
        facts.append(Fact(_LABELS["died"], _("Yes")))
    return facts


@require_POST
def told(request: ActingRequest, referral_id: UUID) -> HttpResponse:
    """The other office was told by telephone what has changed."""
    row = get_referral_to_work_on(request, referral_id)
    told_by_telephone(request.actor, referral_id=row.pk)
    return redirect(_page(row, "told"))
