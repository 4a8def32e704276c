"""The vault: sealed text opens in its own place only, keys are wrapped, lost roots are recovered."""

from __future__ import annotations

import base64
import secrets
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core.management import call_command
from django.db import models
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql
from tests.support.attempts import tried
from tests.support.place import Database
from tests.trust.vault.conftest import ROOM, a_person, again, an_office

from palermo.operation.datafolder import DataFolder
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.trust.actor import System
from palermo.trust.current import record
from palermo.trust.ledger.ends import present_end
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.aead import Unreadable, decrypt, encrypt, new_key
from palermo.trust.vault.head_keys import carry_head_keys, known_head_keys
from palermo.trust.vault.keys import load_subject_keys, party_private_key, subject_key
from palermo.trust.vault.models import KeySlot, PartyKey, SearchKey, SubjectKey
from palermo.trust.vault.root import RootKeyError, derive, encode_root_key, read_root_key, root_key
from palermo.trust.vault.slots import BadRecoveryShare, make_recovery_share, office_key, recover, slot_kinds
from palermo.trust.vault.vault import reveal, seal, unseal

SuperUser = psycopg.Connection[Any]

# --- AES-256-GCM with a place --------------------------------------------------------------------------------


@given(st.binary(max_size=300), st.text(max_size=40))
def test_what_is_sealed_opens_with_its_key_in_its_place(plain: bytes, place: str) -> None:
    key = new_key()
    assert decrypt(key, encrypt(key, plain, place=place), place=place) == plain


@given(plain=st.binary(max_size=60), index=st.integers(0), bit=st.integers(0, 7))
def test_any_bit_that_changes_makes_it_unreadable(plain: bytes, index: int, bit: int) -> None:
    tried()
    key = new_key()
    sealed = bytearray(encrypt(key, plain, place="here"))
    sealed[index % len(sealed)] ^= 1 << bit
    with pytest.raises(Unreadable):
        decrypt(key, bytes(sealed), place="here")


@given(st.binary(max_size=200))
def test_anything_else_is_unreadable_and_never_another_error(garbage: bytes) -> None:
    tried()
    with pytest.raises(Unreadable):
        decrypt(new_key(), garbage, place="here")


def test_another_key_or_place_does_not_open_it_and_no_two_ciphertexts_are_alike() -> None:
    key = new_key()
    sealed = encrypt(key, b"name", place="here")
    assert sealed != encrypt(key, b"name", place="here")
    for other_key, place in ((new_key(), "here"), (key, "there")):
        with pytest.raises(Unreadable):
            decrypt(other_key, sealed, place=place)


# --- ciphertexts that were moved -----------------------------------------------------------------------------


def sealed(connection: SuperUser, person: Person, column: str) -> bytes:
    row = connection.execute(
        sql.SQL("SELECT {} FROM protection_person WHERE id = %s").format(sql.Identifier(column)), [person.pk]
    ).fetchone()
    assert row is not None
    return bytes(row[0])


def put(connection: SuperUser, person: Person, column: str, value: bytes) -> None:
    statement = sql.SQL("UPDATE protection_person SET {} = %s WHERE id = %s").format(sql.Identifier(column))
    assert connection.execute(statement, [value, person.pk]).rowcount == 1


def test_a_ciphertext_moved_to_another_column_is_found(
    office: System, superuser_connection: SuperUser
) -> None:
    person = a_person(office)
    put(superuser_connection, person, "contact", sealed(superuser_connection, person, "name"))
    with unit_of_work(office), pytest.raises(Unreadable):
        unseal(again(office, person.pk), "contact")


def test_a_ciphertext_moved_to_another_row_is_found(office: System, superuser_connection: SuperUser) -> None:
    one, other = a_person(office), a_person(office, "P-2", name="Maria Petrova")
    put(superuser_connection, other, "name", sealed(superuser_connection, one, "name"))
    with unit_of_work(office), pytest.raises(Unreadable):
        unseal(again(office, other.pk), "name")


