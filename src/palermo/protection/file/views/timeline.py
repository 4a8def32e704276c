"""The history of a case as the ledger tells it: day, hour, act and author. No identity stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from palermo.kit.amounts import money_text
from palermo.kit.choices import Text
from palermo.kit.components import Moment
from palermo.kit.dates import day_text
from palermo.kit.layout import Link
from palermo.kit.office_time import local_day
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import NeedState
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.verbs import CaseVerb
from palermo.protection.cases.words import NEED_KINDS
from palermo.protection.cases.words.paper import PAPER_KINDS
from palermo.protection.cases.words.struck import STRUCK
from palermo.protection.file.history_lines import LINES, Kind, Line
from palermo.protection.file.queries.case_file import CaseFile
from palermo.protection.file.queries.working_day import WorkingDay
from palermo.protection.file.views.day_moments import day_moment
from palermo.protection.identification.verbs import OURS, THEIRS, IdentificationVerb
from palermo.protection.referral.verbs import ReferralVerb
from palermo.trust.ledger.details import value_words
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.ledger.words import verb_words
from palermo.trust.vault.vault import holds_text
from palermo.trust.verbs import BasisVerb

_THE_OPENING = timedelta(minutes=1)
"""Whoever opens a case works on it from then on: that is said once."""
_NEED_STATES: Final[dict[str, Text]] = {
    NeedState.MET: gettext_lazy("Met: %(what)s"),
    NeedState.NO_LONGER: gettext_lazy("No longer needed: %(what)s"),
    NeedState.OPEN: gettext_lazy("Needed again: %(what)s"),
}
_ANSWERS: Final[dict[bool, Text]] = {
    True: gettext_lazy("Yes to our help: %(what)s"),
    False: gettext_lazy("No to our help: %(what)s"),
}
_TOLD: Final = (
    *("outcome", "reason", "struck", "state", "area", "said", "thing", "service", "topic", "wish"),
    *("relation", "mandate", "conflict", "result", "standing", "age", "came_by", "route", "language"),
    *("understood", "columns", "classes", "ground", "upheld", "asked_by", "stopped"),
)
"""Codes of an event that stand under its line, in words."""
_TAKEN_BACK: Final = {
    ReferralVerb.ENQUIRY_COMPLETION_STRUCK.value: (ReferralVerb.ENQUIRY_COMPLETED.value,),
    ReferralVerb.ENQUIRY_HELP_STRUCK.value: (ReferralVerb.ENQUIRY_IN_SERVICE.value,),
    ReferralVerb.REFERRAL_CORRECTED.value: (
        ReferralVerb.REFERRAL_COMPLETED.value,
        ReferralVerb.REFERRAL_IN_SERVICE.value,
    ),
}
"""What an act takes back: the newest of these before it, about the same referral."""


@dataclass(frozen=True, kw_only=True)
class _About:
    """What the lines of a case are about, looked up once."""

    file: CaseFile
    needs: Mapping[str, Need]
    helped: Mapping[str, Assistance]
    asked: Mapping[UUID | None, tuple[Any, str, str, str]]
    may_read_notes: bool
    day: WorkingDay
    names: Mapping[UUID, str]


def moments(
    file: CaseFile, events: Iterable[LedgerEvent], *, may_read_notes: bool, day: WorkingDay
) -> list[Moment]:
    """The lines of these events, which are the newest first; `day` are the rows of those of the working day."""
    about = _About(
        file=file,
        needs={str(need.pk): need for need in file.needs},
        helped={str(row.pk): row for row in file.assistance},
        asked=_asked(file),
        may_read_notes=may_read_notes,
        day=day,
        names={one.user_id: one.name for one in file.colleagues},
    )
    lines: list[Moment] = []
    back: dict[tuple[str, UUID | None], Text] = {}
    for event in events:
        line = LINES.get(event.verb)
        if line is None or _is_said(file, event):
            continue
        for verb in _TAKEN_BACK.get(event.verb, ()):
            back[verb, event.object_id] = _struck(event.codes.get("struck", ""), _by(event))
        moment = _moment(about, event, line)
        if moment is not None:
            struck = back.pop((event.verb, event.object_id), "")
            lines.append(replace(moment, struck=struck) if struck else moment)
    return lines


def help_moments(file: CaseFile, *, may_read_notes: bool) -> list[tuple[Assistance, Moment]]:
    """Help given, the latest day first; on a partly known date at its earliest."""
    rows = sorted(file.assistance, key=lambda row: (PartialDate.parse(row.given_on).earliest, row.pk))
    return [(row, _help(row, file.case, may_read_notes=may_read_notes)) for row in reversed(rows)]


def _asked(file: CaseFile) -> dict[UUID | None, tuple[Any, str, str, str]]:
    found: dict[UUID | None, tuple[Any, str, str, str]] = {
        row.pk: (row, row.office, row.need.kind, reverse("protection:referral", args=[row.pk]))  # type: ignore[attr-defined]
        for row in file.referrals
    }
    found |= {
        row.pk: (row, row.office, row.need_kind, reverse("protection:enquiry", args=[row.pk]))  # type: ignore[attr-defined]
        for row in file.came_by
    }
    return found


def _is_said(file: CaseFile, event: LedgerEvent) -> bool:
    """Whether another line says it: that who opened a case works on it, that a need is with another office."""
    if event.verb == CaseVerb.NEED_STATE_SET:
        return event.codes.get("state") not in _NEED_STATES
    if event.verb != CaseVerb.CASE_ASSIGNED or event.id_in("colleague") != event.actor_id:
        return False
    return event.at - file.case.created_at < _THE_OPENING


def _moment(about: _About, event: LedgerEvent, line: Line) -> Moment | None:
    if line.kind is Kind.REFERRALS and line.words:
        return _of_referral(about, event, line)
    if line.kind is Kind.DAY:
        return day_moment(about.file.case, about.day, event, line, about.names)
    helped = about.helped.get(event.codes.get("assistance", ""))
    if event.verb == CaseVerb.ASSISTANCE_RECORDED and helped is not None:
        return _help(helped, about.file.case, may_read_notes=about.may_read_notes, recorded=event)
    need = about.needs.get(event.codes.get("need", ""))
    what = str(line.words) or verb_words(event.verb)
    if event.verb == CaseVerb.NEED_STATE_SET:
        what = str(_NEED_STATES[event.codes["state"]])
    kind = need.kind if need else event.codes.get("kind", "")
    if event.verb == BasisVerb.AGREEMENT_RECORDED:
        what, kind = str(_ANSWERS[bool(event.codes["agreed"])]), event.codes["service"]
    if "%(what)s" in what:
        what = what % {"what": NEED_KINDS.get(kind, kind)}
    struck = ""
    if event.verb == CaseVerb.NEED_RECORDED and need is not None and need.struck_at:
        struck = str(_struck(need.struck_why, ""))
    return Moment(
        when=event.at,
        what=what,
        who="" if line.theirs else _by(event),
        detail=_detail(about, event),
        where=_where(about.file.case, event),
        struck=struck,
        theirs=line.theirs,
    )


def _of_referral(about: _About, event: LedgerEvent, line: Line) -> Moment | None:
    row, office, kind, url = about.asked.get(event.object_id, (None, "", "", ""))
    if row is None:
        return None
    return Moment(
        when=event.at,
        what=str(line.words) % {"office": office, "what": NEED_KINDS[kind]},
        who=office if line.theirs else _by(event),
        where=Link(row.code, url),
        theirs=line.theirs,
    )


def _detail(about: _About, event: LedgerEvent) -> Text:
    """What else is coded of an act, in words; of what has a day of its own that day, where it is another."""
    codes = event.codes
    said = [value_words(key, codes[key]) for key in _TOLD if codes.get(key) not in (None, "")]
    if event.verb in {CaseVerb.NEED_STATE_SET, BasisVerb.AGREEMENT_RECORDED}:
        said = []
    if event.verb in OURS and codes.get("again") is True:
        said.append(_("to have it looked at again"))
    if event.verb == CaseVerb.PAPER_ENTERED:
        taken_by = about.names.get(event.id_in("colleague"), "")  # type: ignore[arg-type]
        said = [str(PAPER_KINDS[codes["form"]]), codes["version"], *([taken_by] if taken_by else [])]
    if event.verb in {CaseVerb.CASE_ASSIGNED, CaseVerb.CASE_UNASSIGNED}:
        said = [name for name in (about.names.get(event.id_in("colleague")),) if name]  # type: ignore[arg-type]
    if (day := _day_of(about.file, event)) and day != local_day(event.at):
        said.insert(0, day_text(day))
    return " · ".join(said)


def _day_of(file: CaseFile, event: LedgerEvent) -> date | None:
    """The day on which it was, which may be before the one on which it was written down."""
    if event.verb == CaseVerb.CASE_OPENED:
        return file.case.opened_on
    if event.verb == CaseVerb.PAPER_ENTERED:
        return date.fromisoformat(event.codes["taken_on"])
    if event.verb == IdentificationVerb.PRESUMPTION_RECORDED:
        return next(
            (one.presumed_on for one in file.presumptions if one.pk == event.id_in("presumption")), None
        )
    if event.verb == IdentificationVerb.DECISION_RECORDED:
        return next((one.decided_on for one in file.decisions if one.pk == event.id_in("decision")), None)
    return None


def _where(case: Case, event: LedgerEvent) -> Link | None:
    """The page on which what was presumed or decided stands."""
    pages = {IdentificationVerb.PRESUMPTION_RECORDED, IdentificationVerb.DECISION_RECORDED, *OURS, *THEIRS}
    if event.verb not in pages:
        return None
    return Link("", reverse("protection:identification", args=[case.pk]))


def _help(
    row: Assistance, case: Case, *, may_read_notes: bool, recorded: LedgerEvent | None = None
) -> Moment:
    """Help as a line: under the day it was given, or under the hour it was `recorded`, saying the day if another."""
    given = PartialDate.parse(row.given_on)
    said = [ngettext("%(number)s unit", "%(number)s units", row.units) % {"number": row.units}]
    if row.cost is not None:
        said.append(money_text(row.cost, row.currency))
    has_note = may_read_notes and holds_text(row, "note")
    if has_note:
        said.append(_("with a note"))
    if recorded is not None and given.iso != local_day(recorded.at).isoformat():
        said.insert(0, day_text(given))
    return Moment(
        when=recorded.at if recorded is not None else given,
        what=_("Help given: %(what)s") % {"what": NEED_KINDS[row.kind]},
        who=getattr(row, "by_name", None) or "",
        detail=" · ".join(said),
        where=Link(_("Read the note"), reverse("protection:note", args=[case.pk, row.pk]))
        if has_note
        else None,
        struck=_struck(row.struck_why, getattr(row, "struck_by_name", None) or "") if row.struck_at else "",
    )


def _struck(why: str, who: str) -> Text:
    words = _("Entered in error: %(why)s") % {"why": STRUCK[why]} if why in STRUCK else _("Entered in error")
    return f"{words} · {who}" if who else words


def _by(event: Any) -> str:
    """Who did what an event of the ledger says; nobody for what the program did."""
    return getattr(event, "name", None) or ""
