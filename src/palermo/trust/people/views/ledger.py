"""The auditor's page of the ledger: what was done, shown and refused in the office."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.kit.components import Cell, Column, State, Table, Tone, page_of
from palermo.kit.layout import Link
from palermo.kit.office_time import in_utc
from palermo.trust.actor import Actor
from palermo.trust.ledger.details import detail_words, object_words, value_words
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.ledger.queries import events
from palermo.trust.ledger.verified import verified
from palermo.trust.ledger.words import verb_words
from palermo.trust.people.details import switch_names
from palermo.trust.people.ledger_forms import LedgerFilterForm
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.queries import accounts_ever, colleague_names, offices
from palermo.trust.people.views.common import PAGE_SIZE, short, uuid_of
from palermo.trust.verbs import LedgerVerb

TONES: dict[str, Tone] = {
    LedgerVerb.REFUSED: Tone.ATTENTION,
    LedgerVerb.PROBED: Tone.ATTENTION,
    LedgerVerb.REVEALED: Tone.SEA,
}


@require_safe
@in_utc()
def ledger(request: ActingRequest) -> HttpResponse:
    """The office's events, newest first; by day, colleague and act; with `about` those of one object."""
    PEOPLE.require(request.actor, PeopleAction.SEE_LEDGER)
    about = uuid_of(request.GET.get("about", ""))
    form = LedgerFilterForm(request.GET, accounts=accounts_ever(request.actor))
    after = request.GET.get("after", "")
    rows = events(
        request.actor,
        form.sought(about=about),
        before=int(after) if after.isdecimal() and len(after) < 16 else None,
        limit=PAGE_SIZE + 1,
    )
    page = page_of(rows, size=PAGE_SIZE, key=lambda row: str(row.sequence))
    spoken = Spoken(request.actor, page.rows)
    narrowed = bool(form.chosen or about)
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
                spoken.who(row),
                what(row),
                _about(row),
                spoken.details(row) or None,
                row.sequence,
            ]
            for row in page.rows
        ],
        empty=_("Nothing was recorded that fits.") if narrowed else _("Nothing was recorded yet."),
        next_key=page.next_key,
    )
    context = {
        "table": table,
        "about": short(about) if about else "",
        "filters": form,
        "form": form,
        "verified": verified(request.actor.organisation_id),
        "sent": _kept(request.GET),
    }
    return render(request, "people/ledger.html", context)


def _kept(query: QueryDict) -> list[tuple[str, str]]:
    """The filters of the address, for the forms that take out what the list shows."""
    return [(name, str(query[name])) for name in ("first", "last", "by", "act", "about") if query.get(name)]


class Spoken:
    """Events in words: names of the colleagues and offices they speak of; ids of persons and files stay ids."""

    def __init__(self, actor: Actor, rows: Sequence[LedgerEvent]) -> None:
        spoken_of = {id_ for row in rows for value in row.codes.values() if (id_ := uuid_of(str(value)))}
        acting = {row.actor_id for row in rows if row.actor_id}
        named = dict(offices().filter(pk__in=spoken_of).values_list("pk", "name")) if spoken_of else {}
        self._names: dict[UUID, str] = named | colleague_names(actor, acting | spoken_of)
        self._switches = switch_names()

    def who(self, row: LedgerEvent) -> str:
        """Who acted."""
        if row.actor_id is not None:
            return self._names.get(row.actor_id) or _("An account without a role here")
        return _("Palermo itself") if row.actor_kind == "system" else _("Nobody signed in")

    def details(self, row: LedgerEvent) -> str:
        """The codes of an event, each with what it is called."""
        codes = {name: value for name, value in row.codes.items() if value != ""}
        asked = codes.pop("asked", "")
        told = [f"{detail_words(name)}: {self._value(name, value)}" for name, value in codes.items()]
        if row.verb == LedgerVerb.PROBED and asked:
            told.append(f"{detail_words('asked')}: {verb_words(str(asked))}")
        return "; ".join(told)

    def _value(self, name: str, value: object) -> str:
        if id_ := uuid_of(str(value)):
            return self._names.get(id_) or short(id_)
        if name == "switch" and str(value) in self._switches:
            return str(self._switches[str(value)])
        return value_words(name, value)


def what(row: LedgerEvent) -> State | str:
    """What was done, shown or refused."""
    words = verb_words(row.verb)
    if row.verb == LedgerVerb.REFUSED:
        asked = verb_words(str(row.codes.get("asked", "")))
        words = _("Refused: %(asked)s") % {"asked": asked}
    return State(words, TONES[row.verb]) if row.verb in TONES else words


def _about(row: LedgerEvent) -> Cell:
    if row.object_id is None:
        return object_words(row.object_type) or None
    label = f"{object_words(row.object_type)} {short(row.object_id)}".strip()
    return Link(label, f"{reverse('people:ledger')}?about={row.object_id}")