def test_a_row_moved_to_another_person_of_the_same_key_is_found(
    office: System, superuser_connection: SuperUser
) -> None:
    person = a_person(office)
    cases = []
    with unit_of_work(office):
        for number in range(2):
            case = Case(
                organisation_id=office.organisation_id,
                person=person,
                code=f"C-{number}",
                opened_on="2026-11-01",
            )
            seal(case, narrative=f"narrative {number}")
            case.save(force_insert=True)
            cases.append(case)
        record(office, verb="case.opened")
    superuser_connection.execute(
        "UPDATE protection_case SET narrative = (SELECT narrative FROM protection_case WHERE id = %s) WHERE id = %s",
        [cases[0].pk, cases[1].pk],
    )
    with unit_of_work(office), pytest.raises(Unreadable):
        unseal(Case.objects.get(pk=cases[1].pk), "narrative")


def test_a_ciphertext_moved_to_another_office_is_found(
    office: System, superuser_connection: SuperUser
) -> None:
    mine, theirs = a_person(office), a_person(other := an_office("Other"))
    put(superuser_connection, theirs, "name", sealed(superuser_connection, mine, "name"))
    with unit_of_work(other), pytest.raises(Unreadable):
        unseal(again(other, theirs.pk), "name")


def test_a_wrapped_key_given_to_another_person_or_office_does_not_open(
    office: System, superuser_connection: SuperUser
) -> None:
    one, two = a_person(office), a_person(office, "P-2")
    theirs = a_person(other := an_office("Other"))
    copy = (
        "UPDATE keys.subject_key SET wrapped = (SELECT wrapped FROM keys.subject_key WHERE subject_id = %s)"
        " WHERE subject_id = %s"
    )
    for actor, person in ((office, two), (other, theirs)):
        superuser_connection.execute(copy, [one.pk, person.pk])
        with unit_of_work(actor), pytest.raises(Unreadable):
            unseal(again(actor, person.pk), "name")


def test_a_key_slot_given_to_another_office_does_not_open(
    office: System, superuser_connection: SuperUser
) -> None:
    other = an_office("Other")
    superuser_connection.execute(
        "UPDATE keys.key_slot SET wrapped = (SELECT wrapped FROM keys.key_slot WHERE organisation_id = %s)"
        " WHERE organisation_id = %s",
        [office.organisation_id, other.organisation_id],
    )
    with unit_of_work(other), pytest.raises(Unreadable):
        office_key(other.organisation_id, 1)


# --- keys ----------------------------------------------------------------------------------------------------


def test_one_person_has_a_key_for_each_room(office: System) -> None:
    subject = uuid4()
    with unit_of_work(office):
        keys = {subject_key(office.organisation_id, subject, room, create=True) for room in (ROOM, "desk")}
        assert len(keys) == 2
        assert subject_key(office.organisation_id, subject, ROOM) in keys
        record(office, verb="thing.done")
    with unit_of_work(office):
        assert subject_key(office.organisation_id, subject, ROOM) in keys


def test_many_keys_are_loaded_with_one_question(office: System) -> None:
    persons = [a_person(office, f"P-{number}") for number in range(5)]
    from django.db import connection

    seen: list[str] = []
    with unit_of_work(office):
        load_subject_keys(office.organisation_id, [person.pk for person in persons], ROOM)
        with connection.execute_wrapper(
            lambda execute, sql_, *rest: seen.append(sql_) or execute(sql_, *rest)  # type: ignore[func-returns-value]
        ):
            for person in persons:
                assert unseal(person, "name") == {"name": "Amina Diallo"}
    assert seen == []


