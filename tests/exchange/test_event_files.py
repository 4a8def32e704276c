"""What an office told travels as a file as packages do: verified, taken in once, refused when it is not in order."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.kit import ENQUIRY, Room, enquire
from tests.exchange.test_files import installation_knows, open_file
from tests.exchange.test_pages import upload
from tests.support.cast import Cast, signed_in
from tests.support.elsewhere import agreed_with, party_elsewhere
from tests.support.exchange import agree, queued, run_tasks

from palermo.exchange.files import (
    MAX_BYTES,
    Package,
    SignedEvent,
    export_events,
    import_file,
    read_file,
    write_events,
    write_package,
)
from palermo.exchange.models import Envelope, ExchangeEvent
from palermo.exchange.queries import public_keys, thread_events
from palermo.exchange.sealing import EventText, sign
from palermo.exchange.services import emit
from palermo.exchange.signed import event_text_of
from palermo.exchange.storing import store_event_text
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.keys import party_private_key


@pytest.fixture
def envelope(cast: Cast, room: Room) -> Envelope:
    """An enquiry of the owner that the partner has received."""
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    run_tasks()
    room.told.clear()
    return envelope


@pytest.fixture
def file(cast: Cast, envelope: Envelope) -> bytes:
    """The partner's two answers, as its coordinator downloads them."""
    actor = cast.partner[Role.COORDINATOR]
    for verb, codes in (("waitlisted", {"code": "days"}), ("declined", {"code": "no_room"})):
        with unit_of_work(actor):
            emit(actor, thread_id=envelope.pk, receiver_id=cast.owner.id, verb=verb, codes=codes)
    with unit_of_work(actor):
        return export_events(actor, thread_id=envelope.pk)


def forget_the_events(superuser: psycopg.Connection[Any]) -> None:
    """As if the two offices had no server in common: what was told is nowhere but in its file."""
    superuser.execute("ALTER TABLE exchange_event DISABLE TRIGGER USER")
    superuser.execute("DELETE FROM exchange_event")
    superuser.execute("DELETE FROM django_tasks_database_dbtaskresult")
    superuser.execute("ALTER TABLE exchange_event ENABLE ALWAYS TRIGGER palermo_no_change")


@pytest.fixture
def carried(file: bytes, superuser_connection: psycopg.Connection[Any]) -> bytes:
    """The same file, where nothing of it is in the database."""
    forget_the_events(superuser_connection)
    return file


def opened(cast: Cast, data: bytes) -> str:
    """The owner's coordinator opens a file, as the page does it: the reason of a refusal, or ""."""
    actor = cast.owner[Role.COORDINATOR]
    with unit_of_work(actor):
        try:
            import_file(actor, data=data)
        except Refused as refused:
            return refused.reason
    return ""


def told_to_the_owner(cast: Cast, envelope: Envelope) -> list[tuple[str, dict[str, str]]]:
    with unit_of_work(cast.owner.system):
        return [(row.verb, row.codes) for row in thread_events(cast.owner.system, envelope.pk)]


ANSWERS = [("waitlisted", {"code": "days"}), ("declined", {"code": "no_room"})]


def test_a_file_brings_what_was_told_and_the_inbox_follows_the_thread(
    cast: Cast, envelope: Envelope, carried: bytes, room: Room
) -> None:
    assert told_to_the_owner(cast, envelope) == []
    assert opened(cast, carried) == ""
    run_tasks()
    assert room.told == [(cast.owner.id, ["waitlisted", "declined"])]
    assert told_to_the_owner(cast, envelope) == ANSWERS
    with unit_of_work(cast.owner.system):
        rows = ExchangeEvent.objects.all()
        assert {(row.stored_by_id, row.author_id) for row in rows} == {(cast.owner.id, cast.partner.id)}


def test_a_file_opened_twice_changes_nothing(
    cast: Cast, envelope: Envelope, carried: bytes, room: Room
) -> None:
    for _round in range(2):
        assert opened(cast, carried) == ""
        run_tasks()
    assert told_to_the_owner(cast, envelope) == ANSWERS
    with unit_of_work(cast.owner.system):
        imports = LedgerEvent.objects.filter(verb="exchange.imported").order_by("sequence")
        assert [row.codes["events"] for row in imports] == [2, 0]


