"""Striking out what was entered in error: it stays where it was, counts nowhere, and what it told is taken back."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.utils import timezone

from palermo.exchange.acts import lock_person, person_in
from palermo.protection.cases.codes import NeedState
from palermo.protection.cases.codes.struck import StruckWhy
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.services.cases import own_case
from palermo.protection.cases.services.needs import open_needs_met_through, own_need
from palermo.protection.cases.services.striking import may_strike, recorded_by
from palermo.protection.cases.services.urgency import refresh_urgency
from palermo.protection.cases.verbs import CaseAsked, CaseVerb
from palermo.protection.referral.queries.referrals import still_asked
from palermo.protection.referral.services.corrections import help_struck
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service

_PERSON = person_in(Assistance, "assistance_id")


@service
def strike_help(actor: Actor, *, assistance_id: UUID, why: StruckWhy) -> Assistance:
    """Strike out help that was recorded in error; needs that it met are open again.

    Where another office referred the person here and no other help is recorded, it is told that none had begun.
    Raises Refused for whoever neither recorded it nor leads, for help struck out already, and once the person was
    erased.
    """
    lock_person(actor, _PERSON(actor, {"assistance_id": assistance_id}))
    asked = CaseAsked.ASSISTANCE_STRIKE
    found = own_row(actor, Assistance, assistance_id, verb=asked, object_type="assistance", lock=False)
    case = own_case(actor, found.case_id, action=CaseAction.ASSIST)
    row = Assistance.objects.get(organisation_id=actor.organisation_id, pk=found.pk)
    reason = "erased" if case.person.erased_at is not None else ""
    if row.struck_at is not None:
        reason = reason or "struck_already"
    if not may_strike(actor, row.recorded_by_id):
        reason = reason or "not_yours_to_strike"
    if reason:
        raise _refused(reason, asked, case.pk, assistance=str(row.pk))
    row.struck_at, row.struck_by_id, row.struck_why = timezone.now(), named(actor), why
    row.save(update_fields=["struck_at", "struck_by_id", "struck_why"])
    record(
        actor,
        verb=CaseVerb.ASSISTANCE_STRUCK,
        object_type="case",
        object_id=case.pk,
        codes={"assistance": str(row.pk), "kind": row.kind, "struck": why.value},
    )
    open_needs_met_through(actor, case.pk, row.pk, to=NeedState.OPEN)
    if row.enquiry_id is not None:
        # It is struck out whatever becomes of the message about it.
        with suppress(Refused):
            help_struck(actor, enquiry_id=row.enquiry_id, why=why)
    return row


@service
def strike_need(actor: Actor, *, need_id: UUID, why: StruckWhy) -> Need:
    """Strike out a need that was recorded in error.

    Raises Refused for whoever neither recorded it nor leads, while another office is asked for it, for one struck out
    already, and once the person was erased.
    """
    need, case = own_need(actor, need_id, verb=CaseAsked.NEED_STRIKE)
    reason = ""
    if case.person.erased_at is not None:
        reason = "erased"
    elif not may_strike(actor, need_recorded_by(actor, need)):
        reason = "not_yours_to_strike"
    elif still_asked(actor, need.pk).exists():
        reason = "need_still_asked"
    if reason:
        raise _refused(reason, CaseAsked.NEED_STRIKE, case.pk, need=str(need.pk))
    need.state, need.met_through_id = NeedState.STRUCK, None
    need.struck_at, need.struck_by_id, need.struck_why = timezone.now(), named(actor), why
    need.save(update_fields=["state", "met_through_id", "struck_at", "struck_by_id", "struck_why"])
    refresh_urgency(case)
    record(
        actor,
        verb=CaseVerb.NEED_STRUCK,
        object_type="case",
        object_id=case.pk,
        codes={"need": str(need.pk), "kind": need.kind, "struck": why.value},
    )
    return need


def need_recorded_by(actor: Actor, need: Need) -> UUID | None:
    """Who recorded a need, by the office's ledger."""
    return recorded_by(actor, verb=CaseVerb.NEED_RECORDED, object_id=need.case_id, need=str(need.pk))


def _refused(reason: str, asked: CaseAsked, case_id: UUID, **part: str) -> Refused:
    return Refused(reason, verb=asked, object_type="case", object_id=case_id, part=part)
