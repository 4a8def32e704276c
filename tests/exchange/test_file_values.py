"""Whatever stands in a file, opening it ends in one sentence: neither the page nor the task that follows breaks."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connections
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.kit import Room, enquire
from tests.exchange.test_event_files import opened
from tests.exchange.test_files import forget_the_package, installation_knows, open_file
from tests.exchange.test_pages import upload
from tests.support.attempts import tried
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
from palermo.exchange.sealing import EventText, Header, sign
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
    assert "This file is no message of Palermo" in page


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
    assert "Messages of this kind belong to another part of the program." in page
    run_tasks()
    with unit_of_work(cast.partner.system):
        assert not Envelope.objects.exists()
        assert not ExchangeEvent.objects.exists()


def test_an_id_that_is_taken_where_the_importer_sees_nothing_is_refused_as_an_altered_file(
    cast: Cast, envelope: Envelope, package: Package, superuser_connection: SuperUser
) -> None:
    """Neither the stranger's package nor its event shows by another answer than one that any wrong file gets."""
    hidden = enquire_of_the_stranger(cast)
    assert open_file(cast, signed_package(cast, package)) == ""
    event = answer(cast, envelope)
    superuser_connection.execute(
        "INSERT INTO exchange_event (id, sender_id, receiver_id, author_id, from_room, to_room, thread_id, verb, codes,"
        " at, format, signature, stored_by_id) VALUES (%(id)s, %(stranger)s, %(partner)s, %(stranger)s, 'protection',"
        " 'protection', %(thread)s, 'declined', '{}', now(), 2, '', %(stranger)s)",
        {"id": event.id, "stranger": cast.stranger.id, "partner": cast.partner.id, "thread": hidden.pk},
    )
    assert opened(cast, signed_event(cast, event)) == "file_altered"
    sides = {"receiver_id": cast.owner.id, "sender_id": cast.partner.id}
    changed = replace(package.header, id=hidden.pk, thread_id=hidden.pk, **sides)
    by_the_partner = Package(changed, sign(changed.canonical(), private_key(cast.partner)), package.sealed)
    assert opened(cast, write_package(by_the_partner)) == "file_altered"
    run_tasks()
    assert installation_knows() == ["file_altered"] * 2


def enquire_of_the_stranger(cast: Cast) -> Envelope:
    agree(cast.stranger, cast.partner)
    return enquire(cast.stranger, cast.partner)


def test_two_who_open_one_file_at_once_are_told_the_same(cast: Cast, package: Package) -> None:
    file, actor = signed_package(cast, package), cast.partner[Role.COORDINATOR]

    def one() -> str:
        try:
            return open_file(cast, file)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert [run.result() for run in [pool.submit(one) for _ in range(4)]] == [""] * 4
    with unit_of_work(actor):
        assert Envelope.objects.count() == 1


_CODES = st.text(st.characters(max_codepoint=127), max_size=45)
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=45),
    _CODES,
    st.sampled_from([*BEYOND, LONG, TWO, OTHER, "identity_slice", "sent_at", "\ud800", "\x00"]),
    st.datetimes().map(lambda moment: f"{moment.isoformat()}+14:00"),
    st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.isoformat()),
    st.uuids().map(str),
    st.lists(_CODES, max_size=60),
    st.dictionaries(_CODES, _CODES, max_size=7),
)


def changed(data: bytes, name: str, value: Any) -> bytes:
    """A file with one value changed, be it of the file, of its header or of its first event."""
    content = json.loads(data)
    event = content["events"][0] if "events" in content else content
    for part in (event.get("header"), event.get("event"), event, content):
        if part is not None and name in part:
            part[name] = value
            return json.dumps(content).encode()
    raise AssertionError(name)


def names(cls: type[Any], *others: str) -> st.SearchStrategy[str]:
    return st.sampled_from([field.name for field in fields(cls)] + list(others))


def test_a_file_with_any_one_value_changed_is_refused_and_nothing_else_happens(
    cast: Cast, envelope: Envelope, package: Package
) -> None:
    """As whoever carries a file may change it; and as its sender may, who signs what it likes."""
    package_file, events_file = write_package(package), signed_event(cast, answer(cast, envelope))
    owner, partner = private_key(cast.owner), private_key(cast.partner)

    @settings(max_examples=200, deadline=None)
    @given(names(Header, "signature", "body"), _VALUES)
    def of_a_package(name: str, value: Any) -> None:
        tried()
        data = changed(package_file, name, value)
        reason = open_file(cast, data)
        if reason == "file_not_a_package":
            return
        read = read_file(data)
        assert isinstance(read, Package)
        assert reason != "" or read == package
        open_file(cast, write_package(replace(read, signature=sign(read.header.canonical(), owner))))

    @settings(max_examples=200, deadline=None)
    @given(names(EventText, "signature", "events"), _VALUES)
    def of_events(name: str, value: Any) -> None:
        tried()
        data = changed(events_file, name, value)
        reason = opened(cast, data)
        if reason == "file_not_a_package":
            return
        read = read_file(data)
        assert isinstance(read, list)
        assert reason != "" or read == read_file(events_file)
        opened(
            cast, write_events([SignedEvent(one.event, sign(one.event.canonical(), partner)) for one in read])
        )

    of_a_package()
    of_events()
