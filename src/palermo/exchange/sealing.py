"""How a package is sealed, signed, verified and opened. Plain values in, plain values out.

    sealed = seal(payload, header, seal_public)          # to the receiver alone
    header = replace(header, digest=digest_of(sealed))
    signature = sign(header.canonical(), sign_private)   # by the sender
    …
    verify_package(header, signature, sealed, sign_public)
    payload = open_sealed(sealed, header, seal_private)

* Body: JSON, padded with spaces to a multiple of 512 bytes so that its length tells little, then HPKE (RFC 9180)
  in base mode: X25519, HKDF-SHA256, AES-256-GCM. Its `info` binds package, thread, sender, receiver, kind, purpose
  and expiry: a body moved under another header does not open.
* Header: canonical JSON (sorted keys, no spaces, ASCII, times in UTC with microseconds) after a line that names
  the format. Ed25519 over it, because HPKE's base mode does not say who sealed.
* Event: the same way, after another line, so that no signature of one serves as one of the other.
* Format 2 of both names the room that is left and the room that is entered. Format 1 had one `room` for both; what
  was signed in it still verifies, and nothing is signed in it any more.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

BODY_FORMAT = b"palermo-body-1\n"
FORMAT = 2
"""The canonical form in which headers and events are signed now."""
PADDING = 512

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class NotAuthentic(ValueError):
    """A package or an event is not what its sender signed and sealed; `code` says where it broke."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Header:
    """The signed header of a package, as plain values. `digest` is SHA-256 over the sealed body."""

    id: UUID
    thread_id: UUID
    kind: str
    sender_id: UUID
    receiver_id: UUID
    from_room: str
    to_room: str
    agreement_id: UUID
    purpose: str
    data_classes: tuple[str, ...]
    caveats: tuple[str, ...]
    sent_at: datetime
    due_at: datetime
    expires_at: datetime
    digest: bytes = b""
    format: int = FORMAT

    def canonical(self) -> bytes:
        """What the signature covers. Raises NotAuthentic for a format that cannot say what stands here."""
        return _signed("envelope", asdict(self))

    def binding(self) -> bytes:
        """What the body is bound to."""
        bound = ("id", "thread_id", "sender_id", "receiver_id", "kind", "purpose", "expires_at")
        return BODY_FORMAT + _canonical({name: getattr(self, name) for name in bound})


@dataclass(frozen=True, kw_only=True)
class EventText:
    """What one side did to a thread, as plain values."""

    id: UUID
    thread_id: UUID
    author_id: UUID
    receiver_id: UUID
    from_room: str
    to_room: str
    verb: str
    codes: Mapping[str, str]
    at: datetime
    format: int = FORMAT

    def canonical(self) -> bytes:
        """What the signature covers. Raises NotAuthentic for a format that cannot say what stands here."""
        return _signed("event", {**asdict(self), "codes": dict(self.codes)})


def _signed(what: str, fields: dict[str, Any]) -> bytes:
    """The line that names `what` and its format, then the fields.

    Under format 1 nobody signed two rooms: where they differ, no signature fits, and NotAuthentic("bad_signature") is
    raised.
    """
    number = fields.pop("format")
    if number == 1:
        room = fields.pop("from_room")
        if fields.pop("to_room") != room:
            raise NotAuthentic("bad_signature")
        fields["room"] = room
    return f"palermo-{what}-{number}\n".encode() + _canonical(fields)


def _canonical(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(
        fields, default=_text, sort_keys=True, separators=(",", ":"), ensure_ascii=True
    ).encode()


def _text(value: object) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case bytes():
            return value.hex()
        case UUID():
            return str(value)
        case _:
            raise TypeError(f"A header holds no {type(value).__name__}.")


def digest_of(sealed: bytes) -> bytes:
    """SHA-256 over a sealed body, 32 bytes."""
    return hashlib.sha256(sealed).digest()


def seal(payload: Mapping[str, Any], header: Header, seal_public: bytes) -> bytes:
    """`payload` sealed to the holder of `seal_public`'s private key, bound to `header` (digest left out)."""
    text = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
    padded = text.ljust(-(-len(text) // PADDING) * PADDING)
    return _SUITE.encrypt(padded, X25519PublicKey.from_public_bytes(seal_public), info=header.binding())


def open_sealed(sealed: bytes, header: Header, seal_private: bytes) -> dict[str, Any]:
    """The payload of a sealed body. Raises NotAuthentic("does_not_open") for another key, header or body."""
    try:
        key = X25519PrivateKey.from_private_bytes(seal_private)
        payload = json.loads(_SUITE.decrypt(sealed, key, info=header.binding()))
    except Exception:  # noqa: BLE001 - the library raises several classes; none of them may say more
        raise NotAuthentic("does_not_open") from None
    if not isinstance(payload, dict):
        raise NotAuthentic("does_not_open")
    return payload


def sign(canonical: bytes, sign_private: bytes) -> bytes:
    """Ed25519 signature over the canonical bytes of a header or an event, 64 bytes."""
    return Ed25519PrivateKey.from_private_bytes(sign_private).sign(canonical)


def verify(canonical: bytes, signature: bytes, sign_public: bytes) -> None:
    """Raise NotAuthentic("bad_signature") unless the holder of `sign_public`'s private key signed this."""
    try:
        Ed25519PublicKey.from_public_bytes(sign_public).verify(signature, canonical)
    except (InvalidSignature, ValueError):
        raise NotAuthentic("bad_signature") from None


def verify_package(header: Header, signature: bytes, sealed: bytes | None, sign_public: bytes) -> None:
    """Check the sender's signature over `header` and, where the body is still there, its digest.

    Raises NotAuthentic: "bad_signature" or "bad_digest".
    """
    verify(header.canonical(), signature, sign_public)
    if sealed is not None and not hmac.compare_digest(digest_of(sealed), header.digest):
        raise NotAuthentic("bad_digest")
