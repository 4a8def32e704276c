"""A person referred back is recognised: the office they came from is told the code by which it once sent them.

It goes with the identity slice, under the same basis and only where the name goes along: to find the other file is to
know who it is. The receiver finds its own file by its own code; no name is compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from palermo.exchange.models import Envelope
from palermo.exchange.parcels import Parcel
from palermo.exchange.services import send_identity
from palermo.protection.cases.queries.joined import same_person
from palermo.protection.need_to_know.codes import CameUpon
from palermo.protection.need_to_know.queries.look_alikes import about, pairs_of
from palermo.protection.need_to_know.services.look_alikes import keep_pair
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.policies.referral import ENQUIRIES, EnquiryAction
from palermo.protection.referral.terms import CAVEATS, KEPT_UNREAD, PURPOSE
from palermo.protection.referral.verbs import ReferralAsked
from palermo.trust.actor import Actor
from palermo.trust.basis.rules import DataClass, Disclosure, Evaluation
from palermo.trust.service import NOT_FOUND, Refused, service


def tell_came_back(
    actor: Actor, referral: Referral, *, evaluation: Evaluation, disclosure: Disclosure
) -> None:
    """Part of sending the slice: name the recipient's own referral by which the person came here, if there was one."""
    if DataClass.NAME not in disclosure.data_classes:
        return
    came_by = (
        Enquiry.objects.filter(
            organisation_id=actor.organisation_id,
            person_id__in=same_person(actor.organisation_id, referral.person_id),
            sender_id=referral.recipient_id,
        )
        .order_by("-id")
        .first()
    )
    if came_by is None:
        return
    parcel = Parcel(
        kind="came_back",
        thread_id=referral.thread_id,
        receiver_id=referral.recipient_id,
        payload={"code": referral.code, "came_as": came_by.code},
        purpose=PURPOSE,
        data_classes=frozenset({DataClass.NAME}),
        caveats=CAVEATS,
        due_at=disclosure.now + timedelta(days=1),
        expires_at=disclosure.now + KEPT_UNREAD,
    )
    only_name = replace(disclosure, data_classes=frozenset({DataClass.NAME}))
    send_identity(actor, evaluation=evaluation, disclosure=only_name, parcel=parcel)


@service
def receive_came_back(actor: Actor, *, envelope: Envelope, payload: Mapping[str, Any]) -> Enquiry:
    """Keep the code by which this office once sent the person, and ask whether the two files are one person's.

    It may arrive before the slice. Raises Refused where the sender asked nothing in the thread.
    """
    enquiry = Enquiry.objects.select_for_update().filter(thread_id=envelope.thread_id).first()
    if enquiry is None or enquiry.sender_id != envelope.sender_id:
        raise Refused(
            NOT_FOUND,
            verb=ReferralAsked.ENQUIRY_RECEIVE_IDENTITY,
            object_type="envelope",
            object_id=envelope.pk,
        )
    ENQUIRIES.require(actor, EnquiryAction.RECEIVE, enquiry)
    if enquiry.came_as != payload["came_as"]:
        enquiry.came_as = payload["came_as"]
        enquiry.save(update_fields=["came_as", "updated_at"])
    recognise(actor, enquiry)
    return enquiry


def recognise(actor: Actor, enquiry: Enquiry) -> None:
    """Once both the person and the code are here: ask about the file from which this office once sent them."""
    if not enquiry.came_as or enquiry.person is None:
        return
    sent = (
        Referral.objects.filter(
            organisation_id=actor.organisation_id,
            code=enquiry.came_as,
            recipient_id=enquiry.sender_id,
            disclosed_at__isnull=False,
            person__erased_at__isnull=True,
        )
        .exclude(person_id=enquiry.person.pk)
        .first()
    )
    if sent is None:
        return
    for pair in pairs_of(actor.organisation_id, enquiry.person.pk):
        if about(pair, enquiry.person.pk) == sent.person_id:
            if pair.came_upon != CameUpon.CAME_BACK:
                pair.came_upon = CameUpon.CAME_BACK
                pair.save(update_fields=["came_upon"])
            return
    keep_pair(actor, enquiry.person, sent.person_id, came_upon=CameUpon.CAME_BACK)
