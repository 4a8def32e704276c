"""Whatever stands in a file, opening it ends in one sentence: neither the page nor the task that follows breaks."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.utils import timezone
from tests.exchange.kit import Room, enquire
from tests.exchange.test_event_files import opened
from tests.exchange.test_files import forget_the_package, open_file
from tests.exchange.test_pages import upload
from tests.support.cast import Cast, Office, signed_in
from tests.support.exchange import agree, run_tasks

from palermo.exchange.files import (
    Package,
    SignedEvent,
    export_envelope,
    read_file,
    write_events,
    write_package,
)
from palermo.exchange.models import Envelope, ExchangeEvent
from palermo.exchange.sealing import EventText, sign
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.keys import party_private_key

SuperUser = psycopg.Connection[Any]


@pytest.fixture
def envelope(cast: Cast, room: Room) -> Envelope:
    """An enquiry of the owner to the partner."""
    agree(cast.owner, cast.partner)
    return enquire(cast.owner, cast.partner)


@pytest.fixture
def package(cast: Cast, envelope: Envelope, superuser_connection: SuperUser) -> Package:
    """The same as its file, where nothing of it is in the database."""
    actor = cast.owner[Role.COORDINATOR]
    with unit_of_work(actor):
        file = export_envelope(actor, envelope=envelope)
    forget_the_package(superuser_connection)
    read = read_file(file)
    assert isinstance(read, Package)
    return read


def private_key(office: Office) -> bytes:
    with unit_of_work(office.system):
        return party_private_key(office.id, "sign")


def signed_package(cast: Cast, package: Package, **changes: Any) -> bytes:
    """The file of a package as the owner signs it after the changes."""
    header = replace(package.header, **changes)
    signature = sign(header.canonical(), private_key(cast.owner))
    return write_package(Package(header, signature, package.sealed))


def answer(cast: Cast, envelope: Envelope, **changes: Any) -> EventText:
    """What the partner tells the owner about the enquiry."""
    told = EventText(
        id=uuid4(),
        thread_id=envelope.pk,
        author_id=cast.partner.id,
        receiver_id=cast.owner.id,
        from_room="protection",
        to_room="protection",
        verb="declined",
        codes={"code": "no_room"},
        at=timezone.now(),
    )
    return replace(told, **changes)


def signed_event(cast: Cast, event: EventText) -> bytes:
    return write_events([SignedEvent(event, sign(event.canonical(), private_key(cast.partner)))])


BEYOND = [
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "9999-12-31T23:00:00+00:00",
    "1999-12-31T23:59:59+00:00",
    "2200-01-01T00:00:00+00:00",
]


@pytest.mark.parametrize("moment", BEYOND)
@pytest.mark.parametrize("field", ["sent_at", "due_at", "expires_at"])
def test_a_package_with_a_time_beyond_reckoning_is_no_package(
    cast: Cast, package: Package, field: str, moment: str
) -> None:
    content = json.loads(write_package(package))
    content["header"][field] = moment
    status, page = upload(signed_in(cast.partner[Role.COORDINATOR]), json.dumps(content).encode())
    assert status == 200
    assert "This file is no package of Palermo" in page


@pytest.mark.parametrize("moment", BEYOND)
def test_an_event_of_a_time_beyond_reckoning_makes_the_file_none(
    cast: Cast, envelope: Envelope, moment: str
) -> None:
    content = json.loads(signed_event(cast, answer(cast, envelope)))
    content["events"][0]["event"]["at"] = moment
    assert opened(cast, json.dumps(content).encode()) == "file_not_a_package"


def test_what_is_signed_at_a_time_to_come_is_refused_but_a_clock_may_be_a_little_ahead(
    cast: Cast, envelope: Envelope, package: Package
) -> None:
    now = timezone.now()
    later, soon = now + timedelta(days=2), now + timedelta(hours=20)
    assert open_file(cast, signed_package(cast, package, sent_at=later)) == "file_of_the_future"
    assert open_file(cast, signed_package(cast, package, sent_at=soon)) == ""
    with unit_of_work(cast.owner.system):
        assert Envelope.objects.get().sent_at == soon
    status, page = upload(
        signed_in(cast.owner[Role.COORDINATOR]), signed_event(cast, answer(cast, envelope, at=later))
    )
    assert status == 200
    assert "at a time that cannot be right" in page
    assert opened(cast, signed_event(cast, answer(cast, envelope, at=soon))) == ""


def test_a_time_is_read_as_the_same_moment_wherever_it_was_written(package: Package) -> None:
    content = json.loads(write_package(package))
    content["header"]["sent_at"] = "2026-11-30T12:00:00+03:00"
    read = read_file(json.dumps(content).encode())
    assert isinstance(read, Package)
    assert read.header.sent_at.isoformat() == datetime(2026, 11, 30, 9, tzinfo=UTC).isoformat()


LONG, TWO, OTHER = "a" * 21, "x,protection", "prosecution"


@pytest.mark.parametrize("wrong", [LONG, TWO, "", "a room", "a\nroom"])
@pytest.mark.parametrize("field", ["from_room", "to_room"])
def test_what_is_no_room_makes_a_file_none(
    cast: Cast, envelope: Envelope, package: Package, field: str, wrong: str
) -> None:
    for data in (
        signed_package(cast, package, **{field: wrong}),
        signed_event(cast, answer(cast, envelope, **{field: wrong})),
    ):
        with pytest.raises(Refused, match="file_not_a_package"):
            read_file(data)


def test_a_package_from_another_room_than_its_kind_leaves_is_refused_and_not_stored(
    cast: Cast, package: Package
) -> None:
    status, page = upload(
        signed_in(cast.partner[Role.COORDINATOR]), signed_package(cast, package, from_room=OTHER)
    )
    assert status == 200
    assert "Packages of this kind belong to another part of the program." in page
    run_tasks()
    with unit_of_work(cast.partner.system):
        assert not Envelope.objects.exists()
        assert not ExchangeEvent.objects.exists()
