"""The history of a case, from what is recorded: day, hour, act and author. No identity stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from palermo.kit.choices import Text
from palermo.kit.components import Moment
from palermo.kit.layout import Link
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import NeedState
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.verbs import CaseVerb
from palermo.protection.cases.words import CLOSE_REASONS, NEED_KINDS
from palermo.protection.file.queries.case_file import CaseFile
from palermo.protection.identification.codes import DecisionOutcome
from palermo.protection.identification.words import OUTCOMES
from palermo.protection.referral.verbs import ReferralVerb
from palermo.trust.basis.models import ServiceAgreement
from palermo.trust.basis.words import CONSENT_FORMS
from palermo.trust.vault.vault import holds_text

_Dated: TypeAlias = tuple[datetime, Moment]
_THE_OPENING = timedelta(minutes=1)
"""Whoever opens a case works on it from then on: that is said once."""

_NEED_STATES: dict[str, Text] = {
    NeedState.MET: gettext_lazy("Met: %(what)s"),
    NeedState.NO_LONGER: gettext_lazy("No longer needed: %(what)s"),
    NeedState.OPEN: gettext_lazy("Needed again: %(what)s"),
}
_OURS: dict[str, Text] = {
    ReferralVerb.REFERRAL_ENQUIRY_SENT: gettext_lazy("Asked %(office)s, without a name: %(what)s"),
    ReferralVerb.REFERRAL_NOT_PURSUED: gettext_lazy("Told %(office)s that it is not pursued: %(what)s"),
    ReferralVerb.REFERRAL_IDENTITY_SENT: gettext_lazy("Told %(office)s who the person is: %(what)s"),
    ReferralVerb.REFERRAL_MORE_SENT: gettext_lazy("Told %(office)s more, or what has changed: %(what)s"),
    ReferralVerb.REFERRAL_TOLD_CHANGE: gettext_lazy(
        "Told %(office)s by telephone what has changed: %(what)s"
    ),
    ReferralVerb.REFERRAL_ANSWERED: gettext_lazy("Answered questions of %(office)s: %(what)s"),
    ReferralVerb.ENQUIRY_ASKED_BACK: gettext_lazy("Asked %(office)s back: %(what)s"),
    ReferralVerb.ENQUIRY_OPENED: gettext_lazy("Opened what arrived from %(office)s: %(what)s"),
    ReferralVerb.ENQUIRY_CHANGES_SEEN: gettext_lazy("Saw what %(office)s sent anew: %(what)s"),
    ReferralVerb.REFERRAL_WITHDRAWN: gettext_lazy("Told %(office)s that the consent has ended: %(what)s"),
    ReferralVerb.ENQUIRY_ACCEPTED_IN_PRINCIPLE: gettext_lazy("Said yes to %(office)s: %(what)s"),
    ReferralVerb.ENQUIRY_WAITLISTED: gettext_lazy("Put on the waiting list for %(office)s: %(what)s"),
    ReferralVerb.ENQUIRY_DECLINED: gettext_lazy("Said no to %(office)s: %(what)s"),
    ReferralVerb.ENQUIRY_IN_SERVICE: gettext_lazy("Told %(office)s that help began: %(what)s"),
    ReferralVerb.ENQUIRY_COMPLETED: gettext_lazy("Told %(office)s that help is completed: %(what)s"),
    ReferralVerb.ENQUIRY_WITHDRAWAL_ANSWERED: gettext_lazy("Answered the withdrawal to %(office)s: %(what)s"),
}
"""Acts of this office with another."""
_THEIRS: dict[str, Text] = {
    ReferralVerb.REFERRAL_ACCEPTED_IN_PRINCIPLE: gettext_lazy("%(office)s said yes: %(what)s"),
    ReferralVerb.REFERRAL_WAITLISTED: gettext_lazy("%(office)s put it on the waiting list: %(what)s"),
    ReferralVerb.REFERRAL_DECLINED: gettext_lazy("%(office)s said no: %(what)s"),
    ReferralVerb.REFERRAL_IN_SERVICE: gettext_lazy("%(office)s began to help: %(what)s"),
    ReferralVerb.REFERRAL_COMPLETED: gettext_lazy("%(office)s completed the help: %(what)s"),
    ReferralVerb.REFERRAL_WITHDRAWAL_ANSWERED: gettext_lazy("%(office)s answered the withdrawal: %(what)s"),
    ReferralVerb.ENQUIRY_RECEIVED: gettext_lazy("%(office)s asked, without a name: %(what)s"),
    ReferralVerb.ENQUIRY_IDENTITY_RECEIVED: gettext_lazy("%(office)s told us who the person is: %(what)s"),
    ReferralVerb.REFERRAL_ASKED_BACK: gettext_lazy("%(office)s asked back: %(what)s"),
    ReferralVerb.ENQUIRY_ANSWERED: gettext_lazy("%(office)s answered our questions: %(what)s"),
    ReferralVerb.ENQUIRY_MORE_RECEIVED: gettext_lazy(
        "%(office)s told us more, or what has changed: %(what)s"
    ),
    ReferralVerb.ENQUIRY_NOT_PURSUED: gettext_lazy("%(office)s does not pursue it: %(what)s"),
    ReferralVerb.ENQUIRY_WITHDRAWN: gettext_lazy("%(office)s told us that the consent has ended: %(what)s"),
}
"""Acts of the other office."""


def moments(file: CaseFile, *, may_read_notes: bool, help_alone: bool = False) -> list[Moment]:
    """What happened here and with the offices asked, newest first; help on a partly known date at its earliest."""
    helped = [_help(row, file.case, may_read_notes=may_read_notes) for row in file.assistance]
    if not help_alone:
        helped += [
            *_of_needs(file),
            *map(_answer, file.answers),
            *_of_referrals(file),
            *_of_colleagues(file),
            *_findings(file),
            *_of_the_case(file),
        ]
    return [moment for _when, moment in sorted(helped, key=lambda pair: pair[0], reverse=True)]


def _of_the_case(file: CaseFile) -> Iterator[_Dated]:
    case = file.case
    opened = next((row for row in reversed(file.events) if row.verb == CaseVerb.CASE_OPENED), None)
    yield _on(case.opened_on, case.created_at, _("Case opened"), who=_by(opened))
    closings = [row for row in file.events if row.verb == CaseVerb.CASE_CLOSED]
    for row in file.events:
        if row.verb == CaseVerb.CASE_REOPENED:
            yield row.at, Moment(when=row.at, what=_("Case opened again"), who=_by(row))
    if case.person.erased_at:
        yield case.person.erased_at, Moment(when=case.person.erased_at, what=_("File erased"))
        return
    for row in closings[1:] if case.closed_on else closings:
        why = CLOSE_REASONS.get(row.codes.get("reason", ""), "")
        yield row.at, Moment(when=row.at, what=_("Case closed"), detail=why, who=_by(row))
    if case.closed_on:
        last = closings[0] if closings else None
        ended = last.at if last else datetime.combine(case.closed_on, time.max, tzinfo=UTC)
        why = CLOSE_REASONS.get(case.closed_reason, "")
        yield _on(case.closed_on, ended, _("Case closed"), who=_by(last), detail=why, late=True)


def _of_needs(file: CaseFile) -> Iterator[_Dated]:
    recorded = {row.codes.get("need"): row for row in file.events if row.verb == CaseVerb.NEED_RECORDED}
    needs = {str(need.pk): need for need in file.needs}
    for key, need in needs.items():
        what = _("Needed: %(what)s") % {"what": NEED_KINDS[need.kind]}
        yield need.created_at, Moment(when=need.created_at, what=what, who=_by(recorded.get(key)))
    for row in file.events:
        found: Need | None = needs.get(row.codes.get("need", ""))
        words = _NEED_STATES.get(row.codes.get("state", ""))
        if row.verb == CaseVerb.NEED_STATE_SET and found is not None and words is not None:
            yield row.at, Moment(when=row.at, what=words % {"what": NEED_KINDS[found.kind]}, who=_by(row))


def _of_referrals(file: CaseFile) -> Iterator[_Dated]:
    """What the ledger says of the referrals shown, each linked to its page; of a sent one at least that it was sent."""
    asked: dict[UUID | None, tuple[Any, str, str, str]] = {
        row.pk: (row, row.office, row.need.kind, reverse("protection:referral", args=[row.pk]))  # type: ignore[attr-defined]
        for row in file.referrals
    }
    asked |= {
        row.pk: (row, row.office, row.need_kind, reverse("protection:enquiry", args=[row.pk]))  # type: ignore[attr-defined]
        for row in file.came_by
    }
    told = set()
    for event in file.events:
        row, office, kind, url = asked.get(event.object_id, (None, "", "", ""))
        ours, theirs = _OURS.get(event.verb), _THEIRS.get(event.verb)
        if row is None or not (words := ours or theirs):
            continue
        told.add(event.object_id)
        what = words % {"office": office, "what": NEED_KINDS[kind]}
        who = _by(event) if ours else office
        where = Link(row.code, url)
        yield event.at, Moment(when=event.at, what=what, who=who, where=where, theirs=not ours)
    for pk in asked.keys() - told:
        row, office, kind, url = asked[pk]
        sent = getattr(row, "sent_at", None)
        words = _OURS[ReferralVerb.REFERRAL_ENQUIRY_SENT] if sent else _THEIRS[ReferralVerb.ENQUIRY_RECEIVED]
        when = sent or row.received_at
        what = words % {"office": office, "what": NEED_KINDS[kind]}
        yield when, Moment(when=when, what=what, where=Link(row.code, url), theirs=not sent)


def _of_colleagues(file: CaseFile) -> Iterator[_Dated]:
    for number, colleague in enumerate(file.colleagues):
        if number or colleague.since - file.case.created_at > _THE_OPENING:
            came = _("%(name)s began to work on it") % {"name": colleague.name}
            yield colleague.since, Moment(when=colleague.since, what=came)
        if colleague.until:
            left = _("%(name)s no longer works on it") % {"name": colleague.name}
            yield colleague.until, Moment(when=colleague.until, what=left)


def _findings(file: CaseFile) -> Iterator[_Dated]:
    """What was presumed and decided, each with whoever did it; they stand on the page of identification."""
    page = Link("", reverse("protection:identification", args=[file.case.pk]))
    for row in file.presumptions:
        who = _name(row)
        yield _on(row.presumed_on, row.created_at, _("Presumed a victim"), who=who, where=page)
    for decided in file.decisions:
        outcome = OUTCOMES[DecisionOutcome(decided.outcome)].label
        what = _("Decided: %(outcome)s") % {"outcome": outcome}
        yield _on(decided.decided_on, decided.created_at, what, who=_name(decided), where=page)


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
        who=_name(row),
        detail=detail,
        where=where,
    )


def _answer(row: ServiceAgreement) -> _Dated:
    what = _("Yes to our help: %(what)s") if row.agreed else _("No to our help: %(what)s")
    return row.created_at, Moment(
        when=row.created_at,
        what=what % {"what": NEED_KINDS.get(row.service, row.service)},
        who=_name(row),
        detail=CONSENT_FORMS[row.form],
    )


def _on(
    day: date,
    recorded: datetime,
    what: Text,
    *,
    who: str,
    detail: Text = "",
    where: Link | None = None,
    late: bool = False,
) -> _Dated:
    """What happened on a day: with its hour if it was recorded on that day. `late` is what ends it."""
    same = recorded.date() == day
    other = time.max if late else time.min
    at = recorded if same else datetime.combine(day, other, tzinfo=UTC)
    return at, Moment(when=recorded if same else day, what=what, who=who, detail=detail, where=where)


def _by(event: Any) -> str:
    """Who did what an event of the ledger says; nobody for what the program did."""
    return getattr(event, "name", None) or ""


def _name(row: Any) -> str:
    return getattr(row, "by_name", None) or ""


def _order(day: date, recorded: datetime) -> datetime:
    """What happened on the day it was recorded stands where it was recorded, else at the day's beginning."""
    return recorded if recorded.date() == day else datetime.combine(day, time.min, tzinfo=UTC)
