"""What was agreed, signed and sealed before there were parties and two rooms still stands, unchanged.

The canonical bytes of format 1 are written here by hand, as they were signed then.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.utils import timezone
from psycopg.types.json import Jsonb
from tests.exchange.kit import ENQUIRY, Room, inbox
from tests.support.cast import Cast
from tests.support.exchange import agree

from palermo.directory.queries import coverage
from palermo.exchange.files import import_file
from palermo.exchange.inbox import follow_thread, receive_package
from palermo.exchange.models import Envelope
from palermo.exchange.queries import opening_envelope, public_keys, thread_events
from palermo.exchange.sealing import Header, digest_of, seal, sign
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.keys import party_private_key

SuperUser = psycopg.Connection[Any]


def moment(value: datetime) -> str:
    """As format 1 wrote a time."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True)
class Old:
    """An enquiry from the owner to the partner, as the release before signed it."""

    id: UUID
    agreement_id: UUID
    sent_at: datetime
    due_at: datetime
    expires_at: datetime
    sealed: bytes
    signature: bytes


@pytest.fixture
def old(cast: Cast) -> Old:
    agreement_id, id_, now = agree(cast.owner, cast.partner), uuid4(), timezone.now()
    due, expires = now + timedelta(days=1), now + timedelta(days=14)
    with unit_of_work(cast.owner.system):
        keys = public_keys([cast.partner.id])[cast.partner.id]
        private = party_private_key(cast.owner.id, "sign")
    # What the body is bound to never named a room.
    binding = Header(
        id=id_,
        thread_id=id_,
        kind="enquiry",
        sender_id=cast.owner.id,
        receiver_id=cast.partner.id,
        from_room="",
        to_room="",
        agreement_id=agreement_id,
        purpose="assistance",
        data_classes=(),
        caveats=(),
        sent_at=now,
        due_at=due,
        expires_at=expires,
    )
    sealed = seal(ENQUIRY, binding, bytes(keys.seal_public))
    canonical = (
        f'palermo-envelope-1\n{{"agreement_id":"{agreement_id}","caveats":["no_onward"],"data_classes":[],'
        f'"digest":"{digest_of(sealed).hex()}","due_at":"{moment(due)}","expires_at":"{moment(expires)}",'
        f'"id":"{id_}","kind":"enquiry","purpose":"assistance","receiver_id":"{cast.partner.id}",'
        f'"room":"protection","sender_id":"{cast.owner.id}","sent_at":"{moment(now)}","thread_id":"{id_}"}}'
    )
    return Old(id_, agreement_id, now, due, expires, sealed, sign(canonical.encode(), private))


@pytest.fixture
def stored(cast: Cast, old: Old, superuser_connection: SuperUser) -> Old:
    """As the migration leaves it: both rooms the one that was signed, format 1."""
    superuser_connection.execute(
        "INSERT INTO exchange_envelope (id, sender_id, receiver_id, from_room, to_room, kind, thread_id, agreement_id,"
        " purpose, data_classes, caveats, sent_at, due_at, expires_at, digest, signature, format, stored_by_id)"
        " VALUES (%(id)s, %(from)s, %(to)s, 'protection', 'protection', 'enquiry', %(id)s, %(agreement)s,"
        " 'assistance', '[]', '[\"no_onward\"]', %(sent)s, %(due)s, %(expires)s, %(digest)s, %(signature)s, 1,"
        " %(from)s)",
        {
            "id": old.id,
            "from": cast.owner.id,
            "to": cast.partner.id,
            "agreement": old.agreement_id,
            "sent": old.sent_at,
            "due": old.due_at,
            "expires": old.expires_at,
            "digest": digest_of(old.sealed),
            "signature": old.signature,
        },
    )
    superuser_connection.execute(
        "INSERT INTO exchange_body (id, sender_id, receiver_id, from_room, to_room, envelope_id, sealed, expires_at,"
        " stored_by_id) VALUES (%s, %s, %s, 'protection', 'protection', %s, %s, %s, %s)",
        [uuid4(), cast.owner.id, cast.partner.id, old.id, old.sealed, old.expires_at, cast.owner.id],
    )
    return old


def test_a_package_signed_before_is_verified_opened_and_covered_by_the_agreement_made_before(
    cast: Cast, stored: Old, room: Room
) -> None:
    with unit_of_work(cast.partner.system):
        assert opening_envelope(cast.partner.system, stored.id) is not None
    with unit_of_work(inbox(cast.partner)):
        receive_package(inbox(cast.partner), envelope_id=stored.id)
    with unit_of_work(cast.partner.system):
        cover = coverage(
            cast.partner.system, cast.owner.id, purpose="assistance", data_classes=(), now=timezone.now()
        )
        assert cover.agreement is not None
        assert cover.agreement.id == stored.agreement_id
    assert room.received == [(cast.partner.id, ENQUIRY)]