def test_a_file_of_what_is_here_already_changes_nothing(cast: Cast, envelope: Envelope, file: bytes) -> None:
    assert opened(cast, file) == ""
    assert told_to_the_owner(cast, envelope) == ANSWERS


def test_a_later_file_brings_what_the_first_did_not_hold(
    cast: Cast, envelope: Envelope, carried: bytes
) -> None:
    content = json.loads(carried)
    earlier = {**content, "events": content["events"][:1]}
    assert opened(cast, json.dumps(earlier).encode()) == ""
    assert told_to_the_owner(cast, envelope) == ANSWERS[:1]
    assert opened(cast, carried) == ""
    assert told_to_the_owner(cast, envelope) == ANSWERS


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("verb", "completed"),
        ("codes", {"code": "no_staff"}),
        ("codes", {}),
        ("at", "2036-01-01T00:00:00+00:00"),
        ("id", "627761c2-5f63-4e54-b379-0c06efff5af1"),
        ("format", 1),
    ],
)
def test_an_altered_event_is_refused_with_the_whole_file_and_the_installation_knows(
    cast: Cast, envelope: Envelope, carried: bytes, field: str, value: Any
) -> None:
    content = json.loads(carried)
    content["events"][1]["event"][field] = value
    assert opened(cast, json.dumps(content).encode()) == "file_altered"
    run_tasks()
    assert installation_knows() == ["file_altered"]
    assert told_to_the_owner(cast, envelope) == []


def test_an_event_altered_after_it_arrived_does_not_replace_it(
    cast: Cast, envelope: Envelope, file: bytes
) -> None:
    """The partner itself signs something else under the id of an event that the owner has."""
    read = read_file(file)
    assert isinstance(read, list)
    other = replace(read[1].event, verb="accepted_in_principle", codes={})
    with unit_of_work(cast.partner.system):
        signature = sign(other.canonical(), party_private_key(cast.partner.id, "sign"))
    assert opened(cast, write_events([SignedEvent(other, signature)])) == "file_altered"
    assert told_to_the_owner(cast, envelope) == ANSWERS


def test_a_forged_signature_and_an_unknown_author_are_refused_and_the_installation_knows(
    cast: Cast, carried: bytes
) -> None:
    content = json.loads(carried)
    content["events"][0]["signature"] = base64.b64encode(b"x" * 64).decode()
    assert opened(cast, json.dumps(content).encode()) == "file_altered"
    content = json.loads(carried)
    for part in content["events"]:
        part["event"]["author_id"] = "627761c2-5f63-4e54-b379-0c06efff5af1"
    assert opened(cast, json.dumps(content).encode()) == "file_sender_unknown"
    run_tasks()
    assert installation_knows() == ["file_altered", "file_sender_unknown"]


def signed_by(cast: Cast, author: str, thread_id: Any, *, room: str = "protection") -> bytes:
    """A file to the owner, in order in itself, signed by an office of the cast."""
    office = getattr(cast, author)
    event = EventText(
        id=uuid4(),
        thread_id=thread_id,
        author_id=office.id,
        receiver_id=cast.owner.id,
        from_room=room,
        to_room="protection",
        verb="declined",
        codes={"code": "no_room"},
        at=timezone.now(),
    )
    with unit_of_work(office.system):
        signature = sign(event.canonical(), party_private_key(office.id, "sign"))
    return write_events([SignedEvent(event, signature)])


def test_what_a_stranger_signed_about_a_thread_of_others_is_refused_and_the_installation_knows(
    cast: Cast, envelope: Envelope
) -> None:
    assert opened(cast, signed_by(cast, "stranger", envelope.pk)) == "file_of_another_office"
    run_tasks()
    assert installation_knows() == ["file_of_another_office"]
    assert told_to_the_owner(cast, envelope) == []


