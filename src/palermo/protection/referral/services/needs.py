"""What a referral does to the need it is about."""

from __future__ import annotations

from uuid import UUID

from palermo.protection.cases.codes import NeedState
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.services.needs import set_need_state
from palermo.protection.referral.queries.referrals import still_asked
from palermo.trust.actor import Actor


def reopen_need(actor: Actor, *, need_id: UUID) -> None:
    """After a referral ended without help: the need is open again, unless another office is still being asked."""
    waits = Need.objects.filter(
        organisation_id=actor.organisation_id, pk=need_id, state=NeedState.IN_REFERRAL
    ).exists()
    if waits and not still_asked(actor, need_id).exists():
        set_need_state(actor, need_id=need_id, state=NeedState.OPEN)


def ask_again_for_need(actor: Actor, *, need_id: UUID) -> None:
    """After a referral goes on that was told to be completed: an open need is with that office again."""
    waits = Need.objects.filter(organisation_id=actor.organisation_id, pk=need_id, state=NeedState.OPEN)
    if waits.exists() and still_asked(actor, need_id).exists():
        set_need_state(actor, need_id=need_id, state=NeedState.IN_REFERRAL)
