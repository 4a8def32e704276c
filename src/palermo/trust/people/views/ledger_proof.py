"""What an auditor takes out of the ledger: a proof of today's end, its comparison later, and files of events."""

from __future__ import annotations

import csv
import io

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from palermo.kit.components import State
from palermo.kit.layout import Link
from palermo.kit.office_time import in_utc
from palermo.kit.text import safe_cell
from palermo.trust.ledger.export import export_text
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.ledger.queries import TooMany, newest_head
from palermo.trust.ledger.verified import verified
from palermo.trust.people.ledger_forms import LedgerFilterForm, ProofForm
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.queries import accounts_ever
from palermo.trust.people.services import take_newest_head
from palermo.trust.people.services.heads import (
    MOST_EXPORTED,
    Form,
    compare_proof,
    export_signed,
    export_sought,
)
from palermo.trust.people.views.common import get_or_post, uuid_of
from palermo.trust.people.views.ledger import Spoken, what
from palermo.trust.vault.head_keys import known_head_keys

BYTE_ORDER_MARK = "\ufeff"


@require_POST
def head(request: ActingRequest) -> HttpResponse:
    """The newest signed head as a line of a witness file: kept elsewhere, it vouches for all before it."""
    line = take_newest_head(request.actor)
    if line is None:
        raise Http404
    response = HttpResponse(f"{line}\n", content_type="application/jsonl")
    response.headers["Content-Disposition"] = 'attachment; filename="witness.jsonl"'
    return response


@get_or_post
@in_utc()
def proof(request: ActingRequest) -> HttpResponse:
    """Take a proof of today's ledger away, and compare one that was kept."""
    PEOPLE.require(request.actor, PeopleAction.SEE_LEDGER)
    form = ProofForm(request.POST if request.method == "POST" else None)
    compared = None
    if form.is_bound and form.is_valid():
        compared = compare_proof(request.actor, line=form.cleaned_data["line"])
    context = {
        "form": form,
        "compared": compared,
        "newest": newest_head(request.actor),
        "verified": verified(request.actor.organisation_id),
        "trail": _trail(),
    }
    return render(request, "people/ledger_proof.html", context)


@require_POST
def export(request: ActingRequest) -> HttpResponse:
    """Events as a file: signed lines of a time, or a spreadsheet of what the list shows."""
    PEOPLE.require(request.actor, PeopleAction.SEE_LEDGER)
    form = LedgerFilterForm(request.POST, accounts=accounts_ever(request.actor))
    about = uuid_of(request.POST.get("about", ""))
    sought = form.sought(about=about)
    now = timezone.now()
    try:
        if request.POST.get("form") == Form.SPREADSHEET:
            found = export_sought(request.actor, sought)
            text, kind = _csv(request, found), "text/csv; charset=utf-8"
        else:
            found = export_signed(request.actor, since=sought.since, until=sought.until)
            text, kind = (
                (export_text(found, at=now, keys=known_head_keys()) if found else ""),
                "application/jsonl",
            )
    except TooMany as many:
        context = {"number": many.number, "most": MOST_EXPORTED, "trail": _trail()}
        return render(request, "people/ledger_too_many.html", context)
    if not found:
        return render(request, "people/ledger_too_many.html", {"number": 0, "trail": _trail()})
    response = HttpResponse(text, content_type=kind)
    ending = kind.partition(";")[0].rpartition("/")[2]
    name = f"ledger-{found[0].sequence}-{found[-1].sequence}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(request: ActingRequest, rows: list[LedgerEvent]) -> str:
    spoken = Spoken(request.actor, rows)
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(
        [
            _("Number"),
            _("When"),
            _("Who"),
            _("What"),
            _("Kind of thing"),
            _("Id"),
            _("Details"),
            _("Fingerprint"),
        ]
    )
    for row in rows:
        cells = [
            str(row.sequence),
            row.at.isoformat(timespec="seconds"),
            spoken.who(row),
            _plain(what(row)),
            row.object_type,
            str(row.object_id or ""),
            spoken.details(row),
            bytes(row.hash).hex(),
        ]
        writer.writerow([safe_cell(cell) for cell in cells])
    return BYTE_ORDER_MARK + written.getvalue()


def _plain(words: State | str) -> str:
    return str(words.label) if isinstance(words, State) else words


def _trail() -> list[Link]:
    return [Link(_("Ledger"), reverse("people:ledger"))]