def test_an_event_signed_before_is_verified_and_one_that_was_not_is_left_out(
    cast: Cast, stored: Old, room: Room, superuser_connection: SuperUser
) -> None:
    with unit_of_work(cast.partner.system):
        private = party_private_key(cast.partner.id, "sign")
    for verb, signed_verb in (("accepted_in_principle", "accepted_in_principle"), ("completed", "declined")):
        id_, at = uuid4(), timezone.now()
        canonical = (
            f'palermo-event-1\n{{"at":"{moment(at)}","author_id":"{cast.partner.id}","codes":{{"code":"soon"}},'
            f'"id":"{id_}","receiver_id":"{cast.owner.id}","room":"protection","thread_id":"{stored.id}",'
            f'"verb":"{signed_verb}"}}'
        )
        superuser_connection.execute(
            "INSERT INTO exchange_event (id, sender_id, receiver_id, author_id, from_room, to_room, thread_id, verb,"
            " codes, at, signature, format, stored_by_id)"
            " VALUES (%s, %s, %s, %s, 'protection', 'protection', %s, %s, %s, %s, %s, 1, %s)",
            [
                id_,
                cast.partner.id,
                cast.owner.id,
                cast.partner.id,
                stored.id,
                verb,
                Jsonb({"code": "soon"}),
                at,
                sign(canonical.encode(), private),
                cast.partner.id,
            ],
        )
    with unit_of_work(cast.owner.system):
        follow_thread(cast.owner.system, thread_id=stored.id)
        told = [row.verb for row in thread_events(cast.owner.system, stored.id)]
    assert told == ["accepted_in_principle"]
    assert room.told == [(cast.owner.id, ["accepted_in_principle"])]


@pytest.mark.parametrize(
    "change",
    ["to_room = 'prosecution'", "from_room = 'prosecution', to_room = 'prosecution'", "format = 2"],
)
def test_a_room_put_into_what_was_signed_before_is_found(
    cast: Cast, stored: Old, superuser_connection: SuperUser, change: str
) -> None:
    superuser_connection.execute("ALTER TABLE exchange_envelope DISABLE TRIGGER USER")
    superuser_connection.execute(f"UPDATE exchange_envelope SET {change}")
    for office in (cast.owner, cast.partner):
        for rooms in ("protection", "prosecution"):
            actor = type(office.system)(organisation_id=office.id, reason="test", rooms=frozenset({rooms}))
            with unit_of_work(actor):
                assert opening_envelope(actor, stored.id) is None


def file_of(cast: Cast, old: Old) -> dict[str, Any]:
    """The file that the release before wrote."""
    header = {
        "id": str(old.id),
        "thread_id": str(old.id),
        "kind": "enquiry",
        "sender_id": str(cast.owner.id),
        "receiver_id": str(cast.partner.id),
        "room": "protection",
        "agreement_id": str(old.agreement_id),
        "purpose": "assistance",
        "data_classes": [],
        "caveats": ["no_onward"],
        "sent_at": old.sent_at.isoformat(),
        "due_at": old.due_at.isoformat(),
        "expires_at": old.expires_at.isoformat(),
        "digest": base64.b64encode(digest_of(old.sealed)).decode(),
    }
    return {
        "format": "palermo-package-1",
        "header": header,
        "signature": base64.b64encode(old.signature).decode(),
        "body": base64.b64encode(old.sealed).decode(),
    }


def test_a_file_written_before_is_opened(cast: Cast, old: Old, room: Room) -> None:
    actor = cast.partner[Role.COORDINATOR]
    with unit_of_work(actor):
        import_file(actor, data=json.dumps(file_of(cast, old)).encode())
    with unit_of_work(cast.partner.system):
        row = Envelope.objects.get()
        assert (row.format, row.from_room, row.to_room) == (1, "protection", "protection")
    with unit_of_work(inbox(cast.partner)):
        receive_package(inbox(cast.partner), envelope_id=row.pk)
    assert room.received == [(cast.partner.id, ENQUIRY)]


def test_a_file_written_before_names_one_room_and_nothing_more(cast: Cast, old: Old) -> None:
    actor, file = cast.partner[Role.COORDINATOR], file_of(cast, old)
    two_rooms = {**file, "header": {**file["header"], "to_room": "prosecution"}}
    of_now = {**file, "format": "palermo-package-2"}
    for wrong in (two_rooms, of_now):
        with unit_of_work(actor), pytest.raises(Refused, match="file_not_a_package"):
            import_file(actor, data=json.dumps(wrong).encode())
