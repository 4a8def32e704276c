"""The line of time of a case, from what is recorded; no identity stands in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import TypeAlias

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.kit.components import Moment
from palermo.kit.layout import Link
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.words import CLOSE_REASONS, NEED_KINDS
from palermo.protection.file.queries.case_file import CaseFile
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.views.referral_page import shown_state
from palermo.trust.basis.models import ServiceAgreement
from palermo.trust.basis.words import CONSENT_FORMS
from palermo.trust.vault.vault import holds_text

_Dated: TypeAlias = tuple[datetime, Moment]


def moments(file: CaseFile, sent: Iterable[Referral], *, may_read_notes: bool) -> list[Moment]:
    """What happened here and with the offices asked, newest first; help on a partly known date at its earliest."""
    case = file.case
    dated: list[_Dated] = [
        (_order(case.opened_on, case.created_at), Moment(when=case.opened_on, what=_("Case opened")))
    ]
    dated += [
        (
            need.created_at,
            Moment(when=need.created_at.date(), what=_("Needed: %(what)s") % {"what": NEED_KINDS[need.kind]}),
        )
        for need in file.needs
    ]
    dated += [_help(row, case, may_read_notes=may_read_notes) for row in file.assistance]
    dated += [_answer(row) for row in file.answers]
    dated += [_asked(row) for row in sent]
    for colleague in file.colleagues:
        came = _("%(name)s began to work on it") % {"name": colleague.name}
        dated.append((colleague.since, Moment(when=colleague.since.date(), what=came)))
        if colleague.until:
            left = _("%(name)s no longer works on it") % {"name": colleague.name}
            dated.append((colleague.until, Moment(when=colleague.until.date(), what=left)))
    if case.person.erased_at:
        dated.append(
            (case.person.erased_at, Moment(when=case.person.erased_at.date(), what=_("File erased")))
        )
    elif case.closed_on:
        closed = Moment(
            when=case.closed_on, what=_("Case closed"), detail=CLOSE_REASONS.get(case.closed_reason, "")
        )
        dated.append((datetime.combine(case.closed_on, time.max, tzinfo=UTC), closed))
    return [moment for _when, moment in sorted(dated, key=lambda pair: pair[0], reverse=True)]


def _help(row: Assistance, case: Case, *, may_read_notes: bool) -> _Dated:
    when = PartialDate.parse(row.given_on)
    detail = ngettext("%(number)s unit", "%(number)s units", row.units) % {"number": row.units}
    if row.cost is not None:
        detail = f"{detail} · {number_format(row.cost)} {row.currency}"
    has_note = may_read_notes and holds_text(row, "note")
    if has_note:
        detail = " · ".join([detail, _("with a note")])
    where = Link(_("Read the note"), reverse("protection:note", args=[case.pk, row.pk])) if has_note else None
    return _order(when.earliest, row.created_at), Moment(
        when=when,
        what=_("Help given: %(what)s") % {"what": NEED_KINDS[row.kind]},
        detail=detail,
        where=where,
    )


def _asked(row: Referral) -> _Dated:
    asked = _("%(office)s asked: %(what)s") % {
        "office": row.recipient.name,
        "what": NEED_KINDS[row.need.kind],
    }
    page = reverse("protection:referral", args=[row.pk])
    return row.sent_at, Moment(
        when=row.sent_at.date(), what=asked, detail=shown_state(row).label, where=Link(row.code, page)
    )


def _answer(row: ServiceAgreement) -> _Dated:
    what = _("Yes to our help: %(what)s") if row.agreed else _("No to our help: %(what)s")
    return row.created_at, Moment(
        when=row.created_at.date(),
        what=what % {"what": NEED_KINDS.get(row.service, row.service)},
        detail=CONSENT_FORMS[row.form],
    )


def _order(day: date, recorded: datetime) -> datetime:
    """What happened on the day it was recorded stands where it was recorded, else at the day's beginning."""
    return recorded if recorded.date() == day else datetime.combine(day, time.min, tzinfo=UTC)
