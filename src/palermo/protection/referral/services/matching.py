"""Asking several offices at once, taking one offer, and recording that nothing was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from palermo.directory.offers.models import Service
from palermo.directory.offers.queries import services
from palermo.exchange.acts import ends, makes, person_in
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.codes.matching import Unmet
from palermo.protection.referral.models.matching import UnmetNeed
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.queries.matching import open_beside
from palermo.protection.referral.queries.referrals import own_referral
from palermo.protection.referral.services.sending import EnquiryAnswers, enquiry_leaves, send_enquiry
from palermo.protection.referral.services.withdrawal import not_pursue
from palermo.protection.referral.verbs import ReferralAsked, ReferralVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.shown import PREFIX, require_as_shown


def chosen_refusal(chosen: Sequence[Service]) -> str | None:
    """A reason code for a choice of services that may not be asked together, else None."""
    if not chosen:
        return "no_service_chosen"
    return None if len({row.organisation_id for row in chosen}) == len(chosen) else "one_service_of_an_office"


def asked_of(chosen: Sequence[Service]) -> list[list[str]]:
    """Whom enquiries go to, as the last page showed it: each service with its office, in the order of their ids."""
    return [
        [str(row.pk), str(row.organisation_id), row.name] for row in sorted(chosen, key=lambda row: row.pk)
    ]


@service
@makes(person_in(Need, "need_id"))
def send_enquiries(
    actor: Actor,
    *,
    need_id: UUID,
    service_ids: Sequence[UUID],
    answers: EnquiryAnswers,
    answer_within: timedelta,
    zone: str = "",
    shown: str | None = None,
) -> list[Referral]:
    """Ask the offices of these services at once, each under a code of its own; all of them, or none.

    Raises Refused for two services of one office, for one that is not there any more, and as `send_enquiry` does.
    """
    chosen = list(services(actor).filter(pk__in=service_ids).order_by("pk"))
    reason = chosen_refusal(chosen) or ("service_ended" if len(chosen) < len(set(service_ids)) else None)
    if reason:
        raise Refused(reason, verb=ReferralAsked.REFERRAL_SEND_ENQUIRY, object_type="need", object_id=need_id)
    rows = Need.objects.filter(organisation_id=actor.organisation_id)
    if shown is not None and (need := rows.filter(pk=need_id).first()):
        require_as_shown(
            actor,
            shown,
            enquiry_leaves(need, asked_of(chosen), answers, answer_within),
            of="find_service",
            object_id=need_id,
            verb=ReferralAsked.REFERRAL_SEND_ENQUIRY,
            object_type="need",
        )
    return [
        send_enquiry(
            actor,
            need_id=need_id,
            recipient_id=row.organisation_id,
            answers=answers,
            answer_within=answer_within,
            service_id=row.pk,
            zone=zone,
        )
        for row in chosen
    ]


@service
@ends(person_in(Referral, "referral_id"))
def take_offer(actor: Actor, *, referral_id: UUID, shown: str | None = None) -> Referral:
    """Go on with the office that accepted: every other enquiry for the same need ends as not pursued.

    Raises Refused unless it was accepted in principle. The person's yes to being known there is asked as before.
    """
    referral = own_referral(actor, referral_id, verb=ReferralAsked.REFERRAL_CONFIRM)
    CASES.require(actor, CaseAction.REFER, referral.case)
    if referral.state != ReferralState.ACCEPTED_IN_PRINCIPLE:
        raise Refused(
            "referral_other_state",
            verb=ReferralAsked.REFERRAL_CONFIRM,
            object_type="referral",
            object_id=referral_id,
        )
    others = open_beside(actor, referral)
    require_as_shown(
        actor,
        shown,
        ended_by_taking(others),
        of="take_offer",
        object_id=referral.pk,
        verb=ReferralAsked.REFERRAL_CONFIRM,
        object_type="referral",
    )
    for other in others:
        not_pursue(actor, referral_id=other.pk)
    record(
        actor,
        verb=ReferralVerb.REFERRAL_CONFIRMED,
        object_type="referral",
        object_id=referral.pk,
        codes={"recipient": str(referral.recipient_id), "ended": len(others)},
    )
    return referral


def ended_by_taking(others: Sequence[Referral]) -> dict[str, object]:
    """Which enquiries end when an offer is taken, as the page showed it and the service compares it."""
    return {f"{PREFIX}ended": sorted(str(row.pk) for row in others)}


@service
def record_unmet(actor: Actor, *, need_id: UUID, zone: str, reason: Unmet) -> UnmetNeed:
    """Record that no service was found for a need: kind, coarse zone, reason. Saying it again replaces it."""
    rows = Need.objects.select_related("case")
    need = own_row(actor, rows, need_id, verb=ReferralVerb.NEED_UNMET, object_type="need", lock=False)
    CASES.require(actor, CaseAction.RECORD_NEED, need.case)
    row, _new = UnmetNeed.objects.update_or_create(
        organisation_id=actor.organisation_id,
        need=need,
        defaults={
            "kind": need.kind,
            "zone": zone,
            "reason": reason.value,
            "recorded_by_id": named(actor),
            "purpose": "statistics",
        },
    )
    record(
        actor,
        verb=ReferralVerb.NEED_UNMET,
        object_type="case",
        object_id=need.case_id,
        codes={"need": str(need.pk), "reason": reason.value},
    )
    return row
