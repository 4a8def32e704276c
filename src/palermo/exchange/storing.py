"""The rows of a package, its immutable header and its sealed body, and the row of an event."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

from palermo.exchange.models import Body, Envelope, ExchangeEvent
from palermo.exchange.sealing import EventText, Header
from palermo.trust.actor import Actor


class IdTaken(ValueError):
    """There is a row of this id already, which the acting office may not see."""


@contextmanager
def _under_a_free_id() -> Iterator[None]:
    """A savepoint in which one row is stored. Raises IdTaken."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise IdTaken from None
        raise


def store_package(actor: Actor, header: Header, *, signature: bytes, sealed: bytes) -> Envelope:
    """Store a package on behalf of the acting office: the sender, or the receiver when it came as a file.

    The caller, a service, has decided and records it. Raises IdTaken.
    """
    with _under_a_free_id():
        envelope = Envelope.objects.create(
            id=header.id,
            thread_id=header.thread_id,
            kind=header.kind,
            sender_id=header.sender_id,
            receiver_id=header.receiver_id,
            from_room=header.from_room,
            to_room=header.to_room,
            agreement_id=header.agreement_id,
            purpose=header.purpose,
            data_classes=list(header.data_classes),
            caveats=list(header.caveats),
            sent_at=header.sent_at,
            due_at=header.due_at,
            expires_at=header.expires_at,
            digest=header.digest,
            format=header.format,
            signature=signature,
            stored_by_id=actor.organisation_id,
        )
    Body.objects.create(
        envelope=envelope,
        sender_id=header.sender_id,
        receiver_id=header.receiver_id,
        from_room=header.from_room,
        to_room=header.to_room,
        sealed=sealed,
        expires_at=header.expires_at,
        stored_by_id=actor.organisation_id,
    )
    return envelope


def store_event_text(actor: Actor, text: EventText, *, signature: bytes) -> ExchangeEvent:
    """Store a signed event on behalf of the acting office: its author, or the receiver when it came as a file.

    The caller, a service, has decided and records it. Raises IdTaken.
    """
    with _under_a_free_id():
        return ExchangeEvent.objects.create(
            id=text.id,
            sender_id=text.author_id,
            receiver_id=text.receiver_id,
            author_id=text.author_id,
            from_room=text.from_room,
            to_room=text.to_room,
            thread_id=text.thread_id,
            verb=text.verb,
            codes=dict(text.codes),
            at=text.at,
            format=text.format,
            signature=signature,
            stored_by_id=actor.organisation_id,
        )