def test_a_key_made_in_a_savepoint_that_failed_is_not_used_again(office: System) -> None:
    from palermo.trust.service import Refused, service

    subject = uuid4()

    @service
    def begin(actor: System) -> None:
        subject_key(actor.organisation_id, subject, ROOM, create=True)
        raise Refused("role_missing", verb="thing.do")

    with unit_of_work(office):
        with pytest.raises(Refused):
            begin(office)
        with pytest.raises(Unreadable):
            subject_key(office.organisation_id, subject, ROOM)


def test_wrapped_keys_lie_in_the_schema_of_keys_and_nowhere_else(
    owner_connection: psycopg.Connection[Any],
) -> None:
    found = owner_connection.execute(
        "SELECT table_schema, table_name FROM information_schema.columns WHERE column_name = 'wrapped'"
    ).fetchall()
    assert set(found) == {
        ("keys", "key_slot"),
        ("keys", "subject_key"),
        ("keys", "party_key"),
        ("keys", "search_key"),
    }
    tables = {model._meta.db_table for model in (KeySlot, SubjectKey, PartyKey, SearchKey)}
    in_keys = owner_connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'keys'::regnamespace AND relkind = 'r'"
    )
    assert {name for (name,) in in_keys.fetchall()} == tables


def test_no_table_holds_a_key_in_the_clear(office: System, superuser_connection: SuperUser) -> None:
    person = a_person(office)
    with unit_of_work(office):
        secrets_ = [
            office_key(office.organisation_id, 1),
            subject_key(office.organisation_id, person.pk, ROOM),
            party_private_key(office.organisation_id, "sign"),
            party_private_key(office.organisation_id, "seal"),
        ]
    rows = " ".join(
        str(superuser_connection.execute(f"SELECT t::text FROM {name} t").fetchall())
        for name in (
            "keys.key_slot",
            "keys.subject_key",
            "keys.party_key",
            "keys.search_key",
            "protection_person",
            "exchange_public_keys",
        )
    )
    for secret in secrets_:
        assert secret.hex() not in rows
    for text in ("Amina", "blue door", b"Amina".hex()):
        assert text not in rows


def test_an_empty_text_reads_empty_and_is_sealed_like_any_short_one(
    office: System, superuser_connection: SuperUser
) -> None:
    person = a_person(office, name="", contact="by the blue door")
    with unit_of_work(office):
        assert unseal(again(office, person.pk), "name", "birth", "contact") == {
            "name": "",
            "birth": "",
            "contact": "by the blue door",
        }
    lengths = {len(sealed(superuser_connection, person, column)) for column in Person.sealed_columns()}
    assert len(lengths) == 1


# --- a reveal ------------------------------------------------------------------------------------------------


def test_a_reveal_is_recorded_with_its_columns_and_without_what_was_seen(office: System) -> None:
    person = a_person(office)
    with unit_of_work(office):
        assert reveal(office, again(office, person.pk), "name", "contact", "birth", object_type="person") == {
            "name": "Amina Diallo",
            "contact": "by the blue door",
            "birth": "",
        }
    with unit_of_work(office):
        event = LedgerEvent.objects.filter(verb="revealed").get()
        assert (event.object_id, event.codes["columns"]) == (person.pk, "name.contact")
        assert "Amina" not in str(vars(event))


def test_every_sealed_column_s_name_fits_the_ledger() -> None:
    from django.apps import apps

    from palermo.trust.plain import is_code
    from palermo.trust.vault.vault import SealedModel

    sealed_models = [model for model in apps.get_models() if issubclass(model, SealedModel)]
    assert sealed_models
    for model in sealed_models:
        columns = ".".join(model.sealed_columns())
        assert is_code(columns), model
        assert not any(isinstance(field, models.TextField) for field in model._meta.concrete_fields), model


# --- the root key --------------------------------------------------------------------------------------------


