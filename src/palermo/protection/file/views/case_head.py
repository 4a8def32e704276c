"""The head of a case: what one must know before one acts, and the act that is due now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.choices import Text, is_unsaid
from palermo.kit.components import Cell, Fact, State, Strong, Tone
from palermo.kit.dates import day_text
from palermo.kit.listed import listed
from palermo.kit.office_time import local_day
from palermo.protection.cases.codes import CaseState, NeedState, Stage, Wish
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.nights import nights, nights_text
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.queries.cases import UNMET
from palermo.protection.cases.services.needs import state_of
from palermo.protection.cases.services.striking import may_strike
from palermo.protection.cases.words import LANGUAGES, NEED_KINDS, NEED_STATES, URGENCIES, WISHES
from palermo.protection.cases.words.struck import STRUCK
from palermo.protection.children.views.majority import age_said
from palermo.protection.file.queries.case_file import CaseFile
from palermo.protection.identification.codes import DecisionOutcome
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.thread import OVER
from palermo.protection.referral.views.referral_page import shown_state
from palermo.reference.persons import NeedKind, Urgency, is_child
from palermo.trust.actor import Actor
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.shown import state_shown

_URGENT: Final = (Urgency.TONIGHT, Urgency.DAYS)
"""What is urgent, the most urgent first."""
_TONES = {"tonight": Tone.DANGER, "days": Tone.ATTENTION, "weeks": Tone.SEA}
_STAGES: dict[str, State] = {
    Stage.PRESUMED: State(gettext_lazy("Presumed a victim"), Tone.SEA),
    Stage.IDENTIFIED: State(gettext_lazy("Identified as a victim")),
    Stage.NOT_IDENTIFIED: State(gettext_lazy("Not identified as a victim")),
    Stage.ASKED_AGAIN: State(gettext_lazy("The decision is asked for again"), Tone.ATTENTION),
}

May = Mapping[CaseAction, bool]


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something to do: a link, and what it is about for those who do not see where it stands."""

    label: Text
    url: str
    about: Text = ""


@dataclass(frozen=True, kw_only=True)
class NeedLine:
    """A need as the page shows it: what stands under it, and the one act beside its menu.

    `shown` goes with its buttons; `may_strike` says whether the reader may strike it out.
    """

    need: Need
    label: Text
    tags: Sequence[State]
    notes: Sequence[Text]
    act: Act | None
    asked: bool
    shown: str
    may_strike: bool


def head_facts(file: CaseFile) -> list[Fact]:
    """Age, language, who works on it, presumed or decided since when, and until when reflection lasts."""
    case, person = file.case, file.case.person
    languages = listed(str(LANGUAGES.get(code, code)) for code in person.languages)
    facts = [Fact(_("Age"), age_said(person))]
    if languages:
        facts.append(Fact(_("Speaks"), languages))
    facts.append(Fact(_("With"), _with(file)))
    if is_child(person.age_band):
        guardian: Cell = _("with a guardian") if file.has_guardian else Strong(_("without a guardian"))
        facts.append(Fact(_("Child"), guardian))
    if stage := _STAGES.get(case.stage):
        facts.append(Fact("", [stage, _since(file)]))
    facts += [
        Fact(_("Reflection"), _("until %(day)s") % {"day": day_text(local_day(clock.due_at))})
        for clock in file.clocks
        if clock.kind == ClockKind.REFLECTION
    ]
    return facts


def _with(file: CaseFile) -> Cell:
    working = [colleague for colleague in file.colleagues if colleague.works_now]
    if not working:
        return Strong(_("nobody"))
    names = listed(colleague.name for colleague in working)
    if len(working) > 1:
        return names
    return _("%(name)s, since %(day)s") % {"name": names, "day": day_text(local_day(working[0].since))}


def _since(file: CaseFile) -> str:
    """Since when what the case's stage says has held; empty where the page does not read it."""
    match file.case.stage:
        case Stage.PRESUMED:
            days = [row.presumed_on for row in file.presumptions]
        case Stage.IDENTIFIED | Stage.NOT_IDENTIFIED:
            days = [row.decided_on for row in file.decisions if row.outcome != DecisionOutcome.NOT_YET]
        case _other:
            days = []
    return _("since %(day)s") % {"day": day_text(days[0])} if days else ""


def head_acts(file: CaseFile, may: May) -> list[Act]:
    """What is to be done now, first, and one thing beside it; nothing in a file that is closed or erased.

    A withdrawal to answer comes first, then an offer to be put to the person, then an urgent need for which nobody is
    asked; otherwise, and when a person has just arrived from another office, help that was given is recorded.
    """
    case = file.case
    if case.person.erased_at is not None:
        return []
    due = _withdrawn(file)
    if case.state == CaseState.OPEN:
        if may[CaseAction.REFER]:
            due = due or _offered(file) or _urgent(file)
        if may[CaseAction.ASSIST]:
            url = reverse("protection:add_assistance", args=[case.pk])
            due = [*due, Act(label=_("Record help given"), url=url)]
        if may[CaseAction.RECORD_NEED]:
            due = [*due, Act(label=_("Record a need"), url=reverse("protection:add_need", args=[case.pk]))]
    return due[:2]


