"""Sending packages and telling the other side. What a room calls; files are in `files.py`.

    envelope = send(actor, kind="enquiry", receiver_id=…, payload={…}, purpose="assistance", room="protection",
                    due_at=…, expires_at=…)
    emit(actor, thread_id=envelope.thread_id, receiver_id=…, room="protection", verb="declined",
         codes={"code": "no_room"})

Identity leaves through `send_identity` alone, which asks for the evaluation that allowed it and checks it again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from palermo.directory.queries import coverage
from palermo.exchange.bodies import delete_bodies, delete_body, delete_expired_bodies
from palermo.exchange.caveats import STANDARD, Caveat
from palermo.exchange.disclosing import basis_refusal
from palermo.exchange.events import store_event
from palermo.exchange.kinds.registry import UnknownKind, schema_of
from palermo.exchange.kinds.schema import BadPayload, Schema
from palermo.exchange.models import Envelope, ExchangeEvent
from palermo.exchange.parties import publish_party
from palermo.exchange.policies import EXCHANGE, PackageAction
from palermo.exchange.queries import opening_envelope, parties
from palermo.exchange.sealing import Header, digest_of, seal, sign
from palermo.exchange.storing import store_package
from palermo.exchange.tasks import enqueue_notice, enqueue_receive
from palermo.exchange.verbs import ExchangeVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.rules import Disclosure, Evaluation
from palermo.trust.ledger.events import record
from palermo.trust.people.models import Organisation
from palermo.trust.people.queries import offices
from palermo.trust.service import Refused, service
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
def send(
    actor: Actor,
    *,
    kind: str,
    receiver_id: UUID,
    payload: Mapping[str, Any],
    purpose: str,
    room: str,
    due_at: datetime,
    expires_at: datetime,
    thread_id: UUID | None = None,
    data_classes: Collection[str] = (),
    caveats: Collection[Caveat] = STANDARD,
) -> Envelope:
    """Seal, sign and send a package without identity to another office; its inbox task is queued with it.

    Without `thread_id` the package opens a thread, whose id is the package's. `due_at` is when an answer is due (it
    closes nothing), `expires_at` when the unread body is deleted. Raises Refused with the reason: the agreement's,
    "unknown_kind", "payload_wrong" (its code `fields` names them), "no_package_to_this_kind_of_office", …
    """
    schema = _schema(kind)
    if schema.identity:
        raise Refused(
            "identity_needs_evaluation", verb=EXCHANGE.asked(PackageAction.SEND), codes={"kind": kind}
        )
    header = _header(
        actor, schema, receiver_id, purpose, room, due_at, expires_at, thread_id, data_classes, caveats
    )
    return _send(actor, schema, header, payload)


@service
def send_identity(
    actor: Actor,
    *,
    evaluation: Evaluation,
    kind: str,
    receiver_id: UUID,
    payload: Mapping[str, Any],
    purpose: str,
    room: str,
    due_at: datetime,
    expires_at: datetime,
    thread_id: UUID,
    data_classes: Collection[str],
    subject_is_child: bool,
    guardians: Collection[UUID] = (),
    caveats: Collection[Caveat] = STANDARD,
) -> Envelope:
    """`send` for a kind that says who somebody is. `evaluation` is what `trust.basis.services.require_disclosure` gave.

    `guardians` are those whose yes counts for the person now.
    It is not taken on trust: it must allow, and the consent or override it names must cover this recipient, purpose
    and these classes now. Raises Refused as `send` does, or with the reason of the basis.
    """
    schema = _schema(kind)
    header = _header(
        actor, schema, receiver_id, purpose, room, due_at, expires_at, thread_id, data_classes, caveats
    )
    disclosure = Disclosure(
        recipient_id=receiver_id,
        purpose=purpose,
        data_classes=frozenset(header.data_classes),
        now=header.sent_at,
        subject_is_child=subject_is_child,
        guardians=frozenset(guardians),
    )
    if reason := basis_refusal(actor, evaluation, disclosure):
        raise _refused(reason, header)
    return _send(actor, schema, header, payload)


@service
def emit(
    actor: Actor, *, thread_id: UUID, receiver_id: UUID, room: str, verb: str, codes: Mapping[str, str]
) -> ExchangeEvent:
    """Tell the other side of a thread what this office did: a signed event, and the other's inbox task.

    Raises Refused("not_found") when the two offices are not the thread's sides; ValueError for more than codes.
    """
    event = store_event(
        actor, thread_id=thread_id, receiver_id=receiver_id, room=room, verb=verb, codes=codes
    )
    enqueue_notice(event)
    return event


def _schema(kind: str) -> Schema:
    try:
        return schema_of(kind)
    except UnknownKind:
        raise Refused("unknown_kind", verb=EXCHANGE.asked(PackageAction.SEND)) from None


def _header(
    actor: Actor,
    schema: Schema,
    receiver_id: UUID,
    purpose: str,
    room: str,
    due_at: datetime,
    expires_at: datetime,
    thread_id: UUID | None,
    data_classes: Collection[str],
    caveats: Collection[Caveat],
) -> Header:
    """The header without agreement and digest, which are found while sending."""
    id_ = uuid4()
    return Header(
        id=id_,
        thread_id=thread_id or id_,
        kind=schema.kind,
        sender_id=actor.organisation_id,
        receiver_id=receiver_id,
        room=room,
        agreement_id=UUID(int=0),
        purpose=str(purpose),
        data_classes=tuple(sorted(str(code) for code in data_classes)),
        caveats=tuple(sorted(caveat.value for caveat in caveats)),
        sent_at=timezone.now(),
        due_at=due_at,
        expires_at=expires_at,
    )


def _refused(reason: str, header: Header, **codes: str) -> Refused:
    return Refused(
        reason,
        verb=EXCHANGE.asked(PackageAction.SEND),
        object_type="office",
        object_id=header.receiver_id,
        codes={"kind": header.kind, "purpose": header.purpose, **codes},
    )


def _send(actor: Actor, schema: Schema, header: Header, payload: Mapping[str, Any]) -> Envelope:
    """Policy, rules, rows, event, task."""
    EXCHANGE.require(
        actor, PackageAction.SEND, Envelope(id=header.id, sender_id=header.sender_id, room=header.room)
    )
    receiver = offices().filter(pk=header.receiver_id).first()
    if reason := _refusal(actor, schema, header, receiver):
        raise _refused(reason, header)
    try:
        schema.validate(payload)
    except BadPayload as error:
        raise _refused("payload_wrong", header, fields=".".join(error.fields)[:80]) from None
    if not schema.data_classes(payload) <= frozenset(header.data_classes):
        raise _refused("data_class_not_named", header)
    cover = coverage(
        actor,
        header.receiver_id,
        purpose=header.purpose,
        data_classes=header.data_classes,
        now=header.sent_at,
    )
    if cover.refusal or cover.agreement is None:
        raise _refused(cover.refusal or "no_agreement", header)
    envelope = _store(actor, replace(header, agreement_id=cover.agreement.id), payload)
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


def _refusal(actor: Actor, schema: Schema, header: Header, receiver: Organisation | None) -> str | None:
    if receiver is None or header.receiver_id == header.sender_id:
        return "not_found" if receiver is None else "recipient_is_this_office"
    if receiver.kind in schema.never_to:
        return "no_package_to_this_kind_of_office"
    if schema.room != header.room:
        return "package_of_another_room"
    if not header.sent_at < header.due_at <= header.expires_at:
        return "package_times"
    if schema.opens_thread:
        return "package_opens_a_thread" if header.thread_id != header.id else None
    opening = opening_envelope(actor, header.thread_id)
    sides = {opening.sender_id, opening.receiver_id} if opening else set()
    return None if sides == {header.sender_id, header.receiver_id} else "not_found"


def _store(actor: Actor, header: Header, payload: Mapping[str, Any]) -> Envelope:
    receiver = parties([header.receiver_id]).get(header.receiver_id)
    if receiver is None:
        raise _refused("recipient_without_keys", header)
    sealed = seal(payload, header, bytes(receiver.seal_public))
    header = replace(header, digest=digest_of(sealed))
    signature = sign(header.canonical(), party_private_key(actor.organisation_id, "sign"))
    return store_package(actor, header, signature=signature, sealed=sealed)
