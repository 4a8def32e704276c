"""Sending packages and telling the other side. What a room calls; files are in `files/`.

    envelope = send(actor, parcel=Parcel(kind="enquiry", receiver_id=…, payload={…}, purpose="assistance",
                                         due_at=…, expires_at=…))
    emit(actor, thread_id=envelope.thread_id, receiver_id=…, verb="declined", codes={"code": "no_room"})

Identity leaves through `send_identity` alone, which asks for the evaluation that allowed it and checks it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.utils import timezone

from palermo.directory.parties.models import Party
from palermo.directory.queries import coverage
from palermo.exchange.bodies import delete_bodies, delete_body, delete_expired_bodies
from palermo.exchange.disclosing import basis_refusal
from palermo.exchange.events import store_event
from palermo.exchange.kinds.registry import UnknownKind, schema_of
from palermo.exchange.kinds.schema import BadPayload, Schema
from palermo.exchange.models import Envelope, ExchangeEvent
from palermo.exchange.parcels import Parcel
from palermo.exchange.parties import publish_party
from palermo.exchange.policies import EXCHANGE, PackageAction
from palermo.exchange.queries import opening_envelope, public_keys
from palermo.exchange.sealing import Header, digest_of, seal, sign
from palermo.exchange.storing import store_package
from palermo.exchange.tasks import enqueue_notice, enqueue_receive
from palermo.exchange.verbs import ExchangeVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.rules import Disclosure, Evaluation
from palermo.trust.current import record
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.vault.keys import party_private_key

__all__ = [
    "delete_bodies",
    "delete_body",
    "delete_expired_bodies",
    "emit",
    "publish_party",
    "send",
    "send_identity",
]


@service
def send(actor: Actor, *, parcel: Parcel) -> Envelope:
    """Seal, sign and send a package without identity to another office; its inbox task is queued with it.

    Raises Refused with the reason: the agreement's, "unknown_kind", "payload_wrong" (its code `fields` names them),
    "no_package_to_this_kind_of_office", …
    """
    schema = _schema(parcel.kind)
    if schema.identity:
        raise Refused(
            "identity_needs_evaluation", verb=EXCHANGE.asked(PackageAction.SEND), codes={"kind": parcel.kind}
        )
    return _send(actor, schema, parcel, now=timezone.now())


@service
def send_identity(
    actor: Actor, *, evaluation: Evaluation, disclosure: Disclosure, parcel: Parcel
) -> Envelope:
    """`send` for a kind that says who somebody is.

    `disclosure` is what was evaluated, `evaluation` the answer of `trust.basis.services.require_disclosure`.
    It is not taken on trust: it must allow, and the consent or override it names must cover this recipient, purpose
    and these classes now. Raises Refused as `send` does, or with the reason of the basis; "identity_needs_evaluation"
    where the parcel is not what the disclosure is about.
    """
    schema, now = _schema(parcel.kind), timezone.now()
    refusal = _not_this(parcel, disclosure) or basis_refusal(
        actor, evaluation, replace(disclosure, now=now), room=schema.from_room
    )
    if refusal:
        raise _refused(refusal, parcel)
    return _send(actor, schema, parcel, now=now)


@service
def emit(
    actor: Actor, *, thread_id: UUID, receiver_id: UUID, verb: str, codes: Mapping[str, str]
) -> ExchangeEvent:
    """Tell the other side of a thread what this office did: a signed event, and the other's inbox task.

    Raises Refused("not_found") when the two offices are not the thread's sides; ValueError for more than codes.
    """
    event = store_event(actor, thread_id=thread_id, receiver_id=receiver_id, verb=verb, codes=codes)
    enqueue_notice(event)
    return event


def _schema(kind: str) -> Schema:
    try:
        return schema_of(kind)
    except UnknownKind:
        raise Refused("unknown_kind", verb=EXCHANGE.asked(PackageAction.SEND)) from None


def _not_this(parcel: Parcel, disclosure: Disclosure) -> str | None:
    about = (disclosure.recipient_id, disclosure.purpose, disclosure.data_classes)
    this = (parcel.receiver_id, parcel.purpose, frozenset(parcel.data_classes))
    return None if about == this else "identity_needs_evaluation"


def _refused(reason: str, parcel: Parcel, **codes: str) -> Refused:
    return Refused(
        reason,
        verb=EXCHANGE.asked(PackageAction.SEND),
        object_type="office",
        object_id=parcel.receiver_id,
        codes={"kind": parcel.kind, "purpose": parcel.purpose, **codes},
    )


def _send(actor: Actor, schema: Schema, parcel: Parcel, *, now: datetime) -> Envelope:
    """Policy, rules, rows, event, task."""
    EXCHANGE.require(
        actor, PackageAction.SEND, Envelope(sender_id=actor.organisation_id, from_room=schema.from_room)
    )
    receiver = Party.objects.select_related("organisation").filter(pk=parcel.receiver_id).first()
    if reason := _refusal(actor, schema, parcel, receiver, now=now):
        raise _refused(reason, parcel)
    try:
        schema.validate(parcel.payload)
    except BadPayload as error:
        raise _refused("payload_wrong", parcel, fields=".".join(error.fields)[:80]) from None
    if not schema.data_classes(parcel.payload) <= frozenset(parcel.data_classes):
        raise _refused("data_class_not_named", parcel)
    cover = coverage(
        actor, parcel.receiver_id, purpose=parcel.purpose, data_classes=parcel.data_classes, now=now
    )
    if cover.refusal or cover.agreement is None:
        raise _refused(cover.refusal or "no_agreement", parcel)
    header = _header(actor, schema, parcel, agreement_id=cover.agreement.id, now=now)
    envelope = _store(actor, header, parcel)
    record(
        actor,
        verb=ExchangeVerb.PACKAGE_SENT,
        object_type="package",
        object_id=envelope.pk,
        codes={
            "kind": header.kind,
            "to": str(header.receiver_id),
            "purpose": header.purpose,
            "classes": ".".join(header.data_classes),
        },
    )
    enqueue_receive(envelope)
    return envelope


def _refusal(
    actor: Actor, schema: Schema, parcel: Parcel, receiver: Party | None, *, now: datetime
) -> str | None:
    if receiver is None or parcel.receiver_id == actor.organisation_id:
        return NOT_FOUND if receiver is None else "recipient_is_this_office"
    if receiver.organisation is None:
        return "party_not_here"
    if receiver.organisation.kind in schema.never_to:
        return "no_package_to_this_kind_of_office"
    if not now < parcel.due_at <= parcel.expires_at:
        return "package_times"
    if schema.opens_thread:
        return "package_opens_a_thread" if parcel.thread_id is not None else None
    opening = opening_envelope(actor, parcel.thread_id) if parcel.thread_id else None
    if opening is None or not opening.is_between(actor.organisation_id, parcel.receiver_id):
        return NOT_FOUND
    rooms = (opening.room_of(actor.organisation_id), opening.room_of(parcel.receiver_id))
    return None if rooms == (schema.from_room, schema.to_room) else "package_of_another_room"


def _header(actor: Actor, schema: Schema, parcel: Parcel, *, agreement_id: UUID, now: datetime) -> Header:
    """The header without the digest of the body, which is sealed under it."""
    id_ = uuid4()
    return Header(
        id=id_,
        thread_id=parcel.thread_id or id_,
        kind=schema.kind,
        sender_id=actor.organisation_id,
        receiver_id=parcel.receiver_id,
        from_room=schema.from_room,
        to_room=schema.to_room,
        agreement_id=agreement_id,
        purpose=str(parcel.purpose),
        data_classes=tuple(sorted(str(code) for code in parcel.data_classes)),
        caveats=tuple(sorted(caveat.value for caveat in parcel.caveats)),
        sent_at=now,
        due_at=parcel.due_at,
        expires_at=parcel.expires_at,
    )


def _store(actor: Actor, header: Header, parcel: Parcel) -> Envelope:
    receiver = public_keys([header.receiver_id]).get(header.receiver_id)
    if receiver is None:
        raise _refused("recipient_without_keys", parcel)
    sealed = seal(parcel.payload, header, bytes(receiver.seal_public))
    header = replace(header, digest=digest_of(sealed))
    signature = sign(header.canonical(), party_private_key(actor.organisation_id, "sign"))
    return store_package(actor, header, signature=signature, sealed=sealed)
