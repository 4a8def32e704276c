"""Writes of agreements: one office proposes, the other accepts, either may end it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils import timezone

from palermo.directory.models import Agreement
from palermo.directory.policies import AGREEMENTS, AgreementAction
from palermo.directory.queries import state_at
from palermo.directory.rules import (
    AgreementState,
    ControllerRole,
    controller_roles_refusal,
    dates_refusal,
)
from palermo.directory.verbs import DirectoryVerb
from palermo.kit.office_time import office_today
from palermo.trust.actor import Actor
from palermo.trust.basis.rules import DataClass, LegalBasis, ProcessingPurpose
from palermo.trust.current import record
from palermo.trust.people.queries import offices
from palermo.trust.service import NOT_FOUND, Refused, service


@service
def propose(
    actor: Actor,
    *,
    partner_id: UUID,
    title: str,
    purposes: Collection[ProcessingPurpose],
    data_classes: Collection[DataClass],
    legal_basis: LegalBasis,
    own_role: ControllerRole,
    partner_role: ControllerRole,
    valid_from: date,
    valid_until: date,
) -> Agreement:
    """Propose an agreement to another office, between two days (inclusive). It allows nothing until accepted.

    Raises Refused for an office that does not exist or is one's own, for days or controller roles that do not
    fit together, and for an agreement without purposes or data.
    """
    AGREEMENTS.require(actor, AgreementAction.PROPOSE)
    today = office_today()
    known = offices().filter(pk=partner_id).exists()
    if reason := (
        (None if known else NOT_FOUND)
        or ("recipient_is_this_office" if partner_id == actor.organisation_id else None)
        or (None if purposes and data_classes and title.strip() else "agreement_says_too_little")
        or dates_refusal(valid_from=valid_from, valid_until=valid_until, day=today)
        or controller_roles_refusal(own_role, partner_role)
    ):
        raise Refused(
            reason, verb=AGREEMENTS.asked(AgreementAction.PROPOSE), object_type="office", object_id=partner_id
        )
    row = Agreement.objects.create(
        proposer_id=actor.organisation_id,
        partner_id=partner_id,
        title=title.strip(),
        purposes=sorted(code.value for code in purposes),
        data_classes=sorted(code.value for code in data_classes),
        legal_basis=legal_basis,
        proposer_controller_role=own_role,
        partner_controller_role=partner_role,
        valid_from=valid_from,
        valid_until=valid_until,
        proposed_by_id=actor.user_id or actor.organisation_id,
    )
    _tell(actor, row, DirectoryVerb.AGREEMENT_PROPOSED)
    return row


@service
def accept(actor: Actor, *, agreement_id: UUID) -> Agreement:
    """Accept what the other office proposed to the acting one; from its first day on the two may exchange."""
    row = _locked(actor, agreement_id, AgreementAction.ACCEPT)
    _require_state(row, {AgreementState.PROPOSED}, AgreementAction.ACCEPT)
    row.accepted_at = timezone.now()
    row.accepted_by_id = actor.user_id or actor.organisation_id
    row.save(update_fields=["accepted_at", "accepted_by_id"])
    _tell(actor, row, DirectoryVerb.AGREEMENT_ACCEPTED)
    return row


@service
def end(actor: Actor, *, agreement_id: UUID) -> Agreement:
    """End an agreement now, or take back or turn down a proposal. What was sent before stays where it is."""
    row = _locked(actor, agreement_id, AgreementAction.END)
    _require_state(
        row, {AgreementState.PROPOSED, AgreementState.NOT_BEGUN, AgreementState.LIVE}, AgreementAction.END
    )
    row.ended_at = timezone.now()
    row.ended_by_id = actor.user_id or actor.organisation_id
    row.save(update_fields=["ended_at", "ended_by_id"])
    _tell(actor, row, DirectoryVerb.AGREEMENT_ENDED)
    return row


def _locked(actor: Actor, agreement_id: UUID, action: AgreementAction) -> Agreement:
    both = Agreement.objects.select_related("proposer__organisation", "partner__organisation")
    row = both.select_for_update(of=("self",)).filter(pk=agreement_id).first()
    if row is None:
        raise Refused(
            NOT_FOUND, verb=AGREEMENTS.asked(action), object_type="agreement", object_id=agreement_id
        )
    AGREEMENTS.require(actor, action, row)
    return row


def _require_state(row: Agreement, states: set[AgreementState], action: AgreementAction) -> None:
    state = state_at(row, timezone.now())
    if state not in states:
        raise Refused(
            "agreement_other_state",
            verb=AGREEMENTS.asked(action),
            object_type="agreement",
            object_id=row.pk,
            codes={"state": state.value},
        )


def _tell(actor: Actor, row: Agreement, verb: DirectoryVerb) -> None:
    other = row.partner_id if row.proposer_id == actor.organisation_id else row.proposer_id
    record(
        actor,
        verb=verb,
        object_type="agreement",
        object_id=row.pk,
        codes={"with": str(other)},
    )
