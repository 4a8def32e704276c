"""What a receiver holds a signed package to: its kind's rules, and its own header.

A signature says who sent a package, not that the sender kept to anything. What `services.send` asks of a parcel is
therefore asked again of whatever arrives, from this server, another or a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from palermo.exchange.kinds.registry import UnknownKind, keeps_to_its_rooms, schema_of
from palermo.exchange.kinds.schema import Schema
from palermo.exchange.models import Envelope
from palermo.exchange.sealing import Header
from palermo.trust.actor import Actor
from palermo.trust.people.models import Organisation


def header_refusal(actor: Actor, header: Header) -> str | None:
    """Why the acting office, its receiver, takes in no package with this header; None where it may."""
    try:
        schema = schema_of(header.kind)
    except UnknownKind:
        return "unknown_kind"
    if not keeps_to_its_rooms(header.kind, from_room=header.from_room, to_room=header.to_room):
        return "package_of_another_room"
    if schema.opens_thread != (header.thread_id == header.id):
        return "package_opens_a_thread" if schema.opens_thread else "package_of_no_thread"
    if not header.sent_at < header.due_at <= header.expires_at:
        return "package_times"
    own = Organisation.objects.filter(pk=actor.organisation_id, kind__in=schema.never_to)
    return "no_package_to_this_kind_of_office" if own.exists() else None


def thread_refusal(opening: Envelope | None, header: Header) -> str | None:
    """Why a package answers nothing of the thread it names; None where it does, between the same sides and rooms."""
    if opening is None or not opening.is_between(header.sender_id, header.receiver_id):
        return "package_of_no_thread"
    rooms = (opening.room_of(header.sender_id), opening.room_of(header.receiver_id))
    return None if rooms == (header.from_room, header.to_room) else "package_of_another_room"


def payload_refusal(schema: Schema, header: Header, payload: Mapping[str, Any]) -> str | None:
    """Why a valid payload is not what its header names; None where each of its classes of data stands there."""
    held = schema.data_classes(payload) <= frozenset(header.data_classes)
    return None if held else "package_beyond_its_header"
