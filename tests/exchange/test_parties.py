"""Packages name parties. Nothing is delivered to one that is not here; what it gave as a file comes in as any other."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection
from tests.exchange.kit import ENQUIRY, Room, parcel
from tests.support.cast import Cast, signed_in
from tests.support.elsewhere import Elsewhere, agreed_with, party_elsewhere
from tests.support.exchange import queued, run_tasks

from palermo.exchange.files import Package, import_file, write_package
from palermo.exchange.models import Envelope
from palermo.exchange.queries import packages, public_keys, thread_events
from palermo.exchange.services import emit, send
from palermo.trust.actor import System
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

Owner = psycopg.Connection[Any]


@pytest.fixture
def other(owner_connection: Owner) -> Elsewhere:
    return party_elsewhere(owner_connection)


@pytest.fixture
def file(cast: Cast, owner_connection: Owner, other: Elsewhere) -> bytes:
    """What the party elsewhere gave the partner on a stick."""
    agreement_id = agreed_with(owner_connection, cast.partner, other)
    with unit_of_work(cast.partner.system):
        public = bytes(public_keys([cast.partner.id])[cast.partner.id].seal_public)
    return write_package(Package(*other.package(cast.partner, public, ENQUIRY, agreement_id=agreement_id)))


@pytest.fixture
def arrived(cast: Cast, file: bytes, room: Room) -> Envelope:
    actor = cast.partner[Role.COORDINATOR]
    with unit_of_work(actor):
        envelope = import_file(actor, data=file)
    run_tasks()
    return envelope


@pytest.mark.parametrize("kind", ["elsewhere", "external"])
def test_nothing_is_delivered_to_a_party_that_is_not_here(
    cast: Cast, owner_connection: Owner, kind: str
) -> None:
    other = party_elsewhere(owner_connection, kind=kind)
    agreed_with(owner_connection, cast.owner, other)
    actor = cast.owner[Role.COORDINATOR]
    with unit_of_work(actor), pytest.raises(Refused, match="party_not_here"):
        send(actor, parcel=parcel(cast.partner, receiver_id=other.id))
    with unit_of_work(cast.owner.system):
        assert not Envelope.objects.exists()


def test_a_file_of_a_party_elsewhere_is_checked_and_received_as_any_other(
    cast: Cast, arrived: Envelope, room: Room
) -> None:
    assert room.received == [(cast.partner.id, ENQUIRY)]
    actor = cast.partner[Role.COORDINATOR]
    with unit_of_work(actor):
        assert packages(actor).get().sender.name == "Office elsewhere"
    page = signed_in(actor).get(f"/exchange/{arrived.pk}/").content.decode()
    assert "From Office elsewhere to Partner" in page


def test_what_is_told_to_a_party_elsewhere_is_signed_and_kept_and_queues_nothing(
    cast: Cast, arrived: Envelope, other: Elsewhere
) -> None:
    actor = cast.partner[Role.COORDINATOR]
    with unit_of_work(actor):
        emit(actor, thread_id=arrived.pk, receiver_id=other.id, verb="declined", codes={"code": "no_room"})
        assert [row.verb for row in thread_events(actor, arrived.pk)] == ["declined"]
    assert queued() == 0


def test_rows_of_a_party_elsewhere_are_reached_by_its_other_side_here_alone(
    cast: Cast, arrived: Envelope, other: Elsewhere
) -> None:
    partner = cast.partner[Role.COORDINATOR]
    with unit_of_work(partner):
        emit(partner, thread_id=arrived.pk, receiver_id=other.id, verb="declined", codes={})
    assert rows_seen(cast.partner.system) == [1, 1, 1, 1]
    for office in (cast.owner, cast.stranger):
        assert rows_seen(office.system) == [0, 0, 0, 0]


def rows_seen(actor: System) -> list[int]:
    tables = ("exchange_envelope", "exchange_body", "exchange_event", "directory_agreement")
    found = []
    with unit_of_work(actor), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found.append(cursor.fetchone()[0])
    return found
