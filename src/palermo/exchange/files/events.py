"""What an office told about a thread, as a file: every event that it signed, to be carried to the other side.

{"format": "palermo-events-1", "events": [{"event": {…}, "signature": "…"}, …]}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone

from palermo.exchange.events import holds_codes_only
from palermo.exchange.files.values import (
    AHEAD,
    MAX_BYTES,
    as_file,
    read_bytes,
    read_fields,
    written,
    written_fields,
)
from palermo.exchange.models import Envelope, ExchangeEvent
from palermo.exchange.policies import EXCHANGE, PackageAction
from palermo.exchange.queries import opening_envelope, public_keys, told_by_this_office
from palermo.exchange.sealing import EventText, NotAuthentic, verify
from palermo.exchange.signed import by_one_of, event_text_of
from palermo.exchange.storing import IdTaken, store_event_text
from palermo.exchange.tasks import enqueue_notice
from palermo.exchange.verbs import ExchangeAsked, ExchangeVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import NOT_FOUND, Refused, service

FORMAT = "palermo-events-1"


@dataclass(frozen=True)
class SignedEvent:
    """An event as plain values."""

    event: EventText
    signature: bytes


@service
def export_events(actor: Actor, *, thread_id: UUID) -> bytes:
    """The file of what the acting office told about a thread, each event verified by its signature.

    Raises Refused: "nothing_told", or "told_too_much" where nobody could open the file, which would be too large.
    """
    opening = opening_envelope(actor, thread_id)
    if opening is None:
        raise Refused(
            NOT_FOUND, verb=ExchangeAsked.EXCHANGE_EXPORT, object_type="thread", object_id=thread_id
        )
    EXCHANGE.require(actor, PackageAction.SEE, opening)
    EXCHANGE.require(actor, PackageAction.EXPORT)
    rows = told_by_this_office(actor, thread_id)
    file = write_events([SignedEvent(event_text_of(row), bytes(row.signature)) for row in rows])
    if not rows or len(file) > MAX_BYTES:
        raise Refused(
            "told_too_much" if rows else "nothing_told",
            verb=ExchangeAsked.EXCHANGE_EXPORT,
            object_type="thread",
            object_id=thread_id,
        )
    record(
        actor,
        verb=ExchangeVerb.EXCHANGE_EXPORTED,
        object_type="thread",
        object_id=thread_id,
        codes={"to": str(rows[0].receiver_id), "events": len(rows)},
    )
    return file


def take_events(actor: Actor, signed: Sequence[SignedEvent]) -> Envelope:
    """Verify and store what the other side of a thread told, and queue the inbox task; the thread's first package.

    What is here already is left as it is, so opening a file twice changes nothing. Part of `opening.import_file`.
    """
    first = signed[0].event
    opening = opening_envelope(actor, first.thread_id)
    reason = _refusal(actor, signed, opening)
    if opening is None or reason:
        raise _refused(reason or "events_of_no_thread", first)
    known = {row.pk: row for row in ExchangeEvent.objects.filter(pk__in=[one.event.id for one in signed])}
    new = [one for one in signed if one.event.id not in known]
    for one in signed:
        row = known.get(one.event.id)
        if row is not None and (event_text_of(row), bytes(row.signature)) != (one.event, one.signature):
            raise _refused("file_altered", first)
    for one in new:
        try:
            known[one.event.id] = store_event_text(actor, one.event, signature=one.signature)
        except IdTaken:
            raise _refused("file_altered", first) from None
    record(
        actor,
        verb=ExchangeVerb.EXCHANGE_IMPORTED,
        object_type="thread",
        object_id=first.thread_id,
        codes={"from": str(first.author_id), "events": len(new)},
    )
    enqueue_notice(known[first.id])
    return opening


def _refused(reason: str, first: EventText) -> Refused:
    return Refused(
        reason, verb=ExchangeAsked.EXCHANGE_IMPORT, object_type="thread", object_id=first.thread_id
    )


def _refusal(actor: Actor, signed: Sequence[SignedEvent], opening: Envelope | None) -> str | None:
    first = signed[0].event
    if first.receiver_id != actor.organisation_id or first.to_room not in actor.rooms:
        return "file_not_for_this_office"
    author = public_keys([first.author_id]).get(first.author_id)
    if author is None:
        return "file_sender_unknown"
    try:
        for one in signed:
            keys = author.signing(one.event.at, arriving=timezone.now())
            by_one_of(keys, partial(verify, one.event.canonical(), one.signature))
    except NotAuthentic:
        return "file_altered"
    if max(one.event.at for one in signed) > timezone.now() + AHEAD:
        return "file_of_the_future"
    if opening is None:
        return "events_of_no_thread"
    if not opening.is_between(first.author_id, first.receiver_id):
        return "file_of_another_office"
    rooms = (opening.room_of(first.author_id), opening.room_of(first.receiver_id))
    return None if rooms == (first.from_room, first.to_room) else "events_of_no_thread"


def write_events(signed: Sequence[SignedEvent]) -> bytes:
    """The file of an office's events about one thread."""
    events = [{"event": written_fields(one.event), "signature": written(one.signature)} for one in signed]
    return as_file({"format": FORMAT, "events": events})


def read_events(content: Mapping[str, Any]) -> list[SignedEvent]:
    """The events in a file's content, nothing verified yet: of one author to one receiver about one thread.

    Raises as `values.read_fields`.
    """
    if set(content) != {"format", "events"} or not isinstance(content["events"], list):
        raise ValueError("other parts")
    signed = [_read(part) for part in content["events"]]
    about = {
        (
            one.event.thread_id,
            one.event.author_id,
            one.event.receiver_id,
            one.event.from_room,
            one.event.to_room,
        )
        for one in signed
    }
    if len(about) != 1 or len({one.event.id for one in signed}) != len(signed):
        raise ValueError("not of one thread and one author")
    return signed


def _read(part: Mapping[str, Any]) -> SignedEvent:
    if set(part) != {"event", "signature"}:
        raise ValueError("other parts")
    event = EventText(**read_fields(EventText, part["event"]))
    if not holds_codes_only(event.verb, event.codes):
        raise ValueError("no codes")
    return SignedEvent(event, read_bytes(part["signature"]))
