"""What the receiving office does with what arrives. Run by its inbox tasks, at least once, in any order."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.utils import timezone

from palermo.directory.queries import coverage
from palermo.exchange.bodies import delete_body
from palermo.exchange.holding import header_refusal, payload_refusal, thread_refusal
from palermo.exchange.kinds.registry import UnknownKind, handlers_of, schema_of
from palermo.exchange.kinds.schema import BadPayload
from palermo.exchange.models import Body, Envelope
from palermo.exchange.policies import EXCHANGE, PackageAction
from palermo.exchange.queries import opening_envelope, public_keys
from palermo.exchange.sealing import NotAuthentic, open_sealed
from palermo.exchange.signed import by_one_of, check_envelope, header_of
from palermo.exchange.verbs import ExchangeAsked, ExchangeVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.locks import one_at_a_time
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.switches.queries import room_is_open
from palermo.trust.vault.keys import party_private_keys


@service
def receive_package(actor: Actor, *, envelope_id: UUID) -> None:
    """Verify a package addressed to the acting office, open it, and hand it to its room. Repeating changes nothing.

    1. Signature, digest, time, the rules of its kind, thread, agreement: what is not in order is not opened. Nor is
       it taken in when it holds more classes of data than its header names.
    2. The room's service makes it the office's own, then catches up with what the thread's events say.
    3. A body that is not needed any more is deleted at once.

    Raises Refused with the reason: "switched_off", "package_not_authentic", "package_expired", "payload_wrong",
    "package_beyond_its_header", a reason of `holding`, or the agreement's.
    """
    envelope = Envelope.objects.filter(pk=envelope_id, receiver_id=actor.organisation_id).first()
    if envelope is None:
        raise Refused(
            NOT_FOUND,
            verb=EXCHANGE.asked(PackageAction.RECEIVE),
            object_type="package",
            object_id=envelope_id,
        )
    EXCHANGE.require(actor, PackageAction.RECEIVE, envelope)
    if not room_is_open(actor.organisation_id, envelope.to_room):
        raise Refused(
            "switched_off",
            verb=EXCHANGE.asked(PackageAction.RECEIVE),
            object_type="package",
            object_id=envelope.pk,
        )
    _one_at_a_time(actor, envelope.thread_id)
    body = Body.objects.filter(envelope=envelope).first()
    if body is None:
        return
    if reason := _refusal(actor, envelope, bytes(body.sealed)):
        raise Refused(
            reason, verb=EXCHANGE.asked(PackageAction.RECEIVE), object_type="package", object_id=envelope.pk
        )
    try:
        schema, handlers = schema_of(envelope.kind), handlers_of(envelope.kind)
        payload = by_one_of(
            party_private_keys(actor.organisation_id, "seal"),
            partial(open_sealed, bytes(body.sealed), header_of(envelope)),
        )
        schema.validate(payload)
        if reason := payload_refusal(schema, header_of(envelope), payload):
            raise Refused(
                reason,
                verb=EXCHANGE.asked(PackageAction.RECEIVE),
                object_type="package",
                object_id=envelope.pk,
            )
    except (UnknownKind, NotAuthentic, BadPayload) as error:
        raise Refused(
            _REASONS[type(error)],
            verb=EXCHANGE.asked(PackageAction.RECEIVE),
            object_type="package",
            object_id=envelope.pk,
        ) from None
    handlers.receive(actor, envelope=envelope, payload=payload)
    handlers.on_event(actor, thread_id=envelope.thread_id)
    record(
        actor,
        verb=ExchangeVerb.PACKAGE_RECEIVED,
        object_type="package",
        object_id=envelope.pk,
        codes={"kind": envelope.kind, "from": str(envelope.sender_id)},
    )
    if schema.drop_body_once_received:
        delete_body(actor, envelope_id=envelope.pk)


_REASONS: dict[type[Exception], str] = {
    UnknownKind: "unknown_kind",
    NotAuthentic: "package_not_authentic",
    BadPayload: "payload_wrong",
}


def _refusal(actor: Actor, envelope: Envelope, sealed: bytes) -> str | None:
    try:
        check_envelope(envelope, sealed, public_keys([envelope.sender_id]))
    except NotAuthentic:
        return "package_not_authentic"
    now = timezone.now()
    if now >= envelope.expires_at:
        return "package_expired"
    header = header_of(envelope)
    if reason := header_refusal(actor, header):
        return reason
    if header.thread_id != header.id and (
        reason := thread_refusal(opening_envelope(actor, header.thread_id), header)
    ):
        return reason
    return coverage(
        actor,
        envelope.sender_id,
        purpose=envelope.purpose,
        data_classes=envelope.data_classes,
        now=now,
    ).refusal


@service
def follow_thread(actor: Actor, *, thread_id: UUID) -> None:
    """Have the room that keeps the thread's kind bring its rows to what the thread's events say."""
    opening = opening_envelope(actor, thread_id)
    if opening is None:
        raise Refused(NOT_FOUND, verb=ExchangeAsked.THREAD_FOLLOW, object_type="thread", object_id=thread_id)
    _one_at_a_time(actor, thread_id)
    handlers_of(opening.kind).on_event(actor, thread_id=thread_id)


def _one_at_a_time(actor: Actor, thread_id: UUID) -> None:
    """Two workers may hold tasks of one thread: the second waits, and then finds the work done."""
    one_at_a_time(f"thread:{actor.organisation_id}:{thread_id}")
