"""Keys that sign heads: a line counts when the root key certified it, and a lost root key's lines when a share does."""

from __future__ import annotations

import secrets

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.management import CommandError, call_command
from tests.support.place import Database
from tests.trust.vault.conftest import an_office

from palermo.operation.datafolder import DataFolder
from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.ledger.ends import end_former_keys, present_end
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.ledger.report import Fault
from palermo.trust.ledger.verify import verify
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.head_key_file import (
    certified_head_keys,
    certify_head_keys,
    fingerprint,
    uncertified_head_keys,
)
from palermo.trust.vault.head_keys import carry_head_keys, head_keys_file, known_head_keys
from palermo.trust.vault.root import encode_root_key, root_key
from palermo.trust.vault.slots import certify_recoverable, make_recovery_share, recover


def known() -> list[str]:
    return [key.public.public_bytes_raw().hex() for key in known_head_keys()]


def certify(publics: list[str]) -> None:
    certify_head_keys(publics, key=root_key(), path=head_keys_file())


def a_key() -> str:
    return Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()


def write(folder: DataFolder, *lines: str) -> None:
    with folder.head_keys.open("a", encoding="ascii") as file:
        file.writelines(f"{line}\n" for line in lines)


def lose_root_key(folder: DataFolder) -> None:
    folder.root_key.write_text(encode_root_key(secrets.token_bytes(32)))


def faults(database: Database) -> set[Fault]:
    with psycopg.connect(database.owner) as owner:
        return {finding.fault for finding in verify(settings.PALERMO_WITNESS_FILE, owner).findings}


def test_a_key_that_somebody_wrote_into_the_file_is_ignored_and_found(
    data_folder: DataFolder, database: Database
) -> None:
    an_office("Quay")
    mine, theirs = known(), a_key()
    write(data_folder, theirs, f"{theirs} root {secrets.token_hex(32)}", f"{theirs} root", "no key at all")
    assert known() == mine
    assert faults(database) == {Fault.HEAD_KEY}


def test_a_certificate_of_one_key_does_not_serve_another(data_folder: DataFolder) -> None:
    ours, theirs = a_key(), a_key()
    certify([ours])
    assert ours in known()
    text = data_folder.head_keys.read_text(encoding="ascii")
    data_folder.head_keys.write_text(text.replace(ours, theirs), encoding="ascii")
    assert known() == certified_head_keys(root_key(), head_keys_file())[:1]


def test_a_line_of_before_certificates_counts_for_todays_key_alone(data_folder: DataFolder) -> None:
    earlier = a_key()
    write(data_folder, known()[0], earlier)
    assert [line.public for line in uncertified_head_keys(root_key(), head_keys_file())] == [earlier]


def test_what_holds_under_one_root_key_is_carried_to_the_next(
    data_folder: DataFolder, database: Database
) -> None:
    earlier, mine, new = a_key(), known()[0], secrets.token_bytes(32)
    certify([earlier])
    write(data_folder, a_key())
    carry_head_keys(old=root_key(), new=new, end=present_end([]))
    data_folder.root_key.write_text(encode_root_key(new))
    assert sorted(known()[1:]) == sorted([earlier, mine])
    assert len(uncertified_head_keys(root_key(), head_keys_file())) == 1


@pytest.mark.parametrize("made", ["the share", "the schedule"])
def test_a_recovery_share_brings_the_lost_root_keys_heads_along_and_no_strangers(
    made: str, data_folder: DataFolder, database: Database
) -> None:
    office = an_office("Quay")
    with unit_of_work(office):
        share = make_recovery_share(office.organisation_id)
    if made == "the schedule":  # a share of before certificates: the hourly renewal certifies for it
        data_folder.head_keys.unlink()
        with unit_of_work(office):
            certify_recoverable(office.organisation_id)
    lost, stranger = known()[0], a_key()
    write(data_folder, stranger, f"{stranger} {office.organisation_id} {secrets.token_hex(32)}")
    lose_root_key(data_folder)
    assert lost not in known()
    with unit_of_work(office):
        recover(office.organisation_id, share)
    assert known()[1:] == [lost]
    assert faults(database) == {Fault.HEAD_KEY, Fault.ENDLESS_KEY}
    end_former_keys([office.organisation_id])
    assert faults(database) == {Fault.HEAD_KEY}
    lines = data_folder.head_keys.read_text(encoding="ascii").splitlines()
    kept = [line for line in lines if stranger not in line]
    data_folder.head_keys.write_text("\n".join(kept), encoding="ascii")
    assert faults(database) == set()


def test_an_office_without_a_share_certifies_nothing(data_folder: DataFolder, database: Database) -> None:
    office = an_office("Quay")
    before = data_folder.head_keys.read_text(encoding="ascii") if data_folder.head_keys.exists() else ""
    with unit_of_work(office):
        certify_recoverable(office.organisation_id)
    assert not data_folder.head_keys.exists() or data_folder.head_keys.read_text(encoding="ascii") == before


def test_a_person_certifies_a_key_by_its_fingerprint_and_it_is_recorded(
    data_folder: DataFolder, database: Database
) -> None:
    call_command("create_installation", verbosity=0)
    earlier = a_key()
    write(data_folder, earlier)
    with pytest.raises(CommandError, match="No uncertified key"):
        call_command("certify_head_key", fingerprint(a_key()))
    call_command("certify_head_key", fingerprint(earlier))
    assert earlier in known()
    assert uncertified_head_keys(root_key(), head_keys_file()) == []
    with unit_of_work(System(organisation_id=INSTALLATION_ID, reason="test")):
        event = LedgerEvent.objects.get(verb="head_key.certified")
    assert event.codes["fingerprint"] == fingerprint(earlier)


def test_the_file_is_its_owners_alone(data_folder: DataFolder) -> None:
    certify([a_key()])
    assert data_folder.head_keys.stat().st_mode & 0o777 == 0o600


def test_a_fingerprint_of_a_key_is_a_hundred_and_twenty_eight_bits() -> None:
    assert fingerprint("00" * 32) == "60e0-5bd1-b195-af2f-9411-2fa7-197a-5c88"
