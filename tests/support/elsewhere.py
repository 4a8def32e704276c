"""A party on another server, as whoever runs this one would record it, and what it sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.utils import timezone
from tests.support.cast import Office

from palermo.exchange.sealing import Header, digest_of, seal, sign

Owner = psycopg.Connection[Any]
INSERT_PARTY = (
    "INSERT INTO directory_party (id, kind, organisation_id, known_as, created_at)"
    " VALUES (%s, %s, %s, %s, now())"
)


@dataclass(frozen=True)
class Elsewhere:
    """The other party: its id here, and its private keys, which are on its own server."""

    id: UUID
    signing: bytes

    def package(
        self, receiver: Office, seal_public: bytes, payload: Mapping[str, Any], *, agreement_id: UUID
    ) -> tuple[Header, bytes, bytes]:
        """An enquiry to an office here: its signed header, signature and sealed body."""
        now, id_ = timezone.now(), uuid4()
        header = Header(
            id=id_,
            thread_id=id_,
            kind="enquiry",
            sender_id=self.id,
            receiver_id=receiver.id,
            from_room="protection",
            to_room="protection",
            agreement_id=agreement_id,
            purpose="assistance",
            data_classes=(),
            caveats=(),
            sent_at=now,
            due_at=now + timedelta(days=1),
            expires_at=now + timedelta(days=2),
        )
        sealed = seal(payload, header, seal_public)
        header = replace(header, digest=digest_of(sealed))
        return header, sign(header.canonical(), self.signing), sealed


def party_elsewhere(owner: Owner, *, kind: str = "elsewhere", name: str = "Office elsewhere") -> Elsewhere:
    """Its row and its public keys, written by the owner of the database."""
    signing, sealing = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
    other = Elsewhere(uuid4(), signing.private_bytes_raw())
    owner.execute(INSERT_PARTY, [other.id, kind, None, name])
    owner.execute(
        "INSERT INTO exchange_public_keys (id, party_id, sign_public, seal_public, created_at)"
        " VALUES (%s, %s, %s, %s, now())",
        [
            uuid4(),
            other.id,
            signing.public_key().public_bytes_raw(),
            sealing.public_key().public_bytes_raw(),
        ],
    )
    return other


def agreed_with(owner: Owner, office: Office, other: Elsewhere) -> UUID:
    """An accepted agreement of an office here with a party elsewhere; its id."""
    id_ = uuid4()
    owner.execute(
        "INSERT INTO directory_agreement (id, proposer_id, partner_id, title, purposes, data_classes, legal_basis,"
        " proposer_controller_role, partner_controller_role, valid_from, valid_until, proposed_by_id, accepted_by_id,"
        " accepted_at, created_at) VALUES (%s, %s, %s, 'With others', '[\"assistance\"]', '[\"name\"]', 'consent',"
        " 'independent_controller', 'independent_controller', current_date, current_date + 9, %s, %s, now(), now())",
        [id_, office.id, other.id, office.id, other.id],
    )
    return id_
