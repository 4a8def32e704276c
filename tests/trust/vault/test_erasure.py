"""Erasing a person, and the journal that a restore requires and applies."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from tests.support.place import Database
from tests.trust.vault.conftest import ROOM, a_person, again

from palermo.operation.datafolder import DataFolder
from palermo.protection.cases.models.persons import Person
from palermo.trust.actor import System
from palermo.trust.current import record
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault import erasure
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.erasure import erase, place_hold, release_hold
from palermo.trust.vault.journal import BadJournal, read_journal, write_erasure
from palermo.trust.vault.keys import subject_key
from palermo.trust.vault.models import SubjectKey
from palermo.trust.vault.root import encode_root_key, root_key
from palermo.trust.vault.vault import seal, unseal


def erase_now(actor: System, subject_id: UUID) -> None:
    with unit_of_work(actor):
        erase(actor, subject_id=subject_id, reason="asked")


def key_of(actor: System, subject_id: UUID) -> SubjectKey:
    with unit_of_work(actor):
        return SubjectKey.objects.get(subject_id=subject_id, room=ROOM)


def test_an_erased_person_is_unreadable_and_takes_nothing_new(office: System) -> None:
    person = a_person(office)
    erase_now(office, person.pk)
    assert key_of(office, person.pk).wrapped is None
    assert key_of(office, person.pk).destroyed_at is not None
    with unit_of_work(office):
        with pytest.raises(Unreadable):
            unseal(person, "name")
        with pytest.raises(Unreadable):
            seal(again(office, person.pk), name="Amina Diallo")
        with pytest.raises(Unreadable):
            subject_key(office.organisation_id, person.pk, ROOM, create=True)


def test_a_key_at_hand_in_the_same_unit_of_work_is_gone_too(office: System) -> None:
    person = a_person(office)
    with unit_of_work(office):
        assert unseal(person, "name")["name"]
        erase(office, subject_id=person.pk, reason="asked")
        with pytest.raises(Unreadable):
            unseal(person, "name")


def test_the_key_of_every_room_is_destroyed_and_other_persons_stay(office: System) -> None:
    person, other = a_person(office), a_person(office, "P-2")
    with unit_of_work(office):
        subject_key(office.organisation_id, person.pk, "desk", create=True)
        record(office, verb="thing.done")
    erase_now(office, person.pk)
    with unit_of_work(office):
        assert not SubjectKey.objects.filter(subject_id=person.pk, wrapped__isnull=False).exists()
        assert unseal(again(office, other.pk), "name") == {"name": "Amina Diallo"}


def test_the_journal_is_written_before_the_key_is_destroyed(
    office: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = a_person(office)

    def fail(organisation_id: UUID, subject_id: UUID) -> int:
        assert [one.subject_id for one in read_journal(settings.PALERMO_ERASURES_FILE)] == [subject_id]
        raise OSError("the power fails here")

    monkeypatch.setattr(erasure, "destroy_subject_keys", fail)
    with pytest.raises(OSError, match="power"):
        erase_now(office, person.pk)
    with unit_of_work(office):
        assert unseal(again(office, person.pk), "name") == {"name": "Amina Diallo"}
        assert not LedgerEvent.objects.filter(verb="person.erased").exists()


def test_a_legal_hold_stops_it_until_it_is_released(office: System) -> None:
    person = a_person(office)
    with unit_of_work(office):
        hold = place_hold(office, room="protection", subject_id=person.pk, reason="court_order")
    with unit_of_work(office), pytest.raises(Refused, match="legal_hold"):
        erase(office, subject_id=person.pk, reason="asked")
    assert read_journal(settings.PALERMO_ERASURES_FILE) == []
    with unit_of_work(office):
        release_hold(office, hold=hold)
    erase_now(office, person.pk)
    with unit_of_work(office):
        verbs = list(LedgerEvent.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs[-4:] == ["hold.placed", "refused", "hold.released", "person.erased"]


# --- yesterday's backup --------------------------------------------------------------------------------------


def test_yesterday_s_keys_brought_back_are_destroyed_again_by_the_journal(
    office: System, database: Database, superuser_connection: psycopg.Connection[Any], data_folder: DataFolder
) -> None:
    person = a_person(office)
    superuser_connection.execute("CREATE TABLE yesterday_keys AS SELECT * FROM keys.subject_key")
    superuser_connection.execute("CREATE TABLE yesterday_persons AS SELECT * FROM protection_person")
    erase_now(office, person.pk)
    superuser_connection.execute(
        "UPDATE keys.subject_key k SET wrapped = y.wrapped, destroyed_at = NULL FROM yesterday_keys y WHERE y.id = k.id"
    )
    superuser_connection.execute(
        "UPDATE protection_person p SET name = y.name, contact = y.contact FROM yesterday_persons y WHERE y.id = p.id"
    )
    superuser_connection.execute("DROP TABLE yesterday_keys, yesterday_persons")
    with unit_of_work(office):
        assert unseal(again(office, person.pk), "name") == {"name": "Amina Diallo"}
    assert apply_erasures(database, data_folder) == "Keys destroyed again: 1."
    assert apply_erasures(database, data_folder) == "Keys destroyed again: 0."
    with unit_of_work(office):
        row = again(office, person.pk)
        assert row.name == b""
        with pytest.raises(Unreadable):
            subject_key(office.organisation_id, person.pk, ROOM)


def apply_erasures(database: Database, folder: DataFolder) -> str:
    """As a restore does it: as the owner, in a process of its own."""
    import subprocess
    import sys

    from psycopg.conninfo import make_conninfo

    environment = os.environ | {
        "PALERMO_DATA": str(folder.path),
        "DATABASE_URL": database.app,
        "DATABASE_OWNER_URL": make_conninfo(database.owner, options=""),
        "PALERMO_DATABASE_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "palermo.web.settings",
    }
    command = [sys.executable, "-m", "django", "apply_erasures"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip()


def test_without_a_journal_nothing_is_restored(
    office: System, database: Database, data_folder: DataFolder
) -> None:
    data_folder.erasures.unlink(missing_ok=True)
    assert "No journal of erasures" in apply_erasures(database, data_folder)


# --- the journal's own integrity -----------------------------------------------------------------------------


@pytest.fixture
def journal(data_folder: DataFolder) -> Path:
    """Three erasures."""
    for _ in range(3):
        write_erasure(organisation_id=uuid4(), subject_id=uuid4(), reason="asked")
    return data_folder.erasures


def lines_of(journal: Path) -> list[bytes]:
    return [line for line in journal.read_bytes().split(b"\n") if line]


def test_a_journal_is_read_in_order_and_belongs_to_its_user_alone(journal: Path) -> None:
    assert len(read_journal(journal)) == 3
    assert journal.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "attack",
    [
        lambda lines: lines[1:],
        lambda lines: [lines[0], lines[2]],
        lambda lines: [lines[1], lines[0], lines[2]],
        lambda lines: [lines[0], lines[0], lines[1], lines[2]],
        lambda lines: [lines[0].replace(b"asked", b"other"), *lines[1:]],
        lambda lines: [b"not json", *lines],
        lambda lines: [b"{}", *lines],
        lambda lines: [*lines, lines[0]],
        lambda lines: [lines[0][:40], *lines[1:]],
    ],
)
def test_a_line_changed_moved_doubled_or_taken_out_is_found(journal: Path, attack: Any) -> None:
    journal.write_bytes(b"\n".join(attack(lines_of(journal))) + b"\n")
    with pytest.raises(BadJournal):
        read_journal(journal)


@given(data=st.data())
@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_byte_of_a_line_that_is_followed_can_change_unnoticed(journal: Path, data: st.DataObject) -> None:
    whole = b"\n".join(lines_of(journal)) + b"\n"
    followed = len(whole) - len(lines_of(journal)[-1]) - 2
    index = data.draw(st.integers(0, followed - 1))
    value = data.draw(st.integers(0, 255).filter(lambda value: value != whole[index]))
    changed = whole[:index] + bytes([value]) + whole[index + 1 :]
    journal.write_bytes(changed)
    try:
        read = read_journal(journal)
    except BadJournal:
        read = []
    finally:
        journal.write_bytes(whole)
    # A change in the white space between lines is none.
    assert read == [] or read == read_journal(journal)


def test_a_line_cut_short_by_a_power_failure_spoils_neither_the_journal_nor_the_next_erasure(
    journal: Path,
) -> None:
    whole = journal.read_bytes()
    journal.write_bytes(whole + b"\n" + lines_of(journal)[0][:70])
    assert len(read_journal(journal)) == 3
    write_erasure(organisation_id=uuid4(), subject_id=uuid4(), reason="asked")
    assert len(read_journal(journal)) == 4


def test_a_journal_of_another_installation_is_refused(journal: Path, data_folder: DataFolder) -> None:
    data_folder.root_key.write_text(encode_root_key(secrets.token_bytes(32)))
    with pytest.raises(BadJournal, match="altered"):
        read_journal(journal)


def test_a_journal_of_a_lost_root_key_is_still_read(journal: Path, data_folder: DataFolder) -> None:
    from palermo.trust.vault.head_keys import carry_head_keys
    from palermo.trust.vault.journal import journal_end
    from palermo.trust.vault.key_end import KeyEnd

    new = secrets.token_bytes(32)
    erasures, digest = journal_end(journal)
    end = KeyEnd(at=datetime.now(tz=UTC), heads={}, erasures=erasures, journal=digest)
    carry_head_keys(old=root_key(), new=new, end=end)
    data_folder.root_key.write_text(encode_root_key(new))
    write_erasure(organisation_id=uuid4(), subject_id=uuid4(), reason="asked")
    assert len(read_journal(journal)) == 4


def test_the_journal_holds_ids_and_a_code_and_nothing_of_the_person(office: System) -> None:
    person = a_person(office, name="Amina Canary")
    erase_now(office, person.pk)
    text = settings.PALERMO_ERASURES_FILE.read_text()
    assert str(person.pk) in text
    assert "Canary" not in text


@pytest.mark.usefixtures("office")
def test_every_model_with_sealed_columns_is_reached_by_an_erasure() -> None:
    assert "protection" in erasure._handlers
    assert Person.vault_room == "protection"
