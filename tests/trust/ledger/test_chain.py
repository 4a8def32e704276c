"""The ledger: a chain for each organisation, codes only, appended to and never changed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from psycopg import errors
from tests.support.place import Database

from palermo.trust.actor import INSTALLATION_ID, Anonymous, Staff, System
from palermo.trust.current import current, record
from palermo.trust.event import Event
from palermo.trust.ids import uuid7
from palermo.trust.ledger.chain import GENESIS, append, event_hash
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.ledger.verify import verify
from palermo.trust.ledger.witness import read_witness
from palermo.trust.mandates import Mandate, Role
from palermo.trust.plain import is_code
from palermo.trust.unit_of_work import unit_of_work

THREADS, COMMITS = 4, 8


def system() -> System:
    return System(organisation_id=uuid7(), reason="test")


def events_of(actor: System | Staff) -> list[LedgerEvent]:
    with unit_of_work(actor):
        return list(LedgerEvent.objects.filter(organisation_id=actor.organisation_id).order_by("sequence"))


# --- one chain for each organisation -------------------------------------------------------------------------


@pytest.mark.usefixtures("database")
def test_each_event_follows_the_one_before_it_in_its_office_s_chain() -> None:
    actor, other = system(), system()
    for number in range(3):
        for one in (actor, other):
            with unit_of_work(one):
                record(one, verb="thing.done", codes={"number": number})
                record(one, verb="thing.done", codes={"number": -number})
    for one in (actor, other):
        events = events_of(one)
        assert [event.sequence for event in events] == [1, 2, 3, 4, 5, 6]
        assert bytes(events[0].previous_hash) == GENESIS
        for before, after in pairwise(events):
            assert bytes(after.previous_hash) == bytes(before.hash)
        assert all(event_hash(event) == bytes(event.hash) for event in events)


@pytest.mark.usefixtures("database")
def test_the_last_event_of_each_commit_carries_the_signed_head_that_the_witness_gets() -> None:
    actor = system()
    for _ in range(2):
        with unit_of_work(actor):
            record(actor, verb="thing.begun")
            record(actor, verb="thing.done")
    signed = [(event.sequence, bytes(event.signature)) for event in events_of(actor) if event.signature]
    witnessed = [(head.sequence, head.signature) for head in read_witness(settings.PALERMO_WITNESS_FILE)]  # type: ignore[union-attr]
    assert signed == witnessed
    assert [sequence for sequence, _signature in signed] == [2, 4]


def test_writers_at_the_same_time_leave_neither_gap_nor_fork(database: Database) -> None:
    offices = [system(), system()]

    def work(number: int) -> None:
        try:
            for round_ in range(COMMITS):
                actor = offices[(number + round_) % 2]
                with unit_of_work(actor):
                    record(actor, verb="thing.done", codes={"writer": number, "round": round_})
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    for office in offices:
        assert [event.sequence for event in events_of(office)] == list(range(1, THREADS * COMMITS // 2 + 1))
    with psycopg.connect(database.owner) as owner:
        report = verify(settings.PALERMO_WITNESS_FILE, owner)
    assert report.intact
    assert all(chain.beyond == 0 for chain in report.offices if chain.organisation_id != INSTALLATION_ID)


@pytest.mark.usefixtures("database")
def test_the_chain_s_lock_is_taken_as_the_last_act_before_commit() -> None:
    actor = system()
    lock = (
        "SELECT coalesce(string_agg(mode, ' ' ORDER BY mode), '') FROM pg_locks"
        " WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
    )
    with unit_of_work(actor), connection.cursor() as cursor:
        record(actor, verb="thing.done")
        cursor.execute(lock)
        assert cursor.fetchone() == ("",)
        append(actor, current().events[:1])
        cursor.execute(lock)
        assert cursor.fetchone() == ("ExclusiveLock ShareLock",), (
            "the chain's alone, the signing key's together"
        )
        current().fail()


@pytest.mark.usefixtures("database")
def test_a_commit_without_events_leaves_the_ledger_and_the_witness_alone() -> None:
    with unit_of_work(Anonymous()):
        LedgerEvent.objects.count()
    assert not settings.PALERMO_WITNESS_FILE.exists()


@pytest.mark.usefixtures("database")
def test_what_was_committed_is_answered_even_when_the_witness_cannot_be_written(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.PALERMO_WITNESS_FILE = settings.PALERMO_DATA / "no such folder" / "witness.jsonl"
    actor = system()
    with unit_of_work(actor):
        record(actor, verb="thing.done")
    assert len(events_of(actor)) == 1
    assert "witness file cannot be written" in caplog.text


@pytest.mark.usefixtures("database")
def test_an_event_says_who_acted_and_the_system_for_which_reason() -> None:
    actor = system()
    staff = Staff(
        user_id=uuid4(),
        organisation_id=actor.organisation_id,
        unit_id=uuid4(),
        mandate=Mandate.ASSISTANCE,
        roles=frozenset({Role.CASEWORKER}),
    )
    for one in (actor, staff):
        with unit_of_work(one):
            record(one, verb="thing.done")
    by_system, by_staff = events_of(actor)
    assert (by_system.actor_kind, by_system.actor_id, by_system.codes) == ("system", None, {"system": "test"})
    assert (by_staff.actor_kind, by_staff.actor_id, by_staff.codes) == ("staff", staff.user_id, {})


@pytest.mark.usefixtures("database")
def test_an_event_of_another_organisation_is_refused() -> None:
    with unit_of_work(system()), pytest.raises(RuntimeError, match="acting organisation"):
        record(system(), verb="thing.done")


# --- codes and ids, never free text --------------------------------------------------------------------------

plain = st.text("abcXYZ019_.:+-", max_size=40)


@given(st.text(), st.sampled_from(["verb", "type", "name", "value"]))
def test_anything_but_a_code_raises(text: str, place: str) -> None:
    def make() -> Event:
        return Event(
            verb=text if place == "verb" else "thing.done",
            object_type=text if place == "type" else "thing",
            codes={text if place == "name" else "name": text if place == "value" else "code"},
        )

    longest = {"verb": 60, "type": 40}.get(place, 80)
    if is_code(text, longest=longest) and (text or place != "verb"):
        make()
    else:
        with pytest.raises(ValueError, match="codes and ids only"):
            make()


@pytest.mark.parametrize(
    "value",
    [1.5, None, b"bytes", ["list"], {"a": "dict"}, 2**60, "Amina Diallo", "a@b.example", "a\n", "é", uuid4()],
)
def test_a_code_is_text_without_words_a_whole_number_or_yes_or_no(value: Any) -> None:
    with pytest.raises(ValueError, match="codes and ids only"):
        Event(verb="thing.done", codes={"value": value})


@pytest.mark.parametrize("object_id", ["4711", 7, "Amina"])
def test_the_object_of_an_event_is_an_id(object_id: Any) -> None:
    with pytest.raises(ValueError, match="codes and ids only"):
        Event(verb="thing.done", object_id=object_id)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Event(verb="thing.done", at=datetime(2026, 11, 1))  # noqa: DTZ001 - that is the point


@given(
    codes=st.dictionaries(plain, st.one_of(plain, st.integers(-(2**53), 2**53), st.booleans()), max_size=5),
    verb=plain.filter(bool),
    at=st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - zone beside it
)
def test_the_hash_survives_a_round_trip_through_json(codes: dict[str, Any], verb: str, at: datetime) -> None:
    fields: dict[str, Any] = {
        "organisation_id": UUID(int=7),
        "sequence": 1,
        "at": at,
        "previous_hash": GENESIS,
    }
    event = Event(verb=verb, codes=codes, at=at)
    written = LedgerEvent(verb=event.verb, codes=dict(event.codes), **fields)
    read = LedgerEvent(verb=event.verb, codes=json.loads(json.dumps(dict(event.codes))), **fields)
    assert event_hash(written) == event_hash(read)


# --- append-only ---------------------------------------------------------------------------------------------

CHANGES = ["UPDATE ledger_event SET verb = 'other'", "DELETE FROM ledger_event", "TRUNCATE ledger_event"]


@pytest.mark.parametrize("statement", CHANGES)
@pytest.mark.parametrize("role", ["app", "owner", "superuser"])
def test_nobody_changes_or_removes_an_event(database: Database, role: str, statement: str) -> None:
    actor = system()
    with unit_of_work(actor):
        record(actor, verb="thing.done")
    address = getattr(database, role)
    if address is None:
        pytest.skip("A server that is not ours gives no superuser; the embedded server runs this test.")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT set_config('palermo.organisation', %s, false)", [str(actor.organisation_id)]
        )
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(statement)
        if role == "superuser":
            connection.execute("SET session_replication_role = replica")
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement)
    assert len(events_of(actor)) == 1
