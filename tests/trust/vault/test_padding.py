"""Padding: what is sealed tells a step, not a length; what was sealed before opens; nothing else does."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql
from tests.support.place import Database
from tests.trust.vault.conftest import a_person, again

from palermo.operation.datafolder import DataFolder
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.identification.codes import Standing
from palermo.protection.identification.models import Account
from palermo.trust.actor import System
from palermo.trust.current import record
from palermo.trust.housekeeping import ALL_ROOMS
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault import erasure
from palermo.trust.vault.aead import PADDED, Unreadable, decrypt, encrypt, encrypt_padded, new_key
from palermo.trust.vault.keys import subject_key
from palermo.trust.vault.models import KeyWork
from palermo.trust.vault.padding import STEPS, BadPadding, pad, padded_length, unpad
from palermo.trust.vault.rotation import texts
from palermo.trust.vault.rotation.progress import Work
from palermo.trust.vault.rotation.texts import parts, reseal_texts
from palermo.trust.vault.vault import SealedModel, place_of, seal, unseal
from palermo.trust.walls.triggers import RESEALING

Connection = psycopg.Connection[Any]


@given(st.binary(max_size=6000))
def test_what_is_padded_comes_back_whole(text: bytes) -> None:
    assert unpad(pad(text)) == text


@given(st.binary(max_size=6000), st.binary(max_size=6000))
def test_two_texts_of_one_step_are_equally_long_once_sealed(one: bytes, other: bytes) -> None:
    lengths = [len(encrypt_padded(new_key(), text, place="here")) for text in (one, other)]
    assert (lengths[0] == lengths[1]) == (padded_length(len(one)) == padded_length(len(other)))


@given(st.integers(min_value=0, max_value=100_000))
def test_a_step_is_one_of_few_and_holds_the_text(length: int) -> None:
    step = padded_length(length)
    assert step > length
    assert step in STEPS or (step > STEPS[-1] and step % STEPS[-1] == 0)


@given(st.binary(max_size=200))
def test_bytes_that_nobody_padded_are_refused_or_were_padded_exactly_so(noise: bytes) -> None:
    try:
        text = unpad(noise)
    except BadPadding:
        return
    assert pad(text) == noise


@given(st.binary(max_size=300), st.integers(0), st.integers(0, 7))
def test_any_bit_of_a_padded_text_that_changes_makes_it_unreadable(text: bytes, index: int, bit: int) -> None:
    key = new_key()
    changed = bytearray(encrypt_padded(key, text, place="here"))
    changed[index % len(changed)] ^= 1 << bit
    with pytest.raises(Unreadable):
        decrypt(key, bytes(changed), place="here")


@given(st.binary(max_size=300))
def test_a_padded_text_is_not_taken_for_one_of_before_nor_the_other_way(text: bytes) -> None:
    key = new_key()
    for made, other in (
        (encrypt_padded(key, text, place="here"), b"\x01"),
        (encrypt(key, pad(text), place="here"), PADDED),
    ):
        with pytest.raises(Unreadable):
            decrypt(key, other + made[1:], place="here")


# --- columns -------------------------------------------------------------------------------------------------


def columns_of(connection: Connection, person: Person) -> dict[str, bytes]:
    names = Person.sealed_columns()
    statement = sql.SQL("SELECT {} FROM protection_person WHERE id = %s").format(
        sql.SQL(", ").join(map(sql.Identifier, names))
    )
    row = connection.execute(statement, [person.pk]).fetchone()
    assert row is not None
    return {name: bytes(value) for name, value in zip(names, row, strict=True)}


def test_nobody_sees_in_a_row_whether_something_is_recorded_or_how_long_it_is(
    office: System, owner_connection: Connection
) -> None:
    rows = [
        a_person(office),
        a_person(office, "P-2", name="Jo", birth="2004", safe_contact="in the evening, never by telephone"),
    ]
    with unit_of_work(office):
        nothing = Person(organisation_id=office.organisation_id, code="P-3")
        nothing.save(force_insert=True)
        record(office, verb="person.recorded", object_type="person", object_id=nothing.pk)
    lengths = {len(value) for row in [*rows, nothing] for value in columns_of(owner_connection, row).values()}
    assert len(lengths) == 1
    with unit_of_work(office):
        assert not any(unseal(again(office, nothing.pk), *Person.sealed_columns()).values())


def test_an_erased_person_s_rows_stay_empty(office: System, owner_connection: Connection) -> None:
    person = a_person(office)
    with unit_of_work(office):
        erasure.erase(office, subject_id=person.pk, reason="retention")
    with unit_of_work(office):
        case = Case(organisation_id=office.organisation_id, person=person, code="C-1", opened_on="2026-11-01")
        case.save(force_insert=True)
        record(office, verb="case.opened")
    assert bytes(Case(narrative=b"").narrative) == b""
    with unit_of_work(office):
        assert unseal(Case.objects.get(pk=case.pk), "narrative") == {"narrative": ""}


# --- sealed anew ---------------------------------------------------------------------------------------------


def as_before(actor: System, row: SealedModel, connection: Connection, **columns: str) -> None:
    """Put `columns` of `row` into the form of before there was padding; the empty text as no byte."""
    with unit_of_work(actor):
        key = subject_key(actor.organisation_id, row.vault_subject_id, row.vault_room)
    for column, text in columns.items():
        value = encrypt(key, text.encode(), place=place_of(row, column)) if text else b""
        statement = sql.SQL("UPDATE {} SET {} = %s WHERE id = %s").format(
            sql.Identifier(row._meta.db_table), sql.Identifier(column)
        )
        assert connection.execute(statement, [value, row.pk]).rowcount == 1


def in_all_rooms(actor: System) -> System:
    return System(organisation_id=actor.organisation_id, reason="test", rooms=ALL_ROOMS)


def reseal_all(actor: System, work: Work = Work.TEXTS) -> int:
    total = 0
    while True:
        with unit_of_work(in_all_rooms(actor)):
            done = reseal_texts(in_all_rooms(actor), work=work)
        if not done:
            return total
        total += done


def test_every_sealed_column_is_in_one_of_the_two_works() -> None:
    found = {
        work: {t: set(c) for t, (_m, c) in parts(work).items()} for work in (Work.TEXTS, Work.FIXED_TEXTS)
    }
    for model in apps.get_models():
        if issubclass(model, SealedModel):
            table = model._meta.db_table
            worker, owner = (found[work].get(table, set()) for work in (Work.TEXTS, Work.FIXED_TEXTS))
            assert worker | owner == set(model.sealed_columns())
            assert not worker & owner
    assert {"account", "who", "own_words", "grounds"} <= set().union(*found[Work.FIXED_TEXTS].values())


def test_texts_of_before_are_read_and_then_sealed_anew(
    office: System, owner_connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "AT_ONCE", 2)
    persons = [a_person(office, f"P-{number}", name=f"Name {number}", contact="") for number in range(5)]
    for number, person in enumerate(persons):
        as_before(office, person, owner_connection, name=f"Name {number}", contact="", birth="")
    with unit_of_work(office):
        assert unseal(again(office, persons[3].pk), "name", "contact") == {"name": "Name 3", "contact": ""}
    with unit_of_work(in_all_rooms(office)):
        reseal_texts(in_all_rooms(office))
    assert {value[:1] for value in columns_of(owner_connection, persons[0]).values()} == {PADDED}
    assert columns_of(owner_connection, persons[4])["name"][:1] == b"\x01", "the rest waits for its turn"
    reseal_all(office)
    assert {
        (value[:1], len(value))
        for person in persons
        for value in columns_of(owner_connection, person).values()
    } == {(PADDED, len(columns_of(owner_connection, persons[0])["name"]))}
    with unit_of_work(office):
        assert [unseal(again(office, person.pk), "name")["name"] for person in persons] == [
            f"Name {number}" for number in range(5)
        ]
        events = LedgerEvent.objects.filter(verb="texts.resealed")
        assert sum(event.codes["rows"] for event in events) == 5
        assert not KeyWork.objects.filter(ended_at__isnull=True).exists()
    assert reseal_all(office) == 0


def test_what_was_altered_or_emptied_for_good_is_left_as_it_is(
    office: System, owner_connection: Connection
) -> None:
    altered, erased = a_person(office), a_person(office, "P-2")
    as_before(office, altered, owner_connection, name="Amina Diallo", contact="by the door")
    noise = b"\x01" + bytes(60)
    owner_connection.execute("UPDATE protection_person SET name = %s WHERE id = %s", [noise, altered.pk])
    with unit_of_work(office):
        erasure.erase(office, subject_id=erased.pk, reason="retention")
    owner_connection.execute("UPDATE protection_person SET name = '' WHERE id = %s", [erased.pk])
    reseal_all(office)
    left = columns_of(owner_connection, altered)
    assert left["name"] == noise
    assert left["contact"][:1] == PADDED
    assert columns_of(owner_connection, erased)["name"] == b""


def a_fixed_text(office: System, connection: Connection) -> SealedModel:
    """A row with a column that nobody rewrites, as it was before there was padding."""
    person = a_person(office, "P-9")
    case = Case(organisation_id=office.organisation_id, person=person, code="C-9", opened_on="2026-11-01")
    row = Account(
        organisation_id=office.organisation_id,
        case=case,
        person=person,
        standing=Standing.FIRST,
        told_on="2026-11-01",
        language="not_asked",
        recorded_by_id=office.organisation_id,
    )
    with unit_of_work(office):
        case.save(force_insert=True)
        seal(row, account="what was told")
        row.save(force_insert=True)
        record(office, verb="account.recorded", object_type="person", object_id=person.pk)
    connection.execute("ALTER TABLE protection_account DISABLE TRIGGER palermo_no_rewrite")
    as_before(office, row, connection, account="what was told")
    connection.execute("ALTER TABLE protection_account ENABLE ALWAYS TRIGGER palermo_no_rewrite")
    return row


def stands(connection: Connection, row: SealedModel) -> bytes:
    found = connection.execute("SELECT account FROM protection_account WHERE id = %s", [row.pk]).fetchone()
    assert found is not None
    return bytes(found[0])


def test_what_nobody_rewrites_is_sealed_anew_by_the_owner_alone(
    office: System, owner_connection: Connection, database: Database, data_folder: DataFolder
) -> None:
    row = a_fixed_text(office, owner_connection)
    before = stands(owner_connection, row)
    reseal_all(office)
    assert stands(owner_connection, row) == before
    with pytest.raises(DatabaseError, match="never rewritten"):
        reseal_all(office, Work.FIXED_TEXTS)
    addresses = {"DATABASE_URL": database.app, "DATABASE_OWNER_URL": database.owner}
    environment = os.environ | addresses | {"PALERMO_DATA": str(data_folder.path)}
    command = [sys.executable, "-m", "palermo.cli", "keys", "seal"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "Every sealed text is padded: 1 rows looked at.\n"), (
        done.stderr
    )
    assert stands(owner_connection, row)[:1] == PADDED
    with unit_of_work(office):
        assert unseal(type(row)._default_manager.get(pk=row.pk), "account") == {"account": "what was told"}


def test_the_owner_too_rewrites_nothing_that_is_padded_or_without_saying_so(
    office: System, owner_connection: Connection
) -> None:
    row = a_fixed_text(office, owner_connection)
    change = "UPDATE protection_account SET account = %s WHERE id = %s"
    for saying, value in (("", PADDED), ("protection_decision", PADDED), ("protection_account", b"\x01")):
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege, match="never rewritten"),
            owner_connection.transaction(),
        ):
            owner_connection.execute("SELECT set_config(%s, %s, true)", [RESEALING, saying])
            owner_connection.execute(change, [value + bytes(40), row.pk])
    with owner_connection.transaction():
        owner_connection.execute("SELECT set_config(%s, 'protection_account', true)", [RESEALING])
        owner_connection.execute(change, [PADDED + bytes(40), row.pk])
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="never rewritten"),
        owner_connection.transaction(),
    ):
        owner_connection.execute("SELECT set_config(%s, 'protection_account', true)", [RESEALING])
        owner_connection.execute(change, [PADDED + bytes(41), row.pk])


def test_the_application_cannot_say_it_is_the_owner(office: System, owner_connection: Connection) -> None:
    row = a_fixed_text(office, owner_connection)
    change = "UPDATE protection_account SET account = %s WHERE id = %s"
    with (
        pytest.raises(DatabaseError, match="never rewritten"),
        unit_of_work(office),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT set_config(%s, 'protection_account', true)", [RESEALING])
        cursor.execute(change, [PADDED + bytes(40), row.pk])
