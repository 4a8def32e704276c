"""Writes of the office's own legal bases of processing: recorded for one purpose, ended by whoever leads."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from palermo.kit.office_time import office_today
from palermo.trust.actor import Actor
from palermo.trust.basis.models import ProcessingBasis
from palermo.trust.basis.policies import PROCESSING, ProcessingAction
from palermo.trust.basis.rules import BasisState, LegalBasis, ProcessingPurpose, state_of
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.verbs import BasisVerb


@service
def record_processing_basis(
    actor: Actor,
    *,
    purpose: ProcessingPurpose,
    legal_basis: LegalBasis,
    valid_from: date,
    valid_until: date | None = None,
) -> ProcessingBasis:
    """Record on which legal basis this office processes data for a purpose, between two days (inclusive)."""
    PROCESSING.require(actor, ProcessingAction.RECORD)
    if valid_until is not None and valid_until < valid_from:
        raise Refused("ends_before_it_begins", verb=PROCESSING.asked(ProcessingAction.RECORD))
    row = ProcessingBasis.objects.create(
        organisation_id=actor.organisation_id,
        processing_purpose=purpose,
        legal_basis=legal_basis,
        valid_from=valid_from,
        valid_until=valid_until,
        recorded_by_id=actor.user_id or actor.organisation_id,
    )
    _tell(actor, BasisVerb.BASIS_RECORDED, row)
    return row


@service
def end_processing_basis(actor: Actor, *, basis_id: UUID) -> ProcessingBasis:
    """End a basis now: its last day is yesterday, and one that had not lasted a day counts as taken back.

    Nothing more leaves on it; what was done before stays as it was. Raises Refused when it is over already.
    """
    asked = PROCESSING.asked(ProcessingAction.END)
    row = own_row(actor, ProcessingBasis, basis_id, verb=asked, object_type="processing_basis")
    PROCESSING.require(actor, ProcessingAction.END, row)
    today = office_today()
    state = state_of(valid_from=row.valid_from, valid_until=row.valid_until, day=today)
    if state not in {BasisState.IN_FORCE, BasisState.TO_COME}:
        raise Refused("processing_basis_over", verb=asked, object_type="processing_basis", object_id=basis_id)
    row.valid_until = today - timedelta(days=1)
    row.save(update_fields=["valid_until"])
    _tell(actor, BasisVerb.BASIS_ENDED, row)
    return row


def _tell(actor: Actor, verb: BasisVerb, row: ProcessingBasis) -> None:
    record(
        actor,
        verb=verb,
        object_type="processing_basis",
        object_id=row.pk,
        codes={"purpose": row.processing_purpose, "basis": row.legal_basis},
    )