def _withdrawn(file: CaseFile) -> list[Act]:
    return [
        Act(label=_("Answer the withdrawal"), url=reverse("protection:enquiry", args=[row.pk]))
        for row in file.came_by
        if row.state == ReferralState.WITHDRAWN
    ][:1]


def _offered(file: CaseFile) -> list[Act]:
    return [
        _next_of(file, row) for row in file.referrals if row.state == ReferralState.ACCEPTED_IN_PRINCIPLE
    ][:1]


def _next_of(file: CaseFile, row: Referral) -> Act:
    """An accepted offer: the person is asked, and what they said yes to leaves."""
    agreed = any(allowed.recipient_id == row.recipient_id for allowed in file.allowed)
    return Act(
        label=_("Prepare what leaves") if agreed else _("Ask the person"),
        url=reverse("protection:referral", args=[row.pk]),
        about=row.office,  # type: ignore[attr-defined]
    )


def _urgent(file: CaseFile) -> list[Act]:
    if any(row.state == ReferralState.IDENTITY_SENT for row in file.came_by):
        return []
    open_ones = [
        need
        for need in file.needs
        if need.state == NeedState.OPEN and need.urgency in _URGENT and need.wanted_by_person != Wish.NO
    ]
    open_ones.sort(key=lambda need: _URGENT.index(Urgency(need.urgency)))
    return [_find(need) for need in open_ones[:1]]


def _find(need: Need) -> Act:
    place = need.kind == NeedKind.ACCOMMODATION
    return Act(
        label=_("Find a place") if place else _("Find a service"),
        url=reverse("protection:find_service", args=[need.pk, "start"]),
        about=NEED_KINDS[need.kind],
    )


def need_lines(actor: Actor, file: CaseFile, may: May, *, now: datetime) -> list[NeedLine]:
    """The needs with what stands about each: who was asked, what they said, and what is next."""
    by = {event.codes.get("need"): event for event in file.needs_recorded}
    return [_need_line(actor, file, need, may, by.get(str(need.pk)), now=now) for need in file.needs]


def _need_line(
    actor: Actor, file: CaseFile, need: Need, may: May, recorded: LedgerEvent | None, *, now: datetime
) -> NeedLine:
    asked = [row for row in file.referrals if row.need_id == need.pk and row.state not in OVER]
    offers = [row for row in asked if row.state == ReferralState.ACCEPTED_IN_PRINCIPLE]
    tags = [NEED_STATES[need.state]]
    notes: list[Text] = []
    act = None
    if need.state in UNMET:
        tags = [State(URGENCIES[need.urgency], _TONES[need.urgency])]
        passed = nights(need.asked_at, now) if need.urgency == Urgency.TONIGHT else 0
        if passed:
            notes.append(nights_text(passed))
        notes += [_said(file, row) for row in asked]
        if may[CaseAction.REFER] and file.case.state == CaseState.OPEN:
            act = _act_of(file, need, offers)
    if need.struck_why:
        notes.append(STRUCK[need.struck_why])
    if not is_unsaid(need.wanted_by_person):
        notes.append(_("Wanted by the person: %(wish)s") % {"wish": WISHES[need.wanted_by_person]})
    return NeedLine(
        need=need,
        label=NEED_KINDS[need.kind],
        tags=tags,
        notes=notes,
        act=act,
        asked=need.state == NeedState.IN_REFERRAL,
        shown=state_shown(actor, state_of(need), of="need", object_id=need.pk),
        may_strike=may[CaseAction.RECORD_NEED]
        and need.state != NeedState.STRUCK
        and may_strike(actor, recorded.actor_id if recorded else None),
    )


def _act_of(file: CaseFile, need: Need, offers: Sequence[Referral]) -> Act:
    if offers:
        return _next_of(file, offers[0])
    if need.state == NeedState.IN_REFERRAL:
        url = reverse("protection:asked", args=[need.pk])
        return Act(label=_("Offices asked"), url=url, about=NEED_KINDS[need.kind])
    return _find(need)


def _said(file: CaseFile, row: Referral) -> str:
    """What an office that was asked has said, in a line under the need."""
    office = row.office  # type: ignore[attr-defined]
    if row.state != ReferralState.ACCEPTED_IN_PRINCIPLE:
        return f"{office}: {shown_state(row).label}"
    for event in file.answers_yes:
        if event.object_id == row.pk:
            return _("%(office)s said yes, %(when)s") % {"office": office, "when": day_text(event.at)}
    return _("%(office)s said yes") % {"office": office}
