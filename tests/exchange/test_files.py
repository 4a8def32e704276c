"""A package may travel as a file: the same checks, the same inbox; a forged or altered file is refused and recorded."""

from __future__ import annotations

import base64
import json
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.kit import ENQUIRY, Room, enquire
from tests.support.cast import Cast
from tests.support.exchange import agree, run_tasks

from palermo.exchange.files import (
    MAX_BYTES,
    Package,
    export_envelope,
    import_file,
    read_file,
    write_package,
)
from palermo.exchange.models import Envelope
from palermo.exchange.services import delete_bodies
from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work


@pytest.fixture
def file(cast: Cast) -> bytes:
    """The file of an enquiry from owner to partner, exported by the owner's coordinator."""
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    actor = cast.owner[Role.COORDINATOR]
    with unit_of_work(actor):
        return export_envelope(actor, envelope=envelope)


def forget_the_package(superuser: psycopg.Connection[Any]) -> None:
    """As if the partner ran on another server: nothing of the package is here but its file."""
    superuser.execute("ALTER TABLE exchange_envelope DISABLE TRIGGER USER")
    superuser.execute("DELETE FROM exchange_body; DELETE FROM exchange_envelope")
    superuser.execute("DELETE FROM django_tasks_database_dbtaskresult")
    superuser.execute("ALTER TABLE exchange_envelope ENABLE ALWAYS TRIGGER palermo_no_change")


def open_file(cast: Cast, data: bytes) -> str:
    """The partner's coordinator opens a file, as the page does it: the reason of a refusal, or ""."""
    actor = cast.partner[Role.COORDINATOR]
    with unit_of_work(actor):
        try:
            import_file(actor, data=data)
        except Refused as refused:
            return refused.reason
    return ""


def installation_knows() -> list[str]:
    actor = System(organisation_id=INSTALLATION_ID, reason="test")
    with unit_of_work(actor):
        rows = LedgerEvent.objects.filter(verb="file.refused").order_by("sequence")
        return [row.codes["reason"] for row in rows]


def test_a_file_brings_a_package_to_an_office_that_never_saw_it(
    cast: Cast, room: Room, file: bytes, superuser_connection: psycopg.Connection[Any]
) -> None:
    forget_the_package(superuser_connection)
    assert open_file(cast, file) == ""
    run_tasks()
    assert room.received == [(cast.partner.id, ENQUIRY)]
    with unit_of_work(cast.partner.system):
        assert Envelope.objects.get().stored_by_id == cast.partner.id


def test_a_file_of_a_package_that_waits_here_already_is_received_once(
    cast: Cast, room: Room, file: bytes
) -> None:
    assert open_file(cast, file) == ""
    run_tasks()
    assert {payload["code"] for _office, payload in room.received} == {ENQUIRY["code"]}
    with unit_of_work(cast.partner.system):
        assert Envelope.objects.count() == 1


def test_a_file_does_not_bring_back_what_was_deleted(cast: Cast, room: Room, file: bytes) -> None:
    run_tasks()
    partner = cast.partner[Role.COORDINATOR]
    with unit_of_work(partner):
        delete_bodies(partner, thread_id=Envelope.objects.get().thread_id)
    assert open_file(cast, file) == "package_known"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("purpose", "statistics"),
        ("caveats", []),
        ("data_classes", ["name"]),
        ("due_at", "2036-01-01T00:00:00+00:00"),
        ("kind", "identity_slice"),
        ("from_room", "prosecution"),
        ("format", 1),
        ("thread_id", "627761c2-5f63-4e54-b379-0c06efff5af1"),
    ],
)
def test_a_file_with_an_altered_header_is_refused_and_the_installation_knows(
    cast: Cast, file: bytes, superuser_connection: psycopg.Connection[Any], field: str, value: Any
) -> None:
    forget_the_package(superuser_connection)
    content = json.loads(file)
    content["header"][field] = value
    assert open_file(cast, json.dumps(content).encode()) == "file_altered"
    run_tasks()
    assert installation_knows() == ["file_altered"]
    with unit_of_work(cast.partner.system):
        assert not Envelope.objects.exists()


