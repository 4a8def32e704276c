"""A package as a file: for an office that cannot be reached, or to carry it by hand. The same checks, the same inbox.

    {"format": "palermo-package-2", "header": {…}, "signature": "…", "body": "…"}

JSON; bytes in base64, times in ISO 8601. The file holds nothing that the database does not: header and signature are
readable, the body is sealed to its receiver. Whoever finds it learns which office wrote to which, and when.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from palermo.directory.queries import coverage
from palermo.exchange.kinds.registry import UnknownKind, schema_of
from palermo.exchange.models import Body, Envelope
from palermo.exchange.policies import EXCHANGE, PackageAction
from palermo.exchange.queries import public_keys
from palermo.exchange.sealing import FORMAT as CURRENT
from palermo.exchange.sealing import Header, NotAuthentic, verify_package
from palermo.exchange.signed import header_of
from palermo.exchange.storing import store_package
from palermo.exchange.tasks import enqueue_receive, enqueue_tell_installation
from palermo.exchange.verbs import ExchangeVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import Refused, service

FORMAT = "palermo-package-2"
ONE_ROOM_FORMAT = "palermo-package-1"
"""Files written before headers named two rooms: read as they are, no longer written."""
MAX_BYTES = 256 * 1024

_TOLD = frozenset({"file_not_a_package", "file_not_for_this_office", "file_sender_unknown", "file_altered"})
"""Refusals that the installation's own chain takes too."""


@dataclass(frozen=True)
class Package:
    """A package as plain values."""

    header: Header
    signature: bytes
    sealed: bytes


@service
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


def import_envelope(actor: Actor, *, data: bytes) -> Envelope:
    """Take in the file of a package addressed to the acting office, and queue its inbox task.

    Raises Refused for a file that is none, is for another office, was altered or signed by nobody known, has expired
    or is covered by no agreement; the first four are recorded in the installation's own chain too. Call it outside
    any service, or that record is undone with the service.
    """
    try:
        return _import(actor, data=data)
    except Refused as refused:
        if refused.reason in _TOLD:
            enqueue_tell_installation(office_id=actor.organisation_id, code=refused.reason)
        raise


@service
def _import(actor: Actor, *, data: bytes) -> Envelope:
    EXCHANGE.require(actor, PackageAction.IMPORT)
    package = read_package(data)
    header = package.header
    if reason := _refusal(actor, package):
        raise Refused(
            reason, verb=EXCHANGE.asked(PackageAction.IMPORT), object_type="package", object_id=header.id
        )
    known = Envelope.objects.filter(pk=header.id).first()
    if known is not None:
        envelope = _known(known, package)
    else:
        envelope = store_package(actor, header, signature=package.signature, sealed=package.sealed)
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


def _refusal(actor: Actor, package: Package) -> str | None:
    header = package.header
    if header.receiver_id != actor.organisation_id or header.to_room not in actor.rooms:
        return "file_not_for_this_office"
    sender = public_keys([header.sender_id]).get(header.sender_id)
    if sender is None:
        return "file_sender_unknown"
    try:
        verify_package(header, package.signature, package.sealed, bytes(sender.sign_public))
        schema_of(header.kind)
    except NotAuthentic:
        return "file_altered"
    except UnknownKind:
        return "unknown_kind"
    now = timezone.now()
    if now >= header.expires_at:
        return "package_expired"
    return coverage(
        actor, header.sender_id, purpose=header.purpose, data_classes=header.data_classes, now=now
    ).refusal


def write_package(package: Package) -> bytes:
    """The file of a package."""
    content = {
        "format": FORMAT,
        "header": {name: _write(value) for name, value in asdict(package.header).items()},
        "signature": _write(package.signature),
        "body": _write(package.sealed),
    }
    return json.dumps(content, indent=1, ensure_ascii=True).encode()


def read_package(data: bytes) -> Package:
    """The package in a file, nothing verified yet. Raises Refused("file_not_a_package")."""
    try:
        return _parse(data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        raise Refused("file_not_a_package", verb=EXCHANGE.asked(PackageAction.IMPORT)) from None


def _parse(data: bytes) -> Package:
    if len(data) > MAX_BYTES:
        raise ValueError("too long")
    content = json.loads(data)
    if set(content) != {"format", "header", "signature", "body"}:
        raise ValueError("other parts")
    found = dict(content["header"])
    if content["format"] == ONE_ROOM_FORMAT:
        room = found.pop("room")
        if {"from_room", "to_room", "format"} & found.keys():
            raise ValueError("other fields")
        found |= {"from_room": room, "to_room": room, "format": 1}
    elif content["format"] != FORMAT:
        raise ValueError("another format")
    if set(found) != set(_READERS):
        raise ValueError("other fields")
    header = {name: read(found[name]) for name, read in _READERS.items()}
    return Package(Header(**header), _bytes(content["signature"]), _bytes(content["body"]))


def _write(value: Any) -> Any:
    match value:
        case bytes():
            return base64.b64encode(value).decode()
        case datetime():
            return value.isoformat()
        case UUID():
            return str(value)
        case _:
            return value


def _bytes(text: Any) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error


def _time(text: Any) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    return moment


def _code(text: Any) -> str:
    if not isinstance(text, str) or not 0 < len(text) <= 40 or not text.isascii() or not text.isprintable():
        raise ValueError("no code")
    return text


def _codes(texts: Any) -> tuple[str, ...]:
    if not isinstance(texts, list) or len(texts) > 50:
        raise ValueError("no list of codes")
    return tuple(map(_code, texts))


def _number(value: Any) -> int:
    if type(value) is not int or not 0 < value <= CURRENT:
        raise ValueError("no format")
    return value


_BY_TYPE: dict[str, Callable[[Any], Any]] = {
    "UUID": UUID,
    "str": _code,
    "int": _number,
    "tuple[str, ...]": _codes,
    "datetime": _time,
    "bytes": _bytes,
}
_READERS = {field.name: _BY_TYPE[str(field.type)] for field in fields(Header)}