def test_a_file_about_no_thread_of_this_office_is_refused_in_one_sentence(
    cast: Cast, envelope: Envelope
) -> None:
    status, page = upload(signed_in(cast.owner[Role.COORDINATOR]), signed_by(cast, "partner", uuid4()))
    assert status == 200
    assert "This file answers nothing that your office knows of. It was not opened." in page
    assert opened(cast, signed_by(cast, "partner", envelope.pk, room="prosecution")) == "events_of_no_thread"
    run_tasks()
    assert installation_knows() == []


def test_a_file_for_another_office_or_another_room_is_refused(cast: Cast, carried: bytes) -> None:
    assert open_file(cast, carried) == "file_not_for_this_office"
    content = json.loads(carried)
    for part in content["events"]:
        part["event"]["to_room"] = "prosecution"
    assert opened(cast, json.dumps(content).encode()) == "file_not_for_this_office"
    run_tasks()
    assert installation_knows() == ["file_not_for_this_office"] * 2


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content["events"].clear(),
        lambda content: content.update(more=1),
        lambda content: content.update(events={}),
        lambda content: content["events"].append(content["events"][0]),
        lambda content: content["events"][0].pop("signature"),
        lambda content: content["events"][0]["event"].update(note="x"),
        lambda content: content["events"][0]["event"].update(thread_id=str(uuid4())),
        lambda content: content["events"][0]["event"].update(verb="Invented Canary"),
        lambda content: content["events"][0]["event"].update(codes={"note": "Invented Canary"}),
        lambda content: content["events"][0]["event"].update(codes={f"c{n}": "x" for n in range(6)}),
        lambda content: content["events"][0]["event"].update(codes=["x"]),
        lambda content: content["events"][0]["event"].update(at="2026-11-30T06:00:00"),
        lambda content: content["events"][0]["event"].update(format=3),
        lambda content: content["events"][0]["event"].update(format=True),
    ],
)
def test_what_is_no_file_of_events_of_one_thread_is_refused_in_one_way(file: bytes, change: Change) -> None:
    content = json.loads(file)
    change(content)
    with pytest.raises(Refused, match="file_not_a_package"):
        read_file(json.dumps(content).encode())


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(_JSON)
def test_nonsense_in_place_of_events_is_refused_in_one_way(nonsense: Any) -> None:
    for events in (nonsense, [nonsense], [{"event": nonsense, "signature": ""}]):
        with pytest.raises(Refused, match="file_not_a_package"):
            read_file(json.dumps({"format": "palermo-events-1", "events": events}).encode())


def test_what_is_written_is_read_back_unchanged_and_holds_codes_only(file: bytes) -> None:
    read = read_file(file)
    assert isinstance(read, list)
    assert write_events(read) == file
    assert b"BCDF" not in file
    assert {one.event.format for one in read} == {2}


def test_an_office_exports_its_own_events_only(cast: Cast, envelope: Envelope, file: bytes) -> None:
    sender = cast.owner[Role.COORDINATOR]
    with unit_of_work(sender), pytest.raises(Refused, match="nothing_told"):
        export_events(sender, thread_id=envelope.pk)
    with unit_of_work(sender):
        emit(sender, thread_id=envelope.pk, receiver_id=cast.partner.id, verb="not_pursued", codes={})
    with unit_of_work(sender):
        read = read_file(export_events(sender, thread_id=envelope.pk))
    assert isinstance(read, list)
    assert [(one.event.verb, one.event.author_id) for one in read] == [("not_pursued", cast.owner.id)]


def test_an_event_that_its_author_s_key_did_not_sign_does_not_leave_as_a_file(
    cast: Cast, envelope: Envelope, file: bytes, superuser_connection: psycopg.Connection[Any]
) -> None:
    superuser_connection.execute("ALTER TABLE exchange_event DISABLE TRIGGER USER")
    superuser_connection.execute("UPDATE exchange_event SET verb = 'completed' WHERE verb = 'declined'")
    superuser_connection.execute("ALTER TABLE exchange_event ENABLE ALWAYS TRIGGER palermo_no_change")
    actor = cast.partner[Role.COORDINATOR]
    with unit_of_work(actor):
        read = read_file(export_events(actor, thread_id=envelope.pk))
    assert isinstance(read, list)
    with unit_of_work(actor):
        assert LedgerEvent.objects.filter(verb="exchange.forgery_found").exists()
    assert [one.event.verb for one in read] == ["waitlisted"]