def test_an_office_is_recovered_with_its_share_after_the_root_key_was_lost(
    office: System, data_folder: DataFolder
) -> None:
    person = a_person(office)
    with unit_of_work(office):
        share = make_recovery_share(office.organisation_id)
        assert slot_kinds()[office.organisation_id] == ["recovery", "root"]
    data_folder.root_key.write_text(encode_root_key(secrets.token_bytes(32)))
    with unit_of_work(office), pytest.raises(Unreadable):
        unseal(again(office, person.pk), "name")
    with unit_of_work(office):
        recover(office.organisation_id, share.lower().replace("-", " "))
    with unit_of_work(office):
        assert unseal(again(office, person.pk), "name") == {"name": "Amina Diallo"}
        verbs = list(LedgerEvent.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs[-1] == "key.recovered"
    assert "key.recovery_share_made" in verbs


def test_only_the_newest_share_of_this_very_office_opens_its_key(office: System) -> None:
    other = an_office("Other")
    with unit_of_work(office):
        old = make_recovery_share(office.organisation_id)
    with unit_of_work(office):
        make_recovery_share(office.organisation_id)
    with unit_of_work(other):
        theirs = make_recovery_share(other.organisation_id)
    for share in (old, theirs, "", "ABCD", "1111-8888", "not base 32 at all!", old[:-4]):
        with unit_of_work(office), pytest.raises(BadRecoveryShare):
            recover(office.organisation_id, share)


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o660, 0o644, 0o777, 0o601])
def test_a_root_key_file_others_may_touch_is_refused(data_folder: DataFolder, mode: int) -> None:
    data_folder.root_key.chmod(mode)
    with pytest.raises(RootKeyError, match="chmod 600"):
        read_root_key(data_folder.root_key)


@pytest.mark.parametrize(
    "text", ["", "palermo-root-key-1\n", "palermo-root-key-1\nshort\n", "other\n" + "A" * 44]
)
def test_a_file_that_is_no_root_key_is_refused_in_one_line(data_folder: DataFolder, text: str) -> None:
    data_folder.root_key.write_text(text)
    with pytest.raises(RootKeyError, match="is not a Palermo root key"):
        read_root_key(data_folder.root_key)
    data_folder.root_key.unlink()
    with pytest.raises(RootKeyError, match="No root key"):
        read_root_key(data_folder.root_key)


def test_keys_for_different_purposes_have_nothing_in_common() -> None:
    root = secrets.token_bytes(32)
    made = {
        derive(root, purpose)
        for purpose in ("mfa", "ledger-head", "slot/root/1", "slot/recovery/1", "session")
    }
    assert len(made) == 5
    assert len(derive(root, "mfa", length=64)) == 64


def test_heads_signed_under_a_lost_root_key_stay_verifiable(
    office: System, data_folder: DataFolder, database: Database
) -> None:
    from django.conf import settings

    from palermo.trust.ledger.report import Fault
    from palermo.trust.ledger.verify import verify

    call_command("create_installation", verbosity=0)
    old = known_head_keys()[0].public.public_bytes_raw()
    new = secrets.token_bytes(32)
    carry_head_keys(old=root_key(), new=new, end=present_end([office.organisation_id]))
    data_folder.root_key.write_text(encode_root_key(new))
    assert [key.public.public_bytes_raw() for key in known_head_keys()][1:] == [old]
    with psycopg.connect(database.owner) as owner:
        assert verify(settings.PALERMO_WITNESS_FILE, owner).intact
        data_folder.root_key.with_name("ledger-heads.pub").unlink()
        faults = {finding.fault for finding in verify(settings.PALERMO_WITNESS_FILE, owner).findings}
    # Without the old key no head holds, so that nothing is signed and nothing witnessed either.
    assert faults == {Fault.SIGNATURE, Fault.WITNESS_SIGNATURE, Fault.UNSIGNED_END, Fault.UNWITNESSED}


def test_a_recovery_share_is_256_bits_in_groups_one_can_read_out(office: System) -> None:
    with unit_of_work(office):
        share = make_recovery_share(office.organisation_id)
    assert all(len(group) <= 4 for group in share.split("-"))
    assert len(base64.b32decode(share.replace("-", "") + "====")) == 32
