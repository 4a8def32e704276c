"""A lawful disclosure without consent to the recipient of a referral: asked for, approved or reviewed by a second."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from palermo.exchange.acts import ends, makes, person_in
from palermo.protection.cases.codes import ROOM
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.policies.referral import REFERRALS, ReferralAction
from palermo.protection.referral.queries.referrals import own_referral
from palermo.protection.referral.services.steps import require_not_over
from palermo.trust.actor import Actor
from palermo.trust.basis.models import Override
from palermo.trust.basis.overrides import approve_override, request_override, review_override
from palermo.trust.basis.policies import BASIS, BasisAction
from palermo.trust.basis.rules import DataClass, OverrideGround
from palermo.trust.rows import own_row
from palermo.trust.service import service


@service
@makes(person_in(Referral, "referral_id"))
def ask_without_consent(
    actor: Actor, *, referral_id: UUID, ground: OverrideGround, data_classes: Iterable[DataClass]
) -> Override:
    """Ask for a disclosure to the referral's recipient without consent; in danger to life it holds at once.

    Raises Refused once the referral is over or the person was erased, and for what `request_override` refuses.
    """
    referral = _to_work_on(actor, referral_id, BasisAction.REQUEST_OVERRIDE)
    require_not_over(referral, verb=BASIS.asked(BasisAction.REQUEST_OVERRIDE))
    return request_override(
        actor,
        room=ROOM,
        subject_id=referral.person_id,
        recipient_id=referral.recipient_id,
        ground=ground,
        data_classes=data_classes,
    )


@service
@makes(person_in(Referral, "referral_id"))
def approve_without_consent(actor: Actor, *, referral_id: UUID, override_id: UUID) -> Override:
    """Approve as the second person. Raises Refused once the referral is over, and as `approve_override` does."""
    referral = _to_work_on(actor, referral_id, BasisAction.APPROVE_OVERRIDE)
    require_not_over(referral, verb=BASIS.asked(BasisAction.APPROVE_OVERRIDE))
    _of(actor, referral, override_id, BasisAction.APPROVE_OVERRIDE)
    return approve_override(actor, override_id=override_id)


@service
@ends(person_in(Referral, "referral_id"))
def review_without_consent(actor: Actor, *, referral_id: UUID, override_id: UUID, upheld: bool) -> Override:
    """Review as the second person; not upheld ends it at once. Raises Refused as `review_override` does."""
    referral = _to_work_on(actor, referral_id, BasisAction.REVIEW_OVERRIDE)
    _of(actor, referral, override_id, BasisAction.REVIEW_OVERRIDE)
    return review_override(actor, override_id=override_id, upheld=upheld)


def _to_work_on(actor: Actor, referral_id: UUID, action: BasisAction) -> Referral:
    referral = own_referral(actor, referral_id, verb=BASIS.asked(action))
    REFERRALS.require(actor, ReferralAction.REFER, referral)
    return referral


def _of(actor: Actor, referral: Referral, override_id: UUID, action: BasisAction) -> None:
    """Raise Refused for a disclosure without consent that is not to this referral's recipient."""
    rows = Override.objects.filter(
        room=ROOM, subject_id=referral.person_id, recipient_id=referral.recipient_id
    )
    own_row(actor, rows, override_id, verb=BASIS.asked(action), object_type="override", lock=False)