def test_what_is_more_than_a_file_may_hold_is_refused_before_it_leaves(
    cast: Cast, envelope: Envelope, room: Room
) -> None:
    actor = cast.partner[Role.COORDINATOR]
    with unit_of_work(actor):
        event = emit(actor, thread_id=envelope.pk, receiver_id=cast.owner.id, verb="declined", codes={})
        text, key = event_text_of(event), party_private_key(cast.partner.id, "sign")
        for _more in range(MAX_BYTES // 512):
            other = replace(text, id=uuid4())
            store_event_text(actor, other, signature=sign(other.canonical(), key))
    with unit_of_work(actor), pytest.raises(Refused, match="told_too_much"):
        export_events(actor, thread_id=envelope.pk)
    answer = signed_in(actor).post(reverse("exchange:events_file", args=[envelope.pk]))
    assert answer.status_code == 403
    assert "more than one file may hold" in answer.content.decode()


def test_only_the_counters_of_the_two_sides_make_such_a_file(
    cast: Cast, envelope: Envelope, file: bytes
) -> None:
    for actor, reason in (
        (cast.stranger[Role.COORDINATOR], "not_found"),
        (cast.partner[Role.CASEWORKER], "role_missing"),
        (cast.partner[Role.POLICE_OFFICER], "not_found"),
    ):
        with unit_of_work(actor), pytest.raises(Refused, match=reason):
            export_events(actor, thread_id=envelope.pk)
    helper = cast.owner[Role.CASEWORKER]
    with unit_of_work(helper), pytest.raises(Refused, match="role_missing"):
        import_file(helper, data=file)


def test_the_pages_carry_an_answer_from_one_office_to_the_other(
    cast: Cast, envelope: Envelope, carried: bytes, room: Room
) -> None:
    answers, asks = signed_in(cast.partner[Role.COORDINATOR]), signed_in(cast.owner[Role.COORDINATOR])
    page = reverse("exchange:package", args=[envelope.pk])
    assert "Download what was told" not in text(answers, page)
    again = answers.post(reverse("exchange:events_file", args=[envelope.pk]))
    assert again.headers["Location"] == page
    actor = cast.partner[Role.COORDINATOR]
    with unit_of_work(actor):
        emit(actor, thread_id=envelope.pk, receiver_id=cast.owner.id, verb="declined", codes={})
    assert "Download what was told" in text(answers, page)
    assert "Download what was told" not in text(asks, page)
    answer = answers.post(reverse("exchange:events_file", args=[envelope.pk]))
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="palermo-{envelope.pk.hex[:8]}-told.json"'
    )
    status, confirmed = upload(asks, answer.content)
    assert status == 200
    assert "The file is in order" in confirmed
    assert "Its signature is that of Partner" in confirmed
    assert "What it tells appears with what your office sent, within a minute." in confirmed
    assert "among what your office received" not in confirmed


def text(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def test_what_is_told_to_a_party_elsewhere_leaves_as_a_file(
    cast: Cast, room: Room, owner_connection: psycopg.Connection[Any]
) -> None:
    other, actor = party_elsewhere(owner_connection), cast.partner[Role.COORDINATOR]
    agreement_id = agreed_with(owner_connection, cast.partner, other)
    with unit_of_work(actor):
        public = bytes(public_keys([cast.partner.id])[cast.partner.id].seal_public)
    package = Package(*other.package(cast.partner, public, ENQUIRY, agreement_id=agreement_id))
    with unit_of_work(actor):
        thread_id = import_file(actor, data=write_package(package)).pk
    run_tasks()
    with unit_of_work(actor):
        emit(actor, thread_id=thread_id, receiver_id=other.id, verb="declined", codes={})
    assert queued() == 0
    with unit_of_work(actor):
        read = read_file(export_events(actor, thread_id=thread_id))
    assert isinstance(read, list)
    assert [(one.event.verb, one.event.receiver_id) for one in read] == [("declined", other.id)]
