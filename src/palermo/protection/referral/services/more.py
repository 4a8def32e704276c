"""Sending again under the same yes: more of the person, or what has changed since it was sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from palermo.exchange.acts import makes, person_in
from palermo.exchange.parcels import Parcel
from palermo.exchange.services import emit, send_identity
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.codes.changes import CLASS_OF, HOLDS, Settled
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.queries.came_back import came_as
from palermo.protection.referral.queries.changes import open_changes_of
from palermo.protection.referral.queries.referrals import own_referral
from palermo.protection.referral.services.came_back import came_back
from palermo.protection.referral.services.changes import settle
from palermo.protection.referral.services.evaluating import evaluate_for
from palermo.protection.referral.services.steps import require_open_case
from palermo.protection.referral.slice import identity_update, leaves_with
from palermo.protection.referral.terms import CAVEATS, KEPT_UNREAD, PURPOSE
from palermo.protection.referral.verbs import ReferralAsked, ReferralVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.rules import DataClass
from palermo.trust.current import record
from palermo.trust.service import Refused, service
from palermo.trust.shown import require_as_shown

MORE_SENT = "more_sent"
"""The event by which the thread tells both sides that something was sent after the first slice."""


def may_send_more(referral: Referral, changed: Collection[Changed]) -> bool:
    """Whether the other office has what was sent, and may be told more of it or what has `changed`.

    Not while the case is closed, unless it is the person's death that is told: the file closed by it.
    """
    is_open = referral.case.state != CaseState.CLOSED or Changed.DIED in changed
    return is_open and _has_it(referral)


def _has_it(referral: Referral) -> bool:
    return referral.disclosed_at is not None and ReferralState(referral.state) in HOLDS


def changed_in(referral: Referral, chosen: Collection[DataClass]) -> tuple[Changed, ...]:
    """What of the changes that are open leaves with these classes of data."""
    rows = open_changes_of(referral)
    return tuple(Changed(row.what) for row in rows if CLASS_OF[Changed(row.what)] in chosen)


@service
@makes(person_in(Referral, "referral_id"))
def send_more(
    actor: Actor, *, referral_id: UUID, data_classes: Collection[DataClass], shown: str | None = None
) -> Referral:
    """Send further classes of data, or the new of what has changed, to the recipient that has the person's file.

    Always how to contact the person safely with it; what is open of these classes counts as told from then on.
    Evaluated as the first slice is. Raises Refused with the reason where the yes, the agreement or the basis does not
    cover it, where the other office has no file, where the case is closed (unless the death is told), and once the
    person was erased; ChangedSinceShown where it is not what the page showed.
    """
    verb = ReferralAsked.REFERRAL_SEND_MORE
    referral = own_referral(actor, referral_id, verb=verb)
    CASES.require(actor, CaseAction.REFER, referral.case)
    if not _has_it(referral):
        raise _refused("referral_other_state", referral_id)
    if referral.person.erased_at is not None:
        raise _refused("erased", referral_id)
    chosen = frozenset(data_classes) | {DataClass.SAFE_CONTACT}
    changed = changed_in(referral, chosen)
    if not may_send_more(referral, changed):
        require_open_case(referral.case, verb=verb)
    now = timezone.now()
    evaluation, disclosure = evaluate_for(actor, referral, chosen, now=now, verb=verb)
    changed = changed_in(referral, chosen)  # the person is locked: what changed meanwhile leaves with it
    parts = identity_update(actor, referral, chosen, changed)
    if not parts["safe_contact"].strip():
        raise _refused("safe_contact_missing", referral_id)
    require_as_shown(
        actor,
        shown,
        leaves_with(referral, chosen, parts, CAVEATS),
        of="more",
        object_id=referral.pk,
        verb=verb,
        object_type="referral",
    )
    parcel = Parcel(
        kind="identity_update",
        thread_id=referral.thread_id,
        receiver_id=referral.recipient_id,
        payload={"code": referral.code, **parts},
        purpose=PURPOSE,
        data_classes=chosen,
        caveats=CAVEATS,
        due_at=now + timedelta(days=1),
        expires_at=now + KEPT_UNREAD,
    )
    send_identity(actor, evaluation=evaluation, disclosure=disclosure, parcel=parcel)
    if code := came_as(referral, chosen):
        only_name = replace(disclosure, data_classes=frozenset({DataClass.NAME}))
        parcel = came_back(referral, code, now=now)
        send_identity(actor, evaluation=evaluation, disclosure=only_name, parcel=parcel)
    emit(actor, thread_id=referral.thread_id, receiver_id=referral.recipient_id, verb=MORE_SENT, codes={})
    referral.disclosed_classes = sorted({*referral.disclosed_classes, *(code.value for code in chosen)})
    referral.save(update_fields=["disclosed_classes", "updated_at"])
    settle(actor, referral, changed, Settled.SENT)
    record(
        actor,
        verb=ReferralVerb.REFERRAL_MORE_SENT,
        object_type="referral",
        object_id=referral.pk,
        codes={"recipient": str(referral.recipient_id), "columns": ".".join(changed)},
    )
    return referral


def _refused(reason: str, referral_id: UUID) -> Refused:
    return Refused(
        reason, verb=ReferralAsked.REFERRAL_SEND_MORE, object_type="referral", object_id=referral_id
    )
