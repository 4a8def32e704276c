"""A person referred back is recognised: the office they came from is told the code by which it once sent them.

It goes with the identity slice, under the same basis and only where the name goes along: to find the other file is to
know who it is. The receiver finds its own file by its own code; no name is compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from palermo.exchange.models import Envelope
from palermo.exchange.parcels import Parcel
from palermo.protection.need_to_know.codes import CameUpon
from palermo.protection.need_to_know.queries.look_alikes import about, pairs_of
from palermo.protection.need_to_know.services.look_alikes import keep_pair
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.policies.referral import ENQUIRIES, EnquiryAction
from palermo.protection.referral.terms import CAVEATS, KEPT_UNREAD, PURPOSE
from palermo.protection.referral.verbs import ReferralAsked
from palermo.trust.actor import Actor
from palermo.trust.basis.rules import DataClass
from palermo.trust.service import NOT_FOUND, Refused, service


def came_back(referral: Referral, code: str, *, now: datetime) -> Parcel:
    """What tells the recipient by which referral of its own the person once came here; sent with the slice."""
    return Parcel(
        kind="came_back",
        thread_id=referral.thread_id,
        receiver_id=referral.recipient_id,
        payload={"code": referral.code, "came_as": code},
        purpose=PURPOSE,
        data_classes=frozenset({DataClass.NAME}),
        caveats=CAVEATS,
        due_at=now + timedelta(days=1),
        expires_at=now + KEPT_UNREAD,
    )


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
