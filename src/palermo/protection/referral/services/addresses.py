"""Where an accepted person goes: the accepting office tells it, the asking office seals it under the person's key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from palermo.directory.offers.models import Service
from palermo.directory.offers.services import hand_over_place, show_place
from palermo.exchange.acts import makes
from palermo.exchange.models import Envelope
from palermo.exchange.parcels import Parcel
from palermo.exchange.services import send
from palermo.kit.text import without_controls
from palermo.protection.referral.models.matching import PlaceTold
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.policies.referral import ENQUIRIES, REFERRALS, EnquiryAction, ReferralAction
from palermo.protection.referral.queries.referrals import file_of_enquiry, file_of_thread, own_enquiry
from palermo.protection.referral.terms import KEPT_UNREAD, PURPOSE
from palermo.protection.referral.thread import OVER, TELLABLE
from palermo.protection.referral.verbs import ReferralAsked, ReferralVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.shown import PREFIX, require_as_shown
from palermo.trust.vault.vault import seal

PARTS = ("address", "staff", "security")


@service
@makes(file_of_enquiry)
def tell_place(actor: Actor, *, enquiry_id: UUID, shown: str | None = None) -> Enquiry:
    """Tell the office that asked where the service is, sealed to it. To whom is recorded as a reveal.

    Raises Refused before the enquiry is accepted, where it names no service of this office, and where no address is
    recorded; ChangedSinceShown where it is not what the page showed.
    """
    enquiry = own_enquiry(actor, enquiry_id, verb=ReferralAsked.ENQUIRY_TELL_PLACE)
    ENQUIRIES.require(actor, EnquiryAction.DECIDE, enquiry)
    row = _service_asked(enquiry)
    if row is None or enquiry.state not in TELLABLE:
        reason = "enquiry_names_no_service" if row is None else "place_needs_acceptance"
        raise Refused(
            reason, verb=ReferralAsked.ENQUIRY_TELL_PLACE, object_type="enquiry", object_id=enquiry_id
        )
    texts = hand_over_place(actor, row, office_id=enquiry.sender_id)
    require_as_shown(
        actor,
        shown,
        place_leaves(enquiry, texts),
        of="place",
        object_id=enquiry.pk,
        verb=ReferralAsked.ENQUIRY_TELL_PLACE,
        object_type="enquiry",
    )
    now = timezone.now()
    parcel = Parcel(
        kind="service_place",
        receiver_id=enquiry.sender_id,
        thread_id=enquiry.thread_id,
        payload={
            "code": enquiry.code,
            **{part: without_controls(texts[part]) for part in PARTS if texts[part]},
        },
        purpose=PURPOSE,
        due_at=now + timedelta(days=1),
        expires_at=now + KEPT_UNREAD,
    )
    send(actor, parcel=parcel)
    enquiry.place_told_at = now
    enquiry.save(update_fields=["place_told_at"])
    record(
        actor,
        verb=ReferralVerb.ENQUIRY_PLACE_TOLD,
        object_type="enquiry",
        object_id=enquiry.pk,
        codes={"sender": str(enquiry.sender_id), "service": str(row.pk)},
    )
    return enquiry


def place_leaves(enquiry: Enquiry, texts: Mapping[str, str]) -> dict[str, object]:
    """What is told, by name, as the page showed it and the service compares it."""
    return {f"{PREFIX}to": str(enquiry.sender_id), **{f"{PREFIX}{part}": texts[part] for part in PARTS}}


def show_place_to_tell(actor: Actor, enquiry: Enquiry) -> dict[str, str]:
    """Exactly what would be told of the service an enquiry names; that it was shown is recorded.

    Empty texts where no address is recorded, nothing at all where it names no service. Raises Refused.
    """
    row = _service_asked(enquiry)
    if row is None:
        return {}
    texts = show_place(actor, row)
    return {part: texts[part] for part in PARTS}


def _service_asked(enquiry: Enquiry) -> Service | None:
    if enquiry.service_id is None:
        return None
    rows = Service.objects.filter(organisation_id=enquiry.organisation_id, ended_at__isnull=True)
    return rows.filter(pk=enquiry.service_id).first()


@service
@makes(lambda actor, given: file_of_thread(actor, given["envelope"].thread_id))
def receive_place(actor: Actor, *, envelope: Envelope, payload: Mapping[str, Any]) -> PlaceTold | None:
    """Seal an address that arrived under the key of the person who goes there. A later one replaces it.

    One that crossed a withdrawal or another end on its way is kept nowhere: None. Raises Refused where this office
    asked nothing in the thread, and once the person was erased.
    """
    referral = (
        Referral.objects.select_related("person", "case")
        .filter(organisation_id=actor.organisation_id, thread_id=envelope.thread_id)
        .first()
    )
    if referral is None or referral.recipient_id != envelope.sender_id:
        raise Refused(
            NOT_FOUND,
            verb=ReferralAsked.REFERRAL_RECEIVE_PLACE,
            object_type="envelope",
            object_id=envelope.pk,
        )
    REFERRALS.require(actor, ReferralAction.RECEIVE, referral)
    if referral.person.erased_at is not None:
        raise Refused(
            "erased", verb=ReferralAsked.REFERRAL_RECEIVE_PLACE, object_type="referral", object_id=referral.pk
        )
    if referral.state in OVER:
        return None
    row = PlaceTold.objects.filter(organisation_id=actor.organisation_id, referral=referral).first()
    if row is None:
        row = PlaceTold(organisation_id=actor.organisation_id, referral=referral, person=referral.person)
    seal(row, **{part: payload.get(part, "") for part in PARTS})
    row.save()
    record(
        actor,
        verb=ReferralVerb.REFERRAL_PLACE_TOLD,
        object_type="referral",
        object_id=referral.pk,
        codes={"from": str(envelope.sender_id)},
    )
    return row


def forget_place(referral: Referral) -> None:
    """Empty the address another office told for this referral; inside the service that ends it."""
    PlaceTold.objects.filter(organisation_id=referral.organisation_id, referral=referral).update(
        address=b"", staff=b"", security=b""
    )
