"""A package as a file.

{"format": "palermo-package-2", "header": {…}, "signature": "…", "body": "…"}
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from palermo.directory.queries import coverage
from palermo.exchange.acts import Given, makes
from palermo.exchange.files.values import AHEAD, as_file, read_bytes, read_fields, written, written_fields
from palermo.exchange.holding import header_refusal
from palermo.exchange.kinds.registry import UnknownKind, handlers_of
from palermo.exchange.models import Body, Envelope
from palermo.exchange.policies import EXCHANGE, PackageAction
from palermo.exchange.queries import public_keys
from palermo.exchange.sealing import Header, NotAuthentic, verify_package
from palermo.exchange.signed import by_one_of, header_of
from palermo.exchange.storing import IdTaken, store_package
from palermo.exchange.tasks import enqueue_receive
from palermo.exchange.verbs import ExchangeVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import Refused, service

FORMAT = "palermo-package-2"
ONE_ROOM_FORMAT = "palermo-package-1"
"""Files written before headers named two rooms: read as they are, no longer written."""


@dataclass(frozen=True)
class Package:
    """A package as plain values."""

    header: Header
    signature: bytes
    sealed: bytes


def _file_of(actor: Actor, given: Given) -> UUID | None:
    """Whose file a package is about; of a kind that no room takes any more, nobody's."""
    envelope: Envelope = given["envelope"]
    with suppress(UnknownKind):
        return handlers_of(envelope.kind).file_of(actor, envelope.thread_id)
    return None


@service
@makes(_file_of)
def export_envelope(actor: Actor, *, envelope: Envelope) -> bytes:
    """The file of a package the acting office sent. Raises Refused("body_deleted") when only the header is left."""
    EXCHANGE.require(actor, PackageAction.EXPORT, envelope)
    body = Body.objects.filter(envelope=envelope).first()
    if body is None:
        raise Refused(
            "body_deleted",
            verb=EXCHANGE.asked(PackageAction.EXPORT),
            object_type="package",
            object_id=envelope.pk,
        )
    record(
        actor,
        verb=ExchangeVerb.PACKAGE_EXPORTED,
        object_type="package",
        object_id=envelope.pk,
        codes={"to": str(envelope.receiver_id)},
    )
    return write_package(Package(header_of(envelope), bytes(envelope.signature), bytes(body.sealed)))


def take_package(actor: Actor, package: Package) -> Envelope:
    """Verify and store a package that came as a file, and queue its inbox task. Part of `opening.import_file`."""
    header = package.header
    if reason := _refusal(actor, package):
        raise Refused(
            reason, verb=EXCHANGE.asked(PackageAction.IMPORT), object_type="package", object_id=header.id
        )
    known = Envelope.objects.filter(pk=header.id).first()
    envelope = _known(known, package) if known is not None else _stored(actor, package)
    record(
        actor,
        verb=ExchangeVerb.PACKAGE_IMPORTED,
        object_type="package",
        object_id=header.id,
        codes={"from": str(header.sender_id)},
    )
    enqueue_receive(envelope)
    return envelope


def _known(known: Envelope, package: Package) -> Envelope:
    """A package that is here already: its body must still wait, or the file would bring back what was deleted."""
    same = bytes(known.signature) == package.signature and header_of(known) == package.header
    waits = Body.objects.filter(envelope=known).exists()
    if not same or not waits:
        raise Refused(
            "package_known" if same else "file_altered",
            verb=EXCHANGE.asked(PackageAction.IMPORT),
            object_type="package",
            object_id=known.pk,
        )
    return known


def _stored(actor: Actor, package: Package) -> Envelope:
    """A package that is new here; an id that only others know is answered as an altered file is, and tells nothing."""
    header = package.header
    try:
        return store_package(actor, header, signature=package.signature, sealed=package.sealed)
    except IdTaken:
        raise Refused(
            "file_altered",
            verb=EXCHANGE.asked(PackageAction.IMPORT),
            object_type="package",
            object_id=header.id,
        ) from None


def _refusal(actor: Actor, package: Package) -> str | None:
    header = package.header
    if header.receiver_id != actor.organisation_id or header.to_room not in actor.rooms:
        return "file_not_for_this_office"
    sender = public_keys([header.sender_id]).get(header.sender_id)
    if sender is None:
        return "file_sender_unknown"
    now = timezone.now()
    try:
        by_one_of(
            sender.signing(header.sent_at, arriving=now),
            lambda key: verify_package(header, package.signature, package.sealed, key),
        )
    except NotAuthentic:
        return "file_altered"
    if header.sent_at > now + AHEAD:
        return "file_of_the_future"
    if now >= header.expires_at:
        return "package_expired"
    if reason := header_refusal(actor, header):
        return reason
    return coverage(
        actor, header.sender_id, purpose=header.purpose, data_classes=header.data_classes, now=now
    ).refusal


def write_package(package: Package) -> bytes:
    """The file of a package."""
    return as_file(
        {
            "format": FORMAT,
            "header": written_fields(package.header),
            "signature": written(package.signature),
            "body": written(package.sealed),
        }
    )


def read_package(content: Mapping[str, Any]) -> Package:
    """The package in a file's content, nothing verified yet. Raises as `values.read_fields`."""
    if set(content) != {"format", "header", "signature", "body"}:
        raise ValueError("other parts")
    header = content["header"]
    if content["format"] == ONE_ROOM_FORMAT:
        header = _with_two_rooms(header)
    return Package(
        Header(**read_fields(Header, header)), read_bytes(content["signature"]), read_bytes(content["body"])
    )


def _with_two_rooms(header: Mapping[str, Any]) -> dict[str, Any]:
    fields = dict(header)
    room = fields.pop("room")
    if {"from_room", "to_room", "format"} & fields.keys():
        raise ValueError("other fields")
    return {**fields, "from_room": room, "to_room": room, "format": 1}
