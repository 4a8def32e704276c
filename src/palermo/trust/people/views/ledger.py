"""The auditor's pages: what was done, shown and refused in the office, and its newest signed head to take away."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palermo.kit.components import Cell, Column, State, Table, Tone, page_of
from palermo.kit.layout import Link
from palermo.trust.actor import Actor
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.ledger.queries import events
from palermo.trust.ledger.words import verb_words
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import colleague_names, offices
from palermo.trust.people.services import take_newest_head
from palermo.trust.people.views.common import PAGE_SIZE, short, uuid_of
from palermo.trust.reasons import explain
from palermo.trust.verbs import LedgerVerb

TONES: dict[str, Tone] = {
    LedgerVerb.REFUSED: Tone.ATTENTION,
    LedgerVerb.PROBED: Tone.ATTENTION,
    LedgerVerb.REVEALED: Tone.SEA,
}


@require_safe
def ledger(request: ActingRequest) -> HttpResponse:
    """The office's events, newest first; with `about` those of one object."""
    about = uuid_of(request.GET.get("about", ""))
    after = request.GET.get("after", "")
    rows = events(
        request.actor,
        before=int(after) if after.isdecimal() and len(after) < 16 else None,
        about=about,
        limit=PAGE_SIZE + 1,
    )
    page = page_of(rows, size=PAGE_SIZE, key=lambda row: str(row.sequence))
    names = _names(request.actor, page.rows)
    table = Table(
        caption=_("What was done, shown and refused"),
        columns=[
            Column(_("When")),
            Column(_("Who")),
            Column(_("What")),
            Column(_("About")),
            Column(_("Details")),
            Column(_("Number"), figures=True),
        ],
        rows=[
            [
                row.at,
                _who(row, names),
                _what(row),
                _about(row),
                _details(row, names) or None,
                row.sequence,
            ]
            for row in page.rows
        ],
        empty=_("Nothing was recorded about this.") if about else _("Nothing was recorded yet."),
        next_key=page.next_key,
    )
    context = {"table": table, "about": short(about) if about else ""}
    return render(request, "people/ledger.html", context)


def _names(actor: Actor, rows: Sequence[LedgerEvent]) -> dict[UUID, str]:
    """Names of the colleagues and offices that the events speak of; ids of persons and files stay ids."""
    spoken_of = {id_ for row in rows for value in row.codes.values() if (id_ := uuid_of(str(value)))}
    acting = {row.actor_id for row in rows if row.actor_id}
    named = dict(offices().filter(pk__in=spoken_of).values_list("pk", "name")) if spoken_of else {}
    return named | colleague_names(actor, acting | spoken_of)


def _who(row: LedgerEvent, names: dict[UUID, str]) -> str:
    if row.actor_id is not None:
        return names.get(row.actor_id) or _("An account without a role here")
    return _("Palermo itself") if row.actor_kind == "system" else _("Nobody signed in")


def _what(row: LedgerEvent) -> Cell:
    words = verb_words(row.verb)
    if row.verb == LedgerVerb.REFUSED:
        asked = verb_words(str(row.codes.get("asked", "")))
        words = _("Refused: %(asked)s") % {"asked": asked}
    return State(words, TONES[row.verb]) if row.verb in TONES else words


def _about(row: LedgerEvent) -> Cell:
    if row.object_id is None:
        return row.object_type.replace("_", " ") or None
    label = f"{row.object_type.replace('_', ' ')} {short(row.object_id)}".strip()
    return Link(label, f"{reverse('people:ledger')}?about={row.object_id}")


def _details(row: LedgerEvent, names: dict[UUID, str]) -> str:
    details = {name: str(value) for name, value in row.codes.items() if value != ""}
    asked = details.pop("asked", "")
    if row.verb == LedgerVerb.REFUSED and "reason" in details:
        details["reason"] = explain(details["reason"])
    if row.verb == LedgerVerb.PROBED and asked:
        details["asked"] = verb_words(asked)
    return "; ".join(f"{name.replace('_', ' ')}: {_value(value, names)}" for name, value in details.items())


def _value(value: str, names: dict[UUID, str]) -> str:
    if id_ := uuid_of(value):
        return names.get(id_) or short(id_)
    # Several codes stand joined by points; a sentence that explains keeps its own.
    return value if " " in value else value.replace(".", ", ").replace("_", " ")


@require_POST
def head(request: ActingRequest) -> HttpResponse:
    """The newest signed head as a line of a witness file: kept elsewhere, it vouches for all before it."""
    line = take_newest_head(request.actor)
    if line is None:
        raise Http404
    response = HttpResponse(f"{line}\n", content_type="application/jsonl")
    response.headers["Content-Disposition"] = 'attachment; filename="witness.jsonl"'
    return response
