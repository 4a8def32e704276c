"""Services as the pages show them, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from palermo.directory.offers.fit import Reason
from palermo.directory.offers.models import Service
from palermo.directory.offers.queries import room_of
from palermo.directory.offers.words import (
    ACCESS,
    AGES,
    EXPLOITATION,
    FIT_REASONS,
    KINDS,
    ROOMS,
    SEXES,
    STANDINGS,
    VETTED_BY,
    WITH_CHILDREN,
)
from palermo.kit.choices import Text
from palermo.kit.components import Cell, Column, Fact, State, Table, Tone
from palermo.kit.languages import LANGUAGES
from palermo.kit.layout import Link
from palermo.kit.listed import listed
from palermo.kit.office_time import local_day
from palermo.reference.zones import zones

_BY_CRITERION: dict[str, Mapping[str, Text]] = {
    "age": AGES,
    "sex": SEXES,
    "exploitation": EXPLOITATION,
    "standing": STANDINGS,
    "language": LANGUAGES,
    "access": ACCESS,
}


def zone_name(code: str) -> str:
    """A zone's name in the language of the page; for a code that is no zone (any more) the code."""
    zone = zones().by_code.get(code)
    return zone.name_in(get_language() or "") if zone else code


def reason_words(reason: Reason) -> str:
    """Why a service is offered or excluded, in a sentence."""
    words = _BY_CRITERION.get(reason.code.split("_")[0], {})
    what = listed(words.get(code, code) for code in reason.codes)
    return str(FIT_REASONS[reason.code]) % {"what": what}


def _all_or(codes: Collection[str], words: Mapping[str, Text]) -> Cell:
    return [words.get(code, code) for code in codes] if codes else _("All")


def public_facts(row: Service, *, now: datetime) -> list[Fact]:
    """The public face, and what it is worth today."""
    return [
        Fact(_("Kind"), KINDS[row.kind]),
        Fact(_("Zone"), zone_name(row.zone)),
        Fact(_("Contact point"), row.contact_point),
        Fact(_("Opening hours"), row.hours or None),
        Fact(_("Places"), ROOMS[room_of(row, now=now)]),
        Fact(_("Ages"), _all_or(row.ages, AGES)),
        Fact(_("For"), _all_or(row.sexes, SEXES)),
        Fact(_("Children"), WITH_CHILDREN[row.with_children]),
        Fact(_("Languages"), [LANGUAGES.get(code, code) for code in row.languages]),
        Fact(_("For persons with disabilities"), [ACCESS.get(code, code) for code in row.access]),
        Fact(_("After which exploitation"), _all_or(row.exploitation, EXPLOITATION)),
        Fact(_("Identification"), _all_or(row.standings, STANDINGS)),
        Fact(_("Vetted"), vetting(row, now=now)),
        Fact(_("Funded"), _funded(row)),
    ]


def vetting(row: Service, *, now: datetime) -> Cell:
    """Whether somebody vetted it, who, until when."""
    if row.vetted_until is None:
        return _("Nobody has vetted it yet")
    if row.vetted_until < local_day(now):
        return [State(_("Run out"), Tone.ATTENTION), [_("until"), row.vetted_until]]
    return [VETTED_BY.get(row.vetted_by, row.vetted_by), [_("until"), row.vetted_until]]


def _funded(row: Service) -> Cell:
    shown: list[Cell] = []
    if row.funded_from:
        shown.append([_("from"), row.funded_from])
    if row.funded_until:
        shown.append([_("until"), row.funded_until])
    return shown or None


def directory_table(
    rows: Sequence[Service], *, now: datetime, next_key: str, empty: Text, action: Link | None
) -> Table:
    """Services of every office: what, whose, where, whether there is room."""
    return Table(
        caption=_("Services"),
        columns=[Column(_("Service")), Column(_("Kind")), Column(_("Office, zone")), Column(_("Places"))],
        rows=[
            [
                Link(row.name, reverse("services:service", args=[row.pk])),
                KINDS[row.kind],
                [row.organisation.name, zone_name(row.zone)],
                ROOMS[room_of(row, now=now)],
            ]
            for row in rows
        ],
        empty=empty,
        empty_action=action,
        next_key=next_key,
    )
