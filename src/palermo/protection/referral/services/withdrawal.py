"""Ending what was begun: the person withdraws consent, does not want it, or it is no longer needed."""

from __future__ import annotations

from uuid import UUID

from palermo.exchange.acts import ends, person_in
from palermo.exchange.bodies import is_unread
from palermo.exchange.services import delete_bodies
from palermo.kit.office_time import office_today
from palermo.protection.cases.codes import ROOM, EraseReason
from palermo.protection.cases.queries.joined import same_person
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.services.addresses import forget_place
from palermo.protection.referral.services.needs import reopen_need
from palermo.protection.referral.services.steps import move, referral_to_move, refused_step
from palermo.protection.referral.thread import Side, Verb, possible
from palermo.trust.actor import Actor
from palermo.trust.basis.overrides import end_overrides
from palermo.trust.basis.queries import consents_in_force
from palermo.trust.basis.services import withdraw_consent
from palermo.trust.service import service


@service
@ends(person_in(Referral, "referral_id"))
def not_pursue(actor: Actor, *, referral_id: UUID) -> Referral:
    """The person does not want it, or it is no longer needed: a normal outcome. The other side is told, and no more.

    A yes the person gave to this office before ends with it: the next time they are asked again.
    """
    referral = referral_to_move(actor, referral_id, Verb.NOT_PURSUED)
    _end_basis(actor, referral.person_id, referral.recipient_id)
    _drop_one(actor, referral)
    reopen_need(actor, need_id=referral.need_id)
    return referral


@service
@ends(person_in(Referral, "referral_id"))
def withdraw(actor: Actor, *, referral_id: UUID) -> Referral:
    """Withdraw the person's consent to this recipient: nothing more is disclosed, and the recipient must answer.

    It travels to every file the recipient has of the person, not to this referral's alone. What was read stays read.
    Raises Refused where nothing was disclosed: then it simply ends (`not_pursue`).
    """
    referral = referral_to_move(actor, referral_id, Verb.WITHDRAWN)
    if referral.disclosed_at is None:
        raise refused_step("referral_other_state", Verb.WITHDRAWN, referral_id)
    persons = same_person(actor.organisation_id, referral.person_id)
    for (
        person_id
    ) in persons:  # what was said in another file of the same person ends too, whatever it was said for
        _end_basis(actor, person_id, referral.recipient_id)
    for row in _of_person(actor, *persons):
        able = row.disclosed_at is not None and Verb.WITHDRAWN in possible(
            ReferralState(row.state), Side.SENDER
        )
        if able and row.recipient_id == referral.recipient_id:
            _withdraw_one(actor, row)
            reopen_need(actor, need_id=row.need_id)
    return Referral.objects.get(pk=referral.pk)


_ASKS_RECIPIENTS = frozenset(
    {EraseReason.CONSENT_WITHDRAWN, EraseReason.PERSON_ASKED, EraseReason.RETENTION_ENDED}
)


def end_before_erasure(actor: Actor, *, subject_id: UUID, reason: str) -> None:
    """Tell every office that was told who the person is, and every office that still considers an enquiry.

    The former where the person asked for the erasure or withdrew, and where what was sent is not read yet: it never
    will be. They must answer. The latter are told that it is not pursued, so that nobody waits for a person who is
    not there any more. Registered with the vault: it runs inside the erasure's service, before the keys are destroyed.
    """
    withdrawn = reason in _ASKS_RECIPIENTS
    # All are locked before it is asked which were disclosed.
    for row in _of_person(actor, subject_id):
        verbs = possible(ReferralState(row.state), Side.SENDER)
        told = row.disclosed_at is not None and Verb.WITHDRAWN in verbs
        if told and (withdrawn or is_unread(actor, thread_id=row.thread_id)):
            _end_basis(actor, row.person_id, row.recipient_id)
            _withdraw_one(actor, row)
        elif row.disclosed_at is None and Verb.NOT_PURSUED in verbs:
            _end_basis(actor, row.person_id, row.recipient_id)
            _drop_one(actor, row)


def _of_person(actor: Actor, *person_ids: UUID) -> list[Referral]:
    """The referrals of these files of a person, locked."""
    rows = Referral.objects.select_for_update(of=("self",)).filter(
        organisation_id=actor.organisation_id, person_id__in=person_ids
    )
    return list(rows.select_related("need", "case", "person").order_by("id"))


def _drop_one(actor: Actor, referral: Referral) -> None:
    delete_bodies(actor, thread_id=referral.thread_id)
    move(actor, referral, Verb.NOT_PURSUED)
    forget_place(referral)


def _withdraw_one(actor: Actor, referral: Referral) -> None:
    # What the recipient has not opened yet, it never will.
    delete_bodies(actor, thread_id=referral.thread_id)
    move(actor, referral, Verb.WITHDRAWN)
    forget_place(referral)


def _end_basis(actor: Actor, person_id: UUID, recipient_id: UUID) -> None:
    """End every consent, and every disclosure without consent, to one recipient."""
    held = consents_in_force(actor, person_id, room=ROOM, day=office_today())
    for consent in held.filter(recipient_id=recipient_id):
        withdraw_consent(actor, consent_id=consent.pk)
    end_overrides(actor, room=ROOM, subject_id=person_id, recipient_id=recipient_id)
