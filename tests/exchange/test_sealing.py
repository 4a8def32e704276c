"""Whatever is changed of a header or a body, the package is refused."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from tests.support.attempts import tried

from palermo.exchange.sealing import (
    EventText,
    Header,
    NotAuthentic,
    digest_of,
    open_sealed,
    seal,
    sign,
    verify,
    verify_package,
)

SENDER, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
RECEIVER, STRANGER = X25519PrivateKey.generate(), X25519PrivateKey.generate()
NOW = datetime(2026, 11, 23, 20, 15, tzinfo=UTC)
PAYLOAD = {"code": "BCDF-2345", "name": "Invented Canary"}

HEADER = Header(
    id=UUID(int=1),
    thread_id=UUID(int=1),
    kind="enquiry",
    sender_id=UUID(int=2),
    receiver_id=UUID(int=3),
    from_room="protection",
    to_room="prosecution",
    agreement_id=UUID(int=4),
    purpose="assistance",
    data_classes=("name", "needs"),
    caveats=("purpose_only",),
    sent_at=NOW,
    due_at=NOW + timedelta(days=1),
    expires_at=NOW + timedelta(days=14),
)
SEALED = seal(PAYLOAD, HEADER, RECEIVER.public_key().public_bytes_raw())
SIGNED = replace(HEADER, digest=digest_of(SEALED))
SIGNATURE = sign(SIGNED.canonical(), SENDER.private_bytes_raw())
PUBLIC = SENDER.public_key().public_bytes_raw()

_SAME_TYPE: dict[type, st.SearchStrategy[Any]] = {
    UUID: st.uuids(),
    str: st.text(max_size=40),
    tuple: st.lists(st.text(max_size=10), max_size=4).map(tuple),
    datetime: st.datetimes(timezones=st.just(UTC)),
    bytes: st.binary(max_size=64),
    int: st.integers(0, 3),
}
changes = st.sampled_from([field.name for field in fields(Header)]).flatmap(
    lambda name: st.tuples(st.just(name), _SAME_TYPE[type(getattr(SIGNED, name))])
)


def test_what_was_sealed_and_signed_opens_for_the_receiver() -> None:
    verify_package(SIGNED, SIGNATURE, SEALED, PUBLIC)
    assert open_sealed(SEALED, SIGNED, RECEIVER.private_bytes_raw()) == PAYLOAD


@given(changes)
def test_any_change_of_any_header_field_is_refused(change: tuple[str, Any]) -> None:
    tried()
    name, value = change
    changed = replace(SIGNED, **{name: value})
    if changed == SIGNED:
        return
    with pytest.raises(NotAuthentic, match="bad_signature"):
        verify_package(changed, SIGNATURE, SEALED, PUBLIC)


@given(
    st.sampled_from(["id", "thread_id", "sender_id", "receiver_id", "kind", "purpose", "expires_at"]),
    st.data(),
)
def test_a_body_opens_under_no_other_thread_office_kind_purpose_or_expiry(name: str, data: Any) -> None:
    tried()
    value = data.draw(_SAME_TYPE[type(getattr(SIGNED, name))])
    if value == getattr(SIGNED, name):
        return
    with pytest.raises(NotAuthentic, match="does_not_open"):
        open_sealed(SEALED, replace(SIGNED, **{name: value}), RECEIVER.private_bytes_raw())


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_any_changed_byte_of_the_body_is_refused(place: int, difference: int) -> None:
    tried()
    changed = bytearray(SEALED)
    changed[place] ^= difference
    with pytest.raises(NotAuthentic, match="bad_digest"):
        verify_package(SIGNED, SIGNATURE, bytes(changed), PUBLIC)
    with pytest.raises(NotAuthentic, match="does_not_open"):
        open_sealed(bytes(changed), SIGNED, RECEIVER.private_bytes_raw())


@given(st.integers(0, 63), st.integers(1, 255))
def test_any_changed_byte_of_the_signature_is_refused(place: int, difference: int) -> None:
    tried()
    changed = bytearray(SIGNATURE)
    changed[place] ^= difference
    with pytest.raises(NotAuthentic, match="bad_signature"):
        verify_package(SIGNED, bytes(changed), SEALED, PUBLIC)


@given(st.binary(max_size=700))
def test_arbitrary_bytes_are_refused_in_one_way(noise: bytes) -> None:
    tried()
    with pytest.raises(NotAuthentic):
        open_sealed(noise, SIGNED, RECEIVER.private_bytes_raw())
    with pytest.raises(NotAuthentic):
        verify_package(SIGNED, noise, SEALED, PUBLIC)
    with pytest.raises(NotAuthentic):
        verify_package(SIGNED, SIGNATURE, SEALED, noise)


ONE_ROOM = replace(SIGNED, to_room="protection", format=1)
WRITTEN_BY_HAND = (
    b'palermo-envelope-1\n{"agreement_id":"00000000-0000-0000-0000-000000000004","caveats":["purpose_only"],'
    b'"data_classes":["name","needs"],"digest":"' + digest_of(SEALED).hex().encode() + b'",'
    b'"due_at":"2026-11-24T20:15:00.000000+00:00","expires_at":"2026-12-07T20:15:00.000000+00:00",'
    b'"id":"00000000-0000-0000-0000-000000000001","kind":"enquiry","purpose":"assistance",'
    b'"receiver_id":"00000000-0000-0000-0000-000000000003","room":"protection",'
    b'"sender_id":"00000000-0000-0000-0000-000000000002","sent_at":"2026-11-23T20:15:00.000000+00:00",'
    b'"thread_id":"00000000-0000-0000-0000-000000000001"}'
)
"""The canonical bytes of a header of format 1, as they were signed when a package had one room."""


def test_what_was_signed_when_a_package_had_one_room_still_verifies_and_stands_for_no_two_rooms() -> None:
    signature = sign(WRITTEN_BY_HAND, SENDER.private_bytes_raw())
    verify_package(ONE_ROOM, signature, SEALED, PUBLIC)
    assert open_sealed(SEALED, ONE_ROOM, RECEIVER.private_bytes_raw()) == PAYLOAD
    for changed in (
        replace(ONE_ROOM, to_room="prosecution"),
        replace(ONE_ROOM, from_room="prosecution"),
        replace(ONE_ROOM, from_room="prosecution", to_room="prosecution"),
        replace(ONE_ROOM, format=2),
    ):
        with pytest.raises(NotAuthentic, match="bad_signature"):
            verify_package(changed, signature, SEALED, PUBLIC)


def test_nothing_is_signed_under_format_1_where_the_rooms_differ() -> None:
    """Not even by the sender's own key: no bytes are there to sign."""
    event = EventText(
        id=UUID(int=9),
        thread_id=UUID(int=1),
        author_id=UUID(int=3),
        receiver_id=UUID(int=2),
        from_room="protection",
        to_room="prosecution",
        verb="declined",
        codes={},
        at=NOW,
        format=1,
    )
    for signed in (replace(SIGNED, format=1), event):
        with pytest.raises(NotAuthentic, match="bad_signature"):
            signed.canonical()


