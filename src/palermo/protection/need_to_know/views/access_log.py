"""Who saw this file: for the office, and on paper for the person, in plain words and in their language's direction."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from palermo.desk.words import COLUMNS as DRAFT_COLUMNS
from palermo.kit.components import Cell, Column, Table
from palermo.kit.languages import own_name
from palermo.kit.layout import Link
from palermo.kit.listed import listed
from palermo.kit.office_time import local_day
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.verbs import CaseVerb
from palermo.protection.cases.views.common import breadcrumbs, get_case, page_of_case
from palermo.protection.cases.views.rail import Part, case_rail
from palermo.protection.cases.words import COLUMNS as IDENTITY_COLUMNS
from palermo.protection.cases.words import ROW_REASONS
from palermo.protection.need_to_know.queries.access_log import Access, Read, access_log
from palermo.protection.need_to_know.words import COLUMNS as MORE_COLUMNS
from palermo.protection.need_to_know.words.access_log import READ, READ_BY
from palermo.trust.basis.words import DATA_CLASSES
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.reasons import explain
from palermo.trust.verbs import BasisVerb, LedgerVerb

COLUMNS = {**IDENTITY_COLUMNS, **MORE_COLUMNS, **DRAFT_COLUMNS}


@require_safe
def seen(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Each showing of who the person is, each opening of the case's page, and each disclosure."""
    case = get_case(request, case_id, action=CaseAction.WHO_SAW)
    sights = access_log(request.actor, case.person)
    table = Table(
        caption=_("Looks at this file, and disclosures of it"),
        columns=[Column(_("When")), Column(_("Who")), Column(_("What")), Column(_("Why, or to whom"))],
        rows=[_line(sight) for sight in sights],
        note=_(
            "Looks of one colleague on one day at one thing stand in one line; the ledger holds each by itself."
        ),
        empty=_("Nobody has looked at who the person is, and nothing was disclosed."),
    )
    context = {
        "case": case,
        "table": table,
        "trail": breadcrumbs(case),
        "rail": case_rail(request.actor, case, current=Part.SEEN),
        "papers": [(code, own_name(code)) for code, _name in settings.LANGUAGES],
        "spoken": _language_of(case),
    }
    return render(request, "protection/need_to_know/who_saw.html", context)


@require_safe
def seen_paper(request: ActingRequest, case_id: UUID, language: str) -> HttpResponse:
    """The same on paper for the person: plain words, no letterhead, nothing that says what the office does."""
    case = get_case(request, case_id, action=CaseAction.WHO_SAW)
    with translation.override(_pages_in().get(language.partition("-")[0]) or _language_of(case)):
        sights = access_log(request.actor, case.person)
        context = {
            "code": case.person.code,
            "tables": [_plain(read, [one for one in sights if one.read is read]) for read in Read],
            "told": _told([one for one in sights if one.read is None]),
            "back": Link(_("Back to the case"), page_of_case(case)),
        }
        return render(request, "protection/need_to_know/seen_paper.html", context)


def _pages_in() -> dict[str, str]:
    """The languages in which there are pages: as a person's language is coded ("en"), to the page's ("en-gb")."""
    return {code.partition("-")[0]: code for code, _name in settings.LANGUAGES}


def _language_of(case: Case) -> str:
    """The first of the person's languages in which pages exist, else that of the reader."""
    pages = _pages_in()
    spoken = [pages[code] for code in case.person.languages if code in pages]
    return spoken[0] if spoken else str(translation.get_language() or settings.LANGUAGE_CODE)


def _line(sight: Access) -> list[Cell]:
    what: Cell = _named(sight)
    if sight.read is Read.SAFE_CONTACT:
        what = READ[Read.SAFE_CONTACT]
    elif sight.read is not None:
        what = [READ[sight.read], _named(sight)]
    return [
        [local_day(sight.at), _looks(sight)] if sight.verb == LedgerVerb.REVEALED else sight.at,
        sight.colleague or _("The program"),
        what,
        _why(sight),
    ]


def _looks(sight: Access) -> str:
    return ngettext("%(number)s look", "%(number)s looks", sight.looks) % {"number": sight.looks}


def _named(sight: Access) -> str:
    if sight.verb == CaseVerb.ROW_TAKEN:
        return _("Codes: age band, gender, kinds of needs and help; no name")
    return listed(COLUMNS.get(code) or DATA_CLASSES.get(code, code) for code in sight.columns)


def _why(sight: Access) -> Cell:
    match sight.verb:
        case LedgerVerb.REVEALED:
            return _("Read in this office")
        case CaseVerb.ROW_TAKEN:
            return [_("Taken out in a file with one row a person"), ROW_REASONS[sight.reason]]
        case BasisVerb.DISCLOSURE_ALLOWED:
            return [_("Disclosed to %(office)s") % {"office": sight.recipient}, explain(sight.reason)]
        case _other:
            return [_("Not disclosed to %(office)s") % {"office": sight.recipient}, explain(sight.reason)]


def _plain(read: Read, sights: list[Access]) -> Table:
    """One kind of look for the person: who, on which day, how often."""
    return Table(
        caption=READ_BY[read],
        columns=[Column(_("Day")), Column(_("Who")), Column(_("How often"), figures=True)],
        rows=[[local_day(one.at), one.colleague or _("The program"), one.looks] for one in sights],
        empty=_("Nobody so far."),
    )


def _told(sights: list[Access]) -> Table:
    """What left the office, and what was asked for and did not."""
    return Table(
        caption=_("What we told others about you"),
        columns=[Column(_("Day")), Column(_("To whom")), Column(_("What"))],
        rows=[
            [
                local_day(one.at),
                one.recipient or _("A file of this office, with others"),
                _("Nothing: it was refused") if one.verb == BasisVerb.DISCLOSURE_REFUSED else _named(one),
            ]
            for one in sights
        ],
        empty=_("Nothing so far."),
    )
