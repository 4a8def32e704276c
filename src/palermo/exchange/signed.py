"""Between rows and what was signed: the plain values of a row, and whether its author's key signed them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from palermo.exchange.models import Envelope, ExchangeEvent, PublicKeys
from palermo.exchange.sealing import EventText, Header, NotAuthentic, verify, verify_package

T = TypeVar("T")


def header_of(row: Envelope) -> Header:
    """The signed header that a row holds."""
    return Header(
        id=row.pk,
        thread_id=row.thread_id,
        kind=row.kind,
        sender_id=row.sender_id,
        receiver_id=row.receiver_id,
        from_room=row.from_room,
        to_room=row.to_room,
        agreement_id=row.agreement_id,
        purpose=row.purpose,
        data_classes=tuple(row.data_classes),
        caveats=tuple(row.caveats),
        sent_at=row.sent_at,
        due_at=row.due_at,
        expires_at=row.expires_at,
        digest=bytes(row.digest),
        format=row.format,
    )


def event_text_of(row: ExchangeEvent) -> EventText:
    """The signed event that a row holds."""
    return EventText(
        id=row.pk,
        thread_id=row.thread_id,
        author_id=row.author_id,
        receiver_id=row.receiver_id,
        from_room=row.from_room,
        to_room=row.to_room,
        verb=row.verb,
        codes=row.codes,
        at=row.at,
        format=row.format,
    )


def check_envelope(row: Envelope, sealed: bytes | None, keys: dict[object, PublicKeys]) -> None:
    """Raise NotAuthentic unless the row, and its sealed body where it is given, are what the sender signed."""
    sender = keys.get(row.sender_id)
    if sender is None:
        raise NotAuthentic("unknown_sender")
    by_one_of(
        sender.signing(row.sent_at),
        lambda key: verify_package(header_of(row), bytes(row.signature), sealed, key),
    )


def check_event(row: ExchangeEvent, keys: dict[object, PublicKeys]) -> None:
    """Raise NotAuthentic unless the row is what its author signed, and the author is the one it says."""
    author = keys.get(row.author_id)
    if author is None or row.author_id != row.sender_id:
        raise NotAuthentic("unknown_sender")
    by_one_of(
        author.signing(row.at),
        lambda key: verify(event_text_of(row).canonical(), bytes(row.signature), key),
    )


def by_one_of(keys: Iterable[bytes], attempt: Callable[[bytes], T]) -> T:
    """What `attempt` gives with the first key that fits. Raises NotAuthentic where none does."""
    failure = NotAuthentic("bad_signature")
    for key in keys:
        try:
            return attempt(key)
        except NotAuthentic as error:
            failure = error
    raise failure