def test_nobody_but_the_receiver_opens_and_nobody_but_the_sender_signs() -> None:
    with pytest.raises(NotAuthentic, match="does_not_open"):
        open_sealed(SEALED, SIGNED, STRANGER.private_bytes_raw())
    forged = sign(SIGNED.canonical(), OTHER.private_bytes_raw())
    with pytest.raises(NotAuthentic, match="bad_signature"):
        verify_package(SIGNED, forged, SEALED, PUBLIC)


def test_an_error_repeats_nothing_of_what_was_sealed() -> None:
    with pytest.raises(NotAuthentic) as raised:
        open_sealed(SEALED, replace(SIGNED, purpose="Canary"), RECEIVER.private_bytes_raw())
    assert "Canary" not in repr(raised.value)
    assert raised.value.__suppress_context__


@given(st.text(max_size=400))
def test_the_length_of_a_body_tells_little(name: str) -> None:
    sealed = seal({"name": name}, HEADER, RECEIVER.public_key().public_bytes_raw())
    assert (len(sealed) - 48) % 512 == 0
    assert open_sealed(sealed, HEADER, RECEIVER.private_bytes_raw()) == {"name": name}


def test_a_signed_event_cannot_be_changed_nor_pass_for_a_header() -> None:
    event = EventText(
        id=UUID(int=9),
        thread_id=UUID(int=1),
        author_id=UUID(int=3),
        receiver_id=UUID(int=2),
        from_room="protection",
        to_room="prosecution",
        verb="declined",
        codes={"code": "no_room"},
        at=NOW,
    )
    signature = sign(event.canonical(), SENDER.private_bytes_raw())
    verify(event.canonical(), signature, PUBLIC)
    for changed in (
        replace(event, verb="accepted_in_principle"),
        replace(event, codes={"code": "no_staff"}),
        replace(event, codes={}),
        replace(event, thread_id=UUID(int=8)),
        replace(event, author_id=UUID(int=2)),
        replace(event, from_room="prosecution"),
        replace(event, to_room="protection"),
        replace(event, format=1),
        replace(event, at=NOW + timedelta(microseconds=1)),
    ):
        with pytest.raises(NotAuthentic):
            verify(changed.canonical(), signature, PUBLIC)
    with pytest.raises(NotAuthentic):
        verify(SIGNED.canonical(), signature, PUBLIC)
