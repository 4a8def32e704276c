"""The newest heads of all ledgers on one page, for the operator to print; no office is named."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.kit.components import Column, Table
from palermo.trust.ledger.collected import fingerprint, office_end
from palermo.trust.ledger.standing import standing
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.policies import PEOPLE, PeopleAction


@require_safe
def heads(request: ActingRequest) -> HttpResponse:
    """End of each office's id, number of its newest event, fingerprint, time; as last written down."""
    PEOPLE.require(request.actor, PeopleAction.SEE_INSTALLATION)
    collected = standing().heads
    table = Table(
        caption=_("One line for each office"),
        columns=[
            Column(_("Office, end of its id")),
            Column(_("Number"), figures=True),
            Column(_("Fingerprint")),
            Column(_("When")),
        ],
        rows=[
            [office_end(head.organisation_id), str(head.sequence), fingerprint(head.hash), head.at]
            for head in (collected.heads if collected else ())
        ],
        empty=_("Nothing was recorded yet."),
    )
    return render(
        request,
        "people/heads.html",
        {
            "collected": collected,
            "table": table,
        },
    )