def test_a_file_with_an_altered_body_is_refused(
    cast: Cast, file: bytes, superuser_connection: psycopg.Connection[Any]
) -> None:
    forget_the_package(superuser_connection)
    content = json.loads(file)
    body = bytearray(base64.b64decode(content["body"]))
    body[-1] ^= 1
    content["body"] = base64.b64encode(body).decode()
    assert open_file(cast, json.dumps(content).encode()) == "file_altered"


def test_a_file_signed_by_another_office_than_it_says_is_refused(
    cast: Cast, file: bytes, superuser_connection: psycopg.Connection[Any]
) -> None:
    forget_the_package(superuser_connection)
    content = json.loads(file)
    content["header"]["sender_id"] = str(cast.stranger.id)
    assert open_file(cast, json.dumps(content).encode()) == "file_altered"
    content["header"]["sender_id"] = "627761c2-5f63-4e54-b379-0c06efff5af1"
    assert open_file(cast, json.dumps(content).encode()) == "file_sender_unknown"
    run_tasks()
    assert installation_knows() == ["file_altered", "file_sender_unknown"]


def test_a_file_for_another_office_is_refused(cast: Cast, file: bytes) -> None:
    actor = cast.stranger[Role.COORDINATOR]
    with unit_of_work(actor), pytest.raises(Refused, match="file_not_for_this_office"):
        import_file(actor, data=file)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_a_file_that_is_no_package_is_refused_in_one_way(noise: bytes) -> None:
    with pytest.raises(Refused, match="file_not_a_package"):
        read_file(noise)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


def test_a_format_that_nobody_writes_is_refused() -> None:
    for content in ({}, {"format": "palermo-package-3"}, {"format": ["palermo-events-1"]}, [], "x", None):
        with pytest.raises(Refused, match="file_not_a_package"):
            read_file(json.dumps(content).encode())


@given(st.sampled_from(["format", "header", "signature", "body"]), st.text(max_size=12), _JSON)
def test_a_package_with_nonsense_in_any_place_is_refused_in_one_way(
    part: str, name: str, nonsense: Any
) -> None:
    header = dict.fromkeys(("id", "kind"), "x")
    content: dict[str, Any] = {"format": "palermo-package-2", "header": header, "signature": "", "body": ""}
    content[part] = nonsense
    content["header"] = {**header, name: nonsense} if part != "header" else nonsense
    with pytest.raises(Refused, match="file_not_a_package"):
        read_file(json.dumps(content).encode())


def test_a_file_too_large_or_too_deep_is_refused() -> None:
    for data in (b" " * (MAX_BYTES + 1), b"[" * 100_000):
        with pytest.raises(Refused, match="file_not_a_package"):
            read_file(data)


def test_what_is_written_is_read_back_unchanged(file: bytes) -> None:
    package = read_file(file)
    assert isinstance(package, Package)
    assert write_package(package) == file


def test_a_file_without_its_body_cannot_be_made(cast: Cast) -> None:
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    actor = cast.owner[Role.COORDINATOR]
    with unit_of_work(actor):
        delete_bodies(actor, thread_id=envelope.thread_id)
        with pytest.raises(Refused, match="body_deleted"):
            export_envelope(actor, envelope=envelope)


def test_only_the_senders_counter_makes_a_file(cast: Cast, file: bytes) -> None:
    for actor in (cast.partner[Role.COORDINATOR], cast.owner[Role.CASEWORKER]):
        with unit_of_work(actor), pytest.raises(Refused):
            export_envelope(actor, envelope=Envelope.objects.get())


def test_a_file_names_no_one_and_no_code(file: bytes) -> None:
    assert b"BCDF" not in file
    assert set(json.loads(file)) == {"format", "header", "signature", "body"}
